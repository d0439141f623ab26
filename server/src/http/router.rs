//! The index of the product: every address, grouped by who calls it.

use crate::http::api::{Api, Caller};
use crate::http::docs::{self, Docs};
use crate::http::fault::{Fault, no_such_address};
use crate::http::handlers::{
    account, activity, apm, book, bulk, deal, export, hygiene, import, inbox, inspected, review, session, target, user, view,
    workspace,
};
use crate::http::state::AppState;
use crate::http::{handlers, headers, patience, preferences};
use crate::pages;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Extension};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use contract::Problem;
use contract::account::{
    CreateAccount, ListAccountFacts, ListAccounts, PatchAccount, ReadAccount, ReadHierarchy, SaveAccountFact,
};
use contract::activity::{AddLink, ChangeActivity, ChangeLink, ListActivities, ListLinks, ListTasks, LogActivity};
use contract::apm::{ListApmDeals, ReadApm, ReadApmLine};
use contract::book::{ListOpportunities, ReadBoard, ReadOpportunityTotals, Search};
use contract::bulk::{ApplyBulk, ListBulk, PreviewBulk, ReadBulk, UndoBulk};
use contract::chart::ReadPipelineHistory;
use contract::contact::{CreateContact, EraseContact, ListContacts, PatchContact, ReadContact};
use contract::hygiene::{PreviewRules, ReadHygiene, SaveRules};
use contract::import::{
    CheckImport, DiscardImport, ListFindings, ListImportKinds, ListImports, PublishImport, ReadImport, ReadImportProgress,
    SaveMapping, UndoImport,
};
use contract::inbox::{CountNotices, ListNotices, Nudge, ReadNotice, ReadNotices};
use contract::inspection::ReadInspection;
use contract::mail::{ReadMailPreferences, ReadWorks, SaveMailPreferences};
use contract::merge::{ListDuplicates, ListMerges, MergeAccounts, MergeContacts, SaveDistinct, UndoMerge};
use contract::opportunity::{CreateOpportunity, ListVersions, PatchOpportunity, ReadOpportunity};
use contract::product::{CreateProduct, ListProducts, PatchProduct};
use contract::review::{EndWaiver, ListReviews, ReadReview, ReviewDeal, UndoReview, WaiveFlag};
use contract::session::{
    AcceptInvitation, ChangeUser, InviteUser, ListUsers, SignIn, SignOut, SignOutEverywhere, SignOutUser, WhoAmI,
};
use contract::target::{ReadTargets, SaveTargets};
use contract::view::{ListViews, RemoveView, SaveColumns, SaveView};
use contract::workspace::{ListDimension, ListRates, ReadWorkspace, SaveRates, SaveWorkspace};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate, SizeAbove};
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::csrf::CsrfLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;

/// The API: JSON, documented, the same for the screens as for everybody else.
pub fn api() -> Api {
    Api::default()
        .group(Caller::Anyone, |anyone| {
            anyone
                .own::<SignIn, _, _>(session::sign_in)
                .own::<AcceptInvitation, _, _>(session::accept_invitation)
                .own::<SignOut, _, _>(session::sign_out)
        })
        .group(Caller::SignedIn, |signed_in| {
            signed_in
                .mount::<WhoAmI, _, _>(session::who_am_i)
                .file(contract::live::EVENTS, get(handlers::live::events), handlers::live::describe)
                .mount::<contract::live::SayPresent, _, _>(handlers::live::say_present)
                .own::<SignOutEverywhere, _, _>(session::sign_out_everywhere)
                .mount::<ReadApm, _, _>(apm::read)
                .mount::<ListApmDeals, _, _>(apm::deals)
                .mount::<ReadApmLine, _, _>(apm::line)
                .mount::<ReadPipelineHistory, _, _>(apm::pipeline)
                .mount::<ListOpportunities, _, _>(book::list)
                .mount::<ReadOpportunityTotals, _, _>(book::totals)
                .mount::<ReadBoard, _, _>(book::board)
                .mount::<Search, _, _>(book::search)
                .mount::<ReadOpportunity, _, _>(deal::read)
                .mount::<ListVersions, _, _>(deal::versions)
                .mount::<CreateOpportunity, _, _>(deal::create)
                .mount::<PatchOpportunity, _, _>(deal::patch)
                .mount::<ListActivities, _, _>(activity::list)
                .mount::<LogActivity, _, _>(activity::log)
                .mount::<ChangeActivity, _, _>(activity::change)
                .mount::<ListLinks, _, _>(activity::links)
                .mount::<AddLink, _, _>(activity::add_link)
                .mount::<ChangeLink, _, _>(activity::change_link)
                .mount::<ListTasks, _, _>(activity::tasks)
                .file("/api/v1/opportunities.csv", get(export::csv), export::describe_csv)
                .file("/api/v1/opportunities.xlsx", get(export::xlsx), export::describe_xlsx)
                .mount::<ListViews, _, _>(view::list)
                .mount::<SaveView, _, _>(view::save)
                .mount::<RemoveView, _, _>(view::remove)
                .mount::<SaveColumns, _, _>(view::save_columns)
                .mount::<PreviewBulk, _, _>(bulk::preview)
                .mount::<ReadBulk, _, _>(bulk::read)
                .mount::<ListBulk, _, _>(bulk::list)
                .mount::<ApplyBulk, _, _>(bulk::apply)
                .mount::<UndoBulk, _, _>(bulk::undo)
                .mount::<ListAccounts, _, _>(account::list)
                .mount::<CreateAccount, _, _>(account::create)
                .mount::<ReadAccount, _, _>(account::read)
                .mount::<PatchAccount, _, _>(account::patch)
                .mount::<ListAccountFacts, _, _>(account::facts)
                .mount::<SaveAccountFact, _, _>(account::say)
                .mount::<ReadHierarchy, _, _>(account::hierarchy)
                .mount::<ListContacts, _, _>(account::contacts)
                .mount::<CreateContact, _, _>(account::create_contact)
                .mount::<ReadContact, _, _>(account::contact)
                .mount::<PatchContact, _, _>(account::patch_contact)
                .mount::<ListProducts, _, _>(account::products)
                .mount::<ListDuplicates, _, _>(account::duplicates)
                .mount::<SaveDistinct, _, _>(account::save_distinct)
                .mount::<MergeAccounts, _, _>(account::merge)
                .mount::<MergeContacts, _, _>(account::merge_contacts)
                .mount::<ListMerges, _, _>(account::merges)
                .mount::<UndoMerge, _, _>(account::undo_merge)
                .mount::<ReadHygiene, _, _>(hygiene::read)
                .mount::<ReadReview, _, _>(review::read)
                .mount::<ReviewDeal, _, _>(review::decide)
                .mount::<ListReviews, _, _>(review::of_deal)
                .mount::<UndoReview, _, _>(review::undo)
                .mount::<WaiveFlag, _, _>(review::waive)
                .mount::<EndWaiver, _, _>(review::end_waiver)
                .mount::<ReadTargets, _, _>(target::read)
                .mount::<ReadWorkspace, _, _>(workspace::read)
                .mount::<ReadInspection, _, _>(apm::inspection)
                .file("/api/v1/inspection.csv", get(inspected::csv), inspected::describe)
                .mount::<ListNotices, _, _>(inbox::list)
                .mount::<CountNotices, _, _>(inbox::count)
                .mount::<ReadNotice, _, _>(inbox::read)
                .mount::<ReadNotices, _, _>(inbox::read_all)
                .mount::<Nudge, _, _>(inbox::nudge)
                .mount::<ReadMailPreferences, _, _>(inbox::preferences)
                .mount::<SaveMailPreferences, _, _>(inbox::prefer)
                .mount::<ListDimension, _, _>(workspace::dimension)
                .mount::<ListRates, _, _>(workspace::rates)
        })
        .group(Caller::Admin, |admin| {
            admin
                .mount::<SaveWorkspace, _, _>(workspace::save)
                .mount::<SaveRates, _, _>(workspace::save_rates)
                .mount::<SaveTargets, _, _>(target::save)
                .mount::<EraseContact, _, _>(account::erase_contact)
                .mount::<CreateProduct, _, _>(account::create_product)
                .mount::<PatchProduct, _, _>(account::patch_product)
                .mount::<ReadWorks, _, _>(inbox::works)
                .mount::<PreviewRules, _, _>(hygiene::preview)
                .mount::<SaveRules, _, _>(hygiene::save)
                .mount::<ListUsers, _, _>(user::list)
                .mount::<InviteUser, _, _>(user::invite)
                .mount::<ChangeUser, _, _>(user::change)
                .mount::<SignOutUser, _, _>(user::sign_out)
                .mount::<ListImports, _, _>(import::list)
                .file(patience::UPLOAD, post(import::upload).layer(DefaultBodyLimit::disable()), import::describe_upload)
                .mount::<ListImportKinds, _, _>(import::kinds)
                .mount::<ReadImport, _, _>(import::read)
                .mount::<ReadImportProgress, _, _>(import::progress)
                .mount::<DiscardImport, _, _>(import::discard)
                .mount::<SaveMapping, _, _>(import::save_mapping)
                .mount::<CheckImport, _, _>(import::check)
                .mount::<ListFindings, _, _>(import::findings)
                .file("/api/v1/imports/{id}/findings.csv", get(import::report), import::describe_report)
                .mount::<PublishImport, _, _>(import::publish)
                .mount::<UndoImport, _, _>(import::undo)
        })
}

/// Everything.
pub fn router(state: AppState) -> Router {
    pages::prepare();
    let (api, document) = api().finish();
    let docs = Docs::new(&document, &state.site.assets.css);
    let api = api
        .route("/api/openapi.json", get(docs::document))
        .route("/api/docs", get(docs::page))
        .layer(Extension(docs))
        .route("/api/{*unknown}", axum::routing::any(no_such_address))
        .with_state(state.clone());

    // Pages for anyone, without a session.
    let open = Router::new()
        .route("/sign-in", get(pages::open).post(session::sign_in))
        .route("/welcome", get(pages::open).post(session::accept_invitation))
        .route("/offline", get(pages::open))
        .route("/sign-out", post(session::sign_out_form))
        .route("/preferences", post(preferences::save))
        .route("/health", get(|| async { "ok" }));

    // Pages for whoever is signed in; others are led to /sign-in and back.
    let pages = Router::new()
        .route("/", get(pages::home))
        .route("/apm", get(pages::page))
        .route("/apm/deals", get(pages::page))
        .route("/pipeline", get(pages::page))
        .route("/deals", get(pages::page))
        .route("/deals/new", get(pages::page).post(pages::new_deal::create))
        .route("/deals/{id}", get(pages::page).post(pages::deal::act))
        .route("/deals/board", get(pages::page))
        .route("/deals/views", post(pages::desk::views))
        .route("/deals/columns", post(pages::desk::columns))
        .route("/deals/bulk", post(pages::desk::preview))
        .route("/deals/bulk/{id}", get(pages::page).post(pages::desk::act))
        .route("/mine", get(pages::page))
        .route("/mine/deck", get(pages::page))
        .route("/mine/answer", post(pages::desk::answer))
        .route(patience::UPLOAD_PAGE, get(pages::page).post(pages::imports::upload).layer(DefaultBodyLimit::disable()))
        .route("/imports/{id}", get(pages::page).post(pages::imports::act))
        .route("/inspect", get(pages::page))
        .route("/hygiene", get(pages::page).post(pages::hygiene::nudge))
        .route("/hygiene/rules", get(pages::page).post(pages::hygiene::rules))
        .route("/review", get(pages::page).post(pages::review::decide))
        .route("/setup", get(pages::page).post(pages::setup::save))
        .route("/inbox", get(pages::page).post(pages::inbox::read))
        .route("/mail", post(pages::inbox::prefer))
        .route("/accounts", get(pages::page))
        .route("/accounts/new", get(pages::page).post(pages::accounts::create_account))
        .route("/accounts/{id}", get(pages::accounts::account).post(pages::accounts::change_account))
        .route("/contacts", get(pages::page))
        .route("/contacts/new", get(pages::page).post(pages::accounts::create_contact))
        .route("/contacts/{id}", get(pages::accounts::contact).post(pages::accounts::change_contact))
        .route("/products", get(pages::page).post(pages::accounts::save_product))
        .route("/duplicates", get(pages::page).post(pages::accounts::merge))
        .route("/targets", get(pages::page))
        .route("/users", get(pages::page))
        .route("/users/{person}", post(user::change_by_form))
        .route("/rates", get(pages::page).post(workspace::save_rate_by_form))
        .route("/outbox", get(pages::page))
        .route("/settings", get(pages::page));
    let pages = if cfg!(debug_assertions) { pages.route("/styleguide", get(pages::page)) } else { pages };

    let router = open
        .merge(pages)
        .fallback(pages::missing)
        .layer(Extension(pages::InProcess::new(api.clone())))
        .with_state(state.clone())
        .merge(state.site.routes())
        .merge(api);
    around(router, state)
}

/// What surrounds every route, from the inside out.
fn around(router: Router, state: AppState) -> Router {
    router
        .layer(CsrfLayer::new().with_rejection_response(|_| from_another_site()))
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)).compress_when(worth_compressing()))
        .layer(from_fn_with_state(state.clone(), patience::limit))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(state, headers::finish))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
}

/// What fits into one packet arrives no sooner for being smaller.
fn worth_compressing() -> impl Predicate {
    DefaultPredicate::new().and(SizeAbove::new(1_400))
}

fn from_another_site() -> Response {
    Fault(Problem::forbidden("The request comes from another site.")).into_response()
}

/// The panic itself has been written to the log by the panic hook.
fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    Fault(Problem::internal()).into_response()
}

/// One line of log per request: the path without its query, which may hold a secret (a one-time link).
fn span(request: &axum::extract::Request) -> tracing::Span {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
    tracing::info_span!("request", method = %request.method(), path = request.uri().path(), id)
}
