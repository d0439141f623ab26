//! Figures: medians with their spread, beside what was promised.

/// What was measured, several times.
pub struct Figure {
    what: &'static str,
    unit: &'static str,
    promise: Promise,
    runs: Vec<f64>,
}

/// What was promised.
#[derive(Clone, Copy)]
pub enum Promise {
    /// At most.
    AtMost(f64),
    /// At least.
    AtLeast(f64),
    /// Nothing: said for information.
    Nothing,
}

impl Figure {
    /// A figure and its runs.
    pub fn new(what: &'static str, unit: &'static str, promise: Promise, runs: Vec<f64>) -> Self {
        Self { what, unit, promise, runs }
    }

    /// A line of a Markdown table.
    pub fn line(&self) -> String {
        let middle = median(&self.runs);
        let low = self.runs.iter().copied().fold(f64::INFINITY, f64::min);
        let high = self.runs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (promise, kept) = match self.promise {
            Promise::AtMost(limit) => (format!("≤ {}", number(limit)), if middle <= limit { "kept" } else { "MISSED" }),
            Promise::AtLeast(limit) => (format!("≥ {}", number(limit)), if middle >= limit { "kept" } else { "MISSED" }),
            Promise::Nothing => ("".to_owned(), ""),
        };
        let spread = if self.runs.len() > 1 { format!("{} – {}", number(low), number(high)) } else { String::new() };
        format!("| {} | {} | {} {} | {spread} | {} | {kept} |", self.what, promise, number(middle), self.unit, self.runs.len())
    }
}

/// The head of the table.
pub const HEAD: &str = "| figure | promised | median | spread | runs | |\n|---|---|---|---|---|---|";

/// The middle of several values.
pub fn median(values: &[f64]) -> f64 {
    percentile(values, 50)
}

/// The value that so many percent of the values do not exceed.
pub fn percentile(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (sorted.len() * percent).div_ceil(100).max(1) - 1;
    sorted.get(at).copied().unwrap_or(f64::NAN)
}

/// Three digits at least, no more decimals than that takes.
pub fn number(value: f64) -> String {
    match value.abs() {
        v if v >= 100.0 => format!("{value:.0}"),
        v if v >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}
