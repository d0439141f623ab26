//! Reviews of deals, and the flags that managers waive: append-only, in the order of the log.

use super::code::unreadable;
use super::db::{Tx, all, all_in, run, statements};
use super::log::LogTx;
use super::writer::Write;
use super::{Author, Change, Follower, Result, Store};
use contract::Problem;
use domain::review::{Disposition, Waived, waived};
use domain::{Day, Flag, Flags, Instant, LogNo, OpportunityId, PersonId};
use parking_lot::RwLock;
use sqlx::FromRow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use uuid::Uuid;

/// What a review of a deal came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewRow {
    /// Its place in the log.
    pub log: LogNo,
    /// The deal.
    pub opportunity: OpportunityId,
    /// The first day of the week it counts in.
    pub week: Day,
    /// Who reviewed it.
    pub reviewer: PersonId,
    /// What it came to.
    pub disposition: Disposition,
    /// What was said.
    pub note: String,
    /// The version that was looked at.
    pub saw: LogNo,
    /// The version that came of it, if anything was changed.
    pub made: Option<LogNo>,
    /// When.
    pub recorded_at: Instant,
}

/// A review to be written with the change that comes of it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct NewReview {
    /// The first day of the week it counts in.
    pub week: Day,
    /// What it comes to.
    pub disposition: Disposition,
    /// What is said.
    pub note: String,
}

/// A flag that is not held against a deal for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaiverRow {
    /// Its place in the log.
    pub log: LogNo,
    /// The deal.
    pub opportunity: OpportunityId,
    /// Which flag.
    pub flag: Flag,
    /// Up to and including this day; a day that has passed ends it.
    pub until: Day,
    /// Why.
    pub reason: String,
    /// Who says so.
    pub author: PersonId,
    /// When.
    pub recorded_at: Instant,
}

#[derive(FromRow)]
struct Reviewed {
    log: i64,
    opportunity_id: Uuid,
    week: i32,
    reviewer_id: Uuid,
    disposition: i16,
    note: String,
    saw: i64,
    made: Option<i64>,
    recorded_at: i64,
}

#[derive(FromRow)]
struct Waiver {
    log: i64,
    opportunity_id: Uuid,
    flag: i16,
    until: i32,
    reason: String,
    author_id: Uuid,
    recorded_at: i64,
}

statements! {
    INSERT = "insert into review (log, opportunity_id, week, reviewer_id, disposition, note, saw, made, recorded_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    OF_DEAL = "select log, opportunity_id, week, reviewer_id, disposition, note, saw, made, recorded_at
        from review
        where opportunity_id = $1
          and log < $2
          and log not in (select u.review from review_undone u)
        order by log desc
        limit $3";
    /// The last review of each of these deals.
    LATEST = "select log, opportunity_id, week, reviewer_id, disposition, note, saw, made, recorded_at
        from review
        where log in (
          select max(r.log)
          from review r
          where r.opportunity_id in (select unhex(value) from json_each($1))
            and r.log not in (select u.review from review_undone u)
          group by r.opportunity_id
        )", postgres: "select log, opportunity_id, week, reviewer_id, disposition, note, saw, made, recorded_at
        from review
        where log in (
          select max(r.log)
          from review r
          where r.opportunity_id = any($1)
            and r.log not in (select u.review from review_undone u)
          group by r.opportunity_id
        )";
    REVIEWED_IN = "select distinct opportunity_id
        from review
        where week = $1
          and log not in (select u.review from review_undone u)";
    UNDO = "insert into review_undone (review, recorded_at)
        values ($1, $2)
        on conflict (review) do nothing";
    SINCE = "select log, opportunity_id, week, reviewer_id, disposition, note, saw, made, recorded_at
        from review
        where log > $1
        order by log
        limit $2";
    WAIVE = "insert into waiver (log, opportunity_id, flag, until, reason, author_id, recorded_at)
        values ($1, $2, $3, $4, $5, $6, $7)";
    WAIVERS_OF = "select log, opportunity_id, flag, until, reason, author_id, recorded_at
        from waiver
        where opportunity_id = $1
        order by log";
    WAIVED_SINCE = "select log, opportunity_id, flag, until, reason, author_id, recorded_at
        from waiver
        where log > $1
        order by log
        limit $2";
}

impl Reviewed {
    fn read(self) -> Result<ReviewRow> {
        Ok(ReviewRow {
            log: LogNo(self.log),
            opportunity: OpportunityId(self.opportunity_id),
            week: Day(self.week),
            reviewer: PersonId(self.reviewer_id),
            disposition: Disposition::from_code(self.disposition).ok_or_else(|| unreadable("a review", self.disposition))?,
            note: self.note,
            saw: LogNo(self.saw),
            made: self.made.map(LogNo),
            recorded_at: Instant(self.recorded_at),
        })
    }
}

impl Waiver {
    fn read(self) -> Result<WaiverRow> {
        Ok(WaiverRow {
            log: LogNo(self.log),
            opportunity: OpportunityId(self.opportunity_id),
            flag: Flag::from_code(self.flag).ok_or_else(|| unreadable("the flag", self.flag))?,
            until: Day(self.until),
            reason: self.reason,
            author: PersonId(self.author_id),
            recorded_at: Instant(self.recorded_at),
        })
    }
}

/// What is waived of each deal, with its place in the log.
type ByDeal = HashMap<OpportunityId, Vec<(LogNo, Waived)>>;

/// What is waived, in memory: every flag is looked at with it.
#[derive(Clone, Default)]
pub(super) struct Waivers(Arc<RwLock<ByDeal>>);

impl Follower for Waivers {
    fn apply(&self, changes: &[Change]) {
        for change in changes {
            if let Change::Waiver(row) = change {
                let mut all = self.0.write();
                let of_deal = all.entry(row.opportunity).or_default();
                // What is heard of twice, or late, changes nothing.
                let later = |(log, waiver): &(LogNo, Waived)| waiver.flag == row.flag && *log >= row.log;
                if !of_deal.iter().any(later) {
                    of_deal.retain(|(_, waiver)| waiver.flag != row.flag);
                    of_deal.push((row.log, Waived { flag: row.flag, until: row.until }));
                }
            }
        }
    }
}

/// What is said of a deal with a change of it.
#[derive(Clone, Debug, serde::Serialize)]
pub(super) enum Saying {
    /// What a review came to.
    Review(NewReview),
    /// That a review is taken back, and with it what came of it.
    Undo(LogNo),
}

/// Writes what is said of a deal, in the transaction of the change that goes with it.
/// It saw one version of the deal and may have made another.
pub(super) async fn write_saying(
    log: &mut LogTx,
    author: &Author,
    saying: &Saying,
    (opportunity, saw, made): (OpportunityId, LogNo, Option<LogNo>),
) -> Result<()> {
    let review = match saying {
        Saying::Review(review) => review,
        Saying::Undo(review) => {
            let at = log.recorded_at.0;
            run!(log.writing(), UNDO; review.0, at)?;
            return Ok(());
        }
    };
    let row = ReviewRow {
        log: log.next(),
        opportunity,
        week: review.week,
        reviewer: author.person.ok_or_else(|| Problem::forbidden("Only a person can review."))?,
        disposition: review.disposition,
        note: review.note.clone(),
        saw,
        made,
        recorded_at: log.recorded_at,
    };
    insert(log.writing(), &row).await?;
    log.changes.push(Change::Review(row));
    Ok(())
}

async fn insert(tx: &mut Tx, row: &ReviewRow) -> Result<()> {
    run!(tx, INSERT; row.log.0, row.opportunity.0, row.week.0, row.reviewer.0, row.disposition.code(), row.note.as_str(),
        row.saw.0, row.made.map(|made| made.0), row.recorded_at.0)?;
    Ok(())
}

impl Store {
    /// A deal's reviews, latest first, those before a place in the log.
    pub async fn reviews_of(&self, deal: OpportunityId, before: Option<LogNo>, limit: i64) -> Result<Vec<ReviewRow>> {
        let mut conn = self.db.read_fresh().await?;
        let before = before.map_or(i64::MAX, |log| log.0);
        all!(conn, OF_DEAL => Reviewed; deal.0, before, limit)?.into_iter().map(Reviewed::read).collect()
    }

    /// The last review of each of these deals that has one.
    pub async fn last_reviews(&self, deals: &[OpportunityId]) -> Result<HashMap<OpportunityId, ReviewRow>> {
        let mut conn = self.db.read_fresh().await?;
        let mut found = HashMap::new();
        for deals in deals.chunks(500) {
            let ids: Vec<Uuid> = deals.iter().map(|deal| deal.0).collect();
            for row in all_in!(conn, LATEST => Reviewed; ids.as_slice())? {
                let row = row.read()?;
                found.insert(row.opportunity, row);
            }
        }
        Ok(found)
    }

    /// The deals that were reviewed in a week.
    pub async fn reviewed_in(&self, week: Day) -> Result<HashSet<OpportunityId>> {
        let mut conn = self.db.read_fresh().await?;
        let rows = all!(conn, REVIEWED_IN => (Uuid,); week.0)?;
        Ok(rows.into_iter().map(|(deal,)| OpportunityId(deal)).collect())
    }

    /// A deal's waivers, the last one of each flag, whether it has ended or not.
    pub async fn waivers_of(&self, deal: OpportunityId) -> Result<Vec<WaiverRow>> {
        let mut conn = self.db.read_fresh().await?;
        let mut latest: Vec<WaiverRow> = Vec::new();
        for row in all!(conn, WAIVERS_OF => Waiver; deal.0)? {
            let row = row.read()?;
            latest.retain(|other| other.flag != row.flag);
            latest.push(row);
        }
        Ok(latest)
    }

    /// All waivers there ever were, in the order of the log.
    pub async fn waivers(&self) -> Result<Vec<WaiverRow>> {
        let mut conn = self.db.read_fresh().await?;
        all!(conn, WAIVED_SINCE => Waiver; 0_i64, i64::MAX)?.into_iter().map(Waiver::read).collect()
    }

    /// What is waived of a deal on a day, from memory.
    pub fn waived(&self, deal: OpportunityId, day: Day) -> Flags {
        let all = self.waivers.0.read();
        all.get(&deal).map_or_else(Flags::default, |of_deal| {
            let of_deal: Vec<Waived> = of_deal.iter().map(|(_, waiver)| *waiver).collect();
            waived(&of_deal, day)
        })
    }

    /// All deals with something waived on a day, from memory.
    pub fn all_waived(&self, day: Day) -> HashMap<OpportunityId, Flags> {
        let all = self.waivers.0.read();
        let each = all.iter().map(|(deal, of_deal)| {
            let of_deal: Vec<Waived> = of_deal.iter().map(|(_, waiver)| *waiver).collect();
            (*deal, waived(&of_deal, day))
        });
        each.filter(|(_, flags)| !flags.is_empty()).collect()
    }

    /// Waives a flag of a deal up to and including a day; a day that has passed takes the waiver back.
    pub async fn waive(&self, author: Author, deal: OpportunityId, flag: Flag, until: Day, reason: String) -> Result<WaiverRow> {
        self.writer.write(Waive { author, deal, flag, until, reason }).await
    }

    /// Reads the waivers there are: at the start.
    pub(super) async fn load_waivers(&self) -> Result<()> {
        let changes: Vec<Change> = self.waivers().await?.into_iter().map(Change::Waiver).collect();
        self.waivers.apply(&changes);
        Ok(())
    }
}

struct Waive {
    author: Author,
    deal: OpportunityId,
    flag: Flag,
    until: Day,
    reason: String,
}

impl Write for Waive {
    type Answer = WaiverRow;

    async fn run(&self, log: &mut LogTx) -> Result<WaiverRow> {
        let author = self.author.person.ok_or_else(|| Problem::forbidden("Only a person can waive."))?;
        // The same again is the same waiver: a retry does nothing.
        let mut last = None;
        for row in all!(log.tx, WAIVERS_OF => Waiver; self.deal.0)? {
            let row = row.read()?;
            if row.flag == self.flag {
                last = Some(row);
            }
        }
        if let Some(last) = last
            && (last.until, last.reason.as_str(), last.author) == (self.until, self.reason.as_str(), author)
        {
            return Ok(last);
        }
        let row = WaiverRow {
            log: log.next(),
            opportunity: self.deal,
            flag: self.flag,
            until: self.until,
            reason: self.reason.clone(),
            author,
            recorded_at: log.recorded_at,
        };
        run!(log.writing(), WAIVE; row.log.0, row.opportunity.0, row.flag.code(), row.until.0, row.reason.as_str(), row.author.0,
            row.recorded_at.0)?;
        log.changes.push(Change::Waiver(row.clone()));
        Ok(row)
    }
}

/// Reviews and waivers with log > `after`, at most so many of each; and whether either may go on behind the last.
pub(super) async fn changes_after(conn: &mut super::db::Conn, after: LogNo, limit: i64) -> Result<[Vec<Change>; 2]> {
    let reviews = all!(conn, SINCE => Reviewed; after.0, limit)?;
    let waivers = all!(conn, WAIVED_SINCE => Waiver; after.0, limit)?;
    let reviews = reviews.into_iter().map(|row| Ok(Change::Review(row.read()?))).collect::<Result<_>>()?;
    let waivers = waivers.into_iter().map(|row| Ok(Change::Waiver(row.read()?))).collect::<Result<_>>()?;
    Ok([reviews, waivers])
}
