//! Phone numbers and mail addresses, to tap.

use crate::ui::i18n::{Texts, accounts};
use leptos::prelude::*;

/// A phone number that is dialled when tapped. Who reads it with their ears hears whose it is, too.
pub fn phone(t: &Texts, of: &str, number: Option<&str>) -> Option<AnyView> {
    let label = |number| format!("{}: {number}", (accounts(t.language).call)(of));
    number.map(|number| {
        let (to, label) = (format!("tel:{}", dial(number)), label(number));
        view! { <a class="button" href=to rel="external" aria-label=label>{number.to_owned()}</a> }.into_any()
    })
}

/// A mail address that begins a mail when tapped.
pub fn mail(t: &Texts, to: &str, address: Option<&str>) -> Option<AnyView> {
    address.map(|address| {
        let label = format!("{}: {address}", (accounts(t.language).write)(to));
        view! { <a class="button" href=format!("mailto:{address}") rel="external" aria-label=label>{address.to_owned()}</a> }
            .into_any()
    })
}

/// A phone number as a telephone takes it.
fn dial(phone: &str) -> String {
    phone.chars().filter(|letter| letter.is_ascii_digit() || *letter == '+').collect()
}
