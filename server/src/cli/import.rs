//! `motore import` and `motore undo`.

use super::progress::shown;
use super::{Outcome, Place};
use crate::http::handlers::import::report_words;
use app::context::Language;
use contract::import::{Import as Run, ImportStatus, Profile};
use domain::BatchId;
use engine::importing::{Importer, Upload};
use engine::{Clock, Engine, Progress};
use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What to bring in.
#[derive(clap::Args)]
pub struct Import {
    /// CSV and XLSX files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// How columns and values are read (TOML). Without one a proposal is made and shown
    #[arg(long)]
    profile: Option<PathBuf>,
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Publish what the dry run accepts without asking
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    place: Place,
}

/// What to undo.
#[derive(clap::Args)]
pub struct Undo {
    /// The import's id
    batch: BatchId,
    #[command(flatten)]
    place: Place,
}

impl Import {
    /// Uploads, maps, checks, asks and publishes.
    pub async fn run(self) -> Outcome {
        let (engine, importer) = open(&self.place).await?;
        let files = self
            .files
            .iter()
            .map(|path| Upload { name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(), path: path.clone() });
        let mut import = importer.upload(None, files.collect()).await?;
        if let Some(path) = &self.profile {
            let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
            let profile: Profile = toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
            import = importer.save_mapping(import.id, profile).await?;
        }
        if self.profile.is_none() || !import.questions.is_empty() {
            println!(
                "# How the files are read. Save this, complete it, and pass it with --profile.\n{}",
                toml::to_string(&import.profile)?
            );
        }
        for (file, part) in import.files.iter().zip(&import.profile.files) {
            let kind = part.kind.map_or("skipped: it is none of what can be imported", |kind| kind.name());
            eprintln!("{}: {} rows ({}), {}", file.name, file.rows, file.written, kind.replace('_', " "));
        }
        if !import.questions.is_empty() {
            for question in &import.questions {
                let place =
                    question.column.as_ref().map_or(question.file.clone(), |column| format!("{}, {column}", question.file));
                eprintln!("{place}: {}", question.text);
                if !question.choices.is_empty() {
                    eprintln!("  one of: {}", question.choices.join(", "));
                }
            }
            importer.discard(import.id).await?;
            return Err("nothing was published: answer these questions in the profile above, and pass it with --profile".into());
        }
        importer.check(import.id).await?;
        let import = follow(&importer, import.id, "checking").await?;
        self.report(&importer, &import).await?;
        let counts = &import.counts;
        println!("{} rows accepted, {} repaired, {} rejected", counts.accepted, counts.repaired, counts.rejected);
        for warning in &import.warnings {
            println!("Before you publish: {}", warning.text);
        }
        if self.dry_run || !(self.yes || agreed()?) {
            importer.discard(import.id).await?;
            println!("Nothing was published.");
        } else {
            importer.publish(import.id, None).await?;
            let import = follow(&importer, import.id, "publishing").await?;
            let counts = &import.counts;
            println!(
                "{} deals created, {} updated, {} unchanged ({} versions)",
                counts.created, counts.updated, counts.unchanged, counts.versions
            );
            println!("Undo with: motore undo {}", import.id);
        }
        engine.unrestricted("the command ends").close().await;
        Ok(())
    }

    /// Writes the findings beside the first file.
    async fn report(&self, importer: &Importer, import: &Run) -> Outcome {
        if import.counts.repaired + import.counts.rejected == 0 {
            return Ok(());
        }
        let Some(first) = self.files.first() else { return Ok(()) };
        let mut path = first.clone().into_os_string();
        path.push(".findings.csv");
        std::fs::write(&path, importer.report(import.id, &report_words(Language::En)).await?)
            .map_err(|error| format!("{}: {error}", Path::new(&path).display()))?;
        println!("What was repaired or rejected, and why: {}", Path::new(&path).display());
        Ok(())
    }
}

impl Undo {
    /// Undoes it.
    pub async fn run(self) -> Outcome {
        let (engine, importer) = open(&self.place).await?;
        importer.undo(self.batch, None).await?;
        let import = follow(&importer, self.batch, "undoing").await?;
        println!("Undone. {} deals were edited since and are kept as they are.", import.counts.kept);
        engine.unrestricted("the command ends").close().await;
        Ok(())
    }
}

async fn open(place: &Place) -> Outcome<(Engine, Importer)> {
    let engine = Engine::open(&place.database, Clock::system(), &shown()).await?;
    if engine.settings().is_none() {
        return Err("the workspace is not set up yet: run `motore setup` first".into());
    }
    let importer = Importer::new(engine.clone(), &place.data.join("imports"));
    Ok((engine, importer))
}

/// Shows progress until nothing is under way.
async fn follow(importer: &Importer, id: BatchId, what: &'static str) -> Outcome<Run> {
    let show = shown();
    loop {
        let import = importer.read(id).await?;
        match import.status {
            ImportStatus::Checking | ImportStatus::Publishing | ImportStatus::Undoing => {
                let (done, of) = import.progress;
                show(Progress { what, done, of });
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            ImportStatus::Failed => {
                return Err(import.error.map_or_else(|| "The import failed.".into(), |problem| problem.detail).into());
            }
            _ => return Ok(import),
        }
    }
}

/// Asks, on a terminal; elsewhere nobody can agree.
fn agreed() -> Outcome<bool> {
    if !std::io::stdin().is_terminal() {
        eprintln!("Pass --yes to publish without being asked.");
        return Ok(false);
    }
    eprint!("Publish what was accepted? [y/N] ");
    std::io::stderr().flush()?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(matches!(line.trim().to_lowercase().as_str(), "y" | "yes" | "s" | "sì" | "si"))
}
