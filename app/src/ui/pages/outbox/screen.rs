//! The places where a page says what waits. The server knows nothing of it, so it renders them empty, with the words in the
//! visitor's language; `frontend/worker/screen.js` draws in them. They are islands as far as a page that is loaded again is
//! concerned, and cost no wasm.

use crate::context::Visit;
use crate::ui::i18n::deal::deal;
use crate::ui::i18n::{Texts, offline};
use crate::ui::island::{Island, island};
use domain::activity::ActivityKind;
use domain::{Category, DealType, OpportunityId, Source};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A place, and the words for it.
#[derive(Serialize, Deserialize)]
struct Screen {
    /// Which one: `sign`, `list`, `deal` or `cards`.
    place: String,
    /// The deal, if it is one's.
    #[serde(skip_serializing_if = "Option::is_none")]
    deal: Option<OpportunityId>,
    /// The words.
    words: Value,
}

impl Island for Screen {
    const NAME: &'static str = "outbox";

    fn key(&self) -> Option<String> {
        Some(format!("{}-{:?}", self.place, self.deal))
    }

    fn view(self) -> AnyView {
        ().into_any()
    }
}

/// The quiet sign in the frame: no network, so many waiting.
pub fn sign(t: &Texts) -> AnyView {
    let w = offline(t.language);
    let words = json!({ "offline": w.offline, "waiting": w.waiting, "asks": w.asks, "open": w.open });
    view! { <div role="status">{island(Screen { place: "sign".into(), deal: None, words })}</div> }.into_any()
}

/// All that waits on this device.
pub(super) fn list(t: &Texts, visit: &Visit) -> AnyView {
    island(Screen { place: "list".into(), deal: None, words: words(t, visit) })
}

/// What waits of one deal, on its page.
pub fn waiting(t: &Texts, visit: &Visit, deal: OpportunityId) -> AnyView {
    island(Screen { place: "deal".into(), deal: Some(deal), words: words(t, visit) })
}

/// What waits of the deals on a page of many, at each of them.
pub fn waiting_here(t: &Texts, visit: &Visit) -> AnyView {
    island(Screen { place: "cards".into(), deal: None, words: words(t, visit) })
}

/// What one has to know to tell of changes in words.
fn words(t: &Texts, visit: &Visit) -> Value {
    let (w, d) = (offline(t.language), &t.deals);
    let workspace = visit.workspace.as_ref().map(|info| &info.workspace);
    let stages = workspace.into_iter().flat_map(|workspace| &workspace.processes).flat_map(|process| &process.stages);
    let stages: Value = stages.map(|stage| (stage.id.0.to_string(), Value::from(stage.name.clone()))).collect();
    let categories = [
        ("omitted", Category::Omitted),
        ("pipeline", Category::Pipeline),
        ("best_case", Category::BestCase),
        ("commit", Category::Commit),
        ("closed", Category::Closed),
    ];
    let categories: Value =
        categories.into_iter().map(|(name, it)| (name.to_owned(), Value::from((t.names.category)(it)))).collect();
    let sources: Value = Source::ALL.iter().map(|it| (it.as_str().to_owned(), Value::from((t.names.source)(*it)))).collect();
    let types: Value = DealType::ALL.iter().map(|it| (it.as_str().to_owned(), Value::from((t.names.deal_type)(*it)))).collect();
    let kind = deal(t.language).kind;
    let kinds: Value = ActivityKind::ALL.iter().map(|it| (it.as_str().to_owned(), Value::from(kind(*it)))).collect();
    json!({
        "currency": workspace.map(|workspace| workspace.currency),
        "values": { "do": kinds, "kind": kinds, "stage": stages, "category": categories, "source": sources, "deal_type": types },
        "fields": {
            "name": d.name, "stage": d.stage, "lines": d.amount, "close_day": d.close_date, "category": d.category,
            "next_step": d.next_step, "next_step_day": d.next_step_day, "lost_reason": d.lost_reason, "source": d.source,
            "deal_type": d.deal_type, "owner": d.owner, "account": d.account, "region": d.region, "term_months": d.term,
            "campaign": d.campaign, "currency": d.currency, "amount": d.amount, "product": d.product, "text": w.text, "do": w.kind, "kind": w.kind, "due_day": w.due,
            "url": w.link, "title": w.heading,
        },
        "empty": d.empty_value, "yes": t.common.yes, "no": t.common.no, "items": w.items,
        "now": w.now, "minutes": w.minutes, "hours": w.hours, "days": w.days,
        "nothing": w.empty, "nothing_hint": w.empty_hint, "locked": w.locked, "sign_in": w.sign_in, "forbidden": w.forbidden,
        "new_deal": w.new_deal, "some_deal": w.some_deal, "added": w.added,
        "state": { "waiting": w.waits, "refused": w.refused, "decide": w.decide, "dropped": w.dropped },
        "decide_hint": w.decide_hint, "choice": { "theirs": w.theirs, "mine": w.mine, "was": w.was },
        "send": w.send, "retry": w.retry, "mend": w.mend, "fill_in": w.fill_in, "drop": w.drop, "undo": w.undo, "open": w.open, "here": w.here_wait, "field": w.field_waits,
        "leaving": w.leaving, "leaving_hint": w.leaving_hint, "leave_keeping": w.leave_keeping, "leave_dropping": w.leave_dropping,
        "stay": w.stay,
    })
}
