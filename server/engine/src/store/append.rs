//! Writing versions.

use super::Result;
use super::bulk::{bulks, write_many};
use super::code::category_code;
use super::db::Tx;
use super::detail::write_detail;
use super::row::write_lines;
use domain::{BatchId, Cause, Instant, OpportunityId, PersonId, State};
use uuid::Uuid;

/// A version to be written.
#[derive(Clone, Copy)]
pub(super) struct NewVersion<'a> {
    pub(super) opportunity: OpportunityId,
    /// Nothing: live.
    pub(super) batch: Option<BatchId>,
    /// The place in the batch; live, the log number.
    pub(super) position: i64,
    pub(super) effective_at: Instant,
    /// 0 in a batch: the instant it is published counts.
    pub(super) recorded_at: Instant,
    pub(super) actor: Option<PersonId>,
    pub(super) cause: Cause,
    pub(super) state: &'a State,
}

bulks! {
    INSERT = "insert into opportunity_version (opportunity_id, batch_id, position, effective_at, recorded_at, actor, cause, name,
          search, account_id, owner_id, deal_type, currency, lines, estimated, stage, category, close_day, source, sourced_by,
          campaign_id, region, term_months, next_step, next_step_day, lost_reason, deleted, detail)"
        [uuid, uuid, bigint, bigint, bigint, uuid, smallint, text,
          text, uuid, uuid, smallint, text, text, boolean, smallint, smallint, integer, smallint, uuid,
          uuid, text, smallint, text, integer, text, boolean, text];
}

/// Writes versions.
pub(super) async fn append(tx: &mut Tx, rows: &[NewVersion<'_>]) -> Result<()> {
    write_many!(tx, INSERT; rows => row;
        row.opportunity.0,
        row.batch.map_or(Uuid::nil(), |batch| batch.0),
        row.position,
        row.effective_at.0,
        row.recorded_at.0,
        row.actor.map(|actor| actor.0),
        row.cause.code(),
        row.state.name.as_str(),
        (!row.state.name.is_ascii()).then(|| row.state.name.to_lowercase()),
        row.state.account.map(|account| account.0),
        row.state.owner.map(|owner| owner.0),
        row.state.deal_type.code(),
        row.state.currency.code(),
        write_lines(&row.state.lines),
        row.state.estimated,
        row.state.stage.0,
        row.state.category.map(category_code),
        row.state.close_day.map(|day| day.0),
        row.state.source.map(|source| source.code()),
        row.state.sourced_by.map(|person| person.0),
        row.state.campaign.map(|campaign| campaign.0),
        row.state.region.as_deref(),
        row.state.term_months,
        row.state.next_step.as_deref(),
        row.state.next_step_day.map(|day| day.0),
        row.state.lost_reason.as_deref(),
        row.state.deleted,
        write_detail(row.state),
    );
    Ok(())
}
