//! The server, its users and the fakes that the tests use.

mod authority;
mod bundles;
mod database;
pub mod document;
mod fakes;
mod killer;
mod listener;
mod recipient;
mod reply;
pub mod routes;
mod running;
mod server;
pub mod smtp_server;
pub mod stripe;
mod studio;
pub mod waiting;

pub use authority::Authority;
pub use bundles::{pdf_attachment, pdf_layout, pdf_text, read_bytes, read_json, verifies};
pub use database::{change, rows};
pub use fakes::{Answering, Copies, Exchange, FullDisk, HandClock, Postbox, Silent};
pub use killer::Killer;
pub use listener::{Listener, Received};
pub use recipient::{Recipient, drawn};
pub use reply::Reply;
pub use running::{Running, fetch, trust_in};
pub use server::{PASSWORD, Server};
pub use smtp_server::python;
pub use studio::{Studio, first_studio, join_token};
