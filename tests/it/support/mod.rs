//! What the stories are told with.

pub mod smtp_server;
