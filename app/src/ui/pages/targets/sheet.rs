//! The grid itself: a row per value, a column per quarter; sums and how far they are from the company's.

use super::edit::Editing;
use crate::ui::i18n::{targets, use_texts};
use crate::ui::island::Island;
use contract::target::{TargetGrid, TargetsQuery};
use domain::{Company, Currency, LogNo, PeriodKey};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// One row: the company's own (no key) comes first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The key; nothing for the company's own.
    pub key: Option<String>,
    /// What people call it.
    pub name: String,
    /// One per quarter.
    pub amounts: Vec<Option<Company>>,
}

impl Line {
    /// The year's: the sum of the quarters, if each has one.
    fn year(&self) -> Option<Company> {
        self.amounts.iter().copied().sum()
    }
}

/// All one needs to draw the grid and to write in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sheet {
    /// What was asked.
    pub query: TargetsQuery,
    /// What the rows are.
    pub rows: String,
    /// The currency of every amount.
    pub currency: Currency,
    /// The columns.
    pub quarters: Vec<PeriodKey>,
    /// The rows.
    pub lines: Vec<Line>,
    /// How many of them are drawn.
    pub shown: usize,
    /// The quarter a phone shows, from 0.
    pub quarter: usize,
    /// The revision they are of.
    pub revision: LogNo,
    /// Whether one may write in it.
    pub editable: bool,
}

impl Sheet {
    /// The rows of an answer, with names for the company's own and for each value.
    pub fn lines(grid: &TargetGrid, company: &str, name: impl Fn(&str, &str) -> String) -> Vec<Line> {
        let own = Line { key: None, name: company.to_owned(), amounts: grid.company.clone() };
        let rows = grid.rows.iter().map(|row| Line {
            key: Some(row.key.clone()),
            name: name(&row.key, &row.label),
            amounts: row.amounts.clone(),
        });
        std::iter::once(own).chain(rows).collect()
    }
}

impl Island for Sheet {
    const NAME: &'static str = "targets";

    fn view(self) -> AnyView {
        let t = use_texts();
        let words = targets(t.language);
        let editing = Editing::new(t, &self);
        let lines = editing.lines;
        let currency = self.currency;
        let amount = move |amount: Option<Company>| {
            amount.map_or_else(|| "–".to_owned(), |amount| t.language.amount_apart(amount.0, currency))
        };
        let quarters = self.quarters.len();
        let class = format!("list targets quarter-{}", self.quarter + 1);
        let heads = self
            .quarters
            .iter()
            .map(|quarter| view! { <th scope="col" class="num quarter">{t.language.period(*quarter)}</th> })
            .collect_view();
        let row = |at: usize, line: &Line| {
            let cells = (0..quarters)
                .map(|column| {
                    let value = line.amounts[column];
                    let inner = if self.editable {
                        let text = value.map(|value| t.language.amount_apart(value.0, currency));
                        let label = format!("{}, {}", line.name, t.language.period(self.quarters[column]));
                        view! {
                            <input
                                data-cell=format!("{at}-{column}")
                                aria-label=label
                                value=text
                                class="right"
                                inputmode="decimal"
                                autocomplete="off"
                            />
                        }
                        .into_any()
                    } else {
                        amount(value).into_any()
                    };
                    view! { <td class="num quarter">{inner}</td> }
                })
                .collect_view();
            let class = if line.key.is_none() { "company" } else { "" };
            let year = move || lines.with(|lines| amount(lines[at].year()));
            view! { <tr class=class><th scope="row">{line.name.clone()}</th>{cells}<td class="num">{year}</td></tr> }.into_any()
        };
        let rows = self.lines.iter().enumerate().take(self.shown + 1).map(|(at, line)| row(at, line)).collect_view();
        let foot = |name: &'static str, of: fn(&[Line], Option<usize>) -> Option<Company>| {
            let cell = move |column: Option<usize>| move || lines.with(|lines| amount(of(lines, column)));
            let cells = (0..quarters).map(|column| view! { <td class="num quarter">{cell(Some(column))}</td> }).collect_view();
            view! { <tr><th scope="row">{name}</th>{cells}<td class="num">{cell(None)}</td></tr> }.into_any()
        };
        let table = view! {
            <table
                class=class
                node_ref=editing.table
                on:focusin=move |event| editing.focus(&event)
                on:change=move |event| editing.change(&event)
                on:keydown=move |event| editing.key(&event)
                on:paste=move |event| editing.paste(&event)
            >
                <caption class="sr">{words.title}</caption>
                <thead>
                    <tr><th scope="col">{self.rows.clone()}</th>{heads}<th scope="col" class="num">{words.year}</th></tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>{foot(words.sum, sum)}{foot(words.differ, differ)}</tfoot>
            </table>
        };
        view! {
            {self.editable.then(|| editing.messages())}
            <div class="scroll" tabindex="0" role="region" aria-label=words.title>{table}</div>
        }
        .into_any()
    }
}

/// The sum of the rows in a quarter, or over the year; nothing where no row has a target.
fn sum(lines: &[Line], column: Option<usize>) -> Option<Company> {
    let rows = || lines.iter().filter(|line| line.key.is_some());
    let of = |line: &Line| {
        column.map_or_else(|| line.amounts.iter().flatten().copied().sum(), |at| line.amounts[at].unwrap_or_default())
    };
    let any = rows().any(|line| column.map_or_else(|| line.amounts.iter().any(Option::is_some), |at| line.amounts[at].is_some()));
    any.then(|| rows().map(of).sum())
}

/// The sum of the rows less the company's own, where both are set.
fn differ(lines: &[Line], column: Option<usize>) -> Option<Company> {
    let own = lines.first()?;
    let company = column.map_or_else(|| own.year(), |at| own.amounts[at])?;
    sum(lines, column).map(|sum| sum - company)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(key: Option<&str>, amounts: [Option<i64>; 4]) -> Line {
        let amounts = amounts.map(|amount| amount.map(Company)).to_vec();
        Line { key: key.map(str::to_owned), name: String::new(), amounts }
    }

    #[test]
    fn rows_are_summed_and_set_against_the_company() {
        let lines = [
            line(None, [Some(100), Some(100), None, Some(100)]),
            line(Some("a"), [Some(60), None, Some(7), None]),
            line(Some("b"), [Some(50), None, None, Some(100)]),
        ];
        let each = |of: fn(&[Line], Option<usize>) -> Option<Company>| {
            [Some(0), Some(1), Some(2), Some(3), None].map(|column| of(&lines, column).map(|amount| amount.0))
        };
        assert_eq!(each(sum), [Some(110), None, Some(7), Some(100), Some(217)]);
        assert_eq!(each(differ), [Some(10), None, None, Some(0), None]);
        assert_eq!(line(None, [Some(1), Some(2), Some(3), Some(4)]).year(), Some(Company(10)));
    }
}
