//! Who else has a deal on their screen.

use crate::ui::i18n::{live, use_texts};
use domain::OpportunityId;
use leptos::prelude::*;

/// Where the browser writes who that is (`frontend/live`): it is none of the page's content, and stays when the page is
/// loaded again, as what is in an island does.
pub fn presence(deal: OpportunityId) -> impl IntoView {
    let texts = live(use_texts().language);
    let (key, id) = (deal.to_string(), deal.to_string());
    view! {
        <motore-island data-name="presence" data-key=key>
            <p class="presence" role="status" data-presence=id data-here=texts.here data-editing=texts.editing></p>
        </motore-island>
    }
}
