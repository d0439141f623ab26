//! One account: what it is and since when, who is there, what stands above and below it, and what it comes to.

use super::duplicates::merges;
use super::known::Known;
use super::pick::Pickable;
use super::{address, changes, entry, failed, picked, reach, submitted, why};
use crate::context::{Visit, use_client, use_visit};
use crate::form::{Form, Submitted};
use crate::ui::components::{Crumb, Entry, Look, PageHead, load, word};
use crate::ui::i18n::deal::deal;
use crate::ui::i18n::{Texts, accounts, use_texts};
use contract::account::{
    Account as Found, AccountPath, Hierarchy, ListAccountFacts, NamedFact, ReadAccount, ReadHierarchy, Roll,
};
use contract::contact::{Contact, ListContacts, ListContactsQuery};
use contract::merge::{ListMerges, ListMergesQuery, Merge};
use contract::{Client, Nothing, Page, Problem};
use domain::{AccountId, Attribute, Dimension};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// What can be said of an account in a word.
const WORDS: [Attribute; 5] = [
    Attribute::AccountRegion,
    Attribute::AccountSegment,
    Attribute::AccountIndustry,
    Attribute::AccountCountry,
    Attribute::AccountTerritory,
];

/// All that the page shows.
struct All {
    account: Found,
    facts: Page<NamedFact>,
    known: Known,
    merges: Page<Merge>,
    /// Of those who see deals.
    deals: Option<(Page<Contact>, Hierarchy)>,
}

/// An account.
#[component]
pub fn Account() -> AnyView {
    let t = use_texts();
    let visit = use_visit();
    let client = use_client();
    let sent = submitted();
    let sees = visit.with_value(Visit::sees_deals);
    let id = use_params_map().with_untracked(|params| params.get_str("id").and_then(|id| id.parse().ok()));
    load(async move {
        match ask(&client, id, sees).await {
            Ok(all) => visit.with_value(|visit| draw(t, visit, &all, sent.as_ref())),
            Err(problem) => failed(accounts(t.language).account, problem),
        }
    })
}

async fn ask(client: &Client, id: Option<AccountId>, sees: bool) -> Result<All, Problem> {
    let nothing = Nothing {};
    let asked = AccountPath { id: id.ok_or_else(|| Problem::not_found("account"))? };
    let account = client.call::<ReadAccount>(&asked, &nothing, &nothing, None).await?;
    let path = AccountPath { id: account.id };
    let facts = client.call::<ListAccountFacts>(&path, &nothing, &nothing, None).await?;
    let known = if account.may_change { Known::ask(client).await } else { Known::default() };
    let merges = client.get::<ListMerges>(&ListMergesQuery { survivor: Some(account.id.0), after: None }).await?;
    let deals = if sees {
        let query = ListContactsQuery { account: Some(account.id), ..ListContactsQuery::default() };
        let contacts = client.get::<ListContacts>(&query).await?;
        Some((contacts, client.call::<ReadHierarchy>(&path, &nothing, &nothing, None).await?))
    } else {
        None
    };
    Ok(All { account, facts, known, merges, deals })
}

fn draw(t: &'static Texts, visit: &Visit, all: &All, sent: Option<&Submitted>) -> AnyView {
    let words = accounts(t.language);
    let account = &all.account;
    let facts = &account.facts;
    let line = [facts.segment.clone(), facts.industry.clone(), facts.region.clone(), facts.owner_name.clone()];
    let line = line.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let new_deal = changes().then(|| {
        let text = deal(t.language).new;
        view! { <a class="chip" href=address("/deals/new", &[("account", &account.id.to_string())])>{text}</a> }
    });
    let edits = account.may_change.then(|| view! { {edit(t, account, sent)} {say(t, visit, account, &all.known, sent)} });
    view! {
        <Crumb href="/accounts" text=words.accounts/>
        <PageHead title=account.name.clone() subtitle=line>{new_deal}</PageHead>
        {why(t, words.conflict, sent.and_then(|sent| sent.problem.as_ref()))}
        <div class="deal-page">
            <div class="stack">
                {all.deals.as_ref().map(|(_, hierarchy)| sums(t, account, hierarchy))}
                {all.deals.as_ref().map(|(contacts, _)| people(t, account, contacts))}
                {all.deals.as_ref().and_then(|(_, hierarchy)| tree(t, hierarchy))}
            </div>
            <div class="stack">
                <section class="card pad">
                    <h2>{words.facts}</h2>
                    {reach(t, account)}
                    {history(t, visit, &all.facts)}
                </section>
                {edits}
                {(!all.merges.items.is_empty()).then(|| view! {
                    <section class="card pad"><h2>{words.merged}</h2>{merges(t, visit, &all.merges.items)}</section>
                })}
            </div>
        </div>
    }
    .into_any()
}

/// Web address and phone, to tap.
fn reach(t: &'static Texts, account: &Found) -> AnyView {
    let words = accounts(t.language);
    let website = account.website.as_ref().map(|website| {
        let to = if website.contains("://") { website.clone() } else { format!("https://{website}") };
        let label = (words.visit)(website);
        // Only what is a web address is a link: anything else would be run.
        let safe = to.starts_with("https://") || to.starts_with("http://");
        safe.then(|| view! { <a class="button" href=to rel="external noreferrer" target="_blank" aria-label=label>{website.clone()}</a> })
    });
    let phone = reach::phone(t, &account.name, account.phone.as_deref());
    view! { <p class="reach">{website}{phone}</p> }.into_any()
}

/// What is said of an account, as people call it.
fn attribute_name(t: &'static Texts, attribute: Attribute) -> &'static str {
    let words = accounts(t.language);
    match attribute {
        Attribute::AccountRegion => (t.names.dimension)(Dimension::Region),
        Attribute::AccountSegment => words.segment,
        Attribute::AccountIndustry => words.industry,
        Attribute::AccountCountry => words.country,
        Attribute::AccountTerritory => words.territory,
        Attribute::AccountParent => words.parent,
        _ => words.owner,
    }
}

fn history(t: &'static Texts, visit: &Visit, facts: &Page<NamedFact>) -> AnyView {
    let words = accounts(t.language);
    if facts.items.is_empty() {
        return view! { <p class="note">{words.no_facts}</p> }.into_any();
    }
    let today = visit.workspace.as_ref().map(|info| info.today);
    let groups = facts.items.chunk_by(|a, b| a.attribute == b.attribute);
    let rows = groups
        .map(|said| {
            let name = attribute_name(t, said[0].attribute);
            let said = said
                .iter()
                .map(|fact| {
                    let day = t.language.day(fact.valid_from);
                    // What always was needs no day.
                    let since = match (fact.valid_from.0 == 0, Some(fact.valid_from) > today) {
                        (true, _) => String::new(),
                        (false, true) => (words.from_on)(&day),
                        (false, false) => (words.since)(&day),
                    };
                    let text = if fact.label.is_empty() { words.ended.to_owned() } else { fact.label.clone() };
                    let text = match (fact.attribute, fact.value.parse::<AccountId>()) {
                        (Attribute::AccountParent, Ok(id)) => {
                            view! { <a class="link" href=format!("/accounts/{id}")>{text}</a> }.into_any()
                        }
                        _ => text.into_any(),
                    };
                    let class = if fact.current { "said now" } else { "said" };
                    view! { <li class=class>{text}" "<small>{since}</small></li> }
                })
                .collect_view();
            view! { <div><dt>{name}</dt><dd><ul>{said}</ul></dd></div> }
        })
        .collect_view();
    view! { <dl class="facts">{rows}</dl> }.into_any()
}

fn edit(t: &'static Texts, account: &Found, sent: Option<&Submitted>) -> AnyView {
    let words = accounts(t.language);
    let again = sent.filter(|sent| sent.form.as_ref().is_some_and(|form| form.get("do") == "edit"));
    let mut form = again.and_then(|sent| sent.form.clone()).unwrap_or_else(|| {
        let mut form = Form::default();
        form.push("name", &account.name);
        form.push("website", account.website.clone().unwrap_or_default());
        form.push("phone", account.phone.clone().unwrap_or_default());
        form
    });
    // Saved again, it is based on what stands now, which is shown above.
    form.set("base", account.revision.to_string());
    let entry = entry(t, &form, again.and_then(|sent| sent.problem.as_ref()));
    view! {
        <details class="card pad" open=again.is_some()>
            <summary>{words.edit}</summary>
            <form method="post" action=format!("/accounts/{}", account.id) class="form">
                {entry.hidden("base")}
                {entry.text("name", words.name, Look { required: true, ..Look::default() })}
                {entry.text("website", words.website, Look { inputmode: "url", ..Look::default() })}
                {entry.text("phone", words.phone, Look { kind: "tel", inputmode: "tel", ..Look::default() })}
                <div><button class="button primary" name="do" value="edit">{words.save}</button></div>
            </form>
        </details>
    }
    .into_any()
}

/// What can be said from a day on: a word, the account above, who owns it.
fn say(t: &'static Texts, visit: &Visit, account: &Found, known: &Known, sent: Option<&Submitted>) -> AnyView {
    let words = accounts(t.language);
    let facts = &account.facts;
    let again = |what: &str| sent.filter(|sent| sent.form.as_ref().is_some_and(|form| form.get("do") == what));
    let from = |day: &str, again: Option<&Submitted>| {
        again.and_then(|sent| sent.form.clone()).unwrap_or_else(|| {
            let mut form = Form::default();
            form.push(day, visit.workspace.as_ref().map(|info| info.today.to_string()).unwrap_or_default());
            form
        })
    };
    let details = |name: &'static str, what: &'static str, day: &'static str, input: &dyn Fn(&Entry<'_>) -> AnyView| {
        let sent = again(what);
        let form = from(day, sent);
        let entry = entry(t, &form, sent.and_then(|sent| sent.problem.as_ref()));
        view! {
            <details class="card pad" open=sent.is_some()>
                <summary>{name}</summary>
                <form method="post" action=format!("/accounts/{}", account.id) class="form">
                    {input(&entry)}
                    {entry.text(day, words.say_from, Look { kind: "date", ..Look::default() })}
                    <p class="note">{words.say_hint}</p>
                    <div><button class="button primary" name="do" value=what>{words.save}</button></div>
                </form>
            </details>
        }
    };
    let options = || WORDS.map(|attribute| (word(attribute), attribute_name(t, attribute).to_owned()));
    let said = details(words.say, "say", "valid_from", &|entry| {
        view! {
            {entry.choose("attribute", words.say_what, options(), Look::default())}
            {entry.text("value", words.say_value, Look { list: "known", ..Look::default() })}
            {known.list("known", &WORDS)}
        }
        .into_any()
    });
    let parent = facts.parent.as_ref().map(|parent| (parent.id.to_string(), parent.name.clone()));
    let parent = details(words.change_parent, "parent", "parent_from", &|entry| {
        picked(t, Pickable::Parent, parent.clone(), entry.problem)
    });
    let owner = facts.owner.map(|owner| (owner.to_string(), facts.owner_name.clone().unwrap_or_default()));
    let owner = account
        .may_give
        .then(|| details(words.give, "owner", "owner_from", &|entry| picked(t, Pickable::Owner, owner.clone(), entry.problem)));
    view! { {said}{parent}{owner} }.into_any()
}

fn amount(t: &'static Texts, hierarchy: &Hierarchy, roll: &Roll, closed: bool) -> String {
    let (amount, deals) = if closed { (roll.closed, roll.closed_deals) } else { (roll.open, roll.open_deals) };
    let deals = (t.common.deals)(deals, &t.language.integer(deals));
    format!("{} · {deals}", t.language.money_exact(amount, hierarchy.currency))
}

fn sums(t: &'static Texts, account: &Found, hierarchy: &Hierarchy) -> Option<AnyView> {
    let words = accounts(t.language);
    let node = hierarchy.nodes.first()?;
    let below = hierarchy.nodes.len() > 1;
    let closed = (words.closed_in)(&t.language.period(hierarchy.year));
    let line = |name: &'static str, roll: &Roll| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="num">{amount(t, hierarchy, roll, false)}</td>
                <td class="num">{amount(t, hierarchy, roll, true)}</td>
            </tr>
        }
    };
    let deals = address("/deals", &[("kind", "all"), ("where", &format!("account:{}", account.id))]);
    Some(
        view! {
            <section class="card pad">
                <h2>{words.deals}</h2>
                <div class="scroll" tabindex="0" role="region" aria-label=words.deals>
                <table class="list">
                    <caption class="sr">{words.deals}</caption>
                    <thead><tr><td></td><th scope="col" class="num">{words.open_pipeline}</th><th scope="col" class="num">{closed}</th></tr></thead>
                    <tbody>
                        {line(words.own, &node.own)}
                        {below.then(|| line(words.with_below, &node.all))}
                    </tbody>
                </table>
                </div>
                {hierarchy.narrowed.then(|| view! { <p class="note">{words.narrowed}</p> })}
                <p class="form-row"><a class="button" href=deals>{words.see_deals}</a></p>
            </section>
        }
        .into_any(),
    )
}

fn people(t: &'static Texts, account: &Found, contacts: &Page<Contact>) -> AnyView {
    let words = accounts(t.language);
    let items = contacts
        .items
        .iter()
        .map(|contact| {
            let phone = reach::phone(t, &contact.name, contact.phone.as_deref());
            let mail = reach::mail(t, &contact.name, contact.email.as_deref());
            view! {
                <li>
                    <div><a class="link" href=format!("/contacts/{}", contact.id)>{contact.name.clone()}</a><small>{contact.title.clone()}</small></div>
                    <div class="reach">{phone}{mail}</div>
                </li>
            }
        })
        .collect_view();
    let none = contacts.items.is_empty().then(|| view! { <p class="note">{words.no_contacts}</p> });
    let id = account.id.to_string();
    let new = account.may_change.then(|| {
        view! { <a class="button" href=address("/contacts/new", &[("account", &id)])>{words.new_contact}</a> }
    });
    let more = contacts.next.is_some().then(|| {
        view! { <a class="button" href=address("/contacts", &[("account", &id)])>{t.common.more}</a> }
    });
    view! {
        <section class="card pad">
            <h2>{words.contacts}</h2>
            {none}
            <ul class="people">{items}</ul>
            <p class="form-row">{new}{more}</p>
        </section>
    }
    .into_any()
}

fn tree(t: &'static Texts, hierarchy: &Hierarchy) -> Option<AnyView> {
    let words = accounts(t.language);
    if hierarchy.above.is_empty() && hierarchy.nodes.len() < 2 {
        return None;
    }
    let above = hierarchy
        .above
        .iter()
        .map(|above| view! { <li><a class="link" href=format!("/accounts/{}", above.id)>{above.name.clone()}</a></li> })
        .collect_view();
    let above = (!hierarchy.above.is_empty()).then(|| view! { <h3>{words.above}</h3><ol class="above">{above}</ol> });
    let rows = hierarchy
        .nodes
        .iter()
        .map(|node| {
            let class = format!("depth-{}", node.depth.min(6));
            view! {
                <tr>
                    <th scope="row" class=class><a class="link" href=format!("/accounts/{}", node.id)>{node.name.clone()}</a></th>
                    <td class="num">{t.language.money_exact(node.all.open, hierarchy.currency)}</td>
                    <td class="num">{t.language.money_exact(node.all.closed, hierarchy.currency)}</td>
                </tr>
            }
        })
        .collect_view();
    let more =
        (hierarchy.more > 0).then(|| view! { <p class="note">{(words.more_below)(&t.language.integer(hierarchy.more))}</p> });
    Some(
        view! {
            <section class="card pad">
                <h2>{words.hierarchy}</h2>
                {above}
                <div class="scroll" tabindex="0" role="region" aria-label=words.hierarchy>
                <table class="list">
                    <caption>{words.with_below}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{words.account}</th>
                            <th scope="col" class="num">{words.open_pipeline}</th>
                            <th scope="col" class="num">{(words.closed_in)(&t.language.period(hierarchy.year))}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                </div>
                {more}
            </section>
        }
        .into_any(),
    )
}
