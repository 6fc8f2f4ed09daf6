//! The files within a scope: all of the company's; the photos of a partner's own events; or the
//! photos a user appears in and the files kept about them.

use crate::store::{Reach, Scope};

/// For statements on `files AS f`, with `:partner` and `:own` bound.
pub(super) const WITHIN: &str = "
    AND (:partner IS NULL OR (f.kind = 'EVENT_PHOTO' AND f.event_id IN (
        SELECT e.id FROM live_events AS e
         WHERE e.company_id = :company AND e.partner_id = :partner)))
    AND (:own IS NULL
        OR f.employee_id IN (
            SELECT e.id FROM users AS u
              JOIN live_employees AS e ON e.company_id = :company AND e.email_key = u.email_key
             WHERE u.id = :own AND u.email_proved_at IS NOT NULL AND u.deleted_at IS NULL)
        OR (f.kind = 'EVENT_PHOTO' AND f.id IN (
            SELECT p.file_id FROM users AS u
              JOIN live_employees AS e ON e.company_id = :company AND e.email_key = u.email_key
              JOIN file_people AS p ON p.company_id = :company AND p.employee_id = e.id
             WHERE u.id = :own AND u.email_proved_at IS NOT NULL AND u.deleted_at IS NULL)))";

pub(super) struct Within {
    pub partner: Option<i64>,
    pub own: Option<i64>,
}

impl Within {
    pub fn of(scope: Scope) -> Self {
        match scope.reach() {
            Reach::Company => Self { partner: None, own: None },
            Reach::PartnerOf(user) => Self { partner: Some(user.0), own: None },
            Reach::Own(user) => Self { partner: None, own: Some(user.0) },
            // A signing link shows a document but no files: no user has this id.
            Reach::Signer(_) => Self { partner: None, own: Some(0) },
        }
    }
}
