//! Builds the browser bundle: wasm and its script, the styles, the charts, the icons, the manifest and the worker, each with a hash of its content
//! in its name and compressed siblings beside it, and a manifest that tells the server the names.
//!
//! `cargo run -p builder` writes `target/site/manifest.json` and `target/site/pkg/`. What has not changed is not done
//! again. `--no-wasm` leaves out the wasm, for looking at styles alone.

mod install;
mod site;
mod style;
mod wasm;
mod worker;

use site::Site;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The icon as devices want it when they install the product; `style/icons.sh` draws them.
const ICONS: [(&str, &str); 4] = [
    ("icon-192", "icon-192.png"),
    ("icon-512", "icon-512.png"),
    ("icon-maskable", "icon-maskable.png"),
    ("icon-touch", "icon-touch.png"),
];

/// Anything that stops the build is told to the person and ends it.
type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let started = Instant::now();
    let with_wasm = !std::env::args().any(|argument| argument == "--no-wasm");
    let root = root()?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);

    let mut site = Site::open(target.join("site"))?;
    if with_wasm {
        wasm::build(&root, &target, &mut site)?;
    }
    site.add("css", "motore", "css", style::concatenate(&root.join("style"))?.as_bytes())?;
    site.add("charts", "echarts", "js", &charts(&root.join("frontend/charts"))?)?;
    site.add("live", "live", "js", &read(&root.join("frontend/live/live.js"))?)?;
    site.add("icon", "motore", "svg", &read(&root.join("style/icon.svg"))?)?;
    for (part, file) in ICONS {
        site.add(part, "motore", "png", &read(&root.join("style").join(file))?)?;
    }
    let tokens = std::fs::read_to_string(root.join("style/tokens.css"))?;
    site.add("install", "motore", "webmanifest", &install::manifest(&tokens, site.addresses())?)?;
    site.add(
        "outbox",
        "outbox",
        "js",
        worker::flat(&std::fs::read_to_string(root.join("frontend/worker/screen.js"))?).as_bytes(),
    )?;
    // It knows all the others.
    site.leave_out("worker");
    site.add("worker", "worker", "js", worker::join(&root.join("frontend/worker"), site.addresses())?.as_bytes())?;
    site.close()?;
    eprintln!("bundle: ready in {:.1} s", started.elapsed().as_secs_f32());
    Ok(())
}

/// The folder of the workspace.
fn root() -> Outcome<PathBuf> {
    Ok(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?)
}

/// The charts' script, which is committed ready-made, if it is the one its checksum was taken of.
fn charts(folder: &Path) -> Outcome<Vec<u8>> {
    let script = read(&folder.join("echarts.min.js"))?;
    let checksum = String::from_utf8(read(&folder.join("echarts.min.js.sha256"))?)?;
    if checksum.split_whitespace().next() != Some(site::hash(&script).as_str()) {
        return Err("echarts.min.js is not what its checksum says: make it again with `npm ci && npm run build` there".into());
    }
    Ok(script)
}

/// A file's bytes, or an error that names it.
fn read(path: &Path) -> Outcome<Vec<u8>> {
    std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()).into())
}
