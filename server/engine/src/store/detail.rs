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

/// The team in it, and nothing else: all of history goes through here when the ledger is loaded.
pub(super) fn read_team(text: Option<&str>, team: &mut Vec<TeamMember>) -> Result<()> {
    #[derive(Deserialize)]
    struct Team {
        #[serde(default)]
        team: Vec<TeamMember>,
    }
    team.clear();
    if let Some(text) = text {
        let detail: Team = serde_json::from_str(text).map_err(|_| unreadable("the detail", text))?;
        *team = detail.team;
    }
    Ok(())
}
