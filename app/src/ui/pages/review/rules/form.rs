//! The rules as a form: filled in, and read back. What is said of all deals stands under `flags[n]`, what differs for a segment
//! or at a stage under `apart[n]`.

use crate::form::Form;
use crate::ui::components::{choice, word};
use contract::{FieldError, Problem};
use domain::hygiene::{Flag, Rules, Setting, Severity};
use domain::{LogNo, StageId, Workspace};

/// A segment in the form: its name behind a sign, so that no name at all is something else than all segments.
pub(super) fn segment(name: &str) -> String {
    format!("={name}")
}

/// The form of the rules, based on this revision.
pub(super) fn fill(rules: &Rules, base: LogNo) -> Form {
    let mut form = Form::default();
    form.push("base", base.0.to_string());
    form.push("enough_deals", rules.enough_deals.to_string());
    let general = rules.general();
    for (at, flag) in Flag::ALL.iter().enumerate() {
        form.push(format!("flags[{at}].severity"), word(general.severity(*flag)));
        if flag.limit().is_some() {
            form.push(format!("flags[{at}].limit"), general.limit(*flag).to_string());
        }
    }
    let apart = rules.settings.iter().filter(|setting| setting.segment.is_some() || setting.stage.is_some());
    for (at, setting) in apart.enumerate() {
        let name = |field: &str| format!("apart[{at}].{field}");
        form.push(name("flag"), setting.flag.as_str());
        form.push(name("segment"), setting.segment.as_deref().map(segment).unwrap_or_default());
        form.push(name("stage"), setting.stage.map(|stage| stage.0.to_string()).unwrap_or_default());
        form.push(name("severity"), word(setting.severity));
        form.push(name("limit"), setting.limit.map(|limit| limit.to_string()).unwrap_or_default());
    }
    form
}

/// Leaves out rows in which nothing is chosen.
pub fn tidy(form: &mut Form) {
    form.tidy("apart", &["flag"]);
}

/// Reads a form back: the rules, and the revision they are based on. Each fault is named after its input.
pub fn read(form: &Form, workspace: &Workspace) -> Result<(LogNo, Rules), Problem> {
    let mut faults: Vec<FieldError> = Vec::new();
    let mut number = |name: String| {
        let text = form.get(&name);
        let read = text.parse::<i32>().ok();
        if read.is_none() && !text.is_empty() {
            faults.push(FieldError { field: name, message: "Write a whole number.".to_owned() });
        }
        read
    };
    let enough_deals = number("enough_deals".to_owned()).and_then(|deals| u32::try_from(deals).ok()).unwrap_or(0);
    // Each setting with the row it comes from.
    let mut settings: Vec<(String, Setting)> = Vec::new();
    for (at, flag) in Flag::ALL.iter().copied().enumerate() {
        let row = format!("flags[{at}]");
        let severity = choice(form.get(&format!("{row}.severity"))).unwrap_or(flag.severity());
        let limit = flag.limit().and_then(|usual| number(format!("{row}.limit")).filter(|limit| *limit != usual));
        if severity != flag.severity() || limit.is_some() {
            settings.push((row, Setting { flag, segment: None, stage: None, severity, limit }));
        }
    }
    for at in form.rows("apart") {
        let row = format!("apart[{at}]");
        let get = |field: &str| form.get(&format!("{row}.{field}"));
        let Some(flag) = Flag::parse(get("flag")) else { continue };
        let segment = get("segment").strip_prefix('=').map(str::to_owned);
        let stage = get("stage").parse().ok().map(StageId);
        let severity = choice(get("severity")).unwrap_or(Severity::Warning);
        let limit = number(format!("{row}.limit"));
        settings.push((row, Setting { flag, segment, stage, severity, limit }));
    }
    let (rows, settings): (Vec<_>, Vec<_>) = settings.into_iter().unzip();
    for (row, setting) in rows.iter().zip(&settings) {
        if row.starts_with("apart") && setting.segment.is_none() && setting.stage.is_none() {
            let message = "Choose a segment or a stage: what holds for all deals stands above.".to_owned();
            faults.push(FieldError { field: format!("{row}.segment"), message });
        }
    }
    let rules = Rules { settings, enough_deals };
    for fault in rules.check(workspace).err().into_iter().flatten() {
        let field = named(&fault.field, &rows);
        if !faults.iter().any(|known| known.field == field) {
            faults.push(FieldError { field, message: fault.message });
        }
    }
    let base = LogNo(form.get("base").parse().unwrap_or_default());
    if faults.is_empty() { Ok((base, rules)) } else { Err(Problem::invalid_fields(faults)) }
}

/// What the form calls a field of the rules.
fn named(field: &str, rows: &[String]) -> String {
    let name = field.strip_prefix("hygiene.").unwrap_or(field);
    let of_row = || {
        let (at, rest) = name.strip_prefix("settings[")?.split_once(']')?;
        Some(format!("{}{rest}", rows.get(at.parse::<usize>().ok()?)?))
    };
    of_row().unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(flag: Flag, segment: Option<&str>, stage: Option<i16>, severity: Severity, limit: Option<i32>) -> Setting {
        Setting { flag, segment: segment.map(str::to_owned), stage: stage.map(StageId), severity, limit }
    }

    fn workspace() -> Workspace {
        domain::testing::History::play(&[]).workspace
    }

    #[test]
    fn rules_come_back_as_they_were() {
        let rules = Rules {
            settings: vec![
                setting(Flag::NoProduct, None, None, Severity::Off, None),
                setting(Flag::Quiet, None, None, Severity::Blocking, Some(45)),
                setting(Flag::Quiet, Some("Enterprise"), None, Severity::Warning, Some(90)),
                setting(Flag::Pushed, Some(""), Some(3), Severity::Blocking, None),
            ],
            enough_deals: 5,
        };
        let form = fill(&rules, LogNo(7));
        assert_eq!(read(&form, &workspace()).unwrap(), (LogNo(7), rules));
        assert_eq!(read(&fill(&Rules::default(), LogNo(1)), &workspace()).unwrap().1, Rules::default());
    }

    #[test]
    fn what_is_wrong_is_named_after_its_input() {
        let mut form = fill(&Rules::default(), LogNo(1));
        let quiet = Flag::ALL.iter().position(|flag| *flag == Flag::Quiet).unwrap();
        form.set(&format!("flags[{quiet}].limit"), "5000");
        for (at, (segment, limit)) in [("=SMB", "3"), ("", "4"), ("=SMB", "x"), ("=SMB", "5")].into_iter().enumerate() {
            form.push(format!("apart[{at}].flag"), if at == 0 { "no_product" } else { "pushed" });
            form.push(format!("apart[{at}].segment"), segment);
            form.push(format!("apart[{at}].limit"), limit);
        }
        let problem = read(&form, &workspace()).unwrap_err();
        let mut fields: Vec<&str> = problem.fields.iter().map(|fault| fault.field.as_str()).collect();
        fields.sort_unstable();
        let quiet = format!("flags[{quiet}].limit");
        assert_eq!(fields, ["apart[0].limit", "apart[1].segment", "apart[2].limit", "apart[3].flag", quiet.as_str()]);
    }
}
