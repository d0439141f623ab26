//! Signing in, and who may.

use crate::{Nothing, Page};
use domain::{Instant, PersonId, Role};
use serde::{Deserialize, Serialize};

crate::endpoints! { "Session";
    /// Signs in with mail address and password; the answer sets the session cookie.
    SignIn = Post "/api/v1/session", body: Credentials, answer: Me;
    /// Who is signed in.
    WhoAmI = Get "/api/v1/session", answer: Me;
    /// Ends this session.
    SignOut = Delete "/api/v1/session", answer: Nothing;
    /// Ends every session of the signed-in person, on all devices.
    SignOutEverywhere = Delete "/api/v1/sessions", answer: Nothing;
    /// Sets a password with a one-time link, and signs in.
    AcceptInvitation = Post "/api/v1/invitation", body: Acceptance, answer: Me;
    /// The people who may sign in. Administrators only.
    ListUsers = Get "/api/v1/users", query: ListUsersQuery, answer: Page<User>;
    /// Gives a person access, or a new link; answers with the one-time link. Administrators only.
    InviteUser = Post "/api/v1/users", body: NewUser, answer: Invitation;
    /// Changes a person's role, or disables or enables access; disabling ends every session and open link. Administrators only; the last who can sign in stays one, and nobody changes their own access.
    ChangeUser = Patch "/api/v1/users/{person}", path: UserPath, body: AccessPatch, answer: User;
    /// Ends every session of a person. Administrators only.
    SignOutUser = Delete "/api/v1/users/{person}/sessions", path: UserPath, answer: Nothing;
}

/// What signing in takes.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Credentials {
    /// The mail address.
    pub email: String,
    /// The password.
    pub password: String,
}

/// The person signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// The person.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// The mail address.
    pub email: String,
    /// The role.
    pub role: Role,
}

/// A one-time link's secret and the password to set.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Acceptance {
    /// The secret in the link.
    pub token: String,
    /// The new password: at least 10 characters.
    pub password: String,
}

/// Which page of the list.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct ListUsersQuery {
    /// From the answer before.
    pub after: Option<String>,
}

/// A person who may sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// The person.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// The mail address.
    pub email: String,
    /// The role.
    pub role: Role,
    /// Whether the password has been set.
    pub active: bool,
    /// Whether access is disabled.
    pub disabled: bool,
    /// The last time they signed in.
    pub last_seen: Option<Instant>,
}

/// Access to give.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewUser {
    /// The mail address; also identifies a person that is known already.
    pub email: String,
    /// The name.
    pub name: String,
    /// The role.
    pub role: Role,
}

/// A link that sets a password once.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invitation {
    /// The path to open, with the secret in it.
    pub path: String,
    /// Until when it works.
    pub expires_at: Instant,
}

/// Which person.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Path))]
pub struct UserPath {
    /// The person's id.
    pub person: PersonId,
}

/// What of a person's access to change: absent stays.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessPatch {
    /// The role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Whether access is disabled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}
