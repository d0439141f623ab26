//! What holds of all statements, of both schemas, and when another transaction is in the way.

mod log_file;
mod retry;
mod schema;
mod statements;
