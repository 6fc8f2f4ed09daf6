//! The daily roots that replaced databases have and the backup does not. They were published, so
//! they stay in the list.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::model::daily_root::DailyRoot;
use crate::store::columns::json;
use crate::store::engine::Connection;
use crate::store::{AllTx, Rows, daily_roots};

/// Reads a replaced database.
pub(in crate::store) fn read(sql: &Connection) -> Result<Vec<DailyRoot>> {
    sql.all("SELECT body FROM daily_roots ORDER BY number", &[], |row| json(row, "body"))
}

/// Stores the roots that the restored database lacks, and returns their number. The leaves remain
/// those of the backup, since they match the chains of the backup.
pub(in crate::store) fn carry_over(all: &AllTx, replaced: &[Vec<DailyRoot>]) -> Result<usize> {
    let known = replaced.iter().flatten().map(|root| (root.number, root));
    let mut carried = 0;
    for root in known.collect::<BTreeMap<_, _>>().into_values().filter(|root| root.is_signed()) {
        carried += usize::from(daily_roots::carry_over(all, root)?);
    }
    Ok(carried)
}
