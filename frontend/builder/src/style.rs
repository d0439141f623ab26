//! All styles as one file.

use crate::Outcome;
use std::path::Path;

/// What every other style builds on comes first; the rest follows by name.
const FIRST: [&str; 2] = ["tokens.css", "base.css"];

/// All `*.css` of a folder, without comments and needless blanks.
pub fn concatenate(folder: &Path) -> Outcome<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".css"))
        .collect();
    names.sort_by_key(|name| (FIRST.iter().position(|first| first == name).unwrap_or(FIRST.len()), name.clone()));
    let mut all = String::new();
    for name in names {
        all.push_str(&compact(&std::fs::read_to_string(folder.join(name))?));
    }
    Ok(all)
}

/// Takes out comments, and blanks where they cannot matter: at line ends, and around `{`, `}` and `;`. Text in quotes
/// stays as it is. (Blanks around `+`, `:` or `,` can matter, and compress to nothing anyway.)
fn compact(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css.chars().peekable();
    let mut quote = None;
    while let Some(c) = rest.next() {
        if let Some(open) = quote {
            out.push(c);
            if c == '\\' {
                out.extend(rest.next());
            } else if c == open {
                quote = None;
            }
            continue;
        }
        match c {
            '/' if rest.peek() == Some(&'*') => {
                let mut last = ' ';
                rest.next();
                for c in rest.by_ref() {
                    if last == '*' && c == '/' {
                        break;
                    }
                    last = c;
                }
            }
            c if c.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(['{', '}', ';', ' ']) {
                    out.push(' ');
                }
            }
            '{' | '}' | ';' => {
                out.truncate(out.trim_end_matches(' ').len());
                out.push(c);
            }
            c => {
                quote = Some(c).filter(|c| matches!(c, '"' | '\''));
                out.push(c);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::compact;

    #[test]
    fn comments_and_blanks_go_and_meaning_stays() {
        let css = "/* a { } */\n.a  > .b :hover ,\n.c {\n  width: calc(1px + 2px) ;\n  content: \"/* } */  x\";\n}\n\n@media (width < 40rem) { .a { color: red } }\n";
        assert_eq!(
            compact(css),
            ".a > .b :hover , .c{width: calc(1px + 2px);content: \"/* } */  x\";}@media (width < 40rem){.a{color: red}}"
        );
    }
}
