//! What the stories are told with.

pub mod document;
mod fakes;
mod recipient;
mod reply;
mod running;
mod server;
pub mod smtp_server;
mod studio;

pub use fakes::{HandClock, Postbox};
pub use recipient::{Recipient, drawn};
pub use reply::Reply;
pub use running::{Running, ask};
pub use server::{PASSWORD, Server};
pub use studio::Studio;
