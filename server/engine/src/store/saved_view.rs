//! Saved views of the list of deals, and the columns people chose for it.

use super::code::unreadable;
use super::db::{all, one, run, statements};
use super::{Result, Store};
use contract::view::{Column, ViewBody};
use domain::{PersonId, StageKind, ViewId};
use sqlx::FromRow;
use uuid::Uuid;

/// A view as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewRow {
    /// The view.
    pub id: ViewId,
    /// Who made it; nobody: it was there from the start.
    pub author: Option<PersonId>,
    /// What the author is called.
    pub author_name: Option<String>,
    /// Which of those there are from the start it is, unless it has been renamed.
    pub standard: Option<String>,
    /// What it asks.
    pub view: ViewBody,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    author: Option<Uuid>,
    author_name: Option<String>,
    standard: Option<String>,
    name: String,
    shared: bool,
    condition: String,
    search: String,
    kind: String,
    sort: String,
    columns: String,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select v.id, v.author, p.name as author_name, v.standard, v.name, v.shared, v.condition, v.search, v.kind, v.sort, v.columns
        from saved_view v
        left join person_identity p on p.person_id = v.author ",
            $rest
        )
    };
}

statements! {
    OF = select!("where v.shared or v.author = $1 order by v.place, lower(v.name), v.id");
    ONE = select!("where v.id = $1");
    COUNT = "select count(*) from saved_view where author = $1";
    ADD = "insert into saved_view (id, author, standard, name, shared, place, condition, search, kind, sort, columns)
        values ($1, $2, null, $3, $4, 100, $5, $6, $7, $8, $9)
        on conflict (id) do nothing";
    CHANGE = "update saved_view
        set standard = case when name = $2 then standard else null end,
          name = $2, shared = $3, condition = $4, search = $5, kind = $6, sort = $7, columns = $8
        where id = $1";
    REMOVE = "delete from saved_view where id = $1";
    COLUMNS = "select columns from list_columns where person_id = $1";
    CHOOSE = "insert into list_columns (person_id, columns)
        values ($1, $2)
        on conflict (person_id) do update set columns = excluded.columns";
}

fn kind_word(kind: Option<StageKind>) -> &'static str {
    match kind {
        None => "",
        Some(StageKind::Open) => "open",
        Some(StageKind::Won) => "won",
        Some(StageKind::Lost) => "lost",
    }
}

fn read_kind(word: &str) -> Result<Option<StageKind>> {
    Ok(match word {
        "" => None,
        "open" => Some(StageKind::Open),
        "won" => Some(StageKind::Won),
        "lost" => Some(StageKind::Lost),
        _ => return Err(unreadable("the kind", word)),
    })
}

impl Row {
    fn read(self) -> Result<ViewRow> {
        Ok(ViewRow {
            id: ViewId(self.id),
            author: self.author.map(PersonId),
            author_name: self.author_name,
            standard: self.standard,
            view: ViewBody {
                name: self.name,
                shared: self.shared,
                condition: self.condition,
                search: self.search,
                kind: read_kind(&self.kind)?,
                sort: self.sort,
                columns: Column::list(&self.columns),
            },
        })
    }
}

impl Store {
    /// The views somebody finds: the shared ones and the own ones, in order.
    pub async fn views(&self, person: PersonId) -> Result<Vec<ViewRow>> {
        let mut conn = self.db.read_fresh().await?;
        all!(conn, OF => Row; person.0)?.into_iter().map(Row::read).collect()
    }

    /// One view, whosever it is.
    pub async fn view(&self, id: ViewId) -> Result<Option<ViewRow>> {
        let mut conn = self.db.read_fresh().await?;
        one!(conn, ONE => Row; id.0)?.map(Row::read).transpose()
    }

    /// How many views somebody has made.
    pub async fn count_views(&self, person: PersonId) -> Result<i64> {
        let mut conn = self.db.read_fresh().await?;
        Ok(one!(conn, COUNT => (i64,); person.0)?.map_or(0, |(count,)| count))
    }

    /// Adds a view; `false`: another with this id has come meanwhile.
    pub async fn add_view(&self, id: ViewId, author: PersonId, view: &ViewBody) -> Result<bool> {
        let columns = Column::text(&view.columns);
        let mut tx = self.db.write().await?;
        let added = run!(tx, ADD; id.0, author.0, view.name.as_str(), view.shared, view.condition.as_str(), view.search.as_str(),
            kind_word(view.kind), view.sort.as_str(), columns.as_str())?;
        tx.commit().await?;
        Ok(added > 0)
    }

    /// Changes a view.
    pub async fn change_view(&self, id: ViewId, view: &ViewBody) -> Result<()> {
        let columns = Column::text(&view.columns);
        let mut tx = self.db.write().await?;
        run!(tx, CHANGE; id.0, view.name.as_str(), view.shared, view.condition.as_str(), view.search.as_str(),
            kind_word(view.kind), view.sort.as_str(), columns.as_str())?;
        tx.commit().await
    }

    /// Removes a view.
    pub async fn remove_view(&self, id: ViewId) -> Result<()> {
        let mut tx = self.db.write().await?;
        run!(tx, REMOVE; id.0)?;
        tx.commit().await
    }

    /// The columns somebody chose.
    pub async fn columns_of(&self, person: PersonId) -> Result<Vec<Column>> {
        let mut conn = self.db.read_fresh().await?;
        Ok(one!(conn, COLUMNS => (String,); person.0)?.map_or_else(Vec::new, |(columns,)| Column::list(&columns)))
    }

    /// Somebody chooses columns.
    pub async fn choose_columns(&self, person: PersonId, columns: &[Column]) -> Result<()> {
        let columns = Column::text(columns);
        let mut tx = self.db.write().await?;
        run!(tx, CHOOSE; person.0, columns.as_str())?;
        tx.commit().await
    }
}
