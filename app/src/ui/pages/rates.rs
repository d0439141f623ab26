//! Exchange rates: all of them, and for administrators a form to add or correct one.

use crate::context::{Visit, use_client, use_visit};
use crate::ui::components::{Empty, Failed, Field, PageHead, Pager, load, shape};
use crate::ui::i18n::{Texts, rates, use_texts};
use crate::ui::pages::apm::link::pairs;
use contract::workspace::{ListRates, ListRatesQuery};
use contract::{Page, Problem};
use domain::pace::Standing;
use domain::workspace::DatedRate;
use domain::{Currency, Role};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The address: a page of the list, and what the form has in it.
#[derive(Default)]
struct Link {
    after: Option<String>,
    currency: String,
    day: String,
    rate: String,
    /// The field that was not accepted.
    failed: String,
    saved: bool,
}

impl Link {
    fn parse(search: &str) -> Result<Self, Problem> {
        let mut link = Self::default();
        for (name, value) in pairs(search)? {
            match name.as_str() {
                "after" => link.after = Some(value),
                "currency" => link.currency = value,
                "day" => link.day = value,
                "rate" => link.rate = value,
                "failed" => link.failed = value,
                "saved" => link.saved = true,
                _ => return Err(Problem::invalid(name, "is not understood")),
            }
        }
        Ok(link)
    }
}

fn address(parameters: &[(&str, &str)]) -> String {
    let search = serde_urlencoded::to_string(parameters).unwrap_or_default();
    if search.is_empty() { "/rates".to_owned() } else { format!("/rates?{search}") }
}

/// The exchange rates.
#[component]
pub fn Rates() -> AnyView {
    let t = use_texts();
    let visit = use_visit();
    let client = use_client();
    let link = use_location().search.with_untracked(|search| Link::parse(search));
    load(async move {
        let found = match link {
            Ok(link) => {
                let query = ListRatesQuery { after: link.after.clone() };
                client.get::<ListRates>(&query).await.map(|page| (link, page))
            }
            Err(problem) => Err(problem),
        };
        match found {
            Ok((link, page)) => visit.with_value(|visit| draw(t, visit, &link, page)),
            Err(problem) => {
                view! { <PageHead title=rates(t.language).title/> <div class="card"><Failed problem=problem/></div> }.into_any()
            }
        }
    })
}

fn draw(t: &'static Texts, visit: &Visit, link: &Link, page: Page<DatedRate>) -> AnyView {
    let words = rates(t.language);
    let home = visit.workspace.as_ref().map_or(Currency::EUR, |info| info.workspace.currency);
    let admin = visit.me.as_ref().is_some_and(|me| me.role == Role::Admin);
    let total = (words.count)(page.total, &t.language.integer(page.total));
    let next = page.next.as_deref().map(|next| address(&[("after", next)]));
    let first = link.after.is_some().then(|| address(&[]));
    let body = if page.total == 0 {
        view! { <Empty title=words.empty hint=words.empty_hint/> }.into_any()
    } else {
        let rows = page.items.iter().map(|rate| row(t, admin, rate)).collect_view();
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label=words.title>
            <table class="list rates">
                <caption class="sr">{words.title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.currency}</th>
                        <th scope="col">{words.day}</th>
                        <th scope="col" class="num">{(words.rate)(home.code())}</th>
                        {admin.then(|| view! { <th scope="col"><span class="sr">{words.correct}</span></th> })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            </div>
            <Pager total=total first=first next=next/>
        }
        .into_any()
    };
    view! {
        <PageHead title=words.title subtitle=(words.subtitle)(home.code())/>
        <div class="stack narrow">
            {if admin { form(t, home, link) } else { view! { <p class="note">{words.who}</p> }.into_any() }}
            <section class="card">{body}</section>
        </div>
    }
    .into_any()
}

fn row(t: &'static Texts, admin: bool, rate: &DatedRate) -> AnyView {
    let words = rates(t.language);
    let text = t.language.rate(rate.rate);
    let day = t.language.day(rate.day);
    let correct = admin.then(|| {
        let to = address(&[("currency", rate.currency.code()), ("day", &rate.day.to_string()), ("rate", &text)]);
        let label = format!("{}: {}, {day}", words.correct, rate.currency.code());
        view! { <td class="num"><a class="link" href=to aria-label=label>{words.correct}</a></td> }
    });
    view! { <tr><th scope="row">{rate.currency.code().to_owned()}</th><td>{day.clone()}</td><td class="num">{text.clone()}</td>{correct}</tr> }.into_any()
}

/// It is a plain form: what cannot be read comes back in it, with the field named.
fn form(t: &'static Texts, home: Currency, link: &Link) -> AnyView {
    let words = rates(t.language);
    let wrong = |field: &str, text: &'static str| if link.failed == field { text } else { "" };
    let refused = link.failed == "refused";
    let said = link.saved.then_some((Standing::Good, words.saved)).or(refused.then_some((Standing::Act, words.refused)));
    let said = said.map(|(standing, text)| {
        let class = if standing == Standing::Good { "message good" } else { "message" };
        view! { <p class=class role="status">{shape(standing)}<span>{text}</span></p> }
    });
    view! {
        <section class="card pad">
            <h2>{words.add}</h2>
            {said}
            <form method="post" action="/rates" class="form">
                <div class="fields">
                    <Field
                        name="currency"
                        label=words.currency
                        value=link.currency.clone()
                        hint=words.currency_hint
                        wrong=wrong("currency", words.wrong_currency)
                        required=true
                    />
                    <Field name="day" label=words.day kind="date" value=link.day.clone() wrong=wrong("day", words.wrong_day) required=true/>
                    <Field
                        name="rate"
                        label=(words.rate)(home.code())
                        value=link.rate.clone()
                        hint=words.rate_hint
                        wrong=wrong("rate", words.wrong_rate)
                        required=true
                    />
                </div>
                <p class="note">{words.what}</p>
                <div><button class="button primary">{words.save}</button></div>
            </form>
        </section>
    }
    .into_any()
}
