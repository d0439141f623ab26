//! The pieces pages are made of. `/styleguide` shows them all.
