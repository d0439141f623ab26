//! What lets a device install the product: the manifest with names, icons and colours.

use crate::Outcome;
use serde_json::json;
use std::collections::BTreeMap;

/// The manifest. Its colours are the tokens': a splash screen is drawn before any style is there.
pub fn manifest(tokens: &str, assets: &BTreeMap<String, String>) -> Outcome<Vec<u8>> {
    let canvas = light(tokens, "--canvas")?;
    let icon = |part: &str, sizes: &str, kind: &str, purpose: &str| json!({ "src": assets.get(part), "sizes": sizes, "type": kind, "purpose": purpose });
    let shortcut = |name: &str, url: &str| json!({ "name": name, "url": url });
    let manifest = json!({
        "id": "/", "name": "Motore", "short_name": "Motore", "start_url": "/mine", "scope": "/", "display": "standalone",
        "background_color": canvas, "theme_color": canvas,
        "icons": [
            icon("icon", "any", "image/svg+xml", "any"),
            icon("icon-192", "192x192", "image/png", "any"),
            icon("icon-512", "512x512", "image/png", "any"),
            icon("icon-maskable", "512x512", "image/png", "maskable"),
        ],
        "shortcuts": [shortcut("My deals", "/mine"), shortcut("Deals", "/deals"), shortcut("APM", "/apm")],
    });
    Ok(serde_json::to_vec(&manifest)?)
}

/// The light colour of a token, `--name: light-dark(#rrggbb, #rrggbb)`.
fn light<'a>(tokens: &'a str, name: &str) -> Outcome<&'a str> {
    let found = tokens.split_once(&format!("{name}: light-dark(")).and_then(|(_, rest)| rest.split(',').next());
    found.ok_or_else(|| format!("tokens.css has no {name}").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_the_tokens() {
        assert_eq!(light("--a: 1px; --canvas: light-dark(#f6f7f9, #0f1216);", "--canvas").unwrap(), "#f6f7f9");
        assert!(light("--canvas: red;", "--canvas").is_err());
    }
}
