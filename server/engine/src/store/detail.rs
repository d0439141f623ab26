//! What a deal holds beside its amount and its dates, as it is stored: one text of JSON, and none if nothing is said.

use super::Result;
use super::code::unreadable;
use domain::{Day, DealContact, Split, State, TeamMember};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Deref;

/// The part of a state that is stored so.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Detail<'a> {
    #[serde(skip_serializing_if = "empty")]
    pub(super) contacts: Cow<'a, [DealContact]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) competitors: Option<Cow<'a, [String]>>,
    #[serde(skip_serializing_if = "empty")]
    pub(super) team: Cow<'a, [TeamMember]>,
    #[serde(skip_serializing_if = "empty")]
    pub(super) splits: Cow<'a, [Split]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) nurture_until: Option<Day>,
}

fn empty<T>(list: &impl Deref<Target = [T]>) -> bool {
    list.is_empty()
}

/// The text of a state's detail; nothing if it has none.
pub(super) fn write_detail(state: &State) -> Option<String> {
    let State { contacts, competitors, team, splits, nurture_until, .. } = state;
    if contacts.is_empty() && competitors.is_none() && team.is_empty() && splits.is_empty() && nurture_until.is_none() {
        return None;
    }
    let detail = Detail {
        contacts: contacts.into(),
        competitors: competitors.as_deref().map(Cow::Borrowed),
        team: team.into(),
        splits: splits.into(),
        nurture_until: *nurture_until,
    };
    // Of these types only a map with keys that are no texts could fail, and there is none.
    serde_json::to_string(&detail).ok()
}

/// Reads what [`write_detail`] wrote.
pub(super) fn read_detail(text: Option<&str>) -> Result<Detail<'static>> {
    text.map_or_else(|| Ok(Detail::default()), |text| serde_json::from_str(text).map_err(|_| unreadable("the detail", text)))
}

/// What the ledger needs of it: all of history goes through here when that is loaded.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Brief {
    pub(super) contacts: Vec<DealContact>,
    pub(super) team: Vec<TeamMember>,
    pub(super) splits: Vec<Split>,
    pub(super) nurture_until: Option<Day>,
}

impl Brief {
    /// Of a text that [`write_detail`] wrote.
    pub(super) fn read(&mut self, text: Option<&str>) -> Result<()> {
        *self = text
            .map_or_else(|| Ok(Self::default()), |text| serde_json::from_str(text).map_err(|_| unreadable("the detail", text)))?;
        Ok(())
    }
}
