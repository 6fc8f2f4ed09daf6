//! Fills a company of any size, to measure lists. Used only by `be-right bench` and tests, in
//! databases of their own.

use super::{AllTx, Changes, Scope, companies, params};
use crate::error::Result;

/// Creates a company with this many employees and events, every employee asked for every event, a
/// minute apart. One answer in ten is pending, one in fifty deleted.
pub fn fill(all: &AllTx, people: i64, events: i64) -> Result<Scope> {
    let scope = companies::create(all, "Studio Lumière", 96, 60)?;
    let tx = all.enter(scope);
    let now = tx.now().0;
    tx.change(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :people)
         INSERT INTO employees (company_id, first_name, last_name, name_key, email, email_key,
                locale, slug, created_at, updated_at)
         SELECT :company, 'Ana', 'Moreau ' || i, 'moreau ' || i || ' ana', i || '@bench.example',
                i || '@bench.example', 'fr', 'ana-moreau-' || i, :now + i, :now FROM n",
        params! { ":people": people, ":now": now },
    )?;
    tx.change(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :events)
         INSERT INTO events (company_id, name, starts_at, ends_at, status, status_order,
                created_at, updated_at)
         SELECT :company, 'Event ' || i, :now + i * 86400000, :now + i * 86400000 + 3600000,
                'CREATE', 1, :now + i, :now FROM n",
        params! { ":events": events, ":now": now },
    )?;
    tx.change(
        "INSERT INTO answers (company_id, event_id, employee_id, reference, locale, state,
                link_expires_at, created_at, updated_at, deleted_at)
         SELECT :company, e.id, p.id, :company || '-' || e.id || '-' || p.id, 'fr',
                CASE WHEN (e.id + p.id) % 10 = 0 THEN 'PENDING' ELSE 'ACCEPTED' END,
                :now, :now + (e.id * :people + p.id) * 60000, :now,
                CASE WHEN (e.id * 7 + p.id) % 50 = 0 THEN :now END
           FROM events AS e JOIN employees AS p ON p.company_id = e.company_id
          WHERE e.company_id = :company",
        params! { ":people": people, ":now": now },
    )?;
    Ok(scope)
}
