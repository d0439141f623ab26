//! The company's settings: set up at first, changed later.

mod form;
mod page;
mod zone;

pub use form::{read, tidy};
pub use page::Setup;
pub use zone::LocalZone;
