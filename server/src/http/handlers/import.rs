//! Imports: files in, mapping, dry run, publishing, undo.

use crate::http::api::{Call, Caller};
use crate::http::fault::Fault;
use crate::http::openapi::Document;
use crate::http::preferences;
use crate::http::respond;
use crate::http::session::SignedIn;
use crate::http::state::AppState;
use app::context::Language;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contract::import::{
    CheckImport, DiscardImport, Finding, Import, ImportKind, ImportProgress, ListFindings, ListImportKinds, ListImports,
    PublishImport, ReadImport, ReadImportProgress, SaveMapping, UndoImport, Why,
};
use contract::session::Me;
use contract::{Method, Nothing, Page, Problem};
use domain::BatchId;
use engine::importing::{ReportWords, Upload};
use std::path::PathBuf;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{Array, KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::{Content, Required, ResponseBuilder};

/// How long an upload may stand still.
const SILENCE: Duration = Duration::from_secs(60);

/// The imports so far.
pub async fn list(call: Call<ListImports>) -> Result<Page<Import>, Problem> {
    call.importer.list(&call.query).await
}

/// One import.
pub async fn read(call: Call<ReadImport>) -> Result<Import, Problem> {
    call.importer.read(call.path.id).await
}

/// What rows can be, and what they can say.
pub async fn kinds(_: Call<ListImportKinds>) -> Result<Vec<ImportKind>, Problem> {
    Ok(engine::importing::kinds())
}

/// How far an import is.
pub async fn progress(call: Call<ReadImportProgress>) -> Result<ImportProgress, Problem> {
    call.importer.progress(call.path.id).await
}

/// Sets how columns and values are read.
pub async fn save_mapping(call: Call<SaveMapping>) -> Result<Import, Problem> {
    call.importer.save_mapping(call.path.id, call.body).await
}

/// Starts the dry run.
pub async fn check(call: Call<CheckImport>) -> Result<Import, Problem> {
    call.importer.check(call.path.id).await
}

/// What the dry run has to say.
pub async fn findings(call: Call<ListFindings>) -> Result<Page<Finding>, Problem> {
    call.importer.findings(call.path.id, &call.query).await
}

/// Publishes.
pub async fn publish(call: Call<PublishImport>) -> Result<Import, Problem> {
    call.importer.publish(call.path.id, Some(call.me.person)).await
}

/// Undoes.
pub async fn undo(call: Call<UndoImport>) -> Result<Import, Problem> {
    call.importer.undo(call.path.id, Some(call.me.person)).await
}

/// Discards what was not published.
pub async fn discard(call: Call<DiscardImport>) -> Result<Nothing, Problem> {
    call.importer.discard(call.path.id).await?;
    Ok(Nothing {})
}

/// Takes files in: the API's way, with the import as the answer.
pub async fn upload(State(state): State<AppState>, SignedIn(me): SignedIn, request: Request) -> Result<Response, Fault> {
    let (parts, body) = request.into_parts();
    let import = receive(&state, &me, Request::from_parts(parts.clone(), body)).await?;
    let mut response = respond::json(&parts, Method::Post, &import)?;
    *response.status_mut() = StatusCode::CREATED;
    Ok(response)
}

/// Takes files in, straight to disk, for the API and the page alike.
pub async fn receive(state: &AppState, me: &Me, request: Request) -> Result<Import, Problem> {
    Caller::Admin.check(me)?;
    let folder = tempfile::tempdir_in(&state.settings.uploads).map_err(|error| not_kept(&error))?;
    let form = Multipart::from_request(request, state)
        .await
        .map_err(|_| Problem::invalid("files", "Send the files as multipart/form-data."))?;
    let files = keep(form, folder.path().to_owned(), state.settings.largest_upload).await?;
    if files.is_empty() {
        return Err(Problem::refused("files", None, Why::NoFile));
    }
    state.importer.upload(Some(me.person), files).await
}

/// Writes each file of a form into a folder, chunk by chunk.
async fn keep(mut form: Multipart, folder: PathBuf, limit: u64) -> Result<Vec<Upload>, Problem> {
    let broken = |error: axum::extract::multipart::MultipartError| {
        tracing::warn!(%error, "an upload broke off");
        Problem::refused("files", None, Why::BrokenOff)
    };
    let mut files = Vec::new();
    let mut bytes = 0_u64;
    while let Some(mut part) = in_time(form.next_field()).await?.map_err(broken)? {
        let Some(name) = part.file_name().map(file_name).filter(|name| !name.is_empty()) else { continue };
        if files.iter().any(|file: &Upload| file.name == name) {
            return Err(Problem::refused("files", Some(&name), Why::SameName));
        }
        // Its place in the upload, not its name, so that no name can lead anywhere else.
        let path = folder.join(files.len().to_string());
        let mut file = tokio::fs::File::create(&path).await.map_err(|error| not_kept(&error))?;
        while let Some(chunk) = in_time(part.chunk()).await?.map_err(broken)? {
            bytes += chunk.len() as u64;
            if bytes > limit {
                return Err(Problem::too_large("").because(Why::UploadTooLarge { mebibytes: limit >> 20 }));
            }
            file.write_all(&chunk).await.map_err(|error| not_kept(&error))?;
        }
        file.flush().await.map_err(|error| not_kept(&error))?;
        files.push(Upload { name, path });
    }
    Ok(files)
}

async fn in_time<T>(next: impl Future<Output = T>) -> Result<T, Problem> {
    tokio::time::timeout(SILENCE, next).await.map_err(|_| Problem::refused("files", None, Why::BrokenOff))
}

/// The last part of a name, for browsers that send a whole path.
fn file_name(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or_default().trim().chars().take(200).collect()
}

fn not_kept(error: &std::io::Error) -> Problem {
    tracing::error!(%error, "an upload cannot be written to disk");
    Problem::internal()
}

/// The words of a report in a language.
pub fn report_words(language: Language) -> ReportWords {
    let w = app::ui::i18n::imports::imports(language);
    ReportWords { header: w.report, verdict: w.verdict, reason: w.reason }
}

/// All findings as a CSV file, in the visitor's language.
pub async fn report(
    State(state): State<AppState>,
    SignedIn(me): SignedIn,
    Path(id): Path<BatchId>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    Caller::Admin.check(&me)?;
    let csv = state.importer.report(id, &report_words(preferences::language(&headers))).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"findings-{id}.csv\"")),
        (HeaderName::from_static("cache-control"), "private, no-store".to_owned()),
    ];
    Ok((headers, csv).into_response())
}

/// The upload's part of the OpenAPI document.
pub fn describe_upload(document: &mut Document, caller: Caller) {
    let file =
        ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary))).build();
    let form = ObjectBuilder::new().property("files", Array::new(Schema::Object(file))).required("files").build();
    let body = RequestBodyBuilder::new()
        .content("multipart/form-data", Content::new(Some(Schema::Object(form))))
        .required(Some(Required::True))
        .build();
    let answer = document.schema_of::<Import>();
    let operation = OperationBuilder::new()
        .operation_id(Some("UploadImport"))
        .summary(Some("Uploads files (CSV, XLSX) and proposes how to read them. Nothing is published."))
        .tag("Imports")
        .request_body(Some(body))
        .response("201", ResponseBuilder::new().description("Uploaded").content("application/json", Content::new(Some(answer))));
    document.add("Imports", "/api/v1/imports", HttpMethod::Post, caller, true, operation);
}

/// The report's part of the OpenAPI document.
pub fn describe_report(document: &mut Document, caller: Caller) {
    let id = document.schema_of::<BatchId>();
    let text = Schema::Object(ObjectBuilder::new().schema_type(Type::String).build());
    let operation = OperationBuilder::new()
        .operation_id(Some("ReadFindingsReport"))
        .summary(Some("All findings of the dry run as a CSV file, in English or Italian as Accept-Language asks; formula-like cells are made harmless."))
        .tag("Imports")
        .parameter(ParameterBuilder::new().name("id").parameter_in(ParameterIn::Path).required(Required::True).schema(Some(id)))
        .response("200", ResponseBuilder::new().description("Done").content("text/csv", Content::new(Some(text))));
    document.add("Imports", "/api/v1/imports/{id}/findings.csv", HttpMethod::Get, caller, false, operation);
}
