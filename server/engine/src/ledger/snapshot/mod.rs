//! The columns in a file beside the database, so that a start need not read all of history. The file is a cache of a cache:
//! one that is damaged, of another database, of another build of the program or of other settings is ignored and made anew,
//! never believed.

mod bytes;
mod content;

use super::columns::Columns;
use super::{Ledger, load};
use crate::engine::{OnProgress, Progress};
use crate::store::{Settings, Store};
use bytes::{In, Out, damaged};
use domain::LogNo;
use std::fs::File;
use std::io::{Error, Read, Result, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};

/// What every file begins with; the last byte is the version of the layout.
const MAGIC: u64 = u64::from_be_bytes(*b"motorel\x02");

/// A database's log up to a position, as a hash.
pub type Fingerprint = [u8; 32];

/// Where the snapshot is, and how far the last one reached.
pub(super) struct Place {
    path: PathBuf,
    saved: AtomicI64,
}

impl Place {
    /// In a folder.
    pub(super) fn of(folder: &Path) -> Self {
        Self { path: folder.join("ledger.snapshot"), saved: AtomicI64::new(0) }
    }

    /// The columns as they were when the snapshot was taken, if it can be believed.
    pub(super) async fn read(&self, store: &Store, on_progress: &OnProgress) -> Option<Columns> {
        let settings = store.settings()?;
        let head = store.head().await.ok()?;
        on_progress(Progress { what: "Reading the snapshot", done: 0, of: 0 });
        let path = self.path.clone();
        let columns = tokio::task::spawn_blocking(move || {
            let file = File::open(path)?;
            let length = file.metadata()?.len();
            read(file, length, settings)
        });
        let (mut columns, fingerprint) = match columns.await.ok()? {
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
            Err(error) => {
                tracing::info!(%error, "the ledger's snapshot is not used");
                return None;
            }
        };
        if columns.head > head || store.fingerprint(columns.head).await.ok()? != fingerprint {
            tracing::info!("the ledger's snapshot is of another database");
            return None;
        }
        load::surroundings(store, &mut columns).await.ok()?;
        self.saved.store(columns.head.0, Ordering::Relaxed);
        Some(columns)
    }
}

impl Ledger {
    /// Writes the snapshot, if there is a place for it: beside the old one, which it then replaces. A power cut may leave it
    /// torn; its seal tells.
    pub async fn save(&self) -> Result<()> {
        let (Some(place), Some(ledger)) = (&self.place, self.myself.upgrade()) else { return Ok(()) };
        // Nobody else moves the columns from one position to the next meanwhile.
        let _one = self.catching_up.lock().await;
        if self.busy.load(Ordering::Acquire) {
            return Ok(());
        }
        let new = place.path.with_extension("new");
        let path = new.clone();
        let written = tokio::task::spawn_blocking(move || {
            let guard = ledger.columns.read();
            let Some(columns) = guard.as_ref() else { return Ok(None) };
            Ok::<_, Error>(Some((write(File::create(path)?, columns)?, columns.head)))
        });
        let Some((unsealed, head)) = written.await.map_err(Error::other)?? else { return Ok(()) };
        unsealed.seal(self.store.fingerprint(head).await.map_err(Error::other)?)?;
        std::fs::rename(&new, &place.path)?;
        place.saved.store(head.0, Ordering::Relaxed);
        Ok(())
    }

    /// Whether so much has been written since the last snapshot that another start would have much to read.
    pub(super) fn save_is_due(&self) -> bool {
        const MANY: i64 = 20_000;
        let head = self.head().0;
        self.place.as_ref().is_some_and(|place| head - place.saved.load(Ordering::Relaxed) >= MANY.max(head / 16))
    }
}

/// A snapshot that nobody believes yet.
pub struct Unsealed<W>(Out<W>);

impl<W: Write> Unsealed<W> {
    /// Says of which database it is, and that it is whole.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn seal(mut self, of: Fingerprint) -> Result<()> {
        self.0.numbers(&of)?;
        self.0.seal()
    }
}

/// Writes columns.
///
/// # Errors
/// They cannot be written.
pub fn write<W: Write>(to: W, columns: &Columns) -> Result<Unsealed<W>> {
    let mut out = Out::new(to);
    out.number(MAGIC)?;
    out.number(program())?;
    out.number(columns.settings.revision.0)?;
    content::write(&mut out, columns)?;
    Ok(Unsealed(out))
}

/// Reads columns under these settings, and of which database they are. Facts, rates and targets are still to be told.
///
/// # Errors
/// There is no file of this length, sealed, by this program, under these settings.
pub fn read(from: impl Read, length: u64, settings: Settings) -> Result<(Columns, Fingerprint)> {
    let mut from = In::new(from, length);
    let (magic, program, revision) = (from.number::<u64>()?, from.number::<u64>()?, LogNo(from.number()?));
    if magic != MAGIC || program != self::program() || revision != settings.revision {
        return Err(Error::other("it was made by another program or under other settings"));
    }
    let mut columns = Columns::new(settings).map_err(Error::other)?;
    content::read(&mut from, &mut columns)?;
    let fingerprint = Fingerprint::try_from(from.numbers::<u8>()?).map_err(|_| damaged())?;
    from.seal()?;
    if let Some(book) = &mut columns.book {
        book.mark_all(&columns.deals, &columns.statuses);
    }
    Ok((columns, fingerprint))
}

/// Which build of the program this is: another may count otherwise.
fn program() -> u64 {
    let metadata = std::env::current_exe().and_then(std::fs::metadata);
    metadata.map_or(0, |metadata| {
        let modified = metadata.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
        metadata.len().rotate_left(32) ^ modified.map_or(0, |at| at.as_nanos() as u64)
    })
}
