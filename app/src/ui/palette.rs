//! Find anything and go there: Ctrl-K or ⌘-K, or the button. What is found on the server comes from the API; pages and what
//! can be done are matched here, in both languages.

use crate::context::use_client;
use crate::ui::i18n::{finding, use_texts};
use crate::ui::island::{Island, use_go};
use contract::book::{Hit, HitKind, Search, SearchQuery};
use leptos::html::{Dialog, Input};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long one waits for the next letter before asking.
const PAUSE: Duration = Duration::from_millis(120);
/// How many of the latest are kept.
const RECENT: usize = 6;
const LIST: &str = "palette-list";

/// A page, or something that can be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// What it is called.
    pub title: String,
    /// What it is called in the other language.
    pub other: String,
    /// Where it leads; of something to be done by a form, the form's address.
    pub href: String,
    /// What the form sends: name and value. Nothing: it is a page.
    pub sends: Option<(String, String)>,
}

/// The dialog.
#[derive(Serialize, Deserialize)]
pub struct Palette {
    /// Where one can go, and what one can do.
    pub places: Vec<Place>,
}

/// Something to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Choice {
    title: String,
    detail: String,
    href: String,
    /// The number of the form to send instead.
    form: Option<usize>,
}

/// The letters that are compared: small ones.
fn fits(place: &Place, asked: &str) -> bool {
    let names = format!("{} {}", place.title, place.other).to_lowercase();
    asked.to_lowercase().split_whitespace().all(|word| names.contains(word))
}

fn place(at: usize, place: &Place, detail: &str) -> Choice {
    let form = place.sends.as_ref().map(|_| at);
    Choice { title: place.title.clone(), detail: detail.to_owned(), href: place.href.clone(), form }
}

impl Island for Palette {
    const NAME: &'static str = "palette";

    // It stays while pages come and go.
    fn key(&self) -> Option<String> {
        Some(String::new())
    }

    fn view(self) -> AnyView {
        let t = use_texts();
        let words = finding(t.language);
        let (client, go) = (StoredValue::new(use_client()), use_go());
        let (dialog, input) = (NodeRef::<Dialog>::new(), NodeRef::<Input>::new());
        let asked = RwSignal::new(String::new());
        let hits = RwSignal::new(Vec::<Choice>::new());
        let (offline, chosen, turn) = (RwSignal::new(false), RwSignal::new(0usize), StoredValue::new(0u32));
        let recent = RwSignal::new(Vec::<Choice>::new());
        let places = StoredValue::new(self.places);
        let choices = move || {
            let text = asked.get();
            let named =
                |kind: &str, at: usize, one: &Place| place(at, one, if one.sends.is_some() { words.actions } else { kind });
            places.with_value(|places| {
                let fitting = places.iter().enumerate().filter(|(_, place)| fits(place, text.trim()));
                let fitting = fitting.map(|(at, one)| named(words.go_to, at, one));
                let before = if text.trim().is_empty() { recent.get() } else { hits.get() };
                before.into_iter().chain(fitting).collect::<Vec<_>>()
            })
        };
        let open = move || {
            recent.set(browser::recent());
            asked.set(String::new());
            chosen.set(0);
            if let Some(input) = input.get_untracked() {
                input.set_value("");
            }
            if let Some(dialog) = dialog.get_untracked() {
                browser::show(&dialog);
            }
        };
        browser::listen(open);
        let close = move || {
            if let Some(dialog) = dialog.get_untracked() {
                browser::close(&dialog);
            }
        };
        let choose = move |choice: Choice| {
            close();
            match choice.form {
                Some(at) => browser::send(at),
                None => {
                    let mut kept = recent.get_untracked();
                    kept.retain(|other| other.href != choice.href);
                    kept.insert(0, choice.clone());
                    kept.truncate(RECENT);
                    browser::keep(&kept);
                    go.to(choice.href);
                }
            }
        };
        let ask = move |text: String| {
            asked.set(text.clone());
            chosen.set(0);
            let number = turn.try_update_value(|turn| {
                *turn += 1;
                *turn
            });
            if text.trim().chars().count() < 2 {
                hits.set(Vec::new());
                return;
            }
            let stale = move || turn.try_get_value() != number;
            set_timeout(
                move || {
                    if stale() {
                        return;
                    }
                    let client = client.get_value();
                    spawn_local(async move {
                        let found = client.get::<Search>(&SearchQuery { q: text.trim().to_owned() }).await;
                        // Somebody has gone on writing.
                        if stale() {
                            return;
                        }
                        offline.set(found.is_err());
                        hits.set(found.map(|found| found.hits.into_iter().map(hit).collect()).unwrap_or_default());
                    });
                },
                PAUSE,
            );
        };
        let key = move |event: leptos::ev::KeyboardEvent| {
            let all = choices();
            let last = all.len().saturating_sub(1);
            let at = chosen.get_untracked().min(last);
            let to = match event.key().as_str() {
                "ArrowDown" => {
                    if at == last {
                        0
                    } else {
                        at + 1
                    }
                }
                "ArrowUp" => {
                    if at == 0 {
                        last
                    } else {
                        at - 1
                    }
                }
                "Enter" => {
                    event.prevent_default();
                    if let Some(choice) = all.into_iter().nth(at) {
                        choose(choice);
                    }
                    return;
                }
                _ => return,
            };
            event.prevent_default();
            chosen.set(to);
            browser::reveal(&format!("{LIST}-{to}"));
        };
        let options = move || {
            let at = chosen.get();
            let option = |(number, choice): (usize, Choice)| {
                let (title, detail) = (choice.title.clone(), choice.detail.clone());
                view! {
                    <li
                        role="option"
                        id=format!("{LIST}-{number}")
                        aria-selected=if number == at { "true" } else { "false" }
                        on:click=move |_| choose(choice.clone())
                    >
                        <span>{title}</span>
                        <small>{detail}</small>
                    </li>
                }
            };
            choices().into_iter().enumerate().map(option).collect_view()
        };
        let said = move || match (choices().len(), offline.get()) {
            (_, true) => words.search_offline.to_owned(),
            (0, false) => (words.search_empty)(&asked.get()),
            (count, false) => (words.results)(count),
        };
        let forms = places.with_value(|places| {
            let forms = places.iter().enumerate().filter_map(|(at, place)| {
                let (name, value) = place.sends.clone()?;
                Some(view! {
                    <form method="post" action=place.href.clone() hidden=true>
                        <input type="hidden" name=name value=value/>
                        <input type="hidden" name="next" class="palette-next"/>
                        <button id=format!("palette-do-{at}") tabindex="-1">{place.title.clone()}</button>
                    </form>
                })
            });
            forms.collect_view()
        });
        view! {
            <dialog class="palette" node_ref=dialog aria-label=words.search>
                <div class="palette-ask">
                    <input
                        node_ref=input
                        type="search"
                        role="combobox"
                        aria-label=words.search
                        aria-autocomplete="list"
                        aria-expanded="true"
                        aria-controls=LIST
                        aria-activedescendant=move || format!("{LIST}-{}", chosen.get())
                        placeholder=words.search_hint
                        autocomplete="off"
                        spellcheck="false"
                        on:input:target=move |event| ask(event.target().value())
                        on:keydown=key
                    />
                    <button type="button" class="button" on:click=move |_| close()>{t.common.close}</button>
                </div>
                <ul id=LIST role="listbox" aria-label=words.search>{options}</ul>
                <p class="note" role="status">{said}</p>
                {forms}
            </dialog>
        }
        .into_any()
    }
}

fn hit(hit: Hit) -> Choice {
    let path = match hit.kind {
        HitKind::Deal => "deals",
        HitKind::Account => "accounts",
        HitKind::Contact => "contacts",
    };
    Choice { title: hit.title, detail: hit.detail, href: format!("/{path}/{}", hit.id), form: None }
}

/// What only a browser can do.
#[cfg(target_arch = "wasm32")]
mod browser {
    use super::Choice;
    use leptos::prelude::*;
    use wasm_bindgen::JsCast;
    use web_sys::{Element, HtmlDialogElement, HtmlElement, HtmlInputElement};

    /// Where what was opened last is kept: as long as the tab is open.
    const KEPT: &str = "motore.recent";

    /// Opens with the key, and with each button that says so.
    pub fn listen(open: impl Fn() + Clone + 'static) {
        let by_key = open.clone();
        let keys = window_event_listener(leptos::ev::keydown, move |event| {
            if (event.ctrl_key() || event.meta_key()) && !event.alt_key() && event.key().eq_ignore_ascii_case("k") {
                event.prevent_default();
                by_key();
            }
        });
        let clicks = window_event_listener(leptos::ev::click, move |event| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            if target.is_some_and(|target| matches!(target.closest("[data-search]"), Ok(Some(_)))) {
                open();
            }
        });
        on_cleanup(move || {
            keys.remove();
            clicks.remove();
        });
    }

    pub fn show(dialog: &HtmlDialogElement) {
        if !dialog.open() {
            // Refused only where it is open already.
            let _ = dialog.show_modal();
        }
    }

    pub fn close(dialog: &HtmlDialogElement) {
        dialog.close();
    }

    pub fn reveal(id: &str) {
        if let Some(element) = document().get_element_by_id(id) {
            element.scroll_into_view_with_bool(false);
        }
    }

    /// Sends a form; it leads back here.
    pub fn send(at: usize) {
        let here = window().location();
        let next = format!("{}{}", here.pathname().unwrap_or_default(), here.search().unwrap_or_default());
        let Some(button) = document().get_element_by_id(&format!("palette-do-{at}")) else { return };
        let form = button.parent_element();
        let input = form.and_then(|form| form.query_selector(".palette-next").ok().flatten());
        if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) {
            input.set_value(&next);
        }
        if let Ok(button) = button.dyn_into::<HtmlElement>() {
            button.click();
        }
    }

    pub fn recent() -> Vec<Choice> {
        let kept = window().session_storage().ok().flatten().and_then(|storage| storage.get_item(KEPT).ok().flatten());
        kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default()
    }

    pub fn keep(recent: &[Choice]) {
        if let (Ok(Some(storage)), Ok(text)) = (window().session_storage(), serde_json::to_string(recent)) {
            // Full or forbidden: nothing is remembered.
            let _ = storage.set_item(KEPT, &text);
        }
    }
}

/// On the server nothing happens.
#[cfg(not(target_arch = "wasm32"))]
mod browser {
    use super::Choice;

    pub fn listen(_: impl Fn()) {}
    pub fn show<T>(_: &T) {}
    pub fn close<T>(_: &T) {}
    pub fn reveal(_: &str) {}
    pub fn send(_: usize) {}
    pub fn recent() -> Vec<Choice> {
        Vec::new()
    }
    pub fn keep(_: &[Choice]) {}
}
