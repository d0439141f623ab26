//! What is shown of the deals of a page.

use super::found::Found;
use super::{Told, by_deal};
use crate::View;
use crate::view::calendar;
use contract::Problem;
use contract::inspection::Inspected;
use domain::counters::{Counters, Step};
use domain::hygiene::Typical;
use domain::{Company, OpportunityId, State, opportunity};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

impl View {
    /// What is shown of some deals, in their order.
    pub(super) async fn inspected(&self, found: &Found, told: &[Told]) -> Result<Vec<Inspected>, Problem> {
        let store = self.engine.store();
        let ids: Vec<OpportunityId> = told.iter().map(|one| one.id).collect();
        let versions = store.versions_of(&ids, Some(found.known_at)).await?;
        let histories = by_deal(&versions);
        let (calendar, zone) = (calendar(&found.settings)?, &found.settings.zone);
        let (from, to) = (zone.end_of(found.since), zone.end_of(found.as_of));
        let done = store.last_activities(&ids, self.engine.clock().now()).await?;
        let typicals = self.typicals_of(&ids).await?;
        let mut rows: Vec<(Inspected, &State)> = Vec::with_capacity(told.len());
        for one in told {
            let Some(history) = histories.get(&one.id).copied() else { continue };
            let state = |at| opportunity::as_of(history, at, found.known_at).map(|version| &version.state);
            let (before, Some(after)) = (state(from), state(to)) else { continue };
            let steps = history.iter().filter(|version| version.effective_at <= to).map(Step::of);
            let Some(counts) = Counters::of(steps, &calendar).map(|counters| counters.counts()) else { continue };
            let stage = |state: &State| found.settings.workspace.stage(state.stage).map(|stage| stage.name.clone());
            let inspected = Inspected {
                id: one.id,
                name: after.name.clone(),
                account: None,
                owner: None,
                class: one.class,
                shifts: one.shifts.clone(),
                moved: Company(one.moved),
                was: one.was.map(Company),
                is: one.is.map(Company),
                closed: one.closed.map(Company),
                stage_was: before.and_then(stage),
                stage: stage(after).unwrap_or_default(),
                close_was: before.and_then(|before| before.close_day),
                close_day: after.close_day,
                pushes: counts.period_pushes,
                net_days_pushed: counts.net_days_pushed,
                days_in_stage: found.as_of.since(zone.day_of(counts.stage_since)),
                typical: typicals.get(&one.id).copied(),
                last_activity: done.get(&one.id).map(|at| zone.day_of(*at)),
            };
            rows.push((inspected, after));
        }
        let key = |state: &State| [state.account.map(|id| id.0), state.owner.map(|id| id.0)];
        let wanted: BTreeSet<Uuid> = rows.iter().flat_map(|(_, state)| key(state)).flatten().collect();
        let names = store.names(&Vec::from_iter(wanted)).await?;
        let named = rows.into_iter().map(|(row, state)| {
            let [account, owner] = key(state).map(|id| names.get(&id?).cloned());
            Inspected { account, owner, ..row }
        });
        Ok(named.collect())
    }

    /// How long won deals of the segment of each of these deals were in its stage, where there are enough to tell.
    async fn typicals_of(&self, deals: &[OpportunityId]) -> Result<HashMap<OpportunityId, Typical>, Problem> {
        self.look(|asked| {
            let typical = |id: &OpportunityId| {
                let (observed, rule) = asked.observed(asked.columns.deals.find(id.0)? as usize);
                observed.typical.filter(|typical| typical.deals >= rule.enough_deals()).map(|typical| (*id, typical))
            };
            Ok(deals.iter().filter_map(typical).collect())
        })
        .await
    }
}
