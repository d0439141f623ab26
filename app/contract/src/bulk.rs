//! Changing many deals at once: first a preview that says what would happen to each, then the change, then perhaps its undoing.

use crate::Problem;
use crate::opportunity::OpportunityPatch;
use domain::{BulkId, Category, Day, Instant, LogNo, OpportunityId, PersonId, StageId, StageKind};
use serde::{Deserialize, Serialize};

crate::endpoints! { "Many deals";
    /// Says what a change would do to each of many deals, and keeps that under an id of the caller's making. Nothing is changed.
    PreviewBulk = Put "/api/v1/bulk/{id}", path: BulkPath, body: BulkBody, answer: Bulk;
    /// A change of many deals: how far it has come.
    ReadBulk = Get "/api/v1/bulk/{id}", path: BulkPath, answer: Bulk;
    /// What it does, or did, to each deal.
    ListBulk = Get "/api/v1/bulk/{id}/deals", path: BulkPath, query: ListBulkQuery, answer: crate::Page<BulkItem>;
    /// Does what was previewed: an ordinary version of each deal. Called again, it goes on where it was interrupted.
    ApplyBulk = Post "/api/v1/bulk/{id}/apply", path: BulkPath, answer: Bulk;
    /// Takes it back, for the deals nobody has changed since.
    UndoBulk = Post "/api/v1/bulk/{id}/undo", path: BulkPath, answer: Bulk;
}

/// How many deals one change takes.
pub const MOST: usize = 5_000;

/// Which change.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Path))]
pub struct BulkPath {
    /// Its id.
    pub id: BulkId,
}

/// Which deals, and what of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkBody {
    /// Which deals.
    pub which: Which,
    /// What to change.
    pub change: BulkChange,
}

/// Which deals: these, or all that a question of the list finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Which {
    /// These.
    Ids(Vec<OpportunityId>),
    /// All that the list of deals answers to this.
    All {
        /// The condition.
        #[serde(default, rename = "where")]
        condition: Option<String>,
        /// Only names that contain this.
        #[serde(default)]
        search: Option<String>,
        /// Only open, won or lost ones.
        #[serde(default)]
        kind: Option<StageKind>,
    },
}

/// One change, the same for all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BulkChange {
    /// Somebody else's from now on.
    Owner(Option<PersonId>),
    /// To a stage.
    Stage(StageId),
    /// The close date, by so many days: later, or earlier below zero.
    ShiftClose(i16),
    /// The close date.
    CloseDay(Day),
    /// The forecast category over the stage's; none for the stage's own.
    Category(Option<Category>),
    /// The day of the next step.
    NextStepDay(Option<Day>),
}

/// How far a change of many deals has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Bulk {
    /// The change.
    pub id: BulkId,
    /// Who asked for it.
    pub person: PersonId,
    /// When.
    pub created_at: Instant,
    /// What is changed.
    pub change: BulkChange,
    /// Where it is.
    pub state: BulkState,
    /// How many deals there are of each outcome.
    pub counts: BulkCounts,
}

/// Where a change of many deals is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BulkState {
    /// Nothing has been changed.
    Preview,
    /// Being done.
    Applying,
    /// Done.
    Done,
    /// Being taken back.
    Undoing,
    /// Taken back.
    Undone,
}

/// What becomes of one deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BulkOutcome {
    /// It will be changed.
    Ready,
    /// It is already so.
    Same,
    /// It is not changed, for the reason given.
    Refused,
    /// It has been changed.
    Changed,
    /// The change has been taken back.
    Restored,
    /// It was edited after the change, and so the change is not taken back.
    Edited,
}

/// How many deals there are of each outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkCounts {
    /// To be changed.
    pub ready: i64,
    /// Already so.
    pub same: i64,
    /// Not changed.
    pub refused: i64,
    /// Changed.
    pub changed: i64,
    /// Taken back.
    pub restored: i64,
    /// Edited since, and left.
    pub edited: i64,
}

/// One deal of a change of many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkItem {
    /// Its place.
    pub place: i64,
    /// The deal.
    pub id: OpportunityId,
    /// Its name.
    pub name: String,
    /// The fields that change, as they become.
    pub patch: OpportunityPatch,
    /// The same fields as they were.
    pub back: OpportunityPatch,
    /// What becomes of it.
    pub outcome: BulkOutcome,
    /// Why it is refused, or why it is not taken back.
    pub reason: Option<Problem>,
    /// The version it became.
    pub version: Option<LogNo>,
}

/// Which part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct ListBulkQuery {
    /// Only those with this outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<BulkOutcome>,
    /// From the answer before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}
