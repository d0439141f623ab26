//! What was done about a deal, what is to be done, and its papers: read, and said with plain forms.

use crate::context::Visit;
use crate::form::{Fresh, Submitted};
use crate::ui::components::{Entry, Look, moment, said, shape};
use crate::ui::i18n::deal::{Deal as Words, deal as words, wrong};
use crate::ui::i18n::texts;
use contract::Page;
use contract::activity::{Activity, Link};
use contract::opportunity::Opportunity;
use domain::activity::ActivityKind;
use domain::pace::Standing;
use domain::{ActivityId, LinkId};
use leptos::prelude::*;

/// The next things to do, the way to say what was done, and what was. `writes`: whether the visitor may say something.
/// `gone`: the one that was just taken away.
pub fn activities(
    visit: &Visit,
    deal: &Opportunity,
    page: &Page<Activity>,
    after: bool,
    gone: Option<&str>,
    writes: bool,
) -> AnyView {
    let w = words(visit.language);
    let here = format!("/deals/{}", deal.id);
    let tasks = page.items.iter().filter(|one| one.kind == ActivityKind::Task && one.done_at.is_none());
    let tasks: Vec<_> = tasks.map(|one| task(visit, w, &here, one, writes)).collect();
    let tasks = (!tasks.is_empty()).then(|| view! { <ul class="tasks">{tasks}</ul> });
    let done = page.items.iter().filter(|one| one.kind != ActivityKind::Task || one.done_at.is_some());
    let done: Vec<_> = done.map(|one| entry(visit, w, &here, one, writes)).collect();
    let none = (page.total == 0).then(|| view! { <p class="note">{w.no_activity}</p> });
    let next = page.next.as_ref().map(|next| {
        let href = format!("{here}?{}#activities", serde_urlencoded::to_string([("activities", next)]).unwrap_or_default());
        view! { <a class="button" href=href>{w.older}</a> }
    });
    let first = after.then(|| view! { <a class="button" href=format!("{here}#activities")>{w.newest}</a> });
    view! {
        <section class="card pad" id="activities">
            <h2>{w.activities}</h2>
            {gone.filter(|_| writes).map(|id| back(visit, w, format!("{here}#activities"), format!("back {id}")))}
            {tasks}
            {writes.then(|| log(visit, w, &here, deal))}
            {none}
            <ul class="log">{done}</ul>
            <div class="actions">{first}{next}</div>
        </section>
    }
    .into_any()
}

/// One text, and a button for each thing it can be: a call without words is one tap.
fn log(visit: &Visit, w: &'static Words, here: &str, deal: &Opportunity) -> AnyView {
    let sent = use_context::<Submitted>();
    let problem = sent.as_ref().and_then(|sent| sent.problem.as_ref());
    let empty = crate::form::Form::default();
    let form = sent.as_ref().and_then(|sent| sent.form.as_ref()).unwrap_or(&empty);
    let ours = problem.filter(|problem| !problem.fields.iter().any(|fault| matches!(fault.field.as_str(), "url" | "title")));
    let entry = Entry { form, problem: ours, words: wrong(visit.language) };
    let id = fresh();
    let today = visit.workspace.as_ref().map(|info| info.today.to_string()).unwrap_or_default();
    let contacts = deal
        .state
        .contacts
        .iter()
        .filter_map(|one| Some((one.contact.to_string(), deal.names.get(&one.contact.0)?.clone())))
        .collect::<Vec<_>>();
    let with = (!contacts.is_empty()).then(|| {
        let options = std::iter::once((String::new(), w.nobody.to_owned())).chain(contacts);
        entry.choose("contact", w.with, options, Look::default())
    });
    let kinds = [ActivityKind::Call, ActivityKind::Mail, ActivityKind::Meeting, ActivityKind::Note]
        .map(|kind| view! { <button class="button" name="do" value=kind.as_str()>{(w.kind)(kind)}</button> });
    view! {
        <form method="post" action=format!("{here}#activities") class="form log-form">
            <input type="hidden" name="id" value=id/>
            {entry.general(texts(visit.language), &["id", "at"])}
            {entry.lines("text", w.what, Look::default())}
            {with}
            <div class="actions" role="group" aria-label=w.log_as>{kinds.into_iter().collect_view()}</div>
            <details>
                <summary>{w.as_task}</summary>
                <div class="form-row">
                    <div class="field">
                        <label for="due_day">{w.due}</label>
                        <input type="date" id="due_day" name="due_day" value=today/>
                    </div>
                    <button class="button" name="do" value=ActivityKind::Task.as_str()>{w.add_task}</button>
                </div>
            </details>
        </form>
    }
    .into_any()
}

/// The id of what a form of this page would make: sent twice, it is made once.
fn fresh() -> String {
    use_context::<Fresh>().map(|fresh| fresh.0).unwrap_or_default()
}

fn button(here: &str, what: String, label: String, sign: &'static str) -> AnyView {
    view! {
        <form method="post" action=format!("{here}#activities")>
            <button class="button icon" name="do" value=what aria-label=label>{sign}</button>
        </form>
    }
    .into_any()
}

/// Says that something was taken away, and takes that back.
fn back(visit: &Visit, w: &'static Words, to: String, what: String) -> AnyView {
    view! {
        <form method="post" action=to class="form-row" role="status">
            <span>{w.gone}</span>
            <button class="button" name="do" value=what>{texts(visit.language).deals.undo}</button>
        </form>
    }
    .into_any()
}

fn task(visit: &Visit, w: &'static Words, here: &str, one: &Activity, writes: bool) -> AnyView {
    let today = visit.workspace.as_ref().map(|info| info.today);
    let late = one.due_day.zip(today).is_some_and(|(due, today)| due < today);
    let due = one.due_day.map(|day| visit.language.day(day)).unwrap_or_default();
    let due = view! { <span class="by">{late.then(|| shape(Standing::Watch))}{if late { (w.late)(&due) } else { (w.until)(&due) }}{by(one)}</span> };
    let ActivityId(id) = one.id;
    let tick = writes.then(|| button(here, format!("done {id}"), (w.tick)(&one.text), "✓"));
    let away = writes.then(|| button(here, format!("remove {id}"), (w.remove)(&one.text), "×"));
    view! { <li>{tick}<div><b>{one.text.clone()}</b>{due}</div>{away}</li> }.into_any()
}

fn entry(visit: &Visit, w: &'static Words, here: &str, one: &Activity, writes: bool) -> AnyView {
    let ActivityId(id) = one.id;
    let with = one.contact_name.as_ref().map(|name| (w.with_whom)(name)).unwrap_or_default();
    let when = moment(visit, one.done_at.unwrap_or(one.at));
    let undo = (writes && one.kind == ActivityKind::Task).then(|| button(here, format!("open {id}"), (w.reopen)(&one.text), "↺"));
    let away = writes.then(|| button(here, format!("remove {id}"), (w.remove)((w.kind)(one.kind)), "×"));
    view! {
        <li>
            <div>
                <b>{(w.kind)(one.kind)}{with}</b>
                <p class="said">{one.text.clone()}</p>
                <span class="by">{when}{by(one)}</span>
            </div>
            {undo}
            {away}
        </li>
    }
    .into_any()
}

fn by(one: &Activity) -> String {
    one.author_name.as_ref().map(|name| format!(" · {name}")).unwrap_or_default()
}

/// Where the deal's papers are.
pub fn links(visit: &Visit, deal: &Opportunity, page: &Page<Link>, gone: Option<&str>, writes: bool) -> AnyView {
    let w = words(visit.language);
    let here = format!("/deals/{}", deal.id);
    let items = page
        .items
        .iter()
        .map(|link| {
            let LinkId(id) = link.id;
            let away = writes.then(|| button(&here, format!("unlink {id}"), (w.remove)(&link.title), "×"));
            view! {
                <li>
                    <a class="link" href=link.url.clone() rel="noopener noreferrer" target="_blank">{link.title.clone()}</a>
                    {away}
                </li>
            }
        })
        .collect_view();
    let none = page.items.is_empty().then(|| view! { <p class="note">{w.no_link}</p> });
    let sent = use_context::<Submitted>();
    let problem = sent.as_ref().and_then(|sent| sent.problem.as_ref());
    let fault = problem.and_then(|problem| problem.fields.iter().find(|fault| matches!(fault.field.as_str(), "url" | "title")));
    let value =
        |name: &str| sent.as_ref().and_then(|sent| sent.form.as_ref()).map(|form| form.get(name).to_owned()).unwrap_or_default();
    let words = wrong(visit.language);
    let fault = fault.map(|fault| view! { <span class="wrong" id="url-wrong">{shape(Standing::Act)}{said(fault, words)}</span> });
    let invalid = fault.is_some();
    let add = writes.then(|| {
        view! {
            <details open=invalid>
                <summary>{w.add_link}</summary>
                <form method="post" action=format!("{here}#links") class="form">
                    <input type="hidden" name="id" value=fresh()/>
                    <div class="field">
                        <label for="url">{w.address}</label>
                        <input
                            type="url"
                            id="url"
                            name="url"
                            inputmode="url"
                            autocomplete="off"
                            required
                            value=value("url")
                            aria-invalid=invalid.then_some("true")
                            aria-describedby=invalid.then_some("url-wrong")
                        />
                        {fault}
                    </div>
                    <div class="field">
                        <label for="title">{w.link_title}</label>
                        <input id="title" name="title" autocomplete="off" value=value("title")/>
                    </div>
                    <div><button class="button" name="do" value="link">{w.add}</button></div>
                </form>
            </details>
        }
    });
    view! {
        <section class="card pad" id="links">
            <h2>{w.links}</h2>
            {gone.filter(|_| writes).map(|id| back(visit, w, format!("{here}#links"), format!("relink {id}")))}
            {none}
            <ul class="log">{items}</ul>
            {add}
        </section>
    }
    .into_any()
}
