//! The matrix.

use super::label;
use super::question::{When, maps_of};
use super::target::TargetRows;
use super::withhold::{Counted, Counts, LANDED, NOW, THEN};
use crate::View;
use crate::ledger::Known;
use crate::ledger::columns::Columns;
use crate::ledger::matrix::{Matrix, SIDES, Sums};
use crate::ledger::scan::{Question, Rated, Tests, count, scan};
use crate::ledger::scope::Scope;
use crate::view::Asked;
use contract::Problem;
use contract::apm::{Apm, ApmQuery, ApmRow, ApmSort, Withheld};
use contract::client::query_string;
use domain::measure::Coverage;
use domain::{Cells, Company, Currency, Day, Dimension, Period, TargetMeasure, Workspace};
use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// What the ledger says, before names.
struct Found {
    apm: Apm,
    workspace: Arc<Workspace>,
    /// Where each key stands when sorted by name, but for the name.
    order: HashMap<(Dimension, String), u32>,
}

impl View {
    /// The matrix.
    pub async fn apm(&self, query: &ApmQuery) -> Result<Apm, Problem> {
        let rows_by = query.rows.unwrap_or(Dimension::Product);
        if query.nest == Some(rows_by) {
            return Err(Problem::invalid("nest", "must be another dimension than the rows"));
        }
        self.must_know(&query.filter).await?;
        let today = self.engine.today();
        let question = query_string(query)?;
        let found = self.engine.ledger().read(query.known_at, |columns| {
            // Who sees a part of the deals has another than everybody else; who sees none of them is told less.
            let alone = self.whose(columns.now()).map(|_| (self.me.role, self.me.person));
            let question = format!("{alone:?} {} {question}", self.me.role.sees_deals());
            self.engine.added_up().answer((columns.now().head, today), &question, || {
                let when = When::new(columns, query.as_of, query.period, today)?;
                self.ask(columns, query, rows_by, &when, today)
            })
        });
        let found = found.await??;
        let Found { apm, workspace, order } = &*found;
        let mut apm = apm.clone();

        let outer = apm.rows.iter().map(|row| row.key.as_str()).collect::<BTreeSet<_>>();
        let mut labels = HashMap::from([(rows_by, self.labels(workspace, rows_by, outer).await?)]);
        if let Some(nest) = query.nest {
            let inner = apm.rows.iter().filter_map(|row| row.nested.as_deref()).collect::<BTreeSet<_>>();
            labels.insert(nest, self.labels(workspace, nest, inner).await?);
        }
        for row in &mut apm.rows {
            let (dimension, key) = match (&row.nested, query.nest) {
                (Some(key), Some(nest)) => (nest, key),
                _ => (rows_by, &row.key),
            };
            row.label = labels.get(&dimension).and_then(|labels| labels.get(key)).cloned().unwrap_or_default();
        }
        arrange(&mut apm.rows, query.sort.unwrap_or(ApmSort::Label), rows_by, query.nest, order);
        apm.named = self.names_of(workspace, &query.filter).await?;
        Ok(apm)
    }

    fn ask(&self, columns: &Known<'_>, query: &ApmQuery, rows_by: Dimension, when: &When, today: Day) -> Result<Found, Problem> {
        let tests = self.tests(columns, &query.filter)?;
        let maps = maps_of(query.organisation, today);
        let by: Vec<Dimension> = std::iter::once(rows_by).chain(query.nest).collect();
        let asked = Asked { by: &by, filter: &query.filter, known_at: query.known_at };
        let counts = self.numbers(columns, &asked, |scope| {
            let (rows, total, rated) = add_up(columns, rows_by, query.nest, &tests, scope, when, maps);
            let mut counts = Counts::new(rows, total, rated, scope.narrows());
            if !self.me.role.sees_deals() {
                let sides = [(when.as_of, when.period), (when.last_year_as_of, when.last_year)];
                counts.count_commit(columns, rows_by, &tests, scope, sides, maps);
            }
            counts
        })?;
        let Counts { rows: counted, total: counted_total, rated, narrowed } = counts;
        let person = self.me.person.to_string();
        let targets = TargetRows::new(rows_by, &query.filter, narrowed.then_some(person.as_str()));
        let mut rows: Vec<ApmRow> =
            counted.iter().map(|counted| row(columns, rows_by, query.nest, counted, &targets, when)).collect();
        let met: BTreeSet<String> = rows.iter().filter(|row| row.nested.is_none()).map(|row| row.key.clone()).collect();
        let allowed = query.filter.0.get(&rows_by);
        for key in targets.keys(columns, &when.period) {
            if !met.contains(&key) && allowed.is_none_or(|allowed| allowed.contains(&key)) {
                rows.push(with_targets(key, None, [Cells::default(); SIDES], &targets, columns, when));
            }
        }
        let targets_differ_by = differ_by(&rows, &targets, columns, &when.period);
        let total = ApmRow {
            target: targets.total(columns, TargetMeasure::Acv, &when.period),
            generation_target: targets.total(columns, TargetMeasure::Generation, &when.period),
            target_then: targets.total(columns, TargetMeasure::Acv, &when.last_year),
            withheld: counted_total.withheld(),
            ..blank(String::new(), None, counted_total.sums.cells)
        };
        let mut order = HashMap::new();
        for row in &rows {
            order.entry((rows_by, row.key.clone())).or_insert_with_key(|(_, key)| label::place(columns, rows_by, key));
            if let (Some(nest), Some(key)) = (query.nest, &row.nested) {
                order.entry((nest, key.clone())).or_insert_with_key(|(_, key)| label::place(columns, nest, key));
            }
        }
        let apm = Apm {
            rows_by,
            nest_by: query.nest,
            period: when.period,
            as_of: when.as_of,
            last_year: when.last_year,
            last_year_as_of: when.last_year_as_of,
            known_at: query.known_at.unwrap_or(columns.head),
            organisation: query.organisation.unwrap_or_default(),
            currency: columns.settings.workspace.currency,
            elapsed: columns.calendar.elapsed(&when.period, when.elapsed_by),
            narrowed,
            rows,
            total,
            targets_differ_by,
            without_rate: without_rate(columns, &rated),
            oldest_rate: rated.oldest.map(Day),
            named: Vec::new(),
        };
        Ok(Found { apm, workspace: columns.settings.workspace.clone(), order })
    }
}

/// The three sides of a matrix.
pub fn add_up(
    columns: &Columns,
    rows_by: Dimension,
    nest: Option<Dimension>,
    tests: &Tests,
    scope: &Scope,
    when: &When,
    organisation: Option<Day>,
) -> (Vec<Sums>, [Cells; SIDES], Rated) {
    let by: Vec<Dimension> = std::iter::once(rows_by).chain(nest).collect();
    let mut matrix = Matrix::new(columns, rows_by, nest, tests);
    let all = count::ALL;
    let mut question =
        Question { as_of: when.as_of, period: when.period, organisation, by: &by, filter: tests, scope, wanted: all };
    matrix.turn(NOW);
    let mut rated = scan(columns, &question, &mut matrix);
    // The oldest rate is told of this year's amounts: last year's always are a year old.
    let oldest = rated.oldest;
    question.period = when.last_year;
    question.as_of = when.last_year_as_of;
    matrix.turn(THEN);
    rated.and(&scan(columns, &question, &mut matrix));
    question.as_of = when.last_year.last;
    question.wanted = count::CLOSED | count::GENERATED;
    matrix.turn(LANDED);
    rated.and(&scan(columns, &question, &mut matrix));
    rated.oldest = oldest;
    let (sums, totals) = matrix.finish();
    (sums, totals, rated)
}

fn row(
    columns: &Columns,
    rows_by: Dimension,
    nest: Option<Dimension>,
    counted: &Counted,
    targets: &TargetRows,
    when: &When,
) -> ApmRow {
    let sums = &counted.sums;
    let key = columns.key(rows_by, sums.outer);
    let row = match nest.zip(sums.inner) {
        Some((nest, inner)) => blank(key, Some(columns.key(nest, inner)), sums.cells),
        None => with_targets(key, None, sums.cells, targets, columns, when),
    };
    ApmRow { withheld: counted.withheld(), ..row }
}

fn with_targets(
    key: String,
    nested: Option<String>,
    cells: [Cells; SIDES],
    targets: &TargetRows,
    columns: &Columns,
    when: &When,
) -> ApmRow {
    ApmRow {
        target: targets.row(columns, TargetMeasure::Acv, &when.period, &key),
        generation_target: targets.row(columns, TargetMeasure::Generation, &when.period, &key),
        target_then: targets.row(columns, TargetMeasure::Acv, &when.last_year, &key),
        ..blank(key, nested, cells)
    }
}

fn blank(key: String, nested: Option<String>, cells: [Cells; SIDES]) -> ApmRow {
    ApmRow {
        key,
        nested,
        label: String::new(),
        now: cells[NOW],
        then: cells[THEN],
        landed_closed: cells[LANDED].closed,
        landed_generated: cells[LANDED].generated,
        target: None,
        generation_target: None,
        target_then: None,
        withheld: Withheld::default(),
    }
}

/// The sum of the rows' targets less the company's, where both are set.
fn differ_by(rows: &[ApmRow], targets: &TargetRows, columns: &Columns, period: &Period) -> Option<Company> {
    let company = targets.total(columns, TargetMeasure::Acv, period).filter(|_| targets.whole_company())?;
    let rows: Vec<Company> = rows.iter().filter_map(|row| row.target).collect();
    (!rows.is_empty()).then(|| rows.into_iter().sum::<Company>() - company)
}

fn without_rate(columns: &Columns, rated: &Rated) -> Vec<Currency> {
    let missing = rated.missing.iter().zip(columns.names.currencies.keys()).filter(|(missing, _)| **missing);
    let mut currencies: Vec<Currency> = missing.filter_map(|(_, code)| Currency::parse(code)).collect();
    currencies.sort_unstable();
    currencies
}

/// Sorts the outer rows, and the inner ones behind their outer row.
fn arrange(
    rows: &mut Vec<ApmRow>,
    sort: ApmSort,
    rows_by: Dimension,
    nest: Option<Dimension>,
    order: &HashMap<(Dimension, String), u32>,
) {
    let place = |dimension: Dimension, key: &str, label: &str| {
        let number = order.get(&(dimension, key.to_owned())).copied().unwrap_or(0);
        (key.is_empty(), number, label.to_lowercase())
    };
    let compare = |dimension: Dimension, (key_a, a): (&str, &ApmRow), (key_b, b): (&str, &ApmRow)| {
        by_column(sort, a, b)
            .then_with(|| place(dimension, key_a, &a.label).cmp(&place(dimension, key_b, &b.label)))
            // Of two that are called the same, the same one is first always.
            .then_with(|| key_a.cmp(key_b))
    };
    let (mut outer, inner): (Vec<ApmRow>, Vec<ApmRow>) = rows.drain(..).partition(|row| row.nested.is_none());
    outer.sort_by(|a, b| compare(rows_by, (&a.key, a), (&b.key, b)));
    let mut below: HashMap<String, Vec<ApmRow>> = HashMap::new();
    for row in inner {
        below.entry(row.key.clone()).or_default().push(row);
    }
    for row in outer {
        let mut nested = below.remove(&row.key).unwrap_or_default();
        if let Some(nest) = nest {
            let key = |row: &ApmRow| row.nested.clone().unwrap_or_default();
            nested.sort_by(|a, b| compare(nest, (&key(a), a), (&key(b), b)));
        }
        rows.push(row);
        rows.append(&mut nested);
    }
}

fn by_column(sort: ApmSort, a: &ApmRow, b: &ApmRow) -> Ordering {
    let largest = |of: fn(&ApmRow) -> Company| of(b).cmp(&of(a));
    match sort {
        ApmSort::Label => Ordering::Equal,
        ApmSort::Forecast => largest(|row| row.now.forecast()),
        ApmSort::Closed => largest(|row| row.now.closed),
        ApmSort::Open => largest(|row| row.now.open),
        ApmSort::Generated => largest(|row| row.now.generated),
        ApmSort::Target => Reverse(a.target).cmp(&Reverse(b.target)),
        ApmSort::Coverage => coverage(a).cmp(&coverage(b)),
    }
}

/// What lacks most comes first; then what is met, then what has no target.
fn coverage(row: &ApmRow) -> (u8, i64) {
    match Coverage::remaining(row.now.open, row.now.closed, row.target) {
        Coverage::Times(ratio) => (0, ratio.scaled(1_000_000).unwrap_or(i64::MAX)),
        Coverage::Met => (1, 0),
        Coverage::NoTarget => (2, 0),
    }
}
