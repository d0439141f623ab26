//! One story of a database, told on each: set up, import, publish, edit, look back, undo, follow, sign in.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod batches;
mod clients;
mod concurrent;
mod edits;
mod inspection;
mod jobs;
mod merging;
mod people;
mod reviews;
mod settings;

use contract::Problem;
use contract::book::{ListOpportunitiesQuery, OpportunityList};
use contract::session::Me;
use domain::{
    BatchId, Cause, Currency, Day, DealType, Instant, Line, LogNo, OpportunityId, PersonId, Role, Source, StageId, State,
};
use engine::Engine;
use engine::store::{StagedVersion, Store, StoreError};
use engine::testing::NOW;
use uuid::Uuid;

/// Milliseconds.
const DAY: i64 = 86_400_000;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn days_ago(days: i64) -> Instant {
    NOW.plus_ms(-days * DAY)
}

/// A deal with one line, in euro cents.
fn state(name: &str, stage: i16, acv: i64) -> State {
    State {
        name: name.to_owned(),
        account: None,
        owner: None,
        deal_type: DealType::New,
        currency: Currency::EUR,
        lines: vec![Line { line: 1, product: None, acv, one_off: 0 }],
        estimated: false,
        stage: StageId(stage),
        category: None,
        close_day: Some(day("2026-12-15")),
        source: Some(Source::Ae),
        sourced_by: None,
        campaign: None,
        region: None,
        term_months: Some(12),
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

fn staged(opportunity: OpportunityId, effective_at: Instant, state: State) -> StagedVersion {
    StagedVersion { opportunity, effective_at, actor: None, cause: Cause::Import, state }
}

fn deal() -> OpportunityId {
    OpportunityId(Uuid::now_v7())
}

fn store(engine: &Engine) -> &Store {
    engine.unrestricted("a test of the store")
}

/// The first deals of the list, as somebody sees it who sees all.
async fn listed(engine: &Engine) -> OpportunityList {
    let me = Me { person: PersonId(Uuid::nil()), name: "Ada".into(), email: "ada@example.com".into(), role: Role::Exec };
    engine.view(&me).opportunities(&ListOpportunitiesQuery::default()).await.unwrap()
}

fn problem<T>(result: Result<T, StoreError>) -> Problem {
    match result {
        Err(StoreError::Problem(problem)) => problem,
        Err(other) => panic!("no problem: {other}"),
        Ok(_) => panic!("no problem at all"),
    }
}

/// What a reading of history hands out, in its order: deal, log, instant, amount.
async fn history(store: &Store, after: Option<LogNo>, upto: Option<LogNo>) -> Vec<(OpportunityId, LogNo, i64, i64)> {
    let mut rows = Vec::new();
    let read = store.read_history(after, upto, |row| {
        rows.push((row.opportunity, row.log, row.effective_at.0, row.lines.iter().map(|line| line.acv).sum()));
    });
    read.await.unwrap();
    rows
}

/// Two deals with three versions between them, as an import would stage them.
async fn import(store: &Store) -> (BatchId, [OpportunityId; 2]) {
    let batch = store.begin_batch(None, None, "publishing", "{}").await.unwrap();
    let deals = [deal(), deal()];
    let first = staged(deals[0], days_ago(90), state("Alfa", 2, 100_000));
    let won = staged(deals[0], days_ago(10), state("Alfa", 5, 120_000));
    let other = staged(deals[1], days_ago(50), state("Beta", 3, 50_000));
    store.stage_versions(batch, vec![first, won]).await.unwrap();
    store.stage_versions(batch, vec![other]).await.unwrap();
    (batch, deals)
}
