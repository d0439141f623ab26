//! Many deals changed at once: the form below a list, and the page that previews, reports and takes back.

use super::question::Question;
use crate::context::{Visit, use_client, use_visit};
use crate::form::Submitted;
use crate::ui::components::{Crumb, Empty, Failed, PageHead, Pager, Tabs, load};
use crate::ui::i18n::{Texts, desk, use_texts};
use crate::ui::pages::apm::link::{api_query, pairs};
use contract::bulk::{
    Bulk, BulkChange, BulkCounts, BulkItem, BulkOutcome, BulkPath, BulkState, ListBulk, ListBulkQuery, ReadBulk,
};
use contract::client::query_string;
use contract::opportunity::OpportunityPatch;
use contract::workspace::{DimensionPath, ListDimension, ListDimensionQuery};
use contract::{Client, Nothing, Page, Problem};
use domain::{BulkId, Category, Dimension, StageId};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};
use std::collections::BTreeMap;

/// The categories of an open deal.
const CATEGORIES: [Category; 4] = [Category::Pipeline, Category::BestCase, Category::Commit, Category::Omitted];

/// The form that changes the deals that are ticked, or all of the question. Without a script it is always there.
pub fn bar(t: &'static Texts, visit: &Visit, question: &Question, total: i64) -> AnyView {
    let words = desk(t.language);
    let processes = visit.workspace.iter().flat_map(|info| &info.workspace.processes);
    let stages = processes
        .flat_map(|process| &process.stages)
        .map(|stage| view! { <option value=stage.id.0.to_string()>{stage.name.clone()}</option> })
        .collect_view();
    let categories = CATEGORIES
        .into_iter()
        .map(|category| view! { <option value=category.as_str()>{(t.names.category)(category)}</option> })
        .collect_view();
    let all = (words.all_of)(&t.language.integer(total));
    view! {
        <form id="bulk" method="post" action="/deals/bulk" class="card pad bulk">
            <h2>{words.several}</h2>
            <input type="hidden" name="here" value=question.to(|q| q.pick = None)/>
            <div class="form-row">
                <div class="field">
                    <label for="bulk-what">{words.what}</label>
                    <select id="bulk-what" name="what">
                        <option value="shift">{words.shift}</option>
                        <option value="close">{words.set_close}</option>
                        <option value="stage">{t.deals.stage}</option>
                        <option value="category">{t.deals.category}</option>
                        <option value="next">{t.deals.next_step_day}</option>
                        <option value="owner">{t.deals.owner}</option>
                    </select>
                </div>
                <div class="field of-shift"><label for="bulk-days">{words.shift_days}</label><input id="bulk-days" type="number" name="days" value="7" min="-3660" max="3660"/></div>
                <div class="field of-day"><label for="bulk-day">{words.other_day}</label><input id="bulk-day" type="date" name="day"/></div>
                <div class="field of-stage"><label for="bulk-stage">{t.deals.stage}</label><select id="bulk-stage" name="stage">{stages}</select></div>
                <div class="field of-category">
                    <label for="bulk-category">{t.deals.category}</label>
                    <select id="bulk-category" name="category"><option value="">{words.keep_open}</option>{categories}</select>
                </div>
                <div class="field of-owner"><label for="bulk-owner">{t.deals.owner}</label>{owners(t)}</div>
                <div class="checks"><label><input type="checkbox" name="all" autocomplete="off"/>{all}</label></div>
                <button class="button primary">{words.preview}</button>
            </div>
        </form>
    }
    .into_any()
}

/// Those who own deals, to choose from.
fn owners(t: &'static Texts) -> AnyView {
    let client = use_client();
    load(async move {
        let path = DimensionPath { dimension: Dimension::Owner };
        let page = client.call::<ListDimension>(&path, &ListDimensionQuery::default(), &Nothing {}, None).await;
        let options = page
            .map(|page| page.items)
            .unwrap_or_default()
            .into_iter()
            .map(|person| {
                let name = if person.label.is_empty() { t.deals.no_owner.to_owned() } else { person.label };
                view! { <option value=person.key>{name}</option> }
            })
            .collect_view();
        view! { <select id="bulk-owner" name="owner">{options}</select> }.into_any()
    })
}

/// What the page is made from: the change, the part of its deals that is shown, and the names of the people in it.
struct Asked {
    bulk: Bulk,
    query: ListBulkQuery,
    items: Page<BulkItem>,
    people: BTreeMap<String, String>,
}

/// One change of many deals.
#[component]
pub fn BulkPage() -> AnyView {
    let t = use_texts();
    let visit = use_visit();
    let client = use_client();
    let id = use_params_map().with_untracked(|params| params.get_str("id").and_then(|id| id.parse().ok()));
    let refused = use_context::<Submitted>().and_then(|submitted| submitted.problem);
    let query = use_location().search.with_untracked(|search| pairs(search).and_then(|pairs| api_query(&pairs)));
    load(async move {
        match ask(&client, id, query).await {
            Ok(asked) => visit.with_value(|visit| page(t, visit, asked, refused)),
            Err(problem) => {
                view! { <PageHead title=t.deals.title/> <div class="card"><Failed problem=problem/></div> }.into_any()
            }
        }
    })
}

async fn ask(client: &Client, id: Option<BulkId>, query: Result<ListBulkQuery, Problem>) -> Result<Asked, Problem> {
    let query = query?;
    let path = BulkPath { id: id.ok_or_else(|| Problem::not_found("change of many deals"))? };
    let bulk = client.call::<ReadBulk>(&path, &Nothing {}, &Nothing {}, None).await?;
    let items = client.call::<ListBulk>(&path, &query, &Nothing {}, None).await?;
    let mut people = BTreeMap::new();
    if matches!(bulk.change, BulkChange::Owner(_)) {
        let path = DimensionPath { dimension: Dimension::Owner };
        let page = client.call::<ListDimension>(&path, &ListDimensionQuery::default(), &Nothing {}, None).await?;
        people.extend(page.items.into_iter().map(|value| (value.key, value.label)));
    }
    Ok(Asked { bulk, query, items, people })
}

/// What can become of a deal, and of how many it did.
type Outcome = (BulkOutcome, fn(&BulkCounts) -> i64);

/// Those there are, in the order in which one looks.
const OUTCOMES: [Outcome; 6] = [
    (BulkOutcome::Ready, |counts| counts.ready),
    (BulkOutcome::Changed, |counts| counts.changed),
    (BulkOutcome::Restored, |counts| counts.restored),
    (BulkOutcome::Edited, |counts| counts.edited),
    (BulkOutcome::Refused, |counts| counts.refused),
    (BulkOutcome::Same, |counts| counts.same),
];

fn page(t: &'static Texts, visit: &Visit, Asked { bulk, query, items, people }: Asked, refused: Option<Problem>) -> AnyView {
    let words = desk(t.language);
    let here = format!("/deals/bulk/{}", bulk.id);
    let href = |query: &ListBulkQuery| match query_string(query).unwrap_or_default() {
        search if search.is_empty() => here.clone(),
        search => format!("{here}?{search}"),
    };
    let mut tabs = vec![(href(&ListBulkQuery::default()), t.deals.all.to_owned(), query.outcome.is_none())];
    for (outcome, count) in OUTCOMES {
        let count = count(&bulk.counts);
        if count > 0 {
            let query_of = ListBulkQuery { outcome: Some(outcome), after: None };
            tabs.push((
                href(&query_of),
                format!("{} {}", (words.outcome)(outcome), t.language.integer(count)),
                query.outcome == Some(outcome),
            ));
        }
    }
    let names = Said { t, visit, people: &people };
    let rows = items.items.iter().map(|item| row(names, item)).collect_view();
    let next = items.next.clone().map(|after| href(&ListBulkQuery { after: Some(after), ..query.clone() }));
    let first = query.after.is_some().then(|| href(&ListBulkQuery { after: None, ..query.clone() }));
    let running = matches!(bulk.state, BulkState::Applying | BulkState::Undoing);
    let apply = (bulk.state == BulkState::Preview).then(|| match bulk.counts.ready {
        0 => view! { <p class="note">{words.nothing_yet}</p> }.into_any(),
        ready => view! { <button class="button primary" name="do" value="apply">{(words.apply)(ready)}</button> }.into_any(),
    });
    let undo = (bulk.state == BulkState::Done && bulk.counts.changed > 0).then(|| {
        view! { <button class="button" name="do" value="undo">{words.undo_all}</button><span class="note">{words.undo_hint}</span> }
    });
    let again = running.then(|| {
        let act = if bulk.state == BulkState::Applying { "apply" } else { "undo" };
        view! { <button class="button" name="do" value=act>{words.refresh}</button> }
    });
    let problem = refused.map(|problem| view! { <div class="card"><Failed problem=problem/></div> });
    view! {
        <Crumb href="/deals" text=words.back_to_list/>
        <PageHead title=(words.preview_title)(&names.change(&bulk.change)) subtitle=(words.state)(bulk.state)/>
        {problem}
        <form method="post" action=here.clone() class="action">{apply}{undo}{again}</form>
        <section class="card cards-card" aria-label=words.several>
            <Tabs label=words.several items=tabs/>
            {if items.items.is_empty() {
                view! { <Empty title=t.common.none hint=words.nothing_yet/> }.into_any()
            } else {
                view! {
                    <table class="list cards" role="table">
                        <caption class="sr">{words.several}</caption>
                        <thead role="rowgroup">
                            <tr role="row">
                                <th scope="col" role="columnheader">{t.deals.name}</th>
                                <th scope="col" role="columnheader">{words.what}</th>
                                <th scope="col" role="columnheader">{words.why}</th>
                            </tr>
                        </thead>
                        <tbody role="rowgroup">{rows}</tbody>
                    </table>
                    <Pager total=(t.deals.count)(items.total, &t.language.integer(items.total)) first=first next=next/>
                }.into_any()
            }}
        </section>
    }
    .into_any()
}

fn row(names: Said<'_>, item: &BulkItem) -> AnyView {
    let words = desk(names.t.language);
    let name = match item.name.as_str() {
        "" => view! { <span>{words.gone}</span> }.into_any(),
        name => view! { <a class="whole" href=format!("/deals/{}", item.id)>{name.to_owned()}</a> }.into_any(),
    };
    let changes = names.changes(&item.back, &item.patch).into_iter().map(|text| view! { <div>{text}</div> }).collect_view();
    // The API says why in English: the field is named in the reader's language where there is one.
    let why = item.reason.as_ref().map(|problem| {
        let (_, hint) = crate::ui::components::told(names.t, problem);
        let english = view! { <small lang="en">{problem.detail.clone()}</small> };
        view! { <span>{hint}</span>{english} }
    });
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">{name}</th>
            <td role="cell">{changes}</td>
            <td role="cell"><b>{(words.outcome)(item.outcome)}</b>" "{why}</td>
        </tr>
    }
    .into_any()
}

/// How values are called.
#[derive(Clone, Copy)]
struct Said<'p> {
    t: &'static Texts,
    visit: &'p Visit,
    people: &'p BTreeMap<String, String>,
}

impl Said<'_> {
    fn stage(self, id: StageId) -> String {
        let processes = self.visit.workspace.iter().flat_map(|info| &info.workspace.processes);
        processes.into_iter().find_map(|process| process.stage(id)).map_or_else(|| id.0.to_string(), |stage| stage.name.clone())
    }

    fn person(self, id: Option<domain::PersonId>) -> String {
        let known = id.and_then(|id| self.people.get(&id.to_string()).cloned()).filter(|name| !name.is_empty());
        known.unwrap_or_else(|| id.map_or_else(|| self.t.deals.no_owner.to_owned(), |id| id.to_string()))
    }

    fn category(self, category: Option<Category>) -> String {
        category
            .map_or_else(|| desk(self.t.language).keep_open.to_owned(), |category| (self.t.names.category)(category).to_owned())
    }

    fn day(self, day: Option<domain::Day>) -> String {
        day.map_or_else(|| self.t.deals.empty_value.to_owned(), |day| self.t.language.day(day))
    }

    /// The change as a whole.
    fn change(self, change: &BulkChange) -> String {
        let (t, words) = (self.t, desk(self.t.language));
        match change {
            BulkChange::Owner(owner) => format!("{} → {}", t.deals.owner, self.person(*owner)),
            BulkChange::Stage(stage) => format!("{} → {}", t.deals.stage, self.stage(*stage)),
            BulkChange::ShiftClose(days) => format!("{} {}", t.deals.close_date, (words.shifted)(i64::from(*days))),
            BulkChange::CloseDay(day) => format!("{} → {}", t.deals.close_date, t.language.day(*day)),
            BulkChange::Category(category) => format!("{} → {}", t.deals.category, self.category(*category)),
            BulkChange::NextStepDay(day) => format!("{} → {}", t.deals.next_step_day, self.day(*day)),
        }
    }

    /// What it is for one deal.
    fn changes(self, from: &OpportunityPatch, to: &OpportunityPatch) -> Vec<String> {
        let t = self.t;
        let from_to = desk(t.language).from_to;
        let mut said = Vec::new();
        let mut say = |name: &str, from: String, to: String| said.push(format!("{name}: {}", from_to(&from, &to)));
        if let Some(stage) = to.stage {
            say(t.deals.stage, from.stage.map(|stage| self.stage(stage)).unwrap_or_default(), self.stage(stage));
        }
        if let Some(day) = to.close_day {
            say(t.deals.close_date, self.day(from.close_day.flatten()), self.day(day));
        }
        if let Some(category) = to.category {
            say(t.deals.category, self.category(from.category.flatten()), self.category(category));
        }
        if let Some(day) = to.next_step_day {
            say(t.deals.next_step_day, self.day(from.next_step_day.flatten()), self.day(day));
        }
        if let Some(owner) = to.owner {
            say(t.deals.owner, self.person(from.owner.flatten()), self.person(owner));
        }
        said
    }
}
