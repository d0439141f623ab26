//! The screens over many deals: the list, the board, one's own deals and the deck.

mod board;
mod bulk;
mod deck;
mod drag;
mod filter;
mod list;
mod mine;
mod named;
mod question;
mod quick;
mod rows;
mod views;

pub use board::BoardPage;
pub use bulk::BulkPage;
pub use deck::{Deck, Frame, frame};
pub use drag::Drag;
pub use list::Deals;
pub use mine::Mine;
pub use question::Question;
pub use quick::Quick;
pub use rows::Rows;
