//! Hygiene in money, and its rules.

use crate::http::api::Call;
use contract::Problem;
use contract::hygiene::{Hygiene, PreviewRules, ReadHygiene, RulesPreview, SaveRules};

/// What is wrong with open deals.
pub async fn read(call: Call<ReadHygiene>) -> Result<Hygiene, Problem> {
    call.view().hygiene(&call.query).await
}

/// What rules would flag.
pub async fn preview(call: Call<PreviewRules>) -> Result<RulesPreview, Problem> {
    call.view().preview_rules(&call.body).await
}

/// Changes the rules.
pub async fn save(call: Call<SaveRules>) -> Result<RulesPreview, Problem> {
    call.view().save_rules(call.body).await
}
