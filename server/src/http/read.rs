//! Reads what a request carries, and names what is wrong with it.

use axum::body::{Body, Bytes};
use axum::extract::FromRequestParts;
use axum::extract::path::{ErrorKind, Path, RawPathParams};
use axum::extract::rejection::PathRejection;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use contract::{FieldError, Problem};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeSet;

/// The fields in the path.
pub async fn path<T: DeserializeOwned + Send>(parts: &mut Parts) -> Result<T, Problem> {
    match Path::<T>::from_request_parts(parts, &()).await {
        Ok(Path(fields)) => Ok(fields),
        Err(PathRejection::FailedToDeserializePathParams(error)) => Err(match error.into_kind() {
            ErrorKind::ParseErrorAtKey { key, value, .. } => Problem::invalid(key, format!("“{value}” cannot be read.")),
            ErrorKind::DeserializeError { key, message, .. } => Problem::invalid(key, plain(&message)),
            // Said of no field: no address has more than one.
            ErrorKind::Message(message) => match RawPathParams::from_request_parts(parts, &()).await {
                Ok(fields) => Problem::invalid(fields.iter().next().map_or("", |(name, _)| name), plain(&message)),
                Err(_) => Problem::not_found("address"),
            },
            _ => Problem::not_found("address"),
        }),
        Err(_) => Err(Problem::not_found("address")),
    }
}

/// The query. Parameters that are unknown, given twice or unreadable are refused by name, all of them at once.
///
/// Every query's fields are optional, which is why each can be tried alone once the whole is refused.
pub fn query<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    let unreadable = |error: serde_urlencoded::de::Error| Problem::unreadable(format!("The query cannot be read: {error}."));
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(text).map_err(unreadable)?;
    let no_text = pairs.iter().filter(|(_, value)| value.contains('\0'));
    let no_text: Vec<FieldError> = no_text.map(|(name, _)| FieldError { field: name.clone(), message: NO_TEXT.into() }).collect();
    if !no_text.is_empty() {
        return Err(Problem::invalid_fields(no_text));
    }
    let mut seen = BTreeSet::new();
    let twice: Vec<FieldError> = pairs
        .iter()
        .filter(|(name, _)| !seen.insert(name))
        .map(|(name, _)| FieldError { field: name.clone(), message: "It is given twice: which one counts?".into() })
        .collect();
    if !twice.is_empty() {
        return Err(Problem::invalid_fields(twice));
    }
    serde_urlencoded::from_str(text).map_err(|error| {
        let fields: Vec<FieldError> = pairs.iter().filter_map(|(name, value)| fault_alone::<T>(name, value)).collect();
        if fields.is_empty() { unreadable(error) } else { Problem::invalid_fields(fields) }
    })
}

fn fault_alone<T: DeserializeOwned>(name: &str, value: &str) -> Option<FieldError> {
    let alone = serde_urlencoded::to_string([(name, value)]).ok()?;
    let error = serde_urlencoded::from_str::<T>(&alone).err()?;
    let message = plain(&error.to_string());
    Some(FieldError { field: name.to_owned(), message })
}

/// A JSON body. The first field at fault is named by its path (`lines[0].acv`).
pub fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // Nothing at all is what a request without a body sends.
    let bytes = if bytes.is_empty() { b"{}" } else { bytes };
    // A list would be read as the fields in their order.
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
        return Err(Problem::unreadable("The body must be a JSON object."));
    }
    if let Some(field) = no_text(bytes) {
        return Err(Problem::invalid(field, NO_TEXT));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let field = error.path().to_string();
        let inner = error.into_inner();
        let words = inner.to_string();
        // What is null instead of one of several words counts as no value at all.
        if field != "." && (inner.is_data() || words.starts_with("expected value")) {
            return Problem::invalid(field, plain(&words));
        }
        match between_backticks(&words) {
            Some(field) if inner.is_data() => Problem::invalid(field.to_owned(), plain(&words)),
            _ => Problem::unreadable(format!("The body is not JSON: {inner}.")),
        }
    })?;
    reader.end().map_err(|_| Problem::unreadable("The body goes on after the end of the JSON."))?;
    Ok(value)
}

/// A zero character is text to one database and the end of it to the other.
const NO_TEXT: &str = "It has a character that is not text.";

/// The first field of a body with a zero character in it.
fn no_text(bytes: &[u8]) -> Option<String> {
    // Nearly no body has one: only such is read for it.
    if !bytes.windows(6).any(|some| some == br"\u0000") {
        return None;
    }
    fn find(value: &Value, path: &str) -> Option<String> {
        match value {
            Value::String(text) => text.contains('\0').then(|| path.to_owned()),
            Value::Array(items) => items.iter().enumerate().find_map(|(at, item)| find(item, &format!("{path}[{at}]"))),
            Value::Object(fields) => fields.iter().find_map(|(name, value)| {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                if name.contains('\0') { Some(path) } else { find(value, &path) }
            }),
            _ => None,
        }
    }
    find(&serde_json::from_slice(bytes).ok()?, "")
}

/// Refuses a body that says it is something else, or does not say what it is.
pub fn must_be_json(headers: &HeaderMap, bytes: &[u8]) -> Result<(), Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if bytes.is_empty() || kind.eq_ignore_ascii_case("application/json") { Ok(()) } else { Err(Problem::not_json()) }
}

/// The whole body, up to a limit.
pub async fn bytes(body: Body, limit: usize) -> Result<Bytes, Problem> {
    axum::body::to_bytes(body, limit)
        .await
        .map_err(|_| Problem::too_large(format!("The body did not arrive whole, or is larger than {} MiB.", limit >> 20)))
}

/// The key that makes a write safe to repeat.
pub fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    match value.to_str() {
        Ok(key) if (1..=200).contains(&key.len()) => Ok(Some(key.to_owned())),
        _ => Err(Problem::invalid("Idempotency-Key", "must be 1 to 200 printable ASCII characters")),
    }
}

/// A form.
pub fn form<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    serde_urlencoded::from_bytes(bytes)
        .map_err(|error| Problem::unreadable(format!("The form cannot be read: {}.", plain(&error.to_string()))))
}

/// A reader's error in plain words: what is wrong with the value, and what would be right. What our own types say of
/// themselves stays as it is.
fn plain(message: &str) -> String {
    // The reader's place ("at line 1 column 7") says nothing about a query or a form.
    let message = message.rsplit_once(" at line ").map_or(message, |(words, _)| words);
    let mut quoted = message.split('`').skip(1).step_by(2);
    let (first, rest) = message.split_once(' ').unwrap_or((message, ""));
    match (first, rest) {
        ("unknown", rest) if rest.starts_with("variant") => {
            let found = quoted.next().unwrap_or_default();
            format!("“{found}” is not possible here. Possible: {}.", quoted.collect::<Vec<_>>().join(", "))
        }
        ("unknown", rest) if rest.starts_with("field") => "There is no such field here.".into(),
        ("missing", _) => "It is missing.".into(),
        ("expected", "value") => "It has no value that can be read.".into(),
        ("duplicate", _) => "It is given twice.".into(),
        ("invalid", rest) if rest.starts_with("type: null") => "It cannot be empty (null).".into(),
        ("invalid", rest) if rest.starts_with("type: ") => {
            let expected = rest.rsplit_once(", expected ").map_or("", |(_, expected)| expected);
            format!("It must be {}.", kind_of(expected))
        }
        ("invalid", rest) if rest.starts_with("value: integer") => "The number is too large or too small.".into(),
        ("invalid", "digit found in string") => "It must be a whole number.".into(),
        ("cannot", "parse integer from empty string") => "It must be a whole number.".into(),
        ("number", _) => "The number is too large or too small.".into(),
        ("UUID", _) => "It is not an id, such as 0190d2c4-7b6e-7c3a-9f52-1a2b3c4d5e6f.".into(),
        _ => message.to_owned(),
    }
}

/// What a value must be, by what a reader expected.
fn kind_of(expected: &str) -> &str {
    match expected {
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number",
        "a string" | "string" | "str" => "text",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        expected if expected.starts_with("struct") || expected == "a map" => "an object",
        expected if expected.starts_with("a formatted UUID") || expected.contains("UUID") => "an id",
        expected => expected,
    }
}

fn between_backticks(message: &str) -> Option<&str> {
    message.split('`').nth(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::apm::ApmQuery;
    use contract::opportunity::OpportunityPatch;

    fn fields(problem: Problem) -> Vec<String> {
        problem.fields.into_iter().map(|f| f.field).collect()
    }

    #[test]
    fn every_parameter_at_fault_is_named() {
        assert!(query::<ApmQuery>("").is_ok());
        assert_eq!(
            fields(query::<ApmQuery>("rows=colour&as_of=31-2-2026&period=FY27-Q4&nonsense=1").unwrap_err()),
            ["rows", "as_of", "nonsense"]
        );
        assert_eq!(fields(query::<ApmQuery>("rows=region&rows=product").unwrap_err()), ["rows"]);
        assert_eq!(fields(query::<ApmQuery>("where=region:EMEA;region:APAC").unwrap_err()), ["where"]);
    }

    #[test]
    fn a_body_s_field_at_fault_is_named() {
        assert_eq!(fields(json::<OpportunityPatch>(br#"{"base":1,"close_day":"2026-02-31"}"#).unwrap_err()), ["close_day"]);
        assert_eq!(fields(json::<OpportunityPatch>(br#"{"base":1,"colour":"red"}"#).unwrap_err()), ["colour"]);
        assert_eq!(fields(json::<OpportunityPatch>(br#"{}"#).unwrap_err()), ["base"]);
        assert_eq!(json::<OpportunityPatch>(b"{").unwrap_err().kind, "/problems/unreadable");
        assert_eq!(json::<OpportunityPatch>(br#"{"base":1} 2"#).unwrap_err().kind, "/problems/unreadable");
    }
}
