//! What the product promises of its ledger: ten million line versions asked about on one core, their memory, and how fast
//! they load. `cargo bench --package engine --bench ledger`; MOTORE_BENCH_LINES makes it smaller. Prints one table.

mod company;
#[path = "../../../benches/product/figure.rs"]
mod figure;
mod load;
mod rows;
mod side;

use company::{Source, today};
use domain::{Company, Day, Dimension, Filter, PeriodKind};
use engine::StoreError;
use engine::apm::matrix::add_up;
use engine::apm::question::When;
use engine::ledger::columns::Columns;
use engine::ledger::drill::Parts;
use engine::ledger::scan::{Question, Tests, count, scan};
use engine::ledger::scope::Scope;
use figure::{Figure, HEAD, Promise};
use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

/// How many line versions, unless said otherwise.
const LINES: u64 = 10_000_000;
/// On how many days each question is asked.
const DAYS: i32 = 25;

/// What can be measured alone, by naming it: `cargo bench --package engine --bench ledger -- questions`.
const PARTS: [&str; 4] = ["questions", "snapshot", "database", "others"];

fn main() -> Result<(), Box<dyn Error>> {
    let named: Vec<String> = std::env::args().skip(1).filter(|name| !name.starts_with("--")).collect();
    if let Some(unknown) = named.iter().find(|name| !PARTS.contains(&name.as_str())) {
        return Err(format!("“{unknown}” is none of {PARTS:?}").into());
    }
    let wanted = |part: &str| named.is_empty() || named.iter().any(|name| name == part);
    let lines = std::env::var("MOTORE_BENCH_LINES").ok().map_or(Ok(LINES), |lines| lines.parse())?;
    let runtime = tokio::runtime::Runtime::new()?;
    let mut figures = Vec::new();
    if wanted("database") {
        figures.extend(runtime.block_on(load::from_database())?);
    }

    eprintln!("making up {lines} line versions …");
    let source = Source::new(lines)?;
    let made = Instant::now();
    let columns = source.columns()?;
    let (deals, versions, lines) = (columns.deals.len(), columns.versions, columns.line_versions);
    eprintln!("{deals} deals, {versions} versions, {lines} lines in {:.1?}", made.elapsed());
    if wanted("questions") {
        figures.extend(questions(&columns)?);
    }
    if wanted("snapshot") {
        eprintln!("writing and reading a snapshot …");
        figures.extend(load::from_snapshot(&source, &columns)?);
    }
    if wanted("others") {
        eprintln!("writing the same rows for other databases …");
        let mut rows = rows::write(&source, &runtime)?;
        figures.extend(runtime.block_on(side::by_side(&columns, &mut rows))?);
    }
    println!("{HEAD}");
    for figure in &figures {
        println!("{}", figure.line());
    }
    Ok(())
}

fn questions(columns: &Columns) -> Result<Vec<Figure>, Box<dyn Error>> {
    let bytes = columns.bytes() as f64 / columns.line_versions as f64;
    let mut figures = vec![Figure::new("memory of a line version", "B", Promise::AtMost(48.0), vec![bytes])];
    for (what, rows, nest) in [
        ("APM with last year, product × region", Dimension::Product, Dimension::Region),
        ("APM with last year, segment × source", Dimension::Segment, Dimension::Source),
        ("APM with last year, industry × owner", Dimension::Industry, Dimension::Owner),
    ] {
        figures.push(Figure::new(what, "ms", Promise::AtMost(30.0), matrices(columns, rows, nest)?));
    }
    for (what, column) in [
        ("drill into open pipeline of a product in a region", count::OPEN),
        ("drill into what one region closed", count::CLOSED),
        ("drill into one product's pipe generation", count::GENERATED),
    ] {
        figures.push(Figure::new(what, "ms", Promise::AtMost(6.0), drills(columns, column)?));
    }
    Ok(figures)
}

/// A day for each question: never the same twice, so that nothing made for one serves another.
fn days() -> impl Iterator<Item = Day> {
    (0..DAYS).map(|at| today().plus(-at * 23 - 3))
}

/// How long the whole matrix takes, in milliseconds, as of each day.
fn matrices(columns: &Columns, rows: Dimension, nest: Dimension) -> Result<Vec<f64>, StoreError> {
    let tests = Tests::default();
    let mut times = Vec::new();
    for day in days() {
        let when = When::new(columns, Some(day), None, today())?;
        let begun = Instant::now();
        let (sums, totals, _) = add_up(columns, rows, Some(nest), &tests, &Scope::All, &when, None);
        times.push(begun.elapsed().as_secs_f64() * 1_000.0);
        assert!(sums.len() > 4 && totals[0].open.0 > 0 && totals[1].closed.0 > 0);
        black_box(sums);
    }
    Ok(times)
}

/// How long one cell's deals take.
fn drills(columns: &Columns, wanted: u16) -> Result<Vec<f64>, StoreError> {
    let product = columns.key(Dimension::Product, 3);
    let region = columns.key(Dimension::Region, 1);
    let mut filter = Filter::default();
    if wanted != count::CLOSED {
        filter = filter.and(Dimension::Product, &product);
    }
    if wanted != count::GENERATED {
        filter = filter.and(Dimension::Region, &region);
    }
    let mut times = Vec::new();
    for as_of in days() {
        let begun = Instant::now();
        let tests = Tests::new(columns, &filter)?;
        let period = columns.calendar.containing(as_of, PeriodKind::Quarter);
        let question = Question { as_of, period, organisation: None, by: &[], filter: &tests, scope: &Scope::All, wanted };
        let mut parts = Parts { wanted, parts: Vec::new() };
        scan(columns, &question, &mut parts);
        let sum: Company = parts.parts.iter().filter_map(|part| part.amount).map(Company).sum();
        times.push(begun.elapsed().as_secs_f64() * 1_000.0);
        assert!(sum.0 > 0);
    }
    Ok(times)
}
