//! The pages of imports.

mod en;
mod it;
mod it_said;
#[cfg(test)]
mod tests;

use contract::FieldError;
use contract::import::{
    AmountHistory, ConflictRule, DateOrder, DecimalMark, FileKind, Found, ImportCounts, ImportStatus, Peril, ProcessRule,
    Question, Reason, Refusal, Verdict, Written,
};
use domain::format::Language;

type Text = &'static str;

crate::ui::i18n::group! {
    /// Their texts.
    Imports {
        language: Language, title: Text, subtitle: Text, files: Text, files_hint: Text, upload: Text, so_far: Text, empty: Text, empty_hint: Text,
        file: Text, uploaded: Text, state: Text, status: fn(ImportStatus) -> Text, outcome: fn(ImportStatus, &ImportCounts) -> String, rows: fn(u64) -> String, bytes: fn(u64) -> String, more_files: fn(usize) -> String,
        not_sent: Text, nothing_published: Text,
        questions: Text, questions_hint: Text, question: fn(&Question) -> String, refusal: fn(&Refusal) -> String, fault: fn(&FieldError) -> Option<Text>, before_publishing: Text, peril: fn(&Peril) -> String, to_rates: Text, to_process: Text, to_setup: Text, to_stages: Text,
        kind: Text, skip_file: Text, kinds: fn(FileKind) -> Text, columns: Text, field: fn(&str) -> Option<Text>, no_column: Text, and_column: fn(&str) -> String, sample: fn(&str) -> String, more_fields: fn(usize) -> String,
        all_columns: fn(usize) -> String, column: Text, samples: Text, found: Text, found_in: fn(&Found) -> String, written: fn(&Written) -> String, goes_to: Text, nowhere: Text,
        dates: fn(&str) -> String, date_order: fn(DateOrder) -> Text, itself: Text, decimal: Text, decimals: fn(DecimalMark) -> Text,
        values: Text, values_hint: Text, in_field: Text, from: Text, becomes: Text, add_value: Text, remove: Text,
        stages: Text, stages_hint: Text, process: Text, process_rule: fn(ProcessRule) -> Text, process_hint: Text, in_file: Text, stage: Text, order: Text, order_hint: Text, choose: Text,
        rules: Text, currency: Text, currency_hint: fn(&str) -> String, amounts: Text, amount: fn(AmountHistory) -> Text, entry: Text, entry_first: Text, conflicts: Text, conflict: fn(ConflictRule) -> Text,
        bands: Text, bands_hint: Text, up_to: Text, above: Text, segment: Text, add_band: Text,
        save: Text, check: Text, check_hint: Text, how_read: Text, publish: fn(u64) -> String, publish_hint: Text, nothing_to_publish: Text, undo: Text, undo_hint: Text, discard: Text, discard_hint: Text,
        again: Text, to_matrix: Text,
        progress_hint: Text, look_again: Text,
        came_to: Text, accepted: Text, repaired: Text, rejected: Text, created: Text, updated: Text, unchanged: Text, kept: Text, versions: Text,
        failed: Text, findings: Text, findings_hint: Text, no_findings: Text, all_good: Text, as_csv: Text, verdict: fn(Verdict) -> Text, line: Text, value: Text, result: Text, why: Text, reason: fn(&Reason) -> String, report: [Text; 6],
    }
}

/// The texts in a language.
pub fn imports(language: Language) -> &'static Imports {
    match language {
        Language::En => &en::TEXTS,
        Language::It => &it::TEXTS,
    }
}

fn count(language: Language, n: u64) -> String {
    language.integer(i64::try_from(n).unwrap_or(i64::MAX))
}

/// A size as people say it: bytes below a thousand, then kilobytes and megabytes of a thousand each.
fn size(language: Language, bytes: u64) -> String {
    let rounded = |unit: u64| i64::try_from((bytes.saturating_add(unit / 2)) / unit).unwrap_or(i64::MAX);
    match (language, bytes) {
        (_, 1) => "1 byte".into(),
        (Language::En, 0..1_000) => format!("{bytes} bytes"),
        (Language::It, 0..1_000) => format!("{bytes} byte"),
        (_, 1_000..999_950) => format!("{} kB", language.decimals(rounded(100), 1)),
        _ => format!("{} MB", language.decimals(rounded(100_000), 1)),
    }
}
