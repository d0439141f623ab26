//! One import: where it stands, and what can be done next.

use super::list::{badge, names};
use super::progress::Progress;
use super::{findings, form, mapping};
use crate::context::{Visit, use_client, use_visit};
use crate::form::{Form, Submitted};
use crate::ui::components::{Crumb, Failed, PageHead, load, moment, said, shape, told};
use crate::ui::i18n::imports::{Imports as Words, imports};
use crate::ui::i18n::use_texts;
use crate::ui::island::island;
use contract::import::{
    Finding, FindingsQuery, Import as Read, ImportKind, ImportPath, ImportStatus, ListFindings, ListImportKinds, Peril,
    ReadImport,
};
use contract::{Client, Nothing, Page, Problem};
use domain::pace::Standing;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};

/// All that the page shows.
struct Loaded {
    import: Read,
    kinds: Vec<ImportKind>,
    query: FindingsQuery,
    findings: Page<Finding>,
}

/// What is needed to draw any part of the page.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The texts.
    pub w: &'static Words,
    /// Who looks, and at which company.
    pub visit: &'a Visit,
    /// The import.
    pub import: &'a Read,
    /// What rows can be.
    pub kinds: &'a [ImportKind],
}

/// One import.
#[component]
pub fn Import() -> impl IntoView {
    let w = imports(use_texts().language);
    let client = use_client();
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    let search = use_location().search.get_untracked();
    let sent = use_context::<Submitted>();
    let visit = use_visit();
    load(async move {
        match ask(&client, &id, &search).await {
            Ok(loaded) => visit.with_value(|visit| draw(w, visit, sent, loaded)),
            Err(problem) => view! { <PageHead title=w.title/><div class="card"><Failed problem=problem/></div> }.into_any(),
        }
    })
}

async fn ask(client: &Client, id: &str, search: &str) -> Result<Loaded, Problem> {
    let path = ImportPath { id: id.parse().map_err(|_| Problem::not_found("import"))? };
    let query: FindingsQuery = serde_urlencoded::from_str(search.trim_start_matches('?'))
        .map_err(|_| Problem::unreadable("The address asks for findings of a kind that there is not."))?;
    let nothing = Nothing {};
    Ok(Loaded {
        import: client.call::<ReadImport>(&path, &nothing, &nothing, None).await?,
        kinds: client.get::<ListImportKinds>(&nothing).await?,
        findings: client.call::<ListFindings>(&path, &query, &nothing, None).await?,
        query,
    })
}

fn draw(w: &'static Words, visit: &Visit, sent: Option<Submitted>, loaded: Loaded) -> AnyView {
    let Loaded { import, kinds, query, findings } = loaded;
    let scene = Scene { w, visit, import: &import, kinds: &kinds };
    let problem = sent.as_ref().and_then(|sent| sent.problem.as_ref());
    let filled = sent.as_ref().and_then(|sent| sent.form.clone());
    let changed = filled.is_some();
    let filled = filled.unwrap_or_else(|| form::fill(&import));
    let status = import.status;
    // Without a dry run there is nothing found yet.
    let looked = !matches!(status, ImportStatus::Mapping | ImportStatus::Checking | ImportStatus::Failed);
    let editable = matches!(status, ImportStatus::Mapping | ImportStatus::Checked | ImportStatus::Failed);
    // Open while it is what there is to do.
    let open = changed || matches!(status, ImportStatus::Mapping | ImportStatus::Failed);
    let mapping = (!under_way(status)).then(|| mapping::mapping(scene, &filled, problem, editable));
    let mapping = mapping.map(|mapping| {
        if open {
            mapping
        } else {
            view! { <details class="card fold"><summary>{w.how_read}</summary>{mapping}</details> }.into_any()
        }
    });
    view! {
        <Crumb href="/imports" text=w.title/>
        <PageHead title=names(w, &import) subtitle=format!("{} {}", w.uploaded, moment(visit, import.created_at))>
            {badge(w, status)}
        </PageHead>
        <div class="stack">
            {problem.map(|problem| trouble(w, problem, &filled))}
            {next(scene)}
            {looked.then(|| findings::findings(scene, &query, findings))}
            {mapping}
            {editable.then(|| discard(scene))}
        </div>
    }
    .into_any()
}

fn under_way(status: ImportStatus) -> bool {
    matches!(status, ImportStatus::Checking | ImportStatus::Publishing | ImportStatus::Undoing)
}

/// What could not be done, and why.
pub fn trouble(w: &'static Words, problem: &Problem, form: &Form) -> AnyView {
    crate::context::set_status(problem.status);
    let fields = problem
        .fields
        .iter()
        .map(|fault| {
            let text = said(fault, w.fault);
            match form.has(&fault.field) {
                true => view! { <li><a class="link" href=format!("#{}", fault.field)>{text}</a></li> }.into_any(),
                false => view! { <li>{text}</li> }.into_any(),
            }
        })
        .collect_view();
    let body = match problem.fields.as_slice() {
        [_, ..] if problem.refusal.is_none() => view! { <ul>{fields}</ul> }.into_any(),
        _ => view! { <p>{why(w, problem)}</p> }.into_any(),
    };
    view! {
        <section class="card pad notice act" role="alert">
            <h2>{shape(Standing::Act)}{w.not_sent}</h2>
            {body}
            <p class="note">{w.nothing_published}</p>
        </section>
    }
    .into_any()
}

/// Why something was refused, or failed.
fn why(w: &'static Words, problem: &Problem) -> String {
    match &problem.refusal {
        Some(refusal) => (w.refusal)(refusal),
        None => told(use_texts(), problem).1.to_owned(),
    }
}

/// Where it stands and the next thing to do.
fn next(scene: Scene<'_>) -> AnyView {
    let Scene { w, import, .. } = scene;
    let path = format!("/imports/{}", import.id);
    match import.status {
        ImportStatus::Mapping => ().into_any(),
        ImportStatus::Checking | ImportStatus::Publishing | ImportStatus::Undoing => progress(scene),
        ImportStatus::Failed => {
            let error = import.error.clone();
            view! {
                <section class="card pad notice act">
                    <h2>{shape(Standing::Act)}{w.failed}</h2>
                    {error.map(|error| view! { <p>{why(w, &error)}</p> })}
                    <p>{w.nothing_published}</p>
                </section>
            }
            .into_any()
        }
        ImportStatus::Checked => {
            let rows = import.counts.accepted + import.counts.repaired;
            let publish = if rows == 0 {
                view! { <p class="note">{w.nothing_to_publish}</p> }.into_any()
            } else {
                action(&path, "publish", "button primary", (w.publish)(rows), w.publish_hint)
            };
            view! {
                {warnings(scene)}
                <section class="card pad"><h2>{w.came_to}</h2>{counts(scene)}{publish}</section>
            }
            .into_any()
        }
        ImportStatus::Published => view! {
            <section class="card pad">
                <h2>{w.came_to}</h2>
                {counts(scene)}
                <div class="actions">
                    <a class="button primary" href="/apm">{w.to_matrix}</a>
                    <a class="button" href="/imports">{w.again}</a>
                </div>
                {action(&path, "undo", "button danger", w.undo.to_owned(), w.undo_hint)}
            </section>
        }
        .into_any(),
        ImportStatus::Undone => view! {
            <section class="card pad">
                <h2>{w.came_to}</h2>
                {counts(scene)}
                <div class="actions"><a class="button primary" href="/imports">{w.again}</a></div>
            </section>
        }
        .into_any(),
    }
}

/// What to know before publishing, each with the way to what can be done about it.
fn warnings(scene: Scene<'_>) -> Option<AnyView> {
    let Scene { w, import, .. } = scene;
    let said = import.warnings.iter().map(|warning| {
        let (to, way) = match &warning.of {
            Peril::NoRate { currency, from, .. } => (format!("/rates?currency={currency}&day={from}"), w.to_rates),
            Peril::ProcessReplaced { .. } => ("#stages".to_owned(), w.to_process),
        };
        view! { <li><p>{(w.peril)(&warning.of)}</p><a class="button" href=to>{way}</a></li> }
    });
    let said = (!import.warnings.is_empty()).then(|| said.collect_view())?;
    let title = view! { <h2>{shape(Standing::Watch)}{w.before_publishing}</h2> };
    Some(view! { <section class="card pad notice watch">{title}<ol class="questions">{said}</ol></section> }.into_any())
}

/// One button of its own form, with what it does.
fn action(path: &str, what: &'static str, class: &'static str, text: String, hint: &'static str) -> AnyView {
    view! {
        <form method="post" action=path.to_owned() class="action">
            <button class=class name="do" value=what>{text}</button>
            <p class="note">{hint}</p>
        </form>
    }
    .into_any()
}

fn discard(scene: Scene<'_>) -> AnyView {
    let Scene { w, import, .. } = scene;
    action(&format!("/imports/{}", import.id), "discard", "button danger", w.discard.to_owned(), w.discard_hint)
}

/// What the rows came to.
fn counts(scene: Scene<'_>) -> AnyView {
    let Scene { w, import, .. } = scene;
    let counts = &import.counts;
    let mut facts = vec![(w.accepted, counts.accepted), (w.repaired, counts.repaired), (w.rejected, counts.rejected)];
    if matches!(import.status, ImportStatus::Published | ImportStatus::Undone) {
        facts.extend([(w.created, counts.created), (w.updated, counts.updated), (w.unchanged, counts.unchanged)]);
        facts.push((w.versions, counts.versions));
    }
    if import.status == ImportStatus::Undone {
        facts.push((w.kept, counts.kept));
    }
    let facts = facts
        .into_iter()
        .map(|(name, n)| {
            let n = w.language.integer(i64::try_from(n).unwrap_or(i64::MAX));
            view! { <div><dt>{name}</dt><dd class="large">{n}</dd></div> }
        })
        .collect_view();
    view! { <dl class="facts counted">{facts}</dl> }.into_any()
}

/// How far it is; without scripts one looks again.
fn progress(scene: Scene<'_>) -> AnyView {
    let Scene { w, import, .. } = scene;
    let (done, of) = import.progress;
    view! {
        <section class="card pad">
            <h2>{(w.status)(import.status)}</h2>
            {island(Progress { id: import.id, status: import.status, done, of })}
            <p class="note">{w.progress_hint}</p>
            <noscript><a class="button" href=format!("/imports/{}", import.id)>{w.look_again}</a></noscript>
        </section>
    }
    .into_any()
}
