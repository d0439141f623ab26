//! The company's settings: set up at first, changed later.

mod form;
mod page;

pub use form::{read, tidy};
pub use page::Setup;
