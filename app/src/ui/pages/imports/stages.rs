//! One stage of a file, and the stage of ours it stands for.

use super::mapping::Sheet;
use crate::ui::components::{Look, choice, word};
use crate::ui::i18n::{Texts, use_texts};
use contract::import::ProcessRule;
use domain::{Category, StageKind};
use leptos::prelude::*;

/// The inputs of a stage's row. What only an open stage has is hidden by the style while it is not one.
pub fn stage_row(sheet: Sheet<'_>, row: usize) -> AnyView {
    let Sheet { scene, entry, .. } = sheet;
    let (w, t) = (scene.w, use_texts());
    let name = |field: &str| format!("stages[{row}].{field}");
    let value = entry.form.get(&name("value")).to_owned();
    if choice(entry.form.get("process")) == Some(ProcessRule::Keep) {
        let own = scene.visit.workspace.iter().flat_map(|info| &info.workspace.processes).flat_map(|process| &process.stages);
        let own = own.map(|stage| (stage.name.clone(), stage.name.clone()));
        let own = std::iter::once((String::new(), w.choose.to_owned())).chain(own);
        return view! {
            <div class="stage-row kept">
                <div class="field"><span class="label">{w.in_file}</span><b>{value}</b>{entry.hidden(&name("value"))}</div>
                {entry.choose(&name("stage"), w.stage, own, Look::default())}
            </div>
        }
        .into_any();
    }
    let kinds = std::iter::once((String::new(), w.choose)).chain(kinds(t));
    let number = |class| Look { inputmode: "decimal", class, ..Look::default() };
    view! {
        <div class="stage-row">
            <div class="field">
                <span class="label">{w.in_file}</span>
                <b>{value}</b>
                {entry.hidden(&name("value"))}
            </div>
            {entry.text(&name("stage"), w.stage, Look { list: "own-stages", ..Look::default() })}
            {entry.choose(&name("kind"), t.settings.kind, kinds, Look { class: "kind", ..Look::default() })}
            {entry.choose(&name("category"), t.settings.category, categories(t), Look { class: "only-open", ..Look::default() })}
            {entry.text(&name("probability"), format!("{} %", t.settings.probability), number("only-open small"))}
            {entry.text(&name("order"), w.order, number("only-open small"))}
            {entry.tick(&name("entered"), t.settings.entered, "only-open")}
        </div>
    }
    .into_any()
}

/// Open, won, lost.
pub fn kinds(t: &Texts) -> impl Iterator<Item = (String, &'static str)> {
    [StageKind::Open, StageKind::Won, StageKind::Lost].map(|kind| (word(kind), (t.names.kind)(kind))).into_iter()
}

/// The categories that an open stage can have.
pub fn categories(t: &Texts) -> impl Iterator<Item = (String, &'static str)> {
    let open = [Category::Pipeline, Category::BestCase, Category::Commit, Category::Omitted];
    open.map(|category| (word(category), (t.names.category)(category))).into_iter()
}
