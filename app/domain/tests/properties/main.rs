//! Properties and golden examples of the small parts: days, calendars, filters, money, stages. Each expectation comes
//! from a definition, from paper, or from another library.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod calendar;
mod condition;
mod day;
mod filter;
mod measure;
mod money;
mod stage;
