//! A new deal: what the first stage asks for, and nothing else.

use crate::context::{Visit, use_client, use_visit};
use crate::form::{Form, Fresh, Submitted};
use crate::ui::components::{Crumb, Entry, Failed, Look, PageHead, load, values, why};
use crate::ui::i18n::deal::{deal as words, wrong};
use crate::ui::i18n::{Texts, use_texts};
use crate::ui::pages::accounts::{Pickable, pick};
use crate::ui::pages::apm::link::pairs;
use contract::account::{AccountPath, ReadAccount};
use contract::book::{OpportunityTotalsQuery, ReadOpportunityTotals};
use contract::{Client, Nothing, Problem};
use domain::condition::{Condition, Field};
use domain::{Dimension, Role, Source, StageKind};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// What an address can fill in: an account's page its account, and what was not taken is mended from where it waited.
const FILLED: [&str; 6] = ["account", "name", "product", "amount", "close_day", "source"];

/// The form of a new deal.
#[component]
pub fn NewDeal() -> AnyView {
    let (t, visit, client) = (use_texts(), use_visit(), use_client());
    if !visit.with_value(|visit| visit.me.as_ref().is_some_and(|me| me.role.changes_deals())) {
        let problem = Problem::forbidden("Your role does not make deals.");
        return view! { <PageHead title=words(t.language).new/> <div class="card"><Failed problem=problem/></div> }.into_any();
    }
    let sent = use_context::<Submitted>();
    let fresh = use_context::<Fresh>().map(|fresh| fresh.0).unwrap_or_default();
    let asked = use_location().search.with_untracked(|search| pairs(search)).unwrap_or_default();
    load(async move {
        let form = match sent.as_ref().and_then(|sent| sent.form.clone()) {
            Some(form) => form,
            None => filled(&client, visit.with_value(|visit| begun(visit, fresh)), asked).await,
        };
        page(t, &form, sent.as_ref().and_then(|sent| sent.problem.as_ref()), &likely(&client).await)
    })
}

/// What is likely to be picked, by id and name: it can be without a network.
#[derive(Default)]
struct Likely {
    accounts: Vec<(String, String)>,
    products: Vec<(String, String)>,
}

/// The accounts one has open deals with, the largest first, and the first products.
async fn likely(client: &Client) -> Likely {
    let condition = Condition::is(Field::Owner, ["me"]);
    let query = OpportunityTotalsQuery { by: Dimension::Account, condition, search: None, kind: Some(StageKind::Open) };
    let rows = client.get::<ReadOpportunityTotals>(&query).await.map(|totals| totals.rows).unwrap_or_default();
    let products = values(client, Dimension::Product, String::new()).await.unwrap_or_default();
    let accounts = rows.into_iter().filter(|row| !row.key.is_empty()).map(|row| (row.key, row.label));
    Likely {
        accounts: accounts.take(LIKELY).collect(),
        products: products.into_iter().map(|picked| (picked.key, picked.name)).take(LIKELY).collect(),
    }
}

/// How many of each.
const LIKELY: usize = 100;

fn page(t: &'static Texts, form: &Form, problem: Option<&Problem>, likely: &Likely) -> AnyView {
    let w = words(t.language);
    let entry = Entry { form, problem, words: wrong(t.language) };
    let look = |hint: &str| Look { hint: hint.to_owned(), required: true, ..Look::default() };
    let sources = Source::ALL.iter().map(|one| (one.as_str(), (t.names.source)(*one)));
    let picked = |what: Pickable| {
        let typed = what.typed().unwrap_or_default();
        let now = (form.get(what.name()).to_owned(), form.get(typed).to_owned());
        pick(
            what,
            Some(now),
            problem.and_then(|problem| problem.fields.iter().find(|fault| fault.field == typed)),
            wrong(t.language),
            if what == Pickable::Product { likely.products.clone() } else { likely.accounts.clone() },
        )
    };
    let marked = problem.filter(|problem| !problem.fields.is_empty());
    let marked = marked.map(|_| view! { <p class="message" role="alert">{w.not_created}</p> });
    let trouble = problem.filter(|problem| problem.fields.is_empty());
    view! {
        <Crumb href="/deals" text=t.deals.back/>
        <PageHead title=w.new subtitle=w.new_hint/>
        <form method="post" action="/deals/new" class="card pad form narrow">
            {marked}
            {why(t, t.deals.conflict, trouble)}
            {entry.hidden("id")}
            {picked(Pickable::Account)}
            {entry.text("name", w.new_name, look(w.new_name_hint))}
            <div class="fields">
                {picked(Pickable::Product)}
                {entry.text("amount", t.deals.amount, Look { inputmode: "decimal", ..look(w.amount_hint) })}
                {entry.text("close_day", t.deals.close_date, Look { kind: "date", ..look("") })}
                {entry.choose("source", t.deals.source, sources, Look::default())}
            </div>
            <div><button class="button primary">{w.create}</button></div>
        </form>
    }
    .into_any()
}

/// What is likely: it closes with the quarter, and whoever writes has generated it.
fn begun(visit: &Visit, fresh: String) -> Form {
    let mut form = Form::default();
    form.push("id", fresh);
    let role = visit.me.as_ref().map(|me| me.role);
    let source = if role == Some(Role::Bdr) { Source::Bdr } else { Source::Ae };
    form.push("source", source.as_str());
    if let Some(info) = &visit.workspace {
        let quarter = info.periods.iter().find(|period| period.key == info.current);
        form.push("close_day", quarter.map(|quarter| quarter.last.to_string()).unwrap_or_default());
    }
    form
}

/// What the address says besides.
async fn filled(client: &Client, mut form: Form, asked: Vec<(String, String)>) -> Form {
    for (name, value) in asked.into_iter().filter(|(name, _)| FILLED.contains(&name.as_str())) {
        let id = if name == "account" { value.parse().ok() } else { None };
        if let Some(id) = id {
            if let Ok(account) = client.call::<ReadAccount>(&AccountPath { id }, &Nothing {}, &Nothing {}, None).await {
                form.set("account", account.name);
                form.set("account_id", account.id.to_string());
            }
        } else {
            form.set(&name, value);
        }
    }
    form
}
