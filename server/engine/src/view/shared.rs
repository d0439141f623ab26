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

/// All that an answer rests on, beside the question and what the person may see. The position of the log stands for what the
/// ledger holds.
struct Truth {
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

/// An answer.
type Answer = Arc<dyn Any + Send + Sync>;
/// An answer, once there is one. Whoever asks meanwhile waits for it.
type Cell = Arc<OnceLock<Result<Answer, Problem>>>;

/// The answers to one state of things.
#[derive(Default)]
pub(crate) struct Shared(Mutex<(Option<Truth>, HashMap<String, Cell>)>);

impl Shared {
    fn cell(&self, truth: Truth, question: String) -> Cell {
        let (known, cells) = &mut *self.0.lock();
        if known.as_ref() != Some(&truth) || cells.len() == MOST {
            cells.clear();
            *known = Some(truth);
        }
        cells.entry(question).or_default().clone()
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
            let question = format!("{} {alone:?} {question}", type_name::<R>());
            let (inactive, typical) = (surroundings.inactive.clone(), surroundings.typical.clone());
            let cell = self.engine.shared().cell(Truth { head: known.now().head, today, inactive, typical }, question);
            let answer = cell.get_or_init(|| {
                let asked = Asked::new(known.now(), &scope, self.me.person, today, &surroundings)?;
                Ok(Arc::new(ask(&asked)?) as Answer)
            });
            answer.clone()?.downcast().map_err(|_| Problem::internal())
        });
        answer.await?
    }
}
