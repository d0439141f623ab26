//! What the server does by itself at set times: named jobs, each with a schedule. Of several processes on one database one
//! runs a job at a time, by a lease in its row; what a crash has left is taken over when the lease has run out. So a job has
//! to bear being cut off anywhere and begun again.

mod runner;
mod schedule;

pub use runner::{Runner, Running};
pub use schedule::Schedule;

use crate::{Engine, hygiene, inbox, mail};
use domain::Workspace;
use futures::FutureExt;
use futures::future::BoxFuture;
use std::future::Future;
use std::sync::Arc;

/// How a job ended: what went wrong is logged, kept for administrators, and tried again.
pub type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// Something the server does by itself.
#[derive(Clone)]
pub struct Job {
    /// Its name, for its row and for administrators.
    pub name: &'static str,
    schedule: Arc<dyn Fn(&Workspace) -> Schedule + Send + Sync>,
    run: Arc<dyn Fn(Engine) -> BoxFuture<'static, Outcome> + Send + Sync>,
}

impl Job {
    /// A job: when it runs, by the settings in force, and what it does. Before there are settings it does not run.
    pub fn new<F>(
        name: &'static str,
        schedule: impl Fn(&Workspace) -> Schedule + Send + Sync + 'static,
        run: impl Fn(Engine) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        Self { name, schedule: Arc::new(schedule), run: Arc::new(move |engine| run(engine).boxed()) }
    }
}

/// The jobs of the engine: the one place where they are listed.
pub fn all() -> Vec<Job> {
    let mut jobs = hygiene::jobs();
    jobs.push(inbox::tasks_due());
    jobs.push(mail::daily());
    jobs.push(mail::before_meeting());
    jobs
}
