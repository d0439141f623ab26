//! Answers that many ask for: computed once for all who may see the same, and kept until something else is true.

use super::View;
use crate::ledger::Known;
use crate::ledger::book::Asked;
use crate::store::Typicals;
use contract::Problem;
use contract::book::{By, Sort};
use domain::{Day, LogNo};
use parking_lot::Mutex;
use std::any::{Any, type_name};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use uuid::Uuid;

/// How many answers are kept.
const MOST: usize = 1_000;

/// An answer.
type Answer = Arc<dyn Any + Send + Sync>;
/// An answer, once there is one. Whoever asks meanwhile waits for it.
type Cell = Arc<OnceLock<Result<Answer, Problem>>>;

/// The answers to one state of things: all that they rest on beside the question and what the person may see.
pub(crate) struct Shared<T>(Mutex<(Option<T>, HashMap<String, Cell>)>);

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self(Mutex::new((None, HashMap::new())))
    }
}

impl<T: PartialEq> Shared<T> {
    /// The answer to a question: what is known, or what `ask` says. The question names who may see the same.
    pub(crate) fn answer<R: Send + Sync + 'static>(
        &self,
        truth: T,
        question: &str,
        ask: impl FnOnce() -> Result<R, Problem>,
    ) -> Result<Arc<R>, Problem> {
        let cell = {
            let (known, cells) = &mut *self.0.lock();
            if known.as_ref() != Some(&truth) || cells.len() == MOST {
                cells.clear();
                *known = Some(truth);
            }
            cells.entry(format!("{} {question}", type_name::<R>())).or_default().clone()
        };
        let answer = cell.get_or_init(|| Ok(Arc::new(ask()?) as Answer));
        answer.clone()?.downcast().map_err(|_| Problem::internal())
    }
}

/// What answers about deals as they are now rest on. The position of the log stands for what the ledger holds.
pub(crate) struct Truth {
    head: LogNo,
    today: Day,
    inactive: Vec<Uuid>,
    typical: Arc<Typicals>,
}

impl PartialEq for Truth {
    fn eq(&self, other: &Self) -> bool {
        let typical = Arc::ptr_eq(&self.typical, &other.typical);
        typical && (self.head, self.today, &self.inactive) == (other.head, other.today, &other.inactive)
    }
}

impl View {
    /// Asks something of the deals as they are now, as [`View::look`] does, that others ask, too: it is computed once for all who
    /// may see the same deals. The question has to name everything the answer depends on beside those deals. An order by names
    /// rests on what the log does not hold: it is not kept.
    pub(super) async fn look_once<R: Send + Sync + 'static>(
        &self,
        question: String,
        sort: Sort,
        ask: impl FnOnce(&Asked<'_>) -> Result<R, Problem>,
    ) -> Result<Arc<R>, Problem> {
        if matches!(sort.by, By::Owner | By::Account) {
            return self.look(ask).await.map(Arc::new);
        }
        let (today, surroundings) = self.surroundings().await?;
        let answer = self.engine.ledger().read(None, |known: &Known<'_>| {
            let scope = self.deals(known)?;
            // Whoever sees a part has another than those in other roles; and "me" in a condition is somebody else for each.
            let alone = (scope.narrows() || question.contains("me")).then_some((self.me.role, self.me.person));
            let (inactive, typical) = (surroundings.inactive.clone(), surroundings.typical.clone());
            let truth = Truth { head: known.now().head, today, inactive, typical };
            self.engine.looked().answer(truth, &format!("{alone:?} {question}"), || {
                ask(&Asked::new(known.now(), &scope, self.me.person, today, &surroundings)?)
            })
        });
        answer.await?
    }
}
