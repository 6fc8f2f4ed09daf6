pub mod config;
pub mod error;
pub mod model;
pub mod render;

pub use error::{Error, Result};
