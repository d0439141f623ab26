//! The writer: one task through which everything goes that writes to the log. What is queued while one commit is being
//! made durable goes into the next, all together (group commit): a sync of the disk is shared by all who wait for it.

use super::db::Db;
use super::group::Wants;
use super::log::{LogTx, try_again};
use super::{Change, Follower, Result, StoreError};
use crate::clock::Clock;
use futures::future::BoxFuture;
use parking_lot::RwLock;
use std::future::Future;
use std::sync::Arc;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

/// How many writes share a commit at most.
const GROUP: usize = 128;
/// How many may wait; more have to wait for a place in the queue.
const QUEUE: usize = 4_096;

/// One write. It reads and checks first and writes afterwards, so that one that is refused has done nothing; it may be
/// run again if another transaction was in the way.
pub(super) trait Write: Send + Sync + 'static {
    /// What the one who asked gets.
    type Answer: Send + 'static;

    fn run(&self, log: &mut LogTx) -> impl Future<Output = Result<Self::Answer>> + Send;

    /// What it is going to ask for, to be read together with what others in its group ask for.
    fn wants(&self) -> Wants {
        Wants::default()
    }
}

/// Queues writes for the task.
#[derive(Clone)]
pub(super) struct Writer(mpsc::Sender<Box<dyn Job>>);

/// Who hears of each commit.
pub(super) type Followers = Arc<RwLock<Vec<Arc<dyn Follower>>>>;

impl Writer {
    /// Starts the task; it ends when the last `Writer` is dropped. It has a thread of its own: a commit is a dozen trips to
    /// the database and back, and everybody waits for it. Among the requests it would have to wait its turn after each trip.
    pub(super) fn start(db: Db, clock: Clock, followers: Followers) -> Result<Self> {
        let (send, receive) = mpsc::channel(QUEUE);
        let runtime = Handle::current();
        let work = move || runtime.block_on(work(receive, db, clock, followers));
        std::thread::Builder::new().name("writer".to_owned()).spawn(work).map_err(sqlx::Error::Io)?;
        Ok(Self(send))
    }

    /// Has a write done. The answer comes when it is durable and those who follow the log know of it.
    pub(super) async fn write<W: Write>(&self, write: W) -> Result<W::Answer> {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Queued { write, result: None, reply });
        self.0.send(job).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }
}

/// A write and the one who waits for it.
struct Queued<W: Write> {
    write: W,
    result: Option<Result<W::Answer>>,
    reply: oneshot::Sender<Result<W::Answer>>,
}

/// The same, whatever the write's answer.
trait Job: Send {
    /// See [`Write::wants`].
    fn wants(&self) -> Wants;
    /// Runs the write, keeps its answer, and says whether the transaction can go on.
    fn run<'t>(&'t mut self, log: &'t mut LogTx) -> BoxFuture<'t, bool>;
    /// Takes back the error that was kept, if it was one.
    fn take_error(&mut self) -> Option<StoreError>;
    /// It could not be committed.
    fn fail(&mut self, error: StoreError);
    /// Sends the answer that was kept.
    fn answer(self: Box<Self>);
}

impl<W: Write> Job for Queued<W> {
    fn wants(&self) -> Wants {
        self.write.wants()
    }

    fn run<'t>(&'t mut self, log: &'t mut LogTx) -> BoxFuture<'t, bool> {
        Box::pin(async move {
            let (wrote, head, changes) = (std::mem::replace(&mut log.wrote, false), log.head(), log.changes.len());
            let result = self.write.run(log).await;
            let untouched = !log.wrote && log.head() == head && log.changes.len() == changes;
            log.wrote |= wrote;
            // A refusal that left no trace harms nobody else in the group.
            let go_on = match &result {
                Ok(_) => true,
                Err(StoreError::Problem(_)) => untouched,
                Err(_) => false,
            };
            self.result = Some(result);
            go_on
        })
    }

    fn take_error(&mut self) -> Option<StoreError> {
        self.result.take_if(|result| result.is_err()).and_then(Result::err)
    }

    fn fail(&mut self, error: StoreError) {
        self.result = Some(Err(error));
    }

    fn answer(self: Box<Self>) {
        let result = self.result.unwrap_or(Err(StoreError::Closed));
        // Who asked may have gone away; the write stands.
        let _ = self.reply.send(result);
    }
}

async fn work(mut queue: mpsc::Receiver<Box<dyn Job>>, db: Db, clock: Clock, followers: Followers) {
    let mut group = Vec::with_capacity(GROUP);
    while queue.recv_many(&mut group, GROUP).await > 0 {
        match together(&mut group, &db, &clock).await {
            Together::Committed(changes) => tell(&followers, &changes),
            // One failed: each by itself, so that it does not take the others down.
            Together::RolledBack => {
                for job in &mut group {
                    let changes = alone(job.as_mut(), &db, &clock).await;
                    tell(&followers, &changes);
                }
            }
            // Doing them again could do them twice.
            Together::Unknown => group.iter_mut().for_each(|job| job.fail(StoreError::Uncertain)),
        }
        group.drain(..).for_each(Job::answer);
    }
}

fn tell(followers: &Followers, changes: &[Change]) {
    if !changes.is_empty() {
        followers.read().iter().for_each(|follower| follower.apply(changes));
    }
}

/// What became of a group.
enum Together {
    Committed(Vec<Change>),
    RolledBack,
    Unknown,
}

/// Does all of a group in one transaction, or none of it.
async fn together(group: &mut [Box<dyn Job>], db: &Db, clock: &Clock) -> Together {
    let Ok(mut log) = LogTx::begin(db, clock.now()).await else { return Together::RolledBack };
    let wants: Vec<Wants> = group.iter().map(|job| job.wants()).collect();
    if log.read_ahead(wants).await.is_err() {
        return Together::RolledBack;
    }
    for job in group {
        if !job.run(&mut log).await {
            log.tx.rollback().await.ok();
            return Together::RolledBack;
        }
    }
    match log.commit().await {
        Ok(changes) => Together::Committed(changes),
        Err(StoreError::Uncertain) => Together::Unknown,
        Err(_) => Together::RolledBack,
    }
}

/// Does one write in a transaction of its own, again if another was in the way.
async fn alone(job: &mut dyn Job, db: &Db, clock: &Clock) -> Vec<Change> {
    let mut tried = 0;
    loop {
        let error = match once(job, db, clock).await {
            Ok(changes) => return changes,
            Err(error) => error,
        };
        if !try_again(&error, tried).await {
            job.fail(error);
            return Vec::new();
        }
        tried += 1;
    }
}

async fn once(job: &mut dyn Job, db: &Db, clock: &Clock) -> Result<Vec<Change>> {
    let mut log = LogTx::begin(db, clock.now()).await?;
    job.run(&mut log).await;
    match job.take_error() {
        None => log.commit().await,
        Some(error) => {
            log.tx.rollback().await?;
            Err(error)
        }
    }
}
