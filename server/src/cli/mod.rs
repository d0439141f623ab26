//! The command line.

use std::process::ExitCode;

/// Runs the command that was given.
pub fn run() -> ExitCode {
    ExitCode::SUCCESS
}
