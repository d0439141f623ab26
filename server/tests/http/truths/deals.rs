//! The deals behind numbers: what became of each, so that cohorts can be counted.

use super::company::{Company, When};
use contract::apm::{ApmColumn, ApmDeal, ApmDeals, ApmDealsQuery, ListApmDeals};
use domain::{Filter, OpportunityId, PeriodKey};
use std::collections::HashMap;

impl Company {
    /// Every deal behind a number, page by page.
    pub async fn deals(&self, column: ApmColumn, when: impl Into<When>, filter: &Filter) -> Vec<ApmDeal> {
        let when = when.into();
        let mut query = ApmDealsQuery {
            column,
            period: Some(when.period),
            as_of: when.as_of,
            filter: filter.clone(),
            ..ApmDealsQuery::default()
        };
        let mut deals = Vec::new();
        loop {
            let answer = self.client.get::<ListApmDeals>(&query).await.unwrap();
            deals.extend(answer.deals.items);
            query.after = answer.deals.next;
            if query.after.is_none() {
                assert_eq!(deals.len() as i64, answer.deals.total);
                return deals;
            }
        }
    }

    /// The first page of the deals behind a number, with what is said of all of them.
    pub async fn drill(&self, column: ApmColumn, when: impl Into<When>, filter: &Filter) -> ApmDeals {
        let When { period, as_of } = when.into();
        let (period, filter) = (Some(period), filter.clone());
        self.client.get::<ListApmDeals>(&ApmDealsQuery { column, period, as_of, filter, ..Default::default() }).await.unwrap()
    }

    /// What became of every deal that closed in these periods, as of now.
    pub async fn outcomes(&self, periods: &[PeriodKey]) -> Outcomes {
        let mut outcomes = Outcomes::default();
        for &period in periods {
            for deal in self.deals(ApmColumn::Closed, period, &Filter::default()).await {
                outcomes.won.insert(deal.id, (period, deal.amount.unwrap()));
            }
            for deal in self.deals(ApmColumn::Lost, period, &Filter::default()).await {
                outcomes.lost.insert(deal.id, period);
            }
        }
        outcomes
    }
}

/// What became of deals.
#[derive(Default)]
pub struct Outcomes {
    /// Won: in which period, for how much.
    pub won: HashMap<OpportunityId, (PeriodKey, domain::Company)>,
    /// Lost: in which period.
    pub lost: HashMap<OpportunityId, PeriodKey>,
}
