//! One's second factor: a code of an app, beside the password.

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
use crate::http::guard::Member;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Created, Done, Instant};
use crate::model::second_factor::Enrolment;
use crate::model::{Right, UserId};
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
    /// Read the state of one's second factor
    ///
    /// Whether login asks for a code, since when, and how many recovery codes are left.
    #[oai(path = "/user/second-factor", method = "get", operation_id = "getSecondFactor")]
    async fn find(&self, app: Data<&App>, member: Member) -> Result<Json<SecondFactor>, Problem> {
        let user = member.allowed(Right::OwnAccount)?;
        Ok(Json(auth::second_factor(&app, user).await?.into()))
    }

    /// Begin to turn one's second factor on
    ///
    /// Gives the secret for an authenticator app (RFC 6238: SHA-1, six digits, 30
    /// seconds), to be typed or as a QR code. It is shown this once, and asked for once
    /// `POST /user/second-factor/confirm` has seen a first code, within the hour.
    /// Beginning again makes the secret before worthless. 409 `second_factor_on` if one
    /// is on already.
    #[oai(path = "/user/second-factor", method = "post", operation_id = "beginSecondFactor")]
    async fn begin(
        &self,
        app: Data<&App>,
        member: Member,
        body: Body<OwnPassword>,
    ) -> Result<Created<NewSecret>, Problem> {
        let user = member.allowed(Right::OwnAccount)?;
        let made = auth::begin_second_factor(&app, user, body.0.current_password).await?;
        Ok(Created(made.into()))
    }

    /// Turn one's second factor on
    ///
    /// With a first code of the app. Gives ten recovery codes, each good for one login
    /// without the app; they are shown this once. A mail tells that it is on. 409
    /// `second_factor_not_begun` if no secret was made within the hour.
    #[oai(
        path = "/user/second-factor/confirm",
        method = "post",
        operation_id = "confirmSecondFactor"
    )]
    async fn confirm(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        body: Body<FirstCode>,
    ) -> Result<Json<RecoveryCodes>, Problem> {
        let user = member.allowed(Right::OwnAccount)?;
        let codes = auth::confirm_second_factor(&app, user, &body.0.code, caller.origin()).await?;
        Ok(Json(RecoveryCodes { recovery_codes: codes }))
    }

    /// Make other recovery codes
    ///
    /// Ten fresh ones, shown this once; those of before are worthless from now on. 409
    /// `second_factor_not_on` without a second factor.
    #[oai(
        path = "/user/second-factor/recovery-codes",
        method = "post",
        operation_id = "renewRecoveryCodes"
    )]
    async fn renew(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        body: Body<Proof>,
    ) -> Result<Json<RecoveryCodes>, Problem> {
        let user = member.allowed(Right::OwnAccount)?;
        let Proof { current_password, code } = body.0;
        let origin = caller.origin();
        let codes = auth::renew_recovery_codes(&app, user, current_password, code, origin).await?;
        Ok(Json(RecoveryCodes { recovery_codes: codes }))
    }

    /// Turn one's second factor off
    ///
    /// With the password and a code, or a recovery code. A mail tells that it is off.
    /// 409 `second_factor_not_on` if there is none.
    #[oai(path = "/user/second-factor/off", method = "post", operation_id = "turnSecondFactorOff")]
    async fn off(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        body: Body<Proof>,
    ) -> Result<Done, Problem> {
        let user = member.allowed(Right::OwnAccount)?;
        let Proof { current_password, code } = body.0;
        let origin = caller.origin();
        auth::turn_second_factor_off(&app, user, current_password, code, origin).await?;
        Ok(Done)
    }

    /// Turn the second factor of a colleague off
    ///
    /// For who has lost the app and the recovery codes: they log in with the password
    /// alone, and can turn another one on. They are told by e-mail. 409
    /// `second_factor_not_on` if they have none, 409 `administrator_needed` if the
    /// account is not the company's alone to open.
    #[oai(
        path = "/user/:id/second-factor",
        method = "delete",
        operation_id = "resetSecondFactorOfUser"
    )]
    async fn reset_of_member(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        /// The id of the user.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let (scope, by) = (member.may(Right::Govern)?, member.0.user);
        let origin = caller.origin();
        auth::reset_second_factor_of_member(&app, scope, by, UserId(id.0), origin).await?;
        Ok(Done)
    }

    /// Turn anybody's second factor off
    ///
    /// By an administrator of the instance. They are told by e-mail. 409
    /// `second_factor_not_on` if they have none.
    #[oai(
        path = "/admin/user/:id/second-factor",
        method = "delete",
        operation_id = "resetSecondFactor"
    )]
    async fn reset(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        /// The id of the user.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let by = member.allowed(Right::Administer)?;
        auth::reset_second_factor(&app, by, UserId(id.0), caller.origin()).await?;
        Ok(Done)
    }
}

/// One's own password, to show that it is oneself.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct OwnPassword {
    current_password: String,
}

impl Example for OwnPassword {
    fn example() -> Self {
        Self { current_password: "une phrase de passe".into() }
    }
}

/// The first code of the app.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FirstCode {
    code: String,
}

impl Example for FirstCode {
    fn example() -> Self {
        Self { code: "492039".into() }
    }
}

/// The password, and a code of the app or a recovery code.
#[derive(Object, Deserialize)]
#[oai(rename = "SecondFactorProof", rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Proof {
    current_password: String,
    code: String,
}

impl Example for Proof {
    fn example() -> Self {
        Self { current_password: "une phrase de passe".into(), code: "492039".into() }
    }
}

/// Whether login asks for a code.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct SecondFactor {
    on: bool,
    since: Option<Instant>,
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

/// What the app is to be given.
#[derive(Object)]
#[oai(rename = "SecondFactorSecret", rename_all = "camelCase")]
struct NewSecret {
    /// In base32, to be typed.
    secret: String,
    /// The same as an address (`otpauth://totp/…`), for an app on the same device.
    uri: String,
    /// That address as a QR code, to be shown as it is: `data:image/png;base64,…`.
    qr: Option<String>,
}

impl From<Enrolment> for NewSecret {
    fn from(made: Enrolment) -> Self {
        Self { qr: qr::data_url(&made.uri), secret: made.secret, uri: made.uri }
    }
}

/// For logins without the app; each works once.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct RecoveryCodes {
    recovery_codes: Vec<String>,
}
