//! Language and theme: a form that works without JavaScript sets two cookies and leads back.

use crate::http::fault::Fault;
use crate::http::state::AppState;
use crate::http::{cookies, read, safe_path};
use app::Theme;
use app::context::Language;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

#[derive(Deserialize)]
struct Form {
    lang: Option<String>,
    theme: Option<String>,
    #[serde(default)]
    next: String,
}

/// Keeps what the form says; what it does not mention stays. An unknown theme is the device's own.
pub async fn save(State(state): State<AppState>, body: Body) -> Result<Response, Fault> {
    let form: Form = read::form(&read::bytes(body, 4 << 10).await?)?;
    let mut response = Redirect::to(safe_path(&form.next).unwrap_or("/")).into_response();
    let secure = state.settings.secure;
    if let Some(language) = form.lang.as_deref().and_then(Language::parse) {
        cookies::set(response.headers_mut(), cookies::LANGUAGE, language.as_str(), cookies::YEAR, secure);
    }
    if let Some(theme) = form.theme.as_deref().map(Theme::parse) {
        let age = if theme == Theme::System { 0 } else { cookies::YEAR };
        cookies::set(response.headers_mut(), cookies::THEME, theme.as_str(), age, secure);
    }
    Ok(response)
}

/// The language of a visit: the cookie, else the first of the browser's that is spoken here, else English.
pub fn language(headers: &HeaderMap) -> Language {
    if let Some(language) = cookies::get(headers, cookies::LANGUAGE).and_then(Language::parse) {
        return language;
    }
    let accepted = headers.get("accept-language").and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').find_map(|part| Language::parse(part.trim().get(..2)?)).unwrap_or_default()
}

/// The theme of a visit.
pub fn theme(headers: &HeaderMap) -> Theme {
    cookies::get(headers, cookies::THEME).map(Theme::parse).unwrap_or_default()
}
