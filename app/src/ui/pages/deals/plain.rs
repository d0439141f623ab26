//! The fields one changes most as a plain form, for a browser without scripts. With them each field saves itself (`edit.rs`).

use super::fields::OPEN;
use crate::context::Visit;
use crate::form::{Form, Submitted};
use crate::ui::components::{Entry, Look};
use crate::ui::i18n::Texts;
use crate::ui::i18n::deal::{gate, wrong};
use contract::opportunity::Opportunity;
use domain::{Day, StageKind};
use leptos::prelude::*;

/// The form.
pub fn plain(t: &'static Texts, visit: &Visit, deal: &Opportunity) -> AnyView {
    let g = gate(t.language);
    let sent = use_context::<Submitted>().filter(|sent| sent.form.as_ref().is_some_and(|form| form.get("do") == "edit"));
    let form = sent.as_ref().and_then(|sent| sent.form.clone()).unwrap_or_else(|| filled(t, deal));
    let problem = sent.as_ref().and_then(|sent| sent.problem.as_ref());
    let entry = Entry { form: &form, problem, words: wrong(t.language) };
    let processes = visit.workspace.iter().flat_map(|info| &info.workspace.processes);
    let process = processes.into_iter().find(|process| process.stage(deal.state.stage).is_some());
    let stages =
        process.into_iter().flat_map(|process| &process.stages).map(|stage| (stage.id.0.to_string(), stage.name.clone()));
    let day = || Look { kind: "date", ..Look::default() };
    let amount = (deal.state.lines.len() < 2).then(|| {
        let label = format!("{} {}", t.deals.amount, deal.state.currency.code());
        entry.text("amount", label, Look { inputmode: "decimal", ..Look::default() })
    });
    let category = (deal.kind == StageKind::Open).then(|| {
        let of_stage = (t.deals.stage_category)((t.names.category)(deal.category));
        let options = OPEN.into_iter().map(|(category, name)| (name.to_owned(), (t.names.category)(category).to_owned()));
        entry.choose("category", t.deals.category, std::iter::once((String::new(), of_stage)).chain(options), Look::default())
    });
    // What a stage asks for that is not here is asked for by the page's other forms.
    let missing = problem.map(|problem| problem.missing()).filter(|missing| !missing.is_empty()).map(|missing| {
        let names: Vec<&str> = missing.iter().map(|one| (g.requirement)(*one)).collect();
        view! { <p class="message" role="alert">{format!("{} {}", g.still, names.join(", "))}</p> }.into_any()
    });
    let general = missing.or_else(|| entry.general(t, &["base", "lines", "stage"]));
    view! {
        <noscript>
            <section class="card pad" id="edit">
                <h2>{t.deals.edit}</h2>
                <form method="post" action=format!("/deals/{}#edit", deal.id) class="form">
                    <input type="hidden" name="base" value=deal.version.0.to_string()/>
                    {general}
                    <div class="fields">
                        {entry.choose("stage", t.deals.stage, stages, Look::default())}
                        {amount}
                        {entry.text("close_day", t.deals.close_date, day())}
                        {category}
                        {entry.text("next_step", t.deals.next_step, Look::default())}
                        {entry.text("next_step_day", t.deals.next_step_day, day())}
                        {entry.text("lost_reason", t.deals.lost_reason, Look::default())}
                    </div>
                    <div><button class="button primary" name="do" value="edit">{t.common.save}</button></div>
                </form>
            </section>
        </noscript>
    }
    .into_any()
}

fn filled(t: &Texts, deal: &Opportunity) -> Form {
    let state = &deal.state;
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let mut form = Form::default();
    form.push("stage", state.stage.0.to_string());
    form.push("amount", t.language.amount(state.acv(), state.currency));
    form.push("close_day", day(state.close_day));
    form.push("category", state.category.map_or("", |category| category.as_str()));
    form.push("next_step", state.next_step.clone().unwrap_or_default());
    form.push("next_step_day", day(state.next_step_day));
    form.push("lost_reason", state.lost_reason.clone().unwrap_or_default());
    form
}
