//! The filter: its conditions as chips, and the sheet in which one of them is chosen. All of it is links and forms that ask.

use super::named::Names;
use super::question::{Field, Question, ends, is_range};
use crate::ui::components::{Empty, GetForm, Icon, icon};
use crate::ui::i18n::desk;
use contract::workspace::{DimensionPath, ListDimension, ListDimensionQuery};
use contract::{Client, Nothing, Problem};
use domain::condition::{Span, Values, words};
use domain::{Condition, Dimension, Flag};
use leptos::prelude::*;

/// What one filters by, what is asked most first.
const OFFERED: &[Field] = &[
    Field::Owner,
    Field::Stage,
    Field::Close,
    Field::Amount,
    Field::Flag,
    Field::Category,
    Field::NextStep,
    Field::Team,
    Field::Manager,
    Field::Account,
    Field::Product,
    Field::Family,
    Field::Region,
    Field::Segment,
    Field::Industry,
    Field::Country,
    Field::Territory,
    Field::Source,
    Field::Type,
    Field::Campaign,
    Field::Tactic,
    Field::DaysInStage,
    Field::DaysQuiet,
    Field::Pushes,
    Field::Created,
];

/// The values there are to choose from: key and label.
pub type Choices = Vec<(String, String)>;

/// Asks for the values of the field that is being chosen.
pub async fn choices(client: &Client, question: &Question) -> Result<Choices, Problem> {
    let Some((field, _)) = question.pick else { return Ok(Vec::new()) };
    if is_range(field) {
        return Ok(Vec::new());
    }
    let mut found: Choices = match (field.values(), field.dimension()) {
        (Values::Words, _) if field == Field::Flag => {
            let flags = Flag::ALL.iter().map(|flag| flag.as_str());
            ["blocking", "warning"].into_iter().chain(flags).chain([""]).map(|key| (key.to_owned(), String::new())).collect()
        }
        (Values::Words, _) => words(field).into_iter().map(|key| (key.to_owned(), String::new())).collect(),
        (_, Some(dimension)) => of_dimension(client, dimension, &question.find).await?,
        _ => Vec::new(),
    };
    if field.values() == Values::People && question.find.is_empty() {
        found.insert(0, ("me".to_owned(), String::new()));
    }
    Ok(found)
}

async fn of_dimension(client: &Client, dimension: Dimension, find: &str) -> Result<Choices, Problem> {
    let query = ListDimensionQuery { search: Some(find.to_owned()).filter(|find| !find.is_empty()), after: None };
    let page = client.call::<ListDimension>(&DimensionPath { dimension }, &query, &Nothing {}, None).await?;
    Ok(page.items.into_iter().map(|value| (value.key, value.label)).collect())
}

/// The conditions in force, each a chip that removes it, and the ways to add one.
pub fn chips(names: Names<'_>, question: &Question) -> AnyView {
    let words = desk(names.t.language);
    let groups = question.groups();
    let several = groups.len() > 1;
    let rows = groups
        .iter()
        .enumerate()
        .map(|(at, group)| {
            let chips = group
                .all()
                .iter()
                .filter(|one| !one.is_everything())
                .map(|one| chip(names, question, at, group, one))
                .collect_view();
            let or = (at > 0).then(|| view! { <span class="or">{words.or}</span> });
            let add = question.to(|other| other.pick = Some((OFFERED[0], at)));
            view! {
                {or}
                {chips}
                <a class="chip" href=add data-noscroll="" rel="nofollow"><span aria-hidden="true">"+"</span>{words.add_filter}</a>
            }
        })
        .collect_view();
    let filtered = !question.condition.is_everything();
    let beyond = groups.len();
    let alternative = filtered.then(|| {
        let href = question.to(|other| other.pick = Some((OFFERED[0], beyond)));
        view! { <a class="chip" href=href data-noscroll="" rel="nofollow">{words.add_or}</a> }
    });
    let clear = filtered.then(|| {
        let href = question.to(|other| {
            other.condition = Condition::default();
            other.pick = None;
        });
        view! { <a class="chip" href=href data-noscroll="">{names.t.apm.clear_filters}</a> }
    });
    view! { <div class="chip-row slide conditions" class:several=several role="group" aria-label=names.t.apm.filters>{rows}{alternative}{clear}</div> }
        .into_any()
}

fn chip(names: Names<'_>, question: &Question, at: usize, group: &Condition, one: &Condition) -> AnyView {
    let words = desk(names.t.language);
    let text = names.condition(one);
    // What is not of one field can only be taken away as a whole.
    let field = Field::ALL.iter().copied().find(|field| group.on(*field) == Some(one));
    let href = question.to(|other| match field {
        Some(field) => other.set(at, field, None),
        None => other.condition = Condition::default(),
    });
    let edit = field.map(|field| question.to(|other| other.pick = Some((field, at))));
    let remove = view! { <a class="cross" href=href data-noscroll="" aria-label=(words.remove)(&text)>"×"</a> };
    match edit {
        Some(edit) => view! { <span class="chip on joint"><a href=edit data-noscroll="">{text}</a>{remove}</span> }.into_any(),
        None => view! { <span class="chip on joint"><span>{text}</span>{remove}</span> }.into_any(),
    }
}

/// The sheet in which a field's condition is chosen, while one is.
pub fn sheet(names: Names<'_>, question: &Question, choices: Result<Choices, Problem>) -> Option<AnyView> {
    let (field, group) = question.pick?;
    let words = desk(names.t.language);
    let fields = OFFERED
        .iter()
        .map(|other| {
            let href = question.to(|q| {
                q.pick = Some((*other, group));
                q.find.clear();
            });
            let current = (*other == field).then_some("true");
            view! { <a class="chip" href=href aria-current=current data-noscroll="" rel="nofollow">{(words.field)(*other)}</a> }
        })
        .collect_view();
    let done = question.to(|q| {
        q.pick = None;
        q.find.clear();
    });
    let body = match choices {
        _ if is_range(field) => range(names, question, field, group),
        Ok(choices) => values(names, question, field, group, choices),
        Err(problem) => view! { <crate::ui::components::Failed problem=problem/> }.into_any(),
    };
    Some(
        view! {
            <section class="card sheet" aria-label=(names.t.apm.filter_by)((words.field)(field))>
                <header><h2>{names.t.apm.filters}</h2><a class="button" href=done data-noscroll="">{names.t.apm.done}</a></header>
                <div class="dims">{fields}</div>
                {body}
            </section>
        }
        .into_any(),
    )
}

/// Days or numbers: what is asked most as links, and a form for any range.
fn range(names: Names<'_>, question: &Question, field: Field, group: usize) -> AnyView {
    let words = desk(names.t.language);
    let now = question.on_field(group, field);
    let (from, to) = ends(now.as_ref());
    let days = field.values() == Values::Days;
    let ready: Vec<(String, String)> = if days {
        let spans = Span::ALL.into_iter().map(|span| ((words.span)(span).to_owned(), format!("{field}:{}", span.as_str())));
        let ahead = [7, 30, 90].into_iter().map(|days| ((words.next_days)(days), format!("{field}:today..today+{days}")));
        let none = [(names.t.apm.no_date.to_owned(), format!("{field}:"))];
        spans.chain(ahead).chain(none).collect()
    } else {
        Vec::new()
    };
    let ready = ready
        .into_iter()
        .filter_map(|(text, condition)| Some((text, condition.parse::<Condition>().ok()?)))
        .map(|(text, condition)| {
            let on = now.as_ref() == Some(&condition);
            let href = question.to(|q| q.set(group, field, Some(condition).filter(|_| !on)));
            view! { <a class="chip" class:on=on href=href data-noscroll="" rel="nofollow">{text}</a> }
        })
        .collect_view();
    let (kind, low, high) = if days { ("date", words.from, words.until) } else { ("number", words.at_least, words.at_most) };
    // Ends that move with the days are no date an input could show.
    let shown = move |text: String| if days && text.starts_with("today") { String::new() } else { text };
    let keep = question.pairs_without(&["find", "after", "more"]);
    view! {
        <div class="chip-row ready">{ready}</div>
        <GetForm action=question.path keep=keep>
            <div class="field"><label for="from">{low}</label><input type=kind id="from" name="from" value=shown(from)/></div>
            <div class="field"><label for="to">{high}</label><input type=kind id="to" name="to" value=shown(to)/></div>
            <button class="button">{names.t.common.go}</button>
        </GetForm>
    }
    .into_any()
}

/// Values to switch on and off; any of them will do.
fn values(names: Names<'_>, question: &Question, field: Field, group: usize, choices: Choices) -> AnyView {
    let words = desk(names.t.language);
    let now = question.on_field(group, field);
    let (not, chosen) = match &now {
        Some(Condition::Is(_, values)) => (false, values.clone()),
        Some(Condition::Not(inner)) => match inner.as_ref() {
            Condition::Is(_, values) => (true, values.clone()),
            _ => (true, Vec::new()),
        },
        _ => (false, Vec::new()),
    };
    let with = |values: Vec<String>, not: bool| {
        let one = (!values.is_empty()).then(|| {
            let is = Condition::Is(field, values);
            if not { Condition::Not(Box::new(is)) } else { is }
        });
        question.to(|q| q.set(group, field, one))
    };
    let items = choices
        .into_iter()
        .map(|(key, label)| {
            let on = chosen.contains(&key);
            let mut values = chosen.clone();
            if on {
                values.retain(|other| *other != key);
            } else {
                values.push(key.clone());
            }
            let name = if label.is_empty() { names.value(field, &key) } else { label };
            let state = if on { names.t.common.yes } else { names.t.common.no };
            view! {
                <li>
                    <a href=with(values, not) class:on=on data-noscroll="" rel="nofollow">
                        <span class="box" aria-hidden="true">{icon(Icon::Check)}</span>
                        {name}
                        <span class="sr">" "{state}</span>
                    </a>
                </li>
            }
        })
        .collect::<Vec<_>>();
    let list = if items.is_empty() {
        view! { <Empty title=names.t.common.none hint=names.t.apm.no_values/> }.into_any()
    } else {
        view! { <ul class="values" aria-label=(words.any_of)((words.field)(field))>{items}</ul> }.into_any()
    };
    let find = question.find.clone();
    let searchable = field.values() != Values::Words;
    let except = (!chosen.is_empty()).then(|| {
        view! { <a class="chip" class:on=not href=with(chosen.clone(), !not) data-noscroll="" rel="nofollow">{words.except}</a> }
    });
    let search = searchable.then(|| {
        view! {
            <GetForm action=question.path keep=question.pairs_without(&["find", "after", "more"]) search=(names.t.apm.values)((words.field)(field))>
                <div class="field">
                    <label for="find">{(names.t.apm.values)((words.field)(field))}</label>
                    <input type="search" id="find" name="find" value=find autocomplete="off"/>
                </div>
                <button class="button">{names.t.common.search}</button>
            </GetForm>
        }
    });
    view! { {search}<div class="chip-row ready">{except}</div>{list} }.into_any()
}
