//! The command line: `motore serve`, and what one does to the data without a browser.

mod data;
mod import;
mod post;
mod progress;
mod serve;
mod user;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// What stops a command is told to the person as it is.
type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// The pipeline engine: real deals in, the accountability matrix out.
#[derive(Parser)]
#[command(name = "motore", version, max_term_width = 110)]
struct Motore {
    #[command(subcommand)]
    command: Command,
}

/// Where everything is kept.
#[derive(clap::Args, Clone, Debug)]
struct Place {
    /// The database: sqlite:FILE or postgres://USER:PASSWORD@HOST/NAME
    #[arg(long, env = "MOTORE_DATABASE", default_value = "sqlite:motore.db", hide_env_values = true, value_name = "URL")]
    database: String,
    /// The folder for uploaded files and what is kept beside the database
    #[arg(long, env = "MOTORE_DATA", default_value = "data", value_name = "FOLDER")]
    data: PathBuf,
}

#[derive(Subcommand)]
enum Command {
    /// Run the product
    Serve(serve::Serve),
    /// Bring in deals, accounts, products, people, campaigns, targets from CSV and XLSX files
    Import(import::Import),
    /// Undo an import: what stood before stands again, edits made since are kept
    Undo(import::Undo),
    /// Fill an empty database with a generated company
    Demo(data::Demo),
    /// Say what the company's currency, time zone, fiscal year and name are
    Setup(data::Setup),
    /// Give people access
    #[command(subcommand)]
    User(user::User),
    /// Print the OpenAPI document
    Openapi,
}

/// Runs the command that was given.
pub fn run() -> ExitCode {
    let motore = Motore::parse();
    let filter = EnvFilter::try_from_env("MOTORE_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).init();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    let outcome = runtime.block_on(async {
        match motore.command {
            Command::Serve(command) => command.run().await,
            Command::Import(command) => command.run().await,
            Command::Undo(command) => command.run().await,
            Command::Demo(command) => command.run().await,
            Command::Setup(command) => command.run().await,
            Command::User(command) => command.run().await,
            Command::Openapi => data::openapi(),
        }
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(error.as_ref()),
    }
}

fn failed(error: &(dyn std::error::Error + 'static)) -> ExitCode {
    // Somebody who reads our output through `head` has had enough: that is no error.
    if error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS;
    }
    eprintln!("motore: {error}");
    ExitCode::FAILURE
}
