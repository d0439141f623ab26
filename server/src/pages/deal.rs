//! The forms on a deal's page: what was done about it, what is to be done, its papers.

use super::{InProcess, form};
use crate::http::fault::Fault;
use crate::http::preferences;
use crate::http::state::AppState;
use app::form::Form;
use axum::extract::{Extension, Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use contract::account::{CreateAccount, NewAccount};
use contract::activity::{
    ActivityChange, ActivityPath, AddLink, ChangeActivity, ChangeLink, LinkChange, LinkPath, LogActivity, NewActivity, NewLink,
};
use contract::opportunity::{CreateOpportunity, OpportunityPatch, OpportunityPath, PatchOpportunity, ReadOpportunity};
use contract::review::{EndWaiver, WaiveBody, WaiveFlag, WaiverPath};
use contract::workspace::{DimensionPath, ListDimension, ListDimensionQuery};
use contract::{Client, Nothing, Problem};
use domain::State as DealState;
use domain::activity::ActivityKind;
use domain::{
    AccountId, CampaignId, DealType, Dimension, Flag, Language, Line, LogNo, OpportunityId, PersonId, ProductId, Source, Split,
    SplitKind, TeamMember, Workspace,
};
use uuid::Uuid;

/// Does what the button pressed says, and shows the page again.
pub async fn act(
    State(state): State<AppState>,
    Extension(api): Extension<InProcess>,
    Path(deal): Path<OpportunityId>,
    request: Request,
) -> Result<Response, Fault> {
    let sent = match form::receive(&state, &api, request).await? {
        Ok(sent) => sent,
        Err(elsewhere) => return Ok(elsewhere),
    };
    Ok(match done(&sent.client, deal, &sent.form).await {
        Ok(place) => Redirect::to(&format!("/deals/{deal}#{place}")).into_response(),
        Err(problem) => sent.again(&state, &api, Some(problem)).await,
    })
}

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
        Err(problem) => sent.again(&state, &api, Some(problem)).await,
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
    let find = async |name: &str, dimension: Dimension| -> Result<Option<Uuid>, Problem> {
        let query = ListDimensionQuery { search: Some(name.to_owned()), after: None };
        let found = client.call::<ListDimension>(&DimensionPath { dimension }, &query, &nothing, None).await?;
        let same = found.items.into_iter().find(|value| value.label.to_lowercase() == name.to_lowercase());
        Ok(same.and_then(|value| value.key.parse().ok()))
    };
    let stage = workspace.processes.first().and_then(|process| process.stages.first());
    let stage = stage.ok_or_else(|| Problem::conflict("There is no sales process."))?.id;
    let currency = workspace.currency;
    let acv = language.parse_amount(form.get("amount"), currency);
    let acv = acv.ok_or_else(|| Problem::invalid("amount", "Write an amount, such as 12500 or 12.5k."))?;
    let product = match form.get("product") {
        "" => None,
        name => Some(
            find(name, Dimension::Product)
                .await?
                .map(ProductId)
                .ok_or_else(|| Problem::invalid("product", format!("No product is called “{name}”. Choose one of the list.")))?,
        ),
    };
    let close_day =
        form.get("close_day").parse().map_err(|_| Problem::invalid("close_day", "Say when it is expected to close."))?;
    let key = form.get("id").to_owned();
    let account = match form.get("account") {
        "" => None,
        name => match find(name, Dimension::Account).await? {
            Some(id) => Some(AccountId(id)),
            None => {
                let new = NewAccount { name: name.to_owned(), ..NewAccount::default() };
                Some(client.call::<CreateAccount>(&nothing, &nothing, &new, Some(format!("{key}-account"))).await?.id)
            }
        },
    };
    let deal = DealState {
        name: form.get("name").to_owned(),
        account,
        owner: Some(me),
        deal_type: DealType::New,
        currency,
        lines: vec![Line { line: 1, product, acv, one_off: 0 }],
        estimated: false,
        stage,
        category: None,
        close_day: Some(close_day),
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

/// Where on the page it shows.
async fn done(client: &Client, deal: OpportunityId, form: &Form) -> Result<&'static str, Problem> {
    let action = form.get("do");
    let (verb, id) = action.split_once(' ').unwrap_or((action, form.get("id")));
    let path = OpportunityPath { id: deal };
    let nothing = Nothing {};
    let unreadable = |_| Problem::unreadable("The button says something that is not known.");
    if let Some(kind) = ActivityKind::parse(verb) {
        let due_day = (kind == ActivityKind::Task).then(|| form.get("due_day").parse().ok()).flatten();
        let new = NewActivity {
            id: id.parse().map_err(unreadable)?,
            kind,
            text: form.get("text").to_owned(),
            contact: form.get("contact").parse().ok(),
            at: None,
            due_day,
        };
        client.call::<LogActivity>(&path, &nothing, &new, None).await?;
        return Ok("activities");
    }
    if matches!(verb, "about" | "team") {
        say(client, path, verb, form).await?;
        return Ok(if verb == "about" { "about" } else { "team" });
    }
    let change = match verb {
        "done" => ActivityChange { done: Some(true), ..ActivityChange::default() },
        "open" => ActivityChange { done: Some(false), ..ActivityChange::default() },
        "remove" => ActivityChange { deleted: Some(true), ..ActivityChange::default() },
        "link" => {
            let new = NewLink {
                id: id.parse().map_err(unreadable)?,
                url: form.get("url").to_owned(),
                title: form.get("title").to_owned(),
            };
            client.call::<AddLink>(&path, &nothing, &new, None).await?;
            return Ok("links");
        }
        "unlink" => {
            let path = LinkPath { id: deal, link: id.parse().map_err(unreadable)? };
            let gone = LinkChange { deleted: Some(true), ..LinkChange::default() };
            client.call::<ChangeLink>(&path, &nothing, &gone, None).await?;
            return Ok("links");
        }
        "waive" => {
            let flag = Flag::parse(form.get("flag")).ok_or_else(|| Problem::invalid("flag", "Choose a flag."))?;
            let until = form.get("until").parse().map_err(|_| Problem::invalid("until", "Choose a day."))?;
            let body = WaiveBody { flag, until, reason: form.get("reason").to_owned() };
            client.call::<WaiveFlag>(&path, &nothing, &body, None).await?;
            return Ok("reviews");
        }
        "unwaive" => {
            let flag = Flag::parse(id).ok_or_else(|| Problem::unreadable("There is no such flag."))?;
            client.call::<EndWaiver>(&WaiverPath { id: deal, flag }, &nothing, &nothing, None).await?;
            return Ok("reviews");
        }
        _ => return Err(Problem::unreadable("The button says something that is not known.")),
    };
    let path = ActivityPath { id: deal, activity: id.parse().map_err(unreadable)? };
    client.call::<ChangeActivity>(&path, &nothing, &change, None).await?;
    Ok("activities")
}

/// Changes what the forms about a deal, or about its team and shares, say.
async fn say(client: &Client, path: OpportunityPath, what: &str, form: &Form) -> Result<(), Problem> {
    let nothing = Nothing {};
    let deal = client.call::<ReadOpportunity>(&path, &nothing, &nothing, None).await?;
    let find = async |field: &str, dimension: Dimension| -> Result<Option<Uuid>, Problem> {
        let name = form.get(field).to_owned();
        if name.is_empty() {
            return Ok(None);
        }
        if let Some((id, _)) = deal.names.iter().find(|(_, known)| **known == name) {
            return Ok(Some(*id));
        }
        let query = ListDimensionQuery { search: Some(name.clone()), after: None };
        let found = client.call::<ListDimension>(&DimensionPath { dimension }, &query, &nothing, None).await?;
        let same = found.items.into_iter().find(|value| value.label.to_lowercase() == name.to_lowercase());
        let id = same.and_then(|value| value.key.parse().ok());
        id.map(Some).ok_or_else(|| Problem::invalid(field, format!("Nothing is called “{name}”. Choose one of the list.")))
    };
    let mut patch = OpportunityPatch { base: LogNo(form.get("base").parse().unwrap_or_default()), ..OpportunityPatch::default() };
    if what == "about" {
        let said = |field: &str| Some(form.get(field).to_owned()).filter(|text| !text.is_empty());
        let term = said("term_months")
            .map(|text| text.parse().map_err(|_| Problem::invalid("term_months", "Write a number of months.")));
        patch.name = Some(form.get("name").to_owned());
        patch.deal_type = DealType::parse(form.get("deal_type"));
        patch.source = Some(Source::parse(form.get("source")));
        patch.sourced_by = Some(find("sourced_by", Dimension::Owner).await?.map(PersonId));
        patch.campaign = Some(find("campaign", Dimension::Campaign).await?.map(CampaignId));
        patch.region = Some(said("region"));
        patch.term_months = Some(term.transpose()?);
    } else {
        let (mut team, mut splits) = (Vec::new(), Vec::new());
        for at in form.rows("team") {
            if let Some(person) = find(&format!("team[{at}].name"), Dimension::Owner).await? {
                team.push(TeamMember { person: PersonId(person), role: form.get(&format!("team[{at}].role")).to_owned() });
            }
        }
        for at in form.rows("splits") {
            if let Some(person) = find(&format!("splits[{at}].name"), Dimension::Owner).await? {
                let field = format!("splits[{at}].share");
                let share = Split::read(form.get(&field));
                let share =
                    share.ok_or_else(|| Problem::invalid(field, "Write a percentage from 0 to 100, such as 50 or 33.33."))?;
                let kind = SplitKind::parse(form.get(&format!("splits[{at}].kind"))).unwrap_or(SplitKind::Revenue);
                splits.push(Split { person: PersonId(person), share, kind });
            }
        }
        patch.team = Some(team);
        patch.splits = Some(splits);
    }
    client.call::<PatchOpportunity>(&path, &nothing, &patch, None).await.map(drop)
}
