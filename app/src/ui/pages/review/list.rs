//! The weekly review: on a laptop a table with keys, on a phone a deck that is swiped through. Each deal has a plain form:
//! saving it leads on to the next, since what is reviewed leaves the list; what was said a moment ago can be taken back.

use super::flags::flags;
use crate::context::{Visit, use_client, use_visit};
use crate::form::Submitted;
use crate::ui::components::{Empty, Failed, PageHead, Tabs, load, shape};
use crate::ui::i18n::{Texts, inspection, review, use_texts};
use crate::ui::island::island;
use crate::ui::pages::apm::link::{api_query, pairs};
use crate::ui::pages::review::keys::Keys;
use contract::client::query_string;
use contract::opportunity::{OpportunityPath, ReadOpportunity};
use contract::review::{Changed, Coverage, ListReviews, ReadReview, Review as Answer, ReviewItem, ReviewQuery, Said};
use contract::{Client, Nothing, Problem};
use domain::pace::Standing;
use domain::review::Disposition;
use domain::{Day, Money, OpportunityId, Stage, StageKind};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The weekly review.
#[component]
pub fn Review() -> AnyView {
    let t = use_texts();
    let visit = use_visit();
    let client = use_client();
    let submitted = use_context::<Submitted>();
    let link = use_location().search.with_untracked(|search| Link::parse(search.trim_start_matches('?')));
    load(async move {
        match ask(&client, link).await {
            Ok((link, answer, done)) => visit.with_value(|visit| page(t, visit, &link, &answer, done, submitted.as_ref())),
            Err(problem) => {
                view! { <PageHead title=review(t.language).title/> <div class="card"><Failed problem=problem/></div> }.into_any()
            }
        }
    })
}

/// The address of a review: which deals, where one has come from, and what was decided a moment ago.
#[derive(Clone, Debug, Default)]
struct Link {
    query: ReviewQuery,
    /// The places one went on from, `0` for the beginning: the way back.
    from: Vec<String>,
    done: Option<OpportunityId>,
}

impl Link {
    fn parse(search: &str) -> Result<Self, Problem> {
        let mut link = Self::default();
        let mut rest = Vec::new();
        for (name, value) in pairs(search)? {
            match name.as_str() {
                "from" => link.from = value.split(',').map(str::to_owned).collect(),
                "done" => link.done = Some(value.parse().map_err(|_| Problem::invalid("done", "names no deal"))?),
                _ => rest.push((name, value)),
            }
        }
        link.query = api_query(&rest)?;
        Ok(link)
    }

    fn href(&self) -> String {
        let mut all = query_string(&self.query).ok().and_then(|text| pairs(&text).ok()).unwrap_or_default();
        if !self.from.is_empty() {
            all.push(("from".to_owned(), self.from.join(",")));
        }
        match serde_urlencoded::to_string(all).unwrap_or_default().as_str() {
            "" => "/review".to_owned(),
            search => format!("/review?{search}"),
        }
    }

    /// The first page of other deals.
    fn to(&self, change: impl FnOnce(&mut ReviewQuery)) -> String {
        let mut query = ReviewQuery { after: None, ..self.query.clone() };
        change(&mut query);
        Self { query, ..Self::default() }.href()
    }

    /// On to the deals after a place.
    fn on(&self, place: &str) -> String {
        let here = self.query.after.clone().unwrap_or_else(|| "0".to_owned());
        let from = self.from.iter().cloned().chain([here]).collect();
        Self { query: ReviewQuery { after: Some(place.to_owned()), ..self.query.clone() }, from, done: None }.href()
    }

    /// Back to where one came from.
    fn back(&self) -> Option<String> {
        let (last, before) = self.from.split_last()?;
        let after = Some(last.clone()).filter(|last| last != "0");
        Some(Self { query: ReviewQuery { after, ..self.query.clone() }, from: before.to_vec(), done: None }.href())
    }
}

/// What was decided a moment ago: of which deal, and what.
type Done = Option<(OpportunityId, String, Said)>;

async fn ask(client: &Client, link: Result<Link, Problem>) -> Result<(Link, Answer, Done), Problem> {
    let link = link?;
    let answer = client.get::<ReadReview>(&link.query).await?;
    let Some(id) = link.done else { return Ok((link, answer, None)) };
    let (path, nothing) = (OpportunityPath { id }, Nothing {});
    let name = client.call::<ReadOpportunity>(&path, &nothing, &nothing, None).await?.state.name;
    let said = client.call::<ListReviews>(&path, &nothing, &nothing, None).await?.reviews.into_iter().next();
    Ok((link, answer, said.map(|said| (id, name, said))))
}

fn page(t: &'static Texts, visit: &Visit, link: &Link, answer: &Answer, done: Done, submitted: Option<&Submitted>) -> AnyView {
    let words = review(t.language);
    let language = t.language;
    let tabs = [(false, words.left), (true, words.show_all)]
        .into_iter()
        .map(|(all, name)| (link.to(|query| query.all = all), name.to_owned(), all == link.query.all))
        .collect();
    let items = if answer.items.is_empty() {
        view! { <div class="card"><Empty title=words.done hint=words.done_hint/></div> }.into_any()
    } else {
        let rows = answer.items.iter().enumerate().map(|(at, item)| row(t, visit, link, item, at == 0, submitted));
        view! {
            <section class="card"><table class="review">
                <caption class="sr">{words.title}</caption>
                <thead class="sr"><tr><th>{t.apm.deal}</th><th>{t.apm.amount}</th><th>{words.flag}</th></tr></thead>
                {rows.collect_view()}
            </table></section>
            {island(Keys {})}
        }
        .into_any()
    };
    // A button that could not do what it says; what is wrong with a deal's form stands in it.
    let refused = submitted.filter(|submitted| submitted.form.is_none()).and_then(|submitted| submitted.problem.as_ref());
    let refused =
        refused.map(|problem| view! { <p class="message" role="alert">{shape(Standing::Act)}{problem.detail.clone()}</p> });
    view! {
        <PageHead title=words.title subtitle=(words.week)(&language.day(answer.week), &language.day(answer.last))>
            <Tabs label=words.title items=tabs/>
            <a class="chip" href="/inspect">{inspection(language).title}</a>
            {keys(t)}
        </PageHead>
        <div class="stack">
            {refused}
            {done.map(|done| decided(t, link, done))}
            <p class="covered">{covered(t, answer, &answer.total)}</p>
            {items}
            {people(t, link, answer)}
        </div>
    }
    .into_any()
}

/// The keys, listed under a chip that a laptop shows and `?` opens.
fn keys(t: &'static Texts) -> AnyView {
    let words = review(t.language);
    let list = words.keys_list.iter().map(|(key, what)| view! { <div><dt><kbd>{*key}</kbd></dt><dd>{*what}</dd></div> });
    view! {
        <button type="button" class="chip show-keys" popovertarget="keys" aria-keyshortcuts="?">{words.show_keys}</button>
        <div popover="auto" id="keys" class="near definition"><b>{words.show_keys}</b><dl class="keys">{list.collect_view()}</dl></div>
    }
    .into_any()
}

/// What was decided a moment ago, and the way to take it back.
fn decided(t: &'static Texts, link: &Link, (id, name, said): (OpportunityId, String, Said)) -> AnyView {
    let words = review(t.language);
    view! {
        <div class="message good decided" role="status">
            <span>{shape(Standing::Good)}{(words.reviewed)(&name, (words.disposition)(said.disposition))}</span>
            <form method="post" action=link.href()>
                <input type="hidden" name="deal" value=id.to_string()/>
                <input type="hidden" name="review" value=said.log.to_string()/>
                <button class="button" name="do" value="undo">{words.undo}</button>
            </form>
        </div>
    }
    .into_any()
}

fn covered(t: &'static Texts, answer: &Answer, coverage: &Coverage) -> String {
    let money = |amount| t.language.money_short_with(amount, answer.currency);
    let (done, all) = (&coverage.reviewed, &coverage.open);
    (review(t.language).covered)(
        &t.language.integer(done.deals),
        &t.language.integer(all.deals),
        &money(done.acv),
        &money(all.acv),
    )
}

fn people(t: &'static Texts, link: &Link, answer: &Answer) -> AnyView {
    let words = review(t.language);
    let each = answer.people.iter().map(|coverage| {
        let name = if coverage.name.is_empty() { words.nobody.to_owned() } else { coverage.name.clone() };
        let to = link.to(|query| query.person = coverage.person);
        view! { <li><a class="link" href=to>{name}</a><span>{covered(t, answer, coverage)}</span></li> }
    });
    view! { <section class="card pad"><h2>{words.coverage}</h2><ul class="coverage">{each.collect_view()}</ul></section> }
        .into_any()
}

fn row(t: &'static Texts, visit: &Visit, link: &Link, item: &ReviewItem, first: bool, submitted: Option<&Submitted>) -> AnyView {
    let words = review(t.language);
    let language = t.language;
    let mine = submitted.filter(|submitted| submitted.form.as_ref().is_some_and(|form| form.get("deal") == item.id.to_string()));
    let step = item.next_step.clone().unwrap_or_default();
    let day = item.next_step_day.map(|day| language.day(day)).unwrap_or_default();
    let last = match &item.last {
        Some(said) => {
            let who = said.reviewer.clone().unwrap_or_default();
            let what = (words.disposition)(said.disposition);
            let what = if said.note.is_empty() { what.to_owned() } else { format!("{what}. {}", said.note) };
            (words.last)(&language.day(visit.clock.read(said.at).0), &who, &what)
        }
        None => words.never.to_owned(),
    };
    let (here, later) = (link.href(), link.on(&item.place));
    let back = link.back().filter(|_| first);
    view! {
        <tbody class="deal" data-deal=item.id.to_string()>
            <tr>
                <td>
                    <a class="link" href=format!("/deals/{}", item.id)>{item.name.clone()}</a>
                    <small>{[item.account.clone(), item.owner.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · ")}</small>
                </td>
                <td class="num">
                    <b>{language.money(item.acv)}</b>
                    <small>{item.stage_name.clone()}" · "{item.close_day.map_or(t.apm.no_date.to_owned(), |day| language.day(day))}</small>
                </td>
                <td>
                    {flags(t, &item.flags)}
                    <small>{changes(t, item)}</small>
                    {(!step.is_empty()).then(|| view! { <small>{words.next_step}": "{step}" "{day}</small> })}
                    <small>{last}</small>
                </td>
            </tr>
            <tr class="decide">
                <td colspan="3">
                    <details name="review" open=first || mine.is_some()>
                        <summary>{words.decide}</summary>
                        {form(t, visit, item, &here, mine)}
                        <div class="skips">
                            {back.map(|back| view! { <a class="button" rel="prev" href=back>{words.back}</a> })}
                            <a class="button" rel="next" href=later>{words.skip}</a>
                        </div>
                    </details>
                </td>
            </tr>
        </tbody>
    }
    .into_any()
}

fn changes(t: &'static Texts, item: &ReviewItem) -> String {
    let words = review(t.language);
    let day = |day: Option<Day>| day.map_or(t.apm.no_date.to_owned(), |day| t.language.day(day));
    let money = |money: Money| t.language.money(money);
    let each = item.changes.iter().map(|change| match change {
        Changed::New => words.is_new.to_owned(),
        Changed::Stage { from, to } => format!("{from} → {to}"),
        Changed::Amount { from, to } => format!("{} → {}", money(*from), money(*to)),
        Changed::CloseDay { from, to } => format!("{} → {}", day(*from), day(*to)),
        Changed::Category { from, to } => format!("{} → {}", (t.names.category)(*from), (t.names.category)(*to)),
        Changed::NextStep => words.next_step.to_owned(),
    });
    let each: Vec<String> = each.collect();
    if each.is_empty() { words.unchanged.to_owned() } else { format!("{}: {}", words.changed, each.join(", ")) }
}

fn form(t: &'static Texts, visit: &Visit, item: &ReviewItem, here: &str, mine: Option<&Submitted>) -> AnyView {
    let words = review(t.language);
    let id = item.id;
    let filled = |name: &str| mine.and_then(|mine| mine.form.as_ref()).map(|form| form.get(name).to_owned()).unwrap_or_default();
    let chosen = Disposition::parse(&filled("disposition")).unwrap_or(Disposition::Keep);
    let choices = Disposition::ALL.iter().map(|each| {
        view! {
            <label><input type="radio" name="disposition" value=each.as_str() checked=*each == chosen/>{(words.disposition)(*each)}</label>
        }
    });
    let process = visit
        .workspace
        .as_ref()
        .and_then(|info| info.workspace.processes.iter().find(|process| process.stage(item.stage).is_some()).cloned());
    let stages: Vec<Stage> = process.map(|process| process.stages).unwrap_or_default();
    let options = |kind: StageKind| {
        let of_kind = stages.iter().filter(|stage| stage.kind == kind);
        let each = of_kind.map(|stage| {
            view! { <option value=stage.id.0.to_string() selected=stage.id == item.stage>{stage.name.clone()}</option> }
        });
        each.collect_view()
    };
    let field = |name: &'static str, label: &'static str, kind: &'static str, when: &'static str, value: String| {
        let input = format!("{name}-{id}");
        view! {
            <div class=format!("field {when}")>
                <label for=input.clone()>{label}</label>
                <input id=input name=name type=kind value=value autocomplete="off"/>
            </div>
        }
    };
    let note = format!("note-{id}");
    // The same form sent twice is one review; one drawn after an undo is another.
    let key = format!("review-{}-{}", item.version, visit.now.0);
    let wrong = mine.and_then(|mine| mine.problem.as_ref()).map(|problem| {
        let fields: Vec<String> = problem.fields.iter().map(|fault| fault.message.clone()).collect();
        view! { <p class="message" role="alert">{words.wrong}" "{if fields.is_empty() { problem.detail.clone() } else { fields.join(" ") }}</p> }
    });
    view! {
        <form method="post" action=here.to_owned() class="form decision">
            <input type="hidden" name="deal" value=id.to_string()/>
            <input type="hidden" name="base" value=item.version.0.to_string()/>
            <input type="hidden" name="key" value=key/>
            {wrong}
            <fieldset class="dispositions"><legend class="sr">{words.what}</legend>{choices.collect_view()}</fieldset>
            <div class="fields">
                <div class="field if-restage">
                    <label for=format!("stage-{id}")>{words.stage}</label>
                    <select id=format!("stage-{id}") name="stage">{options(StageKind::Open)}</select>
                </div>
                <div class="field if-close_lost">
                    <label for=format!("lost-{id}")>{words.stage}</label>
                    <select id=format!("lost-{id}") name="lost">{options(StageKind::Lost)}</select>
                </div>
                {field("lost_reason", words.lost_reason, "text", "if-close_lost", filled("lost_reason"))}
                {field("close_day", words.close_day, "date", "if-redate", item.close_day.map(|day| day.to_string()).unwrap_or_default())}
                {field("nurture_until", words.until, "date", "if-nurture", filled("nurture_until"))}
                <div class="field">
                    <label for=note.clone()>{words.note}</label>
                    <textarea id=note name="note" rows="2">{filled("note")}</textarea>
                </div>
                {field("next_step", words.next_step, "text", "", item.next_step.clone().unwrap_or_default())}
                {field("next_step_day", words.next_step_day, "date", "", item.next_step_day.map(|day| day.to_string()).unwrap_or_default())}
            </div>
            <button class="button primary">{words.save}</button>
        </form>
    }
    .into_any()
}
