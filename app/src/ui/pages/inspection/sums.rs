//! What happened, in deals and money: each kind is a link to its deals, and together they lead from then to now.

use super::page::Scene;
use crate::ui::components::Help;
use crate::ui::i18n::inspection;
use contract::inspection::{Change, Inspection};
use domain::Company;
use domain::inspection::{Class, Shift};
use leptos::prelude::*;

/// Open pipeline of the period then and now, and what lies between.
pub fn tiles(Scene { t, answer, .. }: Scene<'_>) -> AnyView {
    let words = inspection(t.language);
    let Inspection { then, now, currency, .. } = answer;
    let money = |amount: Company| t.language.money_short_with(amount, *currency);
    let deals = |deals: i64| (t.common.deals)(deals, &t.language.integer(deals));
    let tile = |name: String, help: AnyView, value: String, below: String| {
        view! { <div class="tile"><span>{name}{help}</span><b>{value}</b><small>{below}</small></div> }
    };
    let nothing = || ().into_any();
    let help = view! { <Help id="inspected" name=t.apm.open text=words.open_help/> }.into_any();
    let by = t.language.money_change(now.acv - then.acv, *currency);
    let rates = (answer.fx != Company(0)).then(|| (words.by_rates)(&t.language.money_change(answer.fx, *currency).shown));
    view! {
        <div class="tiles">
            {tile((words.then)(&t.language.day(answer.since)), help, money(then.acv), deals(then.deals))}
            {tile(words.now.to_owned(), nothing(), money(now.acv), deals(now.deals))}
            {tile(words.between.to_owned(), nothing(), by.shown, rates.unwrap_or_default())}
        </div>
    }
    .into_any()
}

/// The table of what happened.
pub fn classes(scene: Scene<'_>) -> AnyView {
    let Scene { t, link, answer } = scene;
    let words = inspection(t.language);
    let class = answer.classes.iter().map(|row| {
        let on = link.query.class == Some(row.class);
        let to = link.to(|link| (link.query.class, link.query.shift) = (Some(row.class).filter(|_| !on), None));
        let closed = matches!(row.class, Class::Won | Class::Lost).then_some(row.closed);
        let id = word(&row.class);
        let (name, help) = ((words.class)(row.class), (words.class_help)(row.class));
        line(scene, &Line { id, name, help, to, on, change: row.change, closed })
    });
    let shift = answer.shifts.iter().map(|row| {
        let on = link.query.shift == Some(row.shift);
        let to = link.to(|link| (link.query.class, link.query.shift) = (None, Some(row.shift).filter(|_| !on)));
        let id = word(&row.shift);
        line(
            scene,
            &Line {
                id,
                name: (words.shift)(row.shift),
                help: shift_help(scene, row.shift),
                to,
                on,
                change: row.change,
                closed: None,
            },
        )
    });
    let shifts = (!answer.shifts.is_empty()).then(|| {
        view! { <tbody><tr><th scope="rowgroup" colspan="5" class="within">{words.within}</th></tr>{shift.collect_view()}</tbody> }
    });
    let money = |amount: Company| t.language.money_short(amount, answer.currency);
    let fx = (answer.fx != Company(0)).then(|| {
        view! {
            <tr>
                <th scope="row">{words.rates}</th>
                <td class="num"></td><td class="num"></td><td class="num"></td>
                <td class="num">{t.language.money_change(answer.fx, answer.currency).shown}</td>
            </tr>
        }
    });
    let both = format!("{} → {}", t.language.integer(answer.then.deals), t.language.integer(answer.now.deals));
    let total = t.language.money_change(answer.now.acv - answer.then.acv, answer.currency);
    view! {
        <section class="card">
            <h2>{words.what_happened}</h2>
            <table class="list happened">
                <caption class="sr">{words.what_happened}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.what}</th>
                        <th scope="col" class="num">{t.deals.title}</th>
                        <th scope="col" class="num">{words.before}</th>
                        <th scope="col" class="num">{words.after}</th>
                        <th scope="col" class="num">{words.moved}<Help id="moved" name=words.moved text=words.moved_help/></th>
                    </tr>
                </thead>
                <tbody>{class.collect_view()}{fx}</tbody>
                <tbody class="total">
                    <tr>
                        <th scope="row">{t.apm.total}</th>
                        <td class="num">{both}</td>
                        <td class="num">{money(answer.then.acv)}</td>
                        <td class="num">{money(answer.now.acv)}</td>
                        <td class="num">{total.shown}</td>
                    </tr>
                </tbody>
                {shifts}
            </table>
        </section>
    }
    .into_any()
}

fn shift_help(Scene { t, .. }: Scene<'_>, shift: Shift) -> &'static str {
    (inspection(t.language).shift_help)(shift)
}

/// A kind of change, as it stands in the address.
fn word(kind: &impl serde::Serialize) -> String {
    serde_json::to_value(kind).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

struct Line {
    id: String,
    name: &'static str,
    help: &'static str,
    to: String,
    on: bool,
    change: Change,
    closed: Option<Company>,
}

fn line(Scene { t, answer, .. }: Scene<'_>, line: &Line) -> AnyView {
    let words = inspection(t.language);
    let money = |amount: Company| t.language.money_short(amount, answer.currency);
    let Change { deals, was, is, moved } = line.change;
    let by = if moved == Company(0) { "–".to_owned() } else { t.language.money_change(moved, answer.currency).shown };
    let closed = line.closed.map(|closed| view! { <small>{(words.closed_for)(&money(closed))}</small> });
    view! {
        <tr class:on=line.on>
            <th scope="row">
                <a class="link" href=line.to.clone() aria-current=line.on.then_some("true") data-noscroll="">{line.name}</a>
                <Help id=line.id.clone() name=line.name text=line.help/>
            </th>
            <td class="num">{t.language.integer(deals)}</td>
            <td class="num">{money(was)}</td>
            <td class="num">{money(is)}{closed}</td>
            <td class="num">{by}</td>
        </tr>
    }
    .into_any()
}
