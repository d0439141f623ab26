//! The inbox: links and plain forms.

use crate::context::{Visit, use_client, use_visit};
use crate::ui::components::{Empty, Failed, PageHead, Pager, Tabs, load, moment};
use crate::ui::i18n::{Texts, hygiene, inbox, review, use_texts};
use crate::ui::pages::apm::link::pairs;
use contract::inbox::{ListNotices, News, Notice, NoticesQuery};
use contract::live::Topic;
use contract::{Page, Problem};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// What one has been told, unread first.
#[component]
pub fn Inbox() -> AnyView {
    let t = use_texts();
    let visit = use_visit();
    let client = use_client();
    let query = use_location().search.with_untracked(|search| parse(search));
    load(async move {
        let found = match query {
            Ok(query) => client.get::<ListNotices>(&query).await.map(|page| (query, page)),
            Err(problem) => Err(problem),
        };
        match found {
            Ok((query, page)) => visit.with_value(|visit| draw(t, visit, &query, &page)),
            Err(problem) => {
                view! { <PageHead title=inbox(t.language).title/> <div class="card"><Failed problem=problem/></div> }.into_any()
            }
        }
    })
}

/// `?all=1`, `?after=…`: without, what has not been read.
fn parse(search: &str) -> Result<NoticesQuery, Problem> {
    let mut query = NoticesQuery { unread: true, after: None };
    for (name, value) in pairs(search)? {
        match (name.as_str(), value.as_str()) {
            ("all", "1") => query.unread = false,
            ("after", _) => query.after = Some(value),
            _ => return Err(Problem::invalid(name, "is not understood")),
        }
    }
    Ok(query)
}

fn href(unread: bool, after: Option<&str>) -> String {
    let all = (!unread).then_some(("all", "1"));
    let search = serde_urlencoded::to_string(Vec::from_iter(all.into_iter().chain(after.map(|after| ("after", after)))));
    match search.unwrap_or_default().as_str() {
        "" => "/inbox".to_owned(),
        search => format!("/inbox?{search}"),
    }
}

fn draw(t: &'static Texts, visit: &Visit, query: &NoticesQuery, page: &Page<Notice>) -> AnyView {
    let words = inbox(t.language);
    let total = (words.count)(page.total, &t.language.integer(page.total));
    let tabs =
        vec![(href(true, None), words.unread.to_owned(), query.unread), (href(false, None), words.all.to_owned(), !query.unread)];
    let here = href(query.unread, query.after.as_deref());
    let latest = page.items.iter().find(|notice| !notice.read).map(|notice| notice.id.to_string());
    let read_all = latest.map(|latest| {
        view! {
            <form method="post" action="/inbox">
                <input type="hidden" name="next" value=here.clone()/>
                <button class="button" name="upto" value=latest>{words.read_all}</button>
            </form>
        }
    });
    let list = if page.items.is_empty() {
        view! { <div class="card"><Empty title=words.empty hint=words.empty_hint/></div> }.into_any()
    } else {
        let items = page.items.iter().map(|notice| item(t, visit, &here, notice)).collect_view();
        view! { <ol class="card notices">{items}</ol> }.into_any()
    };
    let first = query.after.is_some().then(|| href(query.unread, None));
    let next = page.next.as_deref().map(|next| href(query.unread, Some(next)));
    let topics = visit.me.as_ref().map(|me| Topic::Inbox(me.person).to_string());
    view! {
        <div data-topics=topics>
            <PageHead title=words.title subtitle=total.clone()>{read_all}</PageHead>
            <Tabs label=words.title items=tabs/>
            {list}
            {(first.is_some() || next.is_some()).then(|| view! { <Pager total=total first=first next=next/> })}
        </div>
    }
    .into_any()
}

fn item(t: &'static Texts, visit: &Visit, here: &str, notice: &Notice) -> AnyView {
    let words = inbox(t.language);
    let from = notice.from.clone().unwrap_or_else(|| words.system.to_owned());
    let deals = notice
        .deals
        .iter()
        .map(|deal| view! { <li><a class="link" href=format!("/deals/{}", deal.id)>{deal.name.clone()}</a></li> })
        .collect_view();
    let (head, said) = match &notice.news {
        News::Nudge { flag, note, .. } => (flag.map(|flag| (hygiene(t.language).flag)(flag).to_owned()), note.clone()),
        News::Review { disposition, note, .. } => (Some((words.decided)(disposition).to_owned()), note.clone()),
        News::Waived { flag, until, reason, .. } => {
            (Some((review(t.language).waived_flag)((hygiene(t.language).flag)(*flag), &t.language.day(*until))), reason.clone())
        }
        News::TaskDue { what, due, .. } => (Some(t.language.day(*due)), what.clone()),
        News::Given { .. } | News::Taken { .. } | News::NurtureOver { .. } => (None, String::new()),
    };
    let unseen = (notice.deals.is_empty() && !notice.news.deals().is_empty()).then_some(words.unseen);
    let done = (!notice.read).then(|| {
        view! {
            <form method="post" action="/inbox">
                <input type="hidden" name="next" value=here.to_owned()/>
                <button class="button" name="read" value=notice.id.to_string()>{words.done}</button>
            </form>
        }
    });
    let new = (!notice.read).then(|| view! { <span class="new">{words.new}</span> });
    view! {
        <li class:unread=!notice.read>
            <div>
                <p><b>{(words.what)(&notice.news, &from)}</b>" "{new}</p>
                <ul class="deals">{deals}</ul>
                {unseen.map(|unseen| view! { <p class="note">{unseen}</p> })}
                {head.map(|head| view! { <p class="flag">{head}</p> })}
                {(!said.is_empty()).then(|| view! { <blockquote>{said}</blockquote> })}
                <p class="note"><time>{moment(visit, notice.at)}</time></p>
            </div>
            {done}
        </li>
    }
    .into_any()
}
