//! Cookies: read from a request, written for an answer.

use axum::http::{HeaderMap, HeaderValue, header};

/// The session's token.
pub const SESSION: &str = "motore_session";
/// The language.
pub const LANGUAGE: &str = "lang";
/// The theme.
pub const THEME: &str = "theme";

/// How long a cookie lasts, in seconds.
pub const MONTH: u32 = 30 * 24 * 60 * 60;
/// A year, for preferences.
pub const YEAR: u32 = 365 * 24 * 60 * 60;

/// The value of a cookie in a request.
pub fn get<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

/// Adds a cookie that only requests see, never scripts, and that other sites' requests do not carry. An age of 0 removes it.
/// The value must be plain ASCII without `;`; anything else is left out.
pub fn set(headers: &mut HeaderMap, name: &str, value: &str, seconds: u32, secure: bool) {
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie)
        && !value.contains(';')
    {
        headers.append(header::SET_COOKIE, cookie);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; lang=it"));
        headers.append(header::COOKIE, HeaderValue::from_static("motore_session=x=y"));
        assert_eq!(get(&headers, LANGUAGE), Some("it"));
        assert_eq!(get(&headers, SESSION), Some("x=y"));
        assert_eq!(get(&headers, "b"), None);
    }

    #[test]
    fn a_value_cannot_smuggle_attributes() {
        let mut headers = HeaderMap::new();
        set(&mut headers, LANGUAGE, "it; Domain=evil", YEAR, true);
        assert!(headers.is_empty());
    }
}
