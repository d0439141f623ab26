//! New accounts and contacts.

use super::known::Known;
use super::pick::Pickable;
use super::{address, entry, failed, picked, submitted, why};
use crate::context::use_client;
use crate::form::Form;
use crate::ui::components::{Crumb, Look, PageHead, load};
use crate::ui::i18n::{Texts, accounts, use_texts};
use crate::ui::pages::apm::link::pairs;
use contract::account::{AccountPath, ReadAccount};
use contract::{Nothing, Problem};
use domain::{AccountId, Attribute};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The form of a new account.
#[component]
pub fn NewAccount() -> AnyView {
    let t = use_texts();
    let client = use_client();
    let sent = submitted();
    load(async move {
        let form = sent.as_ref().and_then(|sent| sent.form.clone()).unwrap_or_default();
        let problem = sent.as_ref().and_then(|sent| sent.problem.as_ref());
        // What was picked before is picked still.
        let parent = match form.get("parent").parse() {
            Ok(id) => client.call::<ReadAccount>(&AccountPath { id }, &Nothing {}, &Nothing {}, None).await.ok(),
            Err(_) => None,
        };
        let parent = parent.map(|parent| (parent.id.to_string(), parent.name));
        account_form(t, &form, parent, &Known::ask(&client).await, problem)
    })
}

fn account_form(
    t: &'static Texts,
    form: &Form,
    parent: Option<(String, String)>,
    known: &Known,
    problem: Option<&Problem>,
) -> AnyView {
    let words = accounts(t.language);
    let entry = entry(t, form, problem);
    let plain = Look::default;
    let known_word = |name: &'static str, label: &'static str, list: &'static str, attribute: Attribute| {
        view! { {entry.text(name, label, Look { list, ..plain() })}{known.list(list, &[attribute])} }
    };
    view! {
        <Crumb href="/accounts" text=words.accounts/>
        <PageHead title=words.new_account/>
        <section class="card pad middle">
            {why(t, words.conflict, problem)}
            <form method="post" action="/accounts/new" class="form">
                <div class="fields">
                    {entry.text("name", words.name, Look { required: true, ..plain() })}
                    {entry.text("website", words.website, Look { kind: "text", inputmode: "url", hint: words.website_hint.into(), ..plain() })}
                    {entry.text("phone", words.phone, Look { kind: "tel", inputmode: "tel", hint: words.phone_hint.into(), ..plain() })}
                    {known_word("region", words.region, "regions", Attribute::AccountRegion)}
                    {known_word("segment", words.segment, "segments", Attribute::AccountSegment)}
                    {known_word("industry", words.industry, "industries", Attribute::AccountIndustry)}
                    {known_word("country", words.country, "countries", Attribute::AccountCountry)}
                    {picked(t, Pickable::Parent, parent, problem)}
                </div>
                <div><button class="button primary">{words.create}</button></div>
            </form>
        </section>
    }
    .into_any()
}

/// The form of a new contact, at the account that the address names.
#[component]
pub fn NewContact() -> AnyView {
    let t = use_texts();
    let client = use_client();
    let sent = submitted();
    let account = use_location().search.with_untracked(|search| {
        let account = pairs(search).ok()?.into_iter().find(|(name, _)| name == "account");
        account.and_then(|(_, id)| id.parse::<AccountId>().ok())
    });
    load(async move {
        let found = match account {
            Some(id) => client.call::<ReadAccount>(&AccountPath { id }, &Nothing {}, &Nothing {}, None).await,
            None => Err(Problem::not_found("account")),
        };
        match found {
            Ok(account) => {
                let form = sent.as_ref().and_then(|sent| sent.form.clone()).unwrap_or_default();
                let problem = sent.as_ref().and_then(|sent| sent.problem.as_ref());
                contact_form(t, account.id, &account.name, &form, problem)
            }
            Err(problem) => failed(accounts(t.language).new_contact, problem),
        }
    })
}

fn contact_form(t: &'static Texts, account: AccountId, name: &str, form: &Form, problem: Option<&Problem>) -> AnyView {
    let words = accounts(t.language);
    let here = format!("/accounts/{account}");
    view! {
        <Crumb href=here text=words.account/>
        <PageHead title=words.new_contact subtitle=name.to_owned()/>
        <section class="card pad middle">
            {why(t, words.conflict, problem)}
            <form method="post" action=address("/contacts/new", &[("account", &account.to_string())]) class="form">
                {contact_fields(t, form, problem)}
                <div><button class="button primary">{words.create}</button></div>
            </form>
        </section>
    }
    .into_any()
}

/// The fields of a contact.
pub fn contact_fields(t: &'static Texts, form: &Form, problem: Option<&Problem>) -> AnyView {
    let words = accounts(t.language);
    let entry = entry(t, form, problem);
    view! {
        <div class="fields">
            {entry.text("name", words.name, Look { required: true, ..Look::default() })}
            {entry.text("title", words.title, Look { hint: words.title_hint.into(), ..Look::default() })}
            {entry.text("email", words.email, Look { kind: "email", inputmode: "email", ..Look::default() })}
            {entry.text("phone", words.phone, Look { kind: "tel", inputmode: "tel", hint: words.phone_hint.into(), ..Look::default() })}
        </div>
    }
    .into_any()
}
