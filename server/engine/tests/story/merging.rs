//! Duplicates made one and taken apart again: nothing is lost, sums stay, what was edited since is kept.

use crate::{day, problem, state, store};
use contract::Problem;
use contract::account::AccountPatch;
use contract::contact::ContactPatch;
use contract::merge::{Because, Mergeable, Take};
use contract::opportunity::OpportunityPatch;
use domain::{AccountId, Attribute, Cause, ContactId, ContactRole, Day, DealContact, LogNo, OpportunityId, State};
use engine::store::{AccountRow, Change, ContactRow, Entity, MergeRow, StagedFact, Store, StoreError};
use engine::testing::{author, each_workspace};
use std::collections::BTreeMap;
use uuid::Uuid;

async fn account(store: &Store, name: &str, facts: &[(Attribute, &str)]) -> Uuid {
    let row = AccountRow { id: Uuid::now_v7(), name: name.into(), ..AccountRow::default() };
    let facts = facts.iter().map(|(attribute, value)| (*attribute, day("2026-01-01"), (*value).to_owned())).collect();
    store.create_account(row, facts).await.unwrap().id
}

async fn contact(store: &Store, name: &str, email: &str, account: Uuid) -> Uuid {
    let (name, email) = (name.to_owned(), Some(email.to_owned()));
    let row = ContactRow { id: Uuid::now_v7(), name, email, account_id: Some(account), ..ContactRow::default() };
    store.create_contact(row).await.unwrap().id
}

async fn deal(store: &Store, name: &str, account: Uuid, acv: i64) -> OpportunityId {
    let state = State { account: Some(AccountId(account)), ..state(name, 2, acv) };
    store.create(author(), state).await.unwrap().opportunity
}

async fn account_of(store: &Store, deal: OpportunityId) -> Uuid {
    store.latest(deal).await.unwrap().unwrap().state.account.unwrap().0
}

async fn merge(store: &Store, survivor: Uuid, others: &[Uuid]) -> Result<MergeRow, StoreError> {
    store.merge_accounts(author(), survivor, others.to_vec(), Take::default(), today()).await
}

fn today() -> Day {
    day("2026-11-20")
}

async fn said(store: &Store, subject: Uuid, attribute: Attribute) -> String {
    let facts = store.facts_of(subject).await.unwrap();
    facts.into_iter().rfind(|fact| fact.attribute == attribute).map(|fact| fact.value).unwrap_or_default()
}

/// What all deals come to, and how many versions there are.
async fn sums(store: &Store, deals: &[OpportunityId]) -> (i64, usize) {
    let versions = store.versions_of(deals, None).await.unwrap();
    let mut sum = 0;
    for deal in deals {
        sum += store.latest(*deal).await.unwrap().unwrap().state.acv();
    }
    (sum, versions.len())
}

#[tokio::test]
async fn a_merge_moves_everything_and_its_undo_brings_it_back() {
    each_workspace(|engine| async move {
        let store = store(&engine);
        let acme = account(store, "Acme GmbH", &[(Attribute::AccountRegion, "EMEA")]).await;
        let other = account(store, "ACME", &[(Attribute::AccountRegion, "APAC"), (Attribute::AccountSegment, "Large")]).await;
        let child = account(store, "Acme Labs", &[(Attribute::AccountParent, &other.to_string())]).await;
        let ada = contact(store, "Ada", "ada@acme.example", other).await;
        let deals =
            [deal(store, "Uno", acme, 100).await, deal(store, "Due", other, 250).await, deal(store, "Tre", other, 70).await];
        let alike = store.alike(Mergeable::Account, Because::Name, "", 10).await.unwrap();
        assert_eq!(
            alike.iter().map(|alike| (alike.common.as_str(), alike.id)).collect::<Vec<_>>(),
            [("acme", acme), ("acme", other)]
        );

        let before = store.head().await.unwrap();
        let phone = AccountPatch { base: before, phone: Some(Some("123".into())), ..AccountPatch::default() };
        store.patch_account(other, phone).await.unwrap();
        let merged = merge(store, acme, &[other]).await.unwrap();
        assert_eq!(sums(store, &deals).await, (420, 5), "two deals were moved, by a version each");
        for deal in deals {
            assert_eq!(account_of(store, deal).await, acme);
        }
        assert_eq!(store.contact(ada).await.unwrap().unwrap().account_id, Some(acme));
        assert_eq!(said(store, child, Attribute::AccountParent).await, acme.to_string());
        assert_eq!(said(store, acme, Attribute::AccountRegion).await, "EMEA", "the survivor's own");
        assert_eq!(said(store, acme, Attribute::AccountSegment).await, "Large", "what it did not have");
        let row = store.account(acme).await.unwrap().unwrap();
        assert_eq!((row.name.as_str(), row.phone.as_deref()), ("Acme GmbH", Some("123")));
        assert_eq!(store.account(other).await.unwrap().unwrap().merged_into, Some(acme), "the old id leads on");
        assert!(store.alike(Mergeable::Account, Because::Name, "", 10).await.unwrap().is_empty());
        assert_eq!(store.deals_of_accounts(&[acme, other]).await.unwrap(), [(acme, 3)]);
        // Sent again it is the same merge; and a deal created under the old id is the survivor's.
        assert_eq!(merge(store, acme, &[other]).await.unwrap().id, merged.id);
        let late = deal(store, "Late", other, 5).await;
        assert_eq!(account_of(store, late).await, acme);
        // A follower hears of every account touched.
        let (changes, _) = store.changes_since(before).await.unwrap();
        let told =
            |id| changes.iter().any(|change| matches!(change, Change::Entity(_, Entity::Account, changed) if *changed == id));
        assert!(told(acme) && told(other));

        // Meanwhile: one deal is renamed, another given to a third account, and the survivor gets another name.
        let third = account(store, "Third", &[]).await;
        let latest = store.latest(deals[1]).await.unwrap().unwrap();
        let rename = OpportunityPatch { base: latest.log, name: Some("Due bis".into()), ..OpportunityPatch::default() };
        store.patch(author(), deals[1], rename).await.unwrap();
        let (kept, taken) = (deals[2], third);
        merge_away(store, kept, taken).await;
        let renamed = AccountPatch { base: row_log(&row), name: Some("Acme Europe".into()), ..AccountPatch::default() };
        store.patch_account(acme, renamed).await.unwrap();

        let undone = store.undo_merge(author(), merged.id).await.unwrap();
        assert_eq!(account_of(store, deals[1]).await, other);
        let back = store.latest(deals[1]).await.unwrap().unwrap();
        assert_eq!((back.state.name.as_str(), back.cause), ("Due bis", Cause::Undo), "an edit since stays");
        assert_eq!(account_of(store, deals[2]).await, third, "moved since, and kept");
        assert_eq!(account_of(store, deals[0]).await, acme);
        assert_eq!(account_of(store, late).await, acme);
        let content = undone.content().unwrap();
        assert_eq!(
            content.kept.iter().map(|kept| (kept.id, kept.what.as_str())).collect::<Vec<_>>(),
            [(Some(deals[2].0), "deal")]
        );
        assert_eq!(store.account(other).await.unwrap().unwrap().merged_into, None);
        let row = store.account(acme).await.unwrap().unwrap();
        assert_eq!((row.name.as_str(), row.phone.as_deref()), ("Acme Europe", None), "renamed since; the phone goes back");
        assert_eq!(said(store, acme, Attribute::AccountSegment).await, "");
        assert_eq!(said(store, child, Attribute::AccountParent).await, other.to_string());
        assert_eq!(store.contact(ada).await.unwrap().unwrap().account_id, Some(other));
        assert_eq!(sums(store, &deals).await.0, 420);
        let again = store.undo_merge(author(), merged.id).await.unwrap();
        assert_eq!(again.undone_at, undone.undone_at);
    })
    .await;
}

/// Another account becomes a deal's by a merge of its own: the deal's account is not the survivor any more.
async fn merge_away(store: &Store, deal: OpportunityId, to: Uuid) {
    let version = store.latest(deal).await.unwrap().unwrap();
    let batch = store.begin_batch(None, None, "publishing", "{}").await.unwrap();
    let state = State { account: Some(AccountId(to)), ..version.state };
    let at = version.effective_at.plus_ms(1_000);
    store.stage_versions(batch, vec![crate::staged(deal, at, state)]).await.unwrap();
    store.publish(batch, "published").await.unwrap();
    store.project(batch, |_| {}).await.unwrap();
}

fn row_log(row: &AccountRow) -> LogNo {
    LogNo(row.log)
}

#[tokio::test]
async fn circles_and_stale_edits_are_refused() {
    each_workspace(|engine| async move {
        let store = store(&engine);
        let top = account(store, "Top", &[]).await;
        let middle = account(store, "Middle", &[(Attribute::AccountParent, &top.to_string())]).await;
        let low = account(store, "Low", &[(Attribute::AccountParent, &middle.to_string())]).await;
        let above = |subject, value: Uuid| StagedFact {
            subject,
            attribute: Attribute::AccountParent,
            valid_from: today(),
            value: value.to_string(),
        };
        for (below, parent) in [(top, low), (top, top), (middle, low)] {
            assert_eq!(problem(store.say(Entity::Account, above(below, parent)).await).fields[0].field, "value");
        }
        // Merging the ends would put the middle above and below the same account.
        assert_eq!(problem(merge(store, low, &[top]).await).fields[0].field, "others");
        assert_eq!(problem(merge(store, low, &[low]).await).status, 400);
        // Neighbours can become one: the parent's parent is the parent.
        merge(store, low, &[middle]).await.unwrap();
        assert_eq!(said(store, low, Attribute::AccountParent).await, top.to_string());

        // Two merges of the same at once: one of them is told.
        let (one, two) = (account(store, "One", &[]).await, account(store, "Two", &[]).await);
        let (first, second) = ([two], [one]);
        let both = tokio::join!(merge(store, one, &first), merge(store, two, &second));
        assert!(both.0.is_ok() != both.1.is_ok(), "{both:?}");
        // An edit of what was merged meanwhile is a conflict, as is one of a field that somebody else has changed.
        let gone = if both.0.is_ok() { two } else { one };
        let edit = |base, name: &str| AccountPatch { base, name: Some(name.into()), ..AccountPatch::default() };
        assert_eq!(problem(store.patch_account(gone, edit(LogNo(0), "X")).await).status, 409);
        let base = LogNo(store.account(top).await.unwrap().unwrap().log);
        store.patch_account(top, edit(base, "Top 2")).await.unwrap();
        let stale: Problem = problem(store.patch_account(top, edit(base, "Top 3")).await);
        assert_eq!((stale.status, stale.fields[0].field.as_str()), (409, "name"));
        let other = AccountPatch { base, phone: Some(Some("1 23".into())), ..AccountPatch::default() };
        assert_eq!(store.patch_account(top, other).await.unwrap().name, "Top 2");
    })
    .await;
}

#[tokio::test]
async fn merged_contacts_keep_their_roles_and_erased_ones_their_history() {
    each_workspace(|engine| async move {
        let store = store(&engine);
        let acme = account(store, "Acme", &[]).await;
        let (ada, twin) = (
            contact(store, "Ada Rossi", "ada@acme.example", acme).await,
            contact(store, "A. Rossi", "ada@acme.example", acme).await,
        );
        assert_eq!(store.alike(Mergeable::Contact, Because::Mail, "", 10).await.unwrap().len(), 2);
        let deal = deal(store, "Uno", acme, 100).await;
        let role = |contact, role| DealContact { contact: ContactId(contact), role };
        let said = vec![role(ada, ContactRole::Champion), role(twin, ContactRole::EconomicBuyer)];
        let base = store.latest(deal).await.unwrap().unwrap().log;
        let patch = OpportunityPatch { base, contacts: Some(said.clone()), ..OpportunityPatch::default() };
        store.patch(author(), deal, patch).await.unwrap();

        let take = Take(BTreeMap::from([("name".to_owned(), twin)]));
        let merged = store.merge_contacts(author(), ada, vec![twin], take).await.unwrap();
        let contacts = async || store.latest(deal).await.unwrap().unwrap().state.contacts;
        assert_eq!(contacts().await, [role(ada, ContactRole::Champion), role(ada, ContactRole::EconomicBuyer)]);
        assert_eq!(store.contact(ada).await.unwrap().unwrap().name, "A. Rossi");
        assert_eq!(store.contact(twin).await.unwrap().unwrap().merged_into, Some(ada));
        assert_eq!(store.count_contacts(Some(acme), "", "").await.unwrap(), 1);
        store.undo_merge(author(), merged.id).await.unwrap();
        assert_eq!(contacts().await, said);
        assert_eq!(store.contact(ada).await.unwrap().unwrap().name, "Ada Rossi");

        store.merge_contacts(author(), ada, vec![twin], Take::default()).await.unwrap();
        store.erase_contact(ada).await.unwrap();
        store.erase_contact(ada).await.unwrap();
        assert_eq!(store.contact(ada).await.unwrap(), None);
        assert_eq!(store.contact(twin).await.unwrap(), None, "they were the same person");
        assert!(store.names(&[ada, twin]).await.unwrap().is_empty());
        assert_eq!(contacts().await.len(), 2, "history stays");
        let merges = store.merges(Some(ada), None, 10).await.unwrap();
        assert!(merges.iter().all(|merge| merge.content().unwrap().others.is_empty()), "nor does a merge keep the name");
        assert_eq!(problem(store.undo_merge(author(), merges[0].id).await).status, 409);
        let patch = ContactPatch { base: LogNo(0), name: Some("Back".into()), ..ContactPatch::default() };
        assert_eq!(problem(store.patch_contact(ada, patch).await).status, 404);
    })
    .await;
}
