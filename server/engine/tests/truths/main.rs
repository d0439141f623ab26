//! Real exports, imported, against numbers that others computed from the same files.
//!
//! The files lie beside the project (`../shared/data`) and are not part of it: with `CI=true` it is a failure that they
//! are missing, elsewhere these tests say that they were skipped. Only labels, periods and settings are chosen here, and
//! cells of the API's answers added up; every number is the API's. What cannot be had so is listed in `docs/import.md`.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod company;
mod deals;
mod exports;
mod maven;
mod ms_ai;
mod stage_flow;
mod truth;

use std::path::PathBuf;

/// The folder of a data set; nothing if it is not there.
fn data(set: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(set);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "the data set {set} is missing: {}", folder.display());
    eprintln!("skipped: the data set {set} is not beside the project ({})", folder.display());
    None
}
