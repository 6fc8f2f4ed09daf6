//! Withdrawal: uses, confirmation, result.

use poem::http::StatusCode;
use poem::web::cookie::CookieJar;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::Visit;
use super::shown::{Known, is_answered};
use crate::actions::consent;
use crate::http::caller::Caller;
use crate::http::pages::fields::Fields;
use crate::http::pages::{go, show};
use crate::model::Use;
use crate::render::page::{Frame, Notice, WithdrawConfirm};
use crate::{App, Error};

/// Asks for confirmation; once confirmed, withdraws the uses.
#[handler]
pub async fn withdraw_uses(
    app: Data<&App>,
    caller: Caller,
    Path(token): Path<String>,
    fields: Fields,
    jar: &CookieJar,
) -> poem::Result<Response> {
    let visit = Visit::begin(&app, caller, token, fields.locale(), jar).await?;
    let (session, shown) = match visit.opened(&app, jar, &fields).await? {
        Ok(opened) => opened,
        Err(page) => return Ok(page),
    };
    if !is_answered(&shown) {
        return Ok(go(&visit.path("")));
    }
    let all = fields.ticked("all");
    let named = |key: &Use| all || fields.ticked(&format!("withdraw.{}", key.name()));
    let (uses, remaining): (Vec<Use>, Vec<Use>) = shown.in_force.iter().copied().partition(named);
    if uses.is_empty() {
        let known = Known { notice: Some(Notice::WithdrawNone), open: true, fresh: false };
        return Ok(visit.answered(&app, shown, StatusCode::UNPROCESSABLE_ENTITY, known));
    }
    if !fields.ticked("confirm") {
        let frame = Frame { path: None, ..visit.frame("") };
        let labels = |keys: Vec<Use>| {
            let label = |key: &Use| shown.document.uses.iter().find(|one| one.name == *key);
            keys.iter().filter_map(|key| Some((*key, label(key)?.label.clone()))).collect()
        };
        let back = format!("/sign/{}", visit.token);
        let action = format!("{back}/withdraw");
        let (uses, remaining) = (labels(uses), labels(remaining));
        let person = shown.is_guardian.then(|| shown.document.person.name.clone());
        let days = shown.document.terms.as_ref().map(|terms| terms.withdrawal_days);
        let page = WithdrawConfirm { frame, action, back, person, uses, remaining, days };
        return Ok(show(StatusCode::OK, &page));
    }
    match consent::withdraw(&app, session, Some(uses), visit.caller.origin()).await {
        Ok(_) => Ok(go(&visit.path("&after=withdrawal"))),
        // Withdrawn meanwhile, or never granted: the current state is shown.
        Err(Error::Conflict(_) | Error::Invalid(_)) => Ok(go(&visit.path(""))),
        Err(error) => Ok(visit.explain(&error)),
    }
}
