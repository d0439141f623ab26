//! The forms of accounts, contacts, products and duplicates.

use super::form::{self, Sent};
use super::{InProcess, page};
use crate::http::fault::Fault;
use crate::http::preferences;
use crate::http::safe_path;
use crate::http::state::AppState;
use app::form::Form;
use axum::extract::rejection::PathRejection;
use axum::extract::{Extension, Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use contract::account::{AccountPatch, AccountPath, CreateAccount, NewAccount, PatchAccount, SaveAccountFact, SaveFactBody};
use contract::contact::{ContactPatch, ContactPath, CreateContact, EraseContact, NewContact, PatchContact};
use contract::merge::{
    ACCOUNT_FIELDS, CONTACT_FIELDS, DistinctBody, MergeAccounts, MergeAccountsBody, MergeContacts, MergeContactsBody, MergePath,
    SaveDistinct, Take, UndoMerge,
};
use contract::product::{CreateProduct, NewProduct, PatchProduct, ProductPatch, ProductPath};
use contract::workspace::ReadWorkspace;
use contract::{FieldError, Nothing, Problem};
use domain::{AccountId, Attribute, Company, ContactId, Language, LogNo};
use std::str::FromStr;
use uuid::Uuid;

const NOTHING: Nothing = Nothing {};

/// One account's page. An old address leads to the account that it became part of.
pub async fn account(
    state: State<AppState>,
    api: Extension<InProcess>,
    path: Result<Path<AccountPath>, PathRejection>,
    request: Request,
) -> Result<Response, Fault> {
    // What is no id is no account: the page says so.
    let Ok(Path(path)) = path else { return page(state, api, request).await };
    let row = state.engine.unrestricted("everybody may know where an account is").account(path.id.0).await;
    match row.map_err(Problem::from)?.and_then(|row| row.merged_into) {
        Some(into) => Ok(Redirect::to(&format!("/accounts/{into}")).into_response()),
        None => page(state, api, request).await,
    }
}

/// One contact's page, likewise.
pub async fn contact(
    state: State<AppState>,
    api: Extension<InProcess>,
    path: Result<Path<ContactPath>, PathRejection>,
    request: Request,
) -> Result<Response, Fault> {
    // What is no id is no contact: the page says so.
    let Ok(Path(path)) = path else { return page(state, api, request).await };
    let row = state.engine.unrestricted("an id says nothing of a person").contact(path.id.0).await;
    match row.map_err(Problem::from)?.and_then(|row| row.merged_into) {
        Some(into) => Ok(Redirect::to(&format!("/contacts/{into}")).into_response()),
        None => page(state, api, request).await,
    }
}

/// Does what a form says, and leads to where that is seen; what is wrong is said on its page, with all that was filled in.
macro_rules! forms {
    ($($(#[$doc:meta])* $name:ident($sent:ident, $language:ident $(, $path:ident: $kind:ty)?) $body:block)*) => {$(
        $(#[$doc])*
        pub async fn $name(
            State(state): State<AppState>,
            Extension(api): Extension<InProcess>,
            $(Path($path): Path<$kind>,)?
            request: Request,
        ) -> Result<Response, Fault> {
            let $language = preferences::language(request.headers());
            let $sent = match form::receive(&state, &api, request).await? {
                Ok(sent) => sent,
                Err(elsewhere) => return Ok(elsewhere),
            };
            let done: Result<String, Problem> = async { $body }.await;
            Ok(match done {
                Ok(to) => Redirect::to(&to).into_response(),
                Err(problem) => $sent.again(&state, &api, Some(problem)).await,
            })
        }
    )*};
}

forms! {
    /// Creates an account.
    create_account(sent, _language) {
        let new = NewAccount {
            name: sent.form.get("name").to_owned(),
            website: filled(&sent.form, "website"),
            phone: filled(&sent.form, "phone"),
            region: filled(&sent.form, "region"),
            segment: filled(&sent.form, "segment"),
            industry: filled(&sent.form, "industry"),
            country: filled(&sent.form, "country"),
            parent: read(&sent.form, "parent")?,
            ..NewAccount::default()
        };
        let account = sent.client.call::<CreateAccount>(&NOTHING, &NOTHING, &new, None).await?;
        Ok(format!("/accounts/{}", account.id))
    }

    /// Changes an account, or says something of it.
    change_account(sent, _language, path: AccountPath) {
        let (attribute, value, from) = match sent.form.get("do") {
            "parent" => (Some(Attribute::AccountParent), "parent", "parent_from"),
            "owner" => (Some(Attribute::AccountOwner), "owner", "owner_from"),
            "say" => {
                let attribute = serde_json::from_value::<Attribute>(sent.form.get("attribute").into()).ok();
                (Some(attribute.ok_or_else(|| wrong("attribute"))?), "value", "valid_from")
            }
            _ => (None, "", ""),
        };
        if let Some(attribute) = attribute {
            let body = SaveFactBody { attribute, valid_from: read(&sent.form, from)?, value: sent.form.get(value).to_owned() };
            let said = sent.client.call::<SaveAccountFact>(&path, &NOTHING, &body, None).await;
            // What is wrong stands beside the input it was written in.
            said.map_err(|problem| renamed(problem, &[("value", value), ("valid_from", from)]))?;
        } else {
            let body = AccountPatch {
                base: base(&sent.form)?,
                name: Some(sent.form.get("name").to_owned()),
                website: Some(filled(&sent.form, "website")),
                phone: Some(filled(&sent.form, "phone")),
            };
            sent.client.call::<PatchAccount>(&path, &NOTHING, &body, None).await?;
        }
        Ok(format!("/accounts/{}", path.id))
    }

    /// Creates a contact at the account that the address names.
    create_contact(sent, _language) {
        let account = sent.parameter("account").and_then(|id| id.parse().ok()).ok_or_else(|| wrong("account"))?;
        let new = NewContact {
            id: None,
            name: sent.form.get("name").to_owned(),
            title: filled(&sent.form, "title"),
            email: filled(&sent.form, "email"),
            phone: filled(&sent.form, "phone"),
            account,
        };
        sent.client.call::<CreateContact>(&NOTHING, &NOTHING, &new, None).await?;
        Ok(format!("/accounts/{account}"))
    }

    /// Changes a contact, or erases it.
    change_contact(sent, _language, path: ContactPath) {
        if sent.form.get("do") == "erase" {
            sent.client.call::<EraseContact>(&path, &NOTHING, &NOTHING, None).await?;
            return Ok("/contacts".to_owned());
        }
        let body = ContactPatch {
            base: base(&sent.form)?,
            name: Some(sent.form.get("name").to_owned()),
            title: Some(filled(&sent.form, "title")),
            email: Some(filled(&sent.form, "email")),
            phone: Some(filled(&sent.form, "phone")),
            account: None,
        };
        sent.client.call::<PatchContact>(&path, &NOTHING, &body, None).await?;
        Ok(format!("/contacts/{}", path.id))
    }

    /// Adds a product, or changes one.
    save_product(sent, language) {
        let form = &sent.form;
        let price = list_price(&sent, language).await?;
        let action = form.get("do");
        if action == "add" {
            let (name, family) = (form.get("name").to_owned(), filled(form, "family"));
            let new = NewProduct { id: None, name, list_price: price, family };
            sent.client.call::<CreateProduct>(&NOTHING, &NOTHING, &new, None).await?;
            return Ok("/products".to_owned());
        }
        let path = ProductPath { id: read(form, "product")?.ok_or_else(|| wrong("product"))? };
        let base = base(form)?;
        let patch = match action {
            "stop" | "start" => ProductPatch { base, active: Some(action == "start"), ..ProductPatch::default() },
            _ => ProductPatch {
                base,
                name: Some(form.get("name").to_owned()),
                list_price: Some(price),
                family: Some(form.get("family").to_owned()),
                family_from: read(form, "family_from")?,
                active: None,
            },
        };
        sent.client.call::<PatchProduct>(&path, &NOTHING, &patch, None).await?;
        Ok("/products".to_owned())
    }

    /// Makes duplicates one, says that they are none, or takes a merge apart.
    merge(sent, _language) {
        let form = &sent.form;
        if form.get("do") == "undo" {
            let path = MergePath { id: read(form, "merge")?.ok_or_else(|| wrong("merge"))? };
            sent.client.call::<UndoMerge>(&path, &NOTHING, &NOTHING, None).await?;
            return Ok(safe_path(form.get("next")).unwrap_or("/duplicates").to_owned());
        }
        let ids: Vec<Uuid> = form.all("id").filter_map(|id| id.parse().ok()).collect();
        let contacts = form.get("kind") == "contacts";
        if form.get("do") == "distinct" {
            let (Some(one), Some(other)) = (ids.first(), ids.get(1)) else { return Err(wrong("id")) };
            let body = DistinctBody { one: *one, other: *other };
            sent.client.call::<SaveDistinct>(&NOTHING, &NOTHING, &body, None).await?;
            return Ok(if contacts { "/duplicates?kind=contact" } else { "/duplicates" }.to_owned());
        }
        let survivor: Uuid = read(form, "survivor")?.ok_or_else(|| wrong("survivor"))?;
        let others = ids.into_iter().filter(|id| *id != survivor);
        let mut take = Take::default();
        let fields = if contacts { &CONTACT_FIELDS[..] } else { &ACCOUNT_FIELDS[..] };
        for field in fields {
            if let Some(from) = read(form, &format!("take.{field}"))? {
                take.0.insert((*field).to_owned(), from);
            }
        }
        if contacts {
            let body = MergeContactsBody { others: others.map(ContactId).collect(), take };
            let path = ContactPath { id: ContactId(survivor) };
            sent.client.call::<MergeContacts>(&path, &NOTHING, &body, None).await?;
            Ok(format!("/contacts/{survivor}"))
        } else {
            let body = MergeAccountsBody { others: others.map(AccountId).collect(), take };
            let path = AccountPath { id: AccountId(survivor) };
            sent.client.call::<MergeAccounts>(&path, &NOTHING, &body, None).await?;
            Ok(format!("/accounts/{survivor}"))
        }
    }
}

/// What is filled in, if anything is.
fn filled(form: &Form, name: &str) -> Option<String> {
    Some(form.get(name).to_owned()).filter(|text| !text.is_empty())
}

fn wrong(field: &str) -> Problem {
    Problem::invalid_fields(vec![FieldError { field: field.to_owned(), message: "It cannot be read.".to_owned() }])
}

/// A value, if one is filled in.
fn read<T: FromStr>(form: &Form, name: &str) -> Result<Option<T>, Problem> {
    filled(form, name).map(|text| text.parse().map_err(|_| wrong(name))).transpose()
}

/// The same problem, with the fields as a form calls them.
fn renamed(mut problem: Problem, names: &[(&str, &str)]) -> Problem {
    for fault in &mut problem.fields {
        if let Some((_, name)) = names.iter().find(|(field, _)| *field == fault.field) {
            fault.field = (*name).to_owned();
        }
    }
    problem
}

fn base(form: &Form) -> Result<LogNo, Problem> {
    Ok(LogNo(read(form, "base")?.ok_or_else(|| wrong("base"))?))
}

/// The list price, as one writes amounts in the visit's language.
async fn list_price(sent: &Sent, language: Language) -> Result<Option<Company>, Problem> {
    let Some(text) = filled(&sent.form, "list_price") else { return Ok(None) };
    let info = sent.client.get::<ReadWorkspace>(&NOTHING).await?;
    let amount = language.parse_amount(&text, info.workspace.currency).ok_or_else(|| wrong("list_price"))?;
    Ok(Some(Company(amount)))
}
