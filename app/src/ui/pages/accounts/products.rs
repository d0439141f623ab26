//! The catalogue.

use super::{entry, failed, submitted, why};
use crate::context::{Visit, use_client, use_visit};
use crate::form::{Form, Submitted};
use crate::ui::components::{Badge, Empty, Look, PageHead, Pager, load};
use crate::ui::i18n::{Texts, accounts, use_texts};
use crate::ui::pages::apm::link::{api_query, pairs};
use contract::product::{Catalogue, ListProducts, ListProductsQuery, Product};
use domain::pace::Standing;
use domain::{Currency, Role};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The products.
#[component]
pub fn Products() -> AnyView {
    let t = use_texts();
    let visit = use_visit();
    let client = use_client();
    let sent = submitted();
    let query = use_location().search.with_untracked(|search| pairs(search).and_then(|pairs| api_query(&pairs)));
    load(async move {
        let found = match query {
            Ok(query) => client.get::<ListProducts>(&query).await.map(|page| (query, page)),
            Err(problem) => Err(problem),
        };
        match found {
            Ok((query, found)) => visit.with_value(|visit| draw(t, visit, &query, &found, sent.as_ref())),
            Err(problem) => failed(accounts(t.language).products, problem),
        }
    })
}

fn draw(t: &'static Texts, visit: &Visit, query: &ListProductsQuery, found: &Catalogue, sent: Option<&Submitted>) -> AnyView {
    let words = accounts(t.language);
    let admin = visit.me.as_ref().is_some_and(|me| me.role == Role::Admin);
    let page = &found.products;
    let count = (words.count_products)(page.total, &t.language.integer(page.total));
    let next = page.next.as_ref().map(|next| format!("/products?after={next}"));
    let first = query.after.is_some().then(|| "/products".to_owned());
    let rows = page.items.iter().map(|product| row(t, admin, found.currency, product, sent)).collect_view();
    let body = if page.total == 0 {
        view! { <Empty title=words.empty_products hint=words.empty_products_hint/> }.into_any()
    } else {
        view! {
            <table class="list cards" role="table">
                <caption class="sr">{words.products}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{words.product}</th>
                        <th scope="col" role="columnheader">{words.family}</th>
                        <th scope="col" role="columnheader">{words.active}</th>
                        <th scope="col" role="columnheader" class="num">{(words.list_price)(found.currency.code())}</th>
                        {admin.then(|| view! { <th scope="col" role="columnheader"><span class="sr">{words.edit}</span></th> })}
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
            <Pager total=count.clone() first=first next=next/>
        }
        .into_any()
    };
    view! {
        <PageHead title=words.products subtitle=count/>
        {why(t, words.conflict, sent.and_then(|sent| sent.problem.as_ref()))}
        <div class="stack">
            {admin.then(|| add(t, found.currency, sent))}
            <section class="card cards-card" aria-label=words.products>{body}</section>
        </div>
    }
    .into_any()
}

fn add(t: &'static Texts, currency: Currency, sent: Option<&Submitted>) -> AnyView {
    let words = accounts(t.language);
    let again = sent.filter(|sent| sent.form.as_ref().is_some_and(|form| form.get("do") == "add"));
    let form = again.and_then(|sent| sent.form.clone()).unwrap_or_default();
    let entry = entry(t, &form, again.and_then(|sent| sent.problem.as_ref()));
    view! {
        <details class="card pad" open=again.is_some()>
            <summary>{words.new_product}</summary>
            <form method="post" action="/products" class="form">
                <div class="fields">
                    {entry.text("name", words.name, Look { required: true, ..Look::default() })}
                    {entry.text("family", words.family, Look::default())}
                    {entry.text("list_price", (words.list_price)(currency.code()), Look { inputmode: "decimal", ..Look::default() })}
                </div>
                <div><button class="button primary" name="do" value="add">{words.create}</button></div>
            </form>
        </details>
    }
    .into_any()
}

fn row(t: &'static Texts, admin: bool, currency: Currency, product: &Product, sent: Option<&Submitted>) -> AnyView {
    let words = accounts(t.language);
    let price = product.list_price.map(|price| t.language.money_exact(price, currency));
    let (standing, state) = if product.active { (Standing::Good, words.active) } else { (Standing::None, words.inactive) };
    let since = product.family_from.filter(|day| day.0 > 0).map(|day| (words.since)(&t.language.day(day)));
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">{product.name.clone()}</th>
            <td role="cell">{product.family.clone().unwrap_or_else(|| t.common.none.to_owned())}" "<small>{since}</small></td>
            <td role="cell"><Badge standing=standing text=state/></td>
            <td role="cell" class="num">{price}</td>
            {admin.then(|| view! { <td role="cell">{edit(t, currency, product, sent)}</td> })}
        </tr>
    }
    .into_any()
}

/// Inputs have names of their own in each row: ids are unique on a page.
fn edit(t: &'static Texts, currency: Currency, product: &Product, sent: Option<&Submitted>) -> AnyView {
    let words = accounts(t.language);
    let id = product.id.to_string();
    let again = sent.filter(|sent| sent.form.as_ref().is_some_and(|form| form.get("product") == id));
    let form = again.and_then(|sent| sent.form.clone()).unwrap_or_else(|| {
        let mut form = Form::default();
        form.push("name", &product.name);
        form.push("family", product.family.clone().unwrap_or_default());
        let price = product.list_price.map(|price| t.language.amount(price.0, currency));
        form.push("list_price", price.unwrap_or_default());
        form
    });
    let input = |name: &'static str, label: String, kind: &'static str, mode: Option<&'static str>| {
        let input = format!("{name}-{id}");
        let value = form.get(name).to_owned();
        view! {
            <div class="field">
                <label for=input.clone()>{label}</label>
                <input id=input.clone() name=name type=kind value=value inputmode=mode autocomplete="off"/>
            </div>
        }
    };
    let (what, text) = if product.active { ("stop", words.stop) } else { ("start", words.start) };
    let sheet = format!("product-{id}");
    view! {
        <button type="button" class="button" popovertarget=sheet.clone() aria-label=format!("{}: {}", words.edit, product.name)>{words.edit}</button>
        <div popover="auto" id=sheet class="near manage" role="dialog" aria-label=product.name.clone()>
            <form method="post" action="/products" class="form">
                <input type="hidden" name="product" value=id.clone()/>
                <input type="hidden" name="base" value=product.revision.to_string()/>
                {input("name", words.name.to_owned(), "text", None)}
                {input("list_price", (words.list_price)(currency.code()), "text", Some("decimal"))}
                {input("family", words.family.to_owned(), "text", None)}
                {input("family_from", words.family_from.to_owned(), "date", None)}
                <button class="button primary block" name="do" value="edit">{words.save}</button>
                <button class="button block" name="do" value=what>{text}</button>
            </form>
        </div>
    }
    .into_any()
}
