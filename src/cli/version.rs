//! `be-right version`.

use std::io::{Write, stdout};

use super::failure::Failure;

pub fn run() -> Result<(), Failure> {
    Ok(writeln!(stdout(), "be-right {}", env!("CARGO_PKG_VERSION"))?)
}
