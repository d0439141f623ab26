//! The page of the matrix: what it loads, and what stands where.

use super::link::Link;
use super::sheet::{self, Filtered, Values};
use super::{matrix, pace, remarks, scrub, tools};
use crate::context::{Visit, use_client, use_visit};
use crate::ui::components::{Empty, Failed, PageHead, load};
use crate::ui::i18n::{Texts, use_texts};
use contract::apm::{Apm as Answer, ReadApm};
use contract::{Client, Problem};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// What is needed to draw any part of the page.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The texts.
    pub t: &'static Texts,
    /// Who looks.
    pub visit: &'a Visit,
    /// At which address.
    pub link: &'a Link,
    /// What the answer was.
    pub apm: &'a Answer,
}

/// The matrix.
#[component]
pub fn Apm() -> impl IntoView {
    let t = use_texts();
    let visit = use_visit();
    let client = use_client();
    let link = use_location().search.with_untracked(|search| Link::parse(search));
    load(async move {
        let (link, apm) = match ask(&client, link).await {
            Ok(found) => found,
            Err(problem) => return failed(t, problem),
        };
        let values = sheet::values(&client, link.pick, &link.find).await;
        visit.with_value(|visit| page(Scene { t, visit, link: &link, apm: &apm }, values))
    })
}

async fn ask(client: &Client, link: Result<Link, Problem>) -> Result<(Link, Answer), Problem> {
    let link = link?;
    let answer = client.get::<ReadApm>(&link.query).await?;
    Ok((link, answer))
}

fn failed(t: &'static Texts, problem: Problem) -> AnyView {
    view! {
        <PageHead title=t.apm.title/>
        <div class="card"><Failed problem=problem/></div>
    }
    .into_any()
}

fn page(scene: Scene<'_>, values: Values) -> AnyView {
    let Scene { t, link, apm, visit } = scene;
    let language = t.language;
    let subtitle = (t.apm.subtitle)(&language.period(apm.period.key), &language.day_long(apm.as_of), apm.currency.code());
    let empty = apm.rows.is_empty();
    let has_data = visit.workspace.as_ref().is_some_and(|info| info.data.is_some());
    let hint = if has_data { t.apm.empty_filtered } else { t.apm.empty_hint };
    let clear = (!link.query.filter.is_empty()).then(|| (link.filtered(domain::Filter::default()), t.apm.clear_filters));
    let tools = tools::tools(scene);
    let keep = link.pairs_without(&["find"]);
    let pick = |dimension| {
        link.to(|link| {
            link.pick = dimension;
            link.find.clear();
        })
    };
    let to = |filter| link.filtered(filter);
    let (filter, find) = (&link.query.filter, link.find.as_str());
    let filtered = Filtered { t, visit, path: "/apm", filter, find, keep: &keep, pick: &pick, to: &to };
    let body = if empty {
        match clear {
            Some(action) => view! { <Empty title=t.apm.empty hint=hint action=action/> }.into_any(),
            None => view! { <Empty title=t.apm.empty hint=hint/> }.into_any(),
        }
    } else {
        matrix::matrix(scene)
    };
    view! {
        <PageHead title=t.apm.title subtitle=subtitle>{tools}</PageHead>
        {sheet::conditions(filtered, &apm.named)}
        {values.map(|(dimension, values)| sheet::sheet(filtered, dimension, values, |other| other != apm.rows_by))}
        {(!empty).then(|| pace::pace(scene))}
        <section class="card matrix-card" aria-label=(t.apm.by)((t.names.dimension)(apm.rows_by))>
            {matrix::tabs(scene)}
            {body}
            {(!empty).then(|| remarks::beside(scene))}
            {(!empty).then(|| remarks::ended(scene))}
            {(!empty).then(|| scrub::scrub(scene))}
            {(!empty).then(|| remarks::remarks(scene))}
        </section>
    }
    .into_any()
}
