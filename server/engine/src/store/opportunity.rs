//! Deals one by one: read, create, change.

use super::append::{NewVersion, append};
use super::db::{all, one, statements};
use super::entity::Entity;
use super::log::LogTx;
use super::row::{VersionRow, version_columns};
use super::writer::Write;
use super::{Change, Result, Settings, Store, idempotency, patch, project};
use contract::opportunity::OpportunityPatch;
use contract::{FieldError, Problem};
use domain::{Cause, OpportunityId, PersonId, State, Version};
use uuid::Uuid;

/// Who writes, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// Who; nobody if the program itself does.
    pub person: Option<PersonId>,
    /// How.
    pub cause: Cause,
    /// What makes a retry of the same request get the same answer.
    pub idempotency_key: Option<String>,
}

statements! {
    LATEST = concat!("select ", version_columns!(), "
        from opportunity_version v
        join batch b on b.id = v.batch_id
        where v.opportunity_id = $1
          and b.log_base is not null
        order by v.effective_at desc, b.log_base + v.position desc
        limit 1");
    /// Latest first.
    VERSIONS = concat!("select ", version_columns!(), "
        from opportunity_version v
        join batch b on b.id = v.batch_id
        where v.opportunity_id = $1
          and b.log_base is not null
        order by v.effective_at desc, b.log_base + v.position desc");
}

impl Store {
    /// The latest version of a deal (deleted ones too: see its state).
    pub async fn latest(&self, id: OpportunityId) -> Result<Option<Version>> {
        let mut conn = self.db.read_fresh().await?;
        one!(conn, LATEST => VersionRow; id.0)?.map(VersionRow::read).transpose()
    }

    /// Creates a deal. The state is checked.
    pub async fn create(&self, author: Author, state: State) -> Result<Version> {
        let request = idempotency::hash("create", &state)?;
        let id = OpportunityId(Uuid::now_v7());
        self.writer.write(Create { settings: self.needed()?, author, request, id, state }).await
    }

    /// Changes fields of a deal: those that somebody else has changed to something else since `patch.base` are a conflict
    /// that names them. Whether the author may see the deal has been decided by the caller. A change that changes nothing
    /// is answered with the version there is.
    pub async fn patch(&self, author: Author, id: OpportunityId, patch: OpportunityPatch) -> Result<Version> {
        let request = idempotency::hash("patch", &(id, &patch))?;
        self.writer.write(Patch { settings: self.needed()?, author, request, id, patch }).await
    }

    fn needed(&self) -> Result<Settings> {
        self.settings().ok_or_else(|| Problem::conflict("The workspace has not been set up yet.").into())
    }
}

struct Create {
    settings: Settings,
    author: Author,
    request: Vec<u8>,
    id: OpportunityId,
    state: State,
}

impl Write for Create {
    type Answer = Version;

    async fn run(&self, log: &mut LogTx) -> Result<Version> {
        if let Some(answer) = idempotency::recall(log, &self.author, &self.request).await? {
            return Ok(answer);
        }
        check(&self.state, &self.settings)?;
        check_references(log, None, &self.state).await?;
        let version = Version {
            opportunity: self.id,
            log: log.next(),
            effective_at: log.recorded_at,
            recorded_at: log.recorded_at,
            actor: self.author.person,
            cause: self.author.cause,
            batch: None,
            state: self.state.clone(),
        };
        write(log, None, &version).await?;
        idempotency::keep(log, &self.author, &self.request, &version).await?;
        Ok(version)
    }
}

struct Patch {
    settings: Settings,
    author: Author,
    request: Vec<u8>,
    id: OpportunityId,
    patch: OpportunityPatch,
}

impl Write for Patch {
    type Answer = Version;

    async fn run(&self, log: &mut LogTx) -> Result<Version> {
        if let Some(answer) = idempotency::recall(log, &self.author, &self.request).await? {
            return Ok(answer);
        }
        let versions = all!(log.tx, VERSIONS => VersionRow; self.id.0)?;
        let base = versions.iter().find(|version| version.log == self.patch.base.0).cloned();
        let Some(latest) = versions.into_iter().next() else { return Err(Problem::not_found("deal").into()) };
        let latest = latest.read()?;
        if latest.state.deleted {
            return Err(Problem::not_found("deal").into());
        }
        let base = base.ok_or_else(|| Problem::invalid("base", "This deal has no such version."))?.read()?;
        let state = patch::merge(&base.state, &latest.state, &self.patch)?;
        let version = if state == latest.state {
            latest
        } else {
            check(&state, &self.settings)?;
            check_references(log, Some(&latest.state), &state).await?;
            let version = Version {
                opportunity: self.id,
                log: log.next(),
                effective_at: log.recorded_at.max(latest.effective_at.plus_ms(1)),
                recorded_at: log.recorded_at,
                actor: self.author.person,
                cause: self.author.cause,
                batch: None,
                state,
            };
            write(log, Some(&latest), &version).await?;
            version
        };
        idempotency::keep(log, &self.author, &self.request, &version).await?;
        Ok(version)
    }
}

/// Appends the version and brings the current row up to date.
async fn write(log: &mut LogTx, before: Option<&Version>, version: &Version) -> Result<()> {
    let new = NewVersion {
        opportunity: version.opportunity,
        batch: None,
        position: version.log.0,
        effective_at: version.effective_at,
        recorded_at: version.recorded_at,
        actor: version.actor,
        cause: version.cause,
        state: &version.state,
    };
    append(log.writing(), &[new]).await?;
    // A version written live has brought the lines with it; those of an import follow after it is published.
    let same_lines = before.is_some_and(|before| before.batch.is_none() && before.state.lines == version.state.lines);
    project::project(log.writing(), version, same_lines).await?;
    log.changes.push(Change::Version(version.clone()));
    Ok(())
}

fn check(state: &State, settings: &Settings) -> std::result::Result<(), Problem> {
    state.check(&settings.workspace).map_err(|faults| {
        let field = |fault: domain::check::Fault| FieldError { field: fault.field.to_owned(), message: fault.message };
        Problem::invalid_fields(faults.into_iter().map(field).collect())
    })
}

/// Whether all that the state points to, and did not before, exists.
async fn check_references(log: &mut LogTx, before: Option<&State>, state: &State) -> Result<()> {
    let changed = |now: Option<Uuid>, then: Option<Uuid>| now.filter(|_| now != then);
    let of = |pick: fn(&State) -> Option<Uuid>| changed(pick(state), before.and_then(pick));
    let mut wanted = Vec::new();
    wanted.extend(of(|state| state.account.map(|id| id.0)).map(|id| ("account", Entity::Account, id)));
    wanted.extend(of(|state| state.owner.map(|id| id.0)).map(|id| ("owner", Entity::Person, id)));
    wanted.extend(of(|state| state.sourced_by.map(|id| id.0)).map(|id| ("sourced_by", Entity::Person, id)));
    wanted.extend(of(|state| state.campaign.map(|id| id.0)).map(|id| ("campaign", Entity::Campaign, id)));
    let known = |product| before.is_some_and(|before| before.lines.iter().any(|line| line.product == Some(product)));
    let products = state.lines.iter().filter_map(|line| line.product).filter(|product| !known(*product));
    wanted.extend(products.map(|product| ("lines", Entity::Product, product.0)));
    for (field, kind, id) in wanted {
        if !kind.exists(&mut log.tx, id).await? {
            return Err(Problem::invalid(field, format!("There is no {} with id {id}.", kind.word())).into());
        }
    }
    Ok(())
}
