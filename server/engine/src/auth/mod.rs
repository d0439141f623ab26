//! Signing in: passwords, one-time invitations, sessions.

pub mod password;

use crate::clock::Clock;
use crate::store::{Result, SessionToken, Store, UserRow};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::Problem;
use contract::session::{Acceptance, AccessPatch, Credentials, Invitation, Me, NewUser};
use domain::{Instant, PersonId};
use sha2::{Digest, Sha256};

/// How long a session lasts after it was last prolonged.
const SESSION_DAYS: i64 = 30;
/// How long a one-time link works.
const INVITATION_DAYS: i64 = 7;
const DAY: i64 = 86_400_000;

/// Who may sign in, and who is.
#[derive(Clone)]
pub struct Auth {
    store: Store,
    clock: Clock,
}

/// 256 random bits, and what the database keeps of them.
fn secret() -> (String, Vec<u8>) {
    let token = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let hash = fingerprint(&token);
    (token, hash)
}

/// A secret is random enough for a plain hash.
fn fingerprint(token: &str) -> Vec<u8> {
    Sha256::digest(token).to_vec()
}

impl Auth {
    pub(crate) fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock }
    }

    fn in_days(&self, days: i64) -> Instant {
        self.clock.now().plus_ms(days * DAY)
    }

    /// Whether nobody has a password yet: the first start.
    pub async fn nobody_can_sign_in(&self) -> Result<bool> {
        Ok(self.store.count_passwords().await? == 0)
    }

    /// Gives a person access and answers with a one-time link (`/welcome?token=…`) that works for seven days; earlier
    /// links of the same person stop working.
    pub async fn invite(&self, user: &NewUser) -> Result<Invitation> {
        let me = self.store.grant(&user.email, &user.name, user.role).await?;
        let (token, hash) = secret();
        let expires_at = self.in_days(INVITATION_DAYS);
        self.store.add_invitation(me.person, &hash, expires_at).await?;
        Ok(Invitation { path: format!("/welcome?token={token}"), expires_at })
    }

    /// The same for an administrator's screen: who has access already keeps the role, which is changed by
    /// [`Auth::change_access`] alone.
    pub async fn invite_new(&self, user: &NewUser) -> Result<Invitation> {
        match self.store.role_of_mail(&user.email).await? {
            Some((_, true)) => Err(Problem::invalid("email", "Access of this person is disabled: enable it first.").into()),
            Some((role, _)) if role != user.role => {
                Err(Problem::invalid("role", "This person has access already, in another role: change it in the list.").into())
            }
            _ => self.invite(user).await,
        }
    }

    /// Changes somebody's role, or disables or enables access: by an administrator, and never their own.
    pub async fn change_access(&self, by: &Me, person: PersonId, patch: AccessPatch) -> Result<UserRow> {
        if by.person == person {
            return Err(Problem::forbidden("Another administrator has to change your own access.").into());
        }
        self.store.change_access(person, patch.role, patch.disabled).await
    }

    /// Ends every session of somebody.
    pub async fn end_sessions_of(&self, person: PersonId) -> Result<()> {
        if !self.store.has_access(person).await? {
            return Err(Problem::not_found("person with access").into());
        }
        self.store.end_sessions(person).await
    }

    /// Gives a person access with a password (demo companies and tests).
    pub async fn add_with_password(&self, user: &NewUser, password: &str) -> Result<Me> {
        password::check(password)?;
        let me = self.store.grant(&user.email, &user.name, user.role).await?;
        self.store.set_password(me.person, &password::hash(password).await?).await?;
        Ok(me)
    }

    /// Sets the password with a one-time link's secret, ends the person's other sessions, and signs in.
    pub async fn accept(&self, acceptance: &Acceptance) -> Result<(Me, SessionToken)> {
        password::check(&acceptance.password)?;
        let hash = password::hash(&acceptance.password).await?;
        let Some(me) = self.store.use_invitation(&fingerprint(&acceptance.token), &hash).await? else {
            return Err(Problem::invalid("token", "This link has been used or is too old. Ask for a new one.").into());
        };
        self.store.end_sessions(me.person).await?;
        let token = self.begin(&me).await?;
        Ok((me, token))
    }

    /// Signs in. A wrong address and a wrong password cannot be told apart, by the answer or by the time it takes.
    pub async fn sign_in(&self, credentials: &Credentials) -> Result<(Me, SessionToken)> {
        let user = self.store.user_of_mail(&credentials.email).await?;
        let (me, hash) = user.map_or((None, None), |(me, hash)| (Some(me), hash));
        let right = password::verify(&credentials.password, hash).await?;
        let Some(me) = me.filter(|_| right) else {
            let mut problem = Problem::unauthenticated();
            problem.detail = "The mail address or the password is not right.".into();
            return Err(problem.into());
        };
        let token = self.begin(&me).await?;
        Ok((me, token))
    }

    async fn begin(&self, me: &Me) -> Result<SessionToken> {
        let (token, hash) = secret();
        self.store.begin_session(me.person, &hash, self.in_days(SESSION_DAYS)).await?;
        self.store.seen(me.person).await?;
        Ok(SessionToken(token))
    }

    /// Whose session this is, if it has not expired. A session in use is prolonged once a day.
    pub async fn whose(&self, token: &SessionToken) -> Result<Option<Me>> {
        let hash = fingerprint(&token.0);
        let Some((me, expires_at)) = self.store.session(&hash).await? else { return Ok(None) };
        if expires_at < self.in_days(SESSION_DAYS - 1) {
            self.store.prolong_session(&hash, self.in_days(SESSION_DAYS)).await?;
        }
        Ok(Some(me))
    }

    /// Whose session this was, if it did not run out but was ended from elsewhere: by an administrator, or by the person on
    /// another device.
    pub async fn ended(&self, token: &SessionToken) -> Result<Option<PersonId>> {
        self.store.ended_session(&fingerprint(&token.0)).await
    }

    /// What the database keeps of a session's secret.
    pub fn key(&self, token: &SessionToken) -> Vec<u8> {
        fingerprint(&token.0)
    }

    /// Ends one session.
    pub async fn sign_out(&self, token: &SessionToken) -> Result<()> {
        self.store.end_session(&fingerprint(&token.0)).await
    }

    /// Ends all of a person's sessions.
    pub async fn sign_out_everywhere(&self, me: &Me) -> Result<()> {
        self.store.end_sessions(me.person).await
    }
}
