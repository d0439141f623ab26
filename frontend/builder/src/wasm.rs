//! The wasm and the script that loads it: what every page needs in one file, and each part that only some pages need
//! (`#[wasm_split]`) in one of its own, which is loaded when it is first called.

use crate::site::{Site, hash};
use crate::{Outcome, read};
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, transform};

/// What the wasm asks for its parts.
const LOADER: &str = "./loader.js";

/// Compiles the crate `frontend` for the browser, splits it and binds it.
pub fn build(root: &Path, target: &Path, site: &mut Site) -> Outcome {
    eprintln!("bundle: compiling for the browser (a minute or two the first time)");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let compiled = Command::new(cargo)
        .args(["rustc", "--package", "frontend", "--lib", "--target", "wasm32-unknown-unknown", "--profile", "wasm"])
        // What is split has to know what refers to what.
        .args(["--", "-C", "link-args=--emit-relocs"])
        .current_dir(root)
        .status()?;
    if !compiled.success() {
        return Err("the frontend does not compile; see above".into());
    }
    let whole = read(&target.join("wasm32-unknown-unknown/wasm/frontend.wasm"))?;
    let input = hash(&whole);
    if site.keep(&input) {
        return Ok(());
    }
    let folder = target.join("wasm32-unknown-unknown/wasm/split");
    let (main, parts, mut loader) = split(&whole, &folder)?;
    let mut output = Bindgen::new()
        .input_path(&main)
        .web(true)?
        .keep_lld_exports(true)
        .demangle(false)
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()?;
    // A script that came along with some crate would have to be served and allowed as well: better to know.
    let inline = output.snippets().iter().filter(|(_, scripts)| !scripts.is_empty()).map(|(name, _)| name);
    if let Some(name) = inline.chain(output.local_modules().keys()).next() {
        return Err(format!("a dependency brings a script of its own, {name}, which the bundle does not serve").into());
    }
    let mut made = vec!["js".to_owned(), "wasm".to_owned()];
    for path in parts {
        let stem = path.file_stem().ok_or("a part without a name")?.to_string_lossy().into_owned();
        let part = format!("wasm-{stem}");
        site.add(&part, &stem, "wasm", &without_names(&read(&path)?)?)?;
        loader = replace(&loader, &format!("\"./{stem}.wasm\""), &format!("\"{}\"", site.addresses()[&part]))?;
        made.push(part);
    }
    site.add("wasm", "motore", "wasm", &output.wasm_mut().emit_wasm())?;
    // With the names of all it loads in it, its own name tells one bundle from another.
    let script = format!("// {}\n{}", site.addresses()["wasm"], join(output.js(), &loader)?);
    site.add("js", "motore", "js", script.as_bytes())?;
    site.made(&made, &input);
    Ok(())
}

/// Splits the wasm. Answers where the main file is, where the others are, and the script that loads those.
fn split(whole: &[u8], folder: &Path) -> Outcome<(PathBuf, Vec<PathBuf>, String)> {
    let main = folder.join("main.wasm");
    let mut options = Options::new(whole);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.link_name = LOADER;
    let mut parts = transform(options).map_err(|error| format!("the wasm cannot be split: {error:#}"))?.split_modules;
    parts.sort();
    Ok((main, parts, std::fs::read_to_string(folder.join(LOADER))?))
}

/// A wasm without its custom sections: names, which are for debuggers, are more than half of it. (`Bindgen` does it for the
/// main file.) After eight bytes a file is sections, each a kind, its length (LEB128) and its content; kind 0 is custom:
/// WebAssembly Core Specification, 5.5.
fn without_names(wasm: &[u8]) -> Outcome<Vec<u8>> {
    let (head, mut rest) = wasm.split_at_checked(8).ok_or("not a wasm")?;
    let mut out = head.to_vec();
    while let Some(&kind) = rest.first() {
        let digits = rest[1..].iter().position(|byte| byte & 0x80 == 0).ok_or("a wasm that ends in the middle")? + 1;
        let length = rest[1..=digits].iter().rev().fold(0, |length, byte| length << 7 | usize::from(byte & 0x7f));
        let (section, after) = rest.split_at_checked(1 + digits + length).ok_or("a wasm that ends in the middle")?;
        if kind != 0 {
            out.extend_from_slice(section);
        }
        rest = after;
    }
    Ok(out)
}

/// One script of the one that binds the wasm and the one that loads its parts: one request less, and neither has to know
/// the other's name.
fn join(binding: &str, loader: &str) -> Outcome<String> {
    let (imports, rest): (Vec<&str>, Vec<&str>) =
        binding.lines().partition(|line| line.starts_with("import ") && line.contains(LOADER));
    // import * as NAME from "./loader.js": one for each part.
    let names: Vec<&str> = imports.iter().filter_map(|line| line.split_whitespace().nth(3)).collect();
    if names.is_empty() {
        return Err("the wasm does not ask for its parts".into());
    }
    let exports: Vec<&str> =
        loader.lines().filter_map(|line| line.strip_prefix("export const ")?.split_whitespace().next()).collect();
    let body: Vec<&str> = (loader.lines().filter(|line| !line.starts_with("import ")))
        .map(|line| line.strip_prefix("export ").unwrap_or(line))
        .collect();
    let same: Vec<String> = names.iter().map(|name| format!("{name} = loader")).collect();
    let (body, exports, same, rest) = (body.join("\n"), exports.join(", "), same.join(", "), rest.join("\n"));
    Ok(format!("const loader = (() => {{\n{body}\nreturn {{ {exports} }};\n}})();\nconst {same};\n{rest}\n"))
}

/// Replaces what has to be there.
fn replace(text: &str, what: &str, by: &str) -> Outcome<String> {
    if !text.contains(what) {
        return Err(format!("the script that loads the wasm's parts does not name {what}").into());
    }
    Ok(text.replace(what, by))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_sections_go() {
        let head = b"\0asm\x01\0\0\0";
        // A custom section of 130 bytes, whose length takes two, between two others.
        let wasm = [head, &[1, 2, 7, 7][..], &[0, 0x82, 0x01], &[0; 130], &[3, 1, 5]].concat();
        assert_eq!(without_names(&wasm).unwrap(), [head, &[1, 2, 7, 7, 3, 1, 5][..]].concat());
        assert!(without_names(&wasm[..20]).is_err());
        assert!(without_names(b"").is_err());
    }

    #[test]
    fn the_loader_becomes_part_of_the_script() {
        let binding = "import * as a from \"./loader.js\"\nimport * as b from \"./loader.js\"\nuse(a, b);";
        let loader = "import { initSync } from \"./main.js\";\nexport const load_work = 1;";
        let joined = join(binding, loader).unwrap();
        assert_eq!(
            joined,
            "const loader = (() => {\nconst load_work = 1;\nreturn { load_work };\n})();\nconst a = loader, b = loader;\nuse(a, b);\n"
        );
        assert!(join("use(1);", loader).is_err());
    }
}
