//! The filter sheet: a dimension's values, to switch on and off. Every switch is a link.

use crate::context::Visit;
use crate::ui::components::{Empty, Failed, GetForm, Icon, icon};
use crate::ui::i18n::Texts;
use crate::ui::names::value_name;
use contract::workspace::{DimensionPath, ListDimension, ListDimensionQuery};
use contract::{Client, Nothing, Page, Problem};
use domain::workspace::DimensionValue;
use domain::{Dimension, Filter};
use leptos::prelude::*;

/// A page whose filter is changed, and the addresses that change it.
#[derive(Clone, Copy)]
pub struct Filtered<'a> {
    /// The texts.
    pub t: &'static Texts,
    /// Who looks.
    pub visit: &'a Visit,
    /// The page's path.
    pub path: &'static str,
    /// The filter.
    pub filter: &'a Filter,
    /// What values are searched for.
    pub find: &'a str,
    /// The address, but for what is searched for.
    pub keep: &'a [(String, String)],
    /// The address with the sheet of a dimension, or without one.
    pub pick: &'a dyn Fn(Option<Dimension>) -> String,
    /// The address under another filter.
    pub to: &'a dyn Fn(Filter) -> String,
}

/// The values of the dimension whose sheet is open.
pub async fn values(client: &Client, pick: Option<Dimension>, find: &str) -> Values {
    let dimension = pick?;
    let query = ListDimensionQuery { search: Some(find.to_owned()).filter(|find| !find.is_empty()), after: None };
    Some((dimension, client.call::<ListDimension>(&DimensionPath { dimension }, &query, &Nothing {}, None).await))
}

/// A dimension, and its values.
pub type Values = Option<(Dimension, Result<Page<DimensionValue>, Problem>)>;

/// The sheet for one dimension, which offers some others.
pub fn sheet(
    page: Filtered<'_>,
    picked: Dimension,
    values: Result<Page<DimensionValue>, Problem>,
    offered: impl Fn(Dimension) -> bool,
) -> AnyView {
    let t = page.t;
    let dimensions = Dimension::ALL
        .iter()
        .filter(|dimension| offered(**dimension))
        .map(|dimension| {
            let href = (page.pick)(Some(*dimension));
            let current = (*dimension == picked).then_some("true");
            view! { <a class="chip" href=href aria-current=current data-noscroll="">{(t.names.dimension)(*dimension)}</a> }
        })
        .collect_view();
    let done = (page.pick)(None);
    let list = match values {
        Ok(values) => switches(page, picked, values),
        Err(problem) => view! { <Failed problem=problem/> }.into_any(),
    };
    let find = page.find.to_owned();
    view! {
        <section class="card sheet" aria-label=(t.apm.filter_by)((t.names.dimension)(picked))>
            <header><h2>{t.apm.filters}</h2><a class="button" href=done data-noscroll="">{t.apm.done}</a></header>
            <div class="dims">{dimensions}</div>
            <GetForm action=page.path keep=page.keep.to_vec() search=(t.apm.values)((t.names.dimension)(picked))>
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

fn switches(page: Filtered<'_>, picked: Dimension, values: Page<DimensionValue>) -> AnyView {
    let Filtered { t, visit, filter, .. } = page;
    if values.items.is_empty() {
        return view! { <Empty title=t.common.none hint=t.apm.no_values/> }.into_any();
    }
    let chosen = filter.0.get(&picked);
    let items = values
        .items
        .into_iter()
        .map(|value| {
            let on = chosen.is_some_and(|keys| keys.contains(&value.key));
            let href = (page.to)(switched(filter, picked, &value.key));
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

/// The conditions in force, each a chip that removes it; `named` says what their values are called.
pub fn conditions(page: Filtered<'_>, named: &[DimensionValue]) -> AnyView {
    let Filtered { t, visit, filter, to, .. } = page;
    if filter.is_empty() {
        return ().into_any();
    }
    let chips = filter
        .0
        .iter()
        .map(|(dimension, keys)| {
            let names: Vec<String> = keys
                .iter()
                .map(|key| {
                    let named = named.iter().find(|value| value.dimension == *dimension && value.key == *key);
                    value_name(t, visit, *dimension, key, named.map_or("", |value| &value.label))
                })
                .collect();
            let text = format!("{}: {}", (t.names.dimension)(*dimension), names.join(", "));
            let label = (t.apm.remove_filter)(&text);
            view! {
                <li>
                    <a class="chip on" href=to(filter.without(*dimension)) aria-label=label data-noscroll="">
                        {text}
                        <span class="cross" aria-hidden="true">"×"</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    let clear = (filter.0.len() > 1)
        .then(|| view! { <li><a class="chip" href=to(Filter::default()) data-noscroll="">{t.apm.clear_filters}</a></li> });
    view! { <ul class="chip-row slide conditions" aria-label=t.apm.filters>{chips}{clear}</ul> }.into_any()
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
