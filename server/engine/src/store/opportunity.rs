//! Deals one by one: read, create, change.

use super::account;
use super::contact;
use super::entity::Entity;
use super::group::{Wants, read_latest, read_latest_of};
use super::log::LogTx;
use super::review::{NewReview, Saying, write_saying};
use super::writer::Write;
use super::{Result, Settings, Store, idempotency, patch};
use contract::opportunity::OpportunityPatch;
use contract::{FieldError, Problem};
use domain::{AccountId, Cause, ContactId, LogNo, OpportunityId, PersonId, State, Version};
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

/// What is known of a deal at a gate besides what it says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gate {
    /// Whether a flag blocks it, and nobody has waived that.
    pub blocked: bool,
    /// The version that is being taken back, as long as it is the latest: the deal stood there before, and nothing is asked.
    pub takes_back: Option<LogNo>,
}

impl Store {
    /// The latest version of a deal (deleted ones too: see its state).
    pub async fn latest(&self, id: OpportunityId) -> Result<Option<Version>> {
        let mut conn = self.db.read_fresh().await?;
        read_latest(&mut conn, id).await
    }

    /// Creates a deal. The state is checked, but no gate asks for more. A key that is a UUID (of version 7) becomes the deal's
    /// id, so that whoever makes it without a network can go on with it before it is sent.
    pub async fn create(&self, author: Author, state: State) -> Result<Version> {
        self.create_through(author, state, None).await
    }

    /// Creates a deal, if the gate of its stage lets it through.
    pub async fn create_through(&self, author: Author, state: State, gate: Option<Gate>) -> Result<Version> {
        let request = idempotency::hash("create", &state)?;
        let named = author.idempotency_key.as_deref().and_then(|key| Uuid::try_parse(key).ok());
        let id = OpportunityId(named.filter(|id| id.get_version_num() == 7).unwrap_or_else(Uuid::now_v7));
        self.writer.write(Create { settings: self.needed()?, author, request, id, state, gate }).await
    }

    /// Changes fields of a deal: those that somebody else has changed to something else since `patch.base` are a conflict
    /// that names them. Whether the author may see the deal has been decided by the caller. A change that changes nothing
    /// is answered with the version there is. No gate asks for more.
    pub async fn patch(&self, author: Author, id: OpportunityId, patch: OpportunityPatch) -> Result<Version> {
        self.patch_through(author, id, patch, None).await
    }

    /// The same, if the gate of the stage it moves to lets it through.
    pub async fn patch_through(
        &self,
        author: Author,
        id: OpportunityId,
        patch: OpportunityPatch,
        gate: Option<Gate>,
    ) -> Result<Version> {
        let request = idempotency::hash("patch", &(id, &patch))?;
        self.writer
            .write(Patch { settings: self.needed()?, author, request, id, patch, gate, saying: None, rehearsal: false })
            .await
    }

    /// The same together with what a review came to: both are written, or neither.
    pub async fn review(
        &self,
        author: Author,
        id: OpportunityId,
        patch: OpportunityPatch,
        gate: Option<Gate>,
        review: NewReview,
    ) -> Result<Version> {
        let request = idempotency::hash("review", &(id, &patch, &review))?;
        let (settings, saying) = (self.needed()?, Some(Saying::Review(review)));
        self.writer.write(Patch { settings, author, request, id, patch, gate, saying, rehearsal: false }).await
    }

    /// The same where a review is taken back, with the change that takes back what came of it.
    pub async fn undo_review(
        &self,
        author: Author,
        id: OpportunityId,
        patch: OpportunityPatch,
        gate: Option<Gate>,
        review: LogNo,
    ) -> Result<Version> {
        let request = idempotency::hash("undo review", &(id, &patch, review))?;
        let (settings, saying) = (self.needed()?, Some(Saying::Undo(review)));
        self.writer.write(Patch { settings, author, request, id, patch, gate, saying, rehearsal: false }).await
    }

    /// What a change would make of a deal, or why it would be refused: exactly what [`Self::patch_through`] decides, and nothing is
    /// written.
    pub async fn rehearse(
        &self,
        author: Author,
        id: OpportunityId,
        patch: OpportunityPatch,
        gate: Option<Gate>,
    ) -> Result<Version> {
        let (settings, author) = (self.needed()?, Author { idempotency_key: None, ..author });
        self.writer.write(Patch { settings, author, request: Vec::new(), id, patch, gate, saying: None, rehearsal: true }).await
    }

    /// The latest versions of these deals, deleted ones too, in no order.
    pub async fn latest_of(&self, ids: &[OpportunityId]) -> Result<Vec<Version>> {
        let mut conn = self.db.read_fresh().await?;
        read_latest_of(&mut conn, ids).await
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
    gate: Option<Gate>,
}

impl Write for Create {
    type Answer = Version;

    fn wants(&self) -> Wants {
        Wants { deal: Some(self.id), key: idempotency::key(&self.author) }
    }

    async fn run(&self, log: &mut LogTx) -> Result<Version> {
        if let Some(answer) = idempotency::recall(log, &self.author, &self.request).await? {
            return Ok(answer);
        }
        if log.latest(self.id).await?.is_some() {
            return Err(Problem::conflict("There is another deal with this id. Take a new Idempotency-Key.").into());
        }
        let mut state = self.state.clone();
        lead_on(log, None, &mut state).await?;
        check(&state, &self.settings)?;
        pass(self.gate, None, &state, &self.settings, log)?;
        check_references(log, None, &state).await?;
        let version = Version {
            opportunity: self.id,
            log: log.next(),
            effective_at: log.recorded_at,
            recorded_at: log.recorded_at,
            actor: self.author.person,
            cause: self.author.cause,
            batch: None,
            state,
        };
        log.append(version.clone());
        idempotency::keep(log, &self.author, &self.request, &version);
        Ok(version)
    }
}

struct Patch {
    settings: Settings,
    author: Author,
    request: Vec<u8>,
    id: OpportunityId,
    patch: OpportunityPatch,
    gate: Option<Gate>,
    /// What is said of it in a review.
    saying: Option<Saying>,
    /// Nothing is to be written.
    rehearsal: bool,
}

impl Write for Patch {
    type Answer = Version;

    fn wants(&self) -> Wants {
        Wants { deal: Some(self.id), key: idempotency::key(&self.author) }
    }

    async fn run(&self, log: &mut LogTx) -> Result<Version> {
        if let Some(answer) = idempotency::recall(log, &self.author, &self.request).await? {
            return Ok(answer);
        }
        let latest = log.latest(self.id).await?.filter(|latest| !latest.state.deleted);
        let Some(latest) = latest else { return Err(Problem::not_found("deal").into()) };
        let base = log.version(self.id, self.patch.base).await?;
        let base = base.ok_or_else(|| Problem::invalid("base", "This deal has no such version."))?;
        let mut state = patch::merge(&base.state, &latest.state, &self.patch)?;
        let today = self.settings.zone.day_of(log.recorded_at);
        patch::close(&mut state, &latest.state, &self.patch, &self.settings.workspace, today);
        let unchanged = state == latest.state;
        let version = if unchanged {
            latest
        } else {
            lead_on(log, Some(&latest.state), &mut state).await?;
            check(&state, &self.settings)?;
            pass(self.gate, Some(&latest), &state, &self.settings, log)?;
            check_references(log, Some(&latest.state), &state).await?;
            if self.rehearsal {
                return Ok(Version { state, ..latest });
            }
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
            log.append(version.clone());
            version
        };
        if let Some(saying) = self.saying.as_ref().filter(|_| !self.rehearsal) {
            let made = (!unchanged).then_some(version.log);
            write_saying(log, &self.author, saying, (self.id, self.patch.base, made)).await?;
        }
        idempotency::keep(log, &self.author, &self.request, &version);
        Ok(version)
    }
}

/// Whether the gate lets a deal through from how it was to how it is to be: else the problem names all that is missing.
fn pass(
    gate: Option<Gate>,
    before: Option<&Version>,
    after: &State,
    settings: &Settings,
    log: &LogTx,
) -> std::result::Result<(), Problem> {
    let Some(gate) = gate.filter(|gate| gate.takes_back.is_none() || gate.takes_back != before.map(|version| version.log)) else {
        return Ok(());
    };
    let today = settings.zone.day_of(log.recorded_at);
    let asked = domain::gate::asked(before.map(|version| &version.state), after, &settings.workspace, today, gate.blocked);
    if asked.is_empty() { Ok(()) } else { Err(Problem::gate(asked)) }
}

fn check(state: &State, settings: &Settings) -> std::result::Result<(), Problem> {
    state.check(&settings.workspace).map_err(|faults| {
        let field = |fault: domain::check::Fault| FieldError { field: fault.field.into_owned(), message: fault.message };
        Problem::invalid_fields(faults.into_iter().map(field).collect())
    })
}

/// What was merged into another meanwhile stands for it.
async fn lead_on(log: &mut LogTx, before: Option<&State>, state: &mut State) -> Result<()> {
    if let Some(account) = state.account.filter(|account| before.and_then(|before| before.account) != Some(*account)) {
        state.account = account::resolve(&mut log.tx, account.0).await?.map(AccountId).or(Some(account));
    }
    for said in &mut state.contacts {
        let known = before.is_some_and(|before| before.contacts.iter().any(|other| other.contact == said.contact));
        if !known && let Some(row) = contact::read(&mut log.tx, said.contact.0).await? {
            said.contact = ContactId(row.merged_into.unwrap_or(row.id));
        }
    }
    Ok(())
}

/// Those who work on a deal beside its owner, or have a share of it.
fn people(state: &State) -> impl Iterator<Item = (&'static str, PersonId)> {
    let team = state.team.iter().map(|member| ("team", member.person));
    team.chain(state.splits.iter().map(|split| ("splits", split.person)))
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
    let member = |person| before.is_some_and(|before| people(before).any(|(_, known)| known == person));
    let others = people(state).filter(|(_, person)| !member(*person));
    wanted.extend(others.map(|(field, person)| (field, Entity::Person, person.0)));
    let met = |contact| before.is_some_and(|before| before.contacts.iter().any(|known| known.contact == contact));
    let contacts = state.contacts.iter().map(|contact| contact.contact).filter(|contact| !met(*contact));
    wanted.extend(contacts.map(|contact| ("contacts", Entity::Contact, contact.0)));
    for (field, kind, id) in wanted {
        if !kind.exists(&mut log.tx, id).await? {
            return Err(Problem::invalid(field, format!("There is no {} with id {id}.", kind.word())).into());
        }
    }
    Ok(())
}
