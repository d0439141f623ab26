//! What no deal can be, whatever way it comes in: said of the field of a file that it is in.

use contract::import::Reason;
use domain::{DealType, State, Workspace};

/// The fields at fault, and why. Most of what a deal cannot be has been found in its row before; what is left depends on
/// other files, or on what is known of the deal.
pub fn unfit(state: &State, workspace: &Workspace) -> Vec<(&'static str, Reason)> {
    let Err(faults) = state.check(workspace) else { return Vec::new() };
    let negative = state.deal_type != DealType::Contraction && state.lines.iter().any(|line| line.acv < 0);
    let mut said: Vec<_> = faults
        .into_iter()
        .map(|fault| match fault.field.as_ref() {
            "lines" if negative => ("amount", Reason::AmountNegative),
            "lines" => ("amount", Reason::AmountTooLarge),
            "close_day" => ("close", Reason::DateBeyond),
            "next_step_day" => ("next_step_day", Reason::DateBeyond),
            "name" => ("name", Reason::Unfit),
            "region" => ("region", Reason::Unfit),
            "next_step" => ("next_step", Reason::Unfit),
            "lost_reason" => ("lost_reason", Reason::Unfit),
            "term_months" => ("term_months", Reason::Unfit),
            "category" => ("category", Reason::Unfit),
            "stage" => ("stage", Reason::Unfit),
            _ => ("id", Reason::Unfit),
        })
        .collect();
    said.dedup();
    said
}
