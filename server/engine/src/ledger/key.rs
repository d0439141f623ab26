//! From the numbers of the ledger to the keys of the contract, and back.

use super::columns::Columns;
use contract::Problem;
use domain::{DealType, Dimension, Source};
use uuid::Uuid;

impl Columns {
    /// The key of a number in a dimension; empty is "(none)".
    pub fn key(&self, dimension: Dimension, number: u32) -> String {
        let names = &self.names;
        let id = |id: Option<&Uuid>| id.filter(|id| !id.is_nil()).map(Uuid::to_string).unwrap_or_default();
        let text = |text: Option<&Box<str>>| text.map(|text| text.to_string()).unwrap_or_default();
        match dimension {
            Dimension::Product => id(names.products.key(number)),
            Dimension::Account => id(names.accounts.key(number)),
            Dimension::Owner | Dimension::Manager => id(names.people.key(number)),
            Dimension::Team => id(names.teams.key(number)),
            Dimension::Campaign => id(names.campaigns.key(number)),
            Dimension::Region => text(names.regions.key(number)),
            Dimension::Segment => text(names.segments.key(number)),
            Dimension::Family => text(names.families.key(number)),
            Dimension::Territory => text(names.territories.key(number)),
            Dimension::Country => text(names.countries.key(number)),
            Dimension::Industry => text(names.industries.key(number)),
            Dimension::Tactic => text(names.tactics.key(number)),
            Dimension::Currency => text(names.currencies.key(number)),
            Dimension::Source => Source::from_code(number as i16).map_or("", Source::as_str).to_owned(),
            Dimension::Type => DealType::from_code(number as i16).map_or("", DealType::as_str).to_owned(),
            Dimension::Stage => self.statuses.stage_at(number).map(|stage| stage.id.0.to_string()).unwrap_or_default(),
        }
    }

    /// The number of a key in a dimension; nothing if no deal has it. A key that cannot be one is a problem.
    pub fn number(&self, dimension: Dimension, key: &str) -> Result<Option<u32>, Problem> {
        if key.is_empty() {
            return Ok(Some(0));
        }
        let names = &self.names;
        let bad = |expected: &str| Problem::invalid("where", format!("“{key}” is not {expected}"));
        let id = || key.parse::<Uuid>().map_err(|_| bad(&format!("the id of a value of {dimension}")));
        Ok(match dimension {
            Dimension::Product => names.products.number(&id()?),
            Dimension::Account => names.accounts.number(&id()?),
            Dimension::Owner | Dimension::Manager => names.people.number(&id()?),
            Dimension::Team => names.teams.number(&id()?),
            Dimension::Campaign => names.campaigns.number(&id()?),
            Dimension::Region => names.regions.number(key),
            Dimension::Segment => names.segments.number(key),
            Dimension::Family => names.families.number(key),
            Dimension::Territory => names.territories.number(key),
            Dimension::Country => names.countries.number(key),
            Dimension::Industry => names.industries.number(key),
            Dimension::Tactic => names.tactics.number(key),
            Dimension::Currency => names.currencies.number(key),
            Dimension::Source => Some(Source::parse(key).ok_or_else(|| bad("a source"))?.code() as u32),
            Dimension::Type => Some(DealType::parse(key).ok_or_else(|| bad("a type of deal"))?.code() as u32),
            Dimension::Stage => {
                let id = key.parse::<i16>().map_err(|_| bad("the number of a stage"))?;
                let place = self.statuses.stages().position(|stage| stage.id.0 == id);
                Some(place.ok_or_else(|| bad("a stage"))? as u32 + 1)
            }
        })
    }
}
