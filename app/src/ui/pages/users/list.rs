//! Who may sign in, in which role, and what can be done about it: plain forms, one sheet per person.

use super::invite::Invite;
use crate::context::{Visit, use_client, use_visit};
use crate::ui::components::{Badge, Failed, PageHead, Pager, load, shape};
use crate::ui::i18n::{Texts, use_texts, users};
use crate::ui::island::island;
use crate::ui::pages::apm::link::pairs;
use contract::session::{ListUsers, ListUsersQuery, User};
use contract::{Page, Problem};
use domain::Role;
use domain::pace::Standing;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The address: a page of the list, whom a new link is for, and what has happened.
#[derive(Default)]
struct Link {
    after: Option<String>,
    invite: Option<String>,
    done: Option<String>,
    failed: Option<String>,
}

impl Link {
    fn parse(search: &str) -> Result<Self, Problem> {
        let mut link = Self::default();
        for (name, value) in pairs(search)? {
            let field = match name.as_str() {
                "after" => &mut link.after,
                "invite" => &mut link.invite,
                "done" => &mut link.done,
                "failed" => &mut link.failed,
                _ => return Err(Problem::invalid(name, "is not understood")),
            };
            *field = Some(value);
        }
        Ok(link)
    }

    fn href(&self, invite: Option<&str>, after: Option<&str>) -> String {
        let pairs: Vec<_> =
            [("after", after), ("invite", invite)].into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        let search = serde_urlencoded::to_string(pairs).unwrap_or_default();
        if search.is_empty() { "/users".to_owned() } else { format!("/users?{search}") }
    }
}

/// The people who may sign in.
#[component]
pub fn Users() -> AnyView {
    let t = use_texts();
    let visit = use_visit();
    let client = use_client();
    let link = use_location().search.with_untracked(|search| Link::parse(search));
    load(async move {
        let found = match link {
            Ok(link) => {
                let query = ListUsersQuery { after: link.after.clone() };
                client.get::<ListUsers>(&query).await.map(|page| (link, page))
            }
            Err(problem) => Err(problem),
        };
        match found {
            Ok((link, page)) => visit.with_value(|visit| draw(t, visit, &link, &page)),
            Err(problem) => {
                view! { <PageHead title=users(t.language).title/> <div class="card"><Failed problem=problem/></div> }.into_any()
            }
        }
    })
}

fn draw(t: &'static Texts, visit: &Visit, link: &Link, page: &Page<User>) -> AnyView {
    let words = users(t.language);
    let total = (words.count)(page.total, &t.language.integer(page.total));
    let next = page.next.as_deref().map(|next| link.href(None, Some(next)));
    let first = link.after.is_some().then(|| link.href(None, None));
    let said = link.done.as_ref().map(|done| (Standing::Good, "message good", done));
    let said = said.or(link.failed.as_ref().map(|failed| (Standing::Act, "message", failed)));
    let said = said.map(|(standing, class, what)| {
        view! { <p class=class role="status">{shape(standing)}<span>{(words.done)(what)}</span></p> }
    });
    let again = page.items.iter().find(|user| Some(&user.email) == link.invite.as_ref());
    let invite = again.map_or_else(Invite::default, |user| Invite {
        email: user.email.clone(),
        name: user.name.clone(),
        role: user.role,
        known: true,
    });
    let here = link.href(None, link.after.as_deref());
    let rows = page.items.iter().enumerate().map(|(at, user)| row(t, visit, link, &here, at, user)).collect_view();
    view! {
        <PageHead title=words.title subtitle=total.clone()/>
        <div class="stack">
            {said}
            {island(invite)}
            <section class="card cards-card" aria-label=words.title>
                <table class="list cards" role="table">
                    <caption class="sr">{words.title}</caption>
                    <thead role="rowgroup">
                        <tr role="row">
                            <th scope="col" role="columnheader">{words.name}</th>
                            <th scope="col" role="columnheader">{words.role}</th>
                            <th scope="col" role="columnheader">{words.state}</th>
                            <th scope="col" role="columnheader">{words.last_seen}</th>
                            <th scope="col" role="columnheader" class="num"><span class="sr">{words.change}</span></th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
                <Pager total=total first=first next=next/>
            </section>
        </div>
    }
    .into_any()
}

fn row(t: &'static Texts, visit: &Visit, link: &Link, here: &str, at: usize, user: &User) -> AnyView {
    let words = users(t.language);
    let me = visit.me.as_ref().is_some_and(|me| me.person == user.person);
    let (standing, state) = match (user.disabled, user.active) {
        (true, _) => (Standing::Act, words.disabled),
        (false, true) => (Standing::Good, words.active),
        (false, false) => (Standing::Watch, words.invited),
    };
    let seen = user.last_seen.map_or_else(|| words.never.to_owned(), |at| t.language.day(visit.clock.read(at).0));
    let id = format!("user-{at}");
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">{user.name.clone()}<small>{user.email.clone()}</small></th>
            <td role="cell">{(t.names.role)(user.role)}</td>
            <td role="cell"><Badge standing=standing text=state/></td>
            <td role="cell">{seen}</td>
            <td role="cell" class="num">
                <button type="button" class="button" popovertarget=id.clone() aria-label=(words.manage)(&user.name)>{words.change}</button>
                {sheet(t, link, here, id, user, me)}
            </td>
        </tr>
    }
    .into_any()
}

/// What can be done about one person.
fn sheet(t: &'static Texts, link: &Link, here: &str, id: String, user: &User, me: bool) -> AnyView {
    let words = users(t.language);
    let label = (words.manage)(&user.name);
    let head = view! { <h2>{user.name.clone()}</h2> };
    if me {
        return view! { <div popover="auto" id=id class="near manage" role="dialog" aria-label=label>{head}<p class="note">{words.you}</p></div> }
            .into_any();
    }
    let action = format!("/users/{}", user.person);
    let role_id = format!("{id}-role");
    let roles = Role::ALL
        .into_iter()
        .map(|role| view! { <option value=role.as_str() selected=role == user.role>{(t.names.role)(role)}</option> })
        .collect_view();
    let button = |what: &'static str, text: &'static str| {
        view! {
            <form method="post" action=action.clone()>
                <input type="hidden" name="next" value=here.to_owned()/>
                <button class="button block" name="what" value=what>{text}</button>
            </form>
        }
        .into_any()
    };
    let others = if user.disabled {
        button("enabled", words.enable)
    } else {
        let again = link.href(Some(&user.email), link.after.as_deref());
        view! {
            <a class="button block" href=again>{words.new_link}</a>
            {button("signed-out", words.sign_out)}
            {button("disabled", words.disable)}
        }
        .into_any()
    };
    view! {
        <div popover="auto" id=id class="near manage" role="dialog" aria-label=label>
            {head}
            <form method="post" action=action.clone() class="form">
                <input type="hidden" name="next" value=here.to_owned()/>
                <input type="hidden" name="what" value="role"/>
                <div class="field">
                    <label for=role_id.clone()>{words.role}</label>
                    <select id=role_id name="role">{roles}</select>
                </div>
                <button class="button block">{words.save_role}</button>
            </form>
            {others}
        </div>
    }
    .into_any()
}
