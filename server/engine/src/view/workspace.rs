//! Settings, rates and periods.

use super::View;
use super::opportunities::PAGE;
use crate::store::Settings;
use crate::{Zone, proposed_workspace};
use contract::workspace::{ListRatesQuery, SaveRatesBody, SaveWorkspaceBody, WorkspaceInfo};
use contract::{Page, Problem};
use domain::workspace::DatedRate;
use domain::{Day, FiscalCalendar, LogNo, Period, PeriodKind, Rate};
use std::cmp::Reverse;
use std::sync::Arc;

/// A million of the company's currency for one of another: more than between any two there are, and amounts still add up.
const MOST_RATE: Rate = Rate(1_000_000 * Rate::ONE.0);

impl View {
    /// The settings, today's date, and how far the data reaches. Before there are settings: the proposed ones, with
    /// revision 0.
    pub async fn workspace(&self) -> Result<WorkspaceInfo, Problem> {
        let (settings, data, head) = match self.engine.settings() {
            Some(settings) => {
                let (data, head) = self.engine.ledger().read(None, |columns| (columns.span, columns.head)).await?;
                (settings, data, head)
            }
            None => {
                let workspace = Arc::new(proposed_workspace());
                (Settings { revision: LogNo(0), workspace, zone: Zone::utc() }, None, LogNo(0))
            }
        };
        let today = self.engine.today();
        let calendar = calendar(&settings)?;
        let year = |day: i32| calendar.containing(Day(day), PeriodKind::Year);
        // To the day, the ends of the data are the dates of single deals.
        let data = data.map(|(first, last)| match self.me.role.sees_deals() {
            true => (Day(first), Day(last)),
            false => (year(first).first, year(last).last),
        });
        Ok(WorkspaceInfo {
            workspace: (*settings.workspace).clone(),
            revision: settings.revision,
            today,
            data,
            current: calendar.containing(today, PeriodKind::Quarter).key,
            periods: periods(&calendar, today, data),
            head,
        })
    }

    /// Changes the settings. Administrators only.
    pub async fn save_workspace(&self, body: SaveWorkspaceBody) -> Result<WorkspaceInfo, Problem> {
        self.must_be_admin()?;
        self.engine.store().save_settings(self.author(None), body.base, body.workspace).await?;
        self.workspace().await
    }

    /// The exchange rates, by currency, the latest first.
    pub async fn rates(&self, query: &ListRatesQuery) -> Result<Page<DatedRate>, Problem> {
        let mut rates = self.engine.store().rates(None).await?;
        rates.sort_by_key(|rate| (rate.currency, Reverse(rate.day)));
        let place = |rate: &DatedRate| format!("{}~{}", rate.currency, rate.day);
        let begin = match &query.after {
            None => 0,
            Some(after) => {
                let at = rates.iter().position(|rate| place(rate) == *after);
                at.ok_or_else(|| Problem::invalid("after", "is not from an answer before"))? + 1
            }
        };
        let total = rates.len() as i64;
        let items: Vec<DatedRate> = rates.into_iter().skip(begin).take(PAGE).collect();
        let next = items.last().filter(|_| ((begin + PAGE) as i64) < total).map(place);
        Ok(Page { items, next, total })
    }

    /// Adds or corrects exchange rates. Administrators only.
    pub async fn save_rates(&self, body: SaveRatesBody) -> Result<Page<DatedRate>, Problem> {
        self.must_be_admin()?;
        let home = self.settings()?.workspace.currency;
        if body.rates.iter().any(|rate| rate.currency == home) {
            return Err(Problem::invalid("currency", "is the company's own: it needs no rate"));
        }
        if body.rates.iter().any(|rate| rate.rate > MOST_RATE) {
            return Err(Problem::invalid("rate", "A rate must not be more than 1,000,000."));
        }
        body.rates.iter().try_for_each(|rate| self.within_reason([("day", Some(rate.day))]))?;
        self.engine.store().save_rates(self.author(None), body.rates).await?;
        self.rates(&ListRatesQuery::default()).await
    }
}

/// The calendar of the settings.
pub(crate) fn calendar(settings: &Settings) -> Result<FiscalCalendar, Problem> {
    FiscalCalendar::new(settings.workspace.fiscal.clone()).map_err(|error| {
        tracing::error!(error, "the stored fiscal calendar");
        Problem::internal()
    })
}

/// The fiscal years the data touches and today's, at most twelve, with all their parts, latest first.
fn periods(calendar: &FiscalCalendar, today: Day, data: Option<(Day, Day)>) -> Vec<Period> {
    let year = |day: Day| calendar.containing(day, PeriodKind::Year).key.fiscal_year;
    let current = year(today);
    let (first, last) = data.map_or((current, current), |(first, last)| (year(first).min(current), year(last).max(current)));
    let (first, last) = (first.max(current - 8), last.min(current + 3));
    let kinds = [PeriodKind::Year, PeriodKind::Half, PeriodKind::Quarter, PeriodKind::Month];
    let years = (first..=last).rev();
    years.flat_map(|year| kinds.into_iter().flat_map(move |kind| calendar.periods_of(year, kind).into_iter().rev())).collect()
}
