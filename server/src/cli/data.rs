//! Commands that fill or describe: the demo, the first settings, the API's document.

use super::progress::shown;
use super::{Outcome, Place};
use crate::http::{openapi as document, router};
use domain::calendar::Pattern;
use domain::{Cause, Currency, LogNo};
use engine::store::Author;
use engine::{Clock, Engine, Zone, demo};
use std::io::{BufRead, IsTerminal, Write};

/// Which company to make.
#[derive(clap::Args)]
pub struct Demo {
    #[command(flatten)]
    place: Place,
    /// How many deals
    #[arg(long, default_value_t = demo::OPPORTUNITIES, value_name = "N")]
    opportunities: u64,
    /// Another seed makes another company
    #[arg(long, default_value_t = demo::SEED)]
    seed: u64,
}

impl Demo {
    /// Makes it.
    pub async fn run(self) -> Outcome {
        let show = shown();
        let engine = Engine::open(&self.place.database, Clock::system(), &show).await?;
        demo::fill(&engine, self.seed, self.opportunities, &show).await?;
        drop(show);
        engine.unrestricted("the command ends").close().await;
        println!("A demo company with {} deals. Sign in with the password “{}” as:", self.opportunities, demo::PASSWORD);
        for person in demo::sign_ins() {
            println!("  {:<28} {} ({})", person.email, person.name, person.role.as_str());
        }
        Ok(())
    }
}

/// The first settings. What is not given is asked, on a terminal.
#[derive(clap::Args)]
pub struct Setup {
    #[command(flatten)]
    place: Place,
    /// The company's name
    #[arg(long)]
    company: Option<String>,
    /// The currency totals are in, such as EUR
    #[arg(long)]
    currency: Option<String>,
    /// The time zone that decides what day it is, such as Europe/Rome
    #[arg(long)]
    time_zone: Option<String>,
    /// The month (1-12) the fiscal year starts in
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=12))]
    fiscal_start: Option<u32>,
    /// How a fiscal quarter is cut: months, 4-4-5, 4-5-4 or 5-4-4
    #[arg(long)]
    fiscal_pattern: Option<String>,
}

impl Setup {
    /// Saves them; the sales process starts as the proposed one and can be changed in the settings or by an import.
    pub async fn run(self) -> Outcome {
        let engine = Engine::open(&self.place.database, Clock::system(), &shown()).await?;
        let settings = engine.settings();
        let (base, mut workspace) = match &settings {
            Some(settings) => (settings.revision, (*settings.workspace).clone()),
            None => (LogNo(0), engine::proposed_workspace()),
        };
        workspace.company = answer(self.company, "The company's name", &workspace.company)?;
        let currency = answer(self.currency, "The currency totals are in", workspace.currency.code())?;
        workspace.currency =
            Currency::parse(&currency).ok_or_else(|| format!("“{currency}” is not a currency code such as EUR"))?;
        workspace.time_zone = answer(self.time_zone, "The time zone", &workspace.time_zone)?;
        Zone::named(&workspace.time_zone)
            .ok_or_else(|| format!("“{}” is not a time zone such as Europe/Rome", workspace.time_zone))?;
        let month = self.fiscal_start.map(|month| month.to_string());
        let month = answer(month, "The month (1-12) the fiscal year starts in", &workspace.fiscal.start_month.to_string())?;
        workspace.fiscal.start_month = month.parse().map_err(|_| format!("“{month}” is not a month from 1 to 12"))?;
        let shape = serde_json::to_value(workspace.fiscal.pattern)?;
        let shape =
            answer(self.fiscal_pattern, "Its quarters (months, 4-4-5, 4-5-4, 5-4-4)", shape.as_str().unwrap_or_default())?;
        workspace.fiscal.pattern = serde_json::from_value::<Pattern>(shape.clone().into())
            .map_err(|_| format!("“{shape}” is none of months, 4-4-5, 4-5-4, 5-4-4"))?;
        let author = Author { person: None, cause: Cause::Screen, idempotency_key: None };
        let store = engine.unrestricted("the first settings, on the command line");
        store.save_settings(author, base, workspace).await?;
        store.close().await;
        println!("Saved.");
        Ok(())
    }
}

/// What was given, else what the person types, else what is there already.
fn answer(given: Option<String>, question: &str, known: &str) -> Outcome<String> {
    if let Some(given) = given {
        return Ok(given);
    }
    if !std::io::stdin().is_terminal() {
        return Ok(known.to_owned());
    }
    eprint!("{question} [{known}]: ");
    std::io::stderr().flush()?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let typed = line.trim();
    Ok(if typed.is_empty() { known.to_owned() } else { typed.to_owned() })
}

/// Prints the OpenAPI document.
pub fn openapi() -> Outcome {
    let (_, openapi) = router::api().finish();
    std::io::stdout().write_all(document::to_json(&openapi)?.as_bytes())?;
    Ok(())
}
