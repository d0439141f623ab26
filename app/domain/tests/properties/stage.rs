use domain::stage::ProcessError;
use domain::{Category, Process, Stage, StageId, StageKind};

fn stage(id: i16, name: &str, kind: StageKind, category: Category, entered: bool) -> Stage {
    let probability = match kind {
        StageKind::Open => 5_000,
        StageKind::Won => 10_000,
        StageKind::Lost => 0,
    };
    Stage { id: StageId(id), name: name.into(), kind, probability, category, entered, requires: vec![] }
}

fn process() -> Process {
    Process {
        name: "Sales".into(),
        stages: vec![
            stage(1, "Prospect", StageKind::Open, Category::Pipeline, false),
            stage(2, "Propose", StageKind::Open, Category::BestCase, true),
            stage(3, "Won", StageKind::Won, Category::Closed, true),
            stage(4, "Lost", StageKind::Lost, Category::Omitted, false),
        ],
    }
}

#[test]
fn a_process_is_published_only_when_it_is_whole() {
    assert_eq!(process().check(), Ok(()));
    let broken = |change: fn(&mut Vec<Stage>)| {
        let mut process = process();
        change(&mut process.stages);
        process.check().unwrap_err()
    };
    assert_eq!(broken(|stages| drop(stages.remove(3))), ProcessError::Missing(StageKind::Lost));
    assert_eq!(broken(|stages| stages[1].entered = false), ProcessError::NoEntry);
    assert_eq!(broken(|stages| stages.swap(0, 1)), ProcessError::LeavesPipeline("Prospect".into()));
    assert_eq!(broken(|stages| stages[1].name = "PROSPECT".into()), ProcessError::Twice("PROSPECT".into()));
    assert_eq!(broken(|stages| stages[1].category = Category::Closed), ProcessError::Category("Propose".into()));
    assert_eq!(broken(|stages| stages[3].category = Category::Pipeline), ProcessError::Category("Lost".into()));
    assert_eq!(broken(|stages| stages[3].entered = true), ProcessError::LeavesPipeline("Lost".into()));
    assert_eq!(broken(|stages| stages[2].probability = 9_000), ProcessError::Probability("Won".into()));
    assert_eq!(broken(|stages| stages[0].name = " ".into()), ProcessError::NoName);
}

/// Closed ⇔ won; lost ⇒ Omitted; an open deal is what its owner says, but never Closed.
#[test]
fn the_owner_overrides_the_stage_only_while_open() {
    let process = process();
    let effective = |name: &str, manual| process.named(name).unwrap().effective(manual);
    assert_eq!(effective("propose", None), Category::BestCase);
    assert_eq!(effective("Propose", Some(Category::Commit)), Category::Commit);
    assert_eq!(effective("Propose", Some(Category::Omitted)), Category::Omitted);
    assert_eq!(effective("Propose", Some(Category::Closed)), Category::BestCase);
    assert_eq!(effective("Won", Some(Category::Omitted)), Category::Closed);
    assert_eq!(effective(" Lost ", Some(Category::Commit)), Category::Omitted);
}
