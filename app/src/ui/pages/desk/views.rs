//! Saved views: tabs above a list, and what saves, changes and removes one.

use super::question::Question;
use crate::ui::components::{Icon, icon};
use crate::ui::i18n::Texts;
use crate::ui::i18n::desk;
use contract::view::{SavedView, Views};
use leptos::prelude::*;

/// What a view is called.
pub fn name(t: &Texts, view: &SavedView) -> String {
    let standard = view.standard.as_deref().and_then(desk(t.language).standard);
    standard.map_or_else(|| view.view.name.clone(), str::to_owned)
}

/// The views as tabs, with the menu that keeps what is shown as one.
pub fn tabs(t: &'static Texts, question: &Question, views: &Views) -> AnyView {
    let words = desk(t.language);
    let current = question.view.and_then(|id| views.views.iter().find(|view| view.id == id));
    let items = views
        .views
        .iter()
        .filter_map(|view| {
            let to = question.of_view(view)?;
            let on = current.is_some_and(|current| current.id == view.id);
            let changed = on && differs(question, &to);
            let title = view.author_name.as_ref().filter(|_| !view.changeable).map(|name| (words.shared_by)(name));
            let mark = changed.then(|| view! { <small>" · "{words.changed_view}</small> });
            Some(view! { <li><a href=to.href() title=title aria-current=on.then_some("page") data-noscroll="">{name(t, view)}{mark}</a></li> })
        })
        .collect_view();
    let all = Question { by: question.by, ..Question::on(question.path) };
    view! {
        <nav class="tabs views" aria-label=words.views>
            <ul>
                <li><a href=all.href() aria-current=current.is_none().then_some("page") data-noscroll="">{words.open_deals}</a></li>
                {items}
            </ul>
            <div class="aside">{menu(t, question, current)}</div>
        </nav>
    }
    .into_any()
}

fn differs(shown: &Question, saved: &Question) -> bool {
    let asks = |q: &Question| (q.condition.clone(), q.search.clone(), q.kind, q.sort, q.columns.clone());
    asks(shown) != asks(saved)
}

/// The forms that save. They go to the server as they are: no script is needed.
fn menu(t: &'static Texts, question: &Question, current: Option<&SavedView>) -> AnyView {
    let words = desk(t.language);
    let here = question.to(|q| q.pick = None);
    let hidden = move || {
        view! { <input type="hidden" name="here" value=here.clone()/> }
    };
    let own = current.filter(|view| view.changeable).map(|view| {
        let (id, shown, shared) = (view.id.to_string(), name(t, view), view.view.shared);
        view! {
            <form method="post" action="/deals/views" class="form pad">
                {hidden()}
                <input type="hidden" name="id" value=id/>
                <div class="field"><label for="view-rename">{words.view_name}</label><input id="view-rename" name="name" value=shown maxlength="80" required/></div>
                <div class="checks"><label><input type="checkbox" name="shared" checked=shared/>{words.shared}</label></div>
                <div class="chip-row">
                    <button class="button" name="do" value="change">{words.save_changes}</button>
                    <button class="button danger" name="do" value="remove">{words.remove_view}</button>
                </div>
            </form>
        }
    });
    view! {
        <button type="button" class="chip" popovertarget="view-menu" aria-label=words.save_view>{icon(Icon::Check)}{t.common.save}</button>
        <div popover="auto" id="view-menu" class="near menu">
            {own}
            <form method="post" action="/deals/views" class="form pad">
                {hidden()}
                <div class="field"><label for="view-name">{words.view_name}</label><input id="view-name" name="name" maxlength="80" required/></div>
                <div class="checks"><label><input type="checkbox" name="shared"/>{words.shared}</label></div>
                <button class="button primary" name="do" value="add">{words.save_view}</button>
            </form>
        </div>
    }
    .into_any()
}
