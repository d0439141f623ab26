//! The imports so far, and the way to bring in more.

use super::page::trouble;
use crate::context::{Visit, use_client, use_visit};
use crate::form::{Form, Submitted};
use crate::ui::components::{Badge, Empty, Failed, PageHead, Pager, load, moment};
use crate::ui::i18n::imports::{Imports as Words, imports};
use crate::ui::i18n::use_texts;
use contract::client::query_string;
use contract::import::{Import, ImportStatus, ListImports, ListImportsQuery};
use contract::{Client, Page, Problem};
use domain::pace::Standing;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The list, latest first, below the form that takes files in.
#[component]
pub fn Imports() -> impl IntoView {
    let w = imports(use_texts().language);
    let client = use_client();
    let visit = use_visit();
    let search = use_location().search.get_untracked();
    let refused = use_context::<Submitted>().and_then(|sent| sent.problem);
    load(async move {
        match ask(&client, &search).await {
            Ok((later, page)) => visit.with_value(|visit| list(w, visit, refused, later, page)),
            Err(problem) => view! { <PageHead title=w.title/><div class="card"><Failed problem=problem/></div> }.into_any(),
        }
    })
}

/// The page asked for, and whether it is one after the first.
async fn ask(client: &Client, search: &str) -> Result<(bool, Page<Import>), Problem> {
    let query: ListImportsQuery =
        serde_urlencoded::from_str(search.trim_start_matches('?')).map_err(|error| Problem::unreadable(error.to_string()))?;
    Ok((query.after.is_some(), client.get::<ListImports>(&query).await?))
}

fn list(w: &'static Words, visit: &Visit, refused: Option<Problem>, later: bool, page: Page<Import>) -> AnyView {
    let t = use_texts();
    let empty = page.items.is_empty() && !later;
    let next = page.next.and_then(|after| query_string(&ListImportsQuery { after: Some(after) }).ok());
    let next = next.map(|query| format!("/imports?{query}"));
    let rows = page.items.into_iter().map(|import| row(w, visit, import)).collect_view();
    let total = t.language.integer(page.total);
    let body = if empty {
        view! { <Empty title=w.empty hint=w.empty_hint/> }.into_any()
    } else {
        view! {
            <table class="list cards" role="table">
                <caption class="sr">{w.so_far}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{w.file}</th>
                        <th scope="col" role="columnheader">{w.uploaded}</th>
                        <th scope="col" role="columnheader">{w.state}</th>
                        <th scope="col" role="columnheader">{w.came_to}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
            <Pager total=total first=later.then(|| "/imports".to_owned()) next=next/>
        }
        .into_any()
    };
    view! {
        <PageHead title=w.title subtitle=w.subtitle/>
        <div class="stack">
            {refused.map(|problem| trouble(w, &problem, &Form::default()))}
            <section class="card pad">
                <form method="post" action="/imports" enctype="multipart/form-data" class="form-row upload">
                    <div class="field">
                        <label for="files">{w.files}</label>
                        <input
                            type="file"
                            id="files"
                            name="files"
                            multiple
                            required
                            accept=".csv,.tsv,.txt,.xlsx,.xls,.ods"
                            aria-describedby="files-hint"
                        />
                    </div>
                    <button class="button primary">{w.upload}</button>
                    <p class="note" id="files-hint">{w.files_hint}</p>
                </form>
            </section>
            <section class="card cards-card" aria-label=w.so_far>{body}</section>
        </div>
    }
    .into_any()
}

fn row(w: &'static Words, visit: &Visit, import: Import) -> AnyView {
    let rows: u64 = import.files.iter().map(|file| file.rows).sum();
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <a class="whole" href=format!("/imports/{}", import.id)>{names(w, &import)}</a>
                <small>{(w.rows)(rows)}</small>
            </th>
            <td role="cell">{moment(visit, import.created_at)}</td>
            <td role="cell">{badge(w, import.status)}</td>
            <td role="cell">{(w.outcome)(import.status, &import.counts)}</td>
        </tr>
    }
    .into_any()
}

/// The files of an import by name; of many, the first few.
pub fn names(w: &Words, import: &Import) -> String {
    const FEW: usize = 3;
    let mut names: Vec<_> = import.files.iter().take(FEW).map(|file| file.name.clone()).collect();
    if let Some(more) = import.files.len().checked_sub(FEW).filter(|more| *more > 0) {
        names.push((w.more_files)(more));
    }
    names.join(", ")
}

/// Where an import stands, as word and shape.
pub fn badge(w: &Words, status: ImportStatus) -> AnyView {
    let standing = match status {
        ImportStatus::Published => Standing::Good,
        ImportStatus::Mapping | ImportStatus::Checked => Standing::Watch,
        ImportStatus::Failed => Standing::Act,
        _ => Standing::None,
    };
    view! { <Badge standing=standing text=(w.status)(status)/> }.into_any()
}
