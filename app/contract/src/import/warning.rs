//! What to know before what a dry run accepted is published.

use domain::{Currency, Day};
use serde::{Deserialize, Serialize};

/// Something to know before publishing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Warning {
    /// What.
    pub of: Peril,
    /// The same in English, with what to do.
    pub text: String,
}

impl From<Peril> for Warning {
    fn from(of: Peril) -> Self {
        Self { text: of.to_string(), of }
    }
}

/// What publishing would bring with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Peril {
    /// Amounts in a currency that has no exchange rate on the days they need one.
    #[error(
        "{} in {currency}, and no exchange rate is known for {from}: the amounts are left out of the totals. Enter what one {currency} is worth in {home} from {from} on, under Exchange rates, or bring in a file of rates.", super::rows(*rows)
    )]
    NoRate {
        /// The currency.
        currency: Currency,
        /// The company's.
        home: Currency,
        /// The first day that needs a rate and has none.
        from: Day,
        /// How many rows that concerns.
        rows: u64,
    },
    /// Without deals, the sales process is made anew of the files' stages.
    #[error(
        "The sales process is replaced by the stages of the files. Now it is: {}. Then: {}. To keep it, say so in the mapping (process = \"keep\"). Undoing the import brings it back.", before.join(", "), after.join(", ")
    )]
    ProcessReplaced {
        /// Its stages now.
        before: Vec<String>,
        /// Its stages then.
        after: Vec<String>,
    },
}
