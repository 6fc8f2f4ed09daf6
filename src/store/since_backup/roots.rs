//! The daily roots that replaced databases have and the backup does not, and their time-stamps. They were
//! published, so they stay in the list.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::model::daily_root::DailyRoot;
use crate::model::time_token::TimeToken;
use crate::store::columns::json;
use crate::store::engine::Connection;
use crate::store::root_tokens::{self, KeptToken};
use crate::store::{AllRead, AllTx, Rows, daily_roots};

/// What a replaced database has.
pub(in crate::store) struct Published {
    roots: Vec<DailyRoot>,
    tokens: Vec<KeptToken>,
}

/// Reads a replaced database.
pub(in crate::store) fn read(sql: &Connection) -> Result<Published> {
    // Those that were changed from outside so that they cannot be read are passed over.
    let roots = sql.all("SELECT body FROM daily_roots ORDER BY number", &[], |row| {
        Ok(json::<DailyRoot>(row, "body").ok())
    })?;
    let roots = roots.into_iter().flatten().collect();
    Ok(Published { roots, tokens: root_tokens::of(sql)? })
}

/// Stores the roots that the restored database lacks, and returns their number. The leaves remain
/// those of the backup, since they match the chains of the backup.
pub(in crate::store) fn carry_over(all: &AllTx, replaced: &[Published]) -> Result<usize> {
    let known = replaced.iter().flat_map(|one| &one.roots).map(|root| (root.number, root));
    let mut carried = 0;
    for root in known.collect::<BTreeMap<_, _>>().into_values().filter(|root| root.is_signed()) {
        carried += usize::from(daily_roots::carry_over(all, root)?);
    }
    for token in replaced.iter().flat_map(|one| &one.tokens) {
        if is_of_its_root(all, token)? {
            root_tokens::keep(all, token)?;
        }
    }
    Ok(carried)
}

/// Whether a token is right, and over the root of its number that is stored here.
fn is_of_its_root(all: &AllRead, kept: &KeptToken) -> Result<bool> {
    let Some(root) = daily_roots::find(all, kept.number as i64)? else { return Ok(false) };
    Ok(TimeToken::read(&kept.token).is_ok_and(|token| token.is_of(&root)))
}
