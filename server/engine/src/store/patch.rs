//! Merging a change, field by field, with what others have done since.

use contract::Problem;
use contract::opportunity::OpportunityPatch;
use domain::State;

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
    fields!(name, stage, close_day, lines, category, next_step, next_step_day, source, deal_type, lost_reason, owner,);
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
