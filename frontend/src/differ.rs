//! Makes one tree like another by changing only what differs, so that focus, scroll positions and islands stay where the
//! page stays the same.

use app::ui::island::ELEMENT;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, Node};

/// How far ahead a child is looked for that has moved down.
const AHEAD: u32 = 6;

/// What the person at the page has changed, or the browser has: the new page has no say in it.
const OWN: [&str; 1] = ["open"];

/// Makes `old` like `new`. The two have the same name.
pub fn make_like(old: &Element, new: &Element) {
    if old.is_equal_node(Some(new)) {
        return;
    }
    attributes(old, new);
    if old.local_name() != ELEMENT {
        children(old, new);
    }
}

fn attributes(old: &Element, new: &Element) {
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
        if old.get_attribute(&name).as_ref() == Some(&value) {
            continue;
        }
        let _ = old.set_attribute(&name, &value);
        // What has been written into a field hides its attribute.
        if let (true, Some(input)) = (name == "value", old.dyn_ref::<HtmlInputElement>()) {
            input.set_value(&value);
        }
    }
}

fn names(element: &Element) -> Vec<String> {
    element.get_attribute_names().iter().filter_map(|name| name.as_string()).collect()
}

fn children(old: &Element, new: &Element) {
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
                    let _ = old.remove_child(&here);
                    at = following.next_sibling();
                    same(old, &following, &next);
                } else {
                    same(old, &here, &next);
                }
            }
        }
    }
    while let Some(rest) = at {
        at = rest.next_sibling();
        let _ = old.remove_child(&rest);
    }
}

/// Makes a child like another, or puts the other in its place.
fn same(parent: &Element, here: &Node, next: &Node) {
    match (here.dyn_ref::<Element>(), next.dyn_ref::<Element>()) {
        (Some(old), Some(new)) if can_become(old, new) => make_like(old, new),
        (None, None) if here.node_type() == next.node_type() => {
            if here.node_value() != next.node_value() {
                here.set_node_value(next.node_value().as_deref());
            }
        }
        _ => {
            if let Ok(copy) = page_copy(next) {
                let _ = parent.replace_child(&copy, here);
            }
        }
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
    if old.local_name() != new.local_name() || !same("id") {
        return false;
    }
    old.local_name() != ELEMENT
        || (same("data-name") && same("data-key") && (old.has_attribute("data-key") || same("data-fields")))
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
