//! Which deals: conditions on deals as they are now, as data. A saved view, a link and the API hold them as text;
//! the ledger evaluates them.

mod text;

pub use text::NotACondition;

use crate::{Category, Day, Dimension, Source};
use std::fmt;

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $text:literal $kind:ident),* $(,)?) => {
        /// What of a deal a condition can be about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field {$(
            $(#[$doc])*
            $name,
        )*}

        impl Field {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The name used in links and the API.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }

            /// What its values are.
            pub fn values(self) -> Values {
                match self { $(Self::$name => Values::$kind),* }
            }
        }
    };
}

/// What the values of a field are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// Ids, numbers of stages, or texts.
    Keys,
    /// Ids of people; `me` is the one who asks.
    People,
    /// A fixed list of words.
    Words,
    /// Days.
    Days,
    /// Whole numbers.
    Numbers,
}

fields! {
    /// Who owns it.
    Owner = "owner" People,
    /// The owner's team.
    Team = "team" Keys,
    /// The owner's manager.
    Manager = "manager" People,
    /// The stage, by number.
    Stage = "stage" Keys,
    /// Open, won or lost.
    Kind = "kind" Words,
    /// The forecast category that counts.
    Category = "category" Words,
    /// The account.
    Account = "account" Keys,
    /// A line's product.
    Product = "product" Keys,
    /// A line's product's family.
    Family = "family" Keys,
    /// The region.
    Region = "region" Keys,
    /// The account's segment.
    Segment = "segment" Keys,
    /// The account's territory.
    Territory = "territory" Keys,
    /// The account's industry.
    Industry = "industry" Keys,
    /// The account's country.
    Country = "country" Keys,
    /// Who generated it.
    Source = "source" Words,
    /// What kind of business it is.
    Type = "type" Words,
    /// The origin campaign.
    Campaign = "campaign" Keys,
    /// The tactic of the origin campaign.
    Tactic = "tactic" Keys,
    /// The deal's currency.
    Currency = "currency" Keys,
    /// The close date.
    Close = "close" Days,
    /// The day of the next step; the empty value is: nothing is said to happen next.
    NextStep = "next_step" Days,
    /// The day it was created.
    Created = "created" Days,
    /// Its ACV in minor units of the company's currency, at today's rate.
    Amount = "amount" Numbers,
    /// Days in the present stage.
    DaysInStage = "days_in_stage" Numbers,
    /// Days since stage, amount or close date changed.
    DaysQuiet = "days_quiet" Numbers,
    /// How often its close date went to a later fiscal quarter.
    Pushes = "pushes" Numbers,
    /// What is wrong with it; `blocking` and `warning` name all of a kind, the empty value is: nothing.
    Flag = "flag" Words,
}

impl Field {
    /// The field with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.as_str() == name)
    }

    /// The dimension it is, if it is one.
    pub fn dimension(self) -> Option<Dimension> {
        Dimension::parse(self.as_str())
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One end of a range, which belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
    /// A day.
    Day(Day),
    /// So many days after today (before it, if negative): it goes with the days.
    Today(i32),
    /// A number.
    Number(i64),
}

impl Bound {
    /// The number it is: days since 1970 of a day.
    pub fn number(self, today: Day) -> i64 {
        match self {
            Self::Day(day) => i64::from(day.0),
            Self::Today(days) => i64::from(today.0) + i64::from(days),
            Self::Number(number) => number,
        }
    }
}

/// Days that are named by what they are to today. They go with the days, so that a saved view stays true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Span {
    /// All before today.
    Overdue,
    /// Those of the fiscal quarter today lies in.
    ThisQuarter,
    /// Those of the one after.
    NextQuarter,
    /// Those of the fiscal month today lies in.
    ThisMonth,
    /// Those of the one after.
    NextMonth,
}

impl Span {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Overdue, Self::ThisQuarter, Self::NextQuarter, Self::ThisMonth, Self::NextMonth];

    /// The name used in links and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::ThisQuarter => "this_quarter",
            Self::NextQuarter => "next_quarter",
            Self::ThisMonth => "this_month",
            Self::NextMonth => "next_month",
        }
    }

    /// The one with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|span| span.as_str() == name)
    }
}

/// Which deals.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    /// Those that meet all of these; without any, every deal.
    All(Vec<Condition>),
    /// Those that meet one of these.
    Any(Vec<Condition>),
    /// Those that do not meet this.
    Not(Box<Condition>),
    /// Those of which the field is one of these; the empty value is "(none)".
    Is(Field, Vec<String>),
    /// Those of which the field lies between these, both included. What has no value does not.
    Within(Field, Option<Bound>, Option<Bound>),
    /// Those of whose name this is a part, compared without case.
    Contains(String),
}

impl Default for Condition {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

impl Condition {
    /// Whether every deal meets it because it asks for nothing.
    pub fn is_everything(&self) -> bool {
        matches!(self, Self::All(all) if all.is_empty())
    }

    /// The field is one of these.
    pub fn is<V: Into<String>>(field: Field, values: impl IntoIterator<Item = V>) -> Self {
        Self::Is(field, values.into_iter().map(Into::into).collect())
    }

    /// Deals that meet both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let mut all = self.into_all();
        all.extend(other.into_all());
        Self::of(all)
    }

    /// What it says of a field at its top, if it says something: for the inputs of a filter.
    pub fn on(&self, field: Field) -> Option<&Self> {
        self.all().iter().find(|condition| condition.field() == Some(field))
    }

    /// The same without what it says of a field at its top.
    #[must_use]
    pub fn without(self, field: Field) -> Self {
        let mut all = self.into_all();
        all.retain(|condition| condition.field() != Some(field));
        Self::of(all)
    }

    /// Whether it says something of a field, anywhere.
    pub fn mentions(&self, field: Field) -> bool {
        match self {
            Self::All(some) | Self::Any(some) => some.iter().any(|condition| condition.mentions(field)),
            Self::Not(inner) => inner.mentions(field),
            leaf => leaf.field() == Some(field),
        }
    }

    /// Every field and value it names with [`Condition::Is`]: for their labels.
    pub fn named(&self) -> Vec<(Field, &str)> {
        match self {
            Self::All(some) | Self::Any(some) => some.iter().flat_map(Self::named).collect(),
            Self::Not(inner) => inner.named(),
            Self::Is(field, values) => values.iter().map(|value| (*field, value.as_str())).collect(),
            Self::Within(..) | Self::Contains(_) => Vec::new(),
        }
    }

    /// The field it is about, or what it denies is; nothing if it is more than one condition.
    fn field(&self) -> Option<Field> {
        match self {
            Self::Is(field, _) | Self::Within(field, ..) => Some(*field),
            Self::Not(inner) => inner.field(),
            Self::All(_) | Self::Any(_) | Self::Contains(_) => None,
        }
    }

    /// What has to be met, one by one.
    pub fn all(&self) -> &[Self] {
        match self {
            Self::All(all) => all,
            one => std::slice::from_ref(one),
        }
    }

    fn into_all(self) -> Vec<Self> {
        match self {
            Self::All(all) => all,
            one => vec![one],
        }
    }

    fn of(mut all: Vec<Self>) -> Self {
        match all.len() {
            1 => all.remove(0),
            _ => Self::All(all),
        }
    }
}

/// The words a field with a fixed list can have; of a field without one, none.
pub fn words(field: Field) -> Vec<&'static str> {
    match field {
        Field::Kind => vec!["open", "won", "lost"],
        Field::Category => Category::ALL.iter().map(|category| category.as_str()).collect(),
        Field::Source => Source::ALL.iter().map(|source| source.as_str()).collect(),
        Field::Type => crate::DealType::ALL.iter().map(|kind| kind.as_str()).collect(),
        _ => Vec::new(),
    }
}
