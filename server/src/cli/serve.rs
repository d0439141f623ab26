//! `motore serve`: runs the product.

use super::progress::shown;
use super::{Outcome, Place};
use crate::http::assets::Site;
use crate::http::router::router;
use crate::http::state::{AppState, Settings};
use crate::serve::{Limits, asked_to_end, serve};
use contract::session::NewUser;
use domain::Role;
use engine::importing::Importer;
use engine::jobs::{self, Runner};
use engine::{Clock, Engine, demo};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;

/// How and where.
#[derive(clap::Args)]
pub struct Serve {
    #[command(flatten)]
    place: Place,
    /// The address to listen on
    #[arg(long, env = "MOTORE_LISTEN", default_value = "127.0.0.1:7400")]
    listen: SocketAddr,
    /// The folder with the browser's files
    #[arg(long, env = "MOTORE_SITE", default_value = "target/site", value_name = "FOLDER")]
    site: PathBuf,
    /// Visitors come over https (a proxy in front ends it): cookies and headers say so
    #[arg(long, env = "MOTORE_SECURE")]
    secure: bool,
    /// A proxy stands in front and says in X-Forwarded-For who calls
    #[arg(long, env = "MOTORE_BEHIND_PROXY")]
    behind_proxy: bool,
    /// The largest upload, in MiB
    #[arg(long, env = "MOTORE_LARGEST_UPLOAD", default_value_t = 4096, value_name = "MIB")]
    largest_upload: u64,
    /// Whom the first start gives access as administrator
    #[arg(long, env = "MOTORE_ADMIN", default_value = "admin@localhost", value_name = "MAIL")]
    admin: String,
    #[command(flatten)]
    post: super::post::Post,
    /// Fill an empty database with a generated company first
    #[arg(long)]
    demo_if_empty: bool,
    /// How many deals that company has
    #[arg(long, default_value_t = demo::OPPORTUNITIES, value_name = "N")]
    demo_opportunities: u64,
}

impl Serve {
    /// Runs until it is asked to end.
    pub async fn run(self) -> Outcome {
        let show = shown();
        let uploads = self.place.data.join("uploads");
        std::fs::create_dir_all(&uploads).map_err(|error| format!("{}: {error}", uploads.display()))?;
        let listener = TcpListener::bind(self.listen).await.map_err(|error| format!("{}: {error}", self.listen))?;
        let engine = Engine::open_beside(&self.place.database, Some(&self.place.data), Clock::system(), &show).await?;
        if self.demo_if_empty && demo::is_wanted(&engine).await? {
            eprintln!("Making a demo company with {} deals …", self.demo_opportunities);
            demo::fill(&engine, demo::SEED, self.demo_opportunities, &show).await?;
        }
        drop(show);
        let mailer = self.post.open(&engine, &address(self.secure, &listener)?)?;
        engine.unrestricted("what interrupted imports have left is cleaned up").tend_always();
        let address = address(self.secure, &listener)?;
        self.say_how_to_sign_in(&engine, &address).await?;

        let importer = Importer::new(engine.clone(), &self.place.data.join("imports"));
        let interrupted = importer.clone();
        tokio::spawn(async move {
            if let Err(error) = interrupted.finish_interrupted().await {
                tracing::error!(%error, "lists are behind an import");
            }
        });
        let site = Site::open(&self.site).unwrap_or_else(|error| {
            tracing::warn!("no browser bundle in {}: {error}; pages come without styles and scripts", self.site.display());
            Site::default()
        });
        let settings = Settings {
            secure: self.secure,
            behind_proxy: self.behind_proxy,
            largest_upload: self.largest_upload << 20,
            uploads,
            ..Settings::default()
        };
        let state = AppState {
            engine: engine.clone(),
            importer,
            settings: Arc::new(settings),
            throttle: Arc::default(),
            site: Arc::new(site),
        };
        let mut own = jobs::all();
        own.extend(mailer.map(|mailer| mailer.job()));
        let jobs = Runner::new(engine.clone(), own).start();
        // Streams of notices would last for ever: they end first.
        let end = async {
            asked_to_end().await;
            engine.live().close();
        };
        serve(listener, router(state), Limits::default(), end).await?;
        eprintln!("Ending: what was accepted is kept.");
        jobs.stop().await;
        engine.close().await;
        Ok(())
    }

    async fn say_how_to_sign_in(&self, engine: &Engine, address: &str) -> Outcome {
        let auth = engine.auth();
        if auth.nobody_can_sign_in().await? {
            let admin = NewUser { email: self.admin.clone(), name: "Administrator".into(), role: Role::Admin };
            let invitation = auth.invite(&admin).await?;
            println!("Motore runs at {address}");
            println!("Nobody can sign in yet. Set {}'s password here (once, within seven days):", self.admin);
            println!("  {address}{}", invitation.path);
            return Ok(());
        }
        println!("Motore runs at {address}");
        if engine.settings().is_some_and(|settings| settings.workspace.demo) {
            println!("It holds a demo company. Sign in with the password “{}” as:", demo::PASSWORD);
            for person in demo::sign_ins() {
                println!("  {:<28} {} ({})", person.email, person.name, person.role.as_str());
            }
        }
        Ok(())
    }
}

fn address(secure: bool, listener: &TcpListener) -> Outcome<String> {
    Ok(format!("{}://{}", if secure { "https" } else { "http" }, listener.local_addr()?))
}
