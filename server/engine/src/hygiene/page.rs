//! Hygiene as one person may see it.

use super::{Sums, week_ends};
use crate::ledger::book::{Asked, NO_RATE};
use crate::view::View;
use contract::Problem;
use contract::hygiene::{Hygiene, HygieneBy, HygieneDay, HygieneQuery, HygieneRow};
use domain::condition::{Bound, Field};
use domain::{Category, Company, Condition, Dimension, FiscalCalendar, Flags, Period, PeriodKey, PersonId, StageKind, Workspace};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// What a deal comes to; nothing without a rate.
pub(crate) fn worth(asked: &Asked<'_>, deal: usize) -> Option<Company> {
    Some(asked.worth(deal).0).filter(|acv| *acv != NO_RATE).map(Company)
}

impl View {
    /// What is wrong with open deals, in money.
    pub async fn hygiene(&self, query: &HygieneQuery) -> Result<Hygiene, Problem> {
        let settings = self.settings()?;
        let period = query.period.map(|key| self.fiscal_period(key, &settings.workspace)).transpose()?;
        let condition = period.as_ref().map_or(Condition::All(Vec::new()), closes_in);
        let by = query.by.unwrap_or_default();
        let dimension = match by {
            HygieneBy::Person => Dimension::Owner,
            HygieneBy::Team => Dimension::Team,
        };
        let (rows, total, now) = self
            .look(|asked| {
                let deals = asked.keep(&condition, asked.seen(&[StageKind::Open]))?;
                let values = asked.values(dimension);
                let mut rows: BTreeMap<u32, Sums> = BTreeMap::new();
                let mut total = Sums::default();
                for deal in deals.iter() {
                    let at = deal as usize;
                    let (flags, commit) = (asked.flags(at), asked.category(at) == Category::Commit);
                    let acv = worth(asked, at);
                    rows.entry(values.at(at, 0)).or_default().add(flags, commit, acv);
                    total.add(flags, commit, acv);
                }
                let rows: Vec<(String, Sums)> =
                    rows.into_iter().map(|(number, sums)| (asked.columns.key(dimension, number), sums)).collect();
                let now = if query.period.is_none() { total.clone() } else { all_open(asked) };
                Ok((rows, total, now))
            })
            .await?;
        let keys: Vec<&str> = rows.iter().map(|(key, _)| key.as_str()).collect();
        let mut labels = self.labels(&settings.workspace, dimension, keys).await?;
        let mut rows: Vec<HygieneRow> = rows
            .into_iter()
            .map(|(key, sums)| {
                let label = labels.remove(&key).unwrap_or_default();
                sums.told(key, label)
            })
            .collect();
        if by == HygieneBy::Person {
            let inactive = self.engine.store().inactive_people().await?;
            let told = self.whom_to_nudge().await?;
            for row in &mut rows {
                let person = row.key.parse().ok().filter(|person| !inactive.contains(person));
                row.may_nudge = person.is_some_and(|person| told(PersonId(person)));
            }
        }
        rows.sort_by(|one, other| other.blocked.acv.cmp(&one.blocked.acv).then_with(|| one.label.cmp(&other.label)));
        let today = self.engine.today();
        let mut weeks = self.weeks().await?;
        weeks.push(now.on(today));
        let typicals = self.engine.store().typicals().await?;
        Ok(Hygiene {
            today,
            currency: settings.workspace.currency,
            by,
            period,
            total: total.told(String::new(), String::new()),
            rows,
            weeks,
            typical_deals: typicals.values().map(|typical| i64::from(typical.deals)).sum(),
        })
    }

    fn fiscal_period(&self, key: PeriodKey, workspace: &Workspace) -> Result<Period, Problem> {
        let calendar = FiscalCalendar::new(workspace.fiscal.clone()).map_err(|_| Problem::internal())?;
        calendar.period(key).ok_or_else(|| Problem::invalid("period", "There is no such fiscal period."))
    }

    /// The ends of past weeks, of the deals of those whose deals the person sees.
    async fn weeks(&self) -> Result<Vec<HygieneDay>, Problem> {
        let settings = self.settings()?;
        let owners = self.engine.ledger().read(None, |columns| {
            let columns = columns.now();
            self.whose(columns).map(|people| {
                let owners = (0u32..).zip(&people.owners).filter(|(_, theirs)| **theirs);
                let ids = owners.filter_map(|(number, _)| columns.names.people.key(number).copied());
                ids.collect::<HashSet<Uuid>>()
            })
        });
        let owners = owners.await?;
        let ends = week_ends(self.engine.today(), &settings);
        let Some(first) = ends.first() else { return Ok(Vec::new()) };
        let mut sums: HashMap<i32, Sums> = HashMap::new();
        for (day, (owner, code), row) in self.engine.store().hygiene_days(*first).await? {
            if owners.as_ref().is_none_or(|owners| owners.contains(&owner.0)) {
                sums.entry(day.0).or_default().take_in(code, &row);
            }
        }
        Ok(ends.into_iter().filter_map(|day| Some(sums.get(&day.0)?.on(day))).collect())
    }
}

/// Deals that close in a period.
fn closes_in(period: &Period) -> Condition {
    Condition::Within(Field::Close, Some(Bound::Day(period.first)), Some(Bound::Day(period.last)))
}

/// All open deals, whatever period was asked for: the trend's last point is like the others.
fn all_open(asked: &Asked<'_>) -> Sums {
    let mut sums = Sums::default();
    for deal in asked.seen(&[StageKind::Open]).iter() {
        let at = deal as usize;
        let flags: Flags = asked.flags(at);
        sums.add(flags, asked.category(at) == Category::Commit, worth(asked, at));
    }
    sums
}
