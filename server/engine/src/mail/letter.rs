//! How a mail is put together: the same as text and as simple HTML.

use super::Post;
use super::words::words;
use contract::mail::Letter;
use domain::hygiene::Flag;
use domain::{Language, OpportunityId};
use std::fmt::Write;

/// Where a mail comes from, and in which language it is.
pub(super) struct Place<'p> {
    pub(super) post: &'p Post,
    pub(super) language: Language,
}

/// One thing in a list: what it is, where it is, and what is said about it.
pub(super) struct Item {
    pub(super) text: String,
    pub(super) path: String,
    pub(super) aside: String,
}

/// A part of a mail.
pub(super) enum Part {
    Say(String),
    Head(String),
    Quote(String),
    Items(Vec<Item>),
    Link { text: &'static str, path: &'static str },
}

/// The path of a deal.
pub(super) fn path_of(deal: OpportunityId) -> String {
    format!("/deals/{deal}")
}

/// Somebody asks to look after deals.
pub(super) fn nudge(place: &Place<'_>, from: &str, flag: Option<Flag>, deals: &[(OpportunityId, String)], note: &str) -> Letter {
    let words = words(place.language);
    let what = flag.map(|flag| (place.post.flag)(place.language, flag));
    let mut parts = vec![Part::Say((words.nudged)(from))];
    if let Some(what) = what {
        parts.push(Part::Head(what.to_owned()));
    }
    if !note.is_empty() {
        parts.push(Part::Quote(note.to_owned()));
    }
    let items = deals.iter().map(|(id, name)| Item { text: name.clone(), path: path_of(*id), aside: String::new() });
    parts.push(Part::Items(items.collect()));
    parts.push(Part::Link { text: words.open_inbox, path: "/inbox" });
    let subject = match (deals, what) {
        ([(_, name)], _) => (words.nudge_subject)(name),
        (_, Some(what)) => (words.nudge_subject)(what),
        _ => (words.nudge_subject)(&(words.deals)(deals.len())),
    };
    write(place, subject, &parts)
}

/// Writes it out.
pub(super) fn write(place: &Place<'_>, subject: String, parts: &[Part]) -> Letter {
    let (words, url) = (words(place.language), &place.post.url);
    let (mut text, mut html) = (String::new(), String::new());
    let lang = place.language.as_str();
    // Writing to a String cannot fail.
    let _ = write!(
        html,
        "<!doctype html><html lang=\"{lang}\"><meta charset=\"utf-8\"><body style=\"font:16px/1.5 system-ui,sans-serif;\
         max-width:38em;margin:0 auto;padding:16px\">"
    );
    for part in parts {
        let _ = match part {
            Part::Say(said) => write!(text, "{said}\n\n").and_then(|()| write!(html, "<p>{}</p>", lines(said))),
            Part::Head(head) => {
                write!(text, "{head}\n\n").and_then(|()| write!(html, "<h2 style=\"font-size:18px\">{}</h2>", escape(head)))
            }
            Part::Quote(said) => {
                for line in said.lines() {
                    let _ = writeln!(text, "> {line}");
                }
                text.push('\n');
                let lines = lines(said);
                write!(
                    html,
                    "<blockquote style=\"margin:0 0 16px;padding-left:12px;border-left:3px solid #ccc\">{lines}</blockquote>"
                )
            }
            Part::Items(items) => {
                html.push_str("<ul style=\"padding-left:20px\">");
                for Item { text: said, path, aside } in items {
                    let dash = if aside.is_empty() { "" } else { ": " };
                    let _ = write!(text, "- {said}{dash}{aside}\n  {url}{path}\n");
                    let (link, said, aside) = (escape(&format!("{url}{path}")), escape(said), escape(aside));
                    let _ = write!(html, "<li style=\"padding:4px 0\"><a href=\"{link}\">{said}</a>{dash}{aside}</li>");
                }
                text.push('\n');
                write!(html, "</ul>")
            }
            Part::Link { text: said, path } => {
                let _ = write!(text, "{said}: {url}{path}\n\n");
                write!(html, "<p><a href=\"{}\">{}</a></p>", escape(&format!("{url}{path}")), escape(said))
            }
        };
    }
    let settings = format!("{url}/settings#mail");
    let _ = write!(text, "-- \n{}: {settings}\n", words.preferences);
    let _ = write!(
        html,
        "<hr><p style=\"color:#666;font-size:14px\"><a href=\"{}\">{}</a></p></body></html>",
        escape(&settings),
        escape(words.preferences)
    );
    Letter { subject, text, html }
}

fn lines(text: &str) -> String {
    escape(text).replace('\n', "<br>")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
