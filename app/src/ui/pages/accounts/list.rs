//! The list of accounts.

use super::known::words_of;
use super::{address, changes, failed};
use crate::context::{Visit, use_client, use_visit};
use crate::ui::components::{Empty, GetForm, PageHead, Pager, load};
use crate::ui::i18n::{Texts, accounts, use_texts};
use crate::ui::pages::apm::link::{api_query, pairs};
use contract::account::{AccountSummary, ListAccounts, ListAccountsQuery};
use contract::{Client, Page, Problem};
use domain::Dimension;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// What one can choose by, and what there is to choose.
const CHOICES: [Dimension; 3] = [Dimension::Region, Dimension::Segment, Dimension::Industry];
type Choices = [Vec<String>; 3];

fn parse(search: &str) -> Result<ListAccountsQuery, Problem> {
    let filled: Vec<_> = pairs(search)?.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    api_query(&filled)
}

/// Accounts by name.
#[component]
pub fn Accounts() -> AnyView {
    let t = use_texts();
    let visit = use_visit();
    let client = use_client();
    let (query, new) = (use_location().search.with_untracked(|search| parse(search)), changes());
    load(async move {
        match ask(&client, query).await {
            Ok((query, page, choices)) => visit.with_value(|visit| draw(t, visit, &query, page, choices, new)),
            Err(problem) => failed(accounts(t.language).accounts, problem),
        }
    })
}

async fn ask(
    client: &Client,
    query: Result<ListAccountsQuery, Problem>,
) -> Result<(ListAccountsQuery, Page<AccountSummary>, Choices), Problem> {
    let query = query?;
    let page = client.get::<ListAccounts>(&query).await?;
    let mut choices = Choices::default();
    for (dimension, choices) in CHOICES.into_iter().zip(&mut choices) {
        *choices = words_of(client, dimension).await?;
    }
    Ok((query, page, choices))
}

fn href(query: &ListAccountsQuery) -> String {
    let search = contract::client::query_string(query).unwrap_or_default();
    if search.is_empty() { "/accounts".to_owned() } else { format!("/accounts?{search}") }
}

fn draw(
    t: &'static Texts,
    visit: &Visit,
    query: &ListAccountsQuery,
    page: Page<AccountSummary>,
    choices: Choices,
    new: bool,
) -> AnyView {
    let words = accounts(t.language);
    let count = (words.count_accounts)(page.total, &t.language.integer(page.total));
    let (me, sees) = (visit.me.as_ref().map(|me| me.person), visit.sees_deals());
    let chosen = [&query.region, &query.segment, &query.industry];
    let names = ["region", "segment", "industry"];
    let labels = [words.region, words.segment, words.industry];
    let selects = choices
        .into_iter()
        .enumerate()
        .map(|(at, choices)| {
            let options = choices
                .into_iter()
                .map(|value| {
                    let selected = chosen[at].as_ref() == Some(&value);
                    view! { <option value=value.clone() selected=selected>{value.clone()}</option> }
                })
                .collect_view();
            view! {
                <div class="field">
                    <label for=names[at]>{labels[at]}</label>
                    <select id=names[at] name=names[at]><option value="">{words.any}</option>{options}</select>
                </div>
            }
        })
        .collect_view();
    let mine = me.map(|me| {
        let on = query.owner == Some(me);
        let to = href(&ListAccountsQuery { owner: (!on).then_some(me), after: None, ..query.clone() });
        view! { <a class="chip" class:on=on aria-current=on.then_some("true") href=to>{words.mine}</a> }
    });
    let keep = query.owner.map(|owner| ("owner".to_owned(), owner.to_string())).into_iter().collect();
    let next = page.next.clone().map(|next| href(&ListAccountsQuery { after: Some(next), ..query.clone() }));
    let first = query.after.is_some().then(|| href(&ListAccountsQuery { after: None, ..query.clone() }));
    let asked = *query != ListAccountsQuery::default();
    let body = if page.total == 0 {
        let (title, hint) =
            if asked { (t.common.none, words.empty_search) } else { (words.empty_accounts, words.empty_accounts_hint) };
        view! { <Empty title=title hint=hint/> }.into_any()
    } else {
        let rows = page.items.into_iter().map(|account| row(t, account)).collect_view();
        view! {
            <table class="list cards" role="table">
                <caption class="sr">{words.accounts}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{words.name}</th>
                        <th scope="col" role="columnheader">{words.region}</th>
                        <th scope="col" role="columnheader">{words.segment}</th>
                        <th scope="col" role="columnheader">{words.industry}</th>
                        <th scope="col" role="columnheader">{words.owner}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
            <Pager total=count.clone() first=first next=next/>
        }
        .into_any()
    };
    let value = query.search.clone().unwrap_or_default();
    view! {
        <PageHead title=words.accounts subtitle=count>
            {sees.then(|| view! { <a class="button" href="/contacts">{words.contacts}</a> })}
            {new.then(|| view! {
                <a class="button" href="/duplicates">{words.duplicates}</a>
                <a class="button primary" href="/accounts/new">{words.new_account}</a>
            })}
        </PageHead>
        <GetForm action="/accounts" keep=keep search=words.find_account class="form-row finder">
            <div class="field">
                <label for="search">{words.find_account}</label>
                <input type="search" id="search" name="search" value=value placeholder=words.find_account_hint autocomplete="off"/>
            </div>
            {selects}
            <button class="button">{t.common.search}</button>
            {mine}
        </GetForm>
        <section class="card cards-card" aria-label=words.accounts>{body}</section>
    }
    .into_any()
}

fn row(t: &'static Texts, account: AccountSummary) -> AnyView {
    let facts = account.facts;
    let cell = |value: Option<String>| view! { <td role="cell">{value.unwrap_or_else(|| t.common.none.to_owned())}</td> };
    let parent = facts.parent.map(|parent| parent.name);
    let below = [account.domain, parent].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <a class="whole" href=address(&format!("/accounts/{}", account.id), &[])>{account.name}</a>
                <small>{below}</small>
            </th>
            {cell(facts.region)}
            {cell(facts.segment)}
            {cell(facts.industry)}
            {cell(facts.owner_name)}
        </tr>
    }
    .into_any()
}
