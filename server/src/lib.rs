//! The server: HTTP around the engine, pages rendered from the user interface, and the command line.

pub mod cli;
pub mod http;
pub mod pages;
pub mod serve;
