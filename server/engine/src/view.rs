//! The store as one person may see it.

use crate::Engine;
use contract::session::Me;

/// The engine, narrowed to what one person may see.
pub struct View {
    /// The whole, for what has been narrowed already.
    pub(crate) engine: Engine,
    /// Whose view it is.
    pub(crate) me: Me,
}

impl View {
    /// Whose view it is.
    pub fn me(&self) -> &Me {
        &self.me
    }

    /// The engine, within this crate.
    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }
}
