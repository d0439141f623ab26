//! Makes one tree like another by changing only what differs, so that focus, scroll positions and islands stay where the
//! page stays the same.

use app::ui::island::ELEMENT;
use js_sys::Reflect;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, Node};

/// How far ahead a child is looked for that has moved down.
const AHEAD: u32 = 6;

/// What the person at the page has changed, or the browser has: the new page has no say in it, unless it was asked for.
const OWN: [&str; 1] = ["open"];

/// Names what a part of a page shows, among its siblings: it stays itself wherever it comes to stand.
const KEY: &str = "data-key";

/// Makes `old` like `new`. The two have the same name. Gently: nobody has asked for it, so whatever is being filled in stays.
pub fn make_like(old: &Element, new: &Element, gently: bool) {
    let focus = Focus::now();
    Differ { gently, active: focus.element.clone() }.make_like(old, new);
    focus.find_again();
}

/// Where the focus is.
struct Focus {
    element: Option<Element>,
    /// The key of what is around it, if that has one.
    around: Option<String>,
}

impl Focus {
    fn now() -> Self {
        let element = crate::page::document().active_element();
        let around =
            element.as_ref().and_then(|element| element.closest("[data-key]").ok()?).and_then(|part| part.get_attribute(KEY));
        Self { element, around }
    }

    /// Puts it on what stands for the same thing now, if what had it has gone.
    fn find_again(self) {
        let Some(gone) = self.element.filter(|element| !element.is_connected()) else { return };
        let Some(key) = self.around else { return };
        let document = crate::page::document();
        let parts = crate::page::elements(&document, "[data-key]").into_iter();
        let part = parts.filter(|part| part.get_attribute(KEY).as_ref() == Some(&key)).find_map(|part| {
            let within = part.query_selector(&gone.local_name()).ok().flatten();
            within.or_else(|| Some(part).filter(|part| part.local_name() == gone.local_name()))
        });
        if let Some(part) = part.and_then(|part| part.dyn_into::<HtmlElement>().ok()) {
            let _ = part.focus();
        }
    }
}

struct Differ {
    gently: bool,
    active: Option<Element>,
}

impl Differ {
    fn make_like(&self, old: &Element, new: &Element) {
        if old.is_equal_node(Some(new)) || (is_sent(old) && self.holds_something_in_hands(old)) {
            return;
        }
        self.attributes(old, new);
        if old.local_name() != ELEMENT {
            if keys(new) > 1 || keys(old) > 1 { self.keyed(old, new) } else { self.children(old, new) }
        }
    }

    fn attributes(&self, old: &Element, new: &Element) {
        let alone = |element: &Element| element.clone_node().ok();
        if alone(old).is_some_and(|old| old.is_equal_node(alone(new).as_ref())) {
            return;
        }
        for name in names(old) {
            if !new.has_attribute(&name) && !OWN.contains(&name.as_str()) {
                let _ = old.remove_attribute(&name);
            }
        }
        for name in names(new) {
            let value = new.get_attribute(&name).unwrap_or_default();
            let written = name == "value";
            let theirs = (self.gently && OWN.contains(&name.as_str())) || (written && self.is_in_hands(old));
            if theirs || old.get_attribute(&name).as_ref() == Some(&value) {
                continue;
            }
            let _ = old.set_attribute(&name, &value);
            // What has been written into a field hides its attribute.
            if let (true, Some(input)) = (written, old.dyn_ref::<HtmlInputElement>()) {
                input.set_value(&value);
            }
        }
    }

    /// Children that stand for themselves.
    fn children(&self, old: &Element, new: &Element) {
        let mut at = old.first_child();
        let mut coming = new.first_child();
        while let Some(next) = coming {
            coming = next.next_sibling();
            match at.take() {
                None => append(old, &next, None),
                // Something new before what is there.
                Some(here) if !alike(&here, &next) && ahead(&here, &next) => {
                    append(old, &next, Some(&here));
                    at = Some(here);
                }
                Some(here) => {
                    at = here.next_sibling();
                    // What is there has gone, and what comes is next to it.
                    if !alike(&here, &next)
                        && let Some(following) = at.clone().filter(|following| alike(following, &next))
                    {
                        self.remove(old, &here);
                        at = following.next_sibling();
                        self.same(old, &following, &next);
                    } else {
                        self.same(old, &here, &next);
                    }
                }
            }
        }
        while let Some(rest) = at {
            at = rest.next_sibling();
            self.remove(old, &rest);
        }
    }

    /// Children that have names: each is found again, wherever it stood.
    fn keyed(&self, old: &Element, new: &Element) {
        let coming = nodes(new);
        let (mut left, gone): (Vec<Node>, Vec<Node>) =
            nodes(old).into_iter().partition(|here| key(here).is_none() || coming.iter().any(|next| key(next) == key(here)));
        let kept: Vec<Node> = gone.into_iter().filter(|gone| !self.remove(old, gone)).collect();
        let mut at = old.first_child();
        for next in &coming {
            while at.as_ref().is_some_and(|here| kept.contains(here)) {
                at = at.and_then(|here| here.next_sibling());
            }
            let Some(found) = left.iter().position(|here| stands_for(here, next)) else {
                append(old, next, at.as_ref());
                continue;
            };
            let here = left.remove(found);
            // What has the focus would lose it if it were moved: the others make way.
            if self.active.as_ref().is_some_and(|active| here.contains(Some(active))) {
                while let Some(other) = at.take_if(|other| *other != here) {
                    at = other.next_sibling();
                    let _ = old.append_child(&other);
                }
            } else if at.as_ref() != Some(&here) {
                let _ = old.insert_before(&here, at.as_ref());
            }
            at = here.next_sibling();
            self.same(old, &here, next);
        }
        for rest in &left {
            self.remove(old, rest);
        }
    }

    /// Makes a child like another, or puts the other in its place.
    fn same(&self, parent: &Element, here: &Node, next: &Node) {
        match (here.dyn_ref::<Element>(), next.dyn_ref::<Element>()) {
            (Some(old), Some(new)) if can_become(old, new) => self.make_like(old, new),
            (None, None) if here.node_type() == next.node_type() => {
                if here.node_value() != next.node_value() {
                    here.set_node_value(next.node_value().as_deref());
                }
            }
            _ if self.holds_something_in_hands(here) => {}
            _ => {
                if let Ok(copy) = page_copy(next) {
                    let _ = parent.replace_child(&copy, here);
                }
            }
        }
    }

    /// Removes a child; answers whether it may be.
    fn remove(&self, parent: &Element, here: &Node) -> bool {
        let removed = !self.holds_something_in_hands(here);
        if removed {
            let _ = parent.remove_child(here);
        }
        removed
    }

    /// Whether somebody is filling in something there, which would be lost with it.
    fn holds_something_in_hands(&self, node: &Node) -> bool {
        let Some(part) = node.dyn_ref::<Element>().filter(|_| self.gently) else { return false };
        let Ok(fields) = part.query_selector_all(FIELDS) else { return false };
        let within = (0..fields.length()).filter_map(|at| fields.item(at)?.dyn_into::<Element>().ok());
        within.chain(part.matches(FIELDS).unwrap_or(false).then(|| part.clone())).any(|field| self.is_in_hands(&field))
    }

    /// Whether a field is being filled in, or has been.
    fn is_in_hands(&self, field: &Element) -> bool {
        let read = |name: &str| Reflect::get(field, &name.into()).unwrap_or_default();
        self.gently && (self.active.as_ref() == Some(field) || read("value") != read("defaultValue"))
    }
}

/// Fields that one writes into or chooses in.
const FIELDS: &str = "input:not([type=hidden]), textarea, [contenteditable]";

/// Whether it is a form that changes something. While one is being filled in, all of it stays as its writer has seen it, what it
/// is based on included.
fn is_sent(element: &Element) -> bool {
    element.local_name() == "form" && element.get_attribute("method").as_deref() == Some("post")
}

fn names(element: &Element) -> Vec<String> {
    element.get_attribute_names().iter().filter_map(|name| name.as_string()).collect()
}

fn nodes(parent: &Element) -> Vec<Node> {
    let list = parent.child_nodes();
    (0..list.length()).filter_map(|at| list.item(at)).collect()
}

/// The name of a child among its siblings.
fn key(node: &Node) -> Option<String> {
    node.dyn_ref::<Element>().filter(|element| element.local_name() != ELEMENT)?.get_attribute(KEY)
}

/// How many children have one.
fn keys(parent: &Element) -> usize {
    let mut at = parent.first_element_child();
    let mut count = 0;
    while let Some(child) = at {
        count += usize::from(child.local_name() != ELEMENT && child.has_attribute(KEY));
        at = child.next_element_sibling();
    }
    count
}

/// Whether a child can be made into one that is coming: the one of its name, or where there are none, of its kind.
fn stands_for(here: &Node, next: &Node) -> bool {
    match (here.dyn_ref::<Element>(), next.dyn_ref::<Element>()) {
        (Some(old), Some(new)) => can_become(old, new) && key(here) == key(next),
        (None, None) => here.node_type() == next.node_type(),
        _ => false,
    }
}

fn append(parent: &Element, next: &Node, before: Option<&Node>) {
    if let Ok(copy) = page_copy(next) {
        let _ = parent.insert_before(&copy, before);
    }
}

fn page_copy(node: &Node) -> Result<Node, wasm_bindgen::JsValue> {
    crate::page::document().import_node_with_deep(node, true)
}

/// Whether one can be made into the other. An island stays only while its key, or without one its fields, are the same.
fn can_become(old: &Element, new: &Element) -> bool {
    let same = |name: &str| old.get_attribute(name) == new.get_attribute(name);
    if old.local_name() != new.local_name() || !same("id") || !same(KEY) {
        return false;
    }
    old.local_name() != ELEMENT || (same("data-name") && (old.has_attribute(KEY) || same("data-fields")))
}

/// Whether they look like the same thing: the same class besides.
fn alike(here: &Node, next: &Node) -> bool {
    match (here.dyn_ref::<Element>(), next.dyn_ref::<Element>()) {
        (Some(old), Some(new)) => can_become(old, new) && old.get_attribute("class") == new.get_attribute("class"),
        (None, None) => here.node_type() == next.node_type(),
        _ => false,
    }
}

/// Whether what is here comes later in the new page.
fn ahead(here: &Node, next: &Node) -> bool {
    let mut at = next.next_sibling();
    for _ in 0..AHEAD {
        let Some(node) = at else { return false };
        if node.node_type() == Node::ELEMENT_NODE && alike(here, &node) {
            return true;
        }
        at = node.next_sibling();
    }
    false
}
