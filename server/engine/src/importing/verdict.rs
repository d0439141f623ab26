//! What a dry run has to say about rows: counted, and noted with line, column, value and reason.

use crate::store::FindingRow;
use contract::Problem;
use contract::import::{Finding, ImportCounts, Reason, Verdict};
use std::collections::HashMap;

/// How many findings are kept; beyond it they are only counted.
const MOST: i64 = 100_000;

/// A verdict as it is stored.
pub fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accept => "accept",
        Verdict::Repair => "repair",
        Verdict::Reject => "reject",
        Verdict::Keep => "keep",
    }
}

/// A stored verdict.
pub fn verdict(word: &str) -> Verdict {
    match word {
        "repair" => Verdict::Repair,
        "reject" => Verdict::Reject,
        "keep" => Verdict::Keep,
        _ => Verdict::Accept,
    }
}

/// A finding as it is stored.
pub fn kept(
    position: i64,
    file: String,
    line: u64,
    column: Option<String>,
    value: String,
    verdict: Verdict,
    reason: &Reason,
) -> FindingRow {
    let reason = serde_json::to_string(reason).unwrap_or_default();
    FindingRow { position, file, line: line as i64, column, value, verdict: word(verdict).to_owned(), reason }
}

/// A stored finding.
pub fn finding(row: FindingRow) -> Result<Finding, Problem> {
    let reason: Reason = serde_json::from_str(&row.reason).map_err(|error| {
        tracing::error!(%error, reason = row.reason, "a finding cannot be read");
        Problem::internal()
    })?;
    Ok(Finding {
        file: row.file,
        line: row.line.unsigned_abs(),
        column: row.column,
        value: row.value,
        verdict: verdict(&row.verdict),
        text: reason.to_string(),
        reason,
    })
}

/// What there is to say about one row.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    said: Vec<(String, String, Verdict, Reason)>,
}

impl Notes {
    /// The row is taken, with this change.
    pub fn repair(&mut self, column: &str, value: &str, reason: Reason) {
        self.said.push((column.to_owned(), value.to_owned(), Verdict::Repair, reason));
    }

    /// The row is left out.
    pub fn reject(&mut self, column: &str, value: &str, reason: Reason) {
        self.said.push((column.to_owned(), value.to_owned(), Verdict::Reject, reason));
    }

    /// Whether the row is left out.
    pub fn rejected(&self) -> bool {
        self.said.iter().any(|(_, _, verdict, _)| *verdict == Verdict::Reject)
    }

    /// A text that a spreadsheet would take for a formula is kept as it is, and reported.
    pub fn formula(&mut self, column: &str, value: &str) {
        if is_formula(value) {
            self.repair(column, value, Reason::Formula);
        }
    }
}

/// Whether a spreadsheet would run this text: it starts with = or @, or with + or − and is no number.
pub fn is_formula(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        Some('=' | '@' | '\t' | '\r') => true,
        Some('+' | '-') => {
            !chars.as_str().chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.' | ',' | '(' | ')' | '-' | '/'))
        }
        _ => false,
    }
}

/// A text that a spreadsheet will show and never run.
pub fn harmless(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// The verdicts on all rows so far.
#[derive(Default)]
pub struct Verdicts {
    /// The counts.
    pub counts: ImportCounts,
    waiting: Vec<FindingRow>,
    position: i64,
}

impl Verdicts {
    /// A row is done.
    pub fn row(&mut self, file: &str, line: u64, notes: Notes) {
        let rejected = notes.rejected();
        match (rejected, notes.said.is_empty()) {
            (true, _) => self.counts.rejected += 1,
            (false, false) => self.counts.repaired += 1,
            (false, true) => self.counts.accepted += 1,
        }
        for (column, value, verdict, reason) in notes.said {
            // Of a row that is left out, what would have been repaired does not matter.
            if rejected && verdict != Verdict::Reject {
                continue;
            }
            self.note(file, line, &column, &value, verdict, reason);
        }
    }

    /// A row counted before is left out after all.
    pub fn withdraw(&mut self, file: &str, line: u64, column: &str, value: &str, reason: Reason) {
        self.counts.rejected += 1;
        if self.counts.accepted > 0 {
            self.counts.accepted -= 1;
        } else {
            self.counts.repaired = self.counts.repaired.saturating_sub(1);
        }
        self.note(file, line, column, value, Verdict::Reject, reason);
    }

    /// Notes something without counting a row.
    pub fn note(&mut self, file: &str, line: u64, column: &str, value: &str, verdict: Verdict, reason: Reason) {
        self.position += 1;
        if self.position > MOST {
            return;
        }
        let reason = if self.position == MOST { Reason::Unlisted } else { reason };
        let (file, column) = (file.to_owned(), (!column.is_empty()).then(|| column.to_owned()));
        let value = value.chars().take(200).collect();
        self.waiting.push(kept(self.position, file, line, column, value, verdict, &reason));
    }

    /// Findings that have not been written yet.
    pub fn take(&mut self) -> Vec<FindingRow> {
        std::mem::take(&mut self.waiting)
    }

    /// Whether it is time to write some.
    pub fn is_full(&self) -> bool {
        self.waiting.len() >= 2_000
    }
}

/// Keys met in one file: a row that repeats one is nothing new, or contradicts the first.
#[derive(Default)]
pub struct Seen(HashMap<u64, (u64, u32)>);

/// What a repeated key means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// It was not there before.
    New,
    /// The same row again, as in this line.
    Same(u32),
    /// Another row, in this line.
    Other(u32),
}

impl Seen {
    /// Meets a key.
    pub fn meet(&mut self, key: &str, record: &csv::StringRecord, line: u64) -> Repeat {
        let content = super::hash(record.as_slice());
        match self.0.entry(super::hash(key)) {
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert((content, line as u32));
                Repeat::New
            }
            std::collections::hash_map::Entry::Occupied(met) if met.get().0 == content => Repeat::Same(met.get().1),
            std::collections::hash_map::Entry::Occupied(met) => Repeat::Other(met.get().1),
        }
    }

    /// Meets a key and notes what a repeat means. `false`: the row is not to be taken (again).
    pub fn is_new(&mut self, key: &str, record: &csv::StringRecord, line: u64, column: &str, notes: &mut Notes) -> bool {
        match self.meet(key, record, line) {
            Repeat::New => true,
            Repeat::Same(first) => {
                notes.repair(column, key, Reason::SameRow { line: first });
                false
            }
            Repeat::Other(first) => {
                notes.reject(column, key, Reason::SameKey { line: first });
                false
            }
        }
    }
}
