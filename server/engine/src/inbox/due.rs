//! Tasks that are due are told on the morning of their day, to whoever wrote them down.

use crate::Engine;
use crate::jobs::{Job, Outcome, Schedule};
use crate::store::NewNotice;
use contract::inbox::News;

/// How many days are looked back on: a server that stood still tells late, and nothing twice.
const DAYS_BACK: i32 = 7;

/// The job that tells them.
pub fn job() -> Job {
    Job::new(
        "tasks due",
        |workspace| Schedule::Daily { minute: u16::from(workspace.rhythm.digest_hour) * 60, weekdays_only: false },
        |engine| async move { tell(&engine).await },
    )
}

async fn tell(engine: &Engine) -> Outcome {
    let today = engine.today();
    let due = engine.store().came_due(today.plus(-DAYS_BACK), today).await?;
    let notices = due.into_iter().map(|due| NewNotice {
        person: due.whose,
        from: None,
        news: News::TaskDue { deal: due.deal, what: due.what, due: due.due },
        once: Some(format!("task {} {}", due.task, due.due)),
    });
    engine.notify(notices.collect()).await?;
    Ok(())
}
