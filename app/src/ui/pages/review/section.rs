//! What was said of a deal in reviews, and what is waived: on the deal's page.

use super::flags::flags;
use crate::context::Visit;
use crate::ui::components::moment;
use crate::ui::i18n::{Texts, hygiene, review};
use contract::review::DealReviews;
use leptos::prelude::*;

/// The section.
pub fn reviews(t: &'static Texts, visit: &Visit, deal: &DealReviews) -> AnyView {
    let (words, names) = (review(t.language), hygiene(t.language));
    let said = deal.reviews.iter().map(|said| {
        let who = said.reviewer.clone().unwrap_or_default();
        view! {
            <li>
                <b>{(words.disposition)(said.disposition)}</b>
                <small>{who}" · "{moment(visit, said.at)}</small>
                {(!said.note.is_empty()).then(|| view! { <p>{said.note.clone()}</p> })}
            </li>
        }
    });
    let waivers = deal.waivers.iter().map(|waiver| {
        let by = waiver.author.clone().unwrap_or_default();
        let text = (words.waived_until)((names.flag)(waiver.flag), &t.language.day(waiver.until), &by);
        let end = deal.may_review.then(|| {
            view! { <form method="post"><button class="button" name="do" value=format!("unwaive {}", waiver.flag.as_str())>{words.end}</button></form> }
        });
        view! { <li><span>{text}</span><p>{waiver.reason.clone()}</p>{end}</li> }
    });
    let open: Vec<_> = deal.flags.iter().filter(|flag| !flag.waived).collect();
    let waive = (deal.may_review && !open.is_empty()).then(|| {
        let options = open.iter().map(|flag| view! { <option value=flag.flag.as_str()>{(names.flag)(flag.flag)}</option> });
        view! {
            <details>
                <summary>{words.waive}</summary>
                <form method="post" class="form">
                    <div class="field"><label for="waive-flag">{words.flag}</label><select id="waive-flag" name="flag">{options.collect_view()}</select></div>
                    <div class="field"><label for="waive-until">{words.until}</label><input id="waive-until" name="until" type="date" required/></div>
                    <div class="field"><label for="waive-reason">{words.reason}</label><input id="waive-reason" name="reason" required maxlength="2000"/></div>
                    <button class="button primary" name="do" value="waive">{words.waive}</button>
                </form>
            </details>
        }
    });
    let nothing = deal.reviews.is_empty().then(|| view! { <p class="note">{words.no_reviews}</p> });
    view! {
        <section class="card pad" id="reviews">
            <h2>{words.reviews}</h2>
            {flags(t, &deal.flags)}
            <ul class="waivers">{waivers.collect_view()}</ul>
            {waive}
            <ul class="said">{said.collect_view()}</ul>
            {nothing}
        </section>
    }
    .into_any()
}
