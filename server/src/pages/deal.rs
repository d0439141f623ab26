//! The forms on a deal's page: what was done about it, what is to be done, its papers.

use super::{InProcess, form};
use crate::http::fault::Fault;
use crate::http::preferences;
use crate::http::state::AppState;
use app::form::Form;
use axum::extract::{Extension, Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use contract::activity::{
    ActivityChange, ActivityPath, AddLink, ChangeActivity, ChangeLink, LinkChange, LinkPath, LogActivity, NewActivity, NewLink,
};
use contract::opportunity::{OpportunityPatch, OpportunityPath, PatchOpportunity, ReadOpportunity};
use contract::review::{EndWaiver, WaiveBody, WaiveFlag, WaiverPath};
use contract::workspace::{DimensionPath, ListDimension, ListDimensionQuery};
use contract::{Client, Nothing, Problem};
use domain::activity::ActivityKind;
use domain::{
    CampaignId, Category, Day, DealType, Dimension, Flag, Language, Line, LogNo, OpportunityId, PersonId, Source, Split,
    SplitKind, StageId, StageKind, TeamMember,
};
use uuid::Uuid;

/// Does what the button pressed says, and shows the page again.
pub async fn act(
    State(state): State<AppState>,
    Extension(api): Extension<InProcess>,
    Path(deal): Path<OpportunityId>,
    request: Request,
) -> Result<Response, Fault> {
    let language = preferences::language(request.headers());
    let sent = match form::receive(&state, &api, request).await? {
        Ok(sent) => sent,
        Err(elsewhere) => return Ok(elsewhere),
    };
    Ok(match done(&sent.client, deal, &sent.form, language).await {
        Ok(place) => Redirect::to(&format!("/deals/{deal}{place}")).into_response(),
        Err(problem) => sent.again(&state, &api, Some(problem)).await,
    })
}

/// Where on the page it shows.
async fn done(client: &Client, deal: OpportunityId, form: &Form, language: Language) -> Result<String, Problem> {
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
        return Ok("#activities".to_owned());
    }
    match verb {
        "about" | "team" => {
            say(client, path, verb, form).await?;
            return Ok(format!("#{verb}"));
        }
        "edit" => {
            edit(client, path, form, language).await?;
            return Ok("#edit".to_owned());
        }
        _ => {}
    }
    let change = match verb {
        "done" => ActivityChange { done: Some(true), ..ActivityChange::default() },
        "open" => ActivityChange { done: Some(false), ..ActivityChange::default() },
        "remove" | "back" => ActivityChange { deleted: Some(verb == "remove"), ..ActivityChange::default() },
        "link" => {
            let new = NewLink {
                id: id.parse().map_err(unreadable)?,
                url: form.get("url").to_owned(),
                title: form.get("title").to_owned(),
            };
            client.call::<AddLink>(&path, &nothing, &new, None).await?;
            return Ok("#links".to_owned());
        }
        "unlink" | "relink" => {
            let path = LinkPath { id: deal, link: id.parse().map_err(unreadable)? };
            let gone = LinkChange { deleted: Some(verb == "unlink"), ..LinkChange::default() };
            client.call::<ChangeLink>(&path, &nothing, &gone, None).await?;
            if verb == "unlink" {
                return Ok(format!("?unlinked={id}#links"));
            }
            return Ok("#links".to_owned());
        }
        "waive" => {
            let flag = Flag::parse(form.get("flag")).ok_or_else(|| Problem::invalid("flag", "Choose a flag."))?;
            let until = form.get("until").parse().map_err(|_| Problem::invalid("until", "Choose a day."))?;
            let body = WaiveBody { flag, until, reason: form.get("reason").to_owned() };
            client.call::<WaiveFlag>(&path, &nothing, &body, None).await?;
            return Ok("#reviews".to_owned());
        }
        "unwaive" => {
            let flag = Flag::parse(id).ok_or_else(|| Problem::unreadable("There is no such flag."))?;
            client.call::<EndWaiver>(&WaiverPath { id: deal, flag }, &nothing, &nothing, None).await?;
            return Ok("#reviews".to_owned());
        }
        _ => return Err(Problem::unreadable("The button says something that is not known.")),
    };
    let path = ActivityPath { id: deal, activity: id.parse().map_err(unreadable)? };
    client.call::<ChangeActivity>(&path, &nothing, &change, None).await?;
    Ok(if verb == "remove" { format!("?gone={id}#activities") } else { "#activities".to_owned() })
}

/// Changes the fields one changes most: those that the form says otherwise than the deal does.
async fn edit(client: &Client, path: OpportunityPath, form: &Form, language: Language) -> Result<(), Problem> {
    let nothing = Nothing {};
    let deal = client.call::<ReadOpportunity>(&path, &nothing, &nothing, None).await?;
    let state = &deal.state;
    let other = |field: &str, now: Option<String>| Some(form.get(field)).filter(|said| *said != now.unwrap_or_default());
    let text = |field: &str, now: &Option<String>| {
        other(field, now.clone()).map(|said| Some(said.to_owned()).filter(|said| !said.is_empty()))
    };
    let day = |field: &str, now: Option<Day>| match other(field, now.map(|day| day.to_string())) {
        None => Ok(None),
        Some("") => Ok(Some(None)),
        Some(said) => said.parse().map(|day| Some(Some(day))).map_err(|_| Problem::invalid(field, "Choose a day.")),
    };
    let mut patch = OpportunityPatch { base: LogNo(form.get("base").parse().unwrap_or_default()), ..OpportunityPatch::default() };
    patch.stage = other("stage", Some(state.stage.0.to_string())).and_then(|said| said.parse().ok()).map(StageId);
    patch.close_day = day("close_day", state.close_day)?;
    patch.next_step_day = day("next_step_day", state.next_step_day)?;
    patch.next_step = text("next_step", &state.next_step);
    patch.lost_reason = text("lost_reason", &state.lost_reason);
    if deal.kind == StageKind::Open {
        let said = other("category", state.category.map(|category| category.as_str().to_owned()));
        patch.category = said.map(|said| Category::ALL.into_iter().find(|category| category.as_str() == said));
    }
    if state.lines.len() < 2 && form.has("amount") {
        let acv = language.parse_amount(form.get("amount"), state.currency);
        let acv = acv.ok_or_else(|| Problem::invalid("amount", "Write an amount, such as 12500 or 12.5k."))?;
        if acv != state.acv() {
            let first = state.lines.first().copied();
            patch.lines = Some(vec![Line { acv, ..first.unwrap_or(Line { line: 1, product: None, acv, one_off: 0 }) }]);
        }
    }
    client.call::<PatchOpportunity>(&path, &nothing, &patch, None).await.map(drop)
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
