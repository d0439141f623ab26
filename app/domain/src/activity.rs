//! What is done about a deal, and what is to be done.

use crate::opportunity::codes;
use serde::{Deserialize, Serialize};

codes! {
    /// What was done.
    ActivityKind {
        /// Somebody called.
        Call = 1 "call",
        /// Somebody wrote.
        Mail = 2 "mail",
        /// People met.
        Meeting = 3 "meeting",
        /// Something worth knowing.
        Note = 4 "note",
        /// Something to be done until a day.
        Task = 5 "task",
    }
}
