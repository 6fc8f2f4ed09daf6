//! Invoices and credit notes: numbered without gaps in each calendar year, never changed or deleted.

use super::columns::json;
use super::{AllRead, Changes, Read, Row, Rows, Tx, params};
use crate::error::Result;
use crate::model::billing::invoice::{Content, Invoice, InvoiceKind, number};
use crate::model::{CompanyId, InvoiceId, Page, Timestamp};

const COLUMNS: &str = "id, company_id, year, nth, kind, content, issued_at";

/// An invoice to write.
pub struct NewInvoice<'a> {
    pub kind: InvoiceKind,
    /// What was paid or given back, by its id at the payment service: the same is written once.
    pub source: &'a str,
    /// By which refunds are found.
    pub payment: Option<&'a str>,
    pub corrects: Option<InvoiceId>,
    pub content: &'a Content,
    /// In the zone of the instance.
    pub year: i32,
}

/// Writes an invoice with the next number of its year; None if there is one of this source. There is
/// one writer: the number is taken in the transaction that writes it, and goes with it if that fails.
pub fn create(tx: &Tx, new: &NewInvoice) -> Result<Option<InvoiceId>> {
    let content = serde_json::to_string(new.content).map_err(anyhow::Error::from)?;
    let id = tx.try_insert(
        "INSERT INTO invoices (company_id, year, nth, kind, source, payment, corrects, gross,
                content, issued_at)
         SELECT :company, :year, 1 + COALESCE((SELECT MAX(nth) FROM invoices WHERE year = :year), 0),
                :kind, :source, :payment, :corrects, :gross, :content, :now
          WHERE NOT EXISTS (SELECT 1 FROM invoices WHERE source = :source)
         RETURNING id",
        params! {
            ":year": new.year, ":kind": new.kind, ":source": new.source,
            ":payment": new.payment, ":corrects": new.corrects,
            ":gross": new.content.line.gross, ":content": content, ":now": tx.now(),
        },
    )?;
    Ok(id.map(InvoiceId))
}

/// An invoice of the current company.
pub fn find(read: &Read, id: InvoiceId) -> Result<Option<Invoice>> {
    read.first(
        &format!("SELECT {COLUMNS} FROM invoices WHERE company_id = :company AND id = :id"),
        params! { ":id": id },
        invoice,
    )
}

/// The invoice of a payment, and how much of it was given back by credit notes.
pub fn of_payment(read: &Read, payment: &str) -> Result<Option<(Invoice, i64)>> {
    read.first(
        &format!(
            "SELECT {COLUMNS}, (SELECT COALESCE(SUM(n.gross), 0) FROM invoices AS n
                    WHERE n.company_id = :company AND n.corrects = i.id) AS credited
               FROM invoices AS i
              WHERE i.company_id = :company AND i.payment = :payment AND i.kind = 'INVOICE'"
        ),
        params! { ":payment": payment },
        |row| Ok((invoice(row)?, row.get("credited")?)),
    )
}

/// The invoices of the current company, the newest first.
pub fn list(read: &Read, page: u32, limit: u32) -> Result<Page<Invoice>> {
    let total =
        read.count("SELECT COUNT(*) FROM invoices WHERE company_id = :company", params! {})?;
    let offset = i64::from(page.saturating_sub(1)) * i64::from(limit);
    let data = read.all(
        &format!(
            "SELECT {COLUMNS} FROM invoices WHERE company_id = :company
              ORDER BY id DESC LIMIT :limit OFFSET :offset"
        ),
        params! { ":limit": limit, ":offset": offset },
        invoice,
    )?;
    Ok(Page { data, page, limit, total })
}

/// The invoices of all companies issued within a time, by their numbers.
pub fn between(all: &AllRead, from: Timestamp, until: Timestamp) -> Result<Vec<Invoice>> {
    all.all(
        &format!(
            "SELECT {COLUMNS} FROM invoices WHERE issued_at >= :from AND issued_at < :until
              ORDER BY year, nth"
        ),
        params! { ":from": from, ":until": until },
        invoice,
    )
}

fn invoice(row: &Row) -> Result<Invoice> {
    let year: i64 = row.get("year")?;
    Ok(Invoice {
        id: row.get("id")?,
        company: CompanyId(row.get("company_id")?),
        number: number(i32::try_from(year).unwrap_or_default(), row.get("nth")?),
        kind: row.get("kind")?,
        issued_at: row.get("issued_at")?,
        content: json::<Content>(row, "content")?,
    })
}
