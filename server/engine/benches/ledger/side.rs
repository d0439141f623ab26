//! The same question over the same rows, put to SQLite (through sqlx) and to DuckDB (its Python wheel, if pip can get it).
//! They are spared what the ledger does besides: counts of distinct deals, the organisation of the day, exchange rates.

use crate::company::today;
use crate::figure::{Figure, Promise};
use crate::rows::{Rows, TABLE};
use domain::{Dimension, Period, Source};
use engine::apm::matrix::add_up;
use engine::apm::question::When;
use engine::ledger::columns::Columns;
use engine::ledger::matrix::Sums;
use engine::ledger::scan::Tests;
use engine::ledger::scope::Scope;
use serde::Deserialize;
use sqlx::{AssertSqlSafe, Row, SqliteConnection};
use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// How many days are asked about.
const DAYS: i32 = 5;
/// How many sums each group has: eight of this year, eight of last year, two of how last year landed.
const SUMS: usize = 18;

/// Sums by product and source.
type Answer = BTreeMap<(i64, i64), Vec<i64>>;

/// Asks all three, and answers with the figures of each. Different answers end the bench.
pub async fn by_side(columns: &Columns, rows: &mut Rows) -> Result<Vec<Figure>, Box<dyn Error>> {
    let whens: Vec<When> =
        (0..DAYS).map(|at| When::new(columns, Some(today().plus(-at * 31 - 5)), None, today())).collect::<Result<_, _>>()?;
    let texts: Vec<String> = whens.iter().map(question).collect();
    let (mut own, mut answers) = (Vec::new(), Vec::new());
    for when in &whens {
        let begun = Instant::now();
        let found = add_up(columns, Dimension::Product, Some(Dimension::Source), &Tests::default(), &Scope::All, when, None);
        own.push(begun.elapsed().as_secs_f64() * 1_000.0);
        answers.push(answer(columns, &found.0, &rows.products));
    }
    let mut figures = vec![Figure::new("side by side, product × source: the ledger", "ms", Promise::AtMost(30.0), own)];

    eprintln!("asking SQLite …");
    figures.push(Figure::new("… SQLite, one core", "ms", Promise::Nothing, sqlite(&mut rows.sqlite, &texts, &answers).await?));
    match python(rows.folder.path()) {
        None => eprintln!("DuckDB is left out: its wheel could not be had with pip"),
        Some(python) => {
            for (threads, what) in [(1, "… DuckDB, one core"), (2, "… DuckDB, two cores")] {
                eprintln!("asking DuckDB …");
                figures.push(Figure::new(what, "ms", Promise::Nothing, duck(&python, threads, &rows.csv, &texts, &answers)?));
            }
        }
    }
    Ok(figures)
}

async fn sqlite(sqlite: &mut SqliteConnection, texts: &[String], answers: &[Answer]) -> Result<Vec<f64>, sqlx::Error> {
    let mut times = Vec::new();
    for (text, expected) in texts.iter().zip(answers) {
        let begun = Instant::now();
        let rows = sqlx::query(AssertSqlSafe(text.as_str())).fetch_all(&mut *sqlite).await?;
        times.push(begun.elapsed().as_secs_f64() * 1_000.0);
        let sums = |row: &sqlx::sqlite::SqliteRow| (2..2 + SUMS).map(|at| row.get(at)).collect();
        check(rows.iter().map(|row| ((row.get(0), row.get(1)), sums(row))).collect(), expected, "SQLite");
    }
    Ok(times)
}

/// A Python with DuckDB, in a folder that goes with the bench.
fn python(folder: &Path) -> Option<PathBuf> {
    let venv = folder.join("venv");
    let run = |program: &Path, arguments: &[&str]| {
        let status = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
        status.is_ok_and(|status| status.success())
    };
    let python = venv.join("bin/python");
    let there = run(Path::new("python3"), &["-m", "venv", venv.to_str()?])
        && run(&python, &["-m", "pip", "install", "--quiet", "duckdb"]);
    there.then_some(python)
}

/// What the script answers of one question.
#[derive(Deserialize)]
struct Asked {
    ms: f64,
    rows: Vec<Vec<i64>>,
}

const SCRIPT: &str = include_str!("duck.py");

fn duck(python: &Path, threads: u8, csv: &Path, texts: &[String], answers: &[Answer]) -> Result<Vec<f64>, Box<dyn Error>> {
    let mut child = Command::new(python)
        .args(["-c", SCRIPT, &threads.to_string()])
        .arg(csv)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(serde_json::to_string(texts)?.as_bytes())?;
    }
    let output = child.wait_with_output()?;
    let asked: Vec<Asked> = serde_json::from_slice(&output.stdout)?;
    for (asked, expected) in asked.iter().zip(answers) {
        let rows = asked.rows.iter().map(|row| ((row[0], row[1]), row[2..].to_vec()));
        check(rows.collect(), expected, "DuckDB");
    }
    Ok(asked.into_iter().map(|asked| asked.ms).collect())
}

fn check(mut found: Answer, expected: &Answer, who: &str) {
    found.retain(|_, sums| sums.iter().any(|sum| *sum != 0));
    assert_eq!(&found, expected, "{who} and the ledger differ");
}

/// The ledger's answer in the numbers of the rows.
fn answer(columns: &Columns, sums: &[Sums], products: &[String]) -> Answer {
    let inner = sums.iter().filter_map(|sums| Some((sums, sums.inner?)));
    let all = inner.map(|(sums, source)| {
        let product = columns.key(Dimension::Product, sums.outer);
        let product = products.iter().position(|known| *known == product).map_or(-1, |at| at as i64);
        let source = Source::parse(&columns.key(Dimension::Source, source)).map_or(0, |source| i64::from(source.code()));
        let [now, then, landed] = &sums.cells;
        let side = |cells: &domain::Cells| {
            let domain::Cells { closed, open, overdue, undated, open_any, commit, best_case, generated, .. } = *cells;
            [closed, open, overdue, undated, open_any, commit, best_case, generated].map(|amount| amount.0)
        };
        let sums = [side(now), side(then)].concat().into_iter().chain([landed.closed.0, landed.generated.0]);
        ((product, source), sums.collect::<Vec<_>>())
    });
    all.filter(|(_, sums)| sums.iter().any(|sum| *sum != 0)).collect()
}

/// The question as one pass over the rows.
fn question(when: &When) -> String {
    let (first, last) = (when.as_of.0, when.last_year_as_of.0);
    let landed = when.last_year.last.0;
    let held = |day: i32| format!("from_day <= {day} and until_day > {day}");
    let within = |column: &str, period: &Period| format!("{column} between {} and {}", period.first.0, period.last.0);
    let generated = |period: &Period, day: i32| {
        let until = period.last.0.min(day);
        format!(
            "entry = 1 and from_day between {} and {until} and not (gone_from <= {day} and {day} < gone_until)",
            period.first.0
        )
    };
    let closed = |period: &Period, day: i32| format!("{} and state = 1 and {}", held(day), within("close_day", period));
    let sum = |condition: String| format!("sum(case when {condition} then amount else 0 end)");
    let side = |period: &Period, day: i32| {
        let open = format!("{} and state = 0", held(day));
        let in_period = format!("{open} and {}", within("close_day", period));
        [
            sum(closed(period, day)),
            sum(in_period.clone()),
            sum(format!("{open} and close_day >= 0 and close_day < {}", period.first.0)),
            sum(format!("{open} and close_day < 0")),
            sum(open),
            sum(format!("{in_period} and category = 3")),
            sum(format!("{in_period} and category = 2")),
            sum(generated(period, day)),
        ]
    };
    let mut sums = [side(&when.period, first), side(&when.last_year, last)].concat();
    sums.extend([sum(closed(&when.last_year, landed)), sum(generated(&when.last_year, landed))]);
    let sums: Vec<String> = sums.into_iter().map(|sum| format!("cast({sum} as bigint)")).collect();
    format!("select product, source,\n  {}\nfrom {TABLE}\ngroup by product, source", sums.join(",\n  "))
}
