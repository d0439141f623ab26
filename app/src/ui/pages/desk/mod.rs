//! The screens over many deals: the list, the board, one's own deals and the deck.

mod board;
mod bulk;
mod call;
mod deck;
mod drag;
mod filter;
mod known;
mod list;
mod mine;
mod named;
mod question;
mod quick;
mod rows;
mod sheet;
mod views;
mod walk;

use crate::ui::i18n::Texts;
use crate::ui::i18n::deal::deal as deal_words;
use leptos::prelude::*;

pub use board::BoardPage;
pub use bulk::BulkPage;
pub use deck::{Deck, Frame, frame};
pub use drag::Drag;
pub use list::Deals;
pub use mine::Mine;
pub use question::Question;
pub use quick::Quick;
pub use rows::Rows;

/// Leads to the form of a new deal, for whoever may make one.
fn new_deal(t: &'static Texts, changes: bool) -> Option<AnyView> {
    changes.then(|| view! { <a class="chip" href="/deals/new">{deal_words(t.language).new}</a> }.into_any())
}
