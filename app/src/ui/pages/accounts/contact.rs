//! One contact.

use super::duplicates::merges;
use super::new::contact_fields;
use super::{failed, reach, submitted, why};
use crate::context::{Visit, use_client, use_visit};
use crate::form::{Form, Submitted};
use crate::ui::components::{Crumb, PageHead, load};
use crate::ui::i18n::{Texts, accounts, use_texts};
use crate::ui::pages::deals::unseen;
use contract::contact::{Contact as Found, ContactPath, ReadContact};
use contract::merge::{ListMerges, ListMergesQuery, Merge};
use contract::{Client, Nothing, Page, Problem};
use domain::{ContactId, Role};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// A contact.
#[component]
pub fn Contact() -> AnyView {
    let t = use_texts();
    let visit = use_visit();
    if !visit.with_value(Visit::sees_deals) {
        return unseen(t, accounts(t.language).contact.to_owned());
    }
    let client = use_client();
    let sent = submitted();
    let id = use_params_map().with_untracked(|params| params.get_str("id").and_then(|id| id.parse().ok()));
    load(async move {
        match ask(&client, id).await {
            Ok((contact, merges)) => visit.with_value(|visit| draw(t, visit, &contact, &merges, sent.as_ref())),
            Err(problem) => failed(accounts(t.language).contact, problem),
        }
    })
}

async fn ask(client: &Client, id: Option<ContactId>) -> Result<(Found, Page<Merge>), Problem> {
    let path = ContactPath { id: id.ok_or_else(|| Problem::not_found("contact"))? };
    let contact = client.call::<ReadContact>(&path, &Nothing {}, &Nothing {}, None).await?;
    let merges = client.get::<ListMerges>(&ListMergesQuery { survivor: Some(contact.id.0), after: None }).await?;
    Ok((contact, merges))
}

fn draw(t: &'static Texts, visit: &Visit, contact: &Found, merged: &Page<Merge>, sent: Option<&Submitted>) -> AnyView {
    let words = accounts(t.language);
    let again = sent.and_then(|sent| sent.form.clone());
    let problem = sent.and_then(|sent| sent.problem.as_ref());
    let open = again.is_some();
    let form = again.unwrap_or_else(|| {
        let mut form = Form::default();
        form.push("name", &contact.name);
        form.push("title", contact.title.clone().unwrap_or_default());
        form.push("email", contact.email.clone().unwrap_or_default());
        form.push("phone", contact.phone.clone().unwrap_or_default());
        form
    });
    let here = format!("/contacts/{}", contact.id);
    let account = contact.account.map(|id| {
        view! { <a class="button" href=format!("/accounts/{id}")>{contact.account_name.clone()}</a> }
    });
    let phone = reach::phone(t, &contact.name, contact.phone.as_deref());
    let mail = reach::mail(t, &contact.name, contact.email.as_deref());
    let edit = contact.may_change.then(|| {
        view! {
            <details class="card pad" open=open>
                <summary>{words.edit}</summary>
                <form method="post" action=here.clone() class="form">
                    <input type="hidden" name="base" value=contact.revision.to_string()/>
                    {contact_fields(t, &form, problem)}
                    <div><button class="button primary" name="do" value="edit">{words.save}</button></div>
                </form>
            </details>
        }
    });
    let admin = visit.me.as_ref().is_some_and(|me| me.role == Role::Admin);
    let erase = admin.then(|| {
        view! {
            <details class="card pad">
                <summary>{words.erase}</summary>
                <form method="post" action=here.clone() class="form">
                    <p class="note">{words.erase_what}</p>
                    <div><button class="button" name="do" value="erase">{words.erase_now}</button></div>
                </form>
            </details>
        }
    });
    view! {
        <Crumb href="/contacts" text=words.contacts/>
        <PageHead title=contact.name.clone() subtitle=contact.title.clone().unwrap_or_default()/>
        {why(t, words.conflict, problem)}
        <div class="stack middle">
            <section class="card pad">
                <p class="form-row reach">{account}{phone}{mail}</p>
            </section>
            {edit}
            {(!merged.items.is_empty()).then(|| view! {
                <section class="card pad"><h2>{words.merged}</h2>{merges(t, visit, &merged.items)}</section>
            })}
            {erase}
        </div>
    }
    .into_any()
}
