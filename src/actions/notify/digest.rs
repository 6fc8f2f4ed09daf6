//! The daily digest mail, for users who chose it.

use crate::App;
use crate::error::Result;
use crate::model::MailKind;
use crate::store::{digests, mails};

/// Mails queued per transaction, so that others can write in between.
const AT_A_TIME: usize = 200;

/// Queues a digest for every user with pending notifications. May run twice: what is in a digest is
/// no longer pending.
pub async fn digest(app: &App) -> Result<()> {
    loop {
        let queued = app
            .db
            .write_all(|all| {
                let waiting = digests::waiting(all, AT_A_TIME)?;
                for one in &waiting {
                    digests::put_into(all, one)?;
                    // A member who has left gets no mail.
                    if let Some(email) = &one.email {
                        let mail_kind = MailKind::Digest { user: one.user, upto: one.upto };
                        mails::queue(&digests::enter(all, one), mail_kind, email)?;
                    }
                }
                Ok(waiting.len())
            })
            .await?;
        if queued < AT_A_TIME {
            return Ok(());
        }
    }
}
