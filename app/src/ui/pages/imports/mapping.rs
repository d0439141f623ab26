//! How the files are read: one form for all of it, with what is asked first.

use super::file::file;
use super::page::Scene;
use super::stages::stage_row;
use crate::form::Form;
use crate::ui::components::{Entry, Look, choice, shape, word};
use contract::Problem;
use contract::import::{AmountHistory, Asks, ConflictRule, DateOrder, DecimalMark, FileKind, ProcessRule, Question};
use domain::pace::Standing;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// What is needed to draw any part of the form.
#[derive(Clone, Copy)]
pub struct Sheet<'a> {
    /// The page.
    pub scene: Scene<'a>,
    /// Its inputs.
    pub entry: Entry<'a>,
    /// The inputs that stand with their questions, by name, and so nowhere else.
    pub asked: &'a BTreeSet<String>,
}

/// The form. What is not `editable` is shown as it was.
pub fn mapping(scene: Scene<'_>, form: &Form, problem: Option<&Problem>, editable: bool) -> AnyView {
    let entry = Entry { form, problem, words: scene.w.fault };
    let asked: BTreeSet<String> = scene.import.questions.iter().filter_map(|question| input_of(scene, form, question)).collect();
    let sheet = Sheet { scene, entry, asked: &asked };
    let w = scene.w;
    let files = (0..scene.import.files.len()).map(|at| file(sheet, at)).collect_view();
    let send = editable.then(|| {
        view! {
            <div class="card pad send">
                <button class="button primary" name="do" value="check">{w.check}</button>
                <button class="button" name="do" value="save">{w.save}</button>
                <p class="note">{w.check_hint}</p>
            </div>
        }
    });
    view! {
        <form method="post" action=format!("/imports/{}", scene.import.id)>
            // What the Enter key does, whichever button comes first.
            <button class="sr" name="do" value="save" tabindex="-1" aria-hidden="true">{w.save}</button>
            <fieldset class="plain stack" disabled=!editable>
                {questions(sheet)}
                {files}
                {stages(sheet)}
                {rules(sheet)}
                {send}
            </fieldset>
        </form>
    }
    .into_any()
}

/// The input that answers a question.
fn input_of(scene: Scene<'_>, form: &Form, question: &Question) -> Option<String> {
    let file = scene.import.files.iter().position(|file| file.name == question.file)?;
    match &question.asks {
        Asks::Kind => Some(format!("files[{file}].kind")),
        Asks::Column { field, .. } => Some(format!("files[{file}].columns.{field}")),
        Asks::DateOrder { field, .. } => Some(format!("files[{file}].dates.{field}")),
        Asks::Number { .. } => Some(format!("files[{file}].decimal")),
        Asks::Stage { value, .. } | Asks::OwnStage { value, .. } | Asks::Contradiction { value } => {
            let row = form.rows("stages").into_iter().find(|row| form.get(&format!("stages[{row}].value")) == value)?;
            Some(format!("stages[{row}]"))
        }
        Asks::Workspace | Asks::Entry => None,
    }
}

/// What has to be said before the files can be checked, each with the input that says it.
fn questions(sheet: Sheet<'_>) -> Option<AnyView> {
    let Sheet { scene, entry, .. } = sheet;
    let (w, import) = (scene.w, scene.import);
    if import.questions.is_empty() {
        return None;
    }
    let mut shown = BTreeSet::new();
    let items = import
        .questions
        .iter()
        .map(|question| {
            let input = input_of(scene, entry.form, question).filter(|input| shown.insert(input.clone()));
            let place = [Some(question.file.clone()), question.column.clone()];
            let place = place.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
            let answer = match &question.asks {
                Asks::Workspace => Some(view! { <a class="button" href="/setup">{w.to_setup}</a> }.into_any()),
                Asks::Entry => Some(view! { <a class="button" href="#stages">{w.to_stages}</a> }.into_any()),
                _ => input.map(|input| answer(sheet, question, &input)),
            };
            view! { <li><small>{place}</small><p>{(w.question)(question)}</p>{answer}</li> }
        })
        .collect_view();
    Some(
        view! {
            <section class="card pad notice watch">
                <h2>{shape(Standing::Watch)}{w.questions}</h2>
                <p class="note">{w.questions_hint}</p>
                <ol class="questions">{items}</ol>
            </section>
        }
        .into_any(),
    )
}

fn answer(sheet: Sheet<'_>, question: &Question, input: &str) -> AnyView {
    let Sheet { scene, entry, .. } = sheet;
    let w = scene.w;
    if let Some(row) = input.strip_prefix("stages[").and_then(|row| row.trim_end_matches(']').parse().ok()) {
        return stage_row(sheet, row);
    }
    let text = |choice_: &str| match &question.asks {
        Asks::Kind => choice::<FileKind>(choice_).map(|kind| (w.kinds)(kind).to_owned()),
        Asks::DateOrder { .. } => choice::<DateOrder>(choice_).map(|order| (w.date_order)(order).to_owned()),
        Asks::Number { .. } => choice::<DecimalMark>(choice_).map(|mark| (w.decimals)(mark).to_owned()),
        _ => None,
    };
    let options = question.choices.iter().map(|value| (value.clone(), text(value).unwrap_or_else(|| value.clone())));
    let options = std::iter::once((String::new(), w.choose.to_owned())).chain(options);
    entry.choose(input, w.choose, options, Look { class: "short", ..Look::default() })
}

/// The button that takes a row away.
pub fn remove(sheet: Sheet<'_>, list: &str, row: usize) -> AnyView {
    let w = sheet.scene.w;
    let to = format!("/imports/{}#{list}", sheet.scene.import.id);
    let label = format!("{} {}", w.remove, row + 1);
    view! {
        <button class="button icon" name="do" value=format!("remove {list} {row}") formaction=to formnovalidate aria-label=label>"×"</button>
    }
    .into_any()
}

/// The button that adds a row.
pub fn add(sheet: Sheet<'_>, list: &str, text: &'static str) -> AnyView {
    let to = format!("/imports/{}#{list}", sheet.scene.import.id);
    view! { <button class="button" name="do" value=format!("add {list}") formaction=to formnovalidate>{text}</button> }.into_any()
}

/// What the files' stages stand for.
fn stages(sheet: Sheet<'_>) -> Option<AnyView> {
    let Sheet { scene, entry, asked } = sheet;
    let w = scene.w;
    let rows: Vec<_> = entry.form.rows("stages").into_iter().filter(|row| !asked.contains(&format!("stages[{row}]"))).collect();
    if rows.is_empty() && asked.iter().all(|name| !name.starts_with("stages[")) {
        return None;
    }
    let rules = [ProcessRule::Take, ProcessRule::Keep].map(|rule| (word(rule), (w.process_rule)(rule)));
    let process = Look { hint: w.process_hint.to_owned(), class: "short", ..Look::default() };
    let rows = rows.into_iter().map(|row| view! { <li>{stage_row(sheet, row)}</li> }).collect_view();
    let own = scene.visit.workspace.iter().flat_map(|info| &info.workspace.processes).flat_map(|process| &process.stages);
    let own = own.map(|stage| view! { <option value=stage.name.clone()></option> }).collect_view();
    Some(
        view! {
            <section class="card pad" id="stages" aria-label=w.stages>
                <h2>{w.stages}</h2>
                <p class="note">{w.stages_hint}" "{w.order_hint}</p>
                {entry.choose("process", w.process, rules, process)}
                <ol class="stage-rows">{rows}</ol>
                <datalist id="own-stages">{own}</datalist>
            </section>
        }
        .into_any(),
    )
}

/// What holds for all files.
fn rules(sheet: Sheet<'_>) -> AnyView {
    let Sheet { scene, entry, .. } = sheet;
    let w = scene.w;
    let company = scene.visit.workspace.as_ref().map(|info| info.workspace.currency.code().to_owned()).unwrap_or_default();
    let amounts = [AmountHistory::Same, AmountHistory::ListPrice, AmountHistory::None, AmountHistory::SameOrListPrice];
    let amounts = amounts.map(|rule| (word(rule), (w.amount)(rule)));
    let conflicts = [ConflictRule::Ask, ConflictRule::Keep, ConflictRule::Overwrite].map(|rule| (word(rule), (w.conflict)(rule)));
    let form = entry.form;
    let open = form.rows("stages").into_iter().filter(|row| form.get(&format!("stages[{row}].kind")) == "open");
    let open: BTreeSet<_> =
        open.map(|row| form.get(&format!("stages[{row}].stage")).to_owned()).filter(|name| !name.is_empty()).collect();
    let entries =
        std::iter::once((String::new(), w.entry_first.to_owned())).chain(open.into_iter().map(|name| (name.clone(), name)));
    let bands = form
        .rows("bands")
        .into_iter()
        .map(|row| {
            let limit = Look { inputmode: "numeric", hint: w.above.to_owned(), ..Look::default() };
            view! {
                <li>
                    {entry.text(&format!("bands[{row}].up_to"), w.up_to, limit)}
                    {entry.text(&format!("bands[{row}].segment"), w.segment, Look::default())}
                    {remove(sheet, "bands", row)}
                </li>
            }
        })
        .collect_view();
    let currency = Look { hint: (w.currency_hint)(&company), ..Look::default() };
    view! {
        <section class="card pad" aria-label=w.rules>
            <h2>{w.rules}</h2>
            <div class="fields">
                {entry.text("currency", w.currency, currency)}
                {entry.choose("amount_history", w.amounts, amounts, Look::default())}
                {entry.choose("entry_stage", w.entry, entries, Look::default())}
                {entry.choose("conflicts", w.conflicts, conflicts, Look::default())}
            </div>
            <h3 id="bands">{w.bands}</h3>
            <p class="note">{w.bands_hint}</p>
            <ol class="rows two">{bands}</ol>
            {add(sheet, "bands", w.add_band)}
        </section>
    }
    .into_any()
}
