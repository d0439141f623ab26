//! Merging a change, field by field, with what others have done since.

use contract::Problem;
use contract::opportunity::OpportunityPatch;
use domain::{Day, StageId, StageKind, State, Workspace};

/// The close date of a deal that is being closed, as won or lost, without a day being said: today, unless its own has come.
/// A deal that closed today must not count in a later period for the date once hoped for.
pub(super) fn close(state: &mut State, before: &State, patch: &OpportunityPatch, workspace: &Workspace, today: Day) {
    let kind = |id: StageId| workspace.processes.iter().find_map(|process| process.stage(id)).map(|stage| stage.kind);
    let open = |id: StageId| kind(id) == Some(StageKind::Open);
    let ahead = state.close_day.is_none_or(|day| day > today);
    if open(before.stage) && !open(state.stage) && patch.close_day.is_none() && ahead {
        state.close_day = Some(today);
    }
}

/// The state that a change makes of the latest one, if nobody comes in between.
pub(crate) fn changed(latest: &State, patch: &OpportunityPatch) -> Result<State, Problem> {
    merge(latest, latest, patch)
}

/// The state that `patch`, made on `base`, makes of `latest`. A field that is changed here and has been changed to
/// something else since is a conflict; all such fields are named.
pub(super) fn merge(base: &State, latest: &State, patch: &OpportunityPatch) -> Result<State, Problem> {
    let mut merged = latest.clone();
    let mut conflicts = Vec::new();
    macro_rules! fields {
        ($($field:ident),* $(,)?) => {$(
            if let Some(value) = &patch.$field {
                if base.$field != latest.$field && latest.$field != *value {
                    conflicts.push(stringify!($field));
                }
                merged.$field = value.clone();
            }
        )*};
    }
    fields!(
        name,
        account,
        owner,
        deal_type,
        currency,
        lines,
        stage,
        category,
        close_day,
        source,
        sourced_by,
        campaign,
        region,
        term_months,
        next_step,
        next_step_day,
        lost_reason,
        contacts,
        competitors,
        team,
        splits,
        nurture_until,
    );
    if conflicts.is_empty() {
        return Ok(merged);
    }
    let fields = conflicts.iter().map(|field| contract::FieldError {
        field: (*field).to_owned(),
        message: "Somebody else has changed it meanwhile.".to_owned(),
    });
    let mut problem = Problem::conflict(format!("Somebody else has changed this meanwhile: {}.", conflicts.join(", ")));
    problem.fields = fields.collect();
    Err(problem)
}
