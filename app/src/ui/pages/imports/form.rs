//! A mapping as a form: filled in from a profile, and read back.
//!
//! Files stand in the form in the import's order (`files[0].columns.amount`), stages by the file's value (`stages[3].value`).

use crate::form::{Form, percent, probability};
use crate::ui::components::{choice, word};
use contract::import::{FileProfile, Import, ProcessRule, Profile, SegmentBand, StageRule};
use contract::{FieldError, Problem};
use domain::{Category, Currency, StageKind};
use std::collections::{BTreeMap, BTreeSet};

/// The form of an import: its mapping, and a row for every stage that is asked about.
pub fn fill(import: &Import) -> Form {
    let profile = &import.profile;
    let mut form = Form::default();
    for (at, file) in profile.files.iter().enumerate() {
        let at = format!("files[{at}]");
        form.push(format!("{at}.kind"), file.kind.map(word).unwrap_or_default());
        for (field, columns) in &file.columns {
            for column in columns {
                form.push(format!("{at}.columns.{field}"), column);
            }
        }
        for (field, order) in &file.dates {
            form.push(format!("{at}.dates.{field}"), word(order));
        }
        form.push(format!("{at}.decimal"), file.decimal.map(word).unwrap_or_default());
        let values = file.values.iter().flat_map(|(field, values)| values.iter().map(move |(from, to)| (field, from, to)));
        for (row, (field, from, to)) in values.enumerate() {
            for (name, value) in [("field", field), ("from", from), ("to", to)] {
                form.push(format!("{at}.values[{row}].{name}"), value);
            }
        }
    }
    let mut stages: Vec<_> = profile.stages.iter().collect();
    stages.sort_by_key(|(_, rule)| (rule.kind, rule.order));
    for (row, (value, rule)) in stages.into_iter().enumerate() {
        let at = format!("stages[{row}]");
        form.push(format!("{at}.value"), value);
        form.push(format!("{at}.stage"), &rule.stage);
        form.push(format!("{at}.kind"), word(rule.kind));
        form.push(format!("{at}.category"), word(rule.category));
        form.push(format!("{at}.probability"), percent(rule.probability));
        form.push(format!("{at}.order"), rule.order.to_string());
        form.tick(format!("{at}.entered"), rule.entered);
    }
    let asked = import.questions.iter().filter_map(|question| question.asks.value());
    let unknown: BTreeSet<_> = asked.filter(|value| !profile.stages.contains_key(*value)).collect();
    for (row, value) in unknown.into_iter().enumerate() {
        form.push(format!("stages[{}].value", profile.stages.len() + row), value);
    }
    form.push("process", word(profile.process));
    form.push("currency", profile.currency.map(|currency| currency.code().to_owned()).unwrap_or_default());
    form.push("amount_history", word(profile.amount_history));
    form.push("entry_stage", profile.entry_stage.clone().unwrap_or_default());
    form.push("conflicts", word(profile.conflicts));
    for (row, band) in profile.segment_bands.iter().enumerate() {
        form.push(format!("bands[{row}].up_to"), band.up_to.map(|limit| limit.to_string()).unwrap_or_default());
        form.push(format!("bands[{row}].segment"), &band.segment);
    }
    form
}

/// Leaves out rows in which nothing is filled in.
pub fn tidy(form: &mut Form, import: &Import) {
    form.tidy("bands", &["up_to", "segment"]);
    for at in 0..import.files.len() {
        form.tidy(&format!("files[{at}].values"), &["from", "to"]);
    }
}

/// Reads a form back; all faults at once, each naming its input.
pub fn read(form: &Form, import: &Import) -> Result<Profile, Problem> {
    let mut reader = Reader { form, faults: Vec::new() };
    let files = import.profile.files.iter().enumerate().map(|(at, before)| reader.file(at, before)).collect();
    let stages = form.rows("stages").into_iter().filter_map(|row| reader.stage(row)).collect();
    let bands = form.rows("bands").into_iter().filter_map(|row| reader.band(row)).collect();
    let currency = form.get("currency");
    let profile = Profile {
        files,
        stages,
        process: choice(form.get("process")).unwrap_or_default(),
        currency: reader.optional(
            "currency",
            Currency::parse(currency),
            "Write a currency as its code by ISO 4217, such as EUR.",
        ),
        amount_history: choice(form.get("amount_history")).unwrap_or_default(),
        entry_stage: Some(form.get("entry_stage").to_owned()).filter(|stage| !stage.is_empty()),
        conflicts: choice(form.get("conflicts")).unwrap_or_default(),
        segment_bands: bands,
    };
    if reader.faults.is_empty() { Ok(profile) } else { Err(Problem::invalid_fields(reader.faults)) }
}

struct Reader<'a> {
    form: &'a Form,
    faults: Vec<FieldError>,
}

impl Reader<'_> {
    fn fault(&mut self, field: String, message: &str) {
        self.faults.push(FieldError { field, message: message.to_owned() });
    }

    /// What was read of an input, or nothing if it is empty. Filled in and not readable is a fault.
    fn optional<T>(&mut self, name: &str, read: Option<T>, message: &str) -> Option<T> {
        if read.is_none() && !self.form.get(name).is_empty() {
            self.fault(name.to_owned(), message);
        }
        read
    }

    fn file(&mut self, at: usize, before: &FileProfile) -> FileProfile {
        let form = self.form;
        let at = format!("files[{at}]");
        let mut file =
            FileProfile { name: before.name.clone(), kind: choice(form.get(&format!("{at}.kind"))), ..Default::default() };
        // Another kind has other fields: its columns are proposed afresh.
        if file.kind != before.kind {
            return file;
        }
        file.decimal = choice(form.get(&format!("{at}.decimal")));
        let (columns, dates) = (format!("{at}.columns."), format!("{at}.dates."));
        for (name, value) in form.pairs().iter().filter(|(_, value)| !value.is_empty()) {
            if let Some(field) = name.strip_prefix(&columns) {
                file.columns.entry(field.to_owned()).or_default().push(value.clone());
            } else if let Some(field) = name.strip_prefix(&dates)
                && let Some(order) = choice(value)
            {
                file.dates.insert(field.to_owned(), order);
            }
        }
        for row in form.rows(&format!("{at}.values")) {
            let get = |name: &str| form.get(&format!("{at}.values[{row}].{name}"));
            let (field, from, to) = (get("field"), get("from"), get("to"));
            if from.is_empty() && to.is_empty() {
                continue;
            }
            for (name, value) in [("field", field), ("from", from)] {
                if value.is_empty() {
                    self.fault(format!("{at}.values[{row}].{name}"), "Say which value of which field is to be replaced.");
                }
            }
            file.values.entry(field.to_owned()).or_default().insert(from.to_owned(), to.to_owned());
        }
        file
    }

    /// A stage that says nothing yet is left to be asked about.
    fn stage(&mut self, row: usize) -> Option<(String, StageRule)> {
        let name = |field: &str| format!("stages[{row}].{field}");
        let get = |field: &str| self.form.get(&name(field)).to_owned();
        let (value, stage) = (get("value"), get("stage"));
        if choice(self.form.get("process")) == Some(ProcessRule::Keep) {
            // What it is otherwise, the process knows.
            let own = StageRule {
                stage,
                kind: choice(&get("kind")).unwrap_or(StageKind::Open),
                category: Category::Pipeline,
                entered: false,
                probability: 0,
                order: 0,
            };
            return (!value.is_empty() && !own.stage.is_empty()).then_some((value, own));
        }
        if value.is_empty() || (stage.is_empty() && get("kind").is_empty()) {
            return None;
        }
        if stage.is_empty() {
            self.fault(name("stage"), "Name the stage of yours that it stands for.");
        }
        let Some(kind) = choice(&get("kind")) else {
            self.fault(name("kind"), "Choose whether it is open, won or lost.");
            return None;
        };
        let order = get("order").parse().ok();
        let order = self.optional(&name("order"), order, "Write a whole number from 0 to 65,535.");
        let fixed = |category, entered, probability| StageRule {
            stage: stage.clone(),
            kind,
            category,
            entered,
            probability,
            order: order.unwrap_or_default(),
        };
        let rule = match kind {
            StageKind::Won => fixed(Category::Closed, true, 10_000),
            StageKind::Lost => fixed(Category::Omitted, false, 0),
            StageKind::Open => {
                let read = probability(&get("probability"));
                if read.is_none() {
                    self.fault(name("probability"), "Write a percentage from 0 to 100, such as 45 or 12.5.");
                }
                let category = choice(&get("category")).unwrap_or(Category::Pipeline);
                fixed(category, self.form.has(&name("entered")), read.unwrap_or_default())
            }
        };
        Some((value, rule))
    }

    fn band(&mut self, row: usize) -> Option<SegmentBand> {
        let name = |field: &str| format!("bands[{row}].{field}");
        let (limit, segment) = (self.form.get(&name("up_to")), self.form.get(&name("segment")).to_owned());
        if limit.is_empty() && segment.is_empty() {
            return None;
        }
        if segment.is_empty() {
            self.fault(name("segment"), "Name the segment.");
        }
        let up_to =
            self.optional(&name("up_to"), limit.parse().ok(), "Write a whole number of employees, or nothing for all above.");
        Some(SegmentBand { up_to, segment })
    }
}

/// The values that a field's columns hold first, for a hint.
pub fn samples(import: &Import, file: usize, columns: &[&str]) -> Vec<String> {
    let known: BTreeMap<_, _> = import.files[file].columns.iter().map(|column| (column.name.as_str(), &column.samples)).collect();
    columns.iter().filter_map(|column| known.get(column)).flat_map(|samples| samples.iter().take(3).cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::import::{
        AmountHistory, Asks, ConflictRule, DateOrder, DecimalMark, FileKind, ImportCounts, ImportFile, ImportStatus, Question,
        Written,
    };
    use domain::{BatchId, Instant};

    fn import(profile: Profile) -> Import {
        let file = |part: &FileProfile| ImportFile {
            name: part.name.clone(),
            bytes: 1,
            columns: vec![],
            rows: 1,
            written: Written::Sheet,
        };
        Import {
            id: BatchId(Default::default()),
            created_at: Instant(0),
            status: ImportStatus::Mapping,
            files: profile.files.iter().map(file).collect(),
            profile,
            questions: vec![],
            warnings: vec![],
            progress: (0, 0),
            counts: ImportCounts::default(),
            error: None,
        }
    }

    fn profile() -> Profile {
        let columns = [("id", vec!["Deal"]), ("stage", vec!["Status", "Step"]), ("close", vec!["Close, on"])];
        let columns = columns.map(|(field, columns)| (field.to_owned(), columns.into_iter().map(str::to_owned).collect()));
        let values = BTreeMap::from([("GTXPro".to_owned(), "GTX Pro".to_owned()), ("a=b&c".to_owned(), "d".to_owned())]);
        let deals = FileProfile {
            name: "deals.csv".into(),
            kind: Some(FileKind::Deals),
            columns: columns.into(),
            values: [("product".to_owned(), values)].into(),
            dates: [("close".to_owned(), DateOrder::Mdy)].into(),
            decimal: Some(DecimalMark::Comma),
        };
        let rule = |stage: &str, kind, category, entered, probability| StageRule {
            stage: stage.into(),
            kind,
            category,
            entered,
            probability,
            order: 7,
        };
        let stages = [
            ("Open / 1", rule("Talk", StageKind::Open, Category::Commit, true, 1_250)),
            ("Lead", rule("Lead", StageKind::Open, Category::Pipeline, false, 500)),
            ("Won", rule("Won", StageKind::Won, Category::Closed, true, 10_000)),
            ("Gone", rule("Lost", StageKind::Lost, Category::Omitted, false, 0)),
        ];
        Profile {
            files: vec![deals, FileProfile { name: "notes.csv".into(), ..FileProfile::default() }],
            stages: stages.map(|(value, rule)| (value.to_owned(), rule)).into(),
            process: ProcessRule::Take,
            currency: Some(Currency::USD),
            amount_history: AmountHistory::SameOrListPrice,
            entry_stage: Some("Talk".into()),
            conflicts: ConflictRule::Keep,
            segment_bands: vec![
                SegmentBand { up_to: Some(1_000), segment: "SMB".into() },
                SegmentBand { up_to: None, segment: "Large".into() },
            ],
        }
    }

    #[test]
    fn what_is_filled_in_is_what_is_read_back() {
        let import = import(profile());
        let mut form = fill(&import);
        assert_eq!(read(&form, &import), Ok(profile()));
        // Through the browser and tidied, too.
        form = Form::parse(&serde_urlencoded::to_string(form.pairs()).unwrap()).unwrap();
        tidy(&mut form, &import);
        assert_eq!(read(&form, &import), Ok(profile()));
    }

    #[test]
    fn a_stage_that_is_asked_about_has_a_row_to_be_answered_in() {
        let question = Question {
            file: "deals.csv".into(),
            column: None,
            asks: Asks::Stage { value: "Hmm".into(), rows: 1 },
            text: String::new(),
            choices: vec![],
        };
        let import = Import { questions: vec![question], ..import(profile()) };
        let mut form = fill(&import);
        assert_eq!(form.get("stages[4].value"), "Hmm");
        assert_eq!(read(&form, &import), Ok(profile()), "still to be asked");
        form.set("stages[4].stage", "Lost");
        form.set("stages[4].kind", "lost");
        let lost = StageRule { order: 0, ..profile().stages["Gone"].clone() };
        assert_eq!(read(&form, &import).unwrap().stages["Hmm"], lost);
    }

    #[test]
    fn where_the_process_is_kept_a_stage_is_named_and_nothing_else_is_asked_of_it() {
        let import = import(profile());
        let mut form = fill(&import);
        form.set("process", "keep");
        form.set("stages[0].stage", "Talk");
        form.set("stages[0].probability", "");
        form.set("stages[1].stage", "");
        let read = read(&form, &import).unwrap();
        assert_eq!((read.process, read.stages.len()), (ProcessRule::Keep, 3), "the one without a name is asked about again");
    }

    #[test]
    fn every_fault_names_its_input() {
        let import = import(profile());
        let mut form = fill(&import);
        for (name, value) in [
            ("currency", "euro"),
            ("stages[1].probability", "101"),
            ("stages[2].stage", ""),
            ("bands[0].up_to", "many"),
            ("files[0].values[0].field", ""),
        ] {
            form.set(name, value);
        }
        let mut fields: Vec<_> = read(&form, &import).unwrap_err().fields.into_iter().map(|fault| fault.field).collect();
        fields.sort();
        assert_eq!(
            fields,
            ["bands[0].up_to", "currency", "files[0].values[0].field", "stages[1].probability", "stages[2].stage"]
        );
    }

    #[test]
    fn another_kind_has_its_columns_proposed_afresh() {
        let import = import(profile());
        let mut form = fill(&import);
        form.set("files[0].kind", "accounts");
        let read = read(&form, &import).unwrap();
        assert_eq!((read.files[0].kind, read.files[0].columns.len()), (Some(FileKind::Accounts), 0));
    }
}
