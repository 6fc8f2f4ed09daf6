//! Fills a company of any size, to measure lists and pages. Used only by `be-right bench` and tests, in
//! databases of their own.

use super::{AllTx, Changes, Scope, Tx, companies, params};
use crate::error::Result;
use crate::model::{CompanyId, Timestamp};

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

/// How much [`fill_console`] makes.
#[derive(Debug, Clone, Copy)]
pub struct Amounts {
    pub people: i64,
    pub events: i64,
    /// The people asked for the first event; twenty for each other one.
    pub asked: i64,
    /// The photographs of the first event.
    pub photos: i64,
}

/// Fills the only company of an instance with what its console lists. The first event, whose id is
/// 1, is the large one. Files have rows but no bytes.
pub fn fill_console(all: &AllTx, amounts: Amounts) -> Result<()> {
    let tx = all.enter(Scope::whole(CompanyId(1)));
    let (now, day) = (tx.now().0, Timestamp::DAY);
    let count = |to: &str| {
        format!("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {to})")
    };
    tx.change(
        &format!(
            "{} INSERT INTO employees (company_id, first_name, last_name, name_key, email,
                    email_key, locale, slug, created_at, updated_at)
             SELECT :company, 'Clémence ' || i, 'Müller-Łęcka ' || (i * 7919 % :people),
                    'muller-lecka ' || (i * 7919 % :people) || ' clemence ' || i,
                    'clemence.' || i || '@bench.example', 'clemence.' || i || '@bench.example',
                    'fr', 'clemence-' || i, :now - i * 60000, :now FROM n",
            count(":people")
        ),
        params! { ":people": amounts.people, ":now": now },
    )?;
    // Every second one is a minor, with two guardians.
    tx.change(
        "INSERT INTO guardians (company_id, employee_id, first_name, last_name, email, email_key,
                locale, created_at, updated_at)
         SELECT :company, p.id, 'Inès ' || n.i, p.last_name, p.id || '.' || n.i || '@bench.example', p.id || '.' || n.i || '@bench.example',
                'fr', :now, :now
           FROM employees AS p JOIN (SELECT 1 AS i UNION ALL SELECT 2) AS n ON p.id % 2 = 0
          WHERE p.company_id = :company",
        params! { ":now": now },
    )?;
    tx.change(
        &format!(
            "{} INSERT INTO groups (company_id, name, name_key, created_at, updated_at)
             SELECT :company, 'Class ' || i, 'class ' || i, :now, :now FROM n",
            count("40")
        ),
        params! { ":now": now },
    )?;
    tx.change(
        "INSERT INTO group_members (company_id, group_id, employee_id, created_at)
         SELECT :company, g.id, p.id, :now
           FROM employees AS p
           JOIN groups AS g ON g.company_id = p.company_id AND g.id = 1 + p.id % 40
          WHERE p.company_id = :company",
        params! { ":now": now },
    )?;
    tx.change(
        &format!(
            "{} INSERT INTO events (company_id, name, starts_at, ends_at, status, status_order,
                    city, created_at, updated_at)
             SELECT :company, 'Portraits ' || i, :now + (i - 20) * :day,
                    :now + (i - 20) * :day + 3600000, 'CREATE', 1, 'Lyon', :now - i * 60000, :now
               FROM n",
            count(":events")
        ),
        params! { ":events": amounts.events, ":now": now, ":day": day },
    )?;
    // Two of three have answered; a third of these refused one use.
    tx.change(
        "INSERT INTO answers (company_id, event_id, employee_id, reference, locale, state, uses,
                offered, signed_at, link_expires_at, mail_sent_at, expires_at, guardians_needed,
                created_at, updated_at)
         SELECT :company, e.id, p.id, e.id || '-' || p.id, 'fr',
                CASE p.id % 3 WHEN 0 THEN 'PENDING' ELSE 'ACCEPTED' END,
                CASE p.id % 3 WHEN 0 THEN '[]' WHEN 1 THEN :part ELSE :uses END, :uses,
                CASE WHEN p.id % 3 > 0 THEN :now - 3600000 END, :now + 30 * :day, :now - :day,
                CASE WHEN p.id % 3 > 0 THEN :now + 2900 * :day END,
                CASE p.id % 2 WHEN 0 THEN 2 END, :now - :day, :now
           FROM events AS e
           JOIN employees AS p ON p.company_id = e.company_id
            AND (p.id + e.id * 20) % :people < CASE e.id WHEN 1 THEN :asked ELSE 20 END
          WHERE e.company_id = :company",
        params! {
            ":people": amounts.people, ":asked": amounts.asked, ":now": now, ":day": day,
            ":uses": r#"["internal","web","social","press","print"]"#,
            ":part": r#"["internal","web","social","press"]"#,
        },
    )?;
    tx.change(
        "UPDATE events
            SET asked = (SELECT COUNT(*) FROM answers AS a
                          WHERE a.company_id = :company AND a.event_id = events.id),
                answered = (SELECT COUNT(*) FROM answers AS a
                             WHERE a.company_id = :company AND a.event_id = events.id
                               AND a.signed_at IS NOT NULL)
          WHERE company_id = :company",
        params! {},
    )?;
    tx.change(
        "INSERT INTO signers (company_id, answer_id, position, employee_id, guardian_id, created_at)
         SELECT :company, a.id, CASE g.first_name WHEN 'Inès 2' THEN 2 ELSE 1 END, a.employee_id, g.id, a.created_at
           FROM answers AS a
           LEFT JOIN guardians AS g
             ON g.company_id = a.company_id AND g.employee_id = a.employee_id
          WHERE a.company_id = :company",
        params! {},
    )?;
    tx.change(
        "INSERT INTO mails (company_id, kind, about, answer_id, to_address, status, message_id,
                created_at, sent_at)
         SELECT :company, 'INVITATION', '{}', s.answer_id, COALESCE(g.email, p.email), 'SENT',
                s.id || '@bench.example', s.created_at, s.created_at
           FROM signers AS s
           JOIN employees AS p ON p.company_id = s.company_id AND p.id = s.employee_id
           LEFT JOIN guardians AS g ON g.company_id = s.company_id AND g.id = s.guardian_id
          WHERE s.company_id = :company",
        params! {},
    )?;
    photographs(&tx, amounts.photos)
}

/// The photographs of the first event; three of four show two people.
fn photographs(tx: &Tx, photos: i64) -> Result<()> {
    let now = tx.now().0;
    let count =
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :photos)";
    // With six digits more it is as long as a digest.
    let hex = "0".repeat(58);
    let hex = hex.as_str();
    tx.change(
        &format!(
            "{count} INSERT INTO blobs (company_id, sha256, bytes, files, created_at)
             SELECT :company, :hex || (100000 + i), 1, 1, :now FROM n"
        ),
        params! { ":photos": photos, ":now": now, ":hex": hex },
    )?;
    tx.change(
        &format!(
            "{count} INSERT INTO files (company_id, kind, event_id, sha256, bytes, name, format,
                    width, height, orientation, has_alpha, colour, placeholder, public_id,
                    created_at, updated_at)
             SELECT :company, 'EVENT_PHOTO', 1, :hex || (100000 + i), 1, 'IMG_' || i || '.jpg', 'jpg',
                    6000, 4000, 1, 0, '#336699', '1QcSHQRnh493V4dIh4eXh1h4kJUI', 'bench' || i, :now + i, :now FROM n"
        ),
        params! { ":photos": photos, ":now": now, ":hex": hex },
    )?;
    tx.change(
        "INSERT INTO file_people (company_id, file_id, employee_id, created_at)
         SELECT :company, f.id, a.employee_id, :now
           FROM files AS f
           JOIN answers AS a ON a.company_id = f.company_id AND a.event_id = 1
            AND a.id % 480 = f.id / 5 % 480
          WHERE f.company_id = :company AND f.id % 4 < 3",
        params! { ":now": now },
    )?;
    Ok(())
}
