//! Who may sign in.

use super::db::{all, one, run, statements};
use super::entity::{plain_mail, upsert_person};
use super::{EntityRow, Result, Store, session};
use contract::Problem;
use contract::session::Me;
use domain::{Instant, PersonId, Role};
use sqlx::FromRow;
use uuid::Uuid;

/// A person who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRow {
    /// Who.
    pub me: Me,
    /// Whether the password has been set.
    pub active: bool,
    /// Whether access is disabled.
    pub disabled: bool,
    /// The last time they signed in.
    pub last_seen: Option<Instant>,
}

#[derive(FromRow)]
struct Row {
    person_id: Uuid,
    name: String,
    email: String,
    role: String,
    has_password: bool,
    disabled: bool,
    last_seen: Option<i64>,
}

statements! {
    PAGE = "select a.person_id, i.name, i.email, a.role, a.password_hash is not null as has_password, a.disabled, a.last_seen
        from account_access a
        join person_identity i on i.person_id = a.person_id
        where i.email is not null
          and i.email > $1
        order by i.email
        limit $2";
    COUNT = "select count(*)
        from account_access a
        join person_identity i on i.person_id = a.person_id
        where i.email is not null";
    OF_MAIL = "select a.person_id, i.name, i.email, a.role, a.password_hash
        from account_access a
        join person_identity i on i.person_id = a.person_id
        where i.email = $1
          and not a.disabled";
    OF_PERSON = "select a.person_id, i.name, i.email, a.role, a.password_hash is not null as has_password, a.disabled, a.last_seen
        from account_access a
        join person_identity i on i.person_id = a.person_id
        where a.person_id = $1
          and i.email is not null";
    ROLE_OF_MAIL = "select a.role, a.disabled
        from account_access a
        join person_identity i on i.person_id = a.person_id
        where i.email = $1";
    /// Those who can sign in as administrators. On Postgres their rows are locked, always in the same order, so that two
    /// who take away each other's role wait for each other.
    ADMINISTRATORS = "select person_id
        from account_access
        where role = 'admin'
          and not disabled
          and password_hash is not null
        order by person_id", postgres: "select person_id
        from account_access
        where role = 'admin'
          and not disabled
          and password_hash is not null
        order by person_id
        for update";
    CHANGE = "update account_access
        set role = $2, disabled = $3
        where person_id = $1";
    PERSON_OF_MAIL = "select person_id, name
        from person_identity
        where email = $1";
    PASSWORDS = "select count(*)
        from account_access
        where password_hash is not null";
    GRANT = "insert into account_access (person_id, role)
        values ($1, $2)
        on conflict (person_id) do update set role = excluded.role";
    SET_PASSWORD = "update account_access
        set password_hash = $2
        where person_id = $1";
    SEEN = "update account_access
        set last_seen = $2
        where person_id = $1";
    END_INVITATIONS = "delete from invitation
        where person_id = $1";
    INVITE = "insert into invitation (token_hash, person_id, expires_at)
        values ($1, $2, $3)";
    USE_INVITATION = "delete from invitation
        where token_hash = $1
        returning person_id, expires_at";
    ME = "select a.person_id, i.name, i.email, a.role
        from account_access a
        join person_identity i on i.person_id = a.person_id
        where a.person_id = $1
          and not a.disabled
          and i.email is not null";
}

pub(super) fn read_me(person: Uuid, name: String, email: String, role: &str) -> Result<Me> {
    let role = Role::parse(role).ok_or_else(|| super::code::unreadable("the role", role))?;
    Ok(Me { person: PersonId(person), name, email, role })
}

impl Row {
    fn read(self) -> Result<UserRow> {
        Ok(UserRow {
            me: read_me(self.person_id, self.name, self.email, &self.role)?,
            active: self.has_password,
            disabled: self.disabled,
            last_seen: self.last_seen.map(Instant),
        })
    }
}

impl Store {
    /// People who may sign in, by mail address, those after this one.
    pub async fn users(&self, after: Option<&str>, limit: i64) -> Result<Vec<UserRow>> {
        let mut conn = self.db.read_fresh().await?;
        let rows = all!(conn, PAGE => Row; after.unwrap_or(""), limit)?;
        rows.into_iter().map(Row::read).collect()
    }

    /// The role of the person with this mail address, if there is access already, and whether it is disabled.
    pub(crate) async fn role_of_mail(&self, email: &str) -> Result<Option<(Role, bool)>> {
        let mut conn = self.db.read_fresh().await?;
        let row = one!(conn, ROLE_OF_MAIL => (String, bool); plain_mail(email))?;
        let read = |(role, disabled): (String, bool)| {
            let role = Role::parse(&role).ok_or_else(|| super::code::unreadable("the role", &role))?;
            Ok((role, disabled))
        };
        row.map(read).transpose()
    }

    /// Changes a person's role, or disables or enables access. The last administrator who can sign in stays one.
    pub(crate) async fn change_access(&self, person: PersonId, role: Option<Role>, disabled: Option<bool>) -> Result<UserRow> {
        let mut tx = self.db.write().await?;
        let administrators = all!(tx, ADMINISTRATORS => (Uuid,))?;
        let row = one!(tx, OF_PERSON => Row; person.0)?;
        let mut user = row.ok_or_else(|| Problem::not_found("person with access"))?.read()?;
        user.me.role = role.unwrap_or(user.me.role);
        user.disabled = disabled.unwrap_or(user.disabled);
        let others = administrators.iter().any(|(other,)| *other != person.0);
        let was_one = administrators.iter().any(|(other,)| *other == person.0);
        if was_one && !others && (user.me.role != Role::Admin || user.disabled) {
            return Err(Problem::conflict("This is the last administrator who can sign in.").into());
        }
        run!(tx, CHANGE; person.0, user.me.role.as_str(), user.disabled)?;
        if user.disabled {
            session::end_all(&mut tx, person, self.clock.now()).await?;
            run!(tx, END_INVITATIONS; person.0)?;
        }
        tx.commit().await?;
        self.recent.forget();
        Ok(user)
    }

    /// Whether a person has access, disabled or not.
    pub(crate) async fn has_access(&self, person: PersonId) -> Result<bool> {
        let mut conn = self.db.read_fresh().await?;
        Ok(one!(conn, OF_PERSON => Row; person.0)?.is_some())
    }

    /// How many may.
    pub async fn count_users(&self) -> Result<i64> {
        let mut conn = self.db.read_fresh().await?;
        Ok(one!(conn, COUNT => (i64,))?.map_or(0, |(count,)| count))
    }

    /// How many have a password.
    pub(crate) async fn count_passwords(&self) -> Result<i64> {
        let mut conn = self.db.read_fresh().await?;
        Ok(one!(conn, PASSWORDS => (i64,))?.map_or(0, |(count,)| count))
    }

    /// Gives a role to a person, known by the mail address or new. Who is known keeps the name.
    pub async fn grant(&self, email: &str, name: &str, role: Role) -> Result<Me> {
        let email = plain_mail(email);
        if !email.contains('@') || email.contains(char::is_whitespace) || email.len() > 254 {
            return Err(Problem::invalid("email", "This is not a mail address.").into());
        }
        if name.trim().is_empty() || name.chars().count() > 200 {
            return Err(Problem::invalid("name", "Give a name of at most 200 characters.").into());
        }
        let mut tx = self.db.write().await?;
        let known = one!(tx, PERSON_OF_MAIL => (Uuid, String); &email)?;
        let (person, name) = match known {
            Some(known) => known,
            None => {
                let row = EntityRow {
                    id: Uuid::now_v7(),
                    name: name.trim().to_owned(),
                    email: Some(email.clone()),
                    ..EntityRow::default()
                };
                (upsert_person(&mut tx, &row).await?, row.name)
            }
        };
        run!(tx, GRANT; person, role.as_str())?;
        tx.commit().await?;
        self.recent.forget();
        Ok(Me { person: PersonId(person), name, email, role })
    }

    /// The person with this mail address who may sign in, and the password's hash.
    pub(crate) async fn user_of_mail(&self, email: &str) -> Result<Option<(Me, Option<String>)>> {
        let mut conn = self.db.read_fresh().await?;
        let row = one!(conn, OF_MAIL => (Uuid, String, String, String, Option<String>); plain_mail(email))?;
        let read = |(person, name, email, role, hash): (_, _, _, String, _)| Ok((read_me(person, name, email, &role)?, hash));
        row.map(read).transpose()
    }

    /// Replaces a person's password.
    pub(crate) async fn set_password(&self, person: PersonId, hash: &str) -> Result<()> {
        let mut tx = self.db.write().await?;
        run!(tx, SET_PASSWORD; person.0, hash)?;
        tx.commit().await
    }

    /// Records that a person signed in.
    pub(crate) async fn seen(&self, person: PersonId) -> Result<()> {
        let mut tx = self.db.write().await?;
        run!(tx, SEEN; person.0, self.clock.now().0)?;
        tx.commit().await
    }

    /// Keeps the hash of an invitation's secret; earlier ones of the same person stop working.
    pub(crate) async fn add_invitation(&self, person: PersonId, token_hash: &[u8], expires_at: Instant) -> Result<()> {
        let mut tx = self.db.write().await?;
        run!(tx, END_INVITATIONS; person.0)?;
        run!(tx, INVITE; token_hash, person.0, expires_at.0)?;
        tx.commit().await
    }

    /// Takes an invitation, once, and sets the password with it. Nothing: there is none, or it is too late.
    pub(crate) async fn use_invitation(&self, token_hash: &[u8], password_hash: &str) -> Result<Option<Me>> {
        let mut tx = self.db.write().await?;
        let Some((person, expires_at)) = one!(tx, USE_INVITATION => (Uuid, i64); token_hash)? else { return Ok(None) };
        if expires_at < self.clock.now().0 {
            return Ok(None);
        }
        run!(tx, SET_PASSWORD; person, password_hash)?;
        let me = one!(tx, ME => (Uuid, String, String, String); person)?;
        let me = me.map(|(person, name, email, role)| read_me(person, name, email, &role)).transpose()?;
        tx.commit().await?;
        Ok(me)
    }
}
