//! The wasm and the script that loads it.

use crate::site::{Site, hash};
use crate::{Outcome, read};
use std::path::Path;
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

const PARTS: [&str; 2] = ["js", "wasm"];

/// Compiles the crate `frontend` for the browser and binds it.
pub fn build(root: &Path, target: &Path, site: &mut Site) -> Outcome {
    eprintln!("bundle: compiling for the browser (a minute or two the first time)");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let compiled = Command::new(cargo)
        .args(["build", "--package", "frontend", "--target", "wasm32-unknown-unknown", "--profile", "wasm"])
        .current_dir(root)
        .status()?;
    if !compiled.success() {
        return Err("the frontend does not compile; see above".into());
    }
    let compiled = target.join("wasm32-unknown-unknown/wasm/frontend.wasm");
    let input = hash(&read(&compiled)?);
    if site.keep(&PARTS, &input) {
        return Ok(());
    }
    let mut output = Bindgen::new()
        .input_path(&compiled)
        .web(true)?
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
    site.add("js", "motore", "js", output.js().as_bytes())?;
    site.add("wasm", "motore", "wasm", &output.wasm_mut().emit_wasm())?;
    for part in PARTS {
        site.made(part, &input);
    }
    Ok(())
}
