//! Hygiene in money: what rests on deals with something wrong about them, now and at the ends of past weeks; and the jobs
//! that keep what is derived for it.

mod history;
mod nurture;
mod page;
mod rules;
mod stays;
mod sums;

pub use history::{WEEKS, keep_weeks, week_ends};
pub use nurture::end_nurture;
pub(crate) use page::worth;
pub use stays::keep_typicals;
pub use sums::Sums;

use crate::jobs::{Job, Schedule};
use std::time::Duration;

/// How often it is looked whether something has to be made anew: mostly not.
const LOOK: Duration = Duration::from_secs(60);

/// The jobs.
pub fn jobs() -> Vec<Job> {
    vec![
        Job::new(
            "hygiene",
            |_| Schedule::Every(LOOK),
            |engine| async move {
                if !engine.store().typicals_hold().await? {
                    keep_typicals(&engine).await?;
                }
                Ok(keep_weeks(&engine).await?)
            },
        ),
        // Deals are won every day.
        Job::new(
            "typical_stays",
            |_| Schedule::Daily { minute: 180, weekdays_only: false },
            |engine| async move { Ok(keep_typicals(&engine).await?) },
        ),
        Job::new("nurture", |_| Schedule::Every(LOOK), |engine| async move { Ok(end_nurture(&engine).await?) }),
    ]
}
