//! What a card or a row knows of its deal: enough to change it on the spot, at once and without a network. The server writes it
//! beside the card, the sheet (`quick.rs`) reads it.

use contract::book::OpportunitySummary;
use contract::opportunity::{Opportunity, OpportunityPatch};
use domain::{Line, State};
use leptos::web_sys::Element;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The attribute.
const KNOWN: &str = "data-known";

/// The deal as far as a list knows it, for whoever may change it. What no list shows is left out.
pub fn known(deal: &OpportunitySummary, changes: bool) -> Option<String> {
    let state = State {
        name: deal.name.clone(),
        account: deal.account_id,
        owner: deal.owner_id,
        deal_type: deal.deal_type,
        currency: deal.acv.currency,
        lines: deal.lines.clone(),
        estimated: false,
        stage: deal.stage,
        category: deal.chosen,
        close_day: deal.close_day,
        source: deal.source,
        sourced_by: None,
        campaign: None,
        region: None,
        term_months: None,
        next_step: deal.next_step.clone(),
        next_step_day: deal.next_step_day,
        lost_reason: None,
        contacts: Vec::new(),
        competitors: None,
        team: Vec::new(),
        splits: Vec::new(),
        nurture_until: None,
        deleted: false,
    };
    let whole = Opportunity {
        id: deal.id,
        version: deal.version,
        account: None,
        owner: None,
        campaign: None,
        stage_name: deal.stage_name.clone(),
        kind: deal.kind,
        category: deal.category,
        products: products(&deal.lines, &deal.products),
        names: BTreeMap::new(),
        state,
    };
    let mut json = serde_json::to_value(whole).ok().filter(|_| changes)?;
    json.as_object_mut()?.retain(|_, value| !value.is_null());
    let absent = |value: &Value| value.is_null() || *value == json!(false) || *value == json!([]);
    json.get_mut("state")?.as_object_mut()?.retain(|field, value| field == "lines" || !absent(value));
    Some(json.to_string())
}

/// The products' names by line; a list knows each once.
fn products(lines: &[Line], names: &[String]) -> Vec<Option<String>> {
    let mut seen = Vec::new();
    let mut name = |line: &Line| {
        let product = line.product?;
        let at = seen.iter().position(|known| *known == product).unwrap_or_else(|| {
            seen.push(product);
            seen.len() - 1
        });
        names.get(at).cloned()
    };
    lines.iter().map(&mut name).collect()
}

/// What stands beside a card.
pub fn read(card: &Element) -> Option<Opportunity> {
    serde_json::from_str(&card.get_attribute(KNOWN)?).ok()
}

/// Whether that is enough to take a change back.
pub fn takes_back(patch: &OpportunityPatch) -> bool {
    patch.nurture_until.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ProductId;
    use uuid::Uuid;

    #[test]
    fn each_line_has_the_name_of_its_product() {
        let line = |line, product: Option<u128>| Line {
            line,
            product: product.map(|id| ProductId(Uuid::from_u128(id))),
            acv: 1,
            one_off: 0,
        };
        let lines = [line(1, Some(7)), line(2, None), line(3, Some(9)), line(4, Some(7))];
        let names = ["Seats".to_owned(), "Support".to_owned()];
        let said = [Some("Seats"), None, Some("Support"), Some("Seats")].map(|name| name.map(str::to_owned));
        assert_eq!(products(&lines, &names), said);
    }
}
