//! The rules of hygiene, for administrators: what each flag does and where it begins, for all deals or some.

mod form;
mod page;

pub use form::{read, tidy};
pub use page::HygieneRules;
