//! The address of a list, board or deck: which deals, and how they are looked at. Everything above them is a link to another
//! of these.

use crate::ui::pages::apm::link::pairs;
use contract::book::{BoardBy, ListOpportunitiesQuery, Sort};
use contract::view::{Column, SavedView, ViewBody};
use contract::{FieldError, Problem};
use domain::condition::{Bound, Values};
use domain::{Condition, StageKind, ViewId};

pub use domain::condition::Field;

/// Which deals, and how they are looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// The page.
    pub path: &'static str,
    /// The saved view one came from.
    pub view: Option<ViewId>,
    /// Which deals.
    pub condition: Condition,
    /// A part of their names.
    pub search: String,
    /// Open, won or lost ones; an address without it means open ones.
    pub kind: Option<StageKind>,
    /// The order.
    pub sort: Option<Sort>,
    /// The columns, where they are not those one has chosen.
    pub columns: Vec<Column>,
    /// What the board's columns are.
    pub by: BoardBy,
    /// How many pages of a board's columns are shown, by the column's key, where it is more than one.
    pub more: Vec<(String, u16)>,
    /// From the answer before.
    pub after: Option<String>,
    /// The field whose values are being chosen, for this alternative of the condition.
    pub pick: Option<(Field, usize)>,
    /// What its values are searched for.
    pub find: String,
    /// What has happened, to be said once.
    pub said: String,
}

impl Question {
    /// Open deals on this page.
    pub fn on(path: &'static str) -> Self {
        Self { path, kind: Some(StageKind::Open), ..Self::default() }
    }

    /// Reads an address. What is not understood is named.
    pub fn parse(path: &'static str, search: &str) -> Result<Self, Problem> {
        let mut q = Self::on(path);
        let mut faults = Vec::new();
        let (mut from, mut to, mut values) = (String::new(), String::new(), Vec::new());
        for (name, value) in pairs(search)?.into_iter().filter(|(_, value)| !value.is_empty()) {
            let read = match name.as_str() {
                "view" => value.parse().map(|view| q.view = Some(view)).map_err(|_| String::new()),
                "where" => value
                    .parse()
                    .map(|condition| q.condition = condition)
                    .map_err(|error: domain::condition::NotACondition| error.to_string()),
                "search" => {
                    q.search = value;
                    Ok(())
                }
                "kind" => match value.as_str() {
                    "all" => {
                        q.kind = None;
                        Ok(())
                    }
                    word => StageKind::ALL
                        .into_iter()
                        .find(|kind| kind.as_str() == word)
                        .map(|kind| q.kind = Some(kind))
                        .ok_or_else(String::new),
                },
                "sort" => value.parse().map(|sort| q.sort = Some(sort)),
                "columns" => {
                    q.columns = Column::list(&value);
                    Ok(())
                }
                "by" => by(&value).map(|by| q.by = by).ok_or_else(String::new),
                "more" => {
                    q.more = value
                        .split(',')
                        .filter_map(|part| part.rsplit_once('~'))
                        .filter_map(|(key, pages)| Some((key.to_owned(), pages.parse().ok()?)))
                        .collect();
                    Ok(())
                }
                "after" => {
                    q.after = Some(value);
                    Ok(())
                }
                "pick" => picked(&value).map(|pick| q.pick = Some(pick)).ok_or_else(String::new),
                "find" => {
                    q.find = value;
                    Ok(())
                }
                "done" => {
                    q.said = value;
                    Ok(())
                }
                "from" => {
                    from = value;
                    Ok(())
                }
                "to" => {
                    to = value;
                    Ok(())
                }
                "value" => {
                    values.push(value);
                    Ok(())
                }
                _ => Err(format!("“{name}” is not a parameter of this page")),
            };
            if let Err(message) = read {
                let message = if message.is_empty() { "is not understood".to_owned() } else { message };
                faults.push(FieldError { field: name, message });
            }
        }
        if !faults.is_empty() {
            return Err(Problem::invalid_fields(faults));
        }
        q.filled_in(&from, &to, values)?;
        Ok(q)
    }

    /// What a form of the filter has filled in becomes part of the condition.
    fn filled_in(&mut self, from: &str, to: &str, values: Vec<String>) -> Result<(), Problem> {
        let Some((field, group)) = self.pick else { return Ok(()) };
        let one = if !values.is_empty() {
            Condition::Is(field, values)
        } else if !from.is_empty() || !to.is_empty() {
            let text = format!("{field}:{from}..{to}");
            text.parse().map_err(|error: domain::condition::NotACondition| Problem::invalid("from", error.to_string()))?
        } else {
            return Ok(());
        };
        self.set(group, field, Some(one));
        self.pick = None;
        Ok(())
    }

    /// The address as name and value.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let mut add = |name: &str, value: String| {
            if !value.is_empty() {
                pairs.push((name.to_owned(), value));
            }
        };
        add("view", self.view.map(|view| view.to_string()).unwrap_or_default());
        add("kind", self.kind_word().to_owned());
        add("where", self.condition.to_string());
        add("search", self.search.clone());
        add("sort", self.sort.map(|sort| sort.to_string()).unwrap_or_default());
        add("columns", Column::text(&self.columns));
        add("by", if self.by == BoardBy::default() { String::new() } else { by_word(self.by).to_owned() });
        add("more", self.more.iter().map(|(key, pages)| format!("{key}~{pages}")).collect::<Vec<_>>().join(","));
        add("pick", self.pick.map(|(field, group)| format!("{field}~{group}")).unwrap_or_default());
        add("find", self.find.clone());
        add("after", self.after.clone().unwrap_or_default());
        pairs
    }

    /// The same without some of its parameters, for a form that sets them.
    pub fn pairs_without(&self, names: &[&str]) -> Vec<(String, String)> {
        self.pairs().into_iter().filter(|(name, _)| !names.contains(&name.as_str())).collect()
    }

    /// The address.
    pub fn href(&self) -> String {
        let search = serde_urlencoded::to_string(self.pairs()).unwrap_or_default();
        if search.is_empty() { self.path.to_owned() } else { format!("{}?{search}", self.path) }
    }

    /// The address of this, changed: from its beginning.
    pub fn to(&self, change: impl FnOnce(&mut Self)) -> String {
        let mut other = Self { after: None, more: Vec::new(), said: String::new(), ..self.clone() };
        change(&mut other);
        other.href()
    }

    /// Which deals, as the address says it; empty for open ones.
    fn kind_word(&self) -> &'static str {
        match self.kind {
            Some(StageKind::Open) => "",
            Some(kind) => kind.as_str(),
            None => "all",
        }
    }

    /// What the API is asked.
    pub fn query(&self) -> ListOpportunitiesQuery {
        ListOpportunitiesQuery {
            condition: self.condition.clone(),
            search: Some(self.search.clone()).filter(|search| !search.trim().is_empty()),
            kind: self.kind,
            sort: self.sort,
            after: self.after.clone(),
            limit: None,
        }
    }

    /// The alternatives of the condition; a deal meets one of them. There is always one.
    pub fn groups(&self) -> Vec<Condition> {
        match &self.condition {
            Condition::Any(some) if !some.is_empty() => some.clone(),
            one => vec![one.clone()],
        }
    }

    /// What an alternative says of a field.
    pub fn on_field(&self, group: usize, field: Field) -> Option<Condition> {
        self.groups().get(group).and_then(|group| group.on(field).cloned())
    }

    /// Sets what an alternative says of a field; one beyond the last is a further alternative, one that says nothing is none.
    pub fn set(&mut self, group: usize, field: Field, one: Option<Condition>) {
        let mut groups = self.groups();
        if group >= groups.len() {
            groups.push(Condition::default());
        }
        let at = group.min(groups.len() - 1);
        let rest = std::mem::take(&mut groups[at]).without(field);
        groups[at] = one.map_or(rest.clone(), |one| rest.and(one));
        groups.retain(|group| !group.is_everything());
        self.condition = match groups.len() {
            0 => Condition::default(),
            1 => groups.remove(0),
            _ => Condition::Any(groups),
        };
    }

    /// The address with a saved view's question instead.
    pub fn of_view(&self, saved: &SavedView) -> Option<Self> {
        let view = &saved.view;
        Some(Self {
            path: self.path,
            view: Some(saved.id),
            condition: view.condition.parse().ok()?,
            search: view.search.clone(),
            kind: view.kind,
            sort: view.sort.parse().ok(),
            columns: view.columns.clone(),
            by: self.by,
            ..Self::default()
        })
    }

    /// The question as a saved view keeps it.
    pub fn as_view(&self, name: String, shared: bool) -> ViewBody {
        ViewBody {
            name,
            shared,
            condition: self.condition.to_string(),
            search: self.search.clone(),
            kind: self.kind,
            sort: self.sort.map(|sort| sort.to_string()).unwrap_or_default(),
            columns: self.columns.clone(),
        }
    }
}

fn picked(text: &str) -> Option<(Field, usize)> {
    let (field, group) = text.split_once('~').unwrap_or((text, "0"));
    Some((Field::parse(field)?, group.parse().ok()?))
}

/// The boards there are.
pub const BOARDS: [BoardBy; 4] = [BoardBy::Stage, BoardBy::Category, BoardBy::Month, BoardBy::Owner];

/// The name of a board in addresses.
pub fn by_word(by: BoardBy) -> &'static str {
    match by {
        BoardBy::Stage => "stage",
        BoardBy::Category => "category",
        BoardBy::Month => "month",
        BoardBy::Owner => "owner",
    }
}

fn by(word: &str) -> Option<BoardBy> {
    BOARDS.into_iter().find(|by| by_word(*by) == word)
}

/// The ends of a range as inputs show them.
pub fn ends(condition: Option<&Condition>) -> (String, String) {
    let text = |bound: &Option<Bound>| bound.map(|bound| bound.to_string()).unwrap_or_default();
    match condition {
        Some(Condition::Within(_, from, to)) => (text(from), text(to)),
        _ => Default::default(),
    }
}

/// Whether a field's values are days or numbers, for which there are ranges.
pub fn is_range(field: Field) -> bool {
    matches!(field.values(), Values::Days | Values::Numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(search: &str) -> Question {
        Question::parse("/deals", search).unwrap()
    }

    #[test]
    fn an_address_means_open_deals_unless_it_says_which() {
        for (search, kind, address) in [
            ("", Some(StageKind::Open), "/deals"),
            ("kind=open", Some(StageKind::Open), "/deals"),
            ("kind=won&search=core", Some(StageKind::Won), "/deals?kind=won&search=core"),
            ("search=core&kind=all", None, "/deals?kind=all&search=core"),
            ("more=3~2&by=owner", Some(StageKind::Open), "/deals?by=owner&more=3%7E2"),
        ] {
            let question = read(search);
            assert_eq!(question.kind, kind, "{search}");
            assert_eq!(question.href(), address);
        }
    }

    #[test]
    fn a_form_of_the_filter_adds_one_condition_to_its_alternative() {
        let question = read("where=owner:me&pick=close&from=today&to=today%2B30");
        assert_eq!(question.condition.to_string(), "owner:me;close:today..today+30");
        let question = read("where=owner:me;stage:2&pick=stage~0&value=3&value=4");
        assert_eq!(question.condition.to_string(), "owner:me;stage:3,4");
        let question = read("where=owner:me&pick=category~1&value=commit");
        assert_eq!(question.condition.to_string(), "owner:me|category:commit");
        assert!(question.pick.is_none());
    }

    #[test]
    fn an_alternative_without_conditions_is_none() {
        let mut question = read("where=owner:me|category:commit");
        question.set(1, Field::Category, None);
        assert_eq!(question.condition.to_string(), "owner:me");
        question.set(0, Field::Owner, None);
        assert!(question.condition.is_everything());
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (search, field) in [
            ("where=colour:red", "where"),
            ("sort=colour", "sort"),
            ("by=colour", "by"),
            ("colour=red", "colour"),
            ("pick=close&from=soon", "from"),
        ] {
            let problem = Question::parse("/deals", search).unwrap_err();
            assert_eq!(problem.fields[0].field, field, "{search}");
        }
    }
}
