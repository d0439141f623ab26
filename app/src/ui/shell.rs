//! The frame around every page: where one can go, who one is.

use crate::context::use_visit;
use crate::ui::components::{Icon, Toasts, icon, moment};
use crate::ui::i18n::deal::deal;
use crate::ui::i18n::{Texts, accounts, desk, finding, inbox, inspection, offline, review, rules, texts, use_texts};
use crate::ui::island::island;
use crate::ui::pages::outbox::sign;
use crate::ui::palette::{Palette, Place};
use crate::ui::shown::watched;
use domain::{Language, LogNo, Role};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::ops::Range;

/// One place to go: address, icon, name, and who may go there.
struct Destination {
    href: &'static str,
    icon: Icon,
    name: fn(&Texts) -> &'static str,
    open_to: fn(Role) -> bool,
}

/// Where one can go, in order. A phone shows four, and the others under "More".
const DESTINATIONS: &[Destination] = &[
    Destination { href: "/mine", icon: Icon::Mine, name: |t| desk(t.language).mine, open_to: works_deals },
    Destination { href: "/apm", icon: Icon::Matrix, name: |t| t.shell.apm, open_to: |_| true },
    Destination { href: "/pipeline", icon: Icon::Pipeline, name: |t| t.shell.pipeline, open_to: |role| !works_deals(role) },
    Destination { href: "/deals", icon: Icon::Deals, name: |t| t.shell.deals, open_to: Role::sees_deals },
    Destination { href: "/inbox", icon: Icon::Inbox, name: |t| inbox(t.language).title, open_to: |_| true },
    Destination { href: "/inspect", icon: Icon::Changes, name: |t| inspection(t.language).title, open_to: Role::sees_deals },
    Destination { href: "/hygiene", icon: Icon::Hygiene, name: |t| review(t.language).hygiene, open_to: Role::sees_deals },
    Destination { href: "/review", icon: Icon::Review, name: |t| review(t.language).title, open_to: reviews },
    Destination { href: "/targets", icon: Icon::Targets, name: |t| t.shell.targets, open_to: sees_targets },
    Destination { href: "/accounts", icon: Icon::Accounts, name: |t| accounts(t.language).accounts, open_to: |_| true },
    Destination { href: "/imports", icon: Icon::Imports, name: |t| t.shell.imports, open_to: |role| role == Role::Admin },
    // Of less use to them than what stands before it.
    Destination { href: "/pipeline", icon: Icon::Pipeline, name: |t| t.shell.pipeline, open_to: works_deals },
    Destination { href: "/settings", icon: Icon::Settings, name: |t| t.shell.settings, open_to: |_| true },
];

/// Those whose day is their own deals.
fn works_deals(role: Role) -> bool {
    matches!(role, Role::Rep | Role::Bdr)
}

fn reviews(role: Role) -> bool {
    matches!(role, Role::Admin | Role::Manager)
}

fn sees_targets(role: Role) -> bool {
    matches!(role, Role::Admin | Role::Exec | Role::Manager)
}

/// How many destinations a thumb reaches.
const IN_REACH: usize = 4;

/// The frame. Without a session there is only the page.
#[component]
pub fn Shell(
    /// The page.
    children: Children,
) -> impl IntoView {
    let t = use_texts();
    let path = use_location().pathname.get_untracked();
    let who = use_visit().with_value(|visit| {
        let demo = visit.workspace.as_ref().is_some_and(|info| info.workspace.demo);
        visit.me.as_ref().map(|me| (me.name.clone(), me.role, demo, watched(&path, me.person)))
    });
    let Some((name, role, demo, shown)) = who else {
        return view! { <main id="main" class="alone">{children()}</main> }.into_any();
    };
    let seen = use_visit().with_value(|visit| (offline(visit.language).banner)(&moment(visit, visit.now)));
    view! {
        <a class="skip" href="#main" rel="external">{t.shell.skip}</a>
        <div class="app">
            <header class="rail">
                <a class="brand" href="/apm">{icon(Icon::Brand)}<span>"Motore"</span></a>
                {finder(t)}
                <nav aria-label=t.shell.main><ul>{destinations(t, role, 0..usize::MAX)}</ul></nav>
                <div class="who">
                    <span class="sayer">{t.shell.signed_in_as}</span>
                    <b>{name}</b>
                    <span class="role">{(t.names.role)(role)}</span>
                    <form method="post" action="/sign-out"><button class="quiet">{t.shell.sign_out}</button></form>
                </div>
            </header>
            <div class="framed">
                {demo.then(|| view! { <aside class="banner">{t.shell.demo}</aside> })}
                // The browser's worker shows it where it shows a page that was seen before (`frontend/worker/pages.js`).
                <aside class="banner offline" hidden=true>{seen}</aside>
                {sign(t)}
                <main id="main" tabindex="-1" data-topics=shown>{children()}</main>
            </div>
        </div>
        <nav class="bar" aria-label=t.shell.main><ul>{destinations(t, role, 0..IN_REACH)}<li>{finder(t)}</li><li>{more(t)}</li></ul></nav>
        <div popover="auto" id="more-places" class="near menu"><ul>{destinations(t, role, IN_REACH..usize::MAX)}</ul></div>
        {island(Toasts {})}
        {island(Palette { places: places(t, role) })}
    }
    .into_any()
}

/// The links; the one whose page, or a page below it, is shown is the current one.
fn destinations(t: &'static Texts, role: Role, these: Range<usize>) -> impl IntoView {
    let path = use_location().pathname.get_untracked();
    // Before the company is set up there is nowhere else to go.
    let fresh = use_visit().with_value(|visit| visit.workspace.as_ref().is_some_and(|info| info.revision == LogNo(0)));
    let unread = use_visit().with_value(|visit| visit.unread);
    DESTINATIONS
        .iter()
        .filter(|to| (to.open_to)(role) && (!fresh || to.href == "/settings"))
        .skip(these.start)
        .take(these.len())
        .map(|to| {
            let current = path.starts_with(to.href).then_some("page");
            let badge = (to.href == "/inbox" && unread > 0).then(|| {
                let shown = if unread > 99 { "99+".to_owned() } else { unread.to_string() };
                view! { <span class="count" aria-hidden="true">{shown}</span> <span class="sr">{(inbox(t.language).badge)(unread)}</span> }
            });
            view! { <li><a href=to.href aria-current=current>{icon(to.icon)}{(to.name)(t)}{badge}</a></li> }
        })
        .collect_view()
}

/// Opens, on a phone, where else one can go. It is a popover, so it needs no script.
fn more(t: &'static Texts) -> AnyView {
    view! { <button type="button" class="finding" popovertarget="more-places">{icon(Icon::More)}<span>{t.common.more}</span></button> }
        .into_any()
}

/// Opens the search: the browser listens for it.
fn finder(t: &'static Texts) -> AnyView {
    let text = finding(t.language).search;
    view! {
        <button type="button" class="finding" data-search="" aria-keyshortcuts="Control+K Meta+K">
            {icon(Icon::Search)}<span>{text}</span><kbd aria-hidden="true">"Ctrl K"</kbd>
        </button>
    }
    .into_any()
}

/// What the search finds besides deals, accounts and contacts: where one can go, and what one can do.
fn places(t: &'static Texts, role: Role) -> Vec<Place> {
    let other = texts(if t.language == Language::En { Language::It } else { Language::En });
    let (words, theirs) = (accounts(t.language), accounts(other.language));
    let page = |href: &str, title: &str, other: &str| Place {
        title: title.to_owned(),
        other: other.to_owned(),
        href: href.to_owned(),
        sends: None,
    };
    let form = |href: &str, title: &str, other: &str, name: &str, value: &str| Place {
        sends: Some((name.to_owned(), value.to_owned())),
        ..page(href, title, other)
    };
    let sees = role.sees_deals();
    let mut places = Vec::new();
    if role.changes_deals() {
        places.push(page("/deals/new", deal(t.language).new, deal(other.language).new));
        places.push(page("/accounts/new", words.new_account, theirs.new_account));
        places.push(page("/duplicates", words.duplicates, theirs.duplicates));
    }
    let open = DESTINATIONS.iter().filter(|to| (to.open_to)(role));
    places.extend(open.map(|to| page(to.href, (to.name)(t), (to.name)(other))));
    if sees {
        places.push(page("/contacts", words.contacts, theirs.contacts));
    }
    if role == Role::Admin {
        places.push(page("/hygiene/rules", rules(t.language).title, rules(other.language).title));
    }
    places.push(page("/products", words.products, theirs.products));
    places.extend([
        form("/preferences", words.theme_light, theirs.theme_light, "theme", "light"),
        form("/preferences", words.theme_dark, theirs.theme_dark, "theme", "dark"),
        form("/preferences", words.in_english, "Inglese", "lang", "en"),
        form("/preferences", words.in_italian, "Italian", "lang", "it"),
        form("/sign-out", t.shell.sign_out, other.shell.sign_out, "from", "search"),
    ]);
    places
}
