//! The inspection as a file: the deals of the screen, all of its pages, with its definition and sums at its head.

use super::export::{Value, attachment, csv_head, csv_lines, csv_text};
use crate::http::api::Caller;
use crate::http::fault::Fault;
use crate::http::openapi::Document;
use crate::http::session::SignedIn;
use crate::http::state::AppState;
use crate::http::{preferences, read};
use app::ui::i18n::{Texts, desk, inspection, texts};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use contract::Problem;
use contract::inspection::{Inspected, Inspection, InspectionQuery};
use domain::Company;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{Content, ResponseBuilder};

/// As CSV.
pub async fn csv(State(state): State<AppState>, SignedIn(me): SignedIn, uri: Uri, headers: HeaderMap) -> Result<Response, Fault> {
    let query: InspectionQuery = read::query(uri.query().unwrap_or_default())?;
    if query.after.is_some() {
        return Err(Problem::invalid("after", "a file holds all of the deals").into());
    }
    let t = texts(preferences::language(&headers));
    let answer = state.engine.view(&me).inspection_in_full(&query).await?;
    let (words, list) = (inspection(t.language), desk(t.language));
    let worth = |amount: Company| csv_text(&Value::Amount(amount.0, answer.currency.decimals()));
    let asked = contract::client::query_string(&query)?;
    let mut about = vec![
        (words.title, t.language.period(answer.period.key)),
        (words.since, answer.since.to_string()),
        (list.as_of, answer.as_of.to_string()),
        (list.add_filter, asked.clone()),
        (words.before, format!("{} · {}", answer.then.deals, worth(answer.then.acv))),
        (words.after, format!("{} · {}", answer.now.deals, worth(answer.now.acv))),
        (words.rates, worth(answer.fx)),
    ];
    about.extend(answer.classes.iter().map(|row| {
        let change = &row.change;
        let sums = [change.was, change.is, change.moved].map(worth).join(" · ");
        ((words.class)(row.class), format!("{} · {sums}", change.deals))
    }));
    about.push((list.known_at, answer.known_at.to_string()));
    about.push((list.by_whom, format!("{} <{}>", me.name, me.email)));
    let head = csv_head(&about, &heads(t))?;
    let rows = answer.deals.items.iter().map(|deal| row(t, &answer, deal).iter().map(csv_text).collect());
    let body = [head, csv_lines(rows)?].concat();
    let total = answer.deals.total;
    tracing::info!(target: "audit", person = %me.person, format = "csv", total, condition = asked, log = %answer.known_at, "inspection exported");
    Ok(attachment("inspection.csv", "text/csv; charset=utf-8", Body::from(body)))
}

fn heads(t: &Texts) -> Vec<&'static str> {
    let (words, d) = (inspection(t.language), &t.deals);
    vec![
        d.name,
        d.account,
        d.owner,
        words.what,
        words.within,
        words.before,
        words.after,
        words.moved,
        words.closed,
        d.currency,
        words.stage_was,
        d.stage,
        words.close_was,
        d.close_date,
        words.pushes,
        words.net_pushed,
        words.in_stage,
        words.typical,
        words.last_activity,
    ]
}

fn row(t: &Texts, answer: &Inspection, deal: &Inspected) -> Vec<Value> {
    let words = inspection(t.language);
    let text = |text: &Option<String>| Value::Text(text.clone().unwrap_or_default());
    let worth = |amount: Option<Company>| match amount {
        Some(amount) => Value::Amount(amount.0, answer.currency.decimals()),
        None => Value::Text(String::new()),
    };
    let shifts: Vec<&str> = deal.shifts.iter().map(|shift| (words.shift)(*shift)).collect();
    vec![
        Value::Text(deal.name.clone()),
        text(&deal.account),
        text(&deal.owner),
        Value::Text((words.class)(deal.class).to_owned()),
        Value::Text(shifts.join(", ")),
        worth(deal.was),
        worth(deal.is),
        worth(Some(deal.moved)),
        worth(deal.closed),
        Value::Text(answer.currency.code().to_owned()),
        text(&deal.stage_was),
        Value::Text(deal.stage.clone()),
        Value::Day(deal.close_was),
        Value::Day(deal.close_day),
        Value::Number(deal.pushes.into()),
        Value::Number(deal.net_days_pushed.into()),
        Value::Number(deal.days_in_stage.into()),
        // In tenths of days, as on the screen.
        deal.typical.map_or(Value::Text(String::new()), |typical| Value::Amount(i64::from(typical.half_days) * 5, 1)),
        Value::Day(deal.last_activity),
    ]
}

/// Its part of the OpenAPI document.
pub fn describe(document: &mut Document, caller: Caller) {
    let text = || Schema::Object(ObjectBuilder::new().schema_type(Type::String).build());
    let mut operation = OperationBuilder::new().operation_id(Some("ExportInspectionCsv")).summary(Some(
        "The inspection as a file, with its definition and sums at its head: parameters as in ReadInspection, but for `after`.",
    ));
    for parameter in ["period", "since", "where", "class", "shift"] {
        operation =
            operation.parameter(ParameterBuilder::new().name(parameter).parameter_in(ParameterIn::Query).schema(Some(text())));
    }
    let done = ResponseBuilder::new().description("Done").content("text/csv", Content::new(Some(text())));
    document.add("Inspection", "/api/v1/inspection.csv", HttpMethod::Get, caller, false, operation.response("200", done));
}
