//! One mail a day, for who wants no more.

use crate::App;
use crate::error::Result;
use crate::model::MailKind;
use crate::store::{digests, mails};

/// Mails queued in one transaction: others write meanwhile.
const AT_A_TIME: usize = 200;

/// Queues a mail for everybody who has something waiting for one. May run
/// twice: what is in a mail waits no longer.
pub async fn digest(app: &App) -> Result<()> {
    loop {
        let queued = app
            .db
            .write_all(|all| {
                let waiting = digests::waiting(all, AT_A_TIME)?;
                for one in &waiting {
                    digests::put_into(all, one)?;
                    // Who has left since is not written to.
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
