//! Signing in: passwords, one-time invitations, sessions.

pub mod password;

use crate::clock::Clock;
use crate::store::{Result, SessionToken, Store};
use contract::session::{Acceptance, Credentials, Invitation, Me, NewUser};

/// Who may sign in, and who is.
#[derive(Clone)]
pub struct Auth {
    store: Store,
    clock: Clock,
}

impl Auth {
    pub(crate) fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock }
    }

    /// Whether nobody has a password yet: the first start.
    pub async fn nobody_can_sign_in(&self) -> Result<bool> {
        todo!()
    }

    /// Gives a person access and answers with a one-time link (`/welcome?token=…`) that works for seven days; earlier
    /// links of the same person stop working.
    pub async fn invite(&self, user: &NewUser) -> Result<Invitation> {
        let _ = (user, &self.store, &self.clock);
        todo!()
    }

    /// Gives a person access with a password (demo companies and tests).
    pub async fn add_with_password(&self, user: &NewUser, password: &str) -> Result<Me> {
        let _ = (user, password);
        todo!()
    }

    /// Sets the password with a one-time link's secret, ends the person's other sessions, and signs in.
    pub async fn accept(&self, acceptance: &Acceptance) -> Result<(Me, SessionToken)> {
        let _ = acceptance;
        todo!()
    }

    /// Signs in. A wrong address and a wrong password cannot be told apart, by the answer or by the time it takes.
    pub async fn sign_in(&self, credentials: &Credentials) -> Result<(Me, SessionToken)> {
        let _ = credentials;
        todo!()
    }

    /// Whose session this is, if it has not expired. A session in use is prolonged once a day.
    pub async fn whose(&self, token: &SessionToken) -> Result<Option<Me>> {
        let _ = token;
        todo!()
    }

    /// Ends one session.
    pub async fn sign_out(&self, token: &SessionToken) -> Result<()> {
        let _ = token;
        todo!()
    }

    /// Ends all of a person's sessions.
    pub async fn sign_out_everywhere(&self, me: &Me) -> Result<()> {
        let _ = me;
        todo!()
    }
}
