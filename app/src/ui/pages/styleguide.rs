//! Every component in one place, to be looked at. Debug builds only.

use crate::ui::components::{
    Badge, Choices, Empty, Failed, Field, Help, Menu, MenuItem, PageHead, Pager, Skeleton, Tabs, class_of, shape, sparkline,
    word_of,
};
use crate::ui::i18n::{Texts, use_texts};
use contract::Problem;
use domain::pace::Standing;
use leptos::prelude::*;

const STATES: [Standing; 4] = [Standing::Good, Standing::Watch, Standing::Act, Standing::None];

/// Every component.
#[component]
pub fn Styleguide() -> impl IntoView {
    let t = use_texts();
    view! {
        <PageHead title=t.shell.styleguide subtitle="Motore"/>
        <div class="stack">
            {buttons(t)}
            {states(t)}
            {fields(t)}
            {lists(t)}
            {feedback(t)}
        </div>
    }
}

fn section(title: &'static str, content: AnyView) -> AnyView {
    view! { <section class="card pad"><h2>{title}</h2><div class="stack">{content}</div></section> }.into_any()
}

fn buttons(t: &'static Texts) -> AnyView {
    let items = || vec![MenuItem::new("#".into(), t.apm.closed, true), MenuItem::new("#".into(), t.apm.open, false)];
    section(
        "Button, chip, menu, definition",
        view! {
            <div class="chip-row">
                <button type="button" class="button primary">{t.common.save}</button>
                <button type="button" class="button">{t.common.cancel}</button>
                <button type="button" class="button danger">{t.deals.undo}</button>
                <button type="button" class="button" disabled>{t.common.go}</button>
                <button type="button" class="quiet">{t.shell.sign_out}</button>
            </div>
            <div class="chip-row">
                <a class="chip" href="#">{t.apm.filter}</a>
                <a class="chip on" href="#">{t.apm.as_of}</a>
                <Menu id="guide-menu" text=t.apm.period label=t.apm.period items=items()/>
                <span>{t.apm.closed}<Help id="guide" name=t.apm.closed text=t.help.closed/></span>
            </div>
        }
        .into_any(),
    )
}

fn states(t: &'static Texts) -> AnyView {
    let badges = STATES.map(|standing| view! { <Badge standing=standing text=word_of(t, standing)/> }).collect_view();
    let cells = STATES
        .map(|standing| {
            let class = format!("cell {}", class_of(standing));
            view! { <td><div class=class>{shape(standing)}<b>"18.4M"</b><span class="word">{word_of(t, standing)}</span><small>"▲ 9% YoY"</small></div></td> }
        })
        .collect_view();
    let line = sparkline(&[(0, 3), (1, 5), (2, 4), (3, 8), (4, 7), (5, 9), (6, 12)], 6, 120, 24).unwrap_or_default();
    section(
        "Badge, heat cell, sparkline",
        view! {
            <div class="chip-row">{badges}</div>
            <div class="scroll" tabindex="0" role="region" aria-label="Heat cell">
                <table class="matrix" role="table">
                    <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">{t.apm.rows}</th>{STATES.map(|standing| view! { <th scope="col" role="columnheader">{word_of(t, standing)}</th> }).collect_view()}</tr></thead>
                    <tbody role="rowgroup"><tr role="row"><th scope="row" role="rowheader">"Core CRM"</th>{cells}</tr></tbody>
                </table>
            </div>
            <svg viewBox="0 -1 120 26" width="120" height="26" aria-hidden="true"><path d=line fill="none" stroke="currentColor" stroke-width="1.5"/></svg>
        }
        .into_any(),
    )
}

fn fields(t: &'static Texts) -> AnyView {
    let themes = vec![("light", t.settings.theme_light, true), ("dark", t.settings.theme_dark, false)];
    section(
        "Field, select, choices",
        view! {
            <div class="fields">
                <Field name="guide-name" label=t.deals.name hint=t.deals.find_hint/>
                <Field name="guide-amount" label=t.deals.amount value="12,5,0" wrong=t.deals.bad_amount/>
                <Field name="guide-day" label=t.deals.close_date kind="date" value="2026-12-08"/>
                <div class="field">
                    <label for="guide-stage">{t.deals.stage}</label>
                    <select id="guide-stage"><option>"Qualified"</option><option>"Proposal"</option></select>
                </div>
                <Choices name="guide-theme" label=t.settings.theme options=themes/>
            </div>
        }
        .into_any(),
    )
}

fn lists(t: &'static Texts) -> AnyView {
    let tabs = vec![("#".to_owned(), t.deals.open.to_owned(), true), ("#".to_owned(), t.deals.won.to_owned(), false)];
    section(
        "Tabs, table, pager",
        view! {
            <Tabs label=t.deals.title items=tabs/>
            <table class="list cards" role="table">
                <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">{t.deals.name}</th><th scope="col" role="columnheader" class="num">{t.deals.amount}</th></tr></thead>
                <tbody role="rowgroup"><tr role="row"><th scope="row" role="rowheader">"Banca Alta"<small>"Negotiation"</small></th><td role="cell" class="num">"420,000.00 EUR"</td></tr></tbody>
            </table>
            <Pager total="2".to_owned() first=None next=Some("#".to_owned())/>
        }
        .into_any(),
    )
}

fn feedback(t: &'static Texts) -> AnyView {
    // A problem as it is shown, without making this page one.
    let problem = Problem { status: 0, ..Problem::internal() };
    section(
        "Toast, dialog, skeleton, empty, error",
        view! {
            <div class="toast">{shape(Standing::Good)}<span>{t.deals.saved}</span><button type="button">{t.deals.undo}</button></div>
            <div class="toast act">{shape(Standing::Act)}<span>{t.trouble.unreachable}</span></div>
            <div class="chip-row"><button type="button" class="button" commandfor="guide-dialog" command="show-modal">"Dialog"</button></div>
            <dialog id="guide-dialog" aria-label=t.deals.conflict>
                <form method="dialog">
                    <h2>{t.deals.conflict}</h2>
                    <p>{(t.deals.conflict_detail)("420,000.00 EUR", "380,000.00 EUR")}</p>
                    <footer><button class="button">{t.deals.keep_theirs}</button><button class="button primary">{t.deals.keep_mine}</button></footer>
                </form>
            </dialog>
            <Skeleton bars=3/>
            <Empty title=t.deals.empty hint=t.deals.empty_hint/>
            <Failed problem=problem/>
        }
        .into_any(),
    )
}
