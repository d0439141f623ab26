//! What the browser keeps while one goes from page to page, and how it takes over what a page holds.

use crate::context::Boot;
use crate::go::Go;
use crate::ui::components::{Toast, Toaster};
use crate::ui::i18n::{Texts, texts};
use contract::{Client, Transport};
use domain::pace::Standing;
use leptos::prelude::*;

pub use crate::ui::islands::{Held, take_over};

/// What every island finds around it.
#[derive(Clone)]
pub struct Browser {
    texts: &'static Texts,
    client: Client,
    go: Go,
    toaster: Toaster,
    // Owns the messages, which outlive pages.
    _owner: Owner,
}

impl Browser {
    /// Makes ready. `transport` carries calls of the API, `go` leads to other pages.
    pub fn new(boot: &Boot, transport: impl Transport + 'static, go: fn(crate::go::Way)) -> Self {
        let owner = Owner::new_root(None);
        let toaster = owner.with(Toaster::default);
        Self { texts: texts(boot.language), client: Client::new(transport), go: Go::new(go), toaster, _owner: owner }
    }

    /// Puts it around what is drawn now.
    pub(crate) fn surround(&self) {
        provide_context(self.texts);
        provide_context(self.client.clone());
        provide_context(self.go);
        provide_context(self.toaster);
    }

    /// Says that no answer came, and that nothing was lost.
    pub fn say_unreachable(&self) {
        self.toaster.show(Toast { standing: Standing::Act, text: self.texts.trouble.unreachable.to_owned(), action: None });
    }
}
