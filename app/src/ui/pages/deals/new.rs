//! A new deal: what the first stage asks for, and nothing else.

use crate::context::{Visit, use_client, use_visit};
use crate::form::{Form, Fresh, Submitted};
use crate::ui::components::{Crumb, Entry, Look, PageHead, load};
use crate::ui::i18n::deal::deal as words;
use crate::ui::i18n::{Texts, use_texts};
use contract::workspace::{DimensionPath, ListDimension, ListDimensionQuery};
use contract::{Client, FieldError, Nothing};
use domain::{Dimension, Role, Source};
use leptos::prelude::*;

/// The form of a new deal.
#[component]
pub fn NewDeal() -> impl IntoView {
    let (t, visit, client) = (use_texts(), use_visit(), use_client());
    let sent = use_context::<Submitted>();
    let fresh = use_context::<Fresh>().map(|fresh| fresh.0).unwrap_or_default();
    load(async move {
        let accounts = names(&client, Dimension::Account).await;
        let products = names(&client, Dimension::Product).await;
        visit.with_value(|visit| page(t, visit, sent.as_ref(), fresh, &accounts, &products))
    })
}

async fn names(client: &Client, dimension: Dimension) -> Vec<String> {
    let found =
        client.call::<ListDimension>(&DimensionPath { dimension }, &ListDimensionQuery::default(), &Nothing {}, None).await;
    let items = found.map(|page| page.items).unwrap_or_default();
    items.into_iter().map(|value| value.label).filter(|label| !label.is_empty()).collect()
}

fn page(
    t: &'static Texts,
    visit: &Visit,
    sent: Option<&Submitted>,
    fresh: String,
    accounts: &[String],
    products: &[String],
) -> AnyView {
    let w = words(t.language);
    let form = sent.and_then(|sent| sent.form.clone()).unwrap_or_else(|| begun(visit, fresh));
    let problem = sent.and_then(|sent| sent.problem.as_ref());
    let plain: fn(&FieldError) -> Option<&'static str> = |_| None;
    let entry = Entry { form: &form, problem, words: plain };
    let list = |id: &'static str, names: &[String]| {
        let options = names.iter().map(|name| view! { <option value=name.clone()></option> }).collect_view();
        view! { <datalist id=id>{options}</datalist> }
    };
    let look = |list, hint: &str| Look { list, hint: hint.to_owned(), required: true, ..Look::default() };
    let sources = Source::ALL.iter().map(|one| (one.as_str(), (t.names.source)(*one)));
    let trouble = problem.map(|problem| view! { <p class="wrong-text" lang="en" role="alert">{problem.detail.clone()}</p> });
    view! {
        <Crumb href="/deals" text=t.deals.back/>
        <PageHead title=w.new subtitle=w.new_hint/>
        <form method="post" action="/deals/new" class="card pad form narrow">
            {trouble}
            {entry.hidden("id")}
            {entry.text("account", t.deals.account, look("accounts", w.account_hint))}
            {entry.text("name", w.new_name, look("", w.new_name_hint))}
            <div class="fields">
                {entry.text("product", t.deals.product, look("products", ""))}
                {entry.text("amount", t.deals.amount, Look { inputmode: "decimal", required: true, ..Look::default() })}
                {entry.text("close_day", t.deals.close_date, Look { kind: "date", required: true, ..Look::default() })}
                {entry.choose("source", t.deals.source, sources, Look::default())}
            </div>
            <div><button class="button primary" name="do" value="create">{w.create}</button></div>
            {list("accounts", accounts)}
            {list("products", products)}
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
