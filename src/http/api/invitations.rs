//! Invitations to become a member of a company, and the replies to them.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;

use super::Tag;
use super::lists::{ListQuery, Listed};
use crate::App;
use crate::actions::invitations;
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::guard::{Allowed, IdempotencyKey};
use crate::http::operation::{LIST, Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Created, Done, Instant};
use crate::http::right;
use crate::model::invitation::{Invitation as Sent, InvitationInput};
use crate::model::{
    CompanyId, Digest, EmployeeId, GuardianId, InvitationId, List, Locale, Right, Role,
};

pub const OPERATIONS: &[Operation] = &[
    op("invitePhotographer").paid().counted(),
    op("inviteEmployee").counted(),
    op("listInvitations").list(LIST),
    op("withdrawInvitation").no_conflict(),
    op("acceptInvitation").paid().no_conflict().gone(),
    op("declineInvitation").no_conflict().gone(),
    op("join").paid().no_conflict().gone().counted(),
];

pub struct InvitationsApi;

#[OpenApi(tag = "Tag::Users")]
impl InvitationsApi {
    /// Invite a photographer
    ///
    /// Works as `POST /user` with the role PHOTOGRAPHER: the person will see the events they are
    /// the partner of, and nothing else. For OWNER, SUPER_USER and USER.
    ///
    /// 409 `already_member` if the person is a member, `invited_by_owner` if an OWNER has invited
    /// them with another role. 429 after too many invitations of the company.
    #[oai(path = "/user/photographer", method = "post", operation_id = "invitePhotographer")]
    async fn photographer(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::Plan>,
        #[oai(name = "Idempotency-Key")] key: IdempotencyKey,
        body: Body<NewPhotographer>,
    ) -> Result<Created<Invitation>, Problem> {
        let scope = member.scope()?;
        let (by, once) = (member.0.user, member.once("invitePhotographer", key, &body)?);
        let any = Right::Govern.is_held_by(&member.0.roles);
        let NewPhotographer { email, first_name, last_name, locale } = body.0;
        let locale = locale.unwrap_or_else(|| caller.locale());
        let input =
            InvitationInput { email, first_name, last_name, role: Role::Photographer, locale };
        let sent = invitations::invite(&app, scope, by, input, any, once, caller.origin()).await?;
        Ok(Created(Invitation::of(sent, app.now())))
    }

    /// Invite an employee to follow their consents
    ///
    /// Works as `POST /user` with the role EMPLOYEE, for the e-mail of the employee or of a
    /// guardian. With an account they can read their own answers and documents, and withdraw. For
    /// OWNER, SUPER_USER and USER. 409 and 429 are those of `POST /user/photographer`; 422
    /// `guardian_required` if the employee is a minor and no guardian is named.
    #[oai(path = "/employee/:id/account", method = "post", operation_id = "inviteEmployee")]
    async fn employee(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::Plan>,
        /// The id of the employee.
        id: Path<i64>,
        /// The id of one of the employee's guardians, to be invited instead of the employee.
        #[oai(name = "guardianId")]
        guardian_id: Query<Option<i64>>,
        #[oai(name = "Idempotency-Key")] key: IdempotencyKey,
    ) -> Result<Created<Invitation>, Problem> {
        let scope = member.scope()?;
        let (by, origin) = (member.0.user, caller.origin());
        let any = Right::Govern.is_held_by(&member.0.roles);
        let said = format!("{} {:?}", id.0, guardian_id.0);
        let once = member.once_of("inviteEmployee", key, &Digest::of(&said))?;
        let whom = (EmployeeId(id.0), guardian_id.0.map(GuardianId));
        let sent = invitations::invite_person(&app, scope, by, whom, any, once, origin).await?;
        Ok(Created(Invitation::of(sent, app.now())))
    }

    /// List open invitations
    ///
    /// Returns the invitations that nobody has answered, the latest first, including expired ones.
    /// Names are as the company typed them. For OWNER, SUPER_USER and USER.
    #[oai(path = "/user/invitation", method = "get", operation_id = "listInvitations")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
        list: ListQuery,
    ) -> Result<Json<Listed<Invitation>>, Problem> {
        let scope = member.scope()?;
        let query = list.checked_in_order(true, member.page_size(List::Users))?;
        let found = invitations::list(&app, scope, query).await?;
        let now = app.now();
        Ok(Json(Listed::of(found, |one| Invitation::of(one, now))))
    }

    /// Revoke an invitation
    ///
    /// Its link stops working. An OWNER can revoke every invitation; SUPER_USER and USER those of
    /// the roles PHOTOGRAPHER and EMPLOYEE (403 for others).
    #[oai(path = "/user/invitation/:id", method = "delete", operation_id = "withdrawInvitation")]
    async fn withdraw(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::Plan>,
        /// The id of the invitation.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let scope = member.scope()?;
        let any = Right::Govern.is_held_by(&member.0.roles);
        let (by, id) = (member.0.user, InvitationId(id.0));
        invitations::withdraw(&app, scope, by, id, any, caller.origin()).await?;
        Ok(Done)
    }

    /// Accept a company's invitation
    ///
    /// Accepts an invitation that `GET /user/companies` lists as INVITED. Use
    /// `POST /auth/switch-company` to work for the company. For every user.
    ///
    /// 410 `invitation_over` if it is no longer valid.
    #[oai(path = "/user/companies/:id/accept", method = "post", operation_id = "acceptInvitation")]
    async fn accept(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::OwnAccount>,
        /// The id of the company.
        id: Path<i64>,
    ) -> Result<Json<Joined>, Problem> {
        let user = member.user();
        let origin = caller.origin();
        Ok(Json(invitations::accept_own(&app, user, CompanyId(id.0), origin).await?.into()))
    }

    /// Decline a company's invitation
    ///
    /// Declines an invitation that `GET /user/companies` lists as INVITED. The company may invite
    /// again. For every user.
    #[oai(
        path = "/user/companies/:id/decline",
        method = "post",
        operation_id = "declineInvitation"
    )]
    async fn decline(
        &self,
        app: Data<&App>,
        member: Allowed<right::OwnAccount>,
        /// The id of the company.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let user = member.user();
        invitations::decline_own(&app, user, CompanyId(id.0)).await?;
        Ok(Done)
    }

    /// Accept an invitation by its mailed token
    ///
    /// A person without an account opens one with `password`. An account whose e-mail has never
    /// been confirmed proves with `password` that it belongs to the caller; other accounts leave it
    /// out. No credentials are needed but the token. The page `/join/{token}` does the same, and
    /// can decline.
    ///
    /// 410 `invitation_over` once it was answered or revoked, or after 7 days. 422 `wrong_password`
    /// if the password is not that of the account.
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

/// A person to invite to the company.
#[derive(Object, Deserialize)]
#[oai(rename = "InvitationInput", rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewInvitation {
    /// The e-mail to which the invitation is sent.
    email: String,
    /// The first name.
    first_name: String,
    /// The last name.
    last_name: String,
    /// The role: OWNER, SUPER_USER, USER, PHOTOGRAPHER or EMPLOYEE.
    role: Role,
    /// The language of the invitation. Defaults to that of this request.
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

/// A photographer to invite to the company.
#[derive(Object, Deserialize)]
#[oai(rename = "PhotographerInput", rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewPhotographer {
    /// The e-mail to which the invitation is sent.
    email: String,
    /// The first name.
    first_name: String,
    /// The last name.
    last_name: String,
    /// The language of the invitation. Defaults to that of this request.
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

/// The token of an invitation, and a password where one is needed.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Joining {
    /// The token of the mailed link.
    token: String,
    /// The password to choose for a new account, or that of an account whose e-mail was never
    /// confirmed.
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

/// The state of an open invitation.
///
/// - `WAITING`: it can be accepted or declined.
/// - `EXPIRED`: nobody answered within 7 days. Inviting again sends a new link.
#[derive(Clone, Copy, PartialEq, Eq, poem_openapi::Enum)]
#[oai(rename_all = "UPPERCASE")]
pub enum InvitationState {
    /// It can be accepted or declined.
    Waiting,
    /// Nobody answered within 7 days; inviting again sends a new link.
    Expired,
}

/// An open invitation, as the company typed it.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Invitation {
    /// The id of the invitation.
    pub id: i64,
    /// The e-mail to which it was sent.
    pub email: String,
    /// The first name.
    pub first_name: String,
    /// The last name.
    pub last_name: String,
    /// The role that the person will have.
    pub role: Role,
    /// The language of the invitation.
    pub locale: Locale,
    /// Whether it can still be answered.
    pub state: InvitationState,
    /// When the person was first invited.
    pub created_at: Instant,
    /// When the last link was sent: inviting again sends a new one.
    pub sent_at: Instant,
    /// When the link expires.
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

/// The new membership.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Joined {
    /// The id of the company.
    company_id: i64,
    /// The name of the company.
    company_name: String,
    /// The role in the company.
    role: Role,
}

impl From<invitations::Joined> for Joined {
    fn from(joined: invitations::Joined) -> Self {
        Self { company_id: joined.company.0, company_name: joined.company_name, role: joined.role }
    }
}
