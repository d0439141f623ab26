//! Roles: who may see and change what.

use serde::{Deserialize, Serialize};

/// What a person is in the company, as far as permission goes (product, the table of roles).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    /// Sales operations: sees all; changes configuration, people, targets, imports.
    Admin,
    /// Sees all.
    Exec,
    /// Sees and changes the deals of the own team, recursively.
    Manager,
    /// AE, ECS, Cloud Sales: the own deals.
    Rep,
    /// BDR and SDR: the deals they sourced.
    Bdr,
    /// Campaigns; company aggregates of at least five deals.
    Marketer,
}

impl Role {
    /// All roles, most powerful first.
    pub const ALL: [Self; 6] = [Self::Admin, Self::Exec, Self::Manager, Self::Rep, Self::Bdr, Self::Marketer];

    /// No number is told of fewer deals than this to a role that does not see deals.
    pub const FEWEST_DEALS: i64 = 5;

    /// Whether this role sees deals at all: a marketer sees what many of them come to.
    pub fn sees_deals(self) -> bool {
        self != Self::Marketer
    }

    /// Whether it changes deals at all; which ones is another question.
    pub fn changes_deals(self) -> bool {
        !matches!(self, Self::Exec | Self::Marketer)
    }

    /// The name used in the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Exec => "exec",
            Self::Manager => "manager",
            Self::Rep => "rep",
            Self::Bdr => "bdr",
            Self::Marketer => "marketer",
        }
    }

    /// The role with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}
