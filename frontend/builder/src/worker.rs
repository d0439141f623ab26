//! The browser's worker (`frontend/worker`): its modules as one classic script, since not every browser runs modules there.

use crate::Outcome;
use std::collections::BTreeMap;
use std::path::Path;

/// The modules, each after those it builds on.
const MODULES: [&str; 6] = ["outbox", "delivery", "vault", "pages", "sending", "worker"];

/// One script, which knows the bundle's files and by a name of its own one release from another.
pub fn join(folder: &Path, assets: &BTreeMap<String, String>) -> Outcome<String> {
    let mut modules = Vec::new();
    for name in MODULES {
        modules.push(std::fs::read_to_string(folder.join(format!("{name}.js")))?);
    }
    let assets = serde_json::to_string(assets)?;
    let body: String = modules.iter().map(|module| flat(module)).collect();
    let release = &crate::site::hash(format!("{assets}{body}").as_bytes())[..16];
    Ok(format!("const ASSETS = {assets};\nconst RELEASE = \"{release}\";\n{body}"))
}

/// A module without what binds it to others, and without its comments that stand on lines of their own.
pub fn flat(module: &str) -> String {
    let lines = module.lines().map(str::trim_end).filter(|line| {
        let text = line.trim_start();
        !text.is_empty() && !text.starts_with("//") && !line.starts_with("import ")
    });
    lines.map(|line| format!("{}\n", line.strip_prefix("export ").unwrap_or(line))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_become_one_script() {
        let module = "// What it is for.\nimport { a } from \"./a.js\";\n\nexport const b = \"// no comment\";\n  // Why.\nexport function c() {}\n";
        assert_eq!(flat(module), "const b = \"// no comment\";\nfunction c() {}\n");
    }

    #[test]
    fn each_module_is_joined_and_no_name_stands_twice() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../worker");
        let script = join(&folder, &BTreeMap::new()).unwrap();
        let mut names: Vec<&str> = script
            .lines()
            .filter_map(|line| ["const ", "let ", "function ", "async function "].iter().find_map(|word| line.strip_prefix(word)))
            .filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next())
            .filter(|name| !name.is_empty())
            .collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
        assert!(!script.lines().any(|line| line.starts_with("import ") || line.starts_with("export ")));
        let mut files: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        files.retain(|file| file.ends_with(".js") && !file.ends_with(".test.js") && file != "screen.js");
        assert_eq!(files.len(), MODULES.len());
    }
}
