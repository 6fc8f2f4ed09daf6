//! Who stands behind each port. Only the command line names them, when it wires
//! an instance together.

mod mime;
pub mod outbox_mailer;
pub mod smtp_mailer;

pub use outbox_mailer::OutboxMailer;
pub use smtp_mailer::{Security, SmtpMailer, SmtpSettings};
