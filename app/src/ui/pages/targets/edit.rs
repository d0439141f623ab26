//! Writing in the grid: each cell saves itself when one leaves it; a block from a spreadsheet is taken whole or not at all.

use super::block::block;
use super::sheet::{Line, Sheet};
use crate::context::use_client;
use crate::ui::components::{Toast, Toaster, shape, use_toaster};
use crate::ui::i18n::{Texts, targets};
use contract::target::{ReadTargets, SaveTargets, SaveTargetsBody, TargetChange, TargetGrid, TargetsQuery};
use contract::{Client, Nothing};
use domain::pace::Standing;
use domain::{Company, Currency, LogNo, PeriodKey};
use leptos::html::Table;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, HtmlInputElement, KeyboardEvent};
use std::collections::VecDeque;

/// A row and a quarter, from 0; row 0 is the company's own.
type Place = (usize, usize);

/// A cell that was written in: what stood there, and what is to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Written {
    place: Place,
    from: Option<Company>,
    to: Option<Company>,
}

/// Cells written in together.
#[derive(Clone, Debug)]
struct Batch {
    cells: Vec<Written>,
    /// Whether it takes another back.
    undoes: bool,
}

/// Cells that somebody else has written in meanwhile (`from` is theirs), and the others written with them.
#[derive(Clone, Debug)]
struct Conflict {
    theirs: Vec<Written>,
    others: Vec<Written>,
    undoes: bool,
}

/// What writing needs, and what stands in its way.
#[derive(Clone, Copy)]
pub struct Editing {
    t: &'static Texts,
    currency: Currency,
    /// The rows as they are now, as far as is known here.
    pub lines: RwSignal<Vec<Line>>,
    /// The table, to find its inputs.
    pub table: NodeRef<Table>,
    /// What cannot be read, each naming its cell.
    wrong: RwSignal<Vec<String>>,
    /// What somebody else's change was in the way of.
    conflict: RwSignal<Option<Conflict>>,
    query: StoredValue<TargetsQuery>,
    quarters: StoredValue<Vec<PeriodKey>>,
    revision: StoredValue<LogNo>,
    waiting: StoredValue<VecDeque<Batch>>,
    saving: StoredValue<bool>,
    client: StoredValue<Client>,
    toaster: Toaster,
}

impl Editing {
    /// Writing in this grid.
    pub fn new(t: &'static Texts, sheet: &Sheet) -> Self {
        Self {
            t,
            currency: sheet.currency,
            lines: RwSignal::new(sheet.lines.clone()),
            table: NodeRef::new(),
            wrong: RwSignal::new(Vec::new()),
            conflict: RwSignal::new(None),
            query: StoredValue::new(sheet.query.clone()),
            quarters: StoredValue::new(sheet.quarters.clone()),
            revision: StoredValue::new(sheet.revision),
            waiting: StoredValue::new(VecDeque::new()),
            saving: StoredValue::new(false),
            client: StoredValue::new(use_client()),
            toaster: use_toaster(),
        }
    }

    /// One goes into a cell: what one types takes the place of what is there.
    pub fn focus(self, event: &Event) {
        if let Some((input, _)) = cell(event) {
            input.select();
        }
    }

    /// One leaves a cell in which one wrote.
    pub fn change(self, event: &Event) {
        let Some((input, place)) = cell(event) else { return };
        self.wrong.set(Vec::new());
        self.write(vec![(place, input.value())]);
    }

    /// Enter and the arrows lead from cell to cell, Escape takes back what was typed.
    pub fn key(self, event: &KeyboardEvent) {
        let Some((input, (row, column))) = cell(event) else { return };
        let selected = (input.selection_start().ok().flatten(), input.selection_end().ok().flatten());
        let end = Some(input.value().encode_utf16().count() as u32);
        let to = match event.key().as_str() {
            "Enter" if event.shift_key() => row.checked_sub(1).map(|row| (row, column)),
            "Enter" | "ArrowDown" => Some((row + 1, column)),
            "ArrowUp" => row.checked_sub(1).map(|row| (row, column)),
            "ArrowLeft" if selected.0 == Some(0) => column.checked_sub(1).map(|column| (row, column)),
            "ArrowRight" if selected.1 == end => Some((row, column + 1)),
            "Escape" => {
                input.set_value(&input.default_value());
                self.mark((row, column), false);
                None
            }
            _ => return,
        };
        event.prevent_default();
        match to.and_then(|to| self.input(to)) {
            // It may be hidden on a phone: then one stays.
            Some(next) => drop(next.focus()),
            // At the edge, Enter saves and stays.
            None if event.key() == "Enter" => drop(input.blur()),
            None => {}
        }
    }

    /// A block of several cells is written from here on; a single one is left to the input.
    pub fn paste(self, event: &Event) {
        let Some((_, (row, column))) = cell(event) else { return };
        let Some(text) = pasted(event) else { return };
        let Some(cells) = block(&text) else { return };
        event.prevent_default();
        let words = targets(self.t.language);
        let (height, width) = (cells.len(), cells.iter().map(Vec::len).max().unwrap_or(0));
        let fits = self.lines.with_untracked(Vec::len) >= row + height && self.quarters.with_value(Vec::len) >= column + width;
        if !fits {
            self.wrong.set(vec![(words.too_large)(height, width)]);
            return;
        }
        self.wrong.set(Vec::new());
        let cells = cells.into_iter().enumerate().flat_map(|(down, line)| {
            line.into_iter().enumerate().map(move |(right, text)| ((row + down, column + right), text.to_owned()))
        });
        self.write(cells.collect());
    }

    /// Reads what was written into some cells. Unless all of it can be read, nothing is saved, and what cannot is named.
    fn write(self, cells: Vec<(Place, String)>) {
        let mut written = Vec::new();
        let mut wrong = Vec::new();
        for (place, text) in cells {
            let from = self.lines.with_untracked(|lines| lines[place.0].amounts[place.1]);
            let read = match text.trim() {
                "" => Some(None),
                text => self.t.language.parse_amount(text, self.currency).map(|amount| Some(Company(amount))),
            };
            match read {
                Some(to) if to != from => written.push(Written { place, from, to }),
                Some(_) => self.show(place),
                None => {
                    self.mark(place, true);
                    wrong.push((targets(self.t.language).wrong)(&self.name(place), text.trim()));
                }
            }
        }
        if wrong.is_empty() {
            self.save(Batch { cells: written, undoes: false });
        } else {
            self.wrong.set(wrong);
        }
    }

    /// Saves, after what is being saved already.
    fn save(self, batch: Batch) {
        if batch.cells.is_empty() {
            return;
        }
        self.know(&batch.cells.iter().map(|cell| (cell.place, cell.to)).collect::<Vec<_>>());
        self.waiting.update_value(|waiting| waiting.push_back(batch));
        if self.saving.get_value() {
            return;
        }
        self.saving.set_value(true);
        spawn_local(async move {
            // The page may be gone by the time an answer comes.
            while let Some(Some(batch)) = self.waiting.try_update_value(VecDeque::pop_front) {
                self.send(batch).await;
            }
            let _ = self.saving.try_update_value(|saving| *saving = false);
        });
    }

    async fn send(self, batch: Batch) {
        let t = self.t;
        let Some((query, revision)) = self.query.try_get_value().zip(self.revision.try_get_value()) else { return };
        let Some(client) = self.client.try_get_value() else { return };
        let mut base = revision;
        loop {
            let body = SaveTargetsBody { grid: query.clone(), base, changes: self.changes(&batch) };
            let problem = match client.call::<SaveTargets>(&Nothing {}, &Nothing {}, &body, None).await {
                Ok(grid) => {
                    self.take(&grid);
                    let back = Batch { cells: batch.cells.iter().map(|cell| cell.back()).collect(), undoes: true };
                    let action = (!batch.undoes).then(|| (t.deals.undo, Callback::new(move |()| self.save(back.clone()))));
                    let text = if batch.undoes { t.deals.undone } else { t.deals.saved };
                    return self.toaster.show(Toast { standing: Standing::Good, text: text.to_owned(), action });
                }
                Err(problem) => problem,
            };
            // Somebody has changed targets meanwhile. Where it was none of these, they are saved on top.
            if problem.status == 409
                && let Ok(now) = client.get::<ReadTargets>(&query).await
                && now.revision != base
            {
                base = now.revision;
                let now_there = batch.cells.iter().map(|cell| Written { from: self.amount_in(&now, cell.place), ..*cell });
                let (theirs, others): (Vec<_>, Vec<_>) =
                    now_there.partition(|cell| cell.from != cell.to && !batch.cells.contains(cell));
                if theirs.is_empty() {
                    continue;
                }
                self.take(&now);
                let _ = self.conflict.try_set(Some(Conflict { theirs, others, undoes: batch.undoes }));
                return;
            }
            batch.cells.iter().for_each(|cell| self.mark(cell.place, true));
            let text = format!("{}: {}", t.deals.not_saved, problem.detail);
            let back: Vec<_> = batch.cells.iter().map(|cell| (cell.place, cell.from)).collect();
            // What was typed stays in its cell; the sums go on with what is saved.
            self.know(&back);
            return self.toaster.show(Toast { standing: Standing::Act, text, action: None });
        }
    }

    fn changes(self, batch: &Batch) -> Vec<TargetChange> {
        let of = |cell: &Written| TargetChange {
            period: self.quarters.with_value(|quarters| quarters[cell.place.1]),
            key: self.lines.with_untracked(|lines| lines[cell.place.0].key.clone()),
            amount: cell.to,
        };
        batch.cells.iter().map(of).collect()
    }

    fn amount_in(self, grid: &TargetGrid, (row, column): Place) -> Option<Company> {
        self.lines.with_untracked(|lines| amounts(grid, &lines[row]).and_then(|amounts| amounts[column]))
    }

    fn know(self, cells: &[(Place, Option<Company>)]) {
        let _ = self
            .lines
            .try_update(|lines| cells.iter().for_each(|((row, column), amount)| lines[*row].amounts[*column] = *amount));
    }

    /// Takes over what the server says, but not where something is still to be saved.
    fn take(self, grid: &TargetGrid) {
        let _ = self.revision.try_update_value(|revision| *revision = grid.revision);
        let waiting: Vec<Place> = self
            .waiting
            .try_with_value(|waiting| waiting.iter().flat_map(|batch| batch.cells.iter().map(|cell| cell.place)).collect())
            .unwrap_or_default();
        let _ = self.lines.try_update(|lines| {
            for (row, line) in lines.iter_mut().enumerate() {
                let Some(amounts) = amounts(grid, line) else { continue };
                for (column, amount) in amounts.iter().enumerate().filter(|(column, _)| !waiting.contains(&(row, *column))) {
                    line.amounts[column] = *amount;
                }
            }
        });
        let rows = self.lines.try_with_untracked(Vec::len).unwrap_or(0);
        let places = (0..rows).flat_map(|row| (0..grid.quarters.len()).map(move |column| (row, column)));
        places.filter(|place| !waiting.contains(place)).for_each(|place| self.show(place));
    }

    /// Writes a cell's amount into its input, unless one is writing in it.
    fn show(self, place: Place) {
        let Some(input) = self.input(place) else { return };
        let amount = self.lines.with_untracked(|lines| lines[place.0].amounts[place.1]);
        let text = amount.map(|amount| self.t.language.amount_apart(amount.0, self.currency)).unwrap_or_default();
        let busy = document().active_element().is_some_and(|active| active == **input);
        // `value` as an attribute is what stood there when one came.
        if !busy || input.value() == input.default_value() {
            input.set_value(&text);
        }
        input.set_default_value(&text);
        self.mark(place, false);
    }

    fn mark(self, place: Place, wrong: bool) {
        let Some(input) = self.input(place) else { return };
        // It is there, so its attributes can be written.
        let _ = if wrong { input.set_attribute("aria-invalid", "true") } else { input.remove_attribute("aria-invalid") };
    }

    fn input(self, (row, column): Place) -> Option<HtmlInputElement> {
        let table = self.table.try_get_untracked().flatten()?;
        table.query_selector(&format!("[data-cell='{row}-{column}']")).ok().flatten()?.dyn_into().ok()
    }

    /// What a cell is called: its row and its quarter.
    fn name(self, (row, column): Place) -> String {
        let quarter = self.quarters.with_value(|quarters| self.t.language.period(quarters[column]));
        self.lines.with_untracked(|lines| format!("{}, {quarter}", lines[row].name))
    }

    /// What could not be read, and what somebody else wrote first.
    pub fn messages(self) -> AnyView {
        let t = self.t;
        let words = targets(t.language);
        let wrong = move || {
            let wrong = self.wrong.get();
            (!wrong.is_empty()).then(|| {
                let items = wrong.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
                view! { <div class="conflict" role="alert"><h3>{shape(Standing::Act)}{words.unreadable}</h3><ul>{items}</ul></div> }
            })
        };
        let conflict = move || {
            self.conflict.get().map(|Conflict { theirs, others, undoes }| {
                let amount = |amount: Option<Company>| {
                    amount
                        .map_or_else(|| t.deals.empty_value.to_owned(), |amount| t.language.amount_apart(amount.0, self.currency))
                };
                let items = theirs
                    .iter()
                    .map(|cell| {
                        let text = (t.deals.conflict_detail)(&amount(cell.to), &amount(cell.from));
                        view! { <li><b>{self.name(cell.place)}</b>": "{text}</li> }
                    })
                    .collect_view();
                let all = [theirs, others.clone()].concat();
                let settle = move |cells: &[Written]| {
                    self.conflict.set(None);
                    self.save(Batch { cells: cells.to_vec(), undoes });
                };
                view! {
                    <div class="conflict" role="alert">
                        <h3>{shape(Standing::Watch)}{t.deals.conflict}</h3>
                        <ul>{items}</ul>
                        <div class="chip-row">
                            <button type="button" class="button" on:click=move |_| settle(&all)>{t.deals.keep_mine}</button>
                            <button type="button" class="button" on:click=move |_| settle(&others)>{t.deals.keep_theirs}</button>
                        </div>
                    </div>
                }
            })
        };
        view! { {wrong}{conflict} }.into_any()
    }
}

impl Written {
    /// What takes it back.
    fn back(self) -> Self {
        Self { from: self.to, to: self.from, ..self }
    }
}

/// A row's amounts in an answer, if it is there.
fn amounts<'g>(grid: &'g TargetGrid, line: &Line) -> Option<&'g Vec<Option<Company>>> {
    match &line.key {
        None => Some(&grid.company),
        Some(key) => grid.rows.iter().find(|row| row.key == *key).map(|row| &row.amounts),
    }
}

/// The input an event is about, and its place.
fn cell(event: &Event) -> Option<(HtmlInputElement, Place)> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let place = input.get_attribute("data-cell")?;
    let (row, column) = place.split_once('-')?;
    Some((input.clone(), (row.parse().ok()?, column.parse().ok()?)))
}

/// The text on the clipboard.
#[cfg(target_arch = "wasm32")]
fn pasted(event: &Event) -> Option<String> {
    event.dyn_ref::<web_sys::ClipboardEvent>()?.clipboard_data()?.get_data("text").ok()
}

/// One pastes in the browser only.
#[cfg(not(target_arch = "wasm32"))]
fn pasted(_: &Event) -> Option<String> {
    None
}
