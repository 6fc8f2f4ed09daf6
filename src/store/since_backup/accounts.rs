//! How accounts sign in according to replaced databases: what changed there later than in the backup.

use std::collections::{BTreeMap, BTreeSet};

use super::access::{Account, NewerAccess};
use crate::error::Result;
use crate::model::Timestamp;
use crate::store::{AllTx, Changes, Row, Rows, params};

/// The row of an account.
pub(super) struct SignIn {
    account: Account,
    /// None: there is none, or the account was deleted.
    email: Option<Email>,
    /// None: there is none, or the account was erased.
    password: Option<String>,
    /// Not that of an account that was deleted.
    has_instance_role: bool,
    /// The last change of any of it.
    at: Timestamp,
}

struct Email {
    address: String,
    key: String,
    proved_at: Option<Timestamp>,
}

const ACCOUNTS: &str = "SELECT id, created_at, updated_at, email, email_key, email_proved_at,
            password_hash, instance_role IS NOT NULL AS has_role,
            deleted_at IS NOT NULL AS is_deleted, erased_at IS NOT NULL AS is_erased
       FROM users ORDER BY id";

/// Reads a database: a replaced one, or the restored one.
pub(super) fn read(sql: &impl Rows) -> Result<Vec<SignIn>> {
    sql.all(ACCOUNTS, &[], sign_in)
}

fn sign_in(row: &Row) -> Result<SignIn> {
    let (is_deleted, is_erased): (bool, bool) = (row.get("is_deleted")?, row.get("is_erased")?);
    let (address, key): (Option<String>, Option<String>) =
        (row.get("email")?, row.get("email_key")?);
    let proved_at = row.get("email_proved_at")?;
    let email = address.zip(key).map(|(address, key)| Email { address, key, proved_at });
    Ok(SignIn {
        account: (row.get("id")?, row.get("created_at")?),
        email: email.filter(|_| !is_deleted && !is_erased),
        password: row.get::<Option<String>>("password_hash")?.filter(|_| !is_erased),
        has_instance_role: row.get::<bool>("has_role")? && !is_deleted,
        at: row.get("updated_at")?,
    })
}

/// Gives accounts the e-mail and the password of the database in which they changed last, and takes
/// the role in the instance away that they do not have there. Which accounts changed after the backup
/// is decided before anything is written: each change renews the time of the row.
pub(super) fn carry_over(
    all: &AllTx,
    replaced: &[&Vec<SignIn>],
    done: &mut NewerAccess,
) -> Result<()> {
    let here = read(&**all)?;
    let here: BTreeMap<Account, &SignIn> = here.iter().map(|one| (one.account, one)).collect();
    let mut newest: BTreeMap<Account, &SignIn> = BTreeMap::new();
    for one in replaced.iter().copied().flatten() {
        let last = newest.get(&one.account).or(here.get(&one.account));
        // An account that is not here is left out.
        if last.is_some_and(|last| last.at < one.at) {
            newest.insert(one.account, one);
        }
    }
    let newest = newest.into_iter().filter_map(|(whose, then)| Some((*here.get(&whose)?, then)));
    let newest: Vec<(&SignIn, &SignIn)> = newest.collect();
    done.emails += emails(all, &here, &newest)?;
    for (now, then) in newest {
        let id = now.account.0;
        if now.has_instance_role && !then.has_instance_role {
            done.roles += all.change(
                "UPDATE users SET instance_role = NULL, updated_at = :now WHERE id = :id",
                params! { ":id": id, ":now": all.now() },
            )?;
        }
        if let (Some(before), Some(hash)) = (&now.password, &then.password)
            && before != hash
        {
            done.passwords += all.change(
                "UPDATE users SET password_hash = :hash, updated_at = :now WHERE id = :id",
                params! { ":id": id, ":hash": hash, ":now": all.now() },
            )?;
        }
    }
    Ok(())
}

/// Gives accounts the address of `then`, unless another account has it here and keeps it. All
/// addresses that change are free before any is given: two accounts may have exchanged theirs.
fn emails(
    all: &AllTx,
    here: &BTreeMap<Account, &SignIn>,
    newest: &[(&SignIn, &SignIn)],
) -> Result<usize> {
    let mut moved: Vec<(i64, &Email, Timestamp)> = vec![];
    for (now, then) in newest {
        if let (Some(before), Some(email)) = (&now.email, &then.email)
            && before.key != email.key
        {
            moved.push((now.account.0, email, then.at));
        }
    }
    // Two databases may give one address to different accounts: the last one has it.
    moved.sort_by_key(|(_, _, at)| std::cmp::Reverse(*at));
    let mut given = BTreeSet::new();
    moved.retain(|(_, email, _)| given.insert(email.key.clone()));
    let holder = |key: &str| {
        let mut held = here.values().filter(|one| one.email.as_ref().is_some_and(|e| e.key == key));
        held.next().map(|one| one.account.0)
    };
    loop {
        let leaving: BTreeSet<i64> = moved.iter().map(|(id, ..)| *id).collect();
        let wanted = moved.len();
        moved.retain(|(_, email, _)| holder(&email.key).is_none_or(|id| leaving.contains(&id)));
        if moved.len() == wanted {
            break;
        }
    }
    for (id, ..) in &moved {
        all.change("UPDATE users SET email_key = NULL WHERE id = :id", params! { ":id": *id })?;
    }
    for (id, email, _) in &moved {
        all.change(
            "UPDATE users SET email = :email, email_key = :key, email_proved_at = :proved,
                    updated_at = :now
              WHERE id = :id",
            params! {
                ":email": email.address, ":key": email.key, ":proved": email.proved_at,
                ":now": all.now(), ":id": *id,
            },
        )?;
    }
    Ok(moved.len())
}
