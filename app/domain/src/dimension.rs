//! Dimensions: what a matrix can have as rows, and what a filter can name.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! dimensions {
    ($($(#[$doc:meta])* $name:ident = $text:literal),* $(,)?) => {
        /// What deals are grouped and filtered by. The key of a value is a text: the id of a product, person, team,
        /// account or campaign; the number of a stage; else the value itself. The empty key is "(none)".
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum Dimension {$(
            $(#[$doc])*
            #[serde(rename = $text)]
            $name,
        )*}

        impl Dimension {
            /// All of them, the four of the standard matrices first.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The name used in links, the API and the database.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }
        }
    };
}

dimensions! {
    /// The product of a line.
    Product = "product",
    /// The deal's own region, else its owner's team's, else its account's (the order can be configured).
    Region = "region",
    /// The account's segment.
    Segment = "segment",
    /// Who generated the deal: AE, BDR, SDR, ECS, Cloud Sales, Partner.
    Source = "source",
    /// The family of a line's product.
    Family = "family",
    /// The account's territory.
    Territory = "territory",
    /// The account's country.
    Country = "country",
    /// The account's industry.
    Industry = "industry",
    /// The account.
    Account = "account",
    /// The person who owns the deal.
    Owner = "owner",
    /// The owner's team.
    Team = "team",
    /// The owner's manager.
    Manager = "manager",
    /// The deal's origin campaign.
    Campaign = "campaign",
    /// The tactic of the origin campaign.
    Tactic = "tactic",
    /// New, expansion, renewal, contraction.
    Type = "type",
    /// The stage.
    Stage = "stage",
    /// The deal's currency.
    Currency = "currency",
}

impl Dimension {
    /// What those who do not see deals may ask by: none of these is a finer cut of another, so that the rows of two
    /// answers cannot be set against each other; and none names a person or a customer.
    pub const OF_AGGREGATES: &'static [Self] =
        &[Self::Product, Self::Region, Self::Segment, Self::Source, Self::Industry, Self::Campaign, Self::Type];

    /// Whether its rows are people, or follow from whose a deal is: there a deal with revenue shares counts share by share.
    pub fn of_people(self) -> bool {
        matches!(self, Self::Owner | Self::Team | Self::Manager)
    }

    /// The dimension with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|dimension| dimension.as_str() == name)
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
