//! Hygiene in money: what rests on deals with something wrong about them, by person or team, today and through the weeks.

use domain::hygiene::{Flag, Rules, Severity};
use domain::{Company, Currency, Day, LogNo, Period, PeriodKey};
use serde::{Deserialize, Serialize};

crate::endpoints! { "Hygiene";
    /// What is wrong with open deals, in money: by flag, and by person or team.
    ReadHygiene = Get "/api/v1/hygiene", query: HygieneQuery, answer: Hygiene;
    /// What rules would flag, beside what is flagged now. Nothing is changed. Administrators only.
    PreviewRules = Post "/api/v1/hygiene/preview", body: Rules, answer: RulesPreview;
    /// Changes the rules. Administrators only.
    SaveRules = Put "/api/v1/hygiene/rules", body: SaveRulesBody, answer: RulesPreview;
}

/// What the rows are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum HygieneBy {
    /// Owners.
    #[default]
    Person,
    /// Their teams.
    Team,
}

/// Which deals, and how they are cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct HygieneQuery {
    /// The rows. Default: owners.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<HygieneBy>,
    /// Only deals that close in this period. Default: all that are open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<PeriodKey>,
}

/// Deals, and what they come to in the company's currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tally {
    /// How many.
    pub deals: i64,
    /// Their ACV.
    pub acv: Company,
}

impl Tally {
    /// Adds a deal that comes to so much.
    pub fn add(&mut self, acv: Company) {
        self.deals += 1;
        self.acv += acv;
    }
}

/// What stands on the deals of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HygieneRow {
    /// The person's or team's id; empty for nobody or none, and for the total.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// All open deals.
    pub open: Tally,
    /// Those with a flag that blocks.
    pub blocked: Tally,
    /// Those in Commit.
    pub commit: Tally,
    /// Those in Commit with a flag that blocks.
    pub commit_blocked: Tally,
    /// Each flag that stands on some.
    pub flags: Vec<FlagTally>,
    /// How many have an amount in a currency without a rate: they are counted, their amounts left out.
    pub without_rate: i64,
    /// Whether it is a person, and the one who asks may nudge them.
    pub may_nudge: bool,
}

/// The deals a flag stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FlagTally {
    /// Which flag.
    pub flag: Flag,
    /// All of them.
    pub open: Tally,
    /// Those in Commit.
    pub commit: Tally,
}

/// What stood on open deals at the end of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HygieneDay {
    /// The day.
    pub day: Day,
    /// All open deals.
    pub open: Tally,
    /// Those with a flag that blocks.
    pub blocked: Tally,
    /// Those in Commit.
    pub commit: Tally,
    /// Those in Commit with a flag that blocks.
    pub commit_blocked: Tally,
}

/// Hygiene.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hygiene {
    /// As of this day, now.
    pub today: Day,
    /// The currency of every amount.
    pub currency: Currency,
    /// What the rows are.
    pub by: HygieneBy,
    /// The period the deals close in, if it was asked for one.
    pub period: Option<Period>,
    /// All that the person may see.
    pub total: HygieneRow,
    /// By person or team, those with most ACV blocked first.
    pub rows: Vec<HygieneRow>,
    /// The ends of the last weeks and today: of all open deals, by whose they were then.
    pub weeks: Vec<HygieneDay>,
    /// On how many won deals the medians of days in a stage rest.
    pub typical_deals: i64,
}

/// What rules would flag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RulesPreview {
    /// The currency of every amount.
    pub currency: Currency,
    /// All open deals.
    pub open: Tally,
    /// Blocked now, and by these rules.
    pub blocked: (Tally, Tally),
    /// Each flag: now, and by these rules.
    pub flags: Vec<FlagPreview>,
}

/// What a flag stands on now, and by other rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FlagPreview {
    /// Which flag.
    pub flag: Flag,
    /// What it does for most deals by these rules.
    pub severity: Severity,
    /// Now.
    pub now: Tally,
    /// By these rules.
    pub then: Tally,
}

/// New rules.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveRulesBody {
    /// The revision of the settings they are based on; another one meanwhile is a conflict.
    pub base: LogNo,
    /// The rules.
    pub rules: Rules,
}
