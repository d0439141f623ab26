//! Saved views of the list of deals: a question with a name, and the columns somebody chose.

use domain::{PersonId, StageKind, ViewId};
use serde::{Deserialize, Serialize};

crate::endpoints! { "Views";
    /// One's own views, those others share, and the columns one has chosen for the list of deals.
    ListViews = Get "/api/v1/views", answer: Views;
    /// Creates a view under an id of the caller's making, or replaces it. Only its author or an administrator may change one.
    SaveView = Put "/api/v1/views/{id}", path: ViewPath, body: ViewBody, answer: SavedView;
    /// Removes a view. Only its author or an administrator may.
    RemoveView = Delete "/api/v1/views/{id}", path: ViewPath, answer: crate::Nothing;
    /// Chooses the columns of one's list of deals; an empty list goes back to the usual ones.
    SaveColumns = Put "/api/v1/columns", body: ColumnsBody, answer: ColumnsBody;
}

/// Which view.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Path))]
pub struct ViewPath {
    /// Its id.
    pub id: ViewId,
}

/// What there is to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Views {
    /// The views in order: those there are from the start, shared ones, one's own.
    pub views: Vec<SavedView>,
    /// The columns one has chosen; empty for the usual ones.
    pub columns: Vec<Column>,
}

/// A view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavedView {
    /// The view.
    pub id: ViewId,
    /// Which of those there are from the start it is: its name then stands in the reader's language on the screens.
    pub standard: Option<String>,
    /// Who made it.
    pub author: Option<PersonId>,
    /// What the author is called.
    pub author_name: Option<String>,
    /// Whether the reader may change it.
    pub changeable: bool,
    /// What it asks, and how it is called.
    #[serde(flatten)]
    pub view: ViewBody,
}

/// What a view asks, how it shows the answer, and how it is called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ViewBody {
    /// What people call it.
    pub name: String,
    /// Whether everybody who sees deals finds it.
    #[serde(default)]
    pub shared: bool,
    /// The condition, as in `where` of the list of deals.
    #[serde(default, rename = "where")]
    pub condition: String,
    /// Only names that contain this.
    #[serde(default)]
    pub search: String,
    /// Only open, won or lost ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<StageKind>,
    /// The order, as in `sort` of the list of deals; empty for the usual one.
    #[serde(default)]
    pub sort: String,
    /// The columns; empty for those the reader has chosen.
    #[serde(default)]
    pub columns: Vec<Column>,
}

/// The columns of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ColumnsBody {
    /// The columns, in order; the name always comes first and is none of them.
    pub columns: Vec<Column>,
}

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// A column of the list of deals, beside the name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum Column {
            $($(#[$doc])* #[serde(rename = $word)] $name,)*
        }

        impl Column {
            /// All there are, in the order in which they are offered.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The name used in the API and in addresses.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// The column with this name.
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($word => Some(Self::$name),)* _ => None }
            }
        }
    };
}

columns! {
    /// The account.
    Account = "account",
    /// Where it stands.
    Stage = "stage",
    /// Who owns it.
    Owner = "owner",
    /// The close date.
    Close = "close",
    /// The ACV.
    Amount = "amount",
    /// The forecast category that counts.
    Category = "category",
    /// What happens next.
    NextStep = "next_step",
    /// When.
    NextStepDay = "next_step_day",
    /// What is wrong with it.
    Flags = "flags",
    /// How many days it has been at its stage.
    DaysInStage = "days_in_stage",
    /// How often its close date moved to a later quarter.
    Pushes = "pushes",
    /// What kind of business it is.
    Type = "type",
    /// Who generated it.
    Source = "source",
}

impl Column {
    /// The columns somebody who has chosen none sees.
    pub const USUAL: &[Self] = &[Self::Account, Self::Stage, Self::Owner, Self::NextStep, Self::Close, Self::Amount];

    /// Columns as they are written in addresses and kept: names with commas between. Those there are no more are left out.
    pub fn list(text: &str) -> Vec<Self> {
        text.split(',').filter_map(Self::parse).collect()
    }

    /// The other way round.
    pub fn text(columns: &[Self]) -> String {
        columns.iter().map(|column| column.as_str()).collect::<Vec<_>>().join(",")
    }
}
