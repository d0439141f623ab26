//! Plays writes onto the company.

use super::company::{CURRENCIES, DAY_ONE, FAMILIES, OTHERS, REGIONS, SEGMENTS, STAGES, TACTICS, currency, uuid};
use super::{Change, Draft, History, Place, Write};
use crate::detail::WHOLE;
use crate::{
    Attribute, BatchId, Category, Cause, Currency, DealType, Instant, Line, LogNo, OpportunityId, PersonId, Source, Split,
    SplitKind, StageId, State, Version, opportunity,
};

const DAY_MS: i64 = 86_400_000;

/// The end of time, as far as these histories go.
const EVER: (Instant, LogNo) = (Instant(i64::MAX), LogNo(i64::MAX));

struct Player {
    history: History,
    now: Instant,
    recorded_at: Instant,
    deals: u8,
}

impl History {
    /// What comes of these writes.
    pub fn play(writes: &[Write]) -> Self {
        let start = Instant(i64::from(DAY_ONE.0) * DAY_MS + 9 * 3_600_000);
        let mut player = Player { history: Self::empty(), now: start, recorded_at: start, deals: 0 };
        for write in writes {
            player.write(write);
        }
        player.history
    }
}

fn pick<T: Copy>(from: &[T], at: u8) -> T {
    from[usize::from(at) % from.len()]
}

impl Player {
    fn write(&mut self, write: &Write) {
        match write {
            Write::Create { wait, draft, imported } => {
                self.now = self.now.plus_ms(*wait);
                if self.deals == u8::MAX {
                    return;
                }
                self.deals += 1;
                let deal = OpportunityId(uuid(6, self.deals.into()));
                let state = self.draft(draft);
                match imported {
                    Some(days) => self.append(deal, self.now.plus_ms(-i64::from(*days) * DAY_MS), Cause::Import, state),
                    None => self.append(deal, self.now, Cause::Screen, state),
                }
            }
            Write::Edit { wait, deal, changes } => {
                self.now = self.now.plus_ms(*wait);
                let Some((deal, versions)) = self.deal(*deal) else { return };
                let Some(last) = opportunity::as_of(&versions, EVER.0, EVER.1) else { return };
                // A live edit takes effect after all there is (measures, section 2).
                let effective_at = self.now.max(last.effective_at.plus_ms(1));
                let state = self.changed(&last.state, changes);
                self.append(deal, effective_at, Cause::Api, state);
            }
            Write::Import { deal, place, changes } => {
                let Some((deal, versions)) = self.deal(*deal) else { return };
                let Some(first) = versions.iter().min_by_key(|version| (version.effective_at, version.log)) else { return };
                let nth = |at: &u8| versions[usize::from(*at) % versions.len()].effective_at;
                let effective_at = match place {
                    Place::Same(at) => nth(at),
                    Place::After(at, ms) => nth(at).plus_ms(*ms).min(self.now),
                    Place::Before(days) => first.effective_at.plus_ms(-i64::from(*days) * DAY_MS),
                };
                let stood = opportunity::as_of(&versions, effective_at, EVER.1).unwrap_or(first);
                let state = self.changed(&stood.state, changes);
                self.append(deal, effective_at, Cause::Import, state);
            }
            Write::Undo { deal, import } => self.undo(*deal, *import),
            Write::Reorganise { attribute, subject, value, from } => self.reorganise(*attribute, *subject, *value, *from),
            Write::Rate { currency, day, rate } => self.history.rate(*currency, DAY_ONE.plus((*day).into()), *rate),
        }
    }

    /// Appends, at the imported instant, the state that stood before; a deal the import created is deleted.
    fn undo(&mut self, deal: u8, import: u8) {
        let Some((deal, versions)) = self.deal(deal) else { return };
        let imported: Vec<&Version> = versions.iter().filter(|version| version.cause == Cause::Import).collect();
        if imported.is_empty() {
            return;
        }
        let import = pick(&imported, import);
        let before = LogNo(import.log.0 - 1);
        let state = match opportunity::as_of(&versions, import.effective_at, before) {
            Some(stood) => stood.state.clone(),
            None => State { deleted: true, ..import.state.clone() },
        };
        self.append(deal, import.effective_at, Cause::Undo, state);
    }

    fn reorganise(&mut self, attribute: u8, subject: u8, value: Option<u8>, from: u16) {
        let history = &self.history;
        let attribute = pick(&Attribute::ALL[..10], attribute);
        let text = |values: &[&str]| value.map(|at| pick(values, at).to_owned()).unwrap_or_default();
        let account = pick(&history.accounts, subject).0;
        let (subject, value) = match attribute {
            Attribute::PersonTeam => {
                (pick(&history.people, subject).0, value.map(|at| pick(&history.teams, at).to_string()).unwrap_or_default())
            }
            Attribute::PersonManager => {
                // Somebody with a smaller number, so that there is never a circle.
                let at = usize::from(subject) % (history.people.len() - 1) + 1;
                let manager = value.map(|value| pick(&history.people[..at], value).to_string());
                (history.people[at].0, manager.unwrap_or_default())
            }
            Attribute::TeamRegion => (pick(&history.teams, subject).0, text(&REGIONS)),
            Attribute::AccountRegion => (account, text(&REGIONS)),
            Attribute::AccountSegment => (account, text(&SEGMENTS)),
            Attribute::ProductFamily => (pick(&history.products, subject).0, text(&FAMILIES)),
            Attribute::CampaignTactic => (pick(&history.campaigns, subject).0, text(&TACTICS)),
            _ => (account, text(&OTHERS)),
        };
        self.history.fact(subject, attribute, DAY_ONE.plus(from.into()), value);
    }

    /// A deal and its versions, by log number.
    fn deal(&self, at: u8) -> Option<(OpportunityId, Vec<Version>)> {
        let at = at.checked_rem(self.deals)?;
        let deal = OpportunityId(uuid(6, u128::from(at) + 1));
        Some((deal, self.history.versions.iter().filter(|version| version.opportunity == deal).cloned().collect()))
    }

    fn append(&mut self, opportunity: OpportunityId, effective_at: Instant, cause: Cause, state: State) {
        let log = self.history.next_log();
        self.recorded_at = self.now.max(self.recorded_at.plus_ms(1));
        let batch = matches!(cause, Cause::Import).then(|| BatchId(uuid(7, log.0.unsigned_abs().into())));
        let actor = Some(self.history.people[0]);
        let recorded_at = self.recorded_at;
        self.history.versions.push(Version { opportunity, log, effective_at, recorded_at, actor, cause, batch, state });
    }

    fn draft(&self, draft: &Draft) -> State {
        let blank = State {
            name: format!("Deal {}", self.deals),
            account: None,
            owner: None,
            deal_type: DealType::New,
            currency: Currency::EUR,
            lines: Vec::new(),
            estimated: false,
            stage: StageId(STAGES[0]),
            category: None,
            close_day: None,
            source: None,
            sourced_by: None,
            campaign: None,
            region: None,
            term_months: Some(12),
            next_step: None,
            next_step_day: None,
            lost_reason: None,
            contacts: vec![],
            competitors: None,
            team: vec![],
            splits: vec![],
            nurture_until: None,
            deleted: false,
        };
        let changes = [
            Change::Stage(draft.stage),
            Change::Category(draft.category),
            Change::Close(draft.close),
            Change::Lines(draft.lines.clone()),
            Change::Currency(draft.currency),
            Change::Owner(draft.owner),
            Change::Account(draft.account),
            Change::Source(draft.source),
            Change::Campaign(draft.campaign),
            Change::Region(draft.region),
            Change::Type(draft.deal_type),
        ];
        self.changed(&blank, &changes)
    }

    fn changed(&self, state: &State, changes: &[Change]) -> State {
        let mut state = state.clone();
        let history = &self.history;
        for change in changes {
            match change {
                Change::Stage(at) => state.stage = StageId(pick(&STAGES, *at)),
                Change::Category(at) => {
                    let open = [Category::Omitted, Category::Pipeline, Category::BestCase, Category::Commit];
                    state.category = at.map(|at| pick(&open, at));
                }
                Change::Close(day) => state.close_day = day.map(|day| DAY_ONE.plus(day.into())),
                Change::Lines(lines) => {
                    let line = |(n, (product, acv)): (usize, &(u8, i64))| Line {
                        line: n as i16 + 1,
                        product: product.checked_sub(1).map(|at| pick(&history.products, at)),
                        acv: *acv,
                        one_off: 0,
                    };
                    state.lines = lines.iter().enumerate().map(line).collect();
                }
                Change::Currency(at) => state.currency = currency(*at % CURRENCIES.len() as u8),
                Change::Owner(at) => {
                    state.owner = at.map(|at| pick(&history.people, at));
                    state.sourced_by = state.owner;
                }
                Change::Account(at) => state.account = at.map(|at| pick(&history.accounts, at)),
                Change::Source(at) => state.source = at.map(|at| pick(Source::ALL, at)),
                Change::Campaign(at) => state.campaign = at.map(|at| pick(&history.campaigns, at)),
                Change::Region(at) => state.region = at.map(|at| pick(&REGIONS, at).to_owned()),
                Change::Type(at) => state.deal_type = pick(DealType::ALL, *at),
                Change::Deleted(deleted) => state.deleted = *deleted,
                Change::Shares(shares) => state.splits = splits(history, shares),
            }
        }
        state
    }
}

/// Revenue shares in proportion to weights: each person's once, the last one's what is left of the whole.
fn splits(history: &History, weights: &[(u8, u8)]) -> Vec<Split> {
    let mut all: Vec<(PersonId, i32)> = Vec::new();
    for (at, weight) in weights {
        let person = pick(&history.people, *at);
        if !all.iter().any(|(known, _)| *known == person) {
            all.push((person, i32::from(*weight)));
        }
    }
    let sum: i32 = all.iter().map(|(_, weight)| weight).sum();
    let mut left = WHOLE;
    let last = all.len().saturating_sub(1);
    let share = |(at, (person, weight)): (usize, (PersonId, i32))| {
        let share = if at == last { left } else { WHOLE * weight / sum };
        left -= share;
        Split { person, share, kind: SplitKind::Revenue }
    };
    all.into_iter().enumerate().map(share).collect()
}
