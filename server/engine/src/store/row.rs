//! Rows of versions: how a state is written and read.

use super::Result;
use super::code::{read_category, read_currency, read_source, read_type, unreadable};
use super::detail::read_detail;
use domain::{
    AccountId, BatchId, CampaignId, Cause, Day, Instant, Line, LogNo, OpportunityId, PersonId, ProductId, StageId, State, Version,
};
use sqlx::FromRow;
use std::borrow::Cow;
use std::fmt::Write;
use uuid::Uuid;

/// The columns of a state, in the order of [`VersionRow`], of the version `v`.
macro_rules! state_columns {
    () => {
        "v.name, v.account_id, v.owner_id, v.deal_type, v.currency, v.lines, v.estimated, v.stage, v.category, v.close_day, \
         v.source, v.sourced_by, v.campaign_id, v.region, v.term_months, v.next_step, v.next_step_day, v.lost_reason, v.deleted, \
         v.detail"
    };
}
pub(super) use state_columns;

/// The columns of a version `v` with its batch `b`, in the order of [`VersionRow`]. Not published: the log number is the
/// place in the batch.
macro_rules! version_columns {
    () => {
        concat!(
            "v.opportunity_id, v.batch_id, coalesce(b.log_base, 0) + v.position as log, v.effective_at, ",
            "case when v.recorded_at = 0 then coalesce(b.published_at, 0) else v.recorded_at end as recorded_at, ",
            "v.actor, v.cause, ",
            $crate::store::row::state_columns!()
        )
    };
}
pub(super) use version_columns;

/// A version, as it is stored.
#[derive(Clone, Debug, FromRow)]
pub(super) struct VersionRow {
    pub(super) opportunity_id: Uuid,
    batch_id: Uuid,
    pub(super) log: i64,
    effective_at: i64,
    recorded_at: i64,
    actor: Option<Uuid>,
    cause: i16,
    name: String,
    account_id: Option<Uuid>,
    owner_id: Option<Uuid>,
    deal_type: i16,
    currency: String,
    lines: String,
    estimated: bool,
    stage: i16,
    category: Option<i16>,
    close_day: Option<i32>,
    source: Option<i16>,
    sourced_by: Option<Uuid>,
    campaign_id: Option<Uuid>,
    region: Option<String>,
    term_months: Option<i16>,
    next_step: Option<String>,
    next_step_day: Option<i32>,
    lost_reason: Option<String>,
    deleted: bool,
    detail: Option<String>,
}

impl VersionRow {
    pub(super) fn read(self) -> Result<Version> {
        let mut lines = Vec::new();
        read_lines(&self.lines, &mut lines)?;
        let detail = read_detail(self.detail.as_deref())?;
        Ok(Version {
            opportunity: OpportunityId(self.opportunity_id),
            log: LogNo(self.log),
            effective_at: Instant(self.effective_at),
            recorded_at: Instant(self.recorded_at),
            actor: self.actor.map(PersonId),
            cause: Cause::from_code(self.cause).ok_or_else(|| unreadable("the cause", self.cause))?,
            batch: (!self.batch_id.is_nil()).then_some(BatchId(self.batch_id)),
            state: State {
                name: self.name,
                account: self.account_id.map(AccountId),
                owner: self.owner_id.map(PersonId),
                deal_type: read_type(self.deal_type)?,
                currency: read_currency(&self.currency)?,
                lines,
                estimated: self.estimated,
                stage: StageId(self.stage),
                category: self.category.map(read_category).transpose()?,
                close_day: self.close_day.map(Day),
                source: self.source.map(read_source).transpose()?,
                sourced_by: self.sourced_by.map(PersonId),
                campaign: self.campaign_id.map(CampaignId),
                region: self.region,
                term_months: self.term_months,
                next_step: self.next_step,
                next_step_day: self.next_step_day.map(Day),
                lost_reason: self.lost_reason,
                contacts: detail.contacts.into_owned(),
                competitors: detail.competitors.map(Cow::into_owned),
                team: detail.team.into_owned(),
                splits: detail.splits.into_owned(),
                nurture_until: detail.nurture_until,
                deleted: self.deleted,
            },
        })
    }
}

/// The lines as JSON: `[[line, "product" or null, acv, one_off], …]`, without spaces.
pub(super) fn write_lines(lines: &[Line]) -> String {
    let mut text = String::with_capacity(2 + lines.len() * 56);
    text.push('[');
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        // Writing to a String cannot fail.
        let _ = match line.product {
            Some(ProductId(id)) => write!(text, "[{},\"{}\",{},{}]", line.line, id.simple(), line.acv, line.one_off),
            None => write!(text, "[{},null,{},{}]", line.line, line.acv, line.one_off),
        };
    }
    text.push(']');
    text
}

/// Reads what [`write_lines`] wrote into `lines`. By hand, since all of history goes through here when the ledger is
/// loaded.
pub(super) fn read_lines(text: &str, lines: &mut Vec<Line>) -> Result<()> {
    lines.clear();
    let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).ok_or_else(|| unreadable("the lines", text))?;
    let mut rest = inner;
    while !rest.is_empty() {
        let (line, after) = read_line(rest).ok_or_else(|| unreadable("the lines", text))?;
        lines.push(line);
        rest = after.strip_prefix(',').unwrap_or(after);
    }
    Ok(())
}

fn read_line(text: &str) -> Option<(Line, &str)> {
    let (line, rest) = text.strip_prefix('[')?.split_once(',')?;
    let (product, rest) = match rest.strip_prefix('"') {
        Some(rest) => {
            let (id, rest) = rest.split_once('"')?;
            (Some(ProductId(Uuid::try_parse(id).ok()?)), rest.strip_prefix(',')?)
        }
        None => (None, rest.strip_prefix("null,")?),
    };
    let (acv, rest) = rest.split_once(',')?;
    let (one_off, rest) = rest.split_once(']')?;
    Some((Line { line: line.parse().ok()?, product, acv: acv.parse().ok()?, one_off: one_off.parse().ok()? }, rest))
}
