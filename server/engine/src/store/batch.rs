//! Batches: runs of an import, invisible until they are published.

use super::db::{all, one, run, statements};
use super::log::LogTx;
use super::writer::Write;
use super::{Change, Result, Store, lease};
use contract::Problem;
use domain::{BatchId, Instant, LogNo, PersonId};
use sqlx::FromRow;
use uuid::Uuid;

/// A batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchRow {
    /// Its id.
    pub id: BatchId,
    /// When it was begun.
    pub created_at: Instant,
    /// Who began it.
    pub actor: Option<PersonId>,
    /// A word of the importer's.
    pub status: String,
    /// Its first and last log number, once published. Nothing was in it: the last is less than the first.
    pub log: Option<(LogNo, LogNo)>,
    /// When it was published.
    pub published_at: Option<Instant>,
    /// The batch it undoes.
    pub undoes: Option<BatchId>,
    /// The importer's own JSON.
    pub content: String,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    created_at: i64,
    actor: Option<Uuid>,
    status: String,
    log_base: Option<i64>,
    log_last: Option<i64>,
    published_at: Option<i64>,
    undoes: Option<Uuid>,
    content: String,
}

statements! {
    INSERT = "insert into batch (id, created_at, actor, status, undoes, content)
        values ($1, $2, $3, $4, $5, $6)";
    READ = "select id, created_at, actor, status, log_base, log_last, published_at, undoes, content
        from batch
        where id = $1";
    /// Ids are made in the order of time. The nil batch (what is written live) is none to show.
    PAGE = "select id, created_at, actor, status, log_base, log_last, published_at, undoes, content
        from batch
        where id < $1
          and id <> $2
        order by id desc
        limit $3";
    LAST = "select coalesce(max(log_last), 0) from batch where log_last is not null";
    /// What was generated, and what undoes another, was not imported.
    IMPORTS = "select id, created_at, actor, status, log_base, log_last, published_at, undoes, content
        from batch
        where id < $1
          and id <> $2
          and undoes is null
          and status <> 'demo'
        order by id desc
        limit $3";
    COUNT_IMPORTS = "select count(*)
        from batch
        where id <> $1
          and undoes is null
          and status <> 'demo'";
    SAVE = "update batch
        set status = $2, content = $3
        where id = $1";
    /// A batch with nothing in it ($6) need not be held.
    PUBLISH = "update batch
        set status = $2, log_base = $3, log_last = $4, published_at = $5
        where id = $1
          and log_base is null
          and (held_until > 0 or $6)";
    IS_PUBLISHED = "select log_base is not null
        from batch
        where id = $1";
    DELETE = "delete from batch
        where id = $1
          and log_base is null";
    DISCARD_VERSIONS = "delete from opportunity_version
        where batch_id = $1
          and position between $2 and $3";
    DISCARD_FACTS = "delete from fact
        where batch_id = $1
          and position between $2 and $3";
    DISCARD_RATES = "delete from rate
        where batch_id = $1
          and position between $2 and $3";
    DISCARD_TARGETS = "delete from target
        where batch_id = $1
          and position between $2 and $3";
}

/// How many places are discarded in one transaction.
const CHUNK: i64 = 500;

impl Row {
    fn read(self) -> BatchRow {
        BatchRow {
            id: BatchId(self.id),
            created_at: Instant(self.created_at),
            actor: self.actor.map(PersonId),
            status: self.status,
            log: self.log_base.zip(self.log_last).map(|(base, last)| (LogNo(base + 1), LogNo(last))),
            published_at: self.published_at.map(Instant),
            undoes: self.undoes.map(BatchId),
            content: self.content,
        }
    }
}

impl Store {
    /// Begins a batch.
    pub async fn begin_batch(
        &self,
        actor: Option<PersonId>,
        undoes: Option<BatchId>,
        status: &str,
        content: &str,
    ) -> Result<BatchId> {
        let id = Uuid::now_v7();
        let (actor, undoes) = (actor.map(|actor| actor.0), undoes.map(|batch| batch.0));
        let mut tx = self.db.write().await?;
        run!(tx, INSERT; id, self.clock.now().0, actor, status, undoes, content)?;
        tx.commit().await?;
        Ok(BatchId(id))
    }

    /// One batch.
    pub async fn batch(&self, id: BatchId) -> Result<Option<BatchRow>> {
        let mut conn = self.db.read_fresh().await?;
        Ok(one!(conn, READ => Row; id.0)?.map(Row::read))
    }

    /// The last log number of the batch published last (0: none was). Only batches write of the past.
    pub async fn last_batch(&self) -> Result<LogNo> {
        let mut conn = self.db.read_fresh().await?;
        Ok(one!(conn, LAST => (i64,))?.map_or(LogNo(0), |(last,)| LogNo(last)))
    }

    /// Batches, latest first, those begun before this one.
    pub async fn batches(&self, after: Option<BatchId>, limit: i64) -> Result<Vec<BatchRow>> {
        let mut conn = self.db.read_fresh().await?;
        let after = after.map_or(Uuid::max(), |batch| batch.0);
        Ok(all!(conn, PAGE => Row; after, Uuid::nil(), limit)?.into_iter().map(Row::read).collect())
    }

    /// Batches that were imported, latest first, those begun before this one.
    pub async fn imports(&self, after: Option<BatchId>, limit: i64) -> Result<Vec<BatchRow>> {
        let mut conn = self.db.read_fresh().await?;
        let after = after.map_or(Uuid::max(), |batch| batch.0);
        Ok(all!(conn, IMPORTS => Row; after, Uuid::nil(), limit)?.into_iter().map(Row::read).collect())
    }

    /// How many batches were imported.
    pub async fn count_imports(&self) -> Result<i64> {
        let mut conn = self.db.read_fresh().await?;
        Ok(one!(conn, COUNT_IMPORTS => (i64,); Uuid::nil())?.map_or(0, |(count,)| count))
    }

    /// Replaces a batch's status and content.
    pub async fn save_batch(&self, id: BatchId, status: &str, content: &str) -> Result<()> {
        let mut tx = self.db.write().await?;
        if run!(tx, SAVE; id.0, status, content)? == 0 {
            return Err(Problem::not_found("import").into());
        }
        tx.commit().await
    }

    /// Makes everything staged under a batch visible at one instant, and answers with its first and last log number.
    /// Afterwards [`Store::project`] has to bring the current rows up to date.
    pub async fn publish(&self, batch: BatchId, status: &str) -> Result<(LogNo, LogNo)> {
        let places = self.last_place(batch).await?;
        let published = self.writer.write(Publish { batch, places, status: status.to_owned() }).await;
        self.staged.forget(batch);
        published
    }

    /// Removes what an unpublished batch has staged and found, in chunks; the batch's own row stays unless `forget`.
    pub async fn discard(&self, batch: BatchId, forget: bool) -> Result<()> {
        if self.batch(batch).await?.is_some_and(|row| row.log.is_some()) {
            return Err(Problem::conflict("This import has been published: it can be undone, not discarded.").into());
        }
        self.give_up(batch, Instant(i64::MAX)).await?;
        // What this process knows of may be less than what is there.
        self.staged.forget(batch);
        let last = self.last_place(batch).await?;
        for first in (1..=last).step_by(CHUNK as usize) {
            let mut tx = self.db.stage().await?;
            for statement in [DISCARD_VERSIONS, DISCARD_FACTS, DISCARD_RATES, DISCARD_TARGETS] {
                run!(tx, statement; batch.0, first, first + CHUNK - 1)?;
            }
            tx.commit().await?;
        }
        self.cleaned(batch).await?;
        self.clear_findings(batch).await?;
        if forget {
            let mut tx = self.db.write().await?;
            run!(tx, DELETE; batch.0)?;
            tx.commit().await?;
        }
        Ok(())
    }
}

struct Publish {
    batch: BatchId,
    places: i64,
    status: String,
}

impl Write for Publish {
    type Answer = (LogNo, LogNo);

    async fn run(&self, log: &mut LogTx) -> Result<Self::Answer> {
        let base = log.head();
        let last = log.skip(self.places);
        let at = log.recorded_at.0;
        if run!(log.writing(), PUBLISH; self.batch.0, &self.status, base.0, last.0, at, self.places == 0)? == 0 {
            let row = one!(log.tx, IS_PUBLISHED => (bool,); self.batch.0)?;
            return Err(match row {
                Some((false,)) => lease::lost().into(),
                _ => Problem::conflict("This import is published already, or there is no such import.").into(),
            });
        }
        let first = LogNo(base.0 + 1);
        if self.places > 0 {
            log.changes.push(Change::Published { batch: self.batch, first, last });
        }
        Ok((first, last))
    }
}
