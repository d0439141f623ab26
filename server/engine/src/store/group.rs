//! What a group of live writes shares: what all of them need is read ahead at once, and what they write waits for the end
//! and is written at once. Each sees what those before it in the group have done.

use super::append::{NewVersion, append};
use super::db::{Tx, all_in, one, statements};
use super::idempotency::{self, Answer, Key};
use super::log::LogTx;
use super::project::project;
use super::row::{VersionRow, version_columns};
use super::{Change, Result};
use domain::{LogNo, OpportunityId, Version};
use std::collections::HashMap;
use uuid::Uuid;

statements! {
    /// The latest version of each of these deals among those written live ($2 is the nil batch: of these the last is the
    /// latest) and among those imported.
    /// (`cross join` keeps SQLite from beginning with all that was ever written live.)
    LATEST = concat!("select ", version_columns!(), "
        from json_each($1) asked
        cross join opportunity_version v
        cross join batch b
        where v.opportunity_id = unhex(asked.value)
          and v.batch_id = $2
          and v.position = (
            select max(w.position)
            from opportunity_version w
            where w.opportunity_id = unhex(asked.value)
              and w.batch_id = $2
          )
          and b.id = v.batch_id
        union all
        select ", version_columns!(), "
        from json_each($1) asked
        cross join opportunity_version v
        cross join batch b
        where v.opportunity_id = unhex(asked.value)
          and (v.batch_id, v.position) = (
            select w.batch_id, w.position
            from opportunity_version w
            cross join batch c
            where w.opportunity_id = unhex(asked.value)
              and w.batch_id > $2
              and c.id = w.batch_id
              and c.log_base is not null
            order by w.effective_at desc, c.log_base + w.position desc
            limit 1
          )
          and b.id = v.batch_id"),
        postgres: concat!("select ", version_columns!(), "
        from unnest($1::uuid[]) as asked (id)
        cross join lateral (
          select w.*
          from opportunity_version w
          where w.opportunity_id = asked.id
            and w.batch_id = $2
          order by w.position desc
          limit 1
        ) v
        join batch b on b.id = v.batch_id
        union all
        select ", version_columns!(), "
        from unnest($1::uuid[]) as asked (id)
        cross join lateral (
          select w.*
          from opportunity_version w
          join batch c on c.id = w.batch_id
          where w.opportunity_id = asked.id
            and w.batch_id > $2
            and c.log_base is not null
          order by w.effective_at desc, c.log_base + w.position desc
          limit 1
        ) v
        join batch b on b.id = v.batch_id");
    VERSION = concat!("select ", version_columns!(), "
        from opportunity_version v
        join batch b on b.id = v.batch_id
        where v.opportunity_id = $1
          and b.log_base is not null
          and b.log_base + v.position = $2");
}

/// What a write will ask for.
#[derive(Default)]
pub(super) struct Wants {
    pub(super) deal: Option<OpportunityId>,
    pub(super) key: Option<Key>,
}

/// What has been read, and what waits to be written.
#[derive(Default)]
pub(super) struct Group {
    latest: HashMap<OpportunityId, Option<Version>>,
    answers: HashMap<Key, Option<Answer>>,
    appended: Vec<Version>,
    kept: Vec<(Key, Answer)>,
}

/// The latest version of a deal.
pub(super) async fn read_latest(conn: &mut super::db::Conn, deal: OpportunityId) -> Result<Option<Version>> {
    Ok(read_latest_of(conn, &[deal]).await?.pop())
}

/// The latest versions of deals, in no order.
pub(super) async fn read_latest_of(conn: &mut super::db::Conn, deals: &[OpportunityId]) -> Result<Vec<Version>> {
    let ids: Vec<Uuid> = deals.iter().map(|deal| deal.0).collect();
    let mut latest: HashMap<OpportunityId, Version> = HashMap::new();
    for row in all_in!(conn, LATEST => VersionRow; ids.as_slice(); Uuid::nil())? {
        let version = row.read()?;
        let known = latest.get(&version.opportunity);
        if known.is_none_or(|known| (known.effective_at, known.log) < (version.effective_at, version.log)) {
            latest.insert(version.opportunity, version);
        }
    }
    Ok(latest.into_values().collect())
}

impl LogTx {
    /// Reads what writes will ask for, all at once.
    pub(super) async fn read_ahead(&mut self, wants: impl IntoIterator<Item = Wants>) -> Result<()> {
        let (mut deals, mut keys) = (Vec::new(), Vec::new());
        for want in wants {
            deals.extend(want.deal.filter(|deal| !self.group.latest.contains_key(deal)));
            keys.extend(want.key.filter(|key| !self.group.answers.contains_key(key)));
        }
        if !keys.is_empty() {
            let mut found = idempotency::read(&mut self.tx, &keys).await?;
            for key in keys {
                let answer = found.remove(&key);
                // The same key twice in a group: the second finds what the first keeps.
                self.group.answers.entry(key).or_insert(answer);
            }
        }
        if !deals.is_empty() {
            deals.sort_unstable();
            deals.dedup();
            let ids: Vec<Uuid> = deals.iter().map(|deal| deal.0).collect();
            for row in all_in!(self.tx, LATEST => VersionRow; ids.as_slice(); Uuid::nil())? {
                let version = row.read()?;
                let latest = self.group.latest.entry(version.opportunity).or_default();
                if latest.as_ref().is_none_or(|latest| (latest.effective_at, latest.log) < (version.effective_at, version.log)) {
                    *latest = Some(version);
                }
            }
            for deal in deals {
                self.group.latest.entry(deal).or_default();
            }
        }
        Ok(())
    }

    /// The latest version of a deal.
    pub(super) async fn latest(&mut self, deal: OpportunityId) -> Result<Option<Version>> {
        self.read_ahead([Wants { deal: Some(deal), key: None }]).await?;
        Ok(self.group.latest.get(&deal).cloned().flatten())
    }

    /// One version of a deal.
    pub(super) async fn version(&mut self, deal: OpportunityId, log: LogNo) -> Result<Option<Version>> {
        let known = self.group.appended.iter().chain(self.group.latest.get(&deal).and_then(Option::as_ref));
        if let Some(version) = known.into_iter().find(|version| version.opportunity == deal && version.log == log) {
            return Ok(Some(version.clone()));
        }
        one!(self.tx, VERSION => VersionRow; deal.0, log.0)?.map(VersionRow::read).transpose()
    }

    /// What was answered before to a request with this key.
    pub(super) async fn answer(&mut self, key: &Key) -> Result<Option<Answer>> {
        self.read_ahead([Wants { deal: None, key: Some(key.clone()) }]).await?;
        Ok(self.group.answers.get(key).cloned().flatten())
    }

    /// Appends a live version: the deal's latest from now on.
    pub(super) fn append(&mut self, version: Version) {
        self.wrote = true;
        self.changes.push(Change::Version(Box::new(version.clone())));
        self.group.latest.insert(version.opportunity, Some(version.clone()));
        self.group.appended.push(version);
    }

    /// Keeps an answer.
    pub(super) fn keep(&mut self, key: Key, answer: Answer) {
        self.wrote = true;
        self.group.answers.insert(key.clone(), Some(answer.clone()));
        self.group.kept.push((key, answer));
    }

    /// Writes what waits: before anything reads it from the database, and before the commit.
    pub(super) async fn flush(&mut self) -> Result<()> {
        let (appended, kept) = (std::mem::take(&mut self.group.appended), std::mem::take(&mut self.group.kept));
        let at = self.recorded_at.0;
        write_versions(&mut self.tx, &appended).await?;
        idempotency::write(&mut self.tx, &kept, at).await
    }
}

/// Writes live versions and brings the current rows up to date.
async fn write_versions(tx: &mut Tx, versions: &[Version]) -> Result<()> {
    let (Some(first), Some(last)) = (versions.first(), versions.last()) else { return Ok(()) };
    let rows: Vec<_> = versions
        .iter()
        .map(|version| NewVersion {
            opportunity: version.opportunity,
            batch: None,
            position: version.log.0,
            effective_at: version.effective_at,
            recorded_at: version.recorded_at,
            actor: version.actor,
            cause: version.cause,
            state: &version.state,
        })
        .collect();
    append(tx, &rows).await?;
    project(tx, Uuid::nil(), first.log.0 - 1, last.log.0).await
}
