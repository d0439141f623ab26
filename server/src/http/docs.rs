//! The API's document, for programs (`/api/openapi.json`) and for people (`/api/docs`).

use crate::http::api::Caller;
use crate::http::fault::Fault;
use crate::http::session::SignedIn;
use crate::http::state::AppState;
use crate::http::{openapi, respond, session};
use crate::pages;
use axum::extract::{Extension, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use std::fmt::Write;
use std::sync::Arc;
use utoipa::openapi::OpenApi;

/// The document in JSON, as text and as a page: made once.
#[derive(Clone)]
pub struct Docs(Arc<(String, String)>);

impl Docs {
    /// Writes the document out.
    pub fn new(document: &OpenApi, css: &str) -> Self {
        let json = openapi::to_json(document).unwrap_or_default();
        let value = serde_json::from_str(&json).unwrap_or_default();
        Self(Arc::new((json, html(&value, css))))
    }
}

/// The OpenAPI document.
pub async fn document(SignedIn(me): SignedIn, Extension(docs): Extension<Docs>, request: Request) -> Result<Response, Fault> {
    Caller::SignedIn.check(&me)?;
    let (parts, _) = request.into_parts();
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(respond::tagged(&parts, headers, docs.0.0.clone().into_bytes()))
}

/// The same as a page to read.
pub async fn page(State(state): State<AppState>, Extension(docs): Extension<Docs>, request: Request) -> Result<Response, Fault> {
    if session::find(request.headers(), &state).await?.is_none() {
        return Ok(pages::sign_in_first(request.uri()));
    }
    let policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "private, no-cache"),
    ];
    Ok((headers, docs.0.1.clone()).into_response())
}

fn html(document: &Value, css: &str) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write_page(&mut out, document, css);
    out
}

fn write_page(out: &mut String, document: &Value, css: &str) -> std::fmt::Result {
    write!(
        out,
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>API · Motore</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">\
         <link rel=\"stylesheet\" href=\"{}\"></head><body class=\"api-docs\"><main><p><a href=\"/apm\">Motore</a></p><h1>API</h1>",
        escape(css)
    )?;
    write_description(out, text(document, "/info/description"))?;
    out.push_str("<p><a href=\"/api/openapi.json\">OpenAPI document</a></p>");
    for tag in document["tags"].as_array().into_iter().flatten() {
        let tag = tag["name"].as_str().unwrap_or_default();
        write!(out, "<section><h2>{}</h2>", escape(tag))?;
        for (path, item) in object(&document["paths"]) {
            for (method, operation) in object(item).filter(|(_, operation)| operation["tags"][0] == tag) {
                write_operation(out, method, path, operation)?;
            }
        }
        out.push_str("</section>");
    }
    out.push_str("<section><h2>Types</h2>");
    for (name, schema) in object(&document["components"]["schemas"]) {
        write!(out, "<article id=\"{0}\"><h3>{0}</h3>", escape(name))?;
        write_description(out, text(schema, "/description"))?;
        write_schema(out, schema)?;
        out.push_str("</article>");
    }
    out.push_str("</section></main></body></html>");
    Ok(())
}

fn write_operation(out: &mut String, method: &str, path: &str, operation: &Value) -> std::fmt::Result {
    let summary = text(operation, "/summary");
    write!(out, "<article><h3><code><b>{}</b> {}</code></h3><p>{}</p>", method.to_uppercase(), escape(path), escape(summary))?;
    let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !parameters.is_empty() {
        out.push_str("<table><thead><tr><th scope=\"col\">Parameter</th><th scope=\"col\">In</th><th scope=\"col\">Type</th><th scope=\"col\">Meaning</th></tr></thead><tbody>");
        for parameter in parameters {
            write!(
                out,
                "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td>{}</td><td>{}</td></tr>",
                escape(text(parameter, "/name")),
                escape(text(parameter, "/in")),
                type_of(&parameter["schema"]),
                escape(text(parameter, "/description"))
            )?;
        }
        out.push_str("</tbody></table>");
    }
    for (kind, schema) in object(&operation["requestBody"]["content"]) {
        write!(out, "<p>Body ({}): {}</p>", escape(kind), type_of(&schema["schema"]))?;
    }
    out.push_str("<ul>");
    for (status, response) in object(&operation["responses"]) {
        write!(out, "<li><b>{}</b> {}", escape(status), escape(text(response, "/description")))?;
        for (_, content) in object(&response["content"]) {
            write!(out, " {}", type_of(&content["schema"]))?;
        }
        out.push_str("</li>");
    }
    out.push_str("</ul></article>");
    Ok(())
}

fn write_schema(out: &mut String, schema: &Value) -> std::fmt::Result {
    let fields: Vec<_> = object(&schema["properties"]).collect();
    if fields.is_empty() {
        return write!(out, "<p>{}</p>", type_of(schema));
    }
    out.push_str("<table><thead><tr><th scope=\"col\">Field</th><th scope=\"col\">Type</th><th scope=\"col\">Meaning</th></tr></thead><tbody>");
    for (name, field) in fields {
        write!(
            out,
            "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td>{}</td></tr>",
            escape(name),
            type_of(field),
            escape(text(field, "/description"))
        )?;
    }
    out.push_str("</tbody></table>");
    Ok(())
}

/// A type in a few words, with a link to where it is described.
fn type_of(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return format!("<a href=\"#{0}\">{0}</a>", escape(name));
    }
    for way in ["oneOf", "anyOf", "allOf"] {
        if let Some(choices) = schema[way].as_array() {
            return choices.iter().map(type_of).collect::<Vec<_>>().join(" or ");
        }
    }
    if let Some(values) = schema["enum"].as_array() {
        return values.iter().map(|value| format!("<code>{}</code>", escape(&value.to_string()))).collect::<Vec<_>>().join(", ");
    }
    match &schema["type"] {
        Value::String(kind) if kind == "array" => format!("list of {}", type_of(&schema["items"])),
        Value::String(kind) => escape(kind),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).map(escape).collect::<Vec<_>>().join(" or "),
        _ => "anything".into(),
    }
}

/// Paragraphs and lists of a description: what little Markdown it uses.
fn write_description(out: &mut String, markdown: &str) -> std::fmt::Result {
    for part in markdown.split("\n\n").filter(|part| !part.trim().is_empty()) {
        if part.starts_with("- ") {
            out.push_str("<ul>");
            for item in part.lines() {
                write!(out, "<li>{}</li>", inline(item.trim_start_matches("- ")))?;
            }
            out.push_str("</ul>");
        } else {
            write!(out, "<p>{}</p>", inline(part))?;
        }
    }
    Ok(())
}

fn inline(markdown: &str) -> String {
    let mut out = String::new();
    for (at, part) in markdown.split('`').enumerate() {
        let escaped = escape(part);
        if at % 2 == 1 {
            out += &format!("<code>{escaped}</code>");
            continue;
        }
        for (at, strong) in escaped.split("**").enumerate() {
            out += &if at % 2 == 1 { format!("<b>{strong}</b>") } else { strong.to_owned() };
        }
    }
    out
}

fn object(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
