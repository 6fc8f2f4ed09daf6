pub mod adapters;
pub mod error;
pub mod model;
pub mod ports;
pub mod render;

pub use error::{Error, Result};
