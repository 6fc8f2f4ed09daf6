//! One's own account, settings and companies.

use std::collections::BTreeMap;

use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{Object, OpenApi};
use serde::{Deserialize, Deserializer};

use super::Tag;
use super::shapes::{Membership, Settings, User};
use crate::App;
use crate::actions::{auth, invitations, profile, settings};
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::guard::Member;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::Done;
use crate::model::{Locale, Right, SignatureInput, SignatureKind, Theme, UserId};

pub const OPERATIONS: &[Operation] = &[
    op("getProfile"),
    op("updateProfile").no_conflict().counted(),
    op("changePassword").no_conflict().counted(),
    op("setSignature").no_conflict(),
    op("listMemberships"),
    op("getSettings"),
    op("updateSettings").no_conflict(),
];

pub struct ProfileApi;

#[OpenApi(tag = "Tag::Users")]
impl ProfileApi {
    /// Read one's own account
    ///
    /// With the signature that is kept for the studio's side of releases, if there is one.
    #[oai(path = "/user/profile", method = "get", operation_id = "getProfile")]
    async fn find(&self, app: Data<&App>, member: Member) -> Result<Json<Profile>, Problem> {
        Ok(Json(Profile::of(&app, member.allowed(Right::OwnAccount)?).await?))
    }

    /// Replace one's own details
    ///
    /// Another e-mail needs `currentPassword`, and is the account's once it is confirmed:
    /// a link is mailed to it, which is good for a day and asks for the password, and the
    /// e-mail there is is told. Until then it is `pendingEmail`; the e-mail that is gives
    /// it up. If the address has an account, the reply is the same and nothing comes of it:
    /// its owner is written to, and no link is mailed.
    #[oai(path = "/user/profile", method = "put", operation_id = "updateProfile")]
    async fn update(
        &self,
        app: Data<&App>,
        member: Member,
        body: Body<Details>,
    ) -> Result<Json<Profile>, Problem> {
        let Details { email, first_name, last_name, phone, current_password } = body.0;
        let details = profile::Details { email, first_name, last_name, phone, current_password };
        let user = member.allowed(Right::OwnAccount)?;
        profile::update(&app, user, details).await?;
        Ok(Json(Profile::of(&app, user).await?))
    }

    /// Change one's own password
    ///
    /// Ends what the old one may have opened for somebody else: one's other sessions
    /// (the one that asks goes on), API tokens, calendar addresses and links to choose a
    /// password.
    #[oai(path = "/user/password", method = "put", operation_id = "changePassword")]
    async fn password(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        body: Body<Passwords>,
    ) -> Result<Done, Problem> {
        let (user, session) = (member.allowed(Right::OwnAccount)?, member.session()?);
        let Passwords { current_password, new_password } = body.0;
        let origin = caller.origin();
        auth::change_password(&app, user, session, current_password, new_password, origin).await?;
        Ok(Done)
    }

    /// Keep or remove one's signature
    ///
    /// Drawn strokes, a PNG or a typed name, for the studio's side of releases. `null`
    /// removes it. At most 64 KiB.
    #[oai(path = "/user/signature", method = "put", operation_id = "setSignature")]
    async fn sign(
        &self,
        app: Data<&App>,
        member: Member,
        body: Body<OwnSignature>,
    ) -> Result<Json<Profile>, Problem> {
        let user = member.allowed(Right::OwnAccount)?;
        profile::sign(&app, user, body.0.signature).await?;
        Ok(Json(Profile::of(&app, user).await?))
    }

    /// List the companies one belongs to
    ///
    /// The oldest membership first, each with one's role there; then those that invite
    /// one, if one has shown that one's e-mail is one's own (by a link mailed to it).
    #[oai(path = "/user/companies", method = "get", operation_id = "listMemberships")]
    async fn companies(
        &self,
        app: Data<&App>,
        member: Member,
    ) -> Result<Json<Vec<Membership>>, Problem> {
        let user = member.allowed(Right::OwnAccount)?;
        let own = profile::companies(&app, user).await?.into_iter().map(Into::into);
        let waiting = invitations::waiting(&app, user).await?.into_iter().map(Into::into);
        Ok(Json(own.chain(waiting).collect()))
    }

    /// Read one's settings
    ///
    /// What was never set is the instance's own.
    #[oai(path = "/settings", method = "get", operation_id = "getSettings")]
    async fn settings(&self, app: Data<&App>, member: Member) -> Result<Json<Settings>, Problem> {
        Ok(Json(settings::find(&app, member.allowed(Right::OwnAccount)?).await?.into()))
    }

    /// Change some of one's settings
    ///
    /// What is left out stays as it is.
    #[oai(path = "/settings", method = "patch", operation_id = "updateSettings")]
    async fn change(
        &self,
        app: Data<&App>,
        member: Member,
        body: Body<SettingChanges>,
    ) -> Result<Json<Settings>, Problem> {
        let SettingChanges { theme, locale, time_zone, page_sizes } = body.0;
        let page_sizes = page_sizes.unwrap_or_default();
        let changes = settings::Changes { theme, locale, time_zone, page_sizes };
        let user = member.allowed(Right::OwnAccount)?;
        Ok(Json(settings::change(&app, user, changes).await?.into()))
    }
}

/// One's own account, whole.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Profile {
    #[oai(flatten)]
    user: User,
    /// Whether login asks for a code of an authenticator app.
    second_factor: bool,
    signature: Option<SignatureInput>,
    /// The e-mail that was asked for and waits to be confirmed by its reader.
    pending_email: Option<String>,
}

impl Profile {
    async fn of(app: &App, user: UserId) -> Result<Self, Problem> {
        let pending_email = profile::pending_email(app, user).await?;
        let user = profile::find(app, user).await?;
        let signature = user.signature.clone().map(Into::into);
        Ok(Self { second_factor: user.second_factor, user: user.into(), signature, pending_email })
    }
}

/// One's own details, whole: what is left out is removed.
#[derive(Object, Deserialize)]
#[oai(rename = "ProfileDetails", rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Details {
    email: String,
    first_name: String,
    last_name: String,
    /// With its country code; without one it is taken as French.
    phone: Option<String>,
    /// Needed only to change the e-mail.
    current_password: Option<String>,
}

impl Example for Details {
    fn example() -> Self {
        Self {
            email: "claire@studio-lumiere.example".into(),
            first_name: "Claire".into(),
            last_name: "Fontaine".into(),
            phone: Some("+33 6 12 34 56 78".into()),
            current_password: None,
        }
    }
}

/// The password one has, and the one to have.
#[derive(Object, Deserialize)]
#[oai(rename = "PasswordChange", rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Passwords {
    current_password: String,
    /// Ten characters or more, not a common one, not the e-mail.
    new_password: String,
}

impl Example for Passwords {
    fn example() -> Self {
        Self {
            current_password: "une phrase de passe".into(),
            new_password: "une autre phrase".into(),
        }
    }
}

/// One's signature; `null` removes it.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OwnSignature {
    // Not left out: an empty body must not remove it.
    #[serde(deserialize_with = "given")]
    signature: Option<SignatureInput>,
}

fn given<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SignatureInput>, D::Error> {
    Option::deserialize(from)
}

impl Example for OwnSignature {
    fn example() -> Self {
        Self {
            signature: Some(SignatureInput {
                kind: SignatureKind::Typed,
                width: None,
                height: None,
                strokes: None,
                data: None,
                name: Some("Claire Fontaine".into()),
            }),
        }
    }
}

/// What is to be set.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SettingChanges {
    theme: Option<Theme>,
    locale: Option<Locale>,
    /// IANA, for example `Europe/Paris`.
    time_zone: Option<String>,
    /// Rows a page, 1 to 100, of `employees`, `groups`, `events`, `answers`, `users`
    /// or `companies`.
    page_sizes: Option<BTreeMap<String, u32>>,
}

impl Example for SettingChanges {
    fn example() -> Self {
        Self {
            theme: Some(Theme::Dark),
            locale: Some(Locale::Fr),
            time_zone: Some("Europe/Paris".into()),
            page_sizes: Some([("employees".to_owned(), 50)].into()),
        }
    }
}
