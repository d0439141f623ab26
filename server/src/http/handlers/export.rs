//! The list of deals as a file: the same deals, columns and order as on the screen, with its definition at its head. It is
//! read page by page as the list is, so it shows what the list shows and no more.

use crate::http::fault::Fault;
use crate::http::openapi::Document;
use crate::http::session::SignedIn;
use crate::http::state::AppState;
use crate::http::{api::Caller, preferences, read};
use app::ui::i18n::{Texts, desk, texts};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, Uri, header};
use axum::response::{IntoResponse, Response};
use contract::Problem;
use contract::book::{ListOpportunitiesQuery, OpportunitySummary};
use contract::view::Column;
use engine::View;
use engine::importing::harmless;
use futures::stream;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde::Deserialize;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{Content, ResponseBuilder};

/// How many deals are read at once.
const PAGE: u16 = 200;
/// How many rows a workbook takes; it is made in memory. CSV has no limit.
const MOST_ROWS: usize = 100_000;

/// What is exported: a question of the list, and the columns.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(rename = "where", default)]
    condition: domain::Condition,
    search: Option<String>,
    kind: Option<domain::StageKind>,
    sort: Option<contract::book::Sort>,
    #[serde(default)]
    columns: String,
}

/// One value of a row.
pub(super) enum Value {
    Text(String),
    /// An amount in minor units, and how many of its digits are behind the point.
    Amount(i64, u32),
    Number(i64),
    Day(Option<domain::Day>),
}

/// A list being exported.
struct Export {
    view: View,
    t: &'static Texts,
    columns: Vec<Column>,
    query: ListOpportunitiesQuery,
    /// What the file says of itself: name and value.
    about: Vec<(&'static str, String)>,
}

impl Export {
    async fn new(
        state: &AppState,
        me: contract::session::Me,
        uri: &Uri,
        headers: &HeaderMap,
        format: &str,
    ) -> Result<Self, Problem> {
        let asked: Asked = read::query(uri.query().unwrap_or_default())?;
        let language = preferences::language(headers);
        let t = texts(language);
        let columns = Column::list(&asked.columns);
        let columns = if columns.is_empty() { Column::USUAL.to_vec() } else { columns };
        let query = ListOpportunitiesQuery {
            condition: asked.condition,
            search: asked.search,
            kind: asked.kind,
            sort: asked.sort,
            after: None,
            limit: Some(PAGE),
        };
        let view = state.engine.view(&me);
        // Whoever may not see the list is refused before anything is sent.
        let first = view.opportunities(&ListOpportunitiesQuery { limit: Some(1), ..query.clone() }).await?;
        let info = view.workspace().await?;
        let words = desk(language);
        let kind = query.kind.map_or(t.deals.all, |kind| (t.names.kind)(kind));
        let about = vec![
            (t.deals.title, language.integer(first.total)),
            (words.add_filter, format!("{kind}; {}", query.condition)),
            (t.deals.find, query.search.clone().unwrap_or_default()),
            (words.order, query.sort.unwrap_or_default().to_string()),
            (words.as_of, info.today.to_string()),
            (words.known_at, info.head.to_string()),
            (words.by_whom, format!("{} <{}>", me.name, me.email)),
        ];
        tracing::info!(target: "audit", person = %me.person, format, total = first.total, condition = %query.condition, log = %info.head, "deals exported");
        Ok(Self { view, t, columns, query, about })
    }

    /// The heads of the columns.
    fn heads(&self) -> Vec<&'static str> {
        let words = desk(self.t.language);
        let mut heads = vec![self.t.deals.name];
        for column in &self.columns {
            heads.push((words.column)(*column));
            if *column == Column::Amount {
                heads.push(self.t.deals.currency);
            }
        }
        heads
    }

    fn row(&self, deal: &OpportunitySummary) -> Vec<Value> {
        let t = self.t;
        let text = |text: &Option<String>| Value::Text(text.clone().unwrap_or_default());
        let mut row = vec![Value::Text(deal.name.clone())];
        for column in &self.columns {
            row.push(match column {
                Column::Account => text(&deal.account),
                Column::Owner => text(&deal.owner),
                Column::Stage => Value::Text(deal.stage_name.clone()),
                Column::Close => Value::Day(deal.close_day),
                Column::Amount => Value::Amount(deal.acv.minor, deal.acv.currency.decimals()),
                Column::Category => Value::Text((t.names.category)(deal.category).to_owned()),
                Column::NextStep => text(&deal.next_step),
                Column::NextStepDay => Value::Day(deal.next_step_day),
                Column::Flags => {
                    let names = app::ui::i18n::hygiene(t.language);
                    let flags: Vec<&str> = deal.flags.iter().map(|raised| (names.flag)(raised.flag)).collect();
                    Value::Text(flags.join(", "))
                }
                Column::DaysInStage => Value::Number(i64::from(deal.days_in_stage)),
                Column::Pushes => Value::Number(i64::from(deal.pushes)),
                Column::Type => Value::Text((t.names.deal_type)(deal.deal_type).to_owned()),
                Column::Source => Value::Text(deal.source.map_or("", |source| (t.names.source)(source)).to_owned()),
            });
            if *column == Column::Amount {
                row.push(Value::Text(deal.acv.currency.code().to_owned()));
            }
        }
        row
    }

    /// The next deals, and whether there are more.
    async fn next(&mut self) -> Result<(Vec<OpportunitySummary>, bool), Problem> {
        let list = self.view.opportunities(&self.query).await?;
        self.query.after = list.next;
        Ok((list.items, self.query.after.is_some()))
    }
}

/// A number of minor units as a plain decimal, as every program reads it.
fn decimal(minor: i64, decimals: u32) -> String {
    let (sign, digits) = (if minor < 0 { "-" } else { "" }, minor.unsigned_abs().to_string());
    let places = decimals as usize;
    if places == 0 {
        return format!("{sign}{digits}");
    }
    let digits = format!("{digits:0>width$}", width = places + 1);
    let (whole, rest) = digits.split_at(digits.len() - places);
    format!("{sign}{whole}.{rest}")
}

pub(super) fn csv_text(value: &Value) -> String {
    match value {
        Value::Text(text) => harmless(text),
        Value::Amount(minor, decimals) => decimal(*minor, *decimals),
        Value::Number(number) => number.to_string(),
        Value::Day(day) => day.map(|day| day.to_string()).unwrap_or_default(),
    }
}

pub(super) fn csv_lines(rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, Problem> {
    let failed = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, "a list cannot be written as CSV");
        Problem::internal()
    };
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(|error| failed(&error))?;
    }
    writer.into_inner().map_err(|error| failed(&error.error()))
}

/// The head of a file: what it says of itself, and the names of its columns.
pub(super) fn csv_head(about: &[(&'static str, String)], heads: &[&'static str]) -> Result<Vec<u8>, Problem> {
    let mut head: Vec<Vec<String>> = about.iter().map(|(name, value)| vec![format!("# {name}"), harmless(value)]).collect();
    head.push(heads.iter().map(|head| (*head).to_owned()).collect());
    // A spreadsheet takes it for UTF-8 by this mark.
    Ok(["\u{feff}".as_bytes(), &csv_lines(head)?].concat())
}

/// As CSV, sent while it is read.
pub async fn csv(State(state): State<AppState>, SignedIn(me): SignedIn, uri: Uri, headers: HeaderMap) -> Result<Response, Fault> {
    let export = Export::new(&state, me, &uri, &headers, "csv").await?;
    let head = csv_head(&export.about, &export.heads())?;
    let body = stream::try_unfold(Some((export, Some(head))), |turn| async move {
        let Some((mut export, head)) = turn else { return Ok::<_, Problem>(None) };
        if let Some(head) = head {
            return Ok(Some((head, Some((export, None)))));
        }
        let (deals, more) = export.next().await?;
        let rows = deals.iter().map(|deal| export.row(deal).iter().map(csv_text).collect());
        let lines = csv_lines(rows)?;
        Ok(Some((lines, more.then_some((export, None)))))
    });
    Ok(file("csv", "text/csv; charset=utf-8", Body::from_stream(body)))
}

/// As a workbook: the list on one sheet, its definition on another.
pub async fn xlsx(
    State(state): State<AppState>,
    SignedIn(me): SignedIn,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut export = Export::new(&state, me, &uri, &headers, "xlsx").await?;
    let mut rows = Vec::new();
    loop {
        let (deals, more) = export.next().await?;
        rows.extend(deals.iter().map(|deal| export.row(deal)));
        if rows.len() > MOST_ROWS {
            let detail = format!("A workbook takes {MOST_ROWS} deals. Narrow the filter, or take CSV, which has no limit.");
            return Err(Problem::too_large(detail).into());
        }
        if !more {
            break;
        }
    }
    let bytes = workbook(&export, &rows).map_err(|error| {
        tracing::error!(%error, "a list cannot be written as a workbook");
        Problem::internal()
    })?;
    Ok(file("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Body::from(bytes)))
}

fn workbook(export: &Export, rows: &[Vec<Value>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let (bold, date, amount) =
        (Format::new().set_bold(), Format::new().set_num_format("yyyy-mm-dd"), Format::new().set_num_format("#,##0.00"));
    let sheet = book.add_worksheet().set_name(export.t.deals.title)?;
    for (column, head) in (0..).zip(export.heads()) {
        sheet.write_string_with_format(0, column, head, &bold)?;
    }
    for (line, row) in (1..).zip(rows) {
        for (column, value) in (0..).zip(row) {
            match value {
                // A text stays a text here, whatever it begins with.
                Value::Text(text) => sheet.write_string(line, column, text)?,
                Value::Number(number) => sheet.write_number(line, column, *number as f64)?,
                Value::Amount(minor, decimals) => {
                    sheet.write_number_with_format(line, column, *minor as f64 / 10f64.powi(*decimals as i32), &amount)?
                }
                Value::Day(None) => continue,
                Value::Day(Some(day)) => sheet.write_number_with_format(line, column, f64::from(day.0 + EXCEL_DAYS), &date)?,
            };
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.autofit();
    let about = book.add_worksheet().set_name(desk(export.t.language).definition)?;
    for (line, (name, value)) in (0..).zip(&export.about) {
        about.write_string_with_format(line, 0, *name, &bold)?;
        about.write_string(line, 1, value)?;
    }
    about.autofit();
    book.save_to_buffer()
}

/// Days from a workbook's first day to 1970-01-01.
const EXCEL_DAYS: i32 = 25_569;

fn file(extension: &str, kind: &str, body: Body) -> Response {
    attachment(&format!("deals.{extension}"), kind, body)
}

/// A file to be saved, not shown.
pub(super) fn attachment(name: &str, kind: &str, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (HeaderName::from_static("cache-control"), "private, no-store".to_owned()),
    ];
    (headers, body).into_response()
}

/// The CSV's part of the OpenAPI document.
pub fn describe_csv(document: &mut Document, caller: Caller) {
    describe(document, caller, "ExportDealsCsv", "/api/v1/opportunities.csv", "text/csv");
}

/// The workbook's part of the OpenAPI document.
pub fn describe_xlsx(document: &mut Document, caller: Caller) {
    describe(
        document,
        caller,
        "ExportDealsXlsx",
        "/api/v1/opportunities.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    );
}

fn describe(document: &mut Document, caller: Caller, name: &str, path: &'static str, kind: &str) {
    let text = || Schema::Object(ObjectBuilder::new().schema_type(Type::String).build());
    let mut operation = OperationBuilder::new().operation_id(Some(name)).summary(Some(
        "The list of deals as a file, with its definition at its head: parameters as in ListOpportunities, and `columns`.",
    ));
    for parameter in ["where", "search", "kind", "sort", "columns"] {
        operation =
            operation.parameter(ParameterBuilder::new().name(parameter).parameter_in(ParameterIn::Query).schema(Some(text())));
    }
    let operation =
        operation.response("200", ResponseBuilder::new().description("Done").content(kind, Content::new(Some(text()))));
    document.add("Deals", path, HttpMethod::Get, caller, false, operation);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_decimals_every_program_reads() {
        for (minor, decimals, text) in [
            (123_456, 2, "1234.56"),
            (5, 2, "0.05"),
            (-50, 2, "-0.50"),
            (1_234, 0, "1234"),
            (0, 2, "0.00"),
            (-1_005, 3, "-1.005"),
        ] {
            assert_eq!(decimal(minor, decimals), text);
        }
    }

    #[test]
    fn a_text_is_never_a_formula() {
        assert_eq!(csv_text(&Value::Text("=1+1".to_owned())), "'=1+1");
        assert_eq!(csv_text(&Value::Amount(-50, 2)), "-0.50");
    }
}
