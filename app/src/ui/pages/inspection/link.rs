//! The address of an inspection. Everything on the page is a link to another of these.

use crate::ui::pages::apm::link::{api_query, pairs};
use contract::Problem;
use contract::client::query_string;
use contract::inspection::InspectionQuery;
use domain::Dimension;

/// Which inspection, and whether a filter is being chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// What is asked of the API.
    pub query: InspectionQuery,
    /// The dimension whose values the filter sheet shows.
    pub pick: Option<Dimension>,
    /// What its values are searched for.
    pub find: String,
}

impl Link {
    /// Reads an address. What is unknown is named; an empty field of a form says nothing.
    pub fn parse(search: &str) -> Result<Self, Problem> {
        let mut link = Self::default();
        let mut rest = Vec::new();
        for (name, value) in pairs(search)?.into_iter().filter(|(_, value)| !value.is_empty()) {
            match name.as_str() {
                "find" => link.find = value,
                "pick" => {
                    let pick = Dimension::parse(&value);
                    link.pick = Some(pick.ok_or_else(|| Problem::invalid(name, format!("“{value}” is not understood")))?);
                }
                _ => rest.push((name, value)),
            }
        }
        link.query = api_query(&rest)?;
        Ok(link)
    }

    /// The address as name and value, without some of them, for a form that sets those.
    pub fn pairs_without(&self, names: &[&str]) -> Vec<(String, String)> {
        let mut pairs = pairs(&search_of(&self.query)).unwrap_or_default();
        if let Some(pick) = self.pick {
            pairs.push(("pick".to_owned(), pick.as_str().to_owned()));
            if !self.find.is_empty() {
                pairs.push(("find".to_owned(), self.find.clone()));
            }
        }
        pairs.retain(|(name, _)| !names.contains(&name.as_str()));
        pairs
    }

    /// The address.
    pub fn href(&self) -> String {
        match serde_urlencoded::to_string(self.pairs_without(&[])).unwrap_or_default().as_str() {
            "" => "/inspect".to_owned(),
            search => format!("/inspect?{search}"),
        }
    }

    /// The address of another inspection, from its first page on.
    pub fn to(&self, change: impl FnOnce(&mut Self)) -> String {
        let mut link = self.clone();
        link.query.after = None;
        change(&mut link);
        link.href()
    }
}

/// A question as the query of an address.
pub fn search_of(query: &InspectionQuery) -> String {
    query_string(query).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::inspection::{Class, Shift};

    #[test]
    fn an_address_says_the_same_after_being_read() {
        let search = "period=FY27-Q4&since=2026-11-16&where=region%3AEMEA&class=pushed_out&pick=owner&find=ada";
        let link = Link::parse(search).unwrap();
        assert_eq!((link.query.class, link.pick), (Some(Class::PushedOut), Some(Dimension::Owner)));
        assert_eq!(link.href(), format!("/inspect?{search}"));
        assert_eq!(Link::parse("since=&shift=back").unwrap().query.shift, Some(Shift::Back));
        assert_eq!(Link::default().href(), "/inspect");
    }

    #[test]
    fn what_is_unknown_is_named() {
        for (search, field) in [("colour=red", "colour"), ("class=red", "class"), ("pick=weather", "pick")] {
            let problem = Link::parse(search).unwrap_err();
            assert_eq!((problem.status, problem.fields[0].field.as_str()), (400, field));
        }
    }

    #[test]
    fn another_question_begins_with_its_first_page() {
        let link = Link::parse("after=1~2~3&shift=back").unwrap();
        assert_eq!(link.to(|link| link.query.shift = Some(Shift::Forth)), "/inspect?shift=forth");
    }
}
