//! Settings, exchange rates and the values of dimensions.

use crate::http::api::Call;
use crate::http::fault::Fault;
use crate::http::session::SignedIn;
use crate::http::state::AppState;
use crate::http::{preferences, read};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use contract::workspace::SaveRatesBody;
use contract::workspace::{ListDimension, ListRates, ReadWorkspace, SaveRates, SaveWorkspace, WorkspaceInfo};
use contract::{Page, Problem};
use domain::workspace::{DatedRate, DimensionValue};
use domain::{Currency, Day};
use serde::{Deserialize, Serialize};

/// The settings and what follows from them today.
pub async fn read(call: Call<ReadWorkspace>) -> Result<WorkspaceInfo, Problem> {
    call.view().workspace().await
}

/// Changes the settings.
pub async fn save(call: Call<SaveWorkspace>) -> Result<WorkspaceInfo, Problem> {
    call.view().save_workspace(call.body).await
}

/// The exchange rates.
pub async fn rates(call: Call<ListRates>) -> Result<Page<DatedRate>, Problem> {
    call.view().rates(&call.query).await
}

/// Enters exchange rates.
pub async fn save_rates(call: Call<SaveRates>) -> Result<Page<DatedRate>, Problem> {
    call.view().save_rates(call.body).await
}

/// The values of a dimension that deals use.
pub async fn dimension(call: Call<ListDimension>) -> Result<Page<DimensionValue>, Problem> {
    call.view().dimension(call.path.dimension, &call.query).await
}

/// What the form of the page sends, as it was typed.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct RateForm {
    currency: String,
    day: String,
    rate: String,
}

/// Enters one exchange rate by a form, in the visit's language. What cannot be read is led back, with the field named.
pub async fn save_rate_by_form(
    State(state): State<AppState>,
    SignedIn(me): SignedIn,
    request: Request,
) -> Result<Response, Fault> {
    let language = preferences::language(request.headers());
    let form: RateForm = read::form(&read::bytes(request.into_body(), 4 << 10).await?)?;
    let view = state.engine.view(&me);
    let failed =
        match (Currency::parse(&form.currency.trim().to_uppercase()), form.day.parse::<Day>(), language.parse_rate(&form.rate)) {
            (None, ..) => "currency",
            (_, Err(_), _) => "day",
            (.., None) => "rate",
            (Some(currency), Ok(day), Some(rate)) => {
                match view.save_rates(SaveRatesBody { rates: vec![DatedRate { currency, day, rate }] }).await {
                    Ok(_) => return Ok(Redirect::to("/rates?saved=1").into_response()),
                    Err(problem) if problem.status >= 500 => return Err(problem.into()),
                    Err(problem) if problem.status == 403 => "refused",
                    Err(problem) => match problem.fields.first().map(|fault| fault.field.as_str()) {
                        Some("day") => "day",
                        Some("rate") => "rate",
                        _ => "currency",
                    },
                }
            }
        };
    let typed = serde_urlencoded::to_string(&form).unwrap_or_default();
    Ok(Redirect::to(&format!("/rates?{typed}&failed={failed}")).into_response())
}
