//! Who may call the operations on accounts: second factors, tokens, sessions.

use serde_json::json;

use super::table::Who::{Anyone, Company, Own};
use super::table::{EVERY, Line, OWNERS, SHOOTS, none};
use crate::support::PASSWORD;
use be_right::model::Role;

pub fn lines() -> Vec<Line> {
    vec![
        Line("getSecondFactor", "/user/second-factor", none, Anyone, &[]),
        // Each of these replies that no second factor was begun, or is on.
        Line(
            "confirmSecondFactor",
            "/user/second-factor/confirm",
            |_| json!({ "code": "000000" }),
            Anyone,
            &[],
        ),
        Line(
            "renewRecoveryCodes",
            "/user/second-factor/recovery-codes",
            |_| json!({ "currentPassword": PASSWORD, "code": "000000" }),
            Anyone,
            &[],
        ),
        Line(
            "turnSecondFactorOff",
            "/user/second-factor/off",
            |_| json!({ "currentPassword": PASSWORD, "code": "000000" }),
            Anyone,
            &[],
        ),
        Line(
            "beginSecondFactor",
            "/user/second-factor",
            |_| json!({ "currentPassword": PASSWORD }),
            Anyone,
            &[],
        ),
        Line("resetSecondFactorOfUser", "/user/{user}/second-factor", none, Company(OWNERS), &[]),
        Line(
            "resetSecondFactor",
            "/admin/user/{user}/second-factor",
            none,
            Company(&[Role::Admin]),
            &[],
        ),
        Line("listApiTokens", "/api-token", none, Company(EVERY), &[]),
        Line(
            "createApiToken",
            "/api-token",
            |_| json!({ "name": "A", "scopes": ["people:read"], "currentPassword": PASSWORD }),
            Company(SHOOTS),
            &[],
        ),
        Line("revokeApiToken", "/api-token/{api_token}", none, Own, &[]),
    ]
}

/// Operations that would disturb the others.
pub fn last() -> Vec<Line> {
    vec![
        // It revokes the tokens and calendar feeds of the caller.
        Line(
            "changePassword",
            "/user/password",
            |_| json!({ "currentPassword": PASSWORD, "newPassword": PASSWORD }),
            Anyone,
            &[],
        ),
        Line("endOtherSessions", "/auth/sessions", none, Anyone, &[]),
        Line(
            "signEverybodyOut",
            "/admin/sign-out",
            |_| json!({ "reason": "A" }),
            Company(&[Role::Admin]),
            &[],
        ),
    ]
}
