//! Saved views and columns: everybody's own, and what is shared.

use super::View;
use crate::store::ViewRow;
use contract::book::Sort;
use contract::live::Topic;
use contract::view::{Column, ColumnsBody, SavedView, ViewBody, Views};
use contract::{FieldError, Problem};
use domain::{Condition, Role, ViewId};

/// How many views one person keeps at most.
const MOST: i64 = 200;
/// The longest name, in characters.
const LONGEST_NAME: usize = 80;
/// The longest text that is searched for, in characters.
const LONGEST_SEARCH: usize = 4_000;

impl View {
    /// The views the person finds, and the columns they have chosen.
    pub async fn views(&self) -> Result<Views, Problem> {
        self.sees_lists()?;
        let store = self.engine.store();
        let views = store.views(self.me.person).await?.into_iter().map(|row| self.shown(row)).collect();
        Ok(Views { views, columns: store.columns_of(self.me.person).await? })
    }

    /// Creates or replaces a view.
    pub async fn save_view(&self, id: ViewId, view: ViewBody) -> Result<SavedView, Problem> {
        self.sees_lists()?;
        let view = check(view)?;
        let store = self.engine.store();
        match store.view(id).await? {
            Some(row) if self.may_change(&row) => store.change_view(id, &view).await?,
            Some(row) => return Err(self.not_changeable(&row)),
            None => {
                if store.count_views(self.me.person).await? >= MOST {
                    return Err(Problem::conflict(format!("You have {MOST} views already: remove some you no longer use.")));
                }
                if !store.add_view(id, self.me.person, &view).await? {
                    return Err(Problem::conflict("Somebody else has made a view with this id."));
                }
            }
        }
        self.engine.tell(Topic::Views);
        store.view(id).await?.map(|row| self.shown(row)).ok_or_else(missing)
    }

    /// Removes a view.
    pub async fn remove_view(&self, id: ViewId) -> Result<(), Problem> {
        self.sees_lists()?;
        match self.engine.store().view(id).await? {
            Some(row) if self.may_change(&row) => {
                self.engine.store().remove_view(id).await?;
                self.engine.tell(Topic::Views);
                Ok(())
            }
            Some(row) => Err(self.not_changeable(&row)),
            // It is gone, as asked.
            None => Ok(()),
        }
    }

    /// Chooses the columns of the list.
    pub async fn save_columns(&self, body: ColumnsBody) -> Result<ColumnsBody, Problem> {
        self.sees_lists()?;
        twice(&body.columns)?;
        self.engine.store().choose_columns(self.me.person, &body.columns).await?;
        Ok(body)
    }

    fn sees_lists(&self) -> Result<(), Problem> {
        if self.me.role.sees_deals() {
            return Ok(());
        }
        Err(Problem::forbidden("Your role sees what many deals come to, not single deals: there is no list of them to look at."))
    }

    fn may_change(&self, row: &ViewRow) -> bool {
        row.author == Some(self.me.person) || (row.view.shared && self.me.role == Role::Admin)
    }

    /// A view of somebody else's that is not shared does not exist.
    fn not_changeable(&self, row: &ViewRow) -> Problem {
        if !row.view.shared {
            return missing();
        }
        Problem::forbidden(
            "A shared view is changed by who made it or by an administrator. Save it under a name of your own instead.",
        )
    }

    fn shown(&self, row: ViewRow) -> SavedView {
        let changeable = self.may_change(&row);
        let ViewRow { id, author, author_name, standard, view } = row;
        SavedView { id, standard, author, author_name, changeable, view }
    }
}

fn missing() -> Problem {
    Problem::not_found("view")
}

/// The view as it is kept, if all of it makes sense.
fn check(view: ViewBody) -> Result<ViewBody, Problem> {
    let view = ViewBody { name: view.name.trim().to_owned(), ..view };
    let mut faults = Vec::new();
    let mut fault = |field: &str, message: String| faults.push(FieldError { field: field.to_owned(), message });
    if view.name.is_empty() {
        fault("name", "Give the view a name.".to_owned());
    }
    if view.name.chars().count() > LONGEST_NAME {
        fault("name", format!("The name must not be longer than {LONGEST_NAME} characters."));
    }
    if view.search.chars().count() > LONGEST_SEARCH {
        fault("search", format!("It must not be longer than {LONGEST_SEARCH} characters."));
    }
    if let Err(error) = view.condition.parse::<Condition>() {
        fault("where", error.to_string());
    }
    if !view.sort.is_empty()
        && let Err(message) = view.sort.parse::<Sort>()
    {
        fault("sort", message);
    }
    if !faults.is_empty() {
        return Err(Problem::invalid_fields(faults));
    }
    twice(&view.columns)?;
    Ok(view)
}

fn twice(columns: &[Column]) -> Result<(), Problem> {
    let again = columns.iter().enumerate().find(|(at, column)| columns[..*at].contains(column));
    again.map_or(Ok(()), |(_, column)| Err(Problem::invalid("columns", format!("“{}” is there twice.", column.as_str()))))
}
