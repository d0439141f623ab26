//! What people call the values of a dimension.

use crate::context::Visit;
use crate::ui::i18n::Texts;
use domain::{DealType, Dimension, Source};

/// The name of a value: its label, or for the product's own lists and for "(none)" the language's word.
pub fn value_name(t: &Texts, visit: &Visit, dimension: Dimension, key: &str, label: &str) -> String {
    if !label.is_empty() {
        return label.to_owned();
    }
    if key.is_empty() {
        return t.common.none.to_owned();
    }
    let own = match dimension {
        Dimension::Source => Source::parse(key).map(|source| (t.names.source)(source).to_owned()),
        Dimension::Type => DealType::parse(key).map(|deal_type| (t.names.deal_type)(deal_type).to_owned()),
        Dimension::Stage => stage_name(visit, key),
        _ => None,
    };
    own.unwrap_or_else(|| key.to_owned())
}

fn stage_name(visit: &Visit, key: &str) -> Option<String> {
    let id = domain::StageId(key.parse().ok()?);
    let processes = &visit.workspace.as_ref()?.workspace.processes;
    processes.iter().find_map(|process| process.stage(id)).map(|stage| stage.name.clone())
}
