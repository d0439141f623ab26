//! Settings: one's own, and what the company's numbers depend on.

use crate::context::{Theme, Visit, use_visit};
use crate::ui::components::{Choices, PageHead};
use crate::ui::i18n::setup::setup;
use crate::ui::i18n::{Texts, rates, use_texts, users};
use crate::ui::pages::inbox;
use domain::format::Language;
use domain::{LogNo, Process, Role, StageKind};
use leptos::prelude::*;

/// Language, colours and devices; the company's settings to read.
#[component]
pub fn Settings() -> impl IntoView {
    let t = use_texts();
    use_visit().with_value(|visit| {
        view! {
            <PageHead title=t.settings.title/>
            <div class="stack narrow">
                {you(t, visit)}
                {company(t, visit)}
                {office(t, visit)}
                {inbox::mail()}
                {visit.me.as_ref().is_some_and(|me| me.role == Role::Admin).then(inbox::works)}
                <section class="card pad">
                    <h2>{t.settings.api}</h2>
                    <p>{t.settings.api_hint}" "<a class="link" href="/api/docs" rel="external">"/api/docs"</a></p>
                </section>
            </div>
        }
    })
}

fn you(t: &'static Texts, visit: &Visit) -> AnyView {
    let languages = vec![("en", "English", visit.language == Language::En), ("it", "Italiano", visit.language == Language::It)];
    let themes = vec![
        ("system", t.settings.theme_system, visit.theme == Theme::System),
        ("light", t.settings.theme_light, visit.theme == Theme::Light),
        ("dark", t.settings.theme_dark, visit.theme == Theme::Dark),
    ];
    view! {
        <section class="card pad">
            <h2>{t.settings.you}</h2>
            <form method="post" action="/preferences" class="form">
                <input type="hidden" name="next" value="/settings"/>
                <div class="fields">
                    <Choices name="lang" label=t.settings.language options=languages/>
                    <Choices name="theme" label=t.settings.theme options=themes/>
                </div>
                <div><button class="button primary">{t.settings.apply}</button></div>
            </form>
        </section>
        <section class="card pad">
            <h2>{t.settings.sessions}</h2>
            <form method="post" action="/sign-out" class="form">
                <p class="note">{t.settings.sessions_hint}</p>
                <div><button class="button" name="everywhere" value="1">{t.settings.sign_out_everywhere}</button></div>
            </form>
        </section>
    }
    .into_any()
}

/// What sales operations keep: targets, rates, access.
fn office(t: &'static Texts, visit: &Visit) -> AnyView {
    let role = visit.me.as_ref().map(|me| me.role);
    let links = [
        ("/targets", t.shell.targets, matches!(role, Some(Role::Admin | Role::Exec | Role::Manager))),
        ("/rates", rates(t.language).title, true),
        ("/users", users(t.language).title, role == Some(Role::Admin)),
        ("/imports", t.shell.imports, role == Some(Role::Admin)),
    ];
    let links = links
        .into_iter()
        .filter(|(_, _, open)| *open)
        .map(|(href, text, _)| view! { <li><a class="link" href=href>{text}</a></li> })
        .collect_view();
    view! { <section class="card pad"><h2>{t.settings.office}</h2><ul class="links">{links}</ul></section> }.into_any()
}

fn company(t: &'static Texts, visit: &Visit) -> AnyView {
    let Some(info) = visit.workspace.as_ref() else { return ().into_any() };
    let w = setup(t.language);
    let change = |text| view! { <div class="actions"><a class="button" href="/setup">{text}</a></div> };
    let change = visit.me.as_ref().is_some_and(|me| me.role == Role::Admin).then_some(change);
    if info.revision == LogNo(0) {
        return view! {
            <section class="card pad"><h2>{w.not_yet}</h2><p>{w.not_yet_hint}</p>{change.map(|change| change(w.title))}</section>
        }
        .into_any();
    }
    let workspace = &info.workspace;
    let starts = (t.settings.fiscal_starts)(t.language.month(workspace.fiscal.start_month));
    let processes = workspace.processes.iter().map(|process| stages(t, process)).collect_view();
    view! {
        <section class="card pad">
            <h2>{t.settings.company}</h2>
            <dl class="facts">
                <div><dt>{t.settings.company_name}</dt><dd>{workspace.company.clone()}</dd></div>
                <div><dt>{t.settings.currency}</dt><dd>{workspace.currency.code().to_owned()}</dd></div>
                <div><dt>{t.settings.time_zone}</dt><dd>{workspace.time_zone.clone()}</dd></div>
                <div><dt>{t.settings.fiscal}</dt><dd>{starts}</dd></div>
            </dl>
            {change.map(|change| change(w.edit_title))}
        </section>
        {processes}
    }
    .into_any()
}

fn stages(t: &'static Texts, process: &Process) -> AnyView {
    let rows = process
        .stages
        .iter()
        .map(|stage| {
            let entered = if stage.entered { t.common.yes } else { t.common.no };
            let percent = match stage.kind {
                StageKind::Open => t.language.percent(domain::Ratio::new(i64::from(stage.probability), 10_000)),
                StageKind::Won | StageKind::Lost => "–".to_owned(),
            };
            view! {
                <tr>
                    <th scope="row">{stage.name.clone()}</th>
                    <td>{(t.names.kind)(stage.kind)}</td>
                    <td>{(t.names.category)(stage.category)}</td>
                    <td>{entered}</td>
                    <td class="num">{percent}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card">
            <h2>{t.settings.processes}": "{process.name.clone()}</h2>
            <div class="scroll" tabindex="0" role="region" aria-label=t.settings.processes>
                <table class="list">
                    <thead>
                        <tr>
                            <th scope="col">{t.settings.stage}</th>
                            <th scope="col">{t.settings.kind}</th>
                            <th scope="col">{t.settings.category}</th>
                            <th scope="col">{t.settings.entered}</th>
                            <th scope="col" class="num">{t.settings.probability}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
