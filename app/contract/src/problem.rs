//! The one error type: RFC 9457 problem details, with the fields at fault.

use crate::import::{Refusal, Why};
use domain::Requirement;
use serde::{Deserialize, Serialize};

/// What went wrong, for a program (`kind`, `status`, `fields`) and for a person (`title`, `detail`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{title}: {detail}")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A stable name of the kind of problem, as a relative URI: `/problems/invalid`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The same in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened this time and what to do.
    pub detail: String,
    /// The fields at fault.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldError>,
    /// At a gate: what the deal does not say yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<Box<Missing>>,
    /// Of an import: which file is refused, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Box<Refusal>>,
}

/// What a deal does not say yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Missing(pub Vec<Requirement>);

/// One field at fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// The name of the field or query parameter.
    pub field: String,
    /// What is wrong with it and what to do.
    pub message: String,
}

impl Problem {
    fn new(kind: &str, title: &str, status: u16, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("/problems/{kind}"),
            title: title.into(),
            status,
            detail: detail.into(),
            fields: Vec::new(),
            missing: None,
            refusal: None,
        }
    }

    /// 400: one field or parameter is not acceptable.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        let (field, message) = (field.into(), message.into());
        Self::invalid_fields(vec![FieldError { field, message }])
    }

    /// 400: a file of an import, or what is said of it, is refused.
    pub fn refused(field: &str, file: Option<&str>, why: Why) -> Self {
        let refusal = Refusal { file: file.map(str::to_owned), why };
        let detail = refusal.to_string();
        Self { refusal: Some(Box::new(refusal)), detail: detail.clone(), ..Self::invalid(field, detail) }
    }

    /// 409: an import is not at a point where this can be done.
    pub fn untimely(why: Why) -> Self {
        Self::conflict("").because(why)
    }

    /// The same because of this.
    pub fn because(self, why: Why) -> Self {
        Self { detail: why.to_string(), refusal: Some(Box::new(Refusal { file: None, why })), ..self }
    }

    /// 400: several are not.
    pub fn invalid_fields(fields: Vec<FieldError>) -> Self {
        let detail = fields.iter().map(|f| format!("{}: {}", f.field, f.message)).collect::<Vec<_>>().join("; ");
        Self { fields, ..Self::new("invalid", "Some input is not acceptable", 400, detail) }
    }

    /// 400: the request as a whole cannot be read.
    pub fn unreadable(detail: impl Into<String>) -> Self {
        Self::new("unreadable", "The request cannot be read", 400, detail)
    }

    /// 401: no session.
    pub fn unauthenticated() -> Self {
        Self::new("unauthenticated", "Not signed in", 401, "Sign in to go on.")
    }

    /// 401: the session did not run out, but was ended from elsewhere. A device that hears it forgets what it keeps.
    pub fn ended() -> Self {
        Self::new("ended", "Signed out", 401, "This session was ended from elsewhere. Sign in again.")
    }

    /// 202: there is no network. The device keeps the change and sends it when there is one (`frontend/worker`).
    pub const WAITING: &str = "/problems/waiting";

    /// Whether the device keeps the change until there is a network.
    pub fn waits(&self) -> bool {
        self.kind == Self::WAITING
    }

    /// 403: the role does not allow it.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new("forbidden", "Not allowed", 403, detail)
    }

    /// 404: there is no such thing, or it is not visible to this person.
    pub fn not_found(what: &str) -> Self {
        Self::new("not-found", "Not found", 404, format!("There is no such {what}, or you may not see it."))
    }

    /// 409: somebody else changed the same thing meanwhile.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new("conflict", "Changed meanwhile", 409, detail)
    }

    /// At a gate: what the deal does not say yet.
    pub fn missing(&self) -> &[Requirement] {
        self.missing.as_ref().map_or(&[], |missing| &missing.0)
    }

    /// 422: a deal cannot be moved there before it says this. Nothing has been saved; send what is missing with the move.
    pub fn gate(missing: Vec<Requirement>) -> Self {
        let faults = |requirement: &Requirement| {
            let message = requirement.message().to_owned();
            requirement.fields().iter().map(move |field| FieldError { field: (*field).to_owned(), message: message.clone() })
        };
        let detail: Vec<&str> = missing.iter().map(|requirement| requirement.message()).collect();
        let fields = missing.iter().flat_map(faults).collect();
        Self {
            fields,
            missing: Some(Box::new(Missing(missing))),
            ..Self::new("gate", "Something is missing", 422, detail.join(" "))
        }
    }

    /// 415: a body in another format than JSON.
    pub fn not_json() -> Self {
        let detail = "Send the body as JSON, with the header “Content-Type: application/json”.";
        Self::new("media-type", "Not JSON", 415, detail)
    }

    /// 413: too much.
    pub fn too_large(detail: impl Into<String>) -> Self {
        Self::new("too-large", "Too large", 413, detail)
    }

    /// 429: too often.
    pub fn too_often(detail: impl Into<String>) -> Self {
        Self::new("too-often", "Too many attempts", 429, detail)
    }

    /// 500: a fault of ours. The detail says nothing about the inside; the log does.
    pub fn internal() -> Self {
        Self::new("internal", "Something went wrong", 500, "The fault is on our side and has been logged. Nothing was lost.")
    }

    /// 503: given up because it took too long.
    pub fn too_slow(detail: impl Into<String>) -> Self {
        Self::new("too-slow", "Took too long", 503, detail)
    }

    /// 503: there is no place just now.
    pub fn busy(detail: impl Into<String>) -> Self {
        Self::new("busy", "No place just now", 503, detail)
    }

    /// 503: not reachable, or the answer was not understood.
    pub fn unreachable(detail: impl Into<String>) -> Self {
        Self::new("unreachable", "The server cannot be reached", 503, detail)
    }
}
