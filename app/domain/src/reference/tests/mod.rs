//! The definitions on stories short enough for paper, and what must hold of any history.

mod properties;
mod stories;
