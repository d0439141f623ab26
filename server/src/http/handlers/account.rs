//! Accounts, contacts, products, and what becomes of duplicates.

use crate::http::api::Call;
use contract::account::{
    Account, AccountSummary, CreateAccount, Hierarchy, ListAccountFacts, ListAccounts, NamedFact, PatchAccount, ReadAccount,
    ReadHierarchy, SaveAccountFact,
};
use contract::contact::{Contact, CreateContact, EraseContact, ListContacts, PatchContact, ReadContact};
use contract::merge::{Duplicate, ListDuplicates, ListMerges, Merge, MergeAccounts, MergeContacts, SaveDistinct, UndoMerge};
use contract::product::{Catalogue, CreateProduct, ListProducts, PatchProduct, Product};
use contract::{Nothing, Page, Problem};

/// Accounts by name.
pub async fn list(call: Call<ListAccounts>) -> Result<Page<AccountSummary>, Problem> {
    call.view().accounts(&call.query).await
}

/// One account.
pub async fn read(call: Call<ReadAccount>) -> Result<Account, Problem> {
    call.view().account(call.path.id).await
}

/// Creates an account.
pub async fn create(call: Call<CreateAccount>) -> Result<Account, Problem> {
    call.view().create_account(call.body, call.key).await
}

/// Changes fields of an account.
pub async fn patch(call: Call<PatchAccount>) -> Result<Account, Problem> {
    call.view().patch_account(call.path.id, call.body).await
}

/// What has been said of an account.
pub async fn facts(call: Call<ListAccountFacts>) -> Result<Page<NamedFact>, Problem> {
    call.view().account_facts(call.path.id).await
}

/// Says something of an account.
pub async fn say(call: Call<SaveAccountFact>) -> Result<Page<NamedFact>, Problem> {
    call.view().save_account_fact(call.path.id, call.body).await
}

/// Those above and below an account.
pub async fn hierarchy(call: Call<ReadHierarchy>) -> Result<Hierarchy, Problem> {
    call.view().hierarchy(call.path.id).await
}

/// Contacts by name.
pub async fn contacts(call: Call<ListContacts>) -> Result<Page<Contact>, Problem> {
    call.view().contacts(&call.query).await
}

/// One contact.
pub async fn contact(call: Call<ReadContact>) -> Result<Contact, Problem> {
    call.view().contact(call.path.id).await
}

/// Creates a contact.
pub async fn create_contact(call: Call<CreateContact>) -> Result<Contact, Problem> {
    call.view().create_contact(call.body, call.key).await
}

/// Changes fields of a contact.
pub async fn patch_contact(call: Call<PatchContact>) -> Result<Contact, Problem> {
    call.view().patch_contact(call.path.id, call.body).await
}

/// Erases what identifies a person.
pub async fn erase_contact(call: Call<EraseContact>) -> Result<Nothing, Problem> {
    call.view().erase_contact(call.path.id).await?;
    Ok(Nothing {})
}

/// The catalogue.
pub async fn products(call: Call<ListProducts>) -> Result<Catalogue, Problem> {
    call.view().products(&call.query).await
}

/// Adds a product.
pub async fn create_product(call: Call<CreateProduct>) -> Result<Product, Problem> {
    call.view().create_product(call.body, call.key).await
}

/// Changes fields of a product.
pub async fn patch_product(call: Call<PatchProduct>) -> Result<Product, Problem> {
    call.view().patch_product(call.path.id, call.body).await
}

/// Those that look the same.
pub async fn duplicates(call: Call<ListDuplicates>) -> Result<Page<Duplicate>, Problem> {
    call.view().duplicates(&call.query).await
}

/// Makes accounts one.
pub async fn merge(call: Call<MergeAccounts>) -> Result<Merge, Problem> {
    call.view().merge_accounts(call.path.id, call.body).await
}

/// Makes contacts one.
pub async fn merge_contacts(call: Call<MergeContacts>) -> Result<Merge, Problem> {
    call.view().merge_contacts(call.path.id, call.body).await
}

/// What was merged.
pub async fn merges(call: Call<ListMerges>) -> Result<Page<Merge>, Problem> {
    call.view().merges(&call.query).await
}

/// Takes a merge apart.
pub async fn undo_merge(call: Call<UndoMerge>) -> Result<Merge, Problem> {
    call.view().undo_merge(call.path.id).await
}

/// Says that two are not the same.
pub async fn save_distinct(call: Call<SaveDistinct>) -> Result<Nothing, Problem> {
    call.view().save_distinct(call.body).await?;
    Ok(Nothing {})
}
