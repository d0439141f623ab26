//! The board: all its columns in one answer.

use super::View;
use super::book::{Shown, Which};
use crate::ledger::book::bits::Bits;
use crate::ledger::book::order::{Firsts, Order};
use crate::ledger::book::{Asked, NONE, Sum};
use contract::Problem;
use contract::book::{Board, BoardBy, BoardColumn, BoardQuery};
use contract::client::query_string;
use domain::condition::{Bound, Field};
use domain::{Category, Condition, Day, Dimension, StageKind, day::days_in_month};
use std::cmp::Reverse;

/// How many deals of each column come with the board.
const FIRST: usize = 25;
/// How many columns a board has at most.
const MOST: usize = 60;

/// A column, before its names are known.
#[derive(Clone)]
struct Column {
    key: String,
    kind: Option<StageKind>,
    condition: Condition,
    sum: Sum,
    deals: Vec<Shown>,
    next: Option<String>,
}

impl View {
    /// The board.
    pub async fn board(&self, query: &BoardQuery) -> Result<Board, Problem> {
        let says = [Field::Kind, Field::Stage].into_iter().any(|field| query.condition.mentions(field));
        let kind = query.kind.or((!says).then_some(StageKind::Open));
        let which = Which { condition: &query.condition, search: query.search.as_deref(), kind };
        let named = self.named_in(&query.condition).await?;
        let sort = query.sort.unwrap_or_default();
        let labels = self.labels_to_sort(sort).await?;
        let found = self.look_once(query_string(query)?, sort, |asked| {
            let deals = asked.which(&which)?;
            let order = Order::new(asked, sort, labels);
            let slots: Vec<u32> = deals.iter().map(|deal| asked.slot(query.by, deal as usize)).collect();
            let sums = asked.sums(query.by, kind, &deals, &slots);
            let total = asked.sum(&deals);
            let left_out = sums.len().saturating_sub(MOST);
            let shown = sums.iter().take(MOST).map(|(slot, _)| *slot);
            let mut firsts: Vec<Option<Firsts<'_>>> = Vec::new();
            for slot in shown {
                let at = slot as usize;
                firsts.resize_with(firsts.len().max(at + 1), || None);
                firsts[at] = Some(Firsts::new(FIRST));
            }
            for (deal, slot) in deals.iter().zip(&slots) {
                if let Some(Some(firsts)) = firsts.get_mut(*slot as usize) {
                    order.offer(firsts, deal, None);
                }
            }
            let columns = sums.into_iter().take(MOST).map(|(slot, sum)| {
                let (page, next) = firsts[slot as usize].take().map(Firsts::finish).unwrap_or_default();
                let (key, of_kind, condition) = asked.column(query.by, slot);
                let condition = whole(query, kind).and(condition);
                Column { key, kind: of_kind, condition, sum, deals: asked.shown(&page), next }
            });
            Ok((columns.collect::<Vec<_>>(), left_out, total))
        });
        let (columns, left_out, sum) = &*found.await?;
        let workspace = self.settings()?.workspace;
        let keys = columns.iter().map(|column| column.key.as_str());
        let mut labels = match query.by {
            BoardBy::Stage => self.labels(&workspace, Dimension::Stage, keys).await?,
            BoardBy::Owner => self.labels(&workspace, Dimension::Owner, keys).await?,
            BoardBy::Category | BoardBy::Month => Default::default(),
        };
        // All names in one go.
        let counts: Vec<usize> = columns.iter().map(|column| column.deals.len()).collect();
        let (mut heads, mut shown) = (Vec::with_capacity(columns.len()), Vec::new());
        for column in columns.iter().cloned() {
            shown.extend(column.deals);
            heads.push((column.key, column.kind, column.condition, column.sum, column.next));
        }
        let mut items = self.with_names(shown).await?.into_iter();
        let columns = heads.into_iter().zip(counts).map(|((key, kind, condition, sum, next), count)| BoardColumn {
            label: labels.remove(&key).unwrap_or_default(),
            key,
            kind,
            condition,
            total: sum.deals,
            acv: sum.acv,
            weighted: sum.weighted,
            without_rate: sum.without_rate,
            items: items.by_ref().take(count).collect(),
            next,
        });
        Ok(Board {
            by: query.by,
            columns: columns.collect(),
            left_out: *left_out as i64,
            total: sum.deals,
            acv: sum.acv,
            weighted: sum.weighted,
            without_rate: sum.without_rate,
            currency: workspace.currency,
            named,
        })
    }
}

/// All that a board's deals meet, as one condition.
fn whole(query: &BoardQuery, kind: Option<StageKind>) -> Condition {
    let kind = kind.map_or_else(Condition::default, |kind| Condition::is(Field::Kind, [kind.as_str()]));
    let search = query.search.as_deref().map(str::trim).filter(|search| !search.is_empty());
    let search = search.map_or_else(Condition::default, |search| Condition::Contains(search.to_owned()));
    query.condition.clone().and(kind).and(search)
}

/// What deals without a close date count as: a month after all that there are.
const NO_MONTH: u32 = 10_000 * 12;

impl Asked<'_> {
    /// The column a deal is in.
    fn slot(&self, by: BoardBy, deal: usize) -> u32 {
        match by {
            BoardBy::Stage => self.columns.statuses.get(self.book.status[deal]).place,
            BoardBy::Category => self.category(deal) as u32,
            BoardBy::Owner => self.columns.deals.owner[deal],
            BoardBy::Month if self.book.close[deal] == NONE => NO_MONTH,
            BoardBy::Month => {
                let (year, month, _) = Day(self.book.close[deal]).ymd();
                year.unsigned_abs() * 12 + month - 1
            }
        }
    }

    /// What the deals of each column come to, in the order of the columns. Stages and categories are there without deals too.
    fn sums(&self, by: BoardBy, kind: Option<StageKind>, deals: &Bits, slots: &[u32]) -> Vec<(u32, Sum)> {
        let fits = |of: StageKind| kind.is_none_or(|kind| kind == of);
        let always: Vec<u32> = match by {
            BoardBy::Stage => {
                let stages = (1..).zip(self.columns.statuses.stages());
                stages.filter(|(_, stage)| fits(stage.kind)).map(|(place, _)| place).collect()
            }
            BoardBy::Category => {
                let of = |category: &Category| match category {
                    Category::Omitted => fits(StageKind::Open) || fits(StageKind::Lost),
                    Category::Closed => fits(StageKind::Won),
                    _ => fits(StageKind::Open),
                };
                Category::ALL.into_iter().filter(of).map(|category| category as u32).collect()
            }
            BoardBy::Month | BoardBy::Owner => Vec::new(),
        };
        let most = slots.iter().chain(&always).max().map_or(0, |most| *most as usize + 1);
        let mut by_slot = vec![Sum::default(); most];
        for (deal, slot) in deals.iter().zip(slots) {
            by_slot[*slot as usize].add(self.worth(deal as usize));
        }
        let some = (0..).zip(by_slot).filter(|(slot, sum)| sum.deals > 0 || always.contains(slot));
        let mut sums: Vec<(u32, Sum)> = some.collect();
        if by == BoardBy::Owner {
            sums.sort_by_key(|(slot, sum)| (Reverse(sum.acv), *slot));
        }
        sums
    }

    /// A column's key, the kind of its stage, and what its deals meet.
    fn column(&self, by: BoardBy, slot: u32) -> (String, Option<StageKind>, Condition) {
        match by {
            BoardBy::Stage => {
                let key = self.columns.key(Dimension::Stage, slot);
                let kind = self.columns.statuses.stage_at(slot).map(|stage| stage.kind);
                (key.clone(), kind, Condition::is(Field::Stage, [key]))
            }
            BoardBy::Category => {
                let category = Category::ALL.into_iter().find(|category| *category as u32 == slot);
                let key = category.map_or("", Category::as_str);
                (key.to_owned(), None, Condition::is(Field::Category, [key]))
            }
            BoardBy::Owner => {
                let key = self.columns.key(Dimension::Owner, slot);
                (key.clone(), None, Condition::is(Field::Owner, [key]))
            }
            BoardBy::Month if slot == NO_MONTH => (String::new(), None, Condition::is(Field::Close, [""])),
            BoardBy::Month => {
                let (year, month) = ((slot / 12) as i32, slot % 12 + 1);
                let day = |day| Day::from_ymd(year, month, day).map(Bound::Day);
                let condition = Condition::Within(Field::Close, day(1), day(days_in_month(year, month)));
                (format!("{year:04}-{month:02}"), None, condition)
            }
        }
    }
}
