//! The weekly review: a manager goes through every open deal of the team; flags that are waived meanwhile.

use crate::hygiene::Tally;
use crate::opportunity::{OpportunityPatch, OpportunityPath};
use domain::hygiene::{Flag, Severity};
use domain::review::Disposition;
use domain::{Category, Currency, Day, Instant, LogNo, Money, OpportunityId, PersonId, StageId};
use serde::{Deserialize, Serialize};

crate::endpoints! { "Review";
    /// A team's review of a week: its open deals, worst first, and how far the review has come. Managers and administrators.
    ReadReview = Get "/api/v1/review", query: ReviewQuery, answer: Review;
    /// Says what a review of a deal comes to, and changes the deal accordingly: both, or neither. Send an `Idempotency-Key`.
    ReviewDeal = Post "/api/v1/opportunities/{id}/reviews", path: OpportunityPath, body: ReviewBody, answer: DealReviews;
    /// Takes back what one's own last review of a deal came to, within ten minutes and if nobody has changed the deal since.
    UndoReview = Delete "/api/v1/opportunities/{id}/reviews/{log}", path: ReviewPath, answer: DealReviews;
    /// What was said of a deal in reviews, latest first, and what is waived.
    ListReviews = Get "/api/v1/opportunities/{id}/reviews", path: OpportunityPath, answer: DealReviews;
    /// Waives a flag of a deal up to and including a day. The same flag again replaces; a retry changes nothing.
    WaiveFlag = Post "/api/v1/opportunities/{id}/waivers", path: OpportunityPath, body: WaiveBody, answer: DealReviews;
    /// Takes a waiver back.
    EndWaiver = Delete "/api/v1/opportunities/{id}/waivers/{flag}", path: WaiverPath, answer: DealReviews;
}

/// Which deals of the review.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct ReviewQuery {
    /// Only deals of this person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// Those reviewed this week as well. Default: only those still to be reviewed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub all: bool,
    /// From the answer before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// A team's review of a week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Review {
    /// The first day of the week.
    pub week: Day,
    /// The last.
    pub last: Day,
    /// Today.
    pub today: Day,
    /// The currency of every sum.
    pub currency: Currency,
    /// All the team's open deals, and those reviewed this week.
    pub total: Coverage,
    /// The same for each person, least covered first.
    pub people: Vec<Coverage>,
    /// The deals, worst first.
    pub items: Vec<ReviewItem>,
    /// How many there are in all.
    pub left: i64,
    /// From the last of them on; nothing if there are no more.
    pub next: Option<String>,
}

/// How much of somebody's deals was reviewed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Coverage {
    /// Whose; nobody's in the total.
    pub person: Option<PersonId>,
    /// What they are called.
    pub name: String,
    /// All open deals.
    pub open: Tally,
    /// Those reviewed this week.
    pub reviewed: Tally,
}

/// A deal to be reviewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewItem {
    /// The deal.
    pub id: OpportunityId,
    /// The version shown: the base of what is decided.
    pub version: LogNo,
    /// Its name.
    pub name: String,
    /// Its account's name.
    pub account: Option<String>,
    /// Its owner's name.
    pub owner: Option<String>,
    /// Its stage.
    pub stage: StageId,
    /// The stage's name.
    pub stage_name: String,
    /// The category that counts.
    pub category: Category,
    /// Its ACV.
    pub acv: Money,
    /// When it is to close.
    pub close_day: Option<Day>,
    /// What happens next.
    pub next_step: Option<String>,
    /// When.
    pub next_step_day: Option<Day>,
    /// Since when it is in its stage.
    pub stage_since: Day,
    /// How often its close date went to a later quarter.
    pub pushes: u16,
    /// What is wrong with it, what blocks first.
    pub flags: Vec<Standing>,
    /// The last review.
    pub last: Option<Said>,
    /// Whether that was this week.
    pub reviewed: bool,
    /// What changed since the last review; without one, in the last seven days.
    pub changes: Vec<Changed>,
    /// From here on: the deals after this one.
    pub place: String,
}

/// A flag that stands on a deal, or would if it were not waived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Standing {
    /// Which.
    pub flag: Flag,
    /// What it does.
    pub severity: Severity,
    /// Since when, where that can be told.
    pub since: Option<Day>,
    /// Whether it is waived.
    pub waived: bool,
}

/// A field that changed, as it was and as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "field")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Changed {
    /// It is new.
    New,
    /// The stage, by name.
    Stage {
        /// Was.
        from: String,
        /// Is.
        to: String,
    },
    /// The amount.
    Amount {
        /// Was.
        from: Money,
        /// Is.
        to: Money,
    },
    /// The close date.
    CloseDay {
        /// Was.
        from: Option<Day>,
        /// Is.
        to: Option<Day>,
    },
    /// The category that counts.
    Category {
        /// Was.
        from: Category,
        /// Is.
        to: Category,
    },
    /// The next step or its day.
    NextStep,
}

/// What was said in a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Said {
    /// Its place in the log.
    pub log: LogNo,
    /// The first day of its week.
    pub week: Day,
    /// When.
    pub at: Instant,
    /// By whom.
    pub reviewer: Option<String>,
    /// What it came to.
    pub disposition: Disposition,
    /// In their words.
    pub note: String,
    /// Whether the deal was changed by it.
    pub changed: bool,
}

/// What a review comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewBody {
    /// What it comes to.
    pub disposition: Disposition,
    /// In words; may be empty, but for a deal that is given up or put aside.
    #[serde(default)]
    pub note: String,
    /// What changes: the stage to re-stage, the close date to re-date, a lost stage and the reason to close, the day to
    /// nurture; with each of them the next step and its day. `base` is the version that was looked at.
    pub patch: OpportunityPatch,
}

/// What was said of a deal, and what is waived.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DealReviews {
    /// The reviews, latest first; the last fifty.
    pub reviews: Vec<Said>,
    /// What is wrong with it, what is waived too.
    pub flags: Vec<Standing>,
    /// The waivers in force.
    pub waivers: Vec<Waived>,
    /// Whether the one who asks may review it and waive.
    pub may_review: bool,
}

/// A waiver in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Waived {
    /// Which flag.
    pub flag: Flag,
    /// Up to and including this day.
    pub until: Day,
    /// Why.
    pub reason: String,
    /// By whom.
    pub author: Option<String>,
    /// When.
    pub at: Instant,
}

/// Which review.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Path))]
pub struct ReviewPath {
    /// The deal.
    pub id: OpportunityId,
    /// The review's place in the log.
    pub log: LogNo,
}

/// A flag to be waived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaiveBody {
    /// Which.
    pub flag: Flag,
    /// Up to and including this day.
    pub until: Day,
    /// Why.
    pub reason: String,
}

/// Which waiver.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Path))]
pub struct WaiverPath {
    /// The deal.
    pub id: OpportunityId,
    /// The flag.
    pub flag: Flag,
}
