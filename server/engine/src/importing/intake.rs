//! Taking files in: each is copied, scanned and surveyed, or the upload is refused as a whole.

use super::Upload;
use super::columns::columns_of;
use super::content::{Content, Stored};
use super::plan::Plan;
use super::propose::{self, Looked};
use super::questions::questions;
use super::scan::{Format, TextEncoding, find_header, scan};
use super::sheet;
use super::stages;
use super::survey::{FileSurvey, joined_values, survey};
use contract::Problem;
use contract::import::{FileKind, FileProfile, ProcessRule, Profile, Why};
use domain::Workspace;
use std::collections::BTreeMap;
use std::path::Path;

fn refused(name: &str, why: Why) -> Problem {
    Problem::refused("files", Some(name), why)
}

/// Copies and looks through the files of an upload.
pub fn take_in(uploads: &[Upload], folder: &Path) -> Result<Vec<Stored>, Problem> {
    let mut files = Vec::new();
    for (at, upload) in uploads.iter().enumerate() {
        if sheet::is_workbook(&upload.name) {
            let sheets = sheet::convert(&upload.path, folder, &at.to_string()).map_err(|why| refused(&upload.name, why))?;
            let alone = sheets.len() == 1;
            for sheet in sheets {
                let name = if alone { upload.name.clone() } else { format!("{} – {}", upload.name, sheet.name) };
                let format = Format { encoding: TextEncoding::Utf8, delimiter: b',', above: 0 };
                let format = find_header(&sheet.path, format).map_err(|why| refused(&name, why))?;
                files.push(look(name, &sheet.path, folder, format, sheet.typed_numbers)?);
            }
            continue;
        }
        let format = scan(&upload.path).map_err(|why| refused(&upload.name, why))?;
        let copy = folder.join(format!("{at}.csv"));
        std::fs::copy(&upload.path, &copy).map_err(|error| {
            tracing::error!(%error, "an upload cannot be copied");
            Problem::internal()
        })?;
        files.push(look(upload.name.clone(), &copy, folder, format, false)?);
    }
    if files.is_empty() {
        return Err(Problem::refused("files", None, Why::NoFile));
    }
    for (at, file) in files.iter().enumerate() {
        if files[..at].iter().any(|other| other.name == file.name) {
            return Err(refused(&file.name, Why::SameName));
        }
    }
    Ok(files)
}

fn look(name: String, path: &Path, folder: &Path, format: Format, typed_numbers: bool) -> Result<Stored, Problem> {
    let survey = survey(path, format).map_err(|why| refused(&name, why))?;
    if survey.rows == 0 {
        return Err(refused(&name, Why::NoRows));
    }
    let bytes = std::fs::metadata(path).map_or(0, |meta| meta.len());
    let file = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned();
    Ok(Stored { name, file, bytes, format, survey, typed_numbers })
}

/// Fits a profile to the files: every file has its part, in the files' order; one that the profile does not speak of is
/// read as it is proposed. A file or column that there is not is an error, and so is a field no kind has.
pub fn fit(profile: &mut Profile, files: &[Stored]) -> Result<(), Problem> {
    if let Some(unknown) = profile.files.iter().find(|part| !files.iter().any(|file| file.name == part.name)) {
        return Err(refused(&unknown.name, Why::UnknownFile));
    }
    let mut parts: BTreeMap<String, FileProfile> = profile.files.drain(..).map(|part| (part.name.clone(), part)).collect();
    let looked: Vec<Looked<'_>> = files.iter().map(Looked::from).collect();
    let proposed = propose::propose(&looked).files;
    for (file, proposed) in files.iter().zip(proposed) {
        let mut part = parts.remove(&file.name).unwrap_or(proposed);
        if let Some(kind) = part.kind {
            if part.columns.is_empty() {
                part.columns = columns_of(kind, &file.survey);
            }
            Plan::new(&part, kind, &file.survey)?;
        }
        profile.files.push(part);
    }
    Ok(())
}

/// The values of the stage columns, by file.
pub fn stage_values(
    profile: &Profile,
    files: &[Stored],
    folder: &Path,
) -> Result<BTreeMap<String, BTreeMap<String, u64>>, Problem> {
    let mut values = BTreeMap::new();
    for (part, file) in profile.files.iter().zip(files) {
        if !matches!(part.kind, Some(FileKind::Deals | FileKind::DealHistory)) {
            continue;
        }
        let Some(columns) = part.columns.get("stage").filter(|columns| !columns.is_empty()) else { continue };
        let mut found = match counted(&file.survey, columns) {
            Some(found) => found,
            None => joined_values(&folder.join(&file.file), file.format, columns).map_err(|why| refused(&file.name, why))?,
        };
        if let Some(replaced) = part.values.get("stage") {
            for (from, to) in replaced {
                if let Some(count) = found.remove(from) {
                    *found.entry(to.clone()).or_default() += count;
                }
            }
        }
        values.insert(file.name.clone(), found);
    }
    Ok(values)
}

/// The values of a single column, where the survey has counted all of them: no need to read the file again.
fn counted(survey: &FileSurvey, columns: &[String]) -> Option<BTreeMap<String, u64>> {
    let [column] = columns else { return None };
    let column = survey.column(column)?;
    let mut values = column.distinct.clone()?;
    if column.filled < survey.rows {
        values.insert(String::new(), survey.rows - column.filled);
    }
    Some(values)
}

/// Proposes stages and finds what is still to be asked.
pub fn complete(content: &mut Content, folder: &Path, workspace: Option<&Workspace>) -> Result<(), Problem> {
    let values = stage_values(&content.profile, &content.files, folder)?;
    for values in values.values() {
        propose::propose_stages(&mut content.profile, values, workspace);
    }
    if let (ProcessRule::Keep, Some(workspace)) = (content.profile.process, workspace) {
        stages::keep(&mut content.profile, workspace);
    }
    content.questions = questions(&content.profile, &content.looked(), &values, workspace);
    Ok(())
}
