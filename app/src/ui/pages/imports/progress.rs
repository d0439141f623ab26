//! How far an import is, while it goes on.

use crate::context::use_client;
use crate::go::Go;
use crate::ui::i18n::progress::progress;
use crate::ui::i18n::use_texts;
use crate::ui::island::{Island, use_go};
use contract::import::{ImportPath, ImportStatus, ReadImportProgress};
use contract::{Client, Nothing};
use domain::BatchId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long to wait before asking again.
const PAUSE: Duration = Duration::from_millis(500);

/// Rows done of rows in all, asked for again and again until something else is the case.
#[derive(Serialize, Deserialize)]
pub struct Progress {
    /// The import.
    pub id: BatchId,
    /// What it is doing.
    pub status: ImportStatus,
    /// Rows done.
    pub done: u64,
    /// Rows in all; 0 while that is not known.
    pub of: u64,
}

impl Island for Progress {
    const NAME: &'static str = "progress";

    fn view(self) -> AnyView {
        let t = use_texts();
        let w = progress(t.language);
        let rows = RwSignal::new((self.done, self.of));
        let lost = RwSignal::new(false);
        let watch = Watch { path: ImportPath { id: self.id }, status: self.status, rows, lost, go: use_go() };
        let client = use_client();
        // Effects run in the browser only.
        Effect::new(move |_| watch.ask(client.clone()));
        let said = move || {
            let (done, of) = rows.get();
            let number = |n: u64| t.language.integer(i64::try_from(n).unwrap_or(i64::MAX));
            if of == 0 { w.begun.to_owned() } else { (w.done_of)(&number(done), &number(of)) }
        };
        let value = move || Some(rows.get()).filter(|(_, of)| *of > 0).map(|(done, _)| done.to_string());
        let most = move || rows.get().1.max(1).to_string();
        view! {
            <div class="run">
                <progress max=most value=value aria-label=w.label></progress>
                <p>{said}</p>
                <p class="note" role="status">{move || lost.get().then_some(w.lost_sight)}</p>
            </div>
        }
        .into_any()
    }

    fn key(&self) -> Option<String> {
        Some(format!("{:?}-{}", self.status, self.id))
    }
}

/// Watches an import.
#[derive(Clone, Copy)]
struct Watch {
    path: ImportPath,
    status: ImportStatus,
    rows: RwSignal<(u64, u64)>,
    lost: RwSignal<bool>,
    go: Go,
}

impl Watch {
    /// Asks how far it is, and again after a while. Once it is at something else the page is loaded again; once the page is
    /// gone there is nobody to tell.
    fn ask(self, client: Client) {
        spawn_local(async move {
            let nothing = Nothing {};
            let answer = client.call::<ReadImportProgress>(&self.path, &nothing, &nothing, None).await;
            match answer {
                Ok(now) if now.status != self.status => return self.go.again(),
                Ok(now) => {
                    let _ = self.lost.try_set(false);
                    if self.rows.try_set((now.done, now.of)).is_some() {
                        return;
                    }
                }
                // Signed out meanwhile, or discarded elsewhere: the page says so.
                Err(problem) if problem.status < 500 => return self.go.again(),
                Err(_) => {
                    if self.lost.try_set(true).is_some() {
                        return;
                    }
                }
            }
            set_timeout(move || self.ask(client), PAUSE);
        });
    }
}
