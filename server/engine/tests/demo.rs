//! A demo company in a database: it is there as a whole, it is what the generator made, and its people can sign in.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use contract::book::ListOpportunitiesQuery;
use contract::session::{Credentials, Me};
use domain::{Dimension, PersonId, Role, TargetMeasure};
use engine::demo;
use engine::store::Entity;
use engine::testing::{NOW, each_database};
use engine::{Engine, Zone};
use std::collections::HashMap;
use uuid::Uuid;

const DEALS: u64 = 300;

async fn filled(engine: &Engine) {
    assert!(demo::is_wanted(engine).await.unwrap());
    demo::fill(engine, demo::SEED, DEALS, &|_| {}).await.unwrap();
}

#[tokio::test]
async fn everything_generated_is_in_the_database() {
    each_database(|engine| async move {
        filled(&engine).await;
        let store = engine.unrestricted("a test looks at everything");
        let today = Zone::named("Europe/Rome").unwrap().day_of(NOW);
        let company = demo::company(demo::SEED, DEALS, today).unwrap();
        let deals: Vec<_> = company.deals().map(|deal| deal.versions).collect();

        let mut found: HashMap<_, usize> = HashMap::new();
        store.read_history(None, None, |row| *found.entry(row.opportunity).or_default() += 1).await.unwrap();
        assert_eq!(found.len(), deals.len());
        assert!(deals.iter().all(|versions| found[&versions[0].opportunity] == versions.len()));
        for versions in &deals {
            let latest = store.latest(versions[0].opportunity).await.unwrap().unwrap();
            assert_eq!(latest.state, versions.last().unwrap().state);
        }

        let standing = deals.iter().filter(|versions| !versions.last().unwrap().state.deleted).count();
        let me = Me { person: PersonId(Uuid::nil()), name: "Test".into(), email: String::new(), role: Role::Exec };
        let list = engine.view(&me).opportunities(&ListOpportunitiesQuery::default()).await.unwrap();
        assert_eq!(list.total as usize, standing);
        assert!(store.entities(Entity::Account).await.unwrap().len() >= 1_500);
        assert_eq!(store.labels(Entity::Product).await.unwrap().len(), 10);
        let (targets, _) = store.targets(None).await.unwrap();
        assert!(targets.iter().any(|t| t.dimension == Some(Dimension::Region) && t.measure == TargetMeasure::Generation));
        assert!(engine.settings().unwrap().workspace.demo);
    })
    .await;
}

#[tokio::test]
async fn its_people_sign_in_with_their_roles() {
    each_database(|engine| async move {
        filled(&engine).await;
        for user in demo::sign_ins() {
            let credentials = Credentials { email: user.email.to_owned(), password: demo::PASSWORD.to_owned() };
            let (me, _) = engine.auth().sign_in(&credentials).await.unwrap();
            assert_eq!((me.role, me.name.as_str()), (user.role, user.name));
        }
    })
    .await;
}

#[tokio::test]
async fn a_workspace_in_use_is_left_alone() {
    each_database(|engine| async move {
        filled(&engine).await;
        assert!(!demo::is_wanted(&engine).await.unwrap());
        let refused = demo::fill(&engine, 2, DEALS, &|_| {}).await.unwrap_err();
        assert!(refused.to_string().contains("set up already"), "{refused}");
    })
    .await;
}

#[tokio::test]
async fn one_that_was_interrupted_is_begun_again() {
    each_database(|engine| async move {
        let store = engine.unrestricted("a test interferes");
        let gone = tokio::time::timeout(std::time::Duration::ZERO, demo::fill(&engine, 1, 50_000, &|_| {})).await;
        assert!(gone.is_err());
        store.begin_batch(None, None, "demo", "{}").await.unwrap();
        filled(&engine).await;
        assert_eq!(store.batches(None, 10).await.unwrap().len(), 1);
    })
    .await;
}
