//! The machine that was measured on: no figure means anything without it.

use crate::figure::median;
use std::fs::File;
use std::io::{Result, Write};
use std::path::Path;
use std::time::Instant;

/// Processor, cores, memory, system.
pub fn describe() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let (processor, memory) = (read("/proc/cpuinfo"), read("/proc/meminfo"));
    let value = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_once(':')).map_or_else(String::new, |(_, value)| value.trim().to_owned())
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let gigabytes = value(&memory, "MemTotal").split(' ').next().and_then(|kb| kb.parse::<f64>().ok()).unwrap_or(0.0) / 1e6;
    let system = read("/proc/sys/kernel/osrelease");
    format!("{cores} cores of {}, {gigabytes:.0} GB, Linux {}", value(&processor, "model name"), system.trim())
}

/// How long this disk takes to keep something: medians of so many runs, in milliseconds. What is durable cannot be faster.
pub fn syncs(folder: &Path, runs: usize) -> Result<Vec<f64>> {
    let mut file = File::create(folder.join("syncs"))?;
    let mut medians = Vec::new();
    for _ in 0..runs {
        let mut times = Vec::new();
        for _ in 0..200 {
            let begun = Instant::now();
            file.write_all(&[0; 4096])?;
            file.sync_data()?;
            times.push(begun.elapsed().as_secs_f64() * 1_000.0);
        }
        medians.push(median(&times));
    }
    Ok(medians)
}
