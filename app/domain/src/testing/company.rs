//! The company before its first deal.

use super::History;
use crate::calendar::Pattern;
use crate::reference::KnownRate;
use crate::workspace::{DatedRate, RegionRule};
use crate::{
    AccountId, Attribute, CampaignId, Category, Currency, Day, Fact, FiscalCalendar, FiscalSettings, LogNo, PersonId, Process,
    ProductId, Rate, Stage, StageId, StageKind, TeamId, Workspace,
};
use uuid::Uuid;

/// The first day of the company's story: 1 February 2025, the first of FY26.
pub const DAY_ONE: Day = Day(20_120);
/// About the last one: 31 January 2027, the last of FY27.
pub const LAST_DAY: Day = Day(20_849);

/// The values that facts are about.
pub(super) const REGIONS: [&str; 3] = ["EMEA", "AMER", "APAC"];
pub(super) const SEGMENTS: [&str; 3] = ["Enterprise", "Mid-market", "SMB"];
pub(super) const FAMILIES: [&str; 2] = ["Core", "Cloud"];
pub(super) const TACTICS: [&str; 2] = ["events", "digital"];
pub(super) const OTHERS: [&str; 2] = ["north", "south"];
pub(super) const CURRENCIES: [&str; 4] = ["EUR", "USD", "JPY", "CHF"];

fn ids<T>(kind: u128, count: u128, make: impl Fn(Uuid) -> T) -> Vec<T> {
    (1..=count).map(|n| make(uuid(kind, n))).collect()
}

/// An id that sorts and reads well, in the shape of a version 7 UUID.
pub(super) fn uuid(kind: u128, n: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | (kind << 32) | n)
}

pub(super) fn currency(at: u8) -> Currency {
    Currency::parse(CURRENCIES[usize::from(at) % CURRENCIES.len()]).unwrap_or(Currency::EUR)
}

/// The stages a deal may be put into: two processes, before and after entry, on hold (Omitted), won and lost.
pub(super) const STAGES: [i16; 11] = [1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14];

fn processes() -> Vec<Process> {
    let stage = |id, name: &str, kind, probability, category, entered| Stage {
        id: StageId(id),
        name: name.into(),
        kind,
        probability,
        category,
        entered,
        requires: vec![],
    };
    use {Category::*, StageKind::*};
    vec![
        Process {
            name: "Sales".into(),
            stages: vec![
                stage(1, "Prospect", Open, 500, Pipeline, false),
                stage(2, "Qualify", Open, 2_000, Pipeline, true),
                stage(3, "Propose", Open, 5_000, BestCase, true),
                stage(4, "Negotiate", Open, 8_000, Commit, true),
                stage(5, "On hold", Open, 1_000, Omitted, true),
                stage(6, "Won", Won, 10_000, Closed, true),
                stage(7, "Lost", Lost, 0, Omitted, false),
            ],
        },
        Process {
            name: "Renewals".into(),
            stages: vec![
                stage(11, "Due", Open, 7_000, Omitted, false),
                stage(12, "Offered", Open, 9_000, Commit, true),
                stage(13, "Renewed", Won, 10_000, Closed, true),
                stage(14, "Churned", Lost, 0, Omitted, false),
            ],
        },
    ]
}

impl History {
    /// The company on its first day: organisation and rates are known, with log numbers of their own; no deals.
    pub(super) fn empty() -> Self {
        let fiscal = FiscalSettings {
            start_month: 2,
            pattern: Pattern::Months,
            week53: Default::default(),
            holidays: vec![Day(20_447), Day(20_454), Day(20_812)],
        };
        let calendar = match FiscalCalendar::new(fiscal.clone()) {
            Ok(calendar) => calendar,
            Err(error) => unreachable!("February is a month: {error}"),
        };
        let workspace = Workspace {
            company: "Random & Co".into(),
            demo: false,
            currency: Currency::EUR,
            time_zone: "UTC".into(),
            fiscal,
            processes: processes(),
            commit_requires: vec![],
            region_order: RegionRule::default_order(),
            hygiene: crate::hygiene::Rules::default(),
            keep_on_devices: true,
            rhythm: crate::workspace::Rhythm::default(),
        };
        let mut history = Self {
            workspace,
            calendar,
            versions: Vec::new(),
            facts: Vec::new(),
            rates: Vec::new(),
            people: ids(1, 6, PersonId),
            teams: ids(2, 3, TeamId),
            accounts: ids(3, 5, AccountId),
            products: ids(4, 4, ProductId),
            campaigns: ids(5, 3, CampaignId),
            head: LogNo(0),
        };
        history.found();
        history
    }

    /// The facts and rates of the first day. Some are missing on purpose: the last person has no team, the last account
    /// nothing at all.
    fn found(&mut self) {
        let start = DAY_ONE.plus(-400);
        for at in 1..6 {
            self.fact(self.people[at].0, Attribute::PersonManager, start, self.people[(at - 1) / 2].to_string());
        }
        for at in 0..5 {
            self.fact(self.people[at].0, Attribute::PersonTeam, start, self.teams[at % 3].to_string());
        }
        for (at, region) in REGIONS.iter().take(2).enumerate() {
            self.fact(self.teams[at].0, Attribute::TeamRegion, start, (*region).into());
        }
        for at in 0..4 {
            let account = self.accounts[at].0;
            self.fact(account, Attribute::AccountRegion, start, REGIONS[at % 3].into());
            self.fact(account, Attribute::AccountSegment, start, SEGMENTS[at % 3].into());
            self.fact(account, Attribute::AccountIndustry, start, OTHERS[at % 2].into());
            self.fact(account, Attribute::AccountTerritory, start, OTHERS[at / 2].into());
            self.fact(account, Attribute::AccountCountry, start, OTHERS[(at + 1) % 2].into());
        }
        for at in 0..3 {
            self.fact(self.products[at].0, Attribute::ProductFamily, start, FAMILIES[at % 2].into());
        }
        for (at, tactic) in TACTICS.iter().enumerate() {
            self.fact(self.campaigns[at].0, Attribute::CampaignTactic, start, (*tactic).into());
        }
        self.rate(1, start, 1_082_500_000);
        self.rate(2, start, 6_250_000);
    }

    pub(super) fn fact(&mut self, subject: Uuid, attribute: Attribute, valid_from: Day, value: String) {
        let log = self.next_log();
        self.facts.push(Fact { subject, attribute, valid_from, value, log });
    }

    pub(super) fn rate(&mut self, of: u8, day: Day, rate: i64) {
        let log = self.next_log();
        let rate = DatedRate { currency: currency(of), day, rate: Rate(rate) };
        self.rates.push(KnownRate { rate, log });
    }

    pub(super) fn next_log(&mut self) -> LogNo {
        self.head = LogNo(self.head.0 + 1);
        self.head
    }
}
