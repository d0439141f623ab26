//! What looks the same, to be made one; and what was made one, to be taken apart.

use super::{address, failed, submitted, why};
use crate::context::{Visit, use_client, use_visit};
use crate::ui::components::{Empty, PageHead, Pager, Tabs, load, moment};
use crate::ui::i18n::{Texts, accounts, use_texts};
use crate::ui::pages::apm::link::{api_query, pairs};
use contract::merge::{
    Candidate, CandidateField, Duplicate, ListDuplicates, ListDuplicatesQuery, ListMerges, ListMergesQuery, Merge, Mergeable,
};
use contract::{Client, Page, Problem};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use uuid::Uuid;

/// The duplicates.
#[component]
pub fn Duplicates() -> AnyView {
    let t = use_texts();
    let visit = use_visit();
    let client = use_client();
    let sent = submitted();
    let query = use_location().search.with_untracked(|search| pairs(search).and_then(|pairs| api_query(&pairs)));
    load(async move {
        match ask(&client, query).await {
            Ok((query, found, merges)) => visit.with_value(|visit| {
                draw(t, visit, &query, &found, &merges, sent.as_ref().and_then(|sent| sent.problem.as_ref()))
            }),
            Err(problem) => failed(accounts(t.language).duplicates, problem),
        }
    })
}

async fn ask(
    client: &Client,
    query: Result<ListDuplicatesQuery, Problem>,
) -> Result<(ListDuplicatesQuery, Page<Duplicate>, Page<Merge>), Problem> {
    let query = query?;
    let found = client.get::<ListDuplicates>(&query).await?;
    Ok((query, found, client.get::<ListMerges>(&ListMergesQuery::default()).await?))
}

fn kind_word(kind: Option<Mergeable>) -> &'static str {
    if kind == Some(Mergeable::Contact) { "contact" } else { "" }
}

fn draw(
    t: &'static Texts,
    visit: &Visit,
    query: &ListDuplicatesQuery,
    found: &Page<Duplicate>,
    merged: &Page<Merge>,
    problem: Option<&Problem>,
) -> AnyView {
    let words = accounts(t.language);
    let contacts = query.kind == Some(Mergeable::Contact);
    let tabs = vec![
        ("/duplicates".to_owned(), words.accounts.to_owned(), !contacts),
        ("/duplicates?kind=contact".to_owned(), words.contacts.to_owned(), contacts),
    ];
    let here = |after: &str| address("/duplicates", &[("kind", kind_word(query.kind)), ("after", after)]);
    let groups = found.items.iter().enumerate().map(|(at, group)| group_form(t, at, &here(""), group)).collect_view();
    let count = (words.count_duplicates)(found.total, &t.language.integer(found.total));
    let body = if found.items.is_empty() {
        view! { <Empty title=words.empty_duplicates hint=words.empty_duplicates_hint/> }.into_any()
    } else {
        let next = found.next.as_deref().map(&here);
        let first = query.after.is_some().then(|| here(""));
        view! { <p class="note pad">{words.merge_what}</p> {groups} <Pager total=count.clone() first=first next=next/> }
            .into_any()
    };
    let done = if merged.items.is_empty() {
        view! { <p class="note">{words.no_merges}</p> }.into_any()
    } else {
        merges(t, visit, &merged.items)
    };
    view! {
        <PageHead title=words.duplicates subtitle=count><a class="button" href="/accounts">{words.accounts}</a></PageHead>
        {why(t, words.conflict, problem)}
        <div class="stack">
            <section class="card" aria-label=words.duplicates><Tabs label=words.duplicates items=tabs/>{body}</section>
            <section class="card pad"><h2>{words.merged}</h2>{done}</section>
        </div>
    }
    .into_any()
}

/// What a field is called that can be taken over.
fn field_name(t: &'static Texts, field: &str) -> &'static str {
    let words = accounts(t.language);
    match field {
        "website" => words.website,
        "phone" => words.phone,
        "region" => words.region,
        "segment" => words.segment,
        "industry" => words.industry,
        "country" => words.country,
        "territory" => words.territory,
        "parent" => words.parent,
        "owner" => words.owner,
        "title" => words.title,
        "email" => words.email,
        "account" => words.account,
        _ => words.name,
    }
}

/// The fields in which some differ, each with what there is to choose: from whom, and what it says.
fn differing(items: &[Candidate]) -> Vec<(&str, Vec<(Uuid, &str)>)> {
    let mut fields: Vec<(&str, Vec<(Uuid, &CandidateField)>)> = Vec::new();
    for candidate in items {
        for said in &candidate.fields {
            let at = fields.iter().position(|(field, _)| *field == said.field).unwrap_or_else(|| {
                fields.push((&said.field, Vec::new()));
                fields.len() - 1
            });
            let values = &mut fields[at].1;
            if values.iter().all(|(_, known)| known.value != said.value) {
                values.push((candidate.id, said));
            }
        }
    }
    let several = fields.into_iter().filter(|(_, values)| values.len() > 1);
    several.map(|(field, values)| (field, values.into_iter().map(|(id, said)| (id, said.label.as_str())).collect())).collect()
}

fn group_form(t: &'static Texts, at: usize, here: &str, group: &Duplicate) -> AnyView {
    let words = accounts(t.language);
    let path = if group.kind == Mergeable::Account { "accounts" } else { "contacts" };
    let title = (words.because)(group.because, &group.common);
    let items = group
        .items
        .iter()
        .enumerate()
        .map(|(place, candidate)| {
            let (id, input) = (candidate.id.to_string(), format!("keep-{at}-{place}"));
            let deals = (candidate.deals > 0).then(|| (t.common.deals)(candidate.deals, &t.language.integer(candidate.deals)));
            let line = [candidate.address.clone(), candidate.phone.clone(), candidate.of.clone(), deals];
            let line = line.into_iter().flatten().collect::<Vec<_>>().join(" · ");
            view! {
                <li>
                    <label for=input.clone()>
                        <input type="radio" id=input.clone() name="survivor" value=id.clone() checked=place == 0/>
                        <span class="sr">{words.survivor}": "</span>
                        {candidate.name.clone()}
                        <small>{line}</small>
                    </label>
                    <input type="hidden" name="id" value=id.clone()/>
                    <a class="link" href=format!("/{path}/{id}") aria-label=format!("{}: {}", t.common.more, candidate.name)>{t.common.more}</a>
                </li>
            }
        })
        .collect_view();
    // Only what differs is to be chosen.
    let choices = differing(&group.items)
        .into_iter()
        .map(|(name, values)| {
            let input = format!("take-{at}-{name}");
            let options = values.iter().map(|(id, value)| view! { <option value=id.to_string()>{value.to_string()}</option> });
            let options = options.collect_view();
            view! {
                <div class="field">
                    <label for=input.clone()>{field_name(t, name)}</label>
                    <select id=input.clone() name=format!("take.{name}")><option value="">{words.take}</option>{options}</select>
                </div>
            }
        })
        .collect_view();
    let different =
        (group.items.len() == 2).then(|| view! { <button class="button" name="do" value="distinct">{words.different}</button> });
    view! {
        <form method="post" action=here.to_owned() class="form same pad">
            <input type="hidden" name="kind" value=path/>
            <fieldset class="plain">
                <legend><b>{title}</b></legend>
                <ul>{items}</ul>
            </fieldset>
            <div class="fields">{choices}</div>
            <p class="form-row"><button class="button primary" name="do" value="merge">{words.merge}</button>{different}</p>
        </form>
    }
    .into_any()
}

/// What was made one: who, when, what it moved; and the way back.
pub fn merges(t: &'static Texts, visit: &Visit, merges: &[Merge]) -> AnyView {
    let words = accounts(t.language);
    let items = merges
        .iter()
        .map(|merge| {
            let path = if merge.kind == Mergeable::Account { "accounts" } else { "contacts" };
            let names = merge.others.iter().map(|other| other.name.clone()).collect::<Vec<_>>().join(", ");
            let who = merge.actor_name.clone().unwrap_or_default();
            let line = (words.merged_by)(&who, &moment(visit, merge.at), &merge.survivor_name);
            let moved = (words.merged_moved)(&t.language.integer(merge.deals), &t.language.integer(merge.contacts));
            let moved = (merge.kind == Mergeable::Account).then_some(moved);
            let undone = merge.undone_at.map(|at| view! { <p>{(words.undone)(&moment(visit, at))}</p> });
            let kept = (!merge.kept.is_empty()).then(|| {
                let kept = merge
                    .kept
                    .iter()
                    .map(|kept| {
                        let name = if kept.name.is_empty() { kept.what.clone() } else { kept.name.clone() };
                        let to = kept.id.map(|id| match kept.what.as_str() {
                            "deal" => format!("/deals/{id}"),
                            "contact" => format!("/contacts/{id}"),
                            _ => format!("/accounts/{id}"),
                        });
                        match to {
                            Some(to) => view! { <li><a class="link" href=to>{name}</a></li> }.into_any(),
                            None => view! { <li>{name}</li> }.into_any(),
                        }
                    })
                    .collect_view();
                view! { <p class="note">{words.kept}</p><ul>{kept}</ul> }
            });
            let undo = merge.may_undo.then(|| {
                view! {
                    <form method="post" action="/duplicates">
                        <input type="hidden" name="merge" value=merge.id.to_string()/>
                        <input type="hidden" name="next" value=format!("/{path}/{}", merge.survivor)/>
                        <button class="button" name="do" value="undo" aria-label=format!("{}: {names}", words.undo)>{words.undo}</button>
                    </form>
                }
            });
            view! {
                <li>
                    <div>
                        <h3>{names}</h3>
                        <p class="note">{line}</p>
                        <p class="note">{moved}</p>
                        {undone}
                        {kept}
                    </div>
                    {undo}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="people merges">{items}</ul> }.into_any()
}
