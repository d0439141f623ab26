//! What the dry run has to say about rows: a code with its data, which pages say in the visitor's language and
//! [`std::fmt::Display`] in English.

use domain::{Currency, OpportunityId};
use serde::{Deserialize, Serialize};

/// What became of a row in the dry run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Verdict {
    /// Taken as it is.
    Accept,
    /// Taken after a stated repair.
    Repair,
    /// Left out.
    Reject,
    /// After an undo: a deal that was edited since, and stays as it is.
    Keep,
}

/// Which findings.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct FindingsQuery {
    /// Only these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// From the answer before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// One thing the dry run has to say about a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Finding {
    /// The file.
    pub file: String,
    /// The line, counted from 1 with the header.
    pub line: u64,
    /// The column's header, if it is about one.
    pub column: Option<String>,
    /// The value found.
    pub value: String,
    /// What became of the row.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// The same in English, with what to do.
    pub text: String,
}

/// What deals point to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Thing {
    /// A person.
    Person,
    /// An account.
    Account,
    /// A product.
    Product,
    /// A campaign.
    Campaign,
}

impl std::fmt::Display for Thing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Person => "person",
            Self::Account => "account",
            Self::Product => "product",
            Self::Campaign => "campaign",
        })
    }
}

/// Why a row was repaired, left out or kept. Column and value are the finding's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Reason {
    /// Another number of values than the header has columns.
    #[error(
        "The row has {values} values, the header {columns}. Look for a missing value, or for a separator inside a text without quotation marks."
    )]
    Width {
        /// How many the row has.
        values: u32,
        /// How many the header has.
        columns: u32,
    },
    /// The same row stands in an earlier line.
    #[error("The same row stands in line {line} already: taken once.")]
    SameRow {
        /// Which line.
        line: u32,
    },
    /// An earlier line has the same key with other content.
    #[error("Line {line} has the same key with other content, and stands. Decide which one is right.")]
    SameKey {
        /// Which line.
        line: u32,
    },
    /// A text that a spreadsheet would run.
    #[error("It looks like a formula: kept as plain text, and made harmless in every export.")]
    Formula,
    /// A text over the limit.
    #[error("It is longer than {most} characters: cut there.")]
    TooLong {
        /// How many are possible.
        most: u32,
    },
    /// A character that no database keeps.
    #[error("It has a character that is not text. Write it again.")]
    NotText,
    /// No name.
    #[error("The name is missing.")]
    NameMissing,
    /// No id of a deal.
    #[error("The deal’s id is missing.")]
    IdMissing,
    /// An id over the limit.
    #[error("It is longer than {most} characters, which no id is.")]
    IdTooLong {
        /// How many are possible.
        most: u32,
    },
    /// No stage.
    #[error("The stage is missing.")]
    StageMissing,
    /// A stage that the mapping does not speak of.
    #[error("This stage is not mapped. Say which stage of yours it stands for.")]
    StageUnmapped,
    /// No number where an amount belongs.
    #[error("This is no amount. Write digits only.")]
    NoAmount,
    /// An amount beyond reason.
    #[error("This amount is too large to be true.")]
    AmountTooLarge,
    /// A negative amount of a deal that is no contraction.
    #[error("Only a contraction can have a negative amount. Give the deal that type, or mend the amount.")]
    AmountNegative,
    /// More decimals than the currency has.
    #[error("It has more decimals than {currency}: rounded.")]
    Rounded {
        /// The currency.
        currency: Currency,
    },
    /// No number where a list price belongs.
    #[error("This is no amount: left without a list price.")]
    NoListPrice,
    /// No number where employees are counted.
    #[error("This is no whole number: left without a segment.")]
    NoEmployees,
    /// No day of the calendar.
    #[error("This is no day of the calendar, or it is written in another order than the column’s other dates.")]
    NoDate,
    /// A day beyond reason.
    #[error("This day lies outside the years 1970 to 2199.")]
    DateBeyond,
    /// No currency.
    #[error("This is no currency. Write its code by ISO 4217, such as EUR.")]
    NoCurrency,
    /// Two currencies in one deal.
    #[error("Two currencies in one deal: {one} and {other}. A deal has one.")]
    TwoCurrencies {
        /// The one.
        one: Currency,
        /// The other.
        other: Currency,
    },
    /// No forecast category.
    #[error("This is no forecast category: the stage’s own counts.")]
    NoCategory,
    /// No type of deal that is known.
    #[error("This is no type of deal that is known: taken as new.")]
    NoType,
    /// No function that generates deals.
    #[error("This is none of AE, BDR, SDR, ECS, Cloud Sales and Partner: left “(none)”.")]
    NoSource,
    /// No term within reason.
    #[error("This is no number of months from 1 to 1,200: left out.")]
    NoTerm,
    /// More than one of this name.
    #[error("More than one {thing} has this name: left “(none)”. Give the id instead.")]
    Several {
        /// What was looked for.
        thing: Thing,
    },
    /// None of this name or id.
    #[error("No {thing} of this name or id is known: left “(none)”.")]
    Unknown {
        /// What was looked for.
        thing: Thing,
    },
    /// None of this name, but a similar one.
    #[error("No {thing} of this name is known: left “(none)”. Is it “{name}”? Then replace the value in the mapping.")]
    Similar {
        /// What was looked for.
        thing: Thing,
        /// What the similar one is called.
        name: String,
    },
    /// Not known before.
    #[error("No {thing} of this name was known: added.")]
    Added {
        /// What was looked for.
        thing: Thing,
    },
    /// Parents of accounts that go round.
    #[error("The parent accounts go round in a circle: left without a parent.")]
    ParentCircle,
    /// Managers that go round.
    #[error("The managers go round in a circle: {people}.")]
    ManagerCircle {
        /// Who is on it.
        people: String,
    },
    /// A team in two regions.
    #[error("An earlier row puts the team “{team}” in “{region}”: that stands.")]
    TeamElsewhere {
        /// The team.
        team: String,
        /// Its region.
        region: String,
    },
    /// A rate that says too little.
    #[error("A rate needs a currency, a day and a number above zero.")]
    RateIncomplete,
    /// No number.
    #[error("This is no number. Write digits only.")]
    NoNumber,
    /// No quarter.
    #[error("This is no quarter. Write it as FY27-Q4.")]
    NoQuarter,
    /// No measure that has targets.
    #[error("This is no measure that has targets. Write acv or generation.")]
    NoMeasure,
    /// No dimension.
    #[error("This is no dimension of the matrix. Write one such as product, region or owner, or nothing for the company.")]
    NoDimension,
    /// A row of the matrix that there is not.
    #[error("This is not known, or not the only one of that name.")]
    KeyUnknown,
    /// A closed deal whose file has no close dates.
    #[error("The deal is closed and no column says when: taken as closed on the day it was expected to.")]
    ClosedAsExpected,
    /// A closed deal without a close date.
    #[error("The deal is closed without a date: it closes now, and counts in no earlier period.")]
    CloseMissing,
    /// A creation in the future.
    #[error("The deal was created in the future: its history starts now.")]
    CreatedAhead,
    /// No creation date.
    #[error("The creation date is missing: the deal’s history starts on the day of the import.")]
    CreatedMissing,
    /// A creation after the close.
    #[error("The deal closed before it was created: taken as created on the day it closed.")]
    CreatedAfterClose,
    /// A step without a date.
    #[error("The date of the step is missing.")]
    StepUndated,
    /// A step in the future.
    #[error("The step lies in the future: it takes effect now.")]
    StepAhead,
    /// A step that stands in an earlier line.
    #[error("The same step stands in an earlier line already: taken once.")]
    SameStep,
    /// More product lines than a deal can have.
    #[error("A deal has at most {most} product lines.")]
    TooManyLines {
        /// How many are possible.
        most: u32,
    },
    /// Deleted where it comes from.
    #[error("The deal is deleted in the system it comes from: left out.")]
    DeletedThere,
    /// Deleted here.
    #[error("The deal is deleted here. Restore it first.")]
    DeletedHere,
    /// A deal nobody knows.
    #[error("No deal with this id is known, and none is in the files of this import.")]
    NoDeal,
    /// A field that a person has changed since.
    #[error(
        "Somebody has changed this here since the last import. Decide which one is right, or set in the rules how such conflicts end."
    )]
    EditedSince,
    /// A field that a person has changed since, and that stays.
    #[error("Somebody has changed this here since the last import: that stays.")]
    EditKept,
    /// After an undo: a deal that was changed since.
    #[error("The deal was changed since the import, so it stays as it is.")]
    ChangedSince {
        /// Which one.
        deal: OpportunityId,
    },
    /// What no deal can be.
    #[error("The deal cannot be like this: mend this value.")]
    Unfit,
    /// The last finding that is kept.
    #[error("From here on findings are counted but not listed.")]
    Unlisted,
}
