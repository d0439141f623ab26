//! Lists, the board, totals, search and saves over many deals, asked of the engine itself, one after the other:
//! `MOTORE_BENCH_BOOK=<folder of a database> cargo bench --package engine --bench book`. Without it a demo company of 25,000
//! deals is made. Prints p50 and p99.

use contract::book::{BoardBy, BoardQuery, ListOpportunitiesQuery, OpportunityTotalsQuery, SearchQuery};
use contract::opportunity::OpportunityPatch;
use contract::session::Me;
use domain::{Dimension, OpportunityId, PersonId, Role, StageKind};
use engine::{Clock, Engine, View, demo};
use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;
use uuid::Uuid;

/// How often each is asked.
const TIMES: usize = 50;
/// How many people save at once, and how often each.
const WRITERS: usize = 50;
const SAVES: usize = 100;

type Done = Result<(), Box<dyn Error>>;

fn main() -> Done {
    tokio::runtime::Runtime::new()?.block_on(measure())
}

async fn measure() -> Done {
    let made = tempfile::tempdir()?;
    let there = std::env::var_os("MOTORE_BENCH_BOOK").map(PathBuf::from);
    let folder = there.clone().unwrap_or_else(|| made.path().to_owned());
    let url = format!("sqlite:{}", folder.join("motore.db").display());
    let begun = Instant::now();
    let mut engine = Engine::open_beside(&url, Some(&folder), Clock::system(), &|_| {}).await?;
    println!("opened in {:.1} s", begun.elapsed().as_secs_f64());
    if there.is_none() {
        demo::fill(&engine, demo::SEED, 25_000, &|_| {}).await?;
    }
    engine.close().await;
    let begun = Instant::now();
    engine = Engine::open_beside(&url, Some(&folder), Clock::system(), &|_| {}).await?;
    println!("opened with a snapshot in {:.1} s", begun.elapsed().as_secs_f64());
    let me = |role| Me { person: PersonId(Uuid::nil()), name: "Bench".into(), email: "bench@example.com".into(), role };
    let (view, writer) = (engine.view(&me(Role::Exec)), engine.view(&me(Role::Admin)));
    let all = view.opportunities(&ListOpportunitiesQuery::default()).await?.total;
    let open = ListOpportunitiesQuery { kind: Some(StageKind::Open), limit: Some(200), ..ListOpportunitiesQuery::default() };
    let first = view.opportunities(&open).await?;
    println!("{all} deals, {} of them open", first.total);
    asked(&view).await?;
    let detail = first.items.first().map(|deal| deal.id).ok_or("there is no open deal")?;
    print(
        "one deal",
        times(async || {
            view.opportunity(detail).await?;
            Ok(())
        })
        .await?,
    );
    saves(&writer, &first.items.iter().map(|deal| deal.id).collect::<Vec<_>>()).await?;
    engine.close().await;
    Ok(())
}

async fn asked(view: &View) -> Done {
    let list = async |what: &'static str, query: &str| -> Done {
        let query: ListOpportunitiesQuery = serde_json::from_str(query)?;
        print(
            what,
            times(async || {
                view.opportunities(&query).await?;
                Ok(())
            })
            .await?,
        );
        Ok(())
    };
    list("list of open deals", r#"{"kind":"open"}"#).await?;
    list("list of all deals", "{}").await?;
    for by in [BoardBy::Stage, BoardBy::Owner, BoardBy::Month] {
        let query = BoardQuery { by, ..BoardQuery::default() };
        let what = format!("board by {by:?}");
        print(
            &what,
            times(async || {
                view.board(&query).await?;
                Ok(())
            })
            .await?,
        );
    }
    for q in ["ro", "core", "platform ren"] {
        let query = SearchQuery { q: q.into() };
        print(
            &format!("search of “{q}”"),
            times(async || {
                view.search(&query).await?;
                Ok(())
            })
            .await?,
        );
    }
    for (what, query) in [
        ("list by name", r#"{"sort":"name"}"#),
        ("list by account", r#"{"sort":"account"}"#),
        ("list by amount, largest first", r#"{"sort":"-amount"}"#),
        ("open deals by what needs attention", r#"{"kind":"open","sort":"attention"}"#),
        ("filter: a part of the name", r#"{"search":"cloud"}"#),
        ("filter: blocking flags", r#"{"where":"flag:blocking"}"#),
        ("filter: region", r#"{"where":"region:EMEA"}"#),
        ("filter: this quarter", r#"{"where":"close:this_quarter"}"#),
        ("filter: next step overdue", r#"{"where":"next_step:overdue"}"#),
        ("filter: amount", r#"{"where":"amount:10000000.."}"#),
        ("filter: days in stage", r#"{"where":"days_in_stage:60.."}"#),
        ("filter: quiet, pushed or large", r#"{"where":"kind:open;(days_quiet:30..|pushes:2..|amount:50000000..)"}"#),
    ] {
        list(what, query).await?;
    }
    let query = OpportunityTotalsQuery { by: Dimension::Owner, condition: Default::default(), search: None, kind: None };
    print(
        "totals by owner",
        times(async || {
            view.opportunity_totals(&query).await?;
            Ok(())
        })
        .await?,
    );
    Ok(())
}

/// Everybody saves one field of deals of their own; then it is looked whether all of it is there.
async fn saves(view: &View, deals: &[OpportunityId]) -> Done {
    let save = async |deal: OpportunityId, base, text: String| {
        let patch = OpportunityPatch { base, next_step: Some(Some(text)), ..OpportunityPatch::default() };
        view.patch(deal, patch, None).await.map(|deal| deal.version)
    };
    let mut alone = Vec::new();
    let mut base = view.opportunity(deals[0]).await?.version;
    for number in 0..200 {
        let begun = Instant::now();
        base = save(deals[0], base, format!("alone {number}")).await?;
        alone.push(begun.elapsed().as_secs_f64() * 1_000.0);
    }
    print("save of one field, one person", alone);
    let begun = Instant::now();
    let each = deals.iter().skip(1).take(WRITERS).map(async |deal| -> Result<Vec<f64>, Box<dyn Error>> {
        let mut base = view.opportunity(*deal).await?.version;
        let mut times = Vec::new();
        for number in 0..SAVES {
            let begun = Instant::now();
            base = save(*deal, base, format!("number {number}")).await?;
            times.push(begun.elapsed().as_secs_f64() * 1_000.0);
        }
        Ok(times)
    });
    let times: Vec<f64> = futures::future::try_join_all(each).await?.concat();
    println!("saves a second, {WRITERS} people: {:.0}", times.len() as f64 / begun.elapsed().as_secs_f64());
    print("save of one field, all of them", times);
    for deal in deals.iter().skip(1).take(WRITERS) {
        let last = view.opportunity(*deal).await?.state.next_step;
        if last != Some(format!("number {}", SAVES - 1)) {
            return Err(format!("{deal} lost a save: {last:?}").into());
        }
    }
    Ok(())
}

async fn times(ask: impl AsyncFn() -> Done) -> Result<Vec<f64>, Box<dyn Error>> {
    // The first makes what the day's others find made.
    ask().await?;
    let mut times = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let begun = Instant::now();
        ask().await?;
        times.push(begun.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok(times)
}

fn print(what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |percent: usize| times[(times.len() * percent).div_ceil(100).max(1) - 1];
    println!("| {what} | {:.1} ms | {:.1} ms |", at(50), at(99));
}
