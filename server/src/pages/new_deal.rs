//! The form of a new deal.

use super::{InProcess, form};
use crate::http::fault::Fault;
use crate::http::preferences;
use crate::http::state::AppState;
use app::form::Form;
use axum::extract::{Extension, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use contract::account::{CreateAccount, NewAccount};
use contract::opportunity::CreateOpportunity;
use contract::workspace::{DimensionPath, ListDimension, ListDimensionQuery};
use contract::{Client, FieldError, Nothing, Problem};
use domain::State as DealState;
use domain::{
    AccountId, DealType, Dimension, Language, Line, OpportunityId, PersonId, ProductId, Requirement, Source, Workspace,
};
use std::hash::{DefaultHasher, Hash, Hasher};
use uuid::Uuid;

/// Creates a deal, and its account if that is new, and leads to it.
pub async fn create(
    State(state): State<AppState>,
    Extension(api): Extension<InProcess>,
    request: Request,
) -> Result<Response, Fault> {
    let language = preferences::language(request.headers());
    let sent = match form::receive(&state, &api, request).await? {
        Ok(sent) => sent,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let settings = state.engine.settings().map(|settings| settings.workspace);
    let made = match &settings {
        Some(workspace) => made(&sent.client, &sent.form, workspace, sent.me.person, language).await,
        None => Err(Problem::conflict("The workspace has not been set up yet.")),
    };
    Ok(match made {
        Ok(deal) => Redirect::to(&format!("/deals/{deal}")).into_response(),
        Err(problem) => sent.again(&state, &api, Some(of_the_form(problem))).await,
    })
}

async fn made(
    client: &Client,
    form: &Form,
    workspace: &Workspace,
    me: PersonId,
    language: Language,
) -> Result<OpportunityId, Problem> {
    let nothing = Nothing {};
    let stage = workspace.processes.first().and_then(|process| process.stages.first());
    let stage = stage.ok_or_else(|| Problem::conflict("There is no sales process."))?.id;
    let currency = workspace.currency;
    let product = found(client, form, "product", Dimension::Product).await?;
    let account = found(client, form, "account", Dimension::Account).await?;
    let mut faults = Vec::new();
    let mut fault = |field: &str, message: String| faults.push(FieldError { field: field.to_owned(), message });
    if form.get("name").is_empty() {
        fault("name", "Give the deal a name.".into());
    }
    if product.is_none() && !form.get("product").is_empty() {
        fault("product", format!("No product is called “{}”. Choose one that is found.", form.get("product")));
    }
    let acv = language.parse_amount(form.get("amount"), currency);
    if acv.is_none() {
        fault("amount", "Write an amount, such as 12500 or 12.5k.".into());
    }
    let close_day = form.get("close_day").parse().ok();
    if close_day.is_none() {
        fault("close_day", "Say when it is expected to close.".into());
    }
    if !faults.is_empty() {
        return Err(Problem::invalid_fields(faults));
    }
    let key = form.get("id").to_owned();
    let account = match (account, form.get("account")) {
        (None, "") => None,
        (None, name) => {
            let new = NewAccount { name: name.to_owned(), ..NewAccount::default() };
            // Sent twice, it is made once; under another name it is another one.
            let mut hasher = DefaultHasher::new();
            name.hash(&mut hasher);
            let key = format!("{key}-account-{:x}", hasher.finish());
            Some(client.call::<CreateAccount>(&nothing, &nothing, &new, Some(key)).await?.id)
        }
        (known, _) => known.map(AccountId),
    };
    let deal = DealState {
        name: form.get("name").to_owned(),
        account,
        owner: Some(me),
        deal_type: DealType::New,
        currency,
        lines: vec![Line { line: 1, product: product.map(ProductId), acv: acv.unwrap_or_default(), one_off: 0 }],
        estimated: false,
        stage,
        category: None,
        close_day,
        source: Source::parse(form.get("source")),
        sourced_by: None,
        campaign: None,
        region: None,
        term_months: Some(12),
        next_step: None,
        next_step_day: None,
        lost_reason: None,
        contacts: vec![],
        competitors: None,
        team: vec![],
        splits: vec![],
        nurture_until: None,
        deleted: false,
    };
    Ok(client.call::<CreateOpportunity>(&nothing, &nothing, &deal, Some(key)).await?.id)
}

/// What was picked; or, where only a name was typed, what is called so.
async fn found(client: &Client, form: &Form, field: &str, dimension: Dimension) -> Result<Option<Uuid>, Problem> {
    let name = form.get(field);
    if let Ok(picked) = form.get(&format!("{field}_id")).parse() {
        return Ok(Some(picked));
    }
    if name.is_empty() {
        return Ok(None);
    }
    let query = ListDimensionQuery { search: Some(name.to_owned()), after: None };
    let found = client.call::<ListDimension>(&DimensionPath { dimension }, &query, &Nothing {}, None).await?;
    let same = found.items.into_iter().find(|value| value.label.to_lowercase() == name.to_lowercase());
    Ok(same.and_then(|value| value.key.parse().ok()))
}

/// What the first stage lacks, named as the form names it.
fn of_the_form(mut problem: Problem) -> Problem {
    let missing = problem.missing().to_vec();
    let (of_lines, others): (Vec<_>, Vec<_>) = problem.fields.into_iter().partition(|fault| fault.field == "lines");
    let lines = of_lines.into_iter().map(|fault| {
        let product = missing.contains(&Requirement::Product) && fault.message == Requirement::Product.message();
        FieldError { field: if product { "product" } else { "amount" }.to_owned(), ..fault }
    });
    problem.fields = lines.chain(others).collect();
    problem
}
