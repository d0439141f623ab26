//! Reads what a request carries, and names what is wrong with it.

use axum::body::{Body, Bytes};
use axum::extract::FromRequestParts;
use axum::extract::path::{ErrorKind, Path};
use axum::extract::rejection::PathRejection;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use contract::{FieldError, Problem};
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

/// The fields in the path.
pub async fn path<T: DeserializeOwned + Send>(parts: &mut Parts) -> Result<T, Problem> {
    match Path::<T>::from_request_parts(parts, &()).await {
        Ok(Path(fields)) => Ok(fields),
        Err(PathRejection::FailedToDeserializePathParams(error)) => Err(match error.into_kind() {
            ErrorKind::ParseErrorAtKey { key, value, .. } => Problem::invalid(key, format!("“{value}” cannot be read")),
            ErrorKind::DeserializeError { key, message, .. } => Problem::invalid(key, message),
            ErrorKind::Message(message) => Problem::unreadable(format!("The address cannot be read: {message}.")),
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
    let mut seen = BTreeSet::new();
    let twice: Vec<FieldError> = pairs
        .iter()
        .filter(|(name, _)| !seen.insert(name))
        .map(|(name, _)| FieldError { field: name.clone(), message: "given twice: which one counts?".into() })
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
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let field = error.path().to_string();
        let inner = error.into_inner();
        if inner.is_data() && field != "." {
            return Problem::invalid(field, plain(&inner.to_string()));
        }
        match between_backticks(&inner.to_string()) {
            Some(field) if inner.is_data() => Problem::invalid(field.to_owned(), plain(&inner.to_string())),
            _ => Problem::unreadable(format!("The body is not the JSON expected here: {inner}.")),
        }
    })?;
    reader.end().map_err(|_| Problem::unreadable("The body goes on after the end of the JSON."))?;
    Ok(value)
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

/// An error's words without the parser's place ("at line 1 column 7"), which says nothing about a query or a form.
fn plain(message: &str) -> String {
    message.rsplit_once(" at line ").map_or(message, |(words, _)| words).to_owned()
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
