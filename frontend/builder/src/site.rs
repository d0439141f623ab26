//! The folder the server serves from: hashed names, compressed siblings, the manifest.

use crate::Outcome;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

/// Where the server serves the files: part of every address in the manifest.
const BASE: &str = "/pkg/";

/// The bundle while it is being built.
pub struct Site {
    folder: PathBuf,
    /// For each part of the page (`js`, `wasm`, `css`, `charts`, `icon`), its address: what the server reads.
    manifest: BTreeMap<String, String>,
    /// For each part made from something else (`wasm`), the hash of what it was made from and the parts it made.
    made_from: BTreeMap<String, String>,
    kept: BTreeSet<String>,
}

impl Site {
    /// Opens the folder, with what is known from the last time.
    pub fn open(folder: PathBuf) -> Outcome<Self> {
        std::fs::create_dir_all(folder.join("pkg"))?;
        let read = |name| std::fs::read(folder.join(name)).ok();
        let manifest = read("manifest.json").and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        let made_from = read("made-from.json").and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        Ok(Self { folder, manifest, made_from, kept: BTreeSet::new() })
    }

    /// Whether what was made last time was made from an input with this hash and is still there; then it is kept.
    pub fn keep(&mut self, input: &str) -> bool {
        let names: Vec<String> = self.made_from.keys().filter_map(|part| self.name(part)).collect();
        let there = !names.is_empty()
            && names.len() == self.made_from.len()
            && names.iter().all(|name| self.folder.join("pkg").join(format!("{name}.gz")).is_file())
            && self.made_from.values().all(|hash| hash == input);
        if there {
            self.kept.extend(names);
        }
        there
    }

    /// Remembers what these parts were made from, and forgets those that were made before.
    pub fn made(&mut self, parts: &[String], input: &str) {
        for before in std::mem::take(&mut self.made_from).into_keys().filter(|part| !parts.contains(part)) {
            self.manifest.remove(&before);
        }
        self.made_from = parts.iter().map(|part| (part.clone(), input.to_owned())).collect();
    }

    /// Writes one file, `stem-hash.extension`, and its compressed siblings, unless they are there already.
    pub fn add(&mut self, part: &str, stem: &str, extension: &str, content: &[u8]) -> Outcome {
        let started = Instant::now();
        let name = format!("{stem}-{}.{extension}", &hash(content)[..16]);
        let path = self.folder.join("pkg").join(&name);
        let (br, gz) = (path.with_file_name(format!("{name}.br")), path.with_file_name(format!("{name}.gz")));
        // The gzip is written last: with it, all three are whole.
        if !gz.is_file() {
            std::fs::write(&path, content)?;
            let brotli = brotli(content)?;
            std::fs::write(br, &brotli)?;
            std::fs::write(gz, gzip(content)?)?;
            let (raw, small) = (content.len().div_ceil(1000), brotli.len().div_ceil(1000));
            eprintln!("bundle: {part} {raw} kB, {small} kB compressed ({:.1} s)", started.elapsed().as_secs_f32());
        }
        self.manifest.insert(part.into(), format!("{BASE}{name}"));
        self.kept.insert(name);
        Ok(())
    }

    /// The addresses so far, by part.
    pub fn addresses(&self) -> &BTreeMap<String, String> {
        &self.manifest
    }

    /// Forgets what a part was the last time.
    pub fn leave_out(&mut self, part: &str) {
        self.manifest.remove(part);
    }

    /// Removes what no part uses any more and writes the manifest, last of all: a server that starts meanwhile sees
    /// either the old bundle or the new one.
    pub fn close(mut self) -> Outcome {
        self.manifest
            .retain(|_, address| address.strip_prefix(BASE).is_some_and(|name| self.folder.join("pkg").join(name).is_file()));
        self.kept.extend(self.manifest.values().filter_map(|address| address.strip_prefix(BASE)).map(str::to_owned));
        for (name, value) in [("made-from.json", &self.made_from), ("manifest.json", &self.manifest)] {
            let new = self.folder.join(format!("{name}.new"));
            std::fs::write(&new, serde_json::to_vec_pretty(value)?)?;
            std::fs::rename(new, self.folder.join(name))?;
        }
        for entry in std::fs::read_dir(self.folder.join("pkg"))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if !self.kept.contains(name.trim_end_matches(".br").trim_end_matches(".gz")) {
                std::fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    fn name(&self, part: &str) -> Option<String> {
        self.manifest.get(part).and_then(|address| address.strip_prefix(BASE)).map(str::to_owned)
    }
}

/// SHA-256 in hexadecimal.
pub fn hash(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn brotli(content: &[u8]) -> Outcome<Vec<u8>> {
    let mut out = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut out, 1 << 16, 11, 22);
    writer.write_all(content)?;
    drop(writer);
    Ok(out)
}

fn gzip(content: &[u8]) -> Outcome<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(content)?;
    Ok(writer.finish()?)
}
