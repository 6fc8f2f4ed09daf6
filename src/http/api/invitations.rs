//! Asking somebody to work in the company, and their yes or no.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;

use super::Tag;
use super::lists::{Listed, Wanted};
use crate::App;
use crate::actions::invitations;
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::guard::{IdempotencyKey, Member};
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Created, Done, Instant};
use crate::model::invitation::{Invitation as Sent, InvitationInput};
use crate::model::{
    CompanyId, Digest, EmployeeId, GuardianId, InvitationId, List, Locale, Right, Role,
};

pub const OPERATIONS: &[Operation] = &[
    op("invitePhotographer").counted(),
    op("inviteEmployee").counted(),
    op("listInvitations"),
    op("withdrawInvitation").no_conflict(),
    op("acceptInvitation").no_conflict().gone(),
    op("declineInvitation").no_conflict().gone(),
    op("join").no_conflict().gone().counted(),
];

pub struct InvitationsApi;

#[OpenApi(tag = "Tag::Users")]
impl InvitationsApi {
    /// Invite a photographer
    ///
    /// As `POST /user`, as PHOTOGRAPHER, by whoever plans shoots: they will see the
    /// shoots they are the partner of, and nothing else.
    #[oai(path = "/user/photographer", method = "post", operation_id = "invitePhotographer")]
    async fn photographer(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        /// A key that makes it safe to repeat the call: 1 to 255 visible ASCII characters of your
        /// own choice. For 24 hours the same key with the same request returns the first reply and
        /// creates nothing more; with another request it is 422.
        #[oai(name = "Idempotency-Key")]
        key: IdempotencyKey,
        body: Body<NewPhotographer>,
    ) -> Result<Created<Invitation>, Problem> {
        let scope = member.may(Right::Plan)?;
        let (by, once) = (member.0.user, member.once("invitePhotographer", key, &body)?);
        let any = Right::Govern.is_held_by(&member.0.roles);
        let NewPhotographer { email, first_name, last_name, locale } = body.0;
        let locale = locale.unwrap_or_else(|| caller.locale());
        let input =
            InvitationInput { email, first_name, last_name, role: Role::Photographer, locale };
        let sent = invitations::invite(&app, scope, by, input, any, once, caller.origin()).await?;
        Ok(Created(Invitation::of(sent, app.now())))
    }

    /// Invite a person to follow their own consents
    ///
    /// As `POST /user`, as EMPLOYEE, to the person's own e-mail or to a guardian's:
    /// with an account they read their own answers and documents, and withdraw.
    #[oai(path = "/employee/:id/account", method = "post", operation_id = "inviteEmployee")]
    async fn employee(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        /// The id of the employee.
        id: Path<i64>,
        /// A guardian of theirs, to be invited in their place.
        #[oai(name = "guardianId")]
        guardian_id: Query<Option<i64>>,
        /// A key that makes it safe to repeat the call: 1 to 255 visible ASCII characters of your
        /// own choice. For 24 hours the same key with the same request returns the first reply and
        /// creates nothing more; with another request it is 422.
        #[oai(name = "Idempotency-Key")]
        key: IdempotencyKey,
    ) -> Result<Created<Invitation>, Problem> {
        let scope = member.may(Right::Plan)?;
        let (by, origin) = (member.0.user, caller.origin());
        let any = Right::Govern.is_held_by(&member.0.roles);
        let said = format!("{} {:?}", id.0, guardian_id.0);
        let once = member.once_of("inviteEmployee", key, &Digest::of(&said))?;
        let whom = (EmployeeId(id.0), guardian_id.0.map(GuardianId));
        let sent = invitations::invite_person(&app, scope, by, whom, any, once, origin).await?;
        Ok(Created(Invitation::of(sent, app.now())))
    }

    /// List the invitations that wait
    ///
    /// The latest first, expired ones too. What they tell is what the company typed.
    #[oai(path = "/user/invitation", method = "get", operation_id = "listInvitations")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Member,
        /// The page to return, from 1. Defaults to 1.
        page: Query<Option<u32>>,
        /// Rows per page, 1 to 100. Defaults to the caller's page size for this list (`GET
        /// /settings`), else 20.
        limit: Query<Option<u32>>,
    ) -> Result<Json<Listed<Invitation>>, Problem> {
        let scope = member.may(Right::Read)?;
        let wanted = Wanted { page: page.0, limit: limit.0, order_by: None, with_deleted: None };
        let query = wanted.checked(&[("createdAt", ())], true, member.page_size(List::Users))?;
        let found = invitations::list(&app, scope, query).await?;
        let now = app.now();
        Ok(Json(Listed::of(found, |one| Invitation::of(one, now))))
    }

    /// Take an invitation back
    ///
    /// Its link opens nothing any more. An OWNER takes back any; the others those of
    /// photographers and of the people photographed.
    #[oai(path = "/user/invitation/:id", method = "delete", operation_id = "withdrawInvitation")]
    async fn withdraw(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        /// The id of the invitation.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let scope = member.may(Right::Plan)?;
        let any = Right::Govern.is_held_by(&member.0.roles);
        let (by, id) = (member.0.user, InvitationId(id.0));
        invitations::withdraw(&app, scope, by, id, any, caller.origin()).await?;
        Ok(Done)
    }

    /// Accept a company's invitation
    ///
    /// One that stands in `GET /user/companies` as INVITED. Then `POST
    /// /auth/switch-company` works for it.
    #[oai(path = "/user/companies/:id/accept", method = "post", operation_id = "acceptInvitation")]
    async fn accept(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        /// The id of the company.
        id: Path<i64>,
    ) -> Result<Json<Joined>, Problem> {
        let user = member.allowed(Right::OwnAccount)?;
        let origin = caller.origin();
        Ok(Json(invitations::accept_own(&app, user, CompanyId(id.0), origin).await?.into()))
    }

    /// Decline a company's invitation
    ///
    /// One that stands in `GET /user/companies` as INVITED. The company may invite again.
    #[oai(
        path = "/user/companies/:id/decline",
        method = "post",
        operation_id = "declineInvitation"
    )]
    async fn decline(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        /// The id of the company.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let user = member.allowed(Right::OwnAccount)?;
        invitations::decline_own(&app, user, CompanyId(id.0), caller.origin()).await?;
        Ok(Done)
    }

    /// Accept an invitation by its mailed token
    ///
    /// Whoever has no account yet opens one with `password`. An account that has never
    /// shown that it reads this mailbox proves with `password` that it is theirs; the
    /// others leave it out. 410 `invitation_over` once it was answered or taken back,
    /// or after 7 days. People do the same at `/join/{token}`, where they may also
    /// decline.
    #[oai(path = "/auth/join", method = "post", operation_id = "join")]
    async fn join(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Body<Joining>,
    ) -> Result<Json<Joined>, Problem> {
        let Joining { token, password } = body.0;
        Ok(Json(invitations::accept(&app, &token, password, caller.origin()).await?.into()))
    }
}

/// Somebody to work with.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewInvitation {
    email: String,
    first_name: String,
    last_name: String,
    /// OWNER, SUPER_USER, USER, PHOTOGRAPHER or EMPLOYEE.
    role: Role,
    /// The language of the invitation; by default that of this request.
    locale: Option<Locale>,
}

impl NewInvitation {
    pub(super) fn read(self, caller: &Caller) -> InvitationInput {
        let NewInvitation { email, first_name, last_name, role, locale } = self;
        let locale = locale.unwrap_or_else(|| caller.locale());
        InvitationInput { email, first_name, last_name, role, locale }
    }
}

impl Example for NewInvitation {
    fn example() -> Self {
        Self {
            email: "noe@studio-lumiere.example".into(),
            first_name: "Noé".into(),
            last_name: "Marchand".into(),
            role: Role::User,
            locale: Some(Locale::Fr),
        }
    }
}

/// A photographer to work with.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewPhotographer {
    email: String,
    first_name: String,
    last_name: String,
    /// The language of the invitation; by default that of this request.
    locale: Option<Locale>,
}

impl Example for NewPhotographer {
    fn example() -> Self {
        Self {
            email: "ines@ines-photo.example".into(),
            first_name: "Inès".into(),
            last_name: "Duval".into(),
            locale: None,
        }
    }
}

/// The token of the mailed link, and what proves the account.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Joining {
    token: String,
    /// To choose, or to prove; see above.
    password: Option<String>,
}

impl Example for Joining {
    fn example() -> Self {
        Self {
            token: "0qTzpO8tZ4N0wqgSg1lF0rXSQ3aCwyzU5qfE0m0c9dA".into(),
            password: Some("une phrase de passe".into()),
        }
    }
}

/// Where an invitation stands.
#[derive(Clone, Copy, PartialEq, Eq, poem_openapi::Enum)]
#[oai(rename_all = "UPPERCASE")]
pub enum InvitationState {
    /// For a yes or a no.
    Waiting,
    /// Nobody has answered within 7 days; inviting again sends another link.
    Expired,
}

/// Somebody who was invited, as the company typed it.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Invitation {
    pub id: i64,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    /// What they are to be.
    pub role: Role,
    pub locale: Locale,
    pub state: InvitationState,
    pub created_at: Instant,
    /// The last time: inviting again sends another link.
    pub sent_at: Instant,
    pub expires_at: Instant,
}

impl Invitation {
    pub(super) fn of(sent: Sent, now: crate::model::Timestamp) -> Self {
        let over = now >= sent.expires_at;
        Self {
            id: sent.id.0,
            email: sent.email,
            first_name: sent.first_name,
            last_name: sent.last_name,
            role: sent.role,
            locale: sent.locale,
            state: if over { InvitationState::Expired } else { InvitationState::Waiting },
            created_at: sent.created_at.into(),
            sent_at: sent.sent_at.into(),
            expires_at: sent.expires_at.into(),
        }
    }
}

/// What one has just become.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Joined {
    company_id: i64,
    company_name: String,
    role: Role,
}

impl From<invitations::Joined> for Joined {
    fn from(joined: invitations::Joined) -> Self {
        Self { company_id: joined.company.0, company_name: joined.company_name, role: joined.role }
    }
}
