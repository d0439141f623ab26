//! What an endpoint is.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The HTTP methods in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads; safe to repeat, cacheable.
    Get,
    /// Creates or does something; carries an `Idempotency-Key` where repeating would do it twice.
    Post,
    /// Replaces; safe to repeat.
    Put,
    /// Changes some fields, based on a version.
    Patch,
    /// Removes; safe to repeat.
    Delete,
}

impl Method {
    /// As written in a request.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// One endpoint of the API, declared with [`crate::endpoints!`]. The server mounts a handler for it, the client calls
/// it, and the OpenAPI document describes it: all from this declaration.
pub trait Endpoint: Send + Sync + 'static {
    /// The name of the operation (`operationId`).
    const NAME: &'static str;
    /// What it is for, in one sentence.
    const SUMMARY: &'static str;
    /// The group it is listed under.
    const TAG: &'static str;
    /// The method.
    const METHOD: Method;
    /// The path, with `{name}` where a field of `Path` goes.
    const PATH: &'static str;
    /// The fields in the path.
    type Path: Serialize + DeserializeOwned + Send + Sync + 'static;
    /// The query parameters. Unknown ones are refused.
    type Query: Serialize + DeserializeOwned + Send + Sync + 'static;
    /// The JSON body.
    type Body: Serialize + DeserializeOwned + Send + Sync + 'static;
    /// The JSON answer.
    type Answer: Serialize + DeserializeOwned + Send + Sync + 'static;
}

/// No path fields, no query, no body, or nothing to answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Declares endpoints:
///
/// ```ignore
/// endpoints! { "apm";
///     /// The accountability matrix.
///     ReadApm = Get "/api/v1/apm", query: ApmQuery, answer: Apm;
/// }
/// ```
#[macro_export]
macro_rules! endpoints {
    ($tag:literal; $(
        #[doc = $summary:literal]
        $name:ident = $method:ident $path:literal
        $(, path: $path_type:ty)? $(, query: $query:ty)? $(, body: $body:ty)?, answer: $answer:ty;
    )*) => {$(
        #[doc = $summary]
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl $crate::Endpoint for $name {
            const NAME: &'static str = stringify!($name);
            const SUMMARY: &'static str = $summary.trim_ascii();
            const TAG: &'static str = $tag;
            const METHOD: $crate::Method = $crate::Method::$method;
            const PATH: &'static str = $path;
            type Path = $crate::endpoints!(@or $($path_type)?);
            type Query = $crate::endpoints!(@or $($query)?);
            type Body = $crate::endpoints!(@or $($body)?);
            type Answer = $answer;
        }
    )*};
    (@or $given:ty) => { $given };
    (@or) => { $crate::Nothing };
}
