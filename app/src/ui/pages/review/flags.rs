//! Flags as people see them.

use crate::ui::components::Badge;
use crate::ui::i18n::{Texts, hygiene, review};
use contract::review::Standing;
use domain::hygiene::Severity;
use domain::pace;
use leptos::prelude::*;

/// The flags of a deal, each with what it does, since when, and whether it is waived.
pub fn flags(t: &'static Texts, standing: &[Standing]) -> AnyView {
    let (names, words) = (hygiene(t.language), review(t.language));
    let each = standing.iter().map(|flag| {
        let look = match (flag.waived, flag.severity) {
            (true, _) | (_, Severity::Off) => pace::Standing::None,
            (_, Severity::Blocking) => pace::Standing::Act,
            (_, Severity::Warning) => pace::Standing::Watch,
        };
        let since = flag.since.map(|day| format!(" {}", (words.since)(&t.language.day(day)))).unwrap_or_default();
        let waived = if flag.waived { format!(", {}", words.waived) } else { String::new() };
        let text = format!("{}{since}{waived}", (names.flag)(flag.flag));
        view! { <li><Badge standing=look text=text/></li> }
    });
    view! { <ul class="flags">{each.collect_view()}</ul> }.into_any()
}
