//! What the dry run has to say about rows.

use super::page::Scene;
use crate::ui::components::{Badge, Empty, Pager, Tabs};
use crate::ui::i18n::use_texts;
use contract::Page;
use contract::client::query_string;
use contract::import::{Finding, FindingsQuery, ImportStatus, Reason, Verdict};
use domain::pace::Standing;
use leptos::prelude::*;

/// The findings, page by page, filtered by what became of the row.
pub fn findings(scene: Scene<'_>, query: &FindingsQuery, page: Page<Finding>) -> AnyView {
    let Scene { w, import, .. } = scene;
    let t = use_texts();
    let href = |query: FindingsQuery| {
        let query = query_string(&query).unwrap_or_default();
        let separator = if query.is_empty() { "" } else { "?" };
        format!("/imports/{}{separator}{query}#findings", import.id)
    };
    let of = |verdict| href(FindingsQuery { verdict, after: None });
    let mut kinds = vec![None, Some(Verdict::Repair), Some(Verdict::Reject)];
    if import.status == ImportStatus::Undone {
        kinds.push(Some(Verdict::Keep));
    }
    let tabs = kinds
        .into_iter()
        .map(|verdict| {
            let name = verdict.map_or(t.common.all, |verdict| (w.verdict)(verdict));
            (of(verdict), name.to_owned(), verdict == query.verdict)
        })
        .collect();
    let none = page.items.is_empty() && query.after.is_none();
    let next = page.next.map(|after| href(FindingsQuery { after: Some(after), ..query.clone() }));
    let first = query.after.is_some().then(|| of(query.verdict));
    let rows = page.items.into_iter().map(|finding| row(scene, finding)).collect_view();
    let body = match (none, query.verdict) {
        (true, None) => view! { <Empty title=w.all_good hint=""/> }.into_any(),
        (true, Some(_)) => view! { <Empty title=w.no_findings hint=""/> }.into_any(),
        (false, _) => view! {
            <table class="list cards" role="table">
                <caption class="sr">{w.findings_hint}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{w.line}</th>
                        <th scope="col" role="columnheader">{w.column}</th>
                        <th scope="col" role="columnheader">{w.value}</th>
                        <th scope="col" role="columnheader">{w.result}</th>
                        <th scope="col" role="columnheader">{w.why}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
            <Pager total=t.language.integer(page.total) first=first next=next/>
        }
        .into_any(),
    };
    let csv = (!none).then(|| {
        let href = format!("/api/v1/imports/{}/findings.csv", import.id);
        view! { <a class="link" href=href download="" rel="external">{w.as_csv}</a> }
    });
    view! {
        <section class="card cards-card" id="findings" aria-label=w.findings>
            <h2>{w.findings}</h2>
            <p class="note pad-x">{w.findings_hint}</p>
            <Tabs label=w.findings items=tabs>{csv}</Tabs>
            {body}
        </section>
    }
    .into_any()
}

fn row(scene: Scene<'_>, finding: Finding) -> AnyView {
    let Scene { w, .. } = scene;
    let standing = match finding.verdict {
        Verdict::Accept => Standing::Good,
        Verdict::Repair | Verdict::Keep => Standing::Watch,
        Verdict::Reject => Standing::Act,
    };
    let line = i64::try_from(finding.line).unwrap_or(i64::MAX);
    // What an undo keeps is a deal, in no line of a file.
    let place = (line > 0).then(|| view! { {w.line}" "{w.language.integer(line)} });
    let reason = (w.reason)(&finding.reason);
    let value = match finding.reason {
        Reason::ChangedSince { deal } => {
            Some(view! { <a class="link" href=format!("/deals/{deal}")>{finding.value}</a> }.into_any())
        }
        _ => (!finding.value.is_empty()).then(|| view! { <code>{finding.value}</code> }.into_any()),
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">{place}<small>{finding.file}</small></th>
            <td role="cell">{finding.column.unwrap_or_default()}</td>
            <td role="cell">{value}</td>
            <td role="cell"><Badge standing=standing text=(w.verdict)(finding.verdict)/></td>
            <td role="cell">{reason}</td>
        </tr>
    }
    .into_any()
}
