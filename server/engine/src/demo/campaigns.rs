//! Where deals come from: campaigns of all six tactics.

use super::dice::Dice;
use super::ids::{Kind, id};
use crate::store::{EntityRow, StagedFact};
use domain::{Attribute, CampaignId, Day, Source};

/// A campaign.
#[derive(Clone, Debug)]
pub(super) struct Campaign {
    pub(super) id: CampaignId,
    pub(super) name: String,
    pub(super) tactic: &'static str,
    weight: u32,
    from: Day,
    until: Day,
}

/// The tactics, what their campaigns are called, and how many of 100 deals with a campaign come from them.
const TACTICS: [(&str, u32, [&str; 3]); 6] = [
    ("Brand", 6, ["One view of the customer", "Work that adds up", "Made for the road"]),
    (
        "Demand generation",
        34,
        ["E-book: the weekly pipeline review", "Webinar: forecasts people believe", "Service benchmark report"],
    ),
    ("Events", 22, ["Arcanto Live Milan", "Arcanto Live Chicago", "Customer day Singapore"]),
    ("Account-based", 16, ["Top 200 banks", "Top 100 manufacturers", "Retail leaders"]),
    ("Digital", 17, ["Paid search", "Paid social", "Community newsletter"]),
    ("Enablement", 5, ["ROI workshop", "Competitive playbook", "Executive briefing"]),
];

/// The campaigns of so many fiscal years, each with its first and last day and name.
pub(super) fn campaigns(seed: u64, years: &[(Day, Day, String)]) -> Vec<Campaign> {
    let mut campaigns = Vec::new();
    for (from, until, year) in years {
        for (tactic, weight, names) in TACTICS {
            for (at, name) in names.iter().enumerate() {
                campaigns.push(Campaign {
                    id: CampaignId(id(seed, Kind::Campaign, campaigns.len() as u64)),
                    name: format!("{name} {year}"),
                    tactic,
                    weight: weight * [5, 3, 2][at],
                    from: *from,
                    // A campaign still brings deals for a while after its year.
                    until: until.plus(60),
                });
            }
        }
    }
    campaigns
}

/// The campaign a deal of this source created on a day came from, if any.
pub(super) fn origin(dice: &mut Dice, campaigns: &[Campaign], source: Option<Source>, created: Day) -> Option<CampaignId> {
    let permille = match source {
        Some(Source::Sdr) => 940,
        Some(Source::Bdr) => 420,
        Some(Source::Partner) => 300,
        Some(Source::Ae) => 260,
        Some(Source::Cloud) => 220,
        Some(Source::Ecs) => 120,
        None => 100,
    };
    if !dice.chance(permille) {
        return None;
    }
    let running: Vec<&Campaign> = campaigns.iter().filter(|c| c.from <= created && created <= c.until).collect();
    let weights: Vec<u32> = running.iter().map(|campaign| campaign.weight).collect();
    if running.is_empty() { None } else { Some(running[dice.weighted(&weights)].id) }
}

/// As the store keeps them.
pub(super) fn rows(campaigns: &[Campaign]) -> Vec<EntityRow> {
    campaigns.iter().map(|c| EntityRow { id: c.id.0, name: c.name.clone(), ..EntityRow::default() }).collect()
}

/// Their tactics.
pub(super) fn facts(campaigns: &[Campaign], start: Day) -> impl Iterator<Item = StagedFact> {
    campaigns.iter().map(move |campaign| StagedFact {
        subject: campaign.id.0,
        attribute: Attribute::CampaignTactic,
        valid_from: start,
        value: campaign.tactic.to_owned(),
    })
}
