//! The address of a matrix: which one, and how it is looked at. Everything on the page is a link to another of these.

use contract::apm::{ApmColumn, ApmDealsQuery, ApmQuery, ApmSort};
use contract::client::query_string;
use contract::{Problem, problem::FieldError};
use domain::{Dimension, Filter};

/// A column of the matrix, as far as a phone can show one of them large.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// Forecast.
    Forecast,
    /// Closed (ACV).
    #[default]
    Closed,
    /// Open pipeline.
    Open,
    /// Pipe generation.
    Generated,
    /// Coverage.
    Coverage,
}

impl Shown {
    /// All, in the order of the columns.
    pub const ALL: [Self; 5] = [Self::Forecast, Self::Closed, Self::Open, Self::Generated, Self::Coverage];

    /// The name used in links, which is also the class of the column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Forecast => "forecast",
            Self::Closed => "closed",
            Self::Open => "open",
            Self::Generated => "generated",
            Self::Coverage => "coverage",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.as_str() == name)
    }
}

/// Which matrix, and how it is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// What is asked of the API.
    pub query: ApmQuery,
    /// The column a phone shows large.
    pub column: Shown,
    /// Whether the change is against last year as it landed.
    pub landed: bool,
    /// The dimension whose values the filter sheet shows.
    pub pick: Option<Dimension>,
    /// What its values are searched for.
    pub find: String,
    /// Whether all rows are shown, however many.
    pub all: bool,
}

impl Link {
    /// Reads an address. What is unknown is named.
    pub fn parse(search: &str) -> Result<Self, Problem> {
        let mut link = Self::default();
        let mut rest = Vec::new();
        for (name, value) in pairs(search)? {
            let understood = match name.as_str() {
                _ if value.is_empty() => true,
                "column" => Shown::parse(&value).map(|column| link.column = column).is_some(),
                "yoy" => {
                    link.landed = value == "landed";
                    link.landed
                }
                "pick" => Dimension::parse(&value).map(|pick| link.pick = Some(pick)).is_some(),
                "find" => {
                    link.find.clone_from(&value);
                    true
                }
                "all" => {
                    link.all = value == "1";
                    link.all
                }
                _ => {
                    rest.push((name.clone(), value.clone()));
                    true
                }
            };
            if !understood {
                return Err(Problem::invalid(name, format!("“{value}” is not understood")));
            }
        }
        link.query = api_query(&rest)?;
        Ok(link)
    }

    /// The address as name and value.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = query_string(&self.query).ok().and_then(|text| pairs(&text).ok()).unwrap_or_default();
        let mut add = |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
        if self.column != Shown::default() {
            add("column", self.column.as_str());
        }
        if self.landed {
            add("yoy", "landed");
        }
        if let Some(pick) = self.pick {
            add("pick", pick.as_str());
            if !self.find.is_empty() {
                add("find", &self.find);
            }
        }
        if self.all {
            add("all", "1");
        }
        pairs
    }

    /// The same without one of its parameters, for a form that sets it.
    pub fn pairs_without(&self, names: &[&str]) -> Vec<(String, String)> {
        self.pairs().into_iter().filter(|(name, _)| !names.contains(&name.as_str())).collect()
    }

    /// The address as query.
    pub fn search(&self) -> String {
        serde_urlencoded::to_string(self.pairs()).unwrap_or_default()
    }

    /// The address.
    pub fn href(&self) -> String {
        let search = self.search();
        if search.is_empty() { "/apm".to_owned() } else { format!("/apm?{search}") }
    }

    /// The address of another matrix.
    pub fn to(&self, change: impl FnOnce(&mut Self)) -> String {
        let mut link = self.clone();
        change(&mut link);
        link.href()
    }

    /// The address of this matrix with other rows. The same dimension cannot be inside itself.
    pub fn by(&self, rows: Dimension) -> String {
        self.to(|link| {
            link.query.rows = Some(rows).filter(|rows| *rows != Dimension::Product);
            link.query.nest = link.query.nest.filter(|nest| *nest != rows);
            link.all = false;
        })
    }

    /// The address of this matrix under another filter.
    pub fn filtered(&self, filter: Filter) -> String {
        self.to(|link| link.query.filter = filter)
    }

    /// The address of this matrix in another order.
    pub fn sorted(&self, sort: ApmSort) -> String {
        self.to(|link| link.query.sort = Some(sort).filter(|sort| *sort != ApmSort::Label))
    }

    /// The address of the deals behind a number of this matrix.
    pub fn drill(&self, column: ApmColumn, filter: Filter) -> String {
        let query = ApmDealsQuery {
            column,
            period: self.query.period,
            as_of: self.query.as_of,
            known_at: self.query.known_at,
            organisation: self.query.organisation,
            filter,
            after: None,
        };
        let mut pairs = query_string(&query).ok().and_then(|text| pairs(&text).ok()).unwrap_or_default();
        let back = self.search();
        if !back.is_empty() {
            pairs.push(("back".to_owned(), back));
        }
        format!("/apm/deals?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    }
}

/// A query as name and value.
pub fn pairs(search: &str) -> Result<Vec<(String, String)>, Problem> {
    serde_urlencoded::from_str(search).map_err(|error| Problem::unreadable(error.to_string()))
}

/// Parameters as the API's query; an unknown or impossible one is a problem that names it.
pub fn api_query<Q: serde::de::DeserializeOwned>(pairs: &[(String, String)]) -> Result<Q, Problem> {
    let text = serde_urlencoded::to_string(pairs).unwrap_or_default();
    serde_urlencoded::from_str(&text).map_err(|_| {
        // Each is tried alone: the reader's own words would name all that it knows.
        let wrong = |pair: &&(String, String)| {
            let alone = serde_urlencoded::to_string([pair]).unwrap_or_default();
            serde_urlencoded::from_str::<Q>(&alone).is_err()
        };
        let fault = |(name, value): &(String, String)| FieldError {
            field: name.clone(),
            message: format!("“{value}” is not possible here."),
        };
        Problem::invalid_fields(pairs.iter().filter(wrong).map(fault).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_the_same_after_being_read() {
        let search = "rows=region&nest=source&period=FY27-Q4&as_of=2026-12-08&where=segment%3AEnterprise&sort=closed&column=open&yoy=landed";
        let link = Link::parse(search).unwrap();
        assert_eq!(link.query.rows, Some(Dimension::Region));
        assert_eq!(link.column, Shown::Open);
        assert!(link.landed);
        assert_eq!(Link::parse(&link.search()).unwrap(), link);
        assert_eq!(Link::default().href(), "/apm");
    }

    #[test]
    fn what_is_unknown_is_named() {
        for (search, field) in
            [("colour=red", "colour"), ("column=red", "column"), ("yoy=never", "yoy"), ("pick=weather", "pick")]
        {
            let problem = Link::parse(search).unwrap_err();
            assert_eq!((problem.status, problem.fields[0].field.as_str()), (400, field));
        }
    }

    #[test]
    fn an_empty_field_of_a_form_says_nothing() {
        assert_eq!(Link::parse("as_of=&find=&sort=").unwrap(), Link::default());
    }

    #[test]
    fn a_dimension_is_never_nested_in_itself() {
        let link = Link::parse("rows=region&nest=source").unwrap();
        assert_eq!(link.by(Dimension::Source), "/apm?rows=source");
    }

    #[test]
    fn a_drill_names_the_cell_and_the_way_back() {
        let link = Link::parse("rows=region&period=FY27-Q4").unwrap();
        let filter = link.query.filter.and(Dimension::Region, "EMEA");
        assert_eq!(
            link.drill(ApmColumn::Open, filter),
            "/apm/deals?column=open&period=FY27-Q4&where=region%3AEMEA&back=rows%3Dregion%26period%3DFY27-Q4"
        );
    }
}
