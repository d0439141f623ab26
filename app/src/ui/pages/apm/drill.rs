//! The deals behind a number: which they are, and that they add up to it.

use super::link::{api_query, pairs};
use crate::context::{Visit, use_client, use_visit};
use crate::ui::components::{Badge, Crumb, Empty, Failed, PageHead, Pager, load};
use crate::ui::i18n::{Texts, use_texts};
use crate::ui::names::value_name;
use crate::ui::pages::deals::{DealRow, deal_table, unseen};
use contract::apm::{ApmColumn, ApmDeal, ApmDeals, ApmDealsQuery, ListApmDeals};
use contract::client::query_string;
use contract::{Client, Problem};
use domain::StageKind;
use domain::pace::Standing;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Which deals, and the matrix they belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Address {
    query: ApmDealsQuery,
    back: String,
}

impl Address {
    fn parse(search: &str) -> Result<Self, Problem> {
        let (back, rest): (Vec<_>, Vec<_>) = pairs(search)?.into_iter().partition(|(name, _)| name == "back");
        let back = back.into_iter().next().map(|(_, value)| value).unwrap_or_default();
        Ok(Self { query: api_query(&rest)?, back })
    }

    fn matrix(&self) -> String {
        if self.back.is_empty() { "/apm".to_owned() } else { format!("/apm?{}", self.back) }
    }

    fn page(&self, after: Option<String>) -> String {
        let query = ApmDealsQuery { after, ..self.query.clone() };
        let mut pairs = query_string(&query).ok().and_then(|text| pairs(&text).ok()).unwrap_or_default();
        if !self.back.is_empty() {
            pairs.push(("back".to_owned(), self.back.clone()));
        }
        format!("/apm/deals?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    }
}

/// The deals behind a cell.
#[component]
pub fn Drill() -> AnyView {
    let t = use_texts();
    let visit = use_visit();
    if !visit.with_value(Visit::sees_deals) {
        return unseen(t, (t.apm.drill_title)(t.apm.open));
    }
    let client = use_client();
    let address = use_location().search.with_untracked(|search| Address::parse(search));
    load(async move {
        match ask(&client, address).await {
            Ok((address, deals)) => visit.with_value(|visit| page(t, visit, &address, deals)),
            Err(problem) => {
                view! { <PageHead title=(t.apm.drill_title)(t.apm.open)/> <div class="card"><Failed problem=problem/></div> }
                    .into_any()
            }
        }
    })
}

async fn ask(client: &Client, address: Result<Address, Problem>) -> Result<(Address, ApmDeals), Problem> {
    let address = address?;
    let deals = client.get::<ListApmDeals>(&address.query).await?;
    Ok((address, deals))
}

fn column_name(t: &Texts, column: ApmColumn) -> &'static str {
    match column {
        ApmColumn::Closed => t.apm.closed,
        ApmColumn::Open => t.apm.open,
        ApmColumn::Overdue => t.apm.overdue,
        ApmColumn::Undated => t.apm.undated,
        ApmColumn::OpenAny => t.apm.any_date,
        ApmColumn::Generated => t.apm.generated,
        ApmColumn::Forecast => t.apm.forecast,
        ApmColumn::Lost => t.apm.lost,
    }
}

fn page(t: &'static Texts, visit: &Visit, address: &Address, answer: ApmDeals) -> AnyView {
    let language = t.language;
    let subtitle =
        (t.apm.subtitle)(&language.period(answer.period.key), &language.day_long(answer.as_of), answer.currency.code());
    let conditions = address
        .query
        .filter
        .0
        .iter()
        .map(|(dimension, keys)| {
            let names: Vec<String> = keys
                .iter()
                .map(|key| {
                    let named = answer.named.iter().find(|value| value.dimension == *dimension && value.key == *key);
                    value_name(t, visit, *dimension, key, named.map_or("", |value| &value.label))
                })
                .collect();
            view! { <Badge standing=Standing::None text=format!("{}: {}", (t.names.dimension)(*dimension), names.join(", "))/> }
        })
        .collect_view();
    let total = (t.common.deals)(answer.deals.total, &language.integer(answer.deals.total));
    let sum = (t.apm.drill_sum)(&total, &language.money_exact(answer.sum, answer.currency));
    let half = answer.days.half.scaled(1).map(|days| view! { <span>{(t.apm.half_within)(&language.integer(days))}</span> });
    let next = answer.deals.next.clone().map(|next| address.page(Some(next)));
    let first = address.query.after.is_some().then(|| address.page(None));
    let title = (t.apm.drill_title)(column_name(t, address.query.column));
    let empty = answer.deals.items.is_empty();
    let rows = answer.deals.items.iter().map(|deal| row(t, &answer, deal)).collect();
    view! {
            <Crumb href=address.matrix() text=t.apm.back/>
            <PageHead title=title subtitle=subtitle/>
            <div class="chip-row conditions"><b class="sum">{sum}</b>{half}{conditions}</div>
            <section class="card cards-card" aria-label=t.deals.title>
                {if empty {
                    view! { <Empty title=t.common.none hint=t.apm.no_deals action=(address.matrix(), t.apm.back)/> }.into_any()
                } else {
                    view! {
    {deal_table(t, &[t.apm.products, t.apm.owner, t.apm.stage, t.apm.days], rows)}
                        <Pager total=total first=first next=next/>
                    }
                    .into_any()
                }}
            </section>
        }
    .into_any()
}

fn row(t: &'static Texts, answer: &ApmDeals, deal: &ApmDeal) -> DealRow {
    let language = t.language;
    let amount = deal.amount.map_or_else(|| "–".to_owned(), |amount| language.money_exact(amount, answer.currency));
    // The whole deal where it is in another currency, or only a part of it is behind the number.
    let whole = (deal.amount.is_none_or(|amount| amount.0 != deal.acv.minor) || deal.acv.currency != answer.currency)
        .then(|| view! { <small>{language.money(deal.acv)}</small> });
    let category = (deal.kind == StageKind::Open).then(|| view! { <small>{(t.names.category)(deal.category)}</small> });
    let close = deal.close_day.map_or_else(|| t.apm.no_date.to_owned(), |day| language.day(day));
    DealRow {
        id: deal.id,
        name: deal.name.clone(),
        account: deal.account.clone().unwrap_or_default(),
        cells: vec![
            deal.products.join(", ").into_any(),
            deal.owner.clone().into_any(),
            view! { {deal.stage_name.clone()}{category} }.into_any(),
            (t.apm.days_text)(&language.integer(deal.days)).into_any(),
        ],
        close: close.into_any(),
        amount: view! { {amount}{whole} }.into_any(),
    }
}
