//! The invoices that replaced databases have and the backup does not. They were handed out: they stay,
//! and their numbers are not given again.

use crate::error::Result;
use crate::store::engine::Connection;
use crate::store::{AllTx, Changes, Row, Rows, params};

/// An invoice of a replaced database, as it is stored.
pub(in crate::store) struct Issued {
    id: i64,
    company: i64,
    year: i64,
    nth: i64,
    kind: String,
    source: String,
    payment: Option<String>,
    corrects: Option<i64>,
    gross: i64,
    content: String,
    issued_at: i64,
}

/// Reads a replaced database.
pub(in crate::store) fn read(sql: &Connection) -> Result<Vec<Issued>> {
    sql.all(
        "SELECT id, company_id, year, nth, kind, source, payment, corrects, gross, content, issued_at
           FROM invoices ORDER BY id",
        &[],
        issued,
    )
}

fn issued(row: &Row) -> Result<Issued> {
    Ok(Issued {
        id: row.get("id")?,
        company: row.get("company_id")?,
        year: row.get("year")?,
        nth: row.get("nth")?,
        kind: row.get("kind")?,
        source: row.get("source")?,
        payment: row.get("payment")?,
        corrects: row.get("corrects")?,
        gross: row.get("gross")?,
        content: row.get("content")?,
        issued_at: row.get("issued_at")?,
    })
}

/// Stores the invoices that the restored database lacks, and returns their number. Those of a company
/// that is not in the backup cannot be stored, and are counted too: somebody has to keep them elsewhere.
pub(in crate::store) fn carry_over(
    all: &AllTx,
    replaced: &[Vec<Issued>],
) -> Result<(usize, usize)> {
    let (mut carried, mut lost) = (0, 0);
    for one in replaced.iter().flatten() {
        let changed = all.change(
            "INSERT INTO invoices (id, company_id, year, nth, kind, source, payment, corrects, gross,
                    content, issued_at)
             SELECT :id, c.id, :year, :nth, :kind, :source, :payment, :corrects, :gross, :content, :at
               FROM companies AS c WHERE c.id = :of
             ON CONFLICT DO NOTHING",
            params! {
                ":id": one.id, ":of": one.company, ":year": one.year, ":nth": one.nth,
                ":kind": one.kind, ":source": one.source, ":payment": one.payment,
                ":corrects": one.corrects, ":gross": one.gross, ":content": one.content,
                ":at": one.issued_at,
            },
        )?;
        carried += changed;
        let known = all.count(
            "SELECT COUNT(*) FROM invoices WHERE year = :year AND nth = :nth AND source = :source",
            params! { ":year": one.year, ":nth": one.nth, ":source": one.source },
        )?;
        lost += usize::from(known == 0);
    }
    Ok((carried, lost))
}
