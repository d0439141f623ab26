//! Progress of what takes longer than a moment: a bar on a terminal, a line every few seconds elsewhere.

use engine::Progress;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What is quicker than this is not worth a line.
const PATIENCE: Duration = Duration::from_secs(2);

/// Something to be told of progress; the bar goes when it is dropped.
pub fn shown() -> impl Fn(Progress) + Send + Sync + 'static {
    let (now, terminal) = (Instant::now(), std::io::stderr().is_terminal());
    let shown = Shown(Mutex::new(Now { what: "", since: now, told: now, bar: None, terminal }));
    move |progress| shown.show(&progress)
}

struct Shown(Mutex<Now>);

struct Now {
    what: &'static str,
    since: Instant,
    told: Instant,
    bar: Option<ProgressBar>,
    terminal: bool,
}

impl Shown {
    fn show(&self, progress: &Progress) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if now.what != progress.what {
            now.finish();
            (now.what, now.since, now.told) = (progress.what, Instant::now(), Instant::now());
        }
        if now.since.elapsed() < PATIENCE {
            return;
        }
        if now.terminal {
            let bar = now.bar.get_or_insert_with(|| bar(progress));
            bar.set_length(progress.of);
            bar.set_position(progress.done);
        } else if now.told.elapsed() >= PATIENCE {
            now.told = Instant::now();
            let of = if progress.of == 0 { String::new() } else { format!(" of {}", progress.of) };
            eprintln!("{}: {}{of}", progress.what, progress.done);
        }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner).finish();
    }
}

impl Now {
    fn finish(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
            eprintln!("{}: {} in {:.1} s", self.what, bar.position(), self.since.elapsed().as_secs_f32());
        }
    }
}

fn bar(progress: &Progress) -> ProgressBar {
    let template = if progress.of == 0 {
        "{prefix} {human_pos} ({per_sec}) {elapsed}"
    } else {
        "{prefix} {wide_bar} {human_pos}/{human_len} ({per_sec}) {eta} left"
    };
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(progress.of).with_style(style).with_prefix(progress.what)
}
