//! What Motore does with deals: keeps them (`store`), answers questions about them from memory (`ledger`, `apm`), brings
//! them in (`importing`), makes some up (`demo`), and knows who may see which (`view`, `auth`). It knows neither HTTP nor
//! the user interface.

pub mod apm;
pub mod auth;
pub mod clock;
pub mod demo;
pub mod engine;
pub mod hygiene;
pub mod importing;
mod inbox;
pub mod jobs;
pub mod ledger;
pub mod live;
pub mod mail;
mod proposed;
mod review;
pub mod store;
#[cfg(feature = "testing")]
pub mod testing;
pub mod view;

pub use clock::{Clock, Zone};
pub use engine::{Engine, Progress};
pub use proposed::proposed_workspace;
pub use store::{Store, StoreError};
pub use view::View;
