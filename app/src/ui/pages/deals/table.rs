//! The table of deals: on a laptop a row each, on a phone a card each.

use crate::ui::i18n::Texts;
use domain::OpportunityId;
use leptos::prelude::*;

/// One deal.
pub struct DealRow {
    /// The deal.
    pub id: OpportunityId,
    /// Its name.
    pub name: String,
    /// Its account.
    pub account: String,
    /// What stands between its name and its close date.
    pub cells: Vec<AnyView>,
    /// Its close date.
    pub close: AnyView,
    /// Its amount.
    pub amount: AnyView,
}

/// A table of deals, with the names of the columns between name and close date.
pub fn deal_table(t: &'static Texts, heads: &[&'static str], rows: Vec<DealRow>) -> AnyView {
    let names = heads.to_vec();
    let heads = heads.iter().map(|head| view! { <th scope="col" role="columnheader">{*head}</th> }).collect_view();
    let rows = rows
        .into_iter()
        .map(|row| {
            let cells = names.iter().zip(row.cells);
            let cells = cells.map(|(head, cell)| view! { <td role="cell" data-head=*head>{cell}</td> }).collect_view();
            view! {
                <tr role="row">
                    <th scope="row" role="rowheader">
                        <a class="whole" href=format!("/deals/{}", row.id)>{row.name}</a>
                        <small>{row.account}</small>
                    </th>
                    {cells}
                    <td role="cell" class="day">{row.close}</td>
                    <td role="cell" class="num">{row.amount}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="list cards" role="table">
            <caption class="sr">{t.deals.title}</caption>
            <thead role="rowgroup">
                <tr role="row">
                    <th scope="col" role="columnheader">{t.deals.name}</th>
                    {heads}
                    <th scope="col" role="columnheader">{t.deals.close_date}</th>
                    <th scope="col" role="columnheader" class="num">{t.deals.amount}</th>
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
    .into_any()
}
