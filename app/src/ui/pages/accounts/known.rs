//! The words that are said of accounts already, offered where one is written: one region should not have two names.

use contract::workspace::{DimensionPath, ListDimension, ListDimensionQuery};
use contract::{Client, Nothing, Problem};
use domain::{Attribute, Dimension};
use leptos::prelude::*;

/// The words of each attribute.
#[derive(Debug, Default)]
pub struct Known(Vec<(Attribute, Vec<String>)>);

const ASKED: [(Attribute, Dimension); 5] = [
    (Attribute::AccountRegion, Dimension::Region),
    (Attribute::AccountSegment, Dimension::Segment),
    (Attribute::AccountIndustry, Dimension::Industry),
    (Attribute::AccountCountry, Dimension::Country),
    (Attribute::AccountTerritory, Dimension::Territory),
];

impl Known {
    /// Asks for them. Who may not ask by something gets no words of it, and writes them.
    pub async fn ask(client: &Client) -> Self {
        let mut known = Vec::with_capacity(ASKED.len());
        for (attribute, dimension) in ASKED {
            known.push((attribute, words_of(client, dimension).await.unwrap_or_default()));
        }
        Self(known)
    }

    /// A list of those of some attributes, for inputs to refer to.
    pub fn list(&self, id: &'static str, attributes: &[Attribute]) -> AnyView {
        let said = self.0.iter().filter(|(attribute, _)| attributes.contains(attribute));
        let options = said.flat_map(|(_, words)| words).map(|word| view! { <option value=word.clone()></option> });
        view! { <datalist id=id>{options.collect_view()}</datalist> }.into_any()
    }
}

/// The words of a dimension that are in use.
pub async fn words_of(client: &Client, dimension: Dimension) -> Result<Vec<String>, Problem> {
    let asked = DimensionPath { dimension };
    let values = client.call::<ListDimension>(&asked, &ListDimensionQuery::default(), &Nothing {}, None).await?;
    Ok(values.items.into_iter().map(|value| value.key).filter(|key| !key.is_empty()).collect())
}
