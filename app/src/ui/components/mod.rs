//! The pieces pages are made of. `/styleguide` shows them all.

mod badge;
mod empty;
mod entry;
mod field;
mod form;
mod head;
mod help;
mod icon;
mod load;
mod menu;
mod moment;
mod pager;
mod picker;
mod presence;
mod sparkline;
mod tabs;
mod toast;

pub use badge::{Badge, class_of, shape, word_of};
pub use empty::{Empty, Failed, Skeleton, told};
pub use entry::{Entry, Look, choice, said, why, word};
pub use field::{Choices, Field};
pub use form::GetForm;
pub use head::{Crumb, PageHead};
pub use help::Help;
pub use icon::{Icon, icon};
pub use load::load;
pub use menu::{Menu, MenuItem};
pub use moment::moment;
pub use pager::Pager;
pub use picker::{Finder, InForm, Picked, Picker, finder, picker, values};
pub use presence::presence;
pub use sparkline::sparkline;
pub use tabs::Tabs;
pub use toast::{Toast, Toaster, Toasts, use_toaster};
