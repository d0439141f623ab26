//! HTTP: the router, what every route shares, and the handlers by noun.

pub mod api;
pub mod assets;
pub mod cookies;
pub mod docs;
pub mod fault;
pub mod handlers;
pub mod headers;
pub mod openapi;
pub mod patience;
pub mod preferences;
pub mod read;
pub mod respond;
pub mod router;
pub mod session;
pub mod state;
pub mod throttle;

/// A path on this site to be led to, or nothing if the text is anything else (another site's address above all).
pub fn safe_path(text: &str) -> Option<&str> {
    let local = text.starts_with('/') && !text.starts_with("//") && !text.starts_with("/api/");
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (local && plain && text.len() <= 2000).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::safe_path;

    #[test]
    fn only_paths_on_this_site_are_safe() {
        assert_eq!(safe_path("/apm?rows=region"), Some("/apm?rows=region"));
        for elsewhere in
            ["", "apm", "//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "/api/v1/session"]
        {
            assert_eq!(safe_path(elsewhere), None, "{elsewhere}");
        }
    }
}
