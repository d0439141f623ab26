//! The accountability performance matrix, and the deals behind each of its cells.

use crate::Page;
use domain::workspace::DimensionValue;
use domain::{
    Category, Cells, Company, Currency, Day, DealType, Dimension, Filter, LogNo, Money, OpportunityId, Period, PeriodKey, Ratio,
    Source, Spread, StageId, StageKind,
};
use serde::{Deserialize, Serialize};

crate::endpoints! { "APM";
    /// The matrix: closed ACV, open pipeline, pipe generation, forecast and coverage by any one or two dimensions, as of any day, against the same day last year.
    ReadApm = Get "/api/v1/apm", query: ApmQuery, answer: Apm;
    /// The deals behind one number of the matrix, largest first.
    ListApmDeals = Get "/api/v1/apm/deals", query: ApmDealsQuery, answer: ApmDeals;
    /// One number of the matrix through the period: one point a week, for the as-of scrubber.
    ReadApmLine = Get "/api/v1/apm/line", query: ApmLineQuery, answer: ApmLine;
}

/// Which matrix. Everything is optional: the default is products, this quarter, as of now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct ApmQuery {
    /// The rows. Default: product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<Dimension>,
    /// A second dimension inside each row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nest: Option<Dimension>,
    /// The period. Default: the quarter that contains the as-of day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<PeriodKey>,
    /// The day everything is as of the end of. Default: today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Day>,
    /// The log position everything is known at. Default: the head; the answer says which it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_at: Option<LogNo>,
    /// Whose maps: as it was on the day, or today's organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<Organisation>,
    /// Conditions on any dimensions.
    #[serde(rename = "where", default, skip_serializing_if = "Filter::is_empty")]
    pub filter: Filter,
    /// The column to sort by. Default: the fixed order of the rows (label).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<ApmSort>,
}

/// Which map of people, teams, regions, segments and families counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Organisation {
    /// The one of the as-of day.
    #[default]
    AsItWas,
    /// Today's.
    Today,
}

/// What rows are sorted by. Amounts: largest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ApmSort {
    /// By name.
    Label,
    /// By forecast.
    Forecast,
    /// By closed ACV.
    Closed,
    /// By open pipeline.
    Open,
    /// By pipe generation.
    Generated,
    /// By coverage (remaining), smallest first: those that lack most.
    Coverage,
    /// By target.
    Target,
}

/// The matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Apm {
    /// The rows' dimension.
    pub rows_by: Dimension,
    /// The inner dimension.
    pub nest_by: Option<Dimension>,
    /// The period.
    pub period: Period,
    /// The as-of day.
    pub as_of: Day,
    /// The period a year earlier.
    pub last_year: Period,
    /// The same day last year: same business-day index in the same fiscal period.
    pub last_year_as_of: Day,
    /// The log position the answer is known at: with it, the same answer can be had again.
    pub known_at: LogNo,
    /// Whose maps were used.
    pub organisation: Organisation,
    /// The currency of every amount.
    pub currency: Currency,
    /// Business days gone ÷ business days of the period (until today has ended, yesterday's).
    pub elapsed: Ratio,
    /// Whether the page is narrowed to what the person may see.
    pub narrowed: bool,
    /// The rows; inner rows follow their outer row.
    pub rows: Vec<ApmRow>,
    /// The total: its amounts are summed again from the parts, its target is the company's own.
    pub total: ApmRow,
    /// The sum of the rows' targets less the company's, where both are set: "rows differ by".
    pub targets_differ_by: Option<Company>,
    /// Currencies met that have no rate on the day: counted, their amounts left out.
    pub without_rate: Vec<Currency>,
    /// The day of the oldest rate used.
    pub oldest_rate: Option<Day>,
    /// What people call the keys in the filter, so that a page can name its conditions.
    pub named: Vec<DimensionValue>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApmRow {
    /// The key in `rows_by`; empty is "(none)".
    pub key: String,
    /// The key in `nest_by`, if this is an inner row.
    pub nested: Option<String>,
    /// What people call it; empty for "(none)" and for fixed lists, which each language names.
    pub label: String,
    /// This year.
    pub now: Cells,
    /// The same day last year, as of that day.
    pub then: Cells,
    /// Last year's whole period, as it landed: closed.
    pub landed_closed: Company,
    /// Last year's whole period, as it landed: pipe generation.
    pub landed_generated: Company,
    /// The target of exactly this row.
    pub target: Option<Company>,
    /// The pipe generation target of exactly this row.
    pub generation_target: Option<Company>,
    /// Last year's target of exactly this row, for last year's coverage.
    pub target_then: Option<Company>,
    /// The numbers that are not told.
    #[serde(default, skip_serializing_if = "Withheld::is_empty")]
    pub withheld: Withheld,
}

/// Numbers that are not told to somebody who sees aggregates only: they stand on fewer than five deals, or would tell such
/// a number by subtraction. Where they would stand, there is 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Withheld {
    /// Of this year.
    pub now: Vec<ApmColumn>,
    /// Of the same day last year.
    pub then: Vec<ApmColumn>,
    /// Of last year's whole period: less the same day, it would tell of the days between, so none is told.
    pub landed: Vec<ApmColumn>,
}

impl Withheld {
    /// Whether everything is told.
    pub fn is_empty(&self) -> bool {
        self.now.is_empty() && self.then.is_empty() && self.landed.is_empty()
    }
}

/// One number of the matrix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ApmColumn {
    /// Closed (ACV).
    #[default]
    Closed,
    /// Open pipeline.
    Open,
    /// Open pipeline with a close date before the period.
    Overdue,
    /// Open pipeline without a close date.
    Undated,
    /// Open pipeline, any date.
    OpenAny,
    /// Pipe generation.
    Generated,
    /// Closed + Commit.
    Forecast,
    /// Lost, with a close date in the period: at what it was last worth while open.
    Lost,
}

/// Which cell, and which page of its deals. The matrix is named by the same parameters as in `ReadApm`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct ApmDealsQuery {
    /// The number.
    #[serde(default)]
    pub column: ApmColumn,
    /// The period. Default: the quarter that contains the as-of day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<PeriodKey>,
    /// The day everything is as of the end of. Default: today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Day>,
    /// The log position everything is known at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_at: Option<LogNo>,
    /// Whose maps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<Organisation>,
    /// Conditions: the row's key and those of the matrix.
    #[serde(rename = "where", default, skip_serializing_if = "Filter::is_empty")]
    pub filter: Filter,
    /// From the answer before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// The deals behind a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApmDeals {
    /// The number they add up to, over all pages.
    pub sum: Company,
    /// The currency of every amount.
    pub currency: Currency,
    /// The period.
    pub period: Period,
    /// The as-of day.
    pub as_of: Day,
    /// The log position the answer is known at.
    pub known_at: LogNo,
    /// The deals' days (`ApmDeal::days`), over all pages.
    pub days: Spread,
    /// The page.
    pub deals: Page<ApmDeal>,
    /// What people call the keys in the filter.
    pub named: Vec<DimensionValue>,
}

/// A deal as it was on the as-of day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApmDeal {
    /// The deal.
    pub id: OpportunityId,
    /// Its name then.
    pub name: String,
    /// Its account.
    pub account: Option<String>,
    /// Its owner.
    pub owner: Option<String>,
    /// Its products.
    pub products: Vec<String>,
    /// Its stage.
    pub stage: StageId,
    /// The stage's name.
    pub stage_name: String,
    /// Open, won or lost then.
    pub kind: StageKind,
    /// Its forecast category.
    pub category: Category,
    /// Its type.
    pub deal_type: DealType,
    /// Who generated it.
    pub source: Option<Source>,
    /// Its close date.
    pub close_day: Option<Day>,
    /// What it adds to the cell, in the company's currency; nothing if there is no rate.
    pub amount: Option<Company>,
    /// The same at the probability of its stage, if it was open.
    pub weighted: Option<Company>,
    /// What it was last worth while open, if it was closed; nothing if there is no rate.
    pub while_open: Option<Company>,
    /// Its whole ACV in its own currency.
    pub acv: Money,
    /// The day it was created.
    pub created: Day,
    /// Days from there to the day it counts on: its close date if it was closed, the as-of day if it was open, for pipe
    /// generation the day it was generated.
    pub days: i64,
}

/// Which total. It has no rows: those of the matrix are unknown here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct ApmLineQuery {
    /// The period. Default: the quarter that contains the as-of day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<PeriodKey>,
    /// The day that says which period, if none is named. Default: today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Day>,
    /// The log position everything is known at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_at: Option<LogNo>,
    /// Whose maps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<Organisation>,
    /// Conditions on any dimensions.
    #[serde(rename = "where", default, skip_serializing_if = "Filter::is_empty")]
    pub filter: Filter,
}

/// One number through the period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApmLine {
    /// The period.
    pub period: Period,
    /// The currency of every amount.
    pub currency: Currency,
    /// A point a week, and the period's last day (none after today).
    pub points: Vec<ApmPoint>,
}

/// The total on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApmPoint {
    /// As of the end of this day.
    pub day: Day,
    /// Closed so far; nothing where it is not told, because it stands on too few deals.
    pub closed: Option<Company>,
    /// Open pipeline; likewise.
    pub open: Option<Company>,
}
