//! What flags came to at the ends of weeks, from the versions that held then; by whose the deals were.

use super::Sums;
use crate::clock::Zone;
use crate::engine::Engine;
use crate::store::{DayKey, DayRow, Settings, Store, StoreError, WaiverRow};
use domain::hygiene::{Around, Typical, flags, observe};
use domain::review::{Waived, waived, week_of};
use domain::workspace::DatedRate;
use domain::{
    Attribute, Category, Company, Currency, Day, FiscalCalendar, Instant, LogNo, OpportunityId, PersonId, StageKind, State,
    Version,
};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use uuid::Uuid;

/// How many weeks are looked back on.
pub const WEEKS: i32 = 13;
/// How many deals are read at a time.
const CHUNK: i64 = 500;

/// The last days of the weeks before the one a day lies in, in order.
pub fn week_ends(today: Day, settings: &Settings) -> Vec<Day> {
    let week = week_of(today, &settings.workspace.fiscal);
    (1..=WEEKS).rev().map(|back| week.plus(-7 * (back - 1) - 1)).collect()
}

/// Sees to it that the sums of the last weeks are there, and are of history as it is known and of the rules as they are.
pub async fn keep_weeks(engine: &Engine) -> Result<(), StoreError> {
    let store = engine.store();
    let Some(settings) = store.settings() else { return Ok(()) };
    let ends = week_ends(engine.today(), &settings);
    let Some(first) = ends.first() else { return Ok(()) };
    let known: HashSet<Day> = store.known_hygiene_days(*first).await?.into_iter().collect();
    let missing: Vec<Day> = ends.into_iter().filter(|day| !known.contains(day)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let head = store.head().await?;
    let past = Past::of(engine, settings, head).await?;
    let sums = past.sums(store, &missing).await?;
    for (day, sums) in missing.iter().zip(sums) {
        let rows: HashMap<DayKey, DayRow> =
            sums.iter().flat_map(|(owner, sums)| sums.rows().map(|(code, row)| ((*owner, code), row))).collect();
        store.save_hygiene_day(*day, head, &rows).await?;
    }
    Ok(())
}

/// What flags are told with, whatever the day.
struct Past {
    settings: Settings,
    calendar: FiscalCalendar,
    head: LogNo,
    inactive: HashSet<Uuid>,
    segments: HashMap<Uuid, String>,
    typicals: Arc<crate::store::Typicals>,
    rates: Vec<DatedRate>,
    waivers: HashMap<OpportunityId, Vec<WaiverRow>>,
}

impl Past {
    async fn of(engine: &Engine, settings: Settings, head: LogNo) -> Result<Self, StoreError> {
        let store = engine.store();
        let calendar = FiscalCalendar::new(settings.workspace.fiscal.clone()).map_err(StoreError::Unreadable)?;
        let mut waivers: HashMap<OpportunityId, Vec<WaiverRow>> = HashMap::new();
        for row in store.waivers().await? {
            waivers.entry(row.opportunity).or_default().push(row);
        }
        Ok(Self {
            settings,
            calendar,
            head,
            inactive: store.inactive_people().await?.into_iter().collect(),
            segments: segments(engine).await?,
            typicals: store.typicals().await?,
            rates: store.rates(None).await?,
            waivers,
        })
    }

    /// The sums at the end of each of these days, by owner (the nil id: nobody).
    async fn sums(&self, store: &Store, days: &[Day]) -> Result<Vec<HashMap<PersonId, Sums>>, StoreError> {
        let mut sums = vec![HashMap::new(); days.len()];
        let Some(first) = days.iter().min() else { return Ok(sums) };
        let stages = self.settings.workspace.processes.iter().flat_map(|process| &process.stages);
        let open: Vec<_> = stages.filter(|stage| stage.kind == StageKind::Open).map(|stage| stage.id).collect();
        let ends: Vec<Instant> = days.iter().map(|day| self.settings.zone.end_of(*day)).collect();
        let mut place = OpportunityId(Uuid::nil());
        loop {
            let deals = store.recent_deals(place, self.settings.zone.start_of(*first), &open, CHUNK).await?;
            let Some(last) = deals.last() else { return Ok(sums) };
            place = *last;
            let versions = store.versions_of(&deals, Some(self.head)).await?;
            for versions in versions.chunk_by(|one, other| one.opportunity == other.opportunity) {
                for ((day, end), sums) in days.iter().zip(&ends).zip(&mut sums) {
                    let held = versions.partition_point(|version| version.effective_at <= *end);
                    self.add(&versions[..held], *day, *end, sums);
                }
            }
        }
    }

    /// Adds a deal as its versions leave it at the end of a day.
    fn add(&self, versions: &[Version], day: Day, end: Instant, sums: &mut HashMap<PersonId, Sums>) {
        let Some(Version { state, opportunity, .. }) = versions.last() else { return };
        let workspace = &*self.settings.workspace;
        let segment = state.account.and_then(|account| self.segments.get(&account.0)).cloned().unwrap_or_default();
        let active = state.owner.is_some_and(|owner| !self.inactive.contains(&owner.0));
        let rule = workspace.hygiene.at(&segment, state.stage);
        let typical: Option<Typical> = self.typicals.get(&(segment, state.stage)).copied();
        let zone: &Zone = &self.settings.zone;
        let around = Around { workspace, calendar: &self.calendar, day_of: &|at| zone.day_of(at) };
        let Some(deal) = observe(versions, &around, active, typical).filter(|deal| deal.kind == StageKind::Open) else { return };
        let flags = flags(&deal, &rule, day).without(self.waived(*opportunity, day, end));
        let sum = sums.entry(state.owner.unwrap_or(PersonId(Uuid::nil()))).or_default();
        sum.add(flags, deal.category == Category::Commit, self.worth(state, day));
    }

    /// What was waived of a deal at the end of a day.
    fn waived(&self, deal: OpportunityId, day: Day, end: Instant) -> domain::Flags {
        let mut latest: Vec<Waived> = Vec::new();
        for row in self.waivers.get(&deal).into_iter().flatten().filter(|row| row.recorded_at <= end) {
            latest.retain(|waiver| waiver.flag != row.flag);
            latest.push(Waived { flag: row.flag, until: row.until });
        }
        waived(&latest, day)
    }

    /// What a deal comes to at a day's rates, each line by itself.
    fn worth(&self, state: &State, day: Day) -> Option<Company> {
        let home = self.settings.workspace.currency;
        let convert = |amount: i64, currency: Currency| {
            if currency == home {
                return Some(Company(amount));
            }
            let rate = self.rates.iter().rfind(|rate| rate.currency == currency && rate.day <= day)?;
            Some(rate.rate.convert(amount, currency, home))
        };
        state.lines.iter().map(|line| convert(line.acv, state.currency)).sum()
    }
}

/// The segment of each account that has one, today.
pub(super) async fn segments(engine: &Engine) -> Result<HashMap<Uuid, String>, StoreError> {
    let today = engine.today();
    let found = engine.ledger().read(None, |columns| {
        let names = &columns.names;
        let table = columns.facts.table(Attribute::AccountSegment, today.0);
        let each = (0u32..).zip(table.iter()).filter_map(|(account, segment)| {
            let segment = names.segments.key(*segment).filter(|segment| !segment.is_empty())?;
            Some((*names.accounts.key(account)?, segment.to_string()))
        });
        each.collect::<HashMap<Uuid, String>>()
    });
    Ok(found.await?)
}
