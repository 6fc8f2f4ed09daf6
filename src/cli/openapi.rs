//! `be-right openapi`: prints the API document, as served at /openapi.json.

use std::io::{Write, stdout};

use super::failure::Failure;
use crate::http;

pub fn run() -> Result<(), Failure> {
    Ok(writeln!(stdout(), "{}", http::DOCUMENT.trim_end())?)
}
