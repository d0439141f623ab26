//! Lists and totals of deals as they are now, as one person may see them.

use super::{Labels, View};
use crate::apm::entity;
use crate::ledger::Known;
use crate::ledger::book::bits::Bits;
use crate::ledger::book::order::{Order, Place};
use crate::ledger::book::{Asked, NO_RATE, NONE, Sum, Surroundings};
use crate::ledger::facts::of_lines;
use crate::store::Entity;
use contract::Problem;
use contract::book::{
    By, ListOpportunitiesQuery, Named, OpportunityList, OpportunitySummary, OpportunityTotals, OpportunityTotalsQuery, Raised,
    Sort, TotalRow,
};
use contract::client::query_string;
use domain::condition::{Field, Values};
use domain::{
    AccountId, Company, Condition, Currency, Day, DealType, Dimension, LogNo, Money, OpportunityId, PersonId, Source, StageKind,
};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// How many deals a page of a list has, unless it is said.
const PAGE: u16 = 50;
/// How many it may have.
const MOST: u16 = 200;

/// Which deals are asked for.
pub(crate) struct Which<'q> {
    pub(crate) condition: &'q Condition,
    pub(crate) search: Option<&'q str>,
    pub(crate) kind: Option<StageKind>,
}

/// A deal to be shown: its names are still to be looked up.
#[derive(Clone)]
pub(crate) struct Shown {
    summary: OpportunitySummary,
    products: Vec<Uuid>,
}

impl View {
    /// A page of the deals that meet a condition, and what all of them come to.
    pub async fn opportunities(&self, query: &ListOpportunitiesQuery) -> Result<OpportunityList, Problem> {
        let limit = query.limit.unwrap_or(PAGE);
        if !(1..=MOST).contains(&limit) {
            return Err(Problem::invalid("limit", format!("has to be 1 to {MOST}")));
        }
        let which = Which { condition: &query.condition, search: query.search.as_deref(), kind: query.kind };
        let named = self.named_in(&query.condition).await?;
        let sort = query.sort.unwrap_or_default();
        let labels = self.labels_to_sort(sort).await?;
        let found = self.look_once(query_string(query)?, sort, |asked| {
            let deals = asked.which(&which)?;
            let order = Order::new(asked, sort, labels);
            let after: Option<Place<'_>> = query.after.as_deref().map(|after| order.place(after)).transpose()?;
            let (page, next) = order.page(&deals, after.as_ref(), usize::from(limit));
            Ok((asked.shown(&page), next, asked.sum(&deals)))
        });
        let (shown, next, sum) = &*found.await?;
        Ok(OpportunityList {
            items: self.with_names(shown.clone()).await?,
            next: next.clone(),
            total: sum.deals,
            acv: sum.acv,
            weighted: sum.weighted,
            without_rate: sum.without_rate,
            currency: self.settings()?.workspace.currency,
            named,
        })
    }

    /// The deals that are asked for, at most so many of them, and how many there are.
    pub(super) async fn ids_of(&self, which: &Which<'_>, most: usize) -> Result<(Vec<OpportunityId>, usize), Problem> {
        self.named_in(which.condition).await?;
        self.look(|asked| {
            let deals = asked.which(which)?;
            let ids = deals.iter().take(most).map(|deal| asked.columns.id(deal)).collect();
            Ok((ids, deals.count() as usize))
        })
        .await
    }

    /// What the deals that meet a condition come to, by a dimension.
    pub async fn opportunity_totals(&self, query: &OpportunityTotalsQuery) -> Result<OpportunityTotals, Problem> {
        let which = Which { condition: &query.condition, search: query.search.as_deref(), kind: query.kind };
        self.named_in(&query.condition).await?;
        let found = self.look_once(query_string(query)?, Sort::default(), |asked| {
            let deals = asked.which(&which)?;
            Ok((asked.sums_by(query.by, &deals), asked.sum(&deals)))
        });
        let (rows, sum) = &*found.await?;
        let workspace = self.settings()?.workspace;
        let mut labels = self.labels(&workspace, query.by, rows.iter().map(|(key, _)| key.as_str())).await?;
        let rows = rows.iter().map(|(key, sum)| TotalRow {
            label: labels.remove(key).unwrap_or_default(),
            key: key.clone(),
            total: sum.deals,
            acv: sum.acv,
            weighted: sum.weighted,
        });
        Ok(OpportunityTotals {
            by: query.by,
            rows: rows.collect(),
            total: sum.deals,
            acv: sum.acv,
            weighted: sum.weighted,
            without_rate: sum.without_rate,
            currency: workspace.currency,
        })
    }

    /// Asks something of the deals as they are now, within what the person may see: the one way to the book.
    pub(crate) async fn look<R>(&self, ask: impl FnOnce(&Asked<'_>) -> Result<R, Problem>) -> Result<R, Problem> {
        let (today, surroundings) = self.surroundings().await?;
        let answer = self.engine.ledger().read(None, |known: &Known<'_>| {
            let scope = self.deals(known)?;
            ask(&Asked::new(known.now(), &scope, self.me.person, today, &surroundings)?)
        });
        answer.await?
    }

    /// Today, and what flags need to know that is not said by deals.
    pub(super) async fn surroundings(&self) -> Result<(Day, Surroundings), Problem> {
        let (store, today) = (self.engine.store(), self.engine.today());
        let (inactive, typical) = (store.inactive_people().await?, store.typicals().await?);
        Ok((today, Surroundings { inactive, typical, waived: store.all_waived(today) }))
    }

    /// What people call the values a condition names. One of which nobody has ever heard is a mistake, and what it finds
    /// would be believed.
    pub(super) async fn named_in(&self, condition: &Condition) -> Result<Vec<Named>, Problem> {
        let workspace = self.settings()?.workspace;
        let mut by_field: HashMap<Field, BTreeSet<&str>> = HashMap::new();
        for (field, key) in condition.named() {
            by_field.entry(field).or_default().insert(key);
        }
        let mut named = Vec::new();
        for (field, keys) in by_field {
            let Some(dimension) = field.dimension() else { continue };
            let me = |key: &str| key == "me" && field.values() == Values::People;
            let mut labels = self.labels(&workspace, dimension, keys.iter().copied()).await?;
            for key in keys.into_iter().filter(|key| !me(key)) {
                let label = labels.remove(key);
                if label.is_none() && !key.is_empty() && key.parse::<Uuid>().is_ok() && entity(dimension).is_some() {
                    return Err(Problem::invalid("where", format!("There is no {field} “{key}”.")));
                }
                named.push(Named { field: field.to_string(), key: key.to_owned(), label: label.unwrap_or_default() });
            }
        }
        Ok(named)
    }

    /// The names an order goes by, lower-cased.
    pub(super) async fn labels_to_sort(&self, sort: Sort) -> Result<Arc<Labels>, Problem> {
        let store = self.engine.store();
        match sort.by {
            By::Owner => {
                let labels = store.labels(Entity::Person).await?;
                Ok(Arc::new(labels.into_iter().map(|(id, label)| (id, label.to_lowercase().into())).collect()))
            }
            By::Account => Ok(self.engine.phonebook().of_accounts(store).await?),
            _ => Ok(Arc::default()),
        }
    }

    /// Looks up the names of deals to be shown.
    pub(super) async fn with_names(&self, shown: Vec<Shown>) -> Result<Vec<OpportunitySummary>, Problem> {
        let deals: Vec<(OpportunityId, LogNo)> = shown.iter().map(|shown| (shown.summary.id, shown.summary.version)).collect();
        let ids: BTreeSet<Uuid> = shown.iter().flat_map(Shown::references).collect();
        let store = self.engine.store();
        let mut texts = store.deal_texts(&deals).await?;
        let names = store.names(&Vec::from_iter(ids)).await?;
        let workspace = self.settings()?.workspace;
        let named = shown.into_iter().map(|Shown { mut summary, products }| {
            let text = texts.remove(&summary.id).unwrap_or_default();
            (summary.name, summary.next_step, summary.lines) = (text.name, text.next_step, text.lines);
            summary.account = summary.account_id.and_then(|id| names.get(&id.0).cloned());
            summary.owner = summary.owner_id.and_then(|id| names.get(&id.0).cloned());
            summary.products = products.iter().filter_map(|id| names.get(id).cloned()).collect();
            summary.stage_name = workspace.stage(summary.stage).map(|stage| stage.name.clone()).unwrap_or_default();
            summary
        });
        Ok(named.collect())
    }
}

impl Shown {
    fn references(&self) -> impl Iterator<Item = Uuid> {
        let Self { summary, products } = self;
        let one = [summary.account_id.map(|id| id.0), summary.owner_id.map(|id| id.0)];
        one.into_iter().flatten().chain(products.iter().copied())
    }
}

impl Asked<'_> {
    /// The deals that are seen and asked for.
    pub(crate) fn which(&self, which: &Which<'_>) -> Result<Bits, Problem> {
        let seen = self.seen(which.kind.as_slice());
        let deals = self.keep(which.condition, seen)?;
        Ok(self.named(which.search.unwrap_or_default(), deals))
    }

    /// What some deals come to by a dimension, most ACV first. By product or family each line counts in its own row.
    pub(crate) fn sums_by(&self, dimension: Dimension, deals: &Bits) -> Vec<(String, Sum)> {
        let mut sums = vec![Sum::default(); self.columns.size(dimension)];
        let values = self.values(dimension);
        if of_lines(dimension) {
            self.sum_lines(dimension, deals, &mut sums);
        } else {
            for deal in deals.iter() {
                sums[values.at(deal as usize, 0) as usize].add(self.worth(deal as usize));
            }
        }
        let rows = (0..).zip(sums).filter(|(_, sum)| sum.deals > 0);
        let mut rows: Vec<(String, Sum)> = rows.map(|(number, sum)| (self.columns.key(dimension, number), sum)).collect();
        rows.sort_by(|(key, sum), (other_key, other)| other.acv.cmp(&sum.acv).then_with(|| key.cmp(other_key)));
        rows
    }

    fn sum_lines(&self, dimension: Dimension, deals: &Bits, sums: &mut [Sum]) {
        let values = self.values(dimension);
        let mut seen: Vec<u32> = Vec::new();
        for deal in deals.iter() {
            seen.clear();
            for (product, acv, weighted) in self.line_worths(deal as usize) {
                let number = values.at(deal as usize, product);
                let sum = &mut sums[number as usize];
                let before = sum.deals;
                sum.add((acv, weighted));
                // A deal with several lines in a row is one deal.
                if seen.contains(&number) {
                    sum.deals = before;
                } else {
                    seen.push(number);
                }
            }
        }
    }

    /// What lists show of some deals.
    pub(crate) fn shown(&self, deals: &[u32]) -> Vec<Shown> {
        deals.iter().map(|deal| self.show(*deal as usize)).collect()
    }

    fn show(&self, deal: usize) -> Shown {
        let Self { book, columns, .. } = self;
        let names = &columns.names;
        let day = |day: i32| Some(day).filter(|day| *day != NONE).map(Day);
        let id = |id: Option<&Uuid>| id.copied().filter(|id| !id.is_nil());
        let text = |dimension| Some(columns.key(dimension, self.values(dimension).at(deal, 0))).filter(|text| !text.is_empty());
        let status = columns.statuses.get(book.status[deal]);
        let lines = book.lines.get(deal);
        let code = names.currencies.key(u32::from(book.currency[deal])).and_then(|code| Currency::parse(code));
        let mut products: Vec<Uuid> = Vec::new();
        for product in lines.iter().filter_map(|&(product, _)| id(names.products.key(product))) {
            if !products.contains(&product) {
                products.push(product);
            }
        }
        let (acv, _) = self.worth(deal);
        let summary = OpportunitySummary {
            id: OpportunityId(columns.deals.ids[deal]),
            version: LogNo(columns.deals.last_log[deal]),
            name: String::new(),
            account_id: id(names.accounts.key(book.account[deal])).map(AccountId),
            account: None,
            owner_id: id(names.people.key(columns.deals.owner[deal])).map(PersonId),
            owner: None,
            stage: status.stage,
            stage_name: String::new(),
            kind: status.kind,
            category: status.category,
            chosen: columns.statuses.raw()[usize::from(book.status[deal])].1,
            close_day: day(book.close[deal]),
            acv: Money {
                minor: lines.iter().map(|&(_, amount)| amount).sum(),
                currency: code.unwrap_or(columns.settings.workspace.currency),
            },
            acv_company: (acv != NO_RATE).then_some(Company(acv)),
            lines: Vec::new(),
            next_step: None,
            next_step_day: day(book.next_step_day[deal]),
            deal_type: DealType::from_code(i16::from(book.kind[deal] & 7)).unwrap_or(DealType::New),
            source: Source::from_code(i16::from(book.kind[deal] >> 3 & 7)),
            segment: text(Dimension::Segment),
            region: text(Dimension::Region),
            products: Vec::new(),
            created: Day(i32::from(columns.deals.created[deal])),
            days_in_stage: self.days_in_stage(deal),
            days_quiet: self.days_quiet(deal),
            pushes: book.pushes[deal],
            flags: self.flags(deal).iter().map(|(flag, severity)| Raised { flag, severity }).collect(),
        };
        Shown { summary, products }
    }
}
