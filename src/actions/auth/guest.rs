//! The way in for visitors of a demonstration.

use super::{SignedIn, open_session};
use crate::App;
use crate::error::{Error, Result};
use crate::model::Email;
use crate::store::sessions::Origin;
use crate::store::users;

/// Signs a visitor in as the guest of a demonstration, without a password: visitors may change it.
/// If they gave the account another e-mail address, its administrator is the guest. Not found where
/// there is no demonstration.
pub async fn enter_as_guest(app: &App, origin: Origin) -> Result<SignedIn> {
    let guest = app.guest.as_ref().ok_or(Error::NotFound("guest"))?;
    let email = Email::parse(&guest.email).map_err(|_| Error::NotFound("guest"))?;
    let inner = app.clone();
    let entry = app.db.write_all(move |all| {
        let known = users::by_email(all, &email)?.map(|(user, _)| user.id);
        let user = match known {
            Some(user) => user,
            None => {
                let first = users::administrators(all)?.into_iter().next();
                first.ok_or(Error::NotFound("guest"))?.0
            }
        };
        open_session(all, &inner, user, None, &origin)
    });
    entry.await?.signed(app)
}
