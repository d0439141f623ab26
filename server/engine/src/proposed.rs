//! What a new workspace starts from.

use domain::calendar::{Pattern, Week53};
use domain::gate;
use domain::workspace::RegionRule;
use domain::{Category, Currency, FiscalSettings, Process, Stage, StageId, StageKind, Workspace};

/// The proposed settings: to be looked at and changed, in the settings or on the command line, before they count.
pub fn proposed_workspace() -> Workspace {
    let stage = |id: i16, name: &str, kind, percent: u16, category, entered| Stage {
        id: StageId(id),
        name: name.into(),
        kind,
        probability: percent * 100,
        category,
        entered,
        requires: gate::proposed(kind, entered, percent >= 45),
    };
    let stages = vec![
        stage(1, "Prospect", StageKind::Open, 5, Category::Pipeline, false),
        stage(2, "Qualified", StageKind::Open, 20, Category::Pipeline, true),
        stage(3, "Proposal", StageKind::Open, 45, Category::Pipeline, true),
        stage(4, "Negotiation", StageKind::Open, 75, Category::BestCase, true),
        stage(5, "Won", StageKind::Won, 100, Category::Closed, true),
        stage(6, "Lost", StageKind::Lost, 0, Category::Omitted, false),
    ];
    Workspace {
        company: "My company".into(),
        demo: false,
        currency: Currency::EUR,
        time_zone: "UTC".into(),
        fiscal: FiscalSettings { start_month: 2, pattern: Pattern::Months, week53: Week53::default(), holidays: Vec::new() },
        processes: vec![Process { name: "Sales".into(), stages }],
        commit_requires: gate::proposed_commit(),
        region_order: RegionRule::default_order(),
        hygiene: domain::hygiene::Rules::default(),
        keep_on_devices: true,
        rhythm: domain::workspace::Rhythm::default(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_proposed_process_could_be_used_as_it_is() {
        assert_eq!(super::proposed_workspace().processes[0].check(), Ok(()));
    }
}
