//! What a form says: names and values in order, as a page is filled in with them and as they come back.
//!
//! Names are paths: `currency`, `stages[2].probability`. The fields of a [`Problem`] are named the same, so that each fault
//! finds its input.

use contract::Problem;
use std::collections::BTreeSet;

/// What is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form(Vec<(String, String)>);

/// A page that is the answer to a form: what was filled in is shown again, with what is wrong about it.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// What was filled in; nothing if it was only a button.
    pub form: Option<Form>,
    /// What is wrong with it; nothing if a row was only added, moved or taken away.
    pub problem: Option<Problem>,
}

/// An id that nothing has yet: what the forms of a page make is made once, however often they are sent.
#[derive(Clone, Debug)]
pub struct Fresh(pub String);

impl Form {
    /// A form as the browser sends it.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let pairs = serde_urlencoded::from_str(text);
        pairs.map(Self).map_err(|error| Problem::unreadable(format!("The form cannot be read: {error}.")))
    }

    /// What is filled in under a name, without the space around it; empty if nothing is.
    pub fn get(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// All that is filled in under a name.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(other, _)| other == name).map(|(_, value)| value.trim()).collect::<Vec<_>>().into_iter()
    }

    /// Whether there is something under a name: a box that is ticked.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(other, _)| other == name)
    }

    /// Fills in one more value.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    /// Ticks a box, or not.
    pub fn tick(&mut self, name: impl Into<String>, on: bool) {
        if on {
            self.push(name, "on");
        }
    }

    /// The rows of a list (`stages[0]…`, `stages[2]…`) by their numbers, in order.
    pub fn rows(&self, list: &str) -> Vec<usize> {
        let rows: BTreeSet<usize> = self.0.iter().filter_map(|(name, _)| Some(row(name, list)?.0)).collect();
        rows.into_iter().collect()
    }

    /// Adds, moves or takes away a row, as the buttons beside it say: `add stages`, `up stages 2`, `down stages 2`,
    /// `remove stages 2`. Nothing is done, and the answer is no, if it says something else.
    pub fn arrange(&mut self, action: &str) -> bool {
        let mut words = action.split(' ');
        let (Some(verb), Some(list)) = (words.next(), words.next()) else { return false };
        let rows = self.rows(list);
        if verb == "add" {
            let next = rows.last().map_or(0, |last| last.saturating_add(1));
            self.push(format!("{list}[{next}]"), "");
            return true;
        }
        let Some(place) =
            words.next().and_then(|at| at.parse::<usize>().ok()).and_then(|at| rows.iter().position(|row| *row == at))
        else {
            return false;
        };
        let at = rows[place];
        let other = match verb {
            "remove" => {
                self.renumber(list, |row| (row != at).then_some(row));
                return true;
            }
            "up" => place.checked_sub(1).map(|place| rows[place]),
            "down" => rows.get(place + 1).copied(),
            _ => return false,
        };
        if let Some(other) = other {
            self.renumber(list, |row| {
                Some(if row == at {
                    other
                } else if row == other {
                    at
                } else {
                    row
                })
            });
        }
        true
    }

    /// Leaves out the rows of a list in which nothing is filled in under these names, and numbers the others from 0.
    pub fn tidy(&mut self, list: &str, names: &[&str]) {
        let empty = |row: &usize| names.iter().all(|name| self.get(&format!("{list}[{row}].{name}")).is_empty());
        let kept: Vec<usize> = self.rows(list).into_iter().filter(|row| !empty(row)).collect();
        self.renumber(list, |row| kept.iter().position(|kept| *kept == row));
    }

    /// Fills in one value instead of what is there.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.retain(|(other, _)| other != name);
        self.push(name, value);
    }

    /// All that is filled in.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// Renumbers the rows of a list; a row that becomes nothing is left out.
    pub fn renumber(&mut self, list: &str, number: impl Fn(usize) -> Option<usize>) {
        let pairs = std::mem::take(&mut self.0);
        let renamed = pairs.into_iter().filter_map(|(name, value)| match row(&name, list) {
            Some((at, rest)) => Some((format!("{list}[{}]{rest}", number(at)?), value)),
            None => Some((name, value)),
        });
        self.0 = renamed.collect();
    }
}

/// The number of the row of a list that a name belongs to, and the rest of the name.
fn row<'a>(name: &'a str, list: &str) -> Option<(usize, &'a str)> {
    let (number, rest) = name.strip_prefix(list)?.strip_prefix('[')?.split_once(']')?;
    Some((number.parse().ok()?, rest))
}

/// Hundredths of a percent as one writes them: `45`, `12.5`.
pub fn percent(hundredths: u16) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    let text = format!("{whole}.{rest:02}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A percentage as one writes it, with point or comma, in hundredths of a percent.
pub fn probability(text: &str) -> Option<u16> {
    let text = text.trim_end_matches('%').trim_end();
    let (whole, rest) = text.split_once(['.', ',']).unwrap_or((text, ""));
    if !(1..=3).contains(&whole.len()) || rest.len() > 2 || !(whole.bytes().chain(rest.bytes())).all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let hundredths = format!("{whole}{rest:0<2}").parse().ok()?;
    (hundredths <= 10_000).then_some(hundredths)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Form {
        Form::parse(text).unwrap()
    }

    #[test]
    fn rows_are_found_whatever_is_missing_between_them() {
        let form = form("a%5B0%5D.x=1&a%5B7%5D.x=2&a%5B7%5D.y=&ab%5B1%5D.x=3&a=4");
        assert_eq!(form.rows("a"), [0, 7]);
        assert_eq!(form.get("a[7].x"), "2");
        assert_eq!(form.get("a[8].x"), "");
    }

    #[test]
    fn a_row_is_moved_or_left_out_with_all_that_is_in_it() {
        let mut form = form("a%5B0%5D.x=1&a%5B1%5D.x=2&a%5B1%5D.y=3&b=4");
        form.renumber("a", |at| Some(1 - at));
        assert_eq!((form.get("a[0].x"), form.get("a[0].y"), form.get("a[1].x")), ("2", "3", "1"));
        form.renumber("a", |at| (at != 0).then(|| at - 1));
        assert_eq!((form.rows("a"), form.get("a[0].x"), form.get("b")), (vec![0], "1", "4"));
    }

    #[test]
    fn buttons_add_move_and_remove_rows_and_nothing_else() {
        let mut form = form("a%5B0%5D.x=1&a%5B4%5D.x=2");
        assert!(form.arrange("up a 4"));
        assert_eq!((form.get("a[0].x"), form.get("a[4].x")), ("2", "1"));
        assert!(form.arrange("up a 0") && form.arrange("down a 4"));
        assert_eq!((form.get("a[0].x"), form.get("a[4].x")), ("2", "1"));
        assert!(form.arrange("add a"));
        assert_eq!(form.rows("a"), [0, 4, 5]);
        form.tidy("a", &["x"]);
        assert_eq!((form.rows("a"), form.get("a[1].x")), (vec![0, 1], "1"));
        assert!(form.arrange("remove a 0"));
        assert_eq!(form.rows("a"), [1]);
        let before = form.clone();
        for nonsense in ["", "save", "up", "up a", "up a x", "up a 9", "melt a 1"] {
            assert!(!form.arrange(nonsense), "{nonsense}");
        }
        assert_eq!(form, before);
    }

    #[test]
    fn percentages_are_read_as_people_write_them() {
        for (text, hundredths) in [
            ("0", Some(0)),
            ("45", Some(4_500)),
            ("12.5", Some(1_250)),
            ("12,05", Some(1_205)),
            ("100", Some(10_000)),
            ("5 %", Some(500)),
        ] {
            assert_eq!(probability(text), hundredths, "{text}");
        }
        for text in ["", "100.01", "-1", "abc", "1.234", "+5", "1e2"] {
            assert_eq!(probability(text), None, "{text}");
        }
        for hundredths in [0, 5, 50, 500, 1_250, 10_000] {
            assert_eq!(probability(&percent(hundredths)), Some(hundredths));
        }
    }
}
