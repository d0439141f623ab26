//! What Motore's numbers mean: money, days, the fiscal calendar, deals and their versions, and every measure as a pure
//! function. No I/O, no clock, no floats in money: what is in this crate can be checked with pencil and paper.

pub mod activity;
pub mod calendar;
pub mod check;
pub mod condition;
pub mod counters;
pub mod day;
pub mod detail;
pub mod dimension;
pub mod fact;
pub mod filter;
pub mod format;
pub mod gate;
pub mod hygiene;
pub mod id;
pub mod inspection;
pub mod instant;
pub mod measure;
pub mod money;
pub mod name;
#[cfg(feature = "openapi")]
mod openapi;
pub mod opportunity;
pub mod pace;
pub mod ratio;
pub mod reference;
pub mod review;
pub mod role;
pub mod spread;
pub mod stage;
pub mod target;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod workspace;

pub use calendar::{FiscalCalendar, FiscalSettings, Period, PeriodKey, PeriodKind};
pub use condition::Condition;
pub use counters::{Counters, Counts};
pub use day::{Day, Weekday};
pub use detail::{ContactRole, DealContact, Split, SplitKind, TeamMember};
pub use dimension::Dimension;
pub use fact::{Attribute, Fact};
pub use filter::Filter;
pub use format::Language;
pub use gate::Requirement;
pub use hygiene::{Flag, Flags};
pub use id::{
    AccountId, ActivityId, BatchId, BulkId, CampaignId, ContactId, LinkId, LogNo, OpportunityId, PersonId, ProductId, TeamId,
    ViewId,
};
pub use instant::Instant;
pub use measure::Cells;
pub use money::{Company, Currency, Money, Rate};
pub use opportunity::{Cause, DealType, Line, Source, State, Version};
pub use ratio::Ratio;
pub use role::Role;
pub use spread::Spread;
pub use stage::{Category, Process, Stage, StageId, StageKind};
pub use target::{Target, TargetMeasure};
pub use workspace::Workspace;
