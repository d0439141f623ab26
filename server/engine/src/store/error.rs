//! What can go wrong in the store.

use contract::Problem;

/// Why the store did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// What was asked is not acceptable; the text is for the person who asked.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the database's schema could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The connection broke while a commit was under way.
    #[error("the connection to the database broke during a commit: it may or may not have been made")]
    Uncertain,
    /// What is stored cannot be read.
    #[error("what is stored in the database cannot be read: {0}")]
    Unreadable(String),
    /// The URL names no database of a kind that is known.
    #[error("“{0}” names no database: write sqlite:FILE or postgres://…")]
    Url(String),
    /// The store is being closed.
    #[error("the store has been closed")]
    Closed,
}

impl StoreError {
    /// Whether the store has been closed: nothing will succeed any more.
    pub fn is_closed(&self) -> bool {
        matches!(self, Self::Closed | Self::Database(sqlx::Error::PoolClosed))
    }
}

impl From<StoreError> for Problem {
    /// A problem goes to the person who asked; anything else goes to the log, and they hear that it is our fault.
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Problem(problem) => problem,
            other => {
                tracing::error!(error = %other, "store");
                Self::internal()
            }
        }
    }
}
