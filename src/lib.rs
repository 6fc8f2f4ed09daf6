//! be-right. `CONTRIBUTING.md` is the way in: the map of the floors below, the rules, the words,
//! and where to add what. `tests/house` checks what a machine can check of it.

pub mod actions;
pub mod adapters;
pub mod app;
pub mod cli;
pub mod config;
pub mod error;
pub mod http;
pub mod live;
pub mod model;
pub mod ports;
pub mod render;
pub mod store;
pub mod worker;

pub use app::App;
pub use error::{Error, Result};
