//! Holds: uses of restored answers that are not allowed for now, because the person had withdrawn
//! or refused them after the backup was made.

use super::columns::json;
use super::{AllRead, AllTx, Changes, Read, Row, Rows, Scope, Tx, params};
use crate::error::Result;
use crate::model::uses::ForbiddenUses;
use crate::model::{Answer, Timestamp, Use, UserId};

/// Two columns about the answer `a`, which [`held`] reads. `held` is the list of uses that active
/// holds forbid. `is_contradicted` says whether the evidence of this answer, or of a later one
/// about the same employee and event, is known not to match its seal: then nobody knows what the
/// person decided last. What an answer is about is said by its row and by the first step of its
/// evidence, in case the row was changed.
macro_rules! held_of_answer {
    () => {
        "(SELECT json_group_array(h.name) FROM held_uses AS h
           WHERE h.company_id = a.company_id AND h.employee_id = a.employee_id
             AND h.event_id = a.event_id) AS held,
         EXISTS (SELECT 1 FROM answers AS o
                   JOIN chain_seals AS s ON s.company_id = o.company_id AND s.answer_id = o.id
                  WHERE o.company_id = a.company_id AND o.employee_id = a.employee_id
                    AND o.event_id = a.event_id AND o.id >= a.id
                    AND s.fault_at IS NOT NULL)
         OR EXISTS (SELECT 1 FROM chain_seals AS s
                     WHERE s.company_id = a.company_id AND s.about_event = a.event_id
                       AND s.about_employee = a.employee_id AND s.answer_id >= a.id
                       AND s.fault_at IS NOT NULL) AS is_contradicted"
    };
}
pub(super) use held_of_answer;

/// Reads [`held_of_answer`]: the uses on hold among those that an answer allows or, while the
/// answer is pending, offers. If `offered` is empty, the offer is unknown, and all uses on hold are
/// returned.
pub(super) fn held(
    row: &Row,
    (is_signed, uses, offered): (bool, &[Use], &[Use]),
) -> Result<ForbiddenUses> {
    let forbidden = match is_contradicted(row)? {
        true => ForbiddenUses::Every,
        false => json(row, "held")?,
    };
    Ok(match (is_signed, offered) {
        (true, _) => forbidden.among(uses).into(),
        (false, []) => forbidden,
        (false, offered) => forbidden.among(offered).into(),
    })
}

/// Whether nothing is allowed, because the evidence does not match its seal.
pub(super) fn is_contradicted(row: &Row) -> Result<bool> {
    row.get("is_contradicted")
}

/// What a decision is about: company, event, employee.
pub type About = (i64, i64, i64);

/// The person who decided. The same person may have several rows in `signers`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldSigner {
    pub by_guardian: bool,
    /// The guardian's id and the time at which their row was created. After a restore, another
    /// guardian may have the same id.
    pub guardian: Option<(i64, Timestamp)>,
    /// The e-mail address with which the person decided, if it is known.
    pub email_key: Option<String>,
}

impl HeldSigner {
    /// Whether both are the same person: they decided from the same e-mail address or, if an
    /// address is unknown, as the same employee or guardian. A decision from another address never
    /// replaces one, since anybody who edits the employee can set the address.
    pub fn is_same(&self, other: &Self) -> bool {
        let is_one = match (&self.email_key, &other.email_key) {
            (Some(one), Some(another)) => one == another,
            _ => !self.by_guardian || (self.guardian.is_some() && self.guardian == other.guardian),
        };
        self.by_guardian == other.by_guardian && is_one
    }
}

/// A hold to create: a signer did not allow these uses, in a decision that the restored database
/// lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHold {
    pub about: About,
    pub signer: HeldSigner,
    pub uses: ForbiddenUses,
    pub decided_at: Timestamp,
}

/// Creates a hold. It replaces the active hold of the same signer and includes its uses. Returns
/// false if all uses are on hold already.
pub(super) fn create(all: &AllTx, hold: &NewHold, backup: &str) -> Result<bool> {
    let (company, event, employee) = hold.about;
    // The id is only stored if the restored database has the same guardian.
    let guardian = match hold.signer.guardian {
        Some((id, since)) => all.first(
            "SELECT id FROM guardians WHERE company_id = :of AND employee_id = :employee
                AND id = :id AND created_at = :since",
            params! { ":of": company, ":employee": employee, ":id": id, ":since": since },
            |row| row.get::<i64>("id"),
        )?,
        None => None,
    };
    let of_signer = "company_id = :of AND event_id = :event AND employee_id = :employee
         AND by_guardian = :by_guardian
         AND CASE WHEN email_key IS NOT NULL AND :email IS NOT NULL THEN email_key = :email
                  ELSE by_guardian = 0 OR guardian_id = :guardian END";
    let params = params! {
        ":of": company, ":event": event, ":employee": employee,
        ":by_guardian": hold.signer.by_guardian, ":guardian": guardian,
        ":email": hold.signer.email_key,
    };
    let active: Vec<ForbiddenUses> =
        all.all(&format!("SELECT uses FROM active_holds WHERE {of_signer}"), params, |row| {
            json(row, "uses")
        })?;
    let active = all_of(active);
    if active.covers(&hold.uses) {
        return Ok(false);
    }
    let uses = active.and(hold.uses.clone());
    let uses = serde_json::to_string(&uses).map_err(anyhow::Error::from)?;
    all.change(
        &format!(
            "UPDATE holds SET released_at = {}, reason = 'held anew'
              WHERE {of_signer} AND released_at IS NULL",
            all.now().0
        ),
        params,
    )?;
    all.change(
        "INSERT INTO holds (company_id, event_id, employee_id, by_guardian, guardian_id,
                            email_key, uses, backup, decided_at, last_decision, created_at)
         VALUES (:of, :event, :employee, :by_guardian, :guardian, :email, :uses, :backup, :decided,
                 (SELECT COALESCE(MAX(id), 0) FROM decisions), :now)",
        params! {
            ":of": company, ":event": event, ":employee": employee,
            ":by_guardian": hold.signer.by_guardian, ":guardian": guardian,
            ":email": hold.signer.email_key, ":uses": uses, ":backup": backup,
            ":decided": hold.decided_at, ":now": all.now(),
        },
    )?;
    Ok(true)
}

/// All uses that are on hold for the event and employee of an answer, whether or not the answer
/// allows them.
pub fn of_answer(read: &Read, answer: &Answer) -> Result<ForbiddenUses> {
    let held = read.all(
        "SELECT uses FROM active_holds
          WHERE company_id = :company AND event_id = :event AND employee_id = :employee",
        params! { ":event": answer.event, ":employee": answer.employee },
        |row| json(row, "uses"),
    )?;
    Ok(all_of(held))
}

fn all_of(holds: Vec<ForbiddenUses>) -> ForbiddenUses {
    holds.into_iter().fold(vec![].into(), ForbiddenUses::and)
}

/// Opens the view of one company, for callers that also read the holds of all companies.
pub fn enter<'c>(all: &AllTx<'c>, scope: Scope) -> Tx<'c> {
    all.enter(scope)
}

/// Releases all holds on the event and employee of an answer, whoever the signer is.
pub fn release(tx: &Tx, answer: &Answer, by: UserId, reason: &str) -> Result<()> {
    tx.change(
        "UPDATE holds SET released_at = :now, released_by = :by, reason = :reason
          WHERE company_id = :company AND event_id = :event AND employee_id = :employee
            AND released_at IS NULL",
        params! {
            ":event": answer.event, ":employee": answer.employee, ":by": by,
            ":reason": reason, ":now": tx.now(),
        },
    )?;
    Ok(())
}

/// The number of active holds. The holds of erased people are not counted, since no photograph of
/// them may be published anyway.
pub fn count(all: &AllRead) -> Result<i64> {
    all.count(
        "SELECT COUNT(*) FROM active_holds AS h
           JOIN employees AS e ON e.company_id = h.company_id AND e.id = h.employee_id
          WHERE e.erased_at IS NULL",
        &[],
    )
}

/// The owners of the companies whose answers have uses on hold, with their e-mail addresses.
pub fn owners(all: &AllRead) -> Result<Vec<(UserId, String)>> {
    all.all(
        "SELECT DISTINCT u.id, u.email FROM active_holds AS h
           JOIN live_memberships AS m ON m.company_id = h.company_id AND m.role = 'OWNER'
           JOIN live_users AS u ON u.id = m.user_id
          WHERE u.email IS NOT NULL ORDER BY u.id",
        &[],
        |row| Ok((row.get("id")?, row.get("email")?)),
    )
}
