//! Whatever the importer can say has words for people in both languages.

use super::imports;
use contract::import::{Asks, DateDoubt, DateOrder, FileKind, Foreign, Misfit, Peril, Question, Reason, Refusal, Thing, Why};
use domain::format::Language;
use domain::{Currency, Day, OpportunityId};

/// One of each variant: one that is left out does not compile.
macro_rules! one_of_each {
    ($kind:ty: $($pattern:pat => $sample:expr,)*) => {{
        let known = |one: &$kind| match one { $($pattern => {})* };
        let all: Vec<$kind> = vec![$($sample),*];
        all.iter().for_each(known);
        all
    }};
}

fn reasons() -> Vec<Reason> {
    one_of_each! { Reason:
        Reason::Width { .. } => Reason::Width { values: 4, columns: 5 },
        Reason::SameRow { .. } => Reason::SameRow { line: 3 },
        Reason::SameKey { .. } => Reason::SameKey { line: 3 },
        Reason::Formula => Reason::Formula,
        Reason::TooLong { .. } => Reason::TooLong { most: 200 },
        Reason::NotText => Reason::NotText,
        Reason::NameMissing => Reason::NameMissing,
        Reason::IdMissing => Reason::IdMissing,
        Reason::IdTooLong { .. } => Reason::IdTooLong { most: 200 },
        Reason::StageMissing => Reason::StageMissing,
        Reason::StageUnmapped => Reason::StageUnmapped,
        Reason::NoAmount => Reason::NoAmount,
        Reason::AmountTooLarge => Reason::AmountTooLarge,
        Reason::AmountNegative => Reason::AmountNegative,
        Reason::Rounded { .. } => Reason::Rounded { currency: Currency::EUR },
        Reason::NoListPrice => Reason::NoListPrice,
        Reason::NoEmployees => Reason::NoEmployees,
        Reason::NoDate => Reason::NoDate,
        Reason::DateBeyond => Reason::DateBeyond,
        Reason::NoCurrency => Reason::NoCurrency,
        Reason::TwoCurrencies { .. } => Reason::TwoCurrencies { one: Currency::EUR, other: Currency::USD },
        Reason::NoCategory => Reason::NoCategory,
        Reason::NoType => Reason::NoType,
        Reason::NoSource => Reason::NoSource,
        Reason::NoTerm => Reason::NoTerm,
        Reason::Several { .. } => Reason::Several { thing: Thing::Account },
        Reason::Unknown { .. } => Reason::Unknown { thing: Thing::Account },
        Reason::Similar { .. } => Reason::Similar { thing: Thing::Account, name: "Zenit".into() },
        Reason::Added { .. } => Reason::Added { thing: Thing::Account },
        Reason::ParentCircle => Reason::ParentCircle,
        Reason::ManagerCircle { .. } => Reason::ManagerCircle { people: "Ann → Bob".into() },
        Reason::TeamElsewhere { .. } => Reason::TeamElsewhere { team: "East".into(), region: "EMEA".into() },
        Reason::RateIncomplete => Reason::RateIncomplete,
        Reason::NoNumber => Reason::NoNumber,
        Reason::NoQuarter => Reason::NoQuarter,
        Reason::NoMeasure => Reason::NoMeasure,
        Reason::NoDimension => Reason::NoDimension,
        Reason::KeyUnknown => Reason::KeyUnknown,
        Reason::ClosedAsExpected => Reason::ClosedAsExpected,
        Reason::CloseMissing => Reason::CloseMissing,
        Reason::CreatedAhead => Reason::CreatedAhead,
        Reason::CreatedMissing => Reason::CreatedMissing,
        Reason::CreatedAfterClose => Reason::CreatedAfterClose,
        Reason::StepUndated => Reason::StepUndated,
        Reason::StepAhead => Reason::StepAhead,
        Reason::SameStep => Reason::SameStep,
        Reason::TooManyLines { .. } => Reason::TooManyLines { most: 200 },
        Reason::DeletedThere => Reason::DeletedThere,
        Reason::DeletedHere => Reason::DeletedHere,
        Reason::NoDeal => Reason::NoDeal,
        Reason::EditedSince => Reason::EditedSince,
        Reason::EditKept => Reason::EditKept,
        Reason::ChangedSince { .. } => Reason::ChangedSince { deal: OpportunityId(Default::default()) },
        Reason::Unfit => Reason::Unfit,
        Reason::Unlisted => Reason::Unlisted,
    }
}

fn refusals() -> Vec<Why> {
    one_of_each! { Why:
        Why::NoFile => Why::NoFile,
        Why::BrokenOff => Why::BrokenOff,
        Why::UploadTooLarge { .. } => Why::UploadTooLarge { mebibytes: 64 },
        Why::SameName => Why::SameName,
        Why::Unreadable => Why::Unreadable,
        Why::Empty => Why::Empty,
        Why::NoRows => Why::NoRows,
        Why::NoTable => Why::NoTable,
        Why::Foreign { .. } => Why::Foreign { format: Foreign::Pdf },
        Why::NotText => Why::NotText,
        Why::Encoding { .. } => Why::Encoding { line: 3 },
        Why::RowTooLong { .. } => Why::RowTooLong { line: 3 },
        Why::QuoteOpen { .. } => Why::QuoteOpen { line: 3 },
        Why::ColumnTwice { .. } => Why::ColumnTwice { column: "Amount".into() },
        Why::BookTooLarge => Why::BookTooLarge,
        Why::NoBook => Why::NoBook,
        Why::EmptyBook => Why::EmptyBook,
        Why::SheetDamaged { .. } => Why::SheetDamaged { sheet: "Sheet1".into() },
        Why::UnknownFile => Why::UnknownFile,
        Why::UnknownColumn { .. } => Why::UnknownColumn { column: "Amount".into() },
        Why::UnknownField { .. } => Why::UnknownField { field: "amount".into(), kind: FileKind::Deals },
        Why::StageTwoWays { .. } => Why::StageTwoWays { stage: "Talk".into() },
        Why::StageUnfit { .. } => Why::StageUnfit { stage: "Talk".into() },
        Why::ProcessIncomplete => Why::ProcessIncomplete,
        Why::EntryNotOpen { .. } => Why::EntryNotOpen { stage: "Talk".into() },
        Why::NoCompany => Why::NoCompany,
        Why::Busy => Why::Busy,
        Why::Published => Why::Published,
        Why::Undone => Why::Undone,
        Why::Unchecked => Why::Unchecked,
        Why::NotNow => Why::NotNow,
        Why::Interrupted => Why::Interrupted,
        Why::KeptChanging => Why::KeptChanging,
    }
}

fn asks() -> Vec<Asks> {
    let against = vec![Misfit { order: DateOrder::Mdy, value: "25/03/24".into() }];
    one_of_each! { Asks:
        Asks::Workspace => Asks::Workspace,
        Asks::Kind => Asks::Kind,
        Asks::Column { .. } => Asks::Column { field: "list_price".into(), kind: FileKind::DealHistory },
        Asks::DateOrder { .. } => Asks::DateOrder { field: "close".into(), doubt: DateDoubt::Neither { against } },
        Asks::Number { .. } => Asks::Number { field: "amount".into(), examples: vec!["1.234".into()] },
        Asks::Stage { .. } => Asks::Stage { value: "Talk".into(), rows: 1_200 },
        Asks::OwnStage { .. } => Asks::OwnStage { value: "Talk".into(), rows: 1 },
        Asks::Contradiction { .. } => Asks::Contradiction { value: "Talk".into() },
        Asks::Entry => Asks::Entry,
    }
}

fn perils() -> Vec<Peril> {
    one_of_each! { Peril:
        Peril::NoRate { .. } => Peril::NoRate { currency: Currency::USD, home: Currency::EUR, from: Day(20_000), rows: 2 },
        Peril::ProcessReplaced { .. } => Peril::ProcessReplaced { before: vec!["Talk".into()], after: vec!["Won".into()] },
    }
}

/// A sentence for people: it begins with a capital or a quotation mark, ends, and has no word of a program in it.
fn assert_said(text: &str) {
    let first = text.chars().next().unwrap_or(' ');
    assert!(first.is_uppercase() || first.is_ascii_digit() || matches!(first, '“' | '«'), "{text}");
    assert!(text.ends_with(['.', '?']), "{text}");
    for signs in ["_", "::", "{", "}"] {
        assert!(!text.contains(signs), "{signs} in: {text}");
    }
    let developers = ["null", "None", "Some", "parse", "UUID", "serde"];
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        assert!(!developers.contains(&word), "{word} in: {text}");
    }
}

/// Says something in every language; no two languages say the same.
fn assert_in_both(say: impl Fn(Language) -> String) {
    let said = Language::ALL.map(say);
    said.iter().for_each(|text| assert_said(text));
    assert_ne!(said[0], said[1]);
}

#[test]
fn sizes_are_said_in_the_unit_that_fits() {
    for (bytes, english, italian) in [
        (0, "0 bytes", "0 byte"),
        (1, "1 byte", "1 byte"),
        (48, "48 bytes", "48 byte"),
        (999, "999 bytes", "999 byte"),
        (1_000, "1.0 kB", "1,0 kB"),
        (12_345, "12.3 kB", "12,3 kB"),
        (999_949, "999.9 kB", "999,9 kB"),
        (999_950, "1.0 MB", "1,0 MB"),
        (120_000_000, "120.0 MB", "120,0 MB"),
    ] {
        assert_eq!(Language::ALL.map(|language| (imports(language).bytes)(bytes)), [english, italian]);
    }
}

#[test]
fn every_reason_has_words_in_both_languages() {
    for reason in reasons() {
        assert_in_both(|language| (imports(language).reason)(&reason));
    }
}

#[test]
fn every_refusal_has_words_in_both_languages() {
    for why in refusals() {
        let refusal = Refusal { file: None, why };
        assert_in_both(|language| (imports(language).refusal)(&refusal));
        let of_a_file = Refusal { file: Some("deals.csv".into()), ..refusal };
        assert_in_both(|language| (imports(language).refusal)(&of_a_file));
    }
}

#[test]
fn every_question_has_words_in_both_languages() {
    for asks in asks() {
        let question =
            Question { file: "deals.csv".into(), column: Some("Close".into()), text: asks.to_string(), asks, choices: vec![] };
        assert_in_both(|language| (imports(language).question)(&question));
        assert_said(&question.text);
    }
}

#[test]
fn every_warning_has_words_in_both_languages() {
    for peril in perils() {
        assert_in_both(|language| (imports(language).peril)(&peril));
    }
}
