//! What one says of a deal now and then, as plain forms: what it is, who of ours works on it, how it is shared.

use crate::form::{Form, Submitted};
use crate::ui::components::{Entry, Look};
use crate::ui::i18n::Texts;
use crate::ui::i18n::deal::{deal as words, gate, wrong};
use contract::opportunity::Opportunity;
use domain::{DealType, Source, SplitKind};
use leptos::prelude::*;
use uuid::Uuid;

/// The forms. `people` and `campaigns`: whom and what one may name.
pub fn about(t: &'static Texts, deal: &Opportunity, people: &[String], campaigns: &[String]) -> AnyView {
    let (g, w) = (gate(t.language), words(t.language));
    let sent = use_context::<Submitted>();
    let mine = |action: &str| sent.as_ref().filter(|sent| sent.form.as_ref().is_some_and(|form| form.get("do") == action));
    let here = format!("/deals/{}", deal.id);
    let list = |id: &'static str, names: &[String]| {
        let options = names.iter().map(|name| view! { <option value=name.clone()></option> }).collect_view();
        view! { <datalist id=id>{options}</datalist> }
    };
    let (about, team) = (mine("about"), mine("team"));
    let said = filled(deal);
    let form = about.and_then(|sent| sent.form.clone()).unwrap_or_else(|| said.clone());
    let entry = Entry { form: &form, problem: about.and_then(|sent| sent.problem.as_ref()), words: wrong(t.language) };
    let sources = Source::ALL.iter().map(|one| (one.as_str(), (t.names.source)(*one)));
    let types = DealType::ALL.iter().map(|one| (one.as_str(), (t.names.deal_type)(*one)));
    let look = |list| Look { list, ..Look::default() };
    let fields = view! {
        {entry.text("name", t.deals.name, Look { required: true, ..Look::default() })}
        {entry.choose("deal_type", t.deals.deal_type, types, Look::default())}
        {entry.choose("source", t.deals.source, std::iter::once(("", t.common.none)).chain(sources), Look::default())}
        {entry.text("sourced_by", g.sourced_by, look("people"))}
        {entry.text("campaign", t.deals.campaign, look("campaigns"))}
        {entry.text("region", t.deals.region, Look::default())}
        {entry.text("term_months", g.term, Look { inputmode: "numeric", ..Look::default() })}
    };
    let base = deal.version.0.to_string();
    let team_form = team.and_then(|sent| sent.form.clone()).unwrap_or(said);
    let team_entry = Entry { form: &team_form, problem: team.and_then(|sent| sent.problem.as_ref()), words: wrong(t.language) };
    view! {
        {list("people", people)}
        {list("campaigns", campaigns)}
        <section class="card pad" id="about">
            <h2>{t.deals.facts}</h2>
            <form method="post" action=format!("{here}#about") class="form">
                <input type="hidden" name="base" value=base.clone()/>
                {entry.general(t, &["base", "lines", "stage"])}
                <div class="fields">{fields}</div>
                <div><button class="button" name="do" value="about">{t.common.save}</button></div>
            </form>
        </section>
        <section class="card pad" id="team">
            <h2>{g.team}</h2>
            <p class="note">{g.team_hint}</p>
            <form method="post" action=format!("{here}#team") class="form">
                <input type="hidden" name="base" value=base/>
                {team_entry.general(t, &["base", "team", "splits"])}
                <ul class="rows-of-people">{team_rows(&team_entry, w.member, g.as_what)}</ul>
                <h3>{g.splits}</h3>
                <p class="note">{g.splits_hint}</p>
                <ul class="rows-of-people">{split_rows(&team_entry, w.member, w.share, w.kind_of_share, g.split)}</ul>
                <div><button class="button" name="do" value="team">{t.common.save}</button></div>
            </form>
        </section>
    }
    .into_any()
}

/// The rows there are, and an empty one.
fn numbers(form: &Form, list: &str) -> Vec<usize> {
    let mut rows = form.rows(list);
    if rows.last().is_none_or(|last| !form.get(&format!("{list}[{last}].name")).is_empty()) {
        rows.push(rows.last().map_or(0, |last| last + 1));
    }
    rows
}

fn team_rows(entry: &Entry<'_>, name: &'static str, role: &'static str) -> Vec<AnyView> {
    let rows = numbers(entry.form, "team").into_iter().map(|at| {
        let look = Look { list: "people", ..Look::default() };
        view! { <li>{entry.text(&format!("team[{at}].name"), name, look)}{entry.text(&format!("team[{at}].role"), role, Look::default())}</li> }
            .into_any()
    });
    rows.collect()
}

fn split_rows(
    entry: &Entry<'_>,
    name: &'static str,
    share: &'static str,
    kind: &'static str,
    kinds: fn(SplitKind) -> &'static str,
) -> Vec<AnyView> {
    let rows = numbers(entry.form, "splits").into_iter().map(|at| {
        let look = Look { list: "people", ..Look::default() };
        let decimal = Look { inputmode: "decimal", ..Look::default() };
        let options = SplitKind::ALL.iter().map(|one| (one.as_str(), kinds(*one)));
        view! {
            <li>
                {entry.text(&format!("splits[{at}].name"), name, look)}
                {entry.text(&format!("splits[{at}].share"), share, decimal)}
                {entry.choose(&format!("splits[{at}].kind"), kind, options, Look::default())}
            </li>
        }
        .into_any()
    });
    rows.collect()
}

/// The forms as the deal says it.
fn filled(deal: &Opportunity) -> Form {
    let state = &deal.state;
    let name = |id: Uuid| deal.names.get(&id).cloned().unwrap_or_default();
    let mut form = Form::default();
    form.push("name", &state.name);
    form.push("deal_type", state.deal_type.as_str());
    form.push("source", state.source.map_or("", Source::as_str));
    form.push("sourced_by", state.sourced_by.map(|id| name(id.0)).unwrap_or_default());
    form.push("campaign", deal.campaign.clone().unwrap_or_default());
    form.push("region", state.region.clone().unwrap_or_default());
    form.push("term_months", state.term_months.map(|months| months.to_string()).unwrap_or_default());
    for (at, member) in state.team.iter().enumerate() {
        form.push(format!("team[{at}].name"), name(member.person.0));
        form.push(format!("team[{at}].role"), &member.role);
    }
    for (at, split) in state.splits.iter().enumerate() {
        form.push(format!("splits[{at}].name"), name(split.person.0));
        form.push(format!("splits[{at}].share"), split.text());
        form.push(format!("splits[{at}].kind"), split.kind.as_str());
    }
    form
}
