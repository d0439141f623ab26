//! What an import says of deals that none of its files of deals speaks of: their histories and lines.

use super::merge::{Merged, Says, merge, said};
use super::plan::Plan;
use super::staging::{CHUNK, Staging, again, versions_of};
use super::steps::{Lines, Steps};
use super::unfit::unfit;
use crate::store::KeyRow;
use contract::Problem;
use contract::import::{FileKind, Reason};
use domain::{Cause, OpportunityId, State};
use uuid::Uuid;

impl Staging<'_> {
    /// Histories and lines of deals that no file of deals speaks of.
    pub(super) async fn leftovers(&mut self) -> Result<(), Problem> {
        let has_deals = !self.job.files_of(FileKind::Deals).is_empty();
        let mut steps: Vec<Steps> = std::mem::take(&mut self.steps).into_values().collect();
        steps.sort_by_key(|steps| steps.steps.first().map(|step| step.line));
        let plan = self.plans.get(&FileKind::DealHistory).cloned();
        for chunk in steps.chunks(CHUNK) {
            let keys: Vec<String> = chunk.iter().map(|steps| steps.key.clone()).collect();
            let (ids, versions) = self.known(&keys).await?;
            let (mut staged, mut fresh) = (Vec::new(), Vec::new());
            for steps in chunk {
                let known = ids.get(&steps.key).map(|id| (*id, versions_of(&versions, *id)));
                let current = known.and_then(|(_, versions)| versions.last());
                if current.is_none() && has_deals {
                    let lines = steps.steps.iter().map(|step| step.line);
                    self.withdraw(plan.as_deref(), lines, &steps.key, &Reason::NoDeal);
                    continue;
                }
                let base = current.map_or_else(
                    || self.rules.bare(steps, self.job.content.profile.currency.unwrap_or(self.workspace.currency)),
                    |current| State { deleted: false, ..current.state.clone() },
                );
                let moments = self.rules.of_steps(steps, &base);
                let undone = current.is_some_and(|current| current.cause == Cause::Undo && current.state.deleted);
                let (id, moments) = match known {
                    Some((id, versions @ [_, ..])) if !undone => {
                        self.touched.insert(id);
                        (id, self.missing_steps(versions, moments))
                    }
                    Some((id, versions)) => (id, again(moments, versions)),
                    None => {
                        let id = OpportunityId(Uuid::now_v7());
                        fresh.push(KeyRow { external_key: steps.key.clone(), opportunity: id });
                        (id, moments)
                    }
                };
                let fault = moments.iter().find_map(|(_, state)| unfit(state, &self.workspace).into_iter().next());
                if let Some((_, reason)) = fault {
                    self.withdraw(plan.as_deref(), steps.steps.iter().map(|step| step.line), &steps.key, &reason);
                    continue;
                }
                let counts = &mut self.verdicts.counts;
                match (current.is_some() && !undone, moments.is_empty()) {
                    (true, true) => counts.unchanged += 1,
                    (true, false) => counts.updated += 1,
                    (false, _) => counts.created += 1,
                }
                counts.versions += moments.len() as u64;
                self.unpriced.meet(&moments, &self.workspace, &self.rules.zone);
                staged.extend(moments.into_iter().map(|(at, state)| self.version(id, at, state)));
            }
            self.stage(staged, fresh).await?;
        }
        self.leftover_lines().await
    }

    /// Rows that speak of a deal are left out after all.
    fn withdraw(&mut self, plan: Option<&Plan>, lines: impl Iterator<Item = u32>, key: &str, reason: &Reason) {
        let Some(plan) = plan else { return };
        for line in lines {
            self.verdicts.withdraw(&plan.file, u64::from(line), &plan.field("deal").header, key, reason.clone());
        }
    }

    /// Lines alone change the amounts of deals that are known.
    async fn leftover_lines(&mut self) -> Result<(), Problem> {
        let mut left: Vec<(String, Lines)> = std::mem::take(&mut self.lines).into_iter().collect();
        left.sort_by(|a, b| a.1.places.cmp(&b.1.places));
        let plan = self.plans.get(&FileKind::DealLines).cloned();
        for chunk in left.chunks(CHUNK) {
            let keys: Vec<String> = chunk.iter().map(|(key, _)| key.clone()).collect();
            let (ids, versions) = self.known(&keys).await?;
            let mut staged = Vec::new();
            for (key, lines) in chunk {
                let known = ids.get(key).map(|id| (*id, versions_of(&versions, *id)));
                let refused = match known {
                    Some((_, [.., current])) if current.state.deleted => Some(Reason::DeletedHere),
                    Some((_, [.., current])) => {
                        let before = current.state.currency;
                        let other = lines.currency.filter(|currency| *currency != before).map(|other| (before, other));
                        other.or(lines.mixed).map(|(one, other)| Reason::TwoCurrencies { one, other })
                    }
                    _ => Some(Reason::NoDeal),
                };
                if let Some(reason) = refused {
                    self.withdraw(plan.as_deref(), lines.places.iter().copied(), key, &reason);
                    continue;
                }
                let Some((id, versions @ [.., current])) = known else { continue };
                self.touched.insert(id);
                let base = said(versions).unwrap_or_else(|| current.state.clone());
                let says = State { lines: lines.lines.clone(), estimated: false, ..base.clone() };
                match merge(&base, &current.state, &says, &Says::steps(), self.rule) {
                    Merged::Taken(None, _) => self.verdicts.counts.unchanged += 1,
                    Merged::Conflict(_) => {
                        self.withdraw(plan.as_deref(), lines.places.iter().copied(), key, &Reason::EditedSince);
                    }
                    Merged::Taken(Some(state), _) => match unfit(&state, &self.workspace).into_iter().next() {
                        None => {
                            self.verdicts.counts.updated += 1;
                            self.verdicts.counts.versions += 1;
                            let at = self.rules.now.max(current.effective_at.plus_ms(1));
                            staged.push(self.version(id, at, *state));
                        }
                        Some((_, reason)) => {
                            self.withdraw(plan.as_deref(), lines.places.iter().copied(), key, &reason);
                        }
                    },
                }
            }
            self.stage(staged, Vec::new()).await?;
        }
        Ok(())
    }
}
