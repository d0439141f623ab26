//! The company's settings as a form: filled in, and read back.

use crate::form::{Form, percent, probability};
use crate::ui::components::{choice, word};
use contract::{FieldError, Problem};
use domain::workspace::Rhythm;
use domain::{Category, Currency, Day, FiscalSettings, LogNo, Process, Requirement, Stage, StageId, StageKind, Workspace};

/// The form of the settings, based on this revision.
pub fn fill(workspace: &Workspace, base: LogNo) -> Form {
    let mut form = Form::default();
    form.push("base", base.0.to_string());
    form.push("company", &workspace.company);
    form.push("currency", workspace.currency.code());
    form.push("time_zone", &workspace.time_zone);
    let fiscal = &workspace.fiscal;
    form.push("fiscal.start_month", fiscal.start_month.to_string());
    form.push("fiscal.pattern", word(fiscal.pattern));
    form.push("fiscal.week53", word(fiscal.week53));
    form.tick("nothing_on_devices", !workspace.keep_on_devices);
    form.push("rhythm.digest_hour", workspace.rhythm.digest_hour.to_string());
    form.push("rhythm.meeting_day", word(workspace.rhythm.meeting_day));
    form.push("rhythm.meeting_hour", workspace.rhythm.meeting_hour.to_string());
    let days: Vec<_> = fiscal.holidays.iter().map(Day::to_string).collect();
    form.push("fiscal.holidays", days.join("\n"));
    for (at, process) in workspace.processes.iter().enumerate() {
        form.push(format!("processes[{at}].name"), &process.name);
        for (row, stage) in process.stages.iter().enumerate() {
            let at = format!("processes[{at}].stages[{row}]");
            form.push(format!("{at}.id"), stage.id.0.to_string());
            form.push(format!("{at}.name"), &stage.name);
            form.push(format!("{at}.kind"), word(stage.kind));
            form.push(format!("{at}.category"), word(stage.category));
            form.push(format!("{at}.probability"), percent(stage.probability));
            form.tick(format!("{at}.entered"), stage.entered);
            for requirement in &stage.requires {
                form.push(format!("{at}.requires"), requirement.as_str());
            }
        }
    }
    for requirement in &workspace.commit_requires {
        form.push("commit_requires", requirement.as_str());
    }
    form
}

/// Leaves out stages and processes in which nothing is filled in.
pub fn tidy(form: &mut Form) {
    for at in form.rows("processes") {
        form.tidy(&format!("processes[{at}].stages"), &["id", "name"]);
    }
    form.tidy("processes", &["name", "stages[0].name"]);
}

/// Reads a form back: settings and the revision they are based on. What the form does not ask stays as it was `before`.
pub fn read(form: &Form, before: &Workspace) -> Result<(LogNo, Workspace), Problem> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, message: &str| faults.push(FieldError { field: field.into(), message: message.into() });
    let currency = Currency::parse(form.get("currency"));
    if currency.is_none() {
        fault("currency", "Write a currency as its three letters, such as EUR.");
    }
    let start_month = form.get("fiscal.start_month").parse().unwrap_or_default();
    let mut holidays = Vec::new();
    for line in form.get("fiscal.holidays").split_whitespace() {
        match line.parse::<Day>() {
            Ok(day) => holidays.push(day),
            Err(_) => fault("fiscal.holidays", &format!("“{line}” is not a day: write it as 2026-12-25.")),
        }
    }
    // A new stage gets a number that none has or had: none is ever taken back while deals know it.
    let known = before.processes.iter().flat_map(|process| &process.stages).map(|stage| stage.id.0);
    let mut next = known.max().unwrap_or(0).saturating_add(1);
    let mut processes = Vec::new();
    for at in form.rows("processes") {
        let mut stages = Vec::new();
        for row in form.rows(&format!("processes[{at}].stages")) {
            let name = |field: &str| format!("processes[{at}].stages[{row}].{field}");
            let get = |field: &str| form.get(&name(field));
            let id = get("id").parse().map(StageId).unwrap_or_else(|_| {
                next = next.saturating_add(1);
                StageId(next - 1)
            });
            let kind = choice(get("kind")).unwrap_or(StageKind::Open);
            let (category, probability, entered) = match kind {
                StageKind::Won => (Category::Closed, 10_000, true),
                StageKind::Lost => (Category::Omitted, 0, false),
                StageKind::Open => {
                    let read = probability(get("probability"));
                    if read.is_none() {
                        fault(&name("probability"), "Write a percentage from 0 to 100, such as 45 or 12.5.");
                    }
                    let category = choice(get("category")).unwrap_or(Category::Pipeline);
                    (category, read.unwrap_or_default(), form.has(&name("entered")))
                }
            };
            let requires = requirements(form, &name("requires"));
            stages.push(Stage { id, name: get("name").to_owned(), kind, probability, category, entered, requires });
        }
        processes.push(Process { name: form.get(&format!("processes[{at}].name")).to_owned(), stages });
    }
    let workspace = Workspace {
        company: form.get("company").to_owned(),
        currency: currency.unwrap_or(before.currency),
        time_zone: form.get("time_zone").to_owned(),
        fiscal: FiscalSettings {
            start_month,
            pattern: choice(form.get("fiscal.pattern")).unwrap_or(before.fiscal.pattern),
            week53: choice(form.get("fiscal.week53")).unwrap_or(before.fiscal.week53),
            holidays,
        },
        processes,
        commit_requires: requirements(form, "commit_requires"),
        keep_on_devices: !form.has("nothing_on_devices"),
        rhythm: Rhythm {
            digest_hour: form.get("rhythm.digest_hour").parse().unwrap_or(before.rhythm.digest_hour),
            meeting_day: choice(form.get("rhythm.meeting_day")).unwrap_or(before.rhythm.meeting_day),
            meeting_hour: form.get("rhythm.meeting_hour").parse().unwrap_or(before.rhythm.meeting_hour),
        },
        ..before.clone()
    };
    // What can be read is checked as well, so that all there is to mend is said at once.
    let more = workspace.check().err().into_iter().flatten();
    for fault in more {
        if !faults.iter().any(|known| known.field == fault.field) {
            faults.push(FieldError { field: fault.field.into_owned(), message: fault.message });
        }
    }
    let base = LogNo(form.get("base").parse().unwrap_or_default());
    if faults.is_empty() { Ok((base, workspace)) } else { Err(Problem::invalid_fields(faults)) }
}

/// The requirements that are ticked under a name.
fn requirements(form: &Form, name: &str) -> Vec<Requirement> {
    form.all(name).filter_map(Requirement::parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::calendar::{Pattern, Week53};
    use domain::workspace::RegionRule;

    fn workspace() -> Workspace {
        let stage = |id, name: &str, kind, probability, category, entered| Stage {
            id: StageId(id),
            name: name.into(),
            kind,
            probability,
            category,
            entered,
            requires: if entered { vec![Requirement::Contact, Requirement::EconomicBuyer] } else { vec![] },
        };
        let stages = vec![
            stage(1, "Talk", StageKind::Open, 1_250, Category::BestCase, false),
            stage(9, "Deal", StageKind::Open, 5_000, Category::Commit, true),
            stage(2, "Won", StageKind::Won, 10_000, Category::Closed, true),
            stage(3, "Lost", StageKind::Lost, 0, Category::Omitted, false),
        ];
        Workspace {
            company: "Acme & Söhne".into(),
            demo: false,
            currency: Currency::USD,
            time_zone: "Europe/Rome".into(),
            fiscal: FiscalSettings {
                start_month: 7,
                pattern: Pattern::W454,
                week53: Week53::NearestSaturday,
                holidays: vec!["2026-12-25".parse().unwrap(), "2027-01-01".parse().unwrap()],
            },
            processes: vec![Process { name: "Sales".into(), stages }],
            commit_requires: vec![Requirement::NextStepSoon],
            region_order: vec![RegionRule::Account],
            hygiene: domain::hygiene::Rules::default(),
            keep_on_devices: false,
            rhythm: Rhythm { digest_hour: 6, meeting_day: domain::Weekday::Wed, meeting_hour: 15 },
        }
    }

    fn faults(form: &Form) -> Vec<String> {
        let mut fields: Vec<_> = read(form, &workspace()).unwrap_err().fields.into_iter().map(|fault| fault.field).collect();
        fields.sort();
        fields
    }

    #[test]
    fn what_is_filled_in_is_what_is_read_back() {
        let mut form = fill(&workspace(), LogNo(7));
        assert_eq!(read(&form, &workspace()), Ok((LogNo(7), workspace())));
        assert_eq!(form.all("processes[0].stages[1].requires").collect::<Vec<_>>(), ["contact", "economic_buyer"]);
        form = Form::parse(&serde_urlencoded::to_string(form.pairs()).unwrap()).unwrap();
        tidy(&mut form);
        assert_eq!(read(&form, &workspace()), Ok((LogNo(7), workspace())));
    }

    #[test]
    fn a_new_stage_gets_a_number_that_no_other_has() {
        let mut form = fill(&workspace(), LogNo(7));
        assert!(form.arrange("add processes[0].stages"));
        let form_with_an_empty_row = {
            let mut form = form.clone();
            tidy(&mut form);
            form
        };
        assert_eq!(read(&form_with_an_empty_row, &workspace()), Ok((LogNo(7), workspace())));
        for (field, value) in
            [("name", "Sign"), ("kind", "open"), ("category", "commit"), ("probability", "90"), ("entered", "on")]
        {
            form.set(&format!("processes[0].stages[4].{field}"), value);
        }
        // It is the last row; the open stages come first.
        assert!(form.arrange("up processes[0].stages 4") && form.arrange("up processes[0].stages 3"));
        let (_, read) = read(&form, &workspace()).unwrap();
        let stages: Vec<_> = read.processes[0].stages.iter().map(|stage| (stage.id.0, stage.name.as_str())).collect();
        assert_eq!(stages, [(1, "Talk"), (9, "Deal"), (10, "Sign"), (2, "Won"), (3, "Lost")]);
    }

    #[test]
    fn won_and_lost_have_what_they_must_whatever_was_filled_in() {
        let mut form = fill(&workspace(), LogNo(7));
        form.set("processes[0].stages[2].probability", "12");
        form.set("processes[0].stages[3].category", "commit");
        assert_eq!(read(&form, &workspace()), Ok((LogNo(7), workspace())));
    }

    #[test]
    fn every_fault_names_its_input_all_at_once() {
        let mut form = fill(&workspace(), LogNo(7));
        for (name, value) in [
            ("company", " "),
            ("currency", "euros"),
            ("fiscal.start_month", "13"),
            ("fiscal.holidays", "2026-12-25 2026-02-31"),
            ("processes[0].stages[0].probability", "200"),
            ("processes[0].stages[1].name", "talk"),
        ] {
            form.set(name, value);
        }
        assert_eq!(
            faults(&form),
            [
                "company",
                "currency",
                "fiscal.holidays",
                "fiscal.start_month",
                "processes[0].stages[0].probability",
                "processes[0].stages[1].name"
            ]
        );
    }
}
