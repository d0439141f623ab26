//! A write that another transaction was in the way of is done again, whole; others in its group do not notice.

use crate::clock::Clock;
use crate::store::db::{On, Tx};
use crate::store::log::LogTx;
use crate::store::writer::Write;
use crate::store::{Change, Result, Store, StoreError};
use crate::testing::{NOW, author, each_url, workspace};
use contract::opportunity::OpportunityPatch;
use domain::{Attribute, Day, Fact, LogNo, OpportunityId, State};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, Executor, PgConnection, SqliteConnection};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use uuid::Uuid;

/// Records a fact, and fails the first times as if another transaction had been in the way: with the error of the
/// database itself.
struct Disturbed {
    fact: Fact,
    /// What Postgres says.
    code: &'static str,
    url: String,
    failures: u32,
    runs: Arc<AtomicU32>,
}

impl Write for Disturbed {
    type Answer = LogNo;

    async fn run(&self, log: &mut LogTx) -> Result<LogNo> {
        let fact = Fact { log: log.next(), ..self.fact.clone() };
        let staged = crate::store::StagedFact {
            subject: fact.subject,
            attribute: fact.attribute,
            valid_from: fact.valid_from,
            value: fact.value.clone(),
        };
        crate::store::staging::insert_facts(log.writing(), None, &[(&staged, fact.log.0)]).await?;
        if self.runs.fetch_add(1, Ordering::SeqCst) < self.failures {
            self.disturb(&mut log.tx).await?;
        }
        log.changes.push(Change::Fact(fact.clone()));
        Ok(fact.log)
    }
}

impl Disturbed {
    async fn disturb(&self, tx: &mut Tx) -> Result<()> {
        match tx.on() {
            // This transaction holds the only place there is for a writer: whoever does not want to wait is told so.
            On::Sqlite(_) => {
                let options = SqliteConnectOptions::from_str(&self.url)?.busy_timeout(Duration::ZERO);
                SqliteConnection::connect_with(&options).await?.execute("begin immediate").await?;
            }
            On::Postgres(conn) => {
                let raise = format!("do $$ begin raise exception 'disturbed' using errcode = '{}'; end $$", self.code);
                conn.execute(sqlx::AssertSqlSafe(raise)).await?;
            }
        }
        Ok(())
    }
}

fn fact(value: &str) -> Fact {
    let (subject, valid_from) = (Uuid::now_v7(), Day(20_000));
    Fact { subject, attribute: Attribute::TeamRegion, valid_from, value: value.to_owned(), log: LogNo(0) }
}

/// A store with settings.
async fn opened(url: &str) -> Store {
    let store = Store::open(url, Clock::fixed(NOW)).await.unwrap();
    if store.settings().is_none() {
        store.save_settings(author(), LogNo(0), workspace()).await.unwrap();
    }
    store
}

fn disturbed(url: &str, code: &'static str, failures: u32) -> (Disturbed, Arc<AtomicU32>) {
    let runs = Arc::new(AtomicU32::new(0));
    (Disturbed { fact: fact(code), code, url: url.to_owned(), failures, runs: runs.clone() }, runs)
}

#[tokio::test]
async fn a_disturbed_write_is_done_again_and_happens_once() {
    each_url(async |url| {
        let store = opened(&url).await;
        for code in ["40001", "40P01"] {
            let before = store.head().await.unwrap();
            let (write, runs) = disturbed(&url, code, 3);
            // Others are queued with it, before and after.
            let others = |n: i64| store.create(author(), deal(n));
            let (one, log, two) = tokio::join!(others(1), store.writer.write(write), others(2));
            assert_eq!(runs.load(Ordering::SeqCst), 4, "{code}");
            let mut logs = [one.unwrap().log, log.unwrap(), two.unwrap().log];
            logs.sort_unstable();
            assert_eq!(logs.map(|log| log.0 - before.0), [1, 2, 3], "no number is lost, none given twice");
            assert_eq!(store.facts(None).await.unwrap().iter().filter(|fact| fact.value == code).count(), 1);
        }
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn one_that_is_always_disturbed_fails_alone() {
    each_url(async |url| {
        let store = opened(&url).await;
        let (write, runs) = disturbed(&url, "40001", u32::MAX);
        let (one, refused, two) =
            tokio::join!(store.create(author(), deal(1)), store.writer.write(write), store.create(author(), deal(2)));
        assert!(matches!(refused, Err(StoreError::Database(_))), "{refused:?}");
        assert!(runs.load(Ordering::SeqCst) > 3);
        assert!(one.is_ok() && two.is_ok());
        assert_eq!(store.facts(None).await.unwrap().len(), 0);
        store.close().await;
    })
    .await;
}

/// Postgres alone has deadlocks: SQLite has one writer.
#[tokio::test]
async fn the_victim_of_a_deadlock_tries_again() {
    each_url(async |url| {
        if !url.starts_with("postgres") {
            return;
        }
        let store = opened(&url).await;
        let made = store.create(author(), deal(1)).await.unwrap();
        // Somebody holds the deal's row and will want the head of the log; the store holds the head and wants the row.
        let mut other = PgConnection::connect(&url).await.unwrap();
        let mut other = other.begin().await.unwrap();
        hold(&mut other, made.opportunity).await;
        let patch = OpportunityPatch { base: made.log, name: Some("Renamed".into()), ..OpportunityPatch::default() };
        let saving = tokio::spawn({
            let (store, id) = (store.clone(), made.opportunity);
            async move { store.patch(author(), id, patch).await }
        });
        until_somebody_waits(&url).await;
        // The store began to wait first, so it is the first that Postgres looks for a deadlock for, and the one it ends.
        sqlx::query("select last_log from log_head where id = 1 for update").execute(&mut *other).await.unwrap();
        other.commit().await.unwrap();
        assert_eq!(saving.await.unwrap().unwrap().state.name, "Renamed");
        store.close().await;
    })
    .await;
}

async fn hold(conn: &mut PgConnection, deal: OpportunityId) {
    let held = sqlx::query("update opportunity set log = log where id = $1").bind(deal.0).execute(conn).await.unwrap();
    assert_eq!(held.rows_affected(), 1);
}

async fn until_somebody_waits(url: &str) {
    let mut conn = PgConnection::connect(url).await.unwrap();
    let waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    loop {
        let (count,): (i64,) = sqlx::query_as(waiting).fetch_one(&mut conn).await.unwrap();
        if count > 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn deal(acv: i64) -> State {
    State {
        name: "Deal".to_owned(),
        account: None,
        owner: None,
        deal_type: domain::DealType::New,
        currency: domain::Currency::EUR,
        lines: vec![domain::Line { line: 1, product: None, acv, one_off: 0 }],
        estimated: false,
        stage: domain::StageId(2),
        category: None,
        close_day: None,
        source: None,
        sourced_by: None,
        campaign: None,
        region: None,
        term_months: None,
        next_step: None,
        next_step_day: None,
        lost_reason: None,
        contacts: vec![],
        competitors: None,
        team: vec![],
        splits: vec![],
        nurture_until: None,
        deleted: false,
    }
}
