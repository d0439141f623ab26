//! The OpenAPI 3.1 document, from the same declarations that mount the routes.

use crate::http::api::Caller;
use contract::import::Finding;
use contract::opportunity::NamedVersion;
use contract::session::User;
use contract::{Endpoint, Method, Problem};
use std::collections::BTreeMap;
use utoipa::openapi::path::{HttpMethod, Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{ComponentsBuilder, Object, Ref, Schema, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{Content, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Paths, RefOr, Required, ResponseBuilder};
use utoipa::{IntoParams, ToSchema};

/// The name of the security scheme: the session's cookie.
const SESSION: &str = "session";

/// An endpoint whose types can be described. Every endpoint of which this holds can be mounted.
pub trait Documented: Endpoint<Path: IntoParams, Query: IntoParams + ToSchema, Body: ToSchema, Answer: ToSchema> {}

impl<E> Documented for E where E: Endpoint<Path: IntoParams, Query: IntoParams + ToSchema, Body: ToSchema, Answer: ToSchema> {}

/// The document being put together.
#[derive(Default)]
pub struct Document {
    paths: Paths,
    tags: Vec<&'static str>,
    schemas: BTreeMap<String, RefOr<Schema>>,
}

impl Document {
    /// Describes an endpoint.
    pub fn describe<E: Documented>(&mut self, caller: Caller) {
        let mut parameters = E::Path::into_params(|| Some(ParameterIn::Path));
        parameters.extend(E::Query::into_params(|| Some(ParameterIn::Query)));
        self.keep_schemas::<E::Query>();
        let parameters_given = !parameters.is_empty();
        if matches!(E::METHOD, Method::Post | Method::Patch) && caller != Caller::Anyone {
            parameters.push(idempotency_key());
        }
        let has_body = !matches!(E::METHOD, Method::Get | Method::Delete) && !is_nothing::<E::Body>();
        let body = has_body.then(|| {
            let content = Content::new(Some(self.schema_of::<E::Body>()));
            RequestBodyBuilder::new().content("application/json", content).required(Some(Required::True)).build()
        });
        let answer = if is_nothing::<E::Answer>() { None } else { Some(self.schema_of::<E::Answer>()) };
        let operation = OperationBuilder::new()
            .operation_id(Some(E::NAME))
            .summary(Some(E::SUMMARY))
            .tag(E::TAG)
            .parameters(Some(parameters))
            .request_body(body)
            .response("200", ResponseBuilder::new().description("Done").content("application/json", Content::new(answer)));
        let may_be_invalid = has_body || parameters_given;
        self.add(E::TAG, E::PATH, method(E::METHOD), caller, may_be_invalid, operation);
    }

    /// Adds an operation, with the problems any operation for these callers can answer with.
    pub fn add(
        &mut self,
        tag: &'static str,
        path: &str,
        method: HttpMethod,
        caller: Caller,
        input: bool,
        operation: OperationBuilder,
    ) {
        if !self.tags.contains(&tag) {
            self.tags.push(tag);
        }
        let mut operation: Operation = operation.into();
        let mut problems = Vec::new();
        if input {
            problems.push(("400", "Some input is not acceptable; `fields` names it"));
        }
        if caller != Caller::Anyone {
            operation.security = Some(vec![SecurityRequirement::new::<_, [&str; 0], &str>(SESSION, [])]);
            problems.push(("401", "Not signed in"));
            problems.push(("403", "The role does not allow it"));
        }
        if path.contains('{') {
            problems.push(("404", "There is no such thing, or it is not visible to this person"));
        }
        if matches!(method, HttpMethod::Put | HttpMethod::Patch) {
            problems.push(("409", "Somebody else changed the same thing meanwhile"));
        }
        for (status, description) in problems {
            let schema = self.schema_of::<Problem>();
            let problem =
                ResponseBuilder::new().description(description).content("application/problem+json", Content::new(Some(schema)));
            operation.responses.responses.insert(status.to_owned(), RefOr::T(problem.build()));
        }
        self.paths.add_path_operation(path, vec![method], operation);
    }

    /// Keeps the schemas of what a type uses, each once: types that use each other tell of the same ones again and again, which
    /// would add up to more memory than all the rest of the server needs.
    fn keep_schemas<T: ToSchema>(&mut self) {
        let mut used = Vec::new();
        T::schemas(&mut used);
        for (name, schema) in used {
            self.schemas.entry(name).or_insert(schema);
        }
    }

    /// A reference to a type's schema, which is added with all it uses. Generic types (pages) are written out in place.
    pub fn schema_of<T: ToSchema>(&mut self) -> RefOr<Schema> {
        self.keep_schemas::<T>();
        if std::any::type_name::<T>().contains('<') {
            return T::schema();
        }
        self.schemas.entry(T::name().into_owned()).or_insert_with(T::schema);
        RefOr::Ref(Ref::from_schema_name(T::name()))
    }

    /// The finished document.
    pub fn finish(mut self) -> OpenApi {
        // What pages hold: a generic type's schemas do not name its own parameter.
        self.schema_of::<User>();
        self.schema_of::<contract::apm::ApmDeal>();
        self.schema_of::<contract::bulk::BulkItem>();
        self.schema_of::<contract::inspection::Inspected>();
        self.schema_of::<contract::product::Product>();
        self.schema_of::<contract::account::AccountSummary>();
        self.schema_of::<contract::account::NamedFact>();
        self.schema_of::<contract::activity::Activity>();
        self.schema_of::<contract::activity::Link>();
        self.schema_of::<contract::activity::Task>();
        self.schema_of::<contract::contact::Contact>();
        self.schema_of::<contract::import::Import>();
        self.schema_of::<contract::inbox::Notice>();
        self.schema_of::<contract::live::Present>();
        self.schema_of::<contract::merge::Duplicate>();
        self.schema_of::<contract::merge::Merge>();
        self.schema_of::<NamedVersion>();
        self.schema_of::<Finding>();
        let scheme = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
            crate::http::cookies::SESSION,
            "Set by `POST /api/v1/session`.",
        )));
        OpenApiBuilder::new()
            .info(
                InfoBuilder::new()
                    .title("Motore")
                    .version("1")
                    .description(Some(include_str!("openapi.md")))
                    .license(Some(LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build()))
                    .build(),
            )
            .paths(self.paths)
            .components(Some(ComponentsBuilder::new().schemas_from_iter(self.schemas).security_scheme(SESSION, scheme).build()))
            .tags(Some(self.tags.into_iter().map(|tag| TagBuilder::new().name(tag).build())))
            .build()
    }
}

/// The document as it is served and kept in `docs/openapi.json`.
pub fn to_json(document: &OpenApi) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(document).map(|text| text + "\n")
}

fn is_nothing<T: 'static>() -> bool {
    std::any::TypeId::of::<T>() == std::any::TypeId::of::<contract::Nothing>()
}

fn idempotency_key() -> Parameter {
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("Makes the write safe to repeat: the same key again gets the same answer."))
        .schema(Some(Schema::Object(Object::with_type(Type::String))))
        .build()
}

fn method(method: Method) -> HttpMethod {
    match method {
        Method::Get => HttpMethod::Get,
        Method::Post => HttpMethod::Post,
        Method::Put => HttpMethod::Put,
        Method::Patch => HttpMethod::Patch,
        Method::Delete => HttpMethod::Delete,
    }
}
