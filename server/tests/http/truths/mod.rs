//! Real exports, imported, against numbers that others computed from the same files: all of it through the API, as a program
//! would do it, from the upload to the last number.
//!
//! The files lie beside the project (`../shared/data`) and are not part of it: with `CI=true` it is a failure that they
//! are missing, elsewhere these tests say that they were skipped. Only labels, periods and settings are chosen here, and
//! cells and deals of the API's answers added up; every number is the API's.
//!
//! Of the tables that speak of opportunities none is left out. Of the single numbers these are, for they are no numbers of a
//! pipeline: how many accounts, agents and spellings a file has, and in how many rows of it two columns disagree.

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
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(set);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "the data set {set} is missing: {}", folder.display());
    eprintln!("skipped: the data set {set} is not beside the project ({})", folder.display());
    None
}
