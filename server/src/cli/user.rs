//! `motore user`: gives people access.

use super::progress::shown;
use super::{Outcome, Place};
use clap::Subcommand;
use contract::session::NewUser;
use domain::Role;
use engine::{Clock, Engine};

/// Who may sign in.
#[derive(Subcommand)]
pub enum User {
    /// Give somebody access, or a new one-time link to set a password with
    Add {
        /// The mail address
        email: String,
        /// The name. Default: what stands before the @
        #[arg(long)]
        name: Option<String>,
        /// admin, exec, manager, rep, bdr or marketer
        #[arg(long, value_parser = role)]
        role: Role,
        #[command(flatten)]
        place: Place,
    },
}

impl User {
    /// Prints the link.
    pub async fn run(self) -> Outcome {
        let Self::Add { email, name, role, place } = self;
        let engine = Engine::open(&place.database, Clock::system(), &shown()).await?;
        let name = name.unwrap_or_else(|| email.split('@').next().unwrap_or_default().to_owned());
        let invitation = engine.auth().invite(&NewUser { email, name, role }).await?;
        println!("{}", invitation.path);
        eprintln!("Open this path on the server's address within seven days; it works once.");
        engine.unrestricted("the command ends").close().await;
        Ok(())
    }
}

fn role(name: &str) -> Result<Role, String> {
    Role::parse(name).ok_or_else(|| {
        let roles: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
        format!("one of {}", roles.join(", "))
    })
}
