//! What lists of deals share: who sees none, and marks beside a deal.

use crate::context::{Visit, set_status};
use crate::ui::components::{Badge, Empty, PageHead};
use crate::ui::i18n::Texts;
use domain::pace::Standing;
use domain::{Day, StageKind};
use leptos::prelude::*;

/// Why there are no deals to see for those who see aggregates only.
pub fn unseen(t: &'static Texts, title: String) -> AnyView {
    set_status(403);
    view! {
        <PageHead title=title/>
        <div class="card"><Empty title=t.apm.unseen hint=t.apm.unseen_hint action=("/apm".to_owned(), t.apm.back)/></div>
    }
    .into_any()
}

/// Says of an open deal that it should have been closed, moved or given up by now.
pub fn overdue(t: &'static Texts, visit: &Visit, kind: StageKind, close: Option<Day>) -> Option<AnyView> {
    let today = visit.workspace.as_ref().map(|info| info.today);
    let late = kind == StageKind::Open && close.zip(today).is_some_and(|(close, today)| close < today);
    late.then(|| view! { <Badge standing=Standing::Watch text=t.deals.overdue/> }.into_any())
}

/// A stage: its name, and whether that is won or lost in word and shape.
pub fn kind_badge(t: &'static Texts, kind: StageKind, stage: String) -> AnyView {
    let standing = match kind {
        StageKind::Open => Standing::None,
        StageKind::Won => Standing::Good,
        StageKind::Lost => Standing::Act,
    };
    let word = (t.names.kind)(kind);
    let text = if kind == StageKind::Open || stage.eq_ignore_ascii_case(word) { stage } else { format!("{stage} · {word}") };
    view! { <Badge standing=standing text=text/> }.into_any()
}
