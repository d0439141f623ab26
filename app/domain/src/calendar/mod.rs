//! The fiscal calendar: periods that are looked up, never computed from months elsewhere.

mod business;
mod period;
mod settings;
mod table;

pub use period::{NotAPeriod, Period, PeriodKey, PeriodKind};
pub use settings::{FiscalSettings, Pattern, Week53};
pub use table::FiscalCalendar;

#[cfg(test)]
mod tests;
