//! The index of the pages.

use crate::context::Visit;
use crate::ui::pages;
use crate::ui::shell::Shell;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};

/// The product. Expects a [`Visit`] and a [`contract::Client`] in the context.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let visit = expect_context::<Visit>();
    provide_context(crate::ui::i18n::texts(visit.language));
    let debug = visit.debug;
    provide_context(StoredValue::new(visit));
    let styleguide = move || {
        if debug { pages::styleguide::Styleguide().into_any() } else { pages::missing::Missing().into_any() }
    };
    view! {
        <Router>
            <Shell>
                <FlatRoutes fallback=|| pages::missing::Missing().into_any()>
                    <Route path=path!("/sign-in") view=|| pages::sign_in::SignIn().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/welcome") view=|| pages::welcome::Welcome().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/apm") view=|| pages::apm::Apm().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/apm/deals") view=|| pages::apm::Drill().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/pipeline") view=|| pages::pipeline::Pipeline().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/deals") view=|| pages::desk::Deals().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/mine") view=|| pages::desk::Mine().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/mine/deck") view=|| pages::desk::Deck().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/deals/board") view=|| pages::desk::BoardPage().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/deals/bulk/:id") view=|| pages::desk::BulkPage().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/deals/new") view=|| pages::deals::NewDeal().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/deals/:id") view=|| pages::deals::Deal().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/imports") view=|| pages::imports::Imports().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/imports/:id") view=|| pages::imports::Import().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/inbox") view=|| pages::inbox::Inbox().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/inspect") view=|| pages::inspection::Inspect().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/hygiene") view=|| pages::review::Hygiene().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/hygiene/rules") view=|| pages::review::rules::HygieneRules().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/review") view=|| pages::review::Review().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/setup") view=|| pages::setup::Setup().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/accounts") view=|| pages::accounts::Accounts().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/accounts/new") view=|| pages::accounts::NewAccount().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/accounts/:id") view=|| pages::accounts::Account().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/contacts") view=|| pages::accounts::Contacts().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/contacts/new") view=|| pages::accounts::NewContact().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/contacts/:id") view=|| pages::accounts::Contact().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/products") view=|| pages::accounts::Products().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/duplicates") view=|| pages::accounts::Duplicates().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/targets") view=|| pages::targets::Targets().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/users") view=|| pages::users::Users().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/rates") view=|| pages::rates::Rates().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/outbox") view=|| pages::outbox::Outbox().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/offline") view=|| pages::outbox::Nothing().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/settings") view=|| pages::settings::Settings().into_any() ssr=SsrMode::Async/>
                    <Route path=path!("/styleguide") view=styleguide ssr=SsrMode::Async/>
                </FlatRoutes>
            </Shell>
        </Router>
    }
}
