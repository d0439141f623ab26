//! The API: one declaration per endpoint, from which the client's call, the server's route and the OpenAPI document
//! follow. Requests and answers are the types of this crate and of `domain`; the one error type is [`Problem`].

pub mod account;
pub mod activity;
pub mod apm;
pub mod book;
pub mod bulk;
pub mod chart;
pub mod client;
pub mod contact;
pub mod endpoint;
pub mod hygiene;
pub mod import;
pub mod inbox;
pub mod inspection;
pub mod live;
pub mod mail;
pub mod merge;
pub mod opportunity;
pub mod page;
pub mod problem;
pub mod product;
pub mod review;
pub mod session;
pub mod target;
pub mod view;
pub mod workspace;

pub use client::{Client, Request, Response, Transport};
pub use endpoint::{Endpoint, Method, Nothing};
pub use page::Page;
pub use problem::{FieldError, Problem};
