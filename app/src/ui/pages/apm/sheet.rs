//! The filter sheet: a dimension's values, to switch on and off. Every switch is a link.

use super::page::Scene;
use crate::ui::components::{Empty, Failed, GetForm, Icon, icon};
use crate::ui::names::value_name;
use contract::{Page, Problem};
use domain::workspace::DimensionValue;
use domain::{Dimension, Filter};
use leptos::prelude::*;

/// The sheet for one dimension.
pub fn sheet(scene: Scene<'_>, picked: Dimension, values: Result<Page<DimensionValue>, Problem>) -> AnyView {
    let Scene { t, link, apm, .. } = scene;
    let dimensions = Dimension::ALL
        .iter()
        .filter(|dimension| **dimension != apm.rows_by)
        .map(|dimension| {
            let href = link.to(|link| {
                link.pick = Some(*dimension);
                link.find.clear();
            });
            let current = (*dimension == picked).then_some("true");
            view! { <a class="chip" href=href aria-current=current data-noscroll="">{(t.names.dimension)(*dimension)}</a> }
        })
        .collect_view();
    let done = link.to(|link| link.pick = None);
    let list = match values {
        Ok(page) => switches(scene, picked, page),
        Err(problem) => view! { <Failed problem=problem/> }.into_any(),
    };
    let find = link.find.clone();
    view! {
        <section class="card sheet" aria-label=(t.apm.filter_by)((t.names.dimension)(picked))>
            <header><h2>{t.apm.filters}</h2><a class="button" href=done data-noscroll="">{t.apm.done}</a></header>
            <div class="dims">{dimensions}</div>
            <GetForm action="/apm" keep=link.pairs_without(&["find"]) search=(t.apm.values)((t.names.dimension)(picked))>
                <div class="field">
                    <label for="find">{(t.apm.values)((t.names.dimension)(picked))}</label>
                    <input type="search" id="find" name="find" value=find autocomplete="off"/>
                </div>
                <button class="button">{t.common.search}</button>
            </GetForm>
            {list}
        </section>
    }
    .into_any()
}

fn switches(Scene { t, visit, link, .. }: Scene<'_>, picked: Dimension, page: Page<DimensionValue>) -> AnyView {
    if page.items.is_empty() {
        return view! { <Empty title=t.common.none hint=t.apm.no_values/> }.into_any();
    }
    let filter = &link.query.filter;
    let chosen = filter.0.get(&picked);
    let items = page
        .items
        .into_iter()
        .map(|value| {
            let on = chosen.is_some_and(|keys| keys.contains(&value.key));
            let href = link.filtered(switched(filter, picked, &value.key));
            let name = value_name(t, visit, picked, &value.key, &value.label);
            let state = if on { t.common.yes } else { t.common.no };
            view! {
                <li>
                    <a href=href class:on=on data-noscroll="" rel="nofollow">
                        <span class="box" aria-hidden="true">{icon(Icon::Check)}</span>
                        {name}
                        <span class="sr">" "{state}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="values">{items}</ul> }.into_any()
}

/// The filter with one value more, or one less.
fn switched(filter: &Filter, dimension: Dimension, key: &str) -> Filter {
    let mut filter = filter.clone();
    let keys = filter.0.entry(dimension).or_default();
    if !keys.remove(key) {
        keys.insert(key.to_owned());
    }
    if keys.is_empty() {
        filter.0.remove(&dimension);
    }
    filter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_switched_on_and_off() {
        let none = Filter::default();
        let one = switched(&none, Dimension::Region, "EMEA");
        let two = switched(&one, Dimension::Region, "APAC");
        assert_eq!(two.to_string(), "region:APAC,EMEA");
        assert_eq!(switched(&two, Dimension::Region, "APAC"), one);
        assert_eq!(switched(&one, Dimension::Region, "EMEA"), none);
    }
}
