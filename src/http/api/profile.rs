//! The caller's account, settings and companies.

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
use crate::http::guard::Allowed;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::Done;
use crate::http::right;
use crate::model::{Locale, SignatureInput, SignatureKind, Theme, UserId};

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
    /// Get your own account
    ///
    /// Returns the caller's account, with the signature that is kept for the company's side of
    /// releases, if there is one. For every user.
    #[oai(path = "/user/profile", method = "get", operation_id = "getProfile")]
    async fn find(
        &self,
        app: Data<&App>,
        member: Allowed<right::OwnAccount>,
    ) -> Result<Json<Profile>, Problem> {
        Ok(Json(Profile::of(&app, member.user()).await?))
    }

    /// Replace your own details
    ///
    /// Fields that are left out are emptied. For every user.
    ///
    /// A new e-mail requires `currentPassword`. It becomes the account's e-mail only once it is
    /// confirmed: a link, valid for one day, is mailed to it and asks for the password, and the
    /// current e-mail is informed. Until then it is `pendingEmail`; sending the current e-mail
    /// again cancels the change. If the new address already has an account, the reply is the same,
    /// but no link is sent and the owner of that account is informed instead.
    #[oai(path = "/user/profile", method = "put", operation_id = "updateProfile")]
    async fn update(
        &self,
        app: Data<&App>,
        member: Allowed<right::OwnAccount>,
        body: Body<Details>,
    ) -> Result<Json<Profile>, Problem> {
        let Details { email, first_name, last_name, phone, current_password } = body.0;
        let details = profile::Details { email, first_name, last_name, phone, current_password };
        let user = member.user();
        profile::update(&app, user, details).await?;
        Ok(Json(Profile::of(&app, user).await?))
    }

    /// Change your own password
    ///
    /// Ends everything that the old password may have opened for somebody else: the caller's other
    /// sessions (the current one stays), API tokens, calendar addresses and password links. For
    /// every user, with an access token; API tokens are refused.
    #[oai(path = "/user/password", method = "put", operation_id = "changePassword")]
    async fn password(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::OwnAccount>,
        body: Body<Passwords>,
    ) -> Result<Done, Problem> {
        let (user, session) = (member.user(), member.session()?);
        let Passwords { current_password, new_password } = body.0;
        let origin = caller.origin();
        auth::change_password(&app, user, session, current_password, new_password, origin).await?;
        Ok(Done)
    }

    /// Set or remove your own signature
    ///
    /// Stores drawn strokes, a PNG or a typed name, for the company's side of releases. `null`
    /// removes it. At most 64 KiB. For every user.
    #[oai(path = "/user/signature", method = "put", operation_id = "setSignature")]
    async fn sign(
        &self,
        app: Data<&App>,
        member: Allowed<right::OwnAccount>,
        body: Body<OwnSignature>,
    ) -> Result<Json<Profile>, Problem> {
        let user = member.user();
        profile::sign(&app, user, body.0.signature).await?;
        Ok(Json(Profile::of(&app, user).await?))
    }

    /// List your own memberships
    ///
    /// Returns the companies that the caller is a member of, the oldest membership first, with the
    /// caller's role in each; then the companies that invite the caller. Invitations are listed
    /// only if the caller has confirmed their e-mail by a link mailed to it. For every user.
    #[oai(path = "/user/companies", method = "get", operation_id = "listMemberships")]
    async fn companies(
        &self,
        app: Data<&App>,
        member: Allowed<right::OwnAccount>,
    ) -> Result<Json<Vec<Membership>>, Problem> {
        let user = member.user();
        let own = profile::companies(&app, user).await?.into_iter().map(Into::into);
        let waiting = invitations::waiting(&app, user).await?.into_iter().map(Into::into);
        Ok(Json(own.chain(waiting).collect()))
    }

    /// Get your own settings
    ///
    /// Settings that were never changed have the defaults of the instance. For every user.
    #[oai(path = "/settings", method = "get", operation_id = "getSettings")]
    async fn settings(
        &self,
        app: Data<&App>,
        member: Allowed<right::OwnAccount>,
    ) -> Result<Json<Settings>, Problem> {
        Ok(Json(settings::find(&app, member.user()).await?.into()))
    }

    /// Change your own settings
    ///
    /// Fields that are left out stay unchanged. For every user.
    #[oai(path = "/settings", method = "patch", operation_id = "updateSettings")]
    async fn change(
        &self,
        app: Data<&App>,
        member: Allowed<right::OwnAccount>,
        body: Body<SettingChanges>,
    ) -> Result<Json<Settings>, Problem> {
        let SettingChanges { theme, locale, time_zone, page_sizes } = body.0;
        let page_sizes = page_sizes.unwrap_or_default();
        let changes = settings::Changes { theme, locale, time_zone, page_sizes };
        let user = member.user();
        Ok(Json(settings::change(&app, user, changes).await?.into()))
    }
}

/// The caller's account.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Profile {
    #[oai(flatten)]
    user: User,
    /// Whether login requires a code of an authenticator app.
    second_factor: bool,
    /// The signature for the company's side of releases. Null if none is kept.
    signature: Option<SignatureInput>,
    /// The new e-mail that is not confirmed yet. Null if there is none.
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

/// The caller's details. Fields that are left out are emptied.
#[derive(Object, Deserialize)]
#[oai(rename = "ProfileDetails", rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Details {
    /// The e-mail. Another one must be confirmed before it is used.
    email: String,
    /// The first name.
    first_name: String,
    /// The last name.
    last_name: String,
    /// The telephone number, with its country code; without one it is read as French.
    phone: Option<String>,
    /// The current password. Required only to change the e-mail.
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

/// The current and the new password.
#[derive(Object, Deserialize)]
#[oai(rename = "PasswordChange", rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Passwords {
    /// The current password.
    current_password: String,
    /// The new password: at least 10 characters, not a common one, and not the e-mail.
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

/// The caller's signature.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OwnSignature {
    /// The signature to keep; `null` removes it. It must not be left out.
    // Required: an empty body must not remove it.
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

/// The settings to change. Fields that are left out stay unchanged.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SettingChanges {
    /// The colours of the console.
    theme: Option<Theme>,
    /// The language of pages, mails and messages.
    locale: Option<Locale>,
    /// The IANA time zone, for example `Europe/Paris`.
    time_zone: Option<String>,
    /// Rows per page, 1 to 100, by list: `employees`, `groups`, `events`, `answers`, `files`,
    /// `users`, `companies` or `notifications`.
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
