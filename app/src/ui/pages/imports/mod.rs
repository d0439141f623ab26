//! Imports: files in, how they are read, what would become of them, publishing and undoing.

mod file;
mod findings;
mod form;
mod list;
mod mapping;
mod page;
mod progress;
pub mod stages;

pub use form::{read, tidy};
pub use list::Imports;
pub use page::Import;
pub use progress::Progress;
