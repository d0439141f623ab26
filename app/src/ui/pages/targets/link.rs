//! The address of a grid: which one, and which quarter a phone shows.

use crate::ui::pages::apm::link::{api_query, pairs};
use contract::Problem;
use contract::client::query_string;
use contract::target::TargetsQuery;
use domain::{Dimension, TargetMeasure};

/// What targets are set by: none has so many values that nobody would.
pub const BY: [Dimension; 13] = [
    Dimension::Product,
    Dimension::Region,
    Dimension::Segment,
    Dimension::Source,
    Dimension::Family,
    Dimension::Territory,
    Dimension::Country,
    Dimension::Industry,
    Dimension::Team,
    Dimension::Manager,
    Dimension::Owner,
    Dimension::Tactic,
    Dimension::Type,
];

/// Which grid, and how it is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// What is asked of the API.
    pub query: TargetsQuery,
    /// The quarter a phone shows, from 1.
    pub quarter: Option<usize>,
    /// Whether all rows are shown, however many.
    pub all: bool,
}

impl Link {
    /// Reads an address. What is unknown is named.
    pub fn parse(search: &str) -> Result<Self, Problem> {
        let mut link = Self::default();
        let mut rest = Vec::new();
        for (name, value) in pairs(search)?.into_iter().filter(|(_, value)| !value.is_empty()) {
            match name.as_str() {
                "quarter" => {
                    let quarter = value.parse().ok().filter(|quarter| (1..=4).contains(quarter));
                    link.quarter = Some(quarter.ok_or_else(|| Problem::invalid("quarter", "must be 1, 2, 3 or 4"))?);
                }
                "all" => link.all = value == "1",
                _ => rest.push((name, value)),
            }
        }
        link.query = api_query(&rest)?;
        Ok(link)
    }

    /// The address.
    pub fn href(&self) -> String {
        let mut pairs = query_string(&self.query).ok().and_then(|text| pairs(&text).ok()).unwrap_or_default();
        pairs.extend(self.quarter.map(|quarter| ("quarter".to_owned(), quarter.to_string())));
        pairs.extend(self.all.then(|| ("all".to_owned(), "1".to_owned())));
        let search = serde_urlencoded::to_string(pairs).unwrap_or_default();
        if search.is_empty() { "/targets".to_owned() } else { format!("/targets?{search}") }
    }

    /// The address of another grid.
    pub fn to(&self, change: impl FnOnce(&mut Self)) -> String {
        let mut link = self.clone();
        change(&mut link);
        link.href()
    }

    /// The rows' dimension.
    pub fn rows(&self) -> Dimension {
        self.query.rows.unwrap_or(Dimension::Product)
    }

    /// What the targets are for.
    pub fn measure(&self) -> TargetMeasure {
        self.query.measure.unwrap_or(TargetMeasure::Acv)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_the_same_after_being_read() {
        let search = "rows=region&fiscal_year=2027&measure=generation&quarter=2&all=1";
        let link = Link::parse(search).unwrap();
        assert_eq!((link.rows(), link.measure()), (Dimension::Region, TargetMeasure::Generation));
        assert_eq!(link.href(), format!("/targets?{search}"));
        assert_eq!(Link::parse("").unwrap().href(), "/targets");
    }

    #[test]
    fn what_is_unknown_is_named() {
        for (search, field) in [("quarter=5", "quarter"), ("colour=red", "colour"), ("rows=weather", "rows")] {
            assert_eq!(Link::parse(search).unwrap_err().fields[0].field, field, "{search}");
        }
    }
}
