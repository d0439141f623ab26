//! Runs jobs when they are due.

use super::schedule::milliseconds;
use super::{Job, Outcome};
use crate::{Engine, StoreError};
use domain::Instant;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use uuid::Uuid;

/// How long a job is held after the last sign of life of who runs it. Far more than clocks of servers differ.
const LEASE: Duration = Duration::from_secs(120);
/// How often it is looked whether a job is due: settings change, and other processes take part.
const LOOK: Duration = Duration::from_secs(15);
/// How long jobs under way may still take at the end.
const GRACE: Duration = Duration::from_secs(5);
/// The first wait after a failure; it doubles each time, up to the longest.
const FIRST_RETRY: Duration = Duration::from_secs(60);
const LONGEST_RETRY: Duration = Duration::from_secs(3_600);
/// How much is kept of what went wrong.
const ERROR_CHARS: usize = 500;

/// Jobs, ready to be run by this process.
#[derive(Clone)]
pub struct Runner {
    engine: Engine,
    jobs: Vec<Job>,
}

/// Jobs that are being run; ended by [`Running::stop`], cut off where they are when it is dropped.
pub struct Running {
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Runner {
    /// Jobs for this engine.
    pub fn new(engine: Engine, jobs: Vec<Job>) -> Self {
        Self { engine, jobs }
    }

    /// Runs jobs as they come due: each has a task of its own, so that none waits for another.
    pub fn start(self) -> Running {
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        for job in self.jobs {
            tasks.spawn(run_always(self.engine.clone(), job, stopped.clone()));
        }
        Running { stop, tasks }
    }

    /// Runs those that are due, once, one after another, and says which. (What tests do instead of waiting.)
    pub async fn run_due(&self) -> Result<Vec<&'static str>, StoreError> {
        let mut ran = Vec::new();
        for job in &self.jobs {
            if turn(&self.engine, job).await?.ran {
                ran.push(job.name);
            }
        }
        Ok(ran)
    }
}

impl Running {
    /// Begins nothing more, and waits a moment for what is under way. What takes longer is cut off, as by a crash.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        let ended = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, ended).await.is_err() {
            tracing::warn!("a job was still under way and has been cut off: it will be begun again");
        }
    }
}

async fn run_always(engine: Engine, job: Job, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let wait = match turn(&engine, &job).await {
            Ok(turn) => Duration::from_millis(turn.next.0.saturating_sub(engine.clock().now().0).max(0).unsigned_abs()),
            Err(error) if error.is_closed() => return,
            Err(error) => {
                tracing::warn!(job = job.name, %error, "it cannot be seen whether a job is due");
                LOOK
            }
        };
        // Whoever stops drops the sender at the latest: an error is an end too.
        if tokio::time::timeout(wait.clamp(Duration::from_millis(100), LOOK), stopped.changed()).await.is_ok() {
            return;
        }
    }
}

/// What a look at a job came to.
struct Turn {
    ran: bool,
    /// When to look again, at the latest.
    next: Instant,
}

/// Runs a job if it is due and nobody else runs it.
async fn turn(engine: &Engine, job: &Job) -> Result<Turn, StoreError> {
    let (store, now) = (engine.store(), engine.clock().now());
    let idle = |next| Turn { ran: false, next };
    let Some(settings) = engine.settings() else { return Ok(idle(now.plus_ms(milliseconds(LOOK)))) };
    let rows = store.jobs().await?;
    let Some(row) = rows.into_iter().find(|row| row.name == job.name) else {
        store.know_job(job.name, now).await?;
        return Ok(idle(now));
    };
    let done_at = Instant(row.done_at);
    let due = (job.schedule)(&settings.workspace).next(done_at, &settings.zone);
    let next = due.max(Instant(row.retry_at)).max(Instant(row.held_until));
    if next > now {
        return Ok(idle(next));
    }
    let holder = Uuid::now_v7();
    if !store.take_job(job.name, done_at, holder, now.plus_ms(milliseconds(LEASE)), now).await? {
        return Ok(idle(now.plus_ms(milliseconds(LOOK))));
    }
    let outcome = run_held(engine, job, holder).await;
    let ended = engine.clock().now();
    match outcome {
        Ok(()) => store.job_done(job.name, holder, now, ended).await?,
        Err(error) => {
            tracing::error!(job = job.name, %error, "a job has failed");
            let text: String = error.to_string().chars().take(ERROR_CHARS).collect();
            let wait = FIRST_RETRY.saturating_mul(1 << row.failures.clamp(0, 10)).min(LONGEST_RETRY);
            store.job_failed(job.name, holder, ended, ended.plus_ms(milliseconds(wait)), &text).await?;
        }
    }
    Ok(Turn { ran: true, next: ended })
}

/// Runs it in a task of its own, so that a panic is a failure like others, and holds on to the lease meanwhile.
async fn run_held(engine: &Engine, job: &Job, holder: Uuid) -> Outcome {
    let mut task = JoinSet::new();
    task.spawn((job.run)(engine.clone()));
    loop {
        tokio::select! {
            ended = task.join_next() => return match ended {
                Some(Ok(outcome)) => outcome,
                Some(Err(panic)) => Err(panic.into()),
                None => Ok(()),
            },
            () = tokio::time::sleep(LEASE / 4) => {
                let until = engine.clock().now().plus_ms(milliseconds(LEASE));
                match engine.store().hold_job(job.name, holder, until).await {
                    Ok(true) => {}
                    // Somebody else has begun it again. Going on would do it twice.
                    Ok(false) => return Err("it took so long that another process has taken it over".into()),
                    Err(error) => tracing::warn!(job = job.name, %error, "a job's lease could not be prolonged"),
                }
            }
        }
    }
}
