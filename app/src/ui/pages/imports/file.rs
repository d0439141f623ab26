//! One file of an import: what its rows are, which column says what, which values are replaced.

use super::form::samples;
use super::mapping::{Sheet, add, remove};
use crate::ui::components::{Look, choice, word};
use contract::import::{DateOrder, DecimalMark, FieldHolds, FileKind, ImportField, ImportFile};
use leptos::prelude::*;

/// A file: what its rows are, and which column says what.
pub fn file(sheet: Sheet<'_>, at: usize) -> AnyView {
    let Sheet { scene, entry, asked } = sheet;
    let w = scene.w;
    let file = &scene.import.files[at];
    let name = format!("files[{at}].kind");
    let kinds = scene.kinds.iter().map(|kind| (word(kind.kind), (w.kinds)(kind.kind).to_owned()));
    let kinds = std::iter::once((String::new(), w.skip_file.to_owned())).chain(kinds);
    let kind = (!asked.contains(&name)).then(|| entry.choose(&name, w.kind, kinds, Look { class: "short", ..Look::default() }));
    let chosen = choice::<FileKind>(entry.form.get(&name));
    let fields = scene.kinds.iter().find(|kind| Some(kind.kind) == chosen).map(|kind| kind.fields.as_slice());
    let fields = fields.map(|fields| view! { {columns(sheet, at, file, fields)}{values(sheet, at, fields)} });
    let note = [(w.rows)(file.rows), (w.bytes)(file.bytes), (w.written)(&file.written)].join(" · ");
    view! {
        <section class="card pad" aria-label=file.name.clone()>
            <h2>{file.name.clone()}</h2>
            <p class="note">{note}</p>
            {kind}
            {fields}
            {overview(sheet, at, file)}
        </section>
    }
    .into_any()
}

/// The fields that columns fill or that must be filled; the others folded away.
fn columns(sheet: Sheet<'_>, at: usize, file: &ImportFile, fields: &[ImportField]) -> AnyView {
    let Sheet { scene, entry, asked } = sheet;
    let w = scene.w;
    let name = |field: &ImportField| format!("files[{at}].columns.{}", field.name);
    let (first, rest): (Vec<_>, Vec<_>) =
        fields.iter().partition(|field| field.required || !entry.form.get(&name(field)).is_empty());
    let rest: Vec<_> = rest.into_iter().filter(|field| !asked.contains(&name(field))).collect();
    let draw = |fields: Vec<&ImportField>| {
        let inputs = fields.into_iter().map(|field| column(sheet, at, file, field));
        inputs.collect_view()
    };
    let folded = (!rest.is_empty()).then(|| {
        let title = (w.more_fields)(rest.len());
        view! { <details><summary>{title}</summary><div class="fields">{draw(rest)}</div></details> }
    });
    let orders: Vec<_> = fields
        .iter()
        .filter(|field| field.holds == FieldHolds::Date && !entry.form.get(&name(field)).is_empty())
        .filter_map(|field| {
            let name = format!("files[{at}].dates.{}", field.name);
            let orders = [DateOrder::Ymd, DateOrder::Mdy, DateOrder::Dmy];
            let orders = orders.map(|order| (word(order), (w.date_order)(order).to_owned()));
            let options = std::iter::once((String::new(), w.itself.to_owned())).chain(orders);
            (!asked.contains(&name)).then(|| entry.choose(&name, (w.dates)(&label(sheet, field)), options, Look::default()))
        })
        .collect();
    let name = format!("files[{at}].decimal");
    let numbers = fields.iter().any(|field| field.holds == FieldHolds::Amount) && !asked.contains(&name);
    let decimal = numbers.then(|| {
        let marks = [DecimalMark::Point, DecimalMark::Comma].map(|mark| (word(mark), (w.decimals)(mark).to_owned()));
        let options = std::iter::once((String::new(), w.itself.to_owned())).chain(marks);
        entry.choose(&name, w.decimal, options, Look::default())
    });
    view! {
        <h3>{w.columns}</h3>
        <div class="fields">{draw(first)}</div>
        {folded}
        <div class="fields">{orders}{decimal}</div>
    }
    .into_any()
}

fn label(sheet: Sheet<'_>, field: &ImportField) -> String {
    (sheet.scene.w.field)(&field.name).map_or_else(|| field.name.clone(), str::to_owned)
}

/// The column of a field, or its columns: a name and a stage may be spread over several.
fn column(sheet: Sheet<'_>, at: usize, file: &ImportFile, field: &ImportField) -> AnyView {
    let Sheet { scene, entry, asked } = sheet;
    let w = scene.w;
    let name = format!("files[{at}].columns.{}", field.name);
    if asked.contains(&name) {
        return ().into_any();
    }
    let chosen: Vec<&str> = entry.form.all(&name).filter(|column| !column.is_empty()).collect();
    let joined = matches!(field.name.as_str(), "stage" | "name") && !chosen.is_empty();
    let several = chosen.len().max(1) + usize::from(joined);
    let label = label(sheet, field);
    let hint = samples(scene.import, at, &chosen);
    let hint = if hint.is_empty() { String::new() } else { (w.sample)(&hint.join(", ")) };
    (0..several)
        .map(|place| {
            let options = file.columns.iter().map(|column| (column.name.clone(), column.name.clone()));
            let options = std::iter::once((String::new(), w.no_column.to_owned())).chain(options).collect();
            let current = chosen.get(place).copied().unwrap_or_default();
            let (id, label, hint) = match place {
                0 => (name.clone(), label.clone(), hint.clone()),
                _ => (format!("{name}#{place}"), (w.and_column)(&label), String::new()),
            };
            entry.select(&id, label, options, current, Look { hint, ..Look::default() })
        })
        .collect_view()
        .into_any()
}

/// Values to be replaced, and room for more.
fn values(sheet: Sheet<'_>, at: usize, fields: &[ImportField]) -> AnyView {
    let Sheet { scene, entry, .. } = sheet;
    let w = scene.w;
    let list = format!("files[{at}].values");
    let mapped: Vec<_> = fields
        .iter()
        .filter(|field| !entry.form.get(&format!("files[{at}].columns.{}", field.name)).is_empty())
        .map(|field| (field.name.clone(), label(sheet, field)))
        .collect();
    let rows = entry.form.rows(&list);
    let open = !rows.is_empty();
    let rows = rows
        .into_iter()
        .map(|row| {
            let name = |part: &str| format!("{list}[{row}].{part}");
            let options = std::iter::once((String::new(), w.choose.to_owned())).chain(mapped.iter().cloned());
            view! {
                <li>
                    {entry.choose(&name("field"), w.in_field, options, Look::default())}
                    {entry.text(&name("from"), w.from, Look::default())}
                    {entry.text(&name("to"), w.becomes, Look::default())}
                    {remove(sheet, &list, row)}
                </li>
            }
        })
        .collect_view();
    view! {
        <details open=open>
            <summary id=list.clone()>{w.values}</summary>
            <p class="note">{w.values_hint}</p>
            <ol class="rows three">{rows}</ol>
            {add(sheet, &list, w.add_value)}
        </details>
    }
    .into_any()
}

/// Every column of a file: its first values, what it was read as, where it goes.
fn overview(sheet: Sheet<'_>, at: usize, file: &ImportFile) -> AnyView {
    let Sheet { scene, entry, .. } = sheet;
    let w = scene.w;
    let prefix = format!("files[{at}].columns.");
    let goes = |column: &str| {
        let pairs = entry.form.pairs().iter();
        let fields = pairs.filter(|(_, value)| value == column).filter_map(|(name, _)| name.strip_prefix(&prefix));
        let fields: Vec<_> = fields.map(|field| (w.field)(field).unwrap_or(field)).collect();
        if fields.is_empty() { w.nowhere.to_owned() } else { fields.join(", ") }
    };
    let rows = file
        .columns
        .iter()
        .map(|column| {
            view! {
                <tr>
                    <th scope="row">{column.name.clone()}</th>
                    <td>{column.samples.join(", ")}</td>
                    <td>{column.found.as_ref().map(w.found_in)}</td>
                    <td>{goes(&column.name)}</td>
                </tr>
            }
        })
        .collect_view();
    let title = (w.all_columns)(file.columns.len());
    view! {
        <details>
            <summary>{title.clone()}</summary>
            <div class="scroll" tabindex="0" role="region" aria-label=format!("{title}: {}", file.name)>
                <table class="list">
                    <thead>
                        <tr>
                            <th scope="col">{w.column}</th>
                            <th scope="col">{w.samples}</th>
                            <th scope="col">{w.found}</th>
                            <th scope="col">{w.goes_to}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}
