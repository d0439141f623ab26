//! The company's rules: previewed and saved.

use super::Sums;
use super::page::worth;
use crate::view::View;
use contract::hygiene::{FlagPreview, RulesPreview, SaveRulesBody};
use contract::{FieldError, Problem};
use domain::hygiene::{Rules, flags};
use domain::{Category, Dimension, Flag, StageKind, Workspace};

impl View {
    /// What rules would flag, beside what is flagged now.
    pub async fn preview_rules(&self, rules: &Rules) -> Result<RulesPreview, Problem> {
        self.must_be_admin()?;
        let settings = self.settings()?;
        rules.check(&settings.workspace).map_err(|faults| {
            let shown = |fault: domain::check::Fault| FieldError { field: fault.field.into_owned(), message: fault.message };
            Problem::invalid_fields(faults.into_iter().map(shown).collect())
        })?;
        let (now, then) = self
            .look(|asked| {
                let (mut now, mut then) = (Sums::default(), Sums::default());
                let segments = asked.values(Dimension::Segment);
                for deal in asked.seen(&[StageKind::Open]).iter() {
                    let at = deal as usize;
                    let (observed, _) = asked.observed(at);
                    let segment = asked.columns.key(Dimension::Segment, segments.at(at, 0));
                    let rule = rules.at(&segment, asked.columns.statuses.get(asked.book.status[at]).stage);
                    let by_these = flags(&observed, &rule, asked.today).without(asked.waived(at));
                    let (commit, acv) = (asked.category(at) == Category::Commit, worth(asked, at));
                    now.add(asked.flags(at), commit, acv);
                    then.add(by_these, commit, acv);
                }
                Ok((now, then))
            })
            .await?;
        let (before, after) = (now.of_flags(), then.of_flags());
        let general = rules.general();
        let row = |flag: &Flag| FlagPreview {
            flag: *flag,
            severity: general.severity(*flag),
            now: before[*flag as usize],
            then: after[*flag as usize],
        };
        Ok(RulesPreview {
            currency: settings.workspace.currency,
            open: now.open(),
            blocked: (now.blocked(), then.blocked()),
            flags: Flag::ALL.iter().map(row).collect(),
        })
    }

    /// Changes the rules, and answers with what they flag.
    pub async fn save_rules(&self, body: SaveRulesBody) -> Result<RulesPreview, Problem> {
        let preview = self.preview_rules(&body.rules).await?;
        let workspace = Workspace { hygiene: body.rules, ..(*self.settings()?.workspace).clone() };
        self.engine.store().save_settings(self.author(None), body.base, workspace).await?;
        Ok(preview)
    }
}
