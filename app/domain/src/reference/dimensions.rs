//! The row a line is in.

use super::{Books, fact};
use crate::workspace::RegionRule;
use crate::{Attribute, Day, Dimension, Line, LogNo, PersonId, State};
use uuid::Uuid;

/// The key of a line, or of a share of it that is somebody's, in a dimension, by the organisation of a day as far as it was known;
/// empty for "(none)".
pub fn key(
    books: &Books<'_>,
    state: &State,
    (line, whose): (&Line, Option<PersonId>),
    dimension: Dimension,
    day: Day,
    known_at: LogNo,
) -> String {
    let says = |subject: Option<Uuid>, attribute| {
        subject.map_or("", |subject| fact(books, subject, attribute, day, known_at)).to_owned()
    };
    let account = state.account.map(|account| account.0);
    let owner = state.owner.map(|owner| owner.0);
    // Where a deal is, its owner's team decides; what it brings is whoever's share it is.
    let person = whose.map_or(owner, |whose| Some(whose.0));
    let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    match dimension {
        Dimension::Product => id(line.product.map(|product| product.0)),
        Dimension::Family => says(line.product.map(|product| product.0), Attribute::ProductFamily),
        Dimension::Region => {
            let team = says(owner, Attribute::PersonTeam).parse::<Uuid>().ok();
            let places = books.workspace.region_order.iter().map(|rule| match rule {
                RegionRule::Deal => state.region.clone().unwrap_or_default(),
                RegionRule::Team => says(team, Attribute::TeamRegion),
                RegionRule::Account => says(account, Attribute::AccountRegion),
            });
            places.into_iter().find(|region| !region.is_empty()).unwrap_or_default()
        }
        Dimension::Segment => says(account, Attribute::AccountSegment),
        Dimension::Territory => says(account, Attribute::AccountTerritory),
        Dimension::Country => says(account, Attribute::AccountCountry),
        Dimension::Industry => says(account, Attribute::AccountIndustry),
        Dimension::Account => id(account),
        Dimension::Owner => id(person),
        Dimension::Team => says(person, Attribute::PersonTeam),
        Dimension::Manager => says(person, Attribute::PersonManager),
        Dimension::Campaign => id(state.campaign.map(|campaign| campaign.0)),
        Dimension::Tactic => says(state.campaign.map(|campaign| campaign.0), Attribute::CampaignTactic),
        Dimension::Source => state.source.map(|source| source.as_str().to_owned()).unwrap_or_default(),
        Dimension::Type => state.deal_type.as_str().to_owned(),
        Dimension::Stage => state.stage.0.to_string(),
        Dimension::Currency => state.currency.code().to_owned(),
    }
}
