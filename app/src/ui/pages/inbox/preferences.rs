//! In the settings: what mail one gets, and for administrators what runs by itself.

use crate::context::{Visit, use_client, use_visit};
use crate::ui::components::{Choices, load, moment};
use crate::ui::i18n::{Texts, inbox, use_texts};
use contract::Nothing;
use contract::mail::{MailPreferences, ReadMailPreferences, ReadWorks, Works};
use domain::Language;
use leptos::prelude::*;

/// What mail one gets: a plain form.
pub fn mail() -> AnyView {
    let (t, client) = (use_texts(), use_client());
    load(async move { client.get::<ReadMailPreferences>(&Nothing {}).await.map_or(().into_any(), |wants| form(t, wants)) })
}

fn form(t: &'static Texts, wants: MailPreferences) -> AnyView {
    let words = inbox(t.language);
    let tick = |name: &'static str, text: &'static str, on: bool| {
        view! { <label><input type="checkbox" name=name value="1" checked=on/>" "{text}</label> }
    };
    let languages = vec![("en", "English", wants.language == Language::En), ("it", "Italiano", wants.language == Language::It)];
    view! {
        <section class="card pad" id="mail">
            <h2>{words.mail}</h2>
            <form method="post" action="/mail" class="form">
                <p class="note">{words.mail_hint}</p>
                <fieldset class="plain checks mails">
                    <legend class="sr">{words.mail}</legend>
                    {tick("nudges", words.nudges, wants.nudges)}
                    {tick("daily", words.daily, wants.daily)}
                    {tick("meeting", words.meeting, wants.meeting)}
                </fieldset>
                <Choices name="language" label=words.language options=languages/>
                <div><button class="button primary">{t.common.save}</button></div>
            </form>
        </section>
    }
    .into_any()
}

/// What runs by itself.
pub fn works() -> AnyView {
    let (t, client, visit) = (use_texts(), use_client(), use_visit());
    load(async move {
        let found = client.get::<ReadWorks>(&Nothing {}).await;
        found.map_or(().into_any(), |works| visit.with_value(|visit| told(t, visit, &works)))
    })
}

fn told(t: &'static Texts, visit: &Visit, works: &Works) -> AnyView {
    let words = inbox(t.language);
    let jobs = works
        .jobs
        .iter()
        .map(|job| {
            let name = (words.job)(&job.name).map_or_else(|| job.name.clone(), str::to_owned);
            let last = job.ended.map_or_else(|| words.never.to_owned(), |at| moment(visit, at));
            let state = match (job.failures, job.ended) {
                (0, None) => String::new(),
                (0, Some(_)) => words.well.to_owned(),
                (failures, _) => (words.failed)(failures),
            };
            let why = job.error.clone().filter(|_| job.failures > 0);
            view! { <div><dt>{name}</dt><dd>{last}<br/>{state}{why.map(|why| view! { <br/><code>{why}</code> })}</dd></div> }
        })
        .collect_view();
    let undelivered = (!works.undelivered.is_empty()).then(|| {
        let mails = works
            .undelivered
            .iter()
            .map(|mail| {
                let (to, why) = (mail.to.clone().unwrap_or_default(), mail.error.clone().unwrap_or_default());
                view! { <li><b>{to}</b>", "<time>{moment(visit, mail.at)}</time><br/><code>{why}</code></li> }
            })
            .collect_view();
        view! { <h3>{words.undelivered}</h3> <ul class="undelivered">{mails}</ul> }
    });
    view! {
        <section class="card pad">
            <h2>{words.works}</h2>
            <dl class="facts">{jobs}</dl>
            {(works.waiting > 0).then(|| view! { <p class="note">{(words.works_hint)(works.waiting)}</p> })}
            {undelivered}
        </section>
    }
    .into_any()
}
