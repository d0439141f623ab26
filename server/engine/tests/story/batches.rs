//! Batches: staged unseen, published at one instant, discarded, undone; and following the log.

use crate::{day, days_ago, deal, history, import, listed, problem, staged, state, store};
use domain::workspace::DatedRate;
use domain::{Attribute, Cause, Company, Currency, Dimension, LogNo, Rate, State, TargetMeasure, Version};
use engine::Engine;
use engine::store::{StagedFact, StagedTarget, StagedVersion, Store};
use engine::testing::{NOW, author, each_url, each_workspace, workspace};
use uuid::Uuid;

fn fact() -> StagedFact {
    let (subject, valid_from) = (Uuid::now_v7(), day("2026-01-01"));
    StagedFact { subject, attribute: Attribute::TeamRegion, valid_from, value: "EMEA".into() }
}

#[tokio::test]
async fn a_batch_is_invisible_until_it_is_published_at_one_instant() {
    each_workspace(|engine| async move {
        let store = store(&engine);
        let head = store.head().await.unwrap();
        let (batch, [alfa, beta]) = import(store).await;
        store.stage_facts(batch, vec![fact()]).await.unwrap();
        let rate = DatedRate { currency: Currency::USD, day: day("2026-01-01"), rate: Rate(900_000_000) };
        store.stage_rates(batch, vec![rate.clone()]).await.unwrap();
        let target = StagedTarget {
            measure: TargetMeasure::Acv,
            period: "FY27-Q4".parse().unwrap(),
            dimension: Some(Dimension::Region),
            key: "EMEA".into(),
            amount: Some(Company(1_000_000)),
        };
        store.stage_targets(batch, vec![target]).await.unwrap();

        // Staged: nobody sees it, and the log has not moved.
        assert_eq!(store.head().await.unwrap(), head);
        assert_eq!(history(store, None, None).await, []);
        assert_eq!(store.versions_of(&[alfa, beta], None).await.unwrap(), []);
        assert_eq!(store.latest(alfa).await.unwrap(), None);
        assert_eq!(store.facts(None).await.unwrap(), []);
        assert_eq!(store.rates(None).await.unwrap(), []);
        assert_eq!(store.targets(None).await.unwrap(), (vec![], LogNo(0)));
        assert_eq!(store.changes_since(head).await.unwrap().1, head);

        let (first, last) = store.publish(batch, "published").await.unwrap();
        assert_eq!((first.0, last.0), (head.0 + 1, head.0 + 6));
        assert_eq!(store.head().await.unwrap(), last);
        let at = |place: i64| LogNo(head.0 + place);
        let expected = [
            (alfa, at(1), days_ago(90).0, 100_000),
            (alfa, at(2), days_ago(10).0, 120_000),
            (beta, at(3), days_ago(50).0, 50_000),
        ];
        assert_eq!(history(store, None, None).await, expected);
        let versions = store.versions_of(&[alfa, beta], None).await.unwrap();
        assert_eq!(versions.len(), 3);
        assert!(versions.iter().all(|version| version.recorded_at == NOW && version.batch == Some(batch)));
        assert_eq!(versions[0].state, state("Alfa", 2, 100_000));
        assert_eq!(store.facts(None).await.unwrap()[0].log, at(4));
        assert_eq!(store.rates(None).await.unwrap(), [rate]);
        let (targets, revision) = store.targets(None).await.unwrap();
        assert_eq!((targets[0].amount, revision), (Company(1_000_000), at(6)));

        // Known earlier: as if it were not there.
        assert_eq!(store.versions_of(&[alfa, beta], Some(head)).await.unwrap(), []);
        assert_eq!(store.facts(Some(head)).await.unwrap(), []);
        assert_eq!(store.rates(Some(head)).await.unwrap(), []);
        assert_eq!(store.targets(Some(head)).await.unwrap(), (vec![], LogNo(0)));
        assert_eq!(history(store, None, Some(at(2))).await, expected[..2]);
        assert_eq!(history(store, Some(at(1)), None).await, expected[1..]);

        // The list knows them at once; the current rows, from which it has their names, follow.
        for projected in [false, true] {
            if projected {
                store.project(batch, |_| {}).await.unwrap();
            }
            let list = listed(&engine).await;
            let mut names: Vec<_> = list.items.iter().map(|deal| (&*deal.name, deal.stage.0, deal.acv.minor)).collect();
            names.sort_unstable();
            assert_eq!(names, [("Alfa", 5, 120_000), ("Beta", 3, 50_000)]);
            assert_eq!(list.total, 2);
        }

        assert_eq!(problem(store.publish(batch, "published").await).status, 409);
        assert_eq!(problem(store.discard(batch, true).await).status, 409);
        let row = store.batch(batch).await.unwrap().unwrap();
        assert_eq!((row.log, row.published_at), (Some((first, last)), Some(NOW)));
    })
    .await;
}

#[tokio::test]
async fn a_discarded_batch_leaves_nothing() {
    each_workspace(|engine| async move {
        let store = store(&engine);
        let (batch, _) = import(store).await;
        store.discard(batch, true).await.unwrap();
        assert_eq!(store.batch(batch).await.unwrap(), None);
        assert_eq!(store.versions_in(batch, LogNo(0), 10).await.unwrap(), []);
        assert_eq!(store.batches(None, 10).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn what_was_staged_before_the_program_was_killed_stays_invisible() {
    each_url(async |url| {
        let clock = engine::Clock::fixed(NOW);
        let before = Engine::open(&url, clock.clone(), &|_| {}).await.unwrap();
        store(&before).save_settings(author(), LogNo(0), workspace()).await.unwrap();
        let (batch, [alfa, _]) = import(store(&before)).await;
        // No word of goodbye: another process opens the same database.
        let after = Engine::open(&url, clock, &|_| {}).await.unwrap();
        assert_eq!(history(store(&after), None, None).await, []);
        assert_eq!(store(&after).latest(alfa).await.unwrap(), None);
        // What is there can still be gone on with, and published.
        store(&after).stage_versions(batch, vec![staged(deal(), days_ago(1), state("Gamma", 2, 1))]).await.unwrap();
        let versions = store(&after).versions_in(batch, LogNo(0), 10).await.unwrap();
        assert_eq!(versions.iter().map(|version| version.log.0).collect::<Vec<_>>(), [1, 2, 3, 4]);
        let (first, last) = store(&after).publish(batch, "published").await.unwrap();
        assert_eq!(last.0 - first.0, 3);
        assert_eq!(history(store(&after), None, None).await.len(), 4);
        store(&before).close().await;
        store(&after).close().await;
    })
    .await;
}

#[tokio::test]
async fn what_a_killed_program_has_staged_is_cleaned_up_and_what_is_held_is_not() {
    each_url(async |url| {
        let clock = engine::Clock::fixed(NOW);
        let [gone, waiting] = [Store::open(&url, clock.clone()).await.unwrap(), Store::open(&url, clock.clone()).await.unwrap()];
        gone.save_settings(author(), LogNo(0), workspace()).await.unwrap();
        waiting.changes_since(LogNo(0)).await.unwrap();
        let (left, _) = import(&gone).await;
        gone.stage_facts(left, vec![fact()]).await.unwrap();
        let (held, _) = import(&waiting).await;

        // At once after a crash nobody can know that it was one.
        let next = Store::open(&url, clock.clone()).await.unwrap();
        assert_eq!(next.tend().await.unwrap(), 0);
        let staged_of = async |batch| next.versions_in(batch, LogNo(0), 10).await.unwrap().len();
        assert_eq!((staged_of(left).await, staged_of(held).await), (3, 3));

        // Later: who is alive has given a sign of it.
        clock.set(NOW.plus_ms(8 * 60_000));
        assert_eq!(waiting.tend().await.unwrap(), 0);
        clock.set(NOW.plus_ms(12 * 60_000));
        assert_eq!(next.tend().await.unwrap(), 1);
        assert_eq!((staged_of(left).await, staged_of(held).await), (0, 3));
        assert!(next.batch(left).await.unwrap().is_some(), "the import itself can be checked again");
        assert_eq!(next.tend().await.unwrap(), 0);

        // A program that only slept does not go on as if nothing had happened: half of it would be missing.
        let more = vec![staged(deal(), days_ago(1), state("Gamma", 2, 1))];
        assert_eq!(problem(gone.stage_versions(left, more.clone()).await).status, 409);
        assert_eq!(problem(gone.publish(left, "published").await).status, 409);
        assert_eq!(history(&next, None, None).await.len(), 0);
        // From the beginning it may.
        gone.discard(left, false).await.unwrap();
        gone.stage_versions(left, more).await.unwrap();
        gone.publish(left, "published").await.unwrap();
        waiting.publish(held, "published").await.unwrap();
        assert_eq!(history(&next, None, None).await.len(), 4);
        for store in [gone, waiting, next] {
            store.close().await;
        }
    })
    .await;
}

#[tokio::test]
async fn undoing_a_batch_is_another_batch() {
    each_workspace(|engine| async move {
        let store = store(&engine);
        let (batch, deals) = import(store).await;
        store.publish(batch, "published").await.unwrap();
        store.project(batch, |_| {}).await.unwrap();
        let head = store.head().await.unwrap();
        let undo = store.begin_batch(None, Some(batch), "undoing", "{}").await.unwrap();
        // Before the import there was nothing: at each of its instants, the deal is deleted.
        let before: Vec<Version> = store.versions_in(batch, LogNo(0), 100).await.unwrap();
        let gone = before.into_iter().map(|version| StagedVersion {
            cause: Cause::Undo,
            ..staged(version.opportunity, version.effective_at, State { deleted: true, ..version.state })
        });
        store.stage_versions(undo, gone.collect()).await.unwrap();
        store.publish(undo, "published").await.unwrap();
        store.project(undo, |_| {}).await.unwrap();
        assert_eq!(listed(&engine).await.items, []);
        let mut versions = Vec::new();
        for deal in deals {
            versions.push(store.versions_of(&[deal], None).await.unwrap());
        }
        let alive = |as_of, known_at| {
            let state = |of: &Vec<Version>| domain::opportunity::as_of(of, as_of, known_at).map(|version| version.state.deleted);
            versions.iter().filter(|of| state(of) == Some(false)).count()
        };
        assert_eq!((alive(NOW, head), alive(days_ago(60), head)), (2, 1));
        assert_eq!((alive(NOW, LogNo(i64::MAX)), alive(days_ago(60), LogNo(i64::MAX))), (0, 0));
        assert_eq!(store.batch(undo).await.unwrap().unwrap().undoes, Some(batch));
        assert_eq!(store.batches(None, 1).await.unwrap()[0].id, undo);
        assert_eq!(store.batches(Some(undo), 5).await.unwrap()[0].id, batch);
        assert_eq!(store.imports(None, 5).await.unwrap().iter().map(|row| row.id).collect::<Vec<_>>(), [batch]);
        assert_eq!(store.count_imports().await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_log_can_be_followed() {
    each_workspace(|engine| async move {
        let store = store(&engine);
        let start = store.head().await.unwrap();
        let alfa = store.create(author(), state("Alfa", 2, 1)).await.unwrap();
        let (batch, _) = import(store).await;
        let (first, last) = store.publish(batch, "published").await.unwrap();
        store.save_facts(author(), vec![fact()]).await.unwrap();
        let (changes, reached) = store.changes_since(start).await.unwrap();
        assert_eq!(reached, store.head().await.unwrap());
        let spans: Vec<_> = changes.iter().map(|change| (change.first().0, change.last().0)).collect();
        assert_eq!(spans, [(alfa.log.0, alfa.log.0), (first.0, last.0), (last.0 + 1, last.0 + 1)]);
        assert_eq!(store.changes_since(reached).await.unwrap().0.len(), 0);
        assert_eq!(store.changes_since(last).await.unwrap().0.len(), 1);
    })
    .await;
}
