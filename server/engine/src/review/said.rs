//! What was said of a deal, and what is waived.

use super::list::{said, standing};
use crate::view::View;
use contract::Problem;
use contract::inbox::News;
use contract::review::{DealReviews, WaiveBody, Waived};
use domain::review::LONGEST_WAIVER;
use domain::{Flag, OpportunityId};
use std::collections::BTreeSet;
use uuid::Uuid;

/// How many reviews of a deal are told.
const LAST: i64 = 50;

impl View {
    /// What was said of a deal in reviews, and what is waived.
    pub async fn deal_reviews(&self, id: OpportunityId) -> Result<DealReviews, Problem> {
        let may_review = self.may_review(id).await?;
        let store = self.engine.store();
        let today = self.engine.today();
        let rows = store.reviews_of(id, None, LAST).await?;
        let waivers: Vec<_> = store.waivers_of(id).await?.into_iter().filter(|row| row.until >= today).collect();
        let people = rows.iter().map(|row| row.reviewer.0).chain(waivers.iter().map(|row| row.author.0));
        let people: BTreeSet<Uuid> = people.collect();
        let names = store.names(&Vec::from_iter(people)).await?;
        let flags = self.look(|asked| {
            let deal = asked.columns.deals.find(id.0);
            Ok(deal.map(|deal| standing(asked, deal as usize)).unwrap_or_default())
        });
        Ok(DealReviews {
            reviews: rows.iter().map(|row| said(row, names.get(&row.reviewer.0).cloned())).collect(),
            flags: flags.await?,
            waivers: waivers
                .into_iter()
                .map(|row| Waived {
                    flag: row.flag,
                    until: row.until,
                    author: names.get(&row.author.0).cloned(),
                    at: row.recorded_at,
                    reason: row.reason,
                })
                .collect(),
            may_review,
        })
    }

    /// Waives a flag of a deal for a while.
    pub async fn waive(&self, id: OpportunityId, body: WaiveBody) -> Result<DealReviews, Problem> {
        self.must_review(id).await?;
        let today = self.engine.today();
        let reason = body.reason.trim();
        if reason.is_empty() || reason.chars().count() > 2_000 {
            return Err(Problem::invalid("reason", "Say why, in at most 2000 characters."));
        }
        if !(0..=LONGEST_WAIVER).contains(&body.until.since(today)) {
            let message = format!("A waiver ends between today and {}.", today.plus(LONGEST_WAIVER));
            return Err(Problem::invalid("until", message));
        }
        let waiver = self.engine.store().waive(self.author(None), id, body.flag, body.until, reason.to_owned()).await?;
        let owner = self.engine.store().latest(id).await?.and_then(|latest| latest.state.owner);
        let news = News::Waived { deal: id, flag: body.flag, until: body.until, reason: waiver.reason };
        self.engine.tell_owner(owner, Some(self.me.person), news, format!("waiver {}", waiver.log)).await?;
        self.deal_reviews(id).await
    }

    /// Takes a waiver back; one that has ended, or never was, stays so.
    pub async fn end_waiver(&self, id: OpportunityId, flag: Flag) -> Result<DealReviews, Problem> {
        self.must_review(id).await?;
        let today = self.engine.today();
        let store = self.engine.store();
        if store.waived(id, today).has(flag) {
            store.waive(self.author(None), id, flag, today.plus(-1), String::new()).await?;
        }
        self.deal_reviews(id).await
    }
}
