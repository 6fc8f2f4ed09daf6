//! The second factor of a login: a code from an authenticator app, beside the password.

use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;

use super::Tag;
use crate::App;
use crate::actions::auth;
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::guard::Allowed;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Created, Done, Instant};
use crate::http::right;
use crate::model::UserId;
use crate::model::second_factor::Enrolment;
use crate::render::qr;

pub const OPERATIONS: &[Operation] = &[
    op("getSecondFactor"),
    op("beginSecondFactor").counted(),
    op("confirmSecondFactor").counted(),
    op("renewRecoveryCodes").counted(),
    op("turnSecondFactorOff").counted(),
    op("resetSecondFactorOfUser"),
    op("resetSecondFactor"),
];

pub struct SecondFactorApi;

#[OpenApi(tag = "Tag::Users")]
impl SecondFactorApi {
    /// Get the state of your second factor
    ///
    /// Tells whether login requires a code, since when, and how many recovery codes are left. For
    /// every user.
    #[oai(path = "/user/second-factor", method = "get", operation_id = "getSecondFactor")]
    async fn find(
        &self,
        app: Data<&App>,
        member: Allowed<right::OwnAccount>,
    ) -> Result<Json<SecondFactor>, Problem> {
        let user = member.user();
        Ok(Json(auth::second_factor(&app, user).await?.into()))
    }

    /// Begin to turn on your second factor
    ///
    /// Returns the secret for an authenticator app (RFC 6238: SHA-1, six digits, 30 seconds), as
    /// text and as a QR code. It is shown only once. The second factor is on once a first code is
    /// confirmed with `POST /user/second-factor/confirm`, within one hour. Beginning again
    /// invalidates the previous secret. Requires the password (422 `wrong_password`). For every
    /// user.
    ///
    /// 409 `second_factor_on` if a second factor is already on.
    #[oai(path = "/user/second-factor", method = "post", operation_id = "beginSecondFactor")]
    async fn begin(
        &self,
        app: Data<&App>,
        member: Allowed<right::OwnAccount>,
        body: Body<OwnPassword>,
    ) -> Result<Created<NewSecret>, Problem> {
        let user = member.user();
        let made = auth::begin_second_factor(&app, user, body.0.current_password).await?;
        Ok(Created(made.into()))
    }

    /// Turn on your second factor
    ///
    /// Confirms a first code of the app (422 `wrong_code` if it is wrong). Returns ten recovery
    /// codes, each valid for one login without the app; they are shown only once. A mail confirms
    /// the change. For every user.
    ///
    /// 409 `second_factor_not_begun` if no secret was made within the last hour, `second_factor_on`
    /// if it is already on.
    #[oai(
        path = "/user/second-factor/confirm",
        method = "post",
        operation_id = "confirmSecondFactor"
    )]
    async fn confirm(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::OwnAccount>,
        body: Body<FirstCode>,
    ) -> Result<Json<RecoveryCodes>, Problem> {
        let user = member.user();
        let codes = auth::confirm_second_factor(&app, user, &body.0.code, caller.origin()).await?;
        Ok(Json(RecoveryCodes { recovery_codes: codes }))
    }

    /// Replace your recovery codes
    ///
    /// Returns ten new codes, shown only once. The former codes become invalid. Requires the
    /// password and a code. For every user.
    ///
    /// 409 `second_factor_not_on` if no second factor is on.
    #[oai(
        path = "/user/second-factor/recovery-codes",
        method = "post",
        operation_id = "renewRecoveryCodes"
    )]
    async fn renew(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::OwnAccount>,
        body: Body<Proof>,
    ) -> Result<Json<RecoveryCodes>, Problem> {
        let user = member.user();
        let Proof { current_password, code } = body.0;
        let origin = caller.origin();
        let codes = auth::renew_recovery_codes(&app, user, current_password, code, origin).await?;
        Ok(Json(RecoveryCodes { recovery_codes: codes }))
    }

    /// Turn off your second factor
    ///
    /// Requires the password and a code of the app, or a recovery code. A mail confirms the change.
    /// For every user.
    ///
    /// 409 `second_factor_not_on` if no second factor is on.
    #[oai(path = "/user/second-factor/off", method = "post", operation_id = "turnSecondFactorOff")]
    async fn off(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::OwnAccount>,
        body: Body<Proof>,
    ) -> Result<Done, Problem> {
        let user = member.user();
        let Proof { current_password, code } = body.0;
        let origin = caller.origin();
        auth::turn_second_factor_off(&app, user, current_password, code, origin).await?;
        Ok(Done)
    }

    /// Turn off the second factor of a colleague
    ///
    /// For a user who has lost the app and the recovery codes. They can then log in with the
    /// password alone, and turn on a new second factor. A mail informs them. For OWNER.
    ///
    /// 409 `second_factor_not_on` if they have none, `administrator_needed` if the account does not
    /// belong to this company alone: an administrator of the instance must do it.
    #[oai(
        path = "/user/:id/second-factor",
        method = "delete",
        operation_id = "resetSecondFactorOfUser"
    )]
    async fn reset_of_member(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::Govern>,
        /// The id of the user.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let (scope, by) = (member.scope()?, member.0.user);
        let origin = caller.origin();
        auth::reset_second_factor_of_member(&app, scope, by, UserId(id.0), origin).await?;
        Ok(Done)
    }

    /// Turn off the second factor of any user
    ///
    /// A mail informs the user. Only for an ADMIN.
    ///
    /// 409 `second_factor_not_on` if they have none.
    #[oai(
        path = "/admin/user/:id/second-factor",
        method = "delete",
        operation_id = "resetSecondFactor"
    )]
    async fn reset(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::Administer>,
        /// The id of the user.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let by = member.user();
        auth::reset_second_factor(&app, by, UserId(id.0), caller.origin()).await?;
        Ok(Done)
    }
}

/// The caller's password.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct OwnPassword {
    /// The current password.
    current_password: String,
}

impl Example for OwnPassword {
    fn example() -> Self {
        Self { current_password: "une phrase de passe".into() }
    }
}

/// The first code of the authenticator app.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FirstCode {
    /// The six digits that the app shows.
    code: String,
}

impl Example for FirstCode {
    fn example() -> Self {
        Self { code: "492039".into() }
    }
}

/// The password and a code.
#[derive(Object, Deserialize)]
#[oai(rename = "SecondFactorProof", rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Proof {
    /// The current password.
    current_password: String,
    /// A code of the authenticator app, or a recovery code.
    code: String,
}

impl Example for Proof {
    fn example() -> Self {
        Self { current_password: "une phrase de passe".into(), code: "492039".into() }
    }
}

/// The state of the caller's second factor.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct SecondFactor {
    /// Whether login requires a code.
    on: bool,
    /// When it was turned on. Null if it is off.
    since: Option<Instant>,
    /// The number of recovery codes that have not been used.
    recovery_codes_left: i64,
}

impl From<auth::FactorState> for SecondFactor {
    fn from(state: auth::FactorState) -> Self {
        Self {
            on: state.since.is_some(),
            since: state.since.map(Into::into),
            recovery_codes_left: state.recovery_codes_left,
        }
    }
}

/// The secret for an authenticator app.
#[derive(Object)]
#[oai(rename = "SecondFactorSecret", rename_all = "camelCase")]
struct NewSecret {
    /// The secret in base32, to be typed.
    secret: String,
    /// The secret as an `otpauth://totp/…` address, for an app on the same device.
    uri: String,
    /// The address as a QR code: `data:image/png;base64,…`.
    qr: Option<String>,
}

impl From<Enrolment> for NewSecret {
    fn from(made: Enrolment) -> Self {
        Self { qr: qr::data_url(&made.uri), secret: made.secret, uri: made.uri }
    }
}

/// The codes for logins without the app.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct RecoveryCodes {
    /// The codes. Each works once.
    recovery_codes: Vec<String>,
}
