//! The search document of each row, and all rows by page. Erased rows have none.

use crate::error::Result;
use crate::model::employee::FIELDS;
use crate::model::employee::fields::Search;
use crate::model::file::FileKind;
use crate::model::{SearchDoc, SearchKey, SearchKind, UserId};
use crate::store::columns::text_or_empty;
use crate::store::{AllRead, Row, Rows, params};

/// The document of a row; None if the row is gone or empty.
pub fn document(all: &AllRead, key: SearchKey) -> Result<Option<SearchDoc>> {
    match key.kind {
        SearchKind::Employee => employee(all, key),
        SearchKind::Group => group(all, key),
        SearchKind::Event => event(all, key),
        SearchKind::Answer => answer(all, key),
        SearchKind::User => user(all, key),
        SearchKind::File => file(all, key),
    }
}

/// The rows of a kind after a key, deleted ones too, in a fixed order.
pub fn page(
    all: &AllRead,
    kind: SearchKind,
    after: Option<SearchKey>,
    most: usize,
) -> Result<Vec<SearchKey>> {
    let (of, row) = after.map_or((0, 0), |key| (key.company.0, key.row));
    let most = most as i64;
    let key =
        |row: &Row| Ok(SearchKey { company: row.get("company_id")?, kind, row: row.get("id")? });
    let table = match kind {
        SearchKind::Employee => "employees",
        SearchKind::Group => "groups",
        SearchKind::Event => "events",
        SearchKind::Answer => "answers",
        SearchKind::File => "files",
        // A user may be a member of several companies.
        SearchKind::User => {
            return all.all(
                "SELECT company_id, user_id AS id FROM memberships
                  WHERE (company_id, user_id) > (:of, :row)
                  ORDER BY company_id, user_id LIMIT :most",
                params! { ":of": of, ":row": row, ":most": most },
                key,
            );
        }
    };
    all.all(
        &format!("SELECT company_id, id FROM {table} WHERE id > :row ORDER BY id LIMIT :most"),
        params! { ":row": row, ":most": most },
        key,
    )
}

fn named(key: SearchKey, name: String) -> SearchDoc {
    SearchDoc::named(key.company, key.kind, key.row, name)
}

fn employee(all: &AllRead, key: SearchKey) -> Result<Option<SearchDoc>> {
    let params = params! { ":of": key.company, ":id": key.row };
    let searched = |wanted: fn(Search) -> bool| -> Vec<&'static str> {
        let fields = FIELDS.into_iter().filter(|field| wanted(field.search));
        fields.map(|field| field.column).collect()
    };
    let words = searched(|search| matches!(search, Search::Contact { .. }));
    let phones = searched(|search| matches!(search, Search::Phone { .. }));
    let found = all.first(
        &format!(
            "SELECT first_name, last_name, email, email_key, {}, deleted_at
               FROM employees WHERE company_id = :of AND id = :id AND erased_at IS NULL",
            [words.as_slice(), &phones].concat().join(", ")
        ),
        params,
        |row| {
            let mut doc = named(key, full_name(row)?);
            doc.live = row.get::<Option<i64>>("deleted_at")?.is_none();
            doc.owners.extend(row.get::<Option<String>>("email_key")?);
            doc.contact = texts(row, &["email"])?;
            doc.contact.extend(texts(row, &words)?);
            doc.phones = texts(row, &phones)?;
            Ok(doc)
        },
    )?;
    let Some(mut doc) = found else { return Ok(None) };
    let guardians = all.all(
        "SELECT first_name, last_name, email, email_key FROM guardians
          WHERE company_id = :of AND employee_id = :id AND deleted_at IS NULL ORDER BY id",
        params,
        |row| Ok((full_name(row)?, texts(row, &["email"])?, texts(row, &["email_key"])?)),
    )?;
    for (name, emails, keys) in guardians {
        doc.contact.push(name);
        doc.contact.extend(emails);
        doc.owners.extend(keys);
    }
    doc.partners = all.all(
        "SELECT DISTINCT e.partner_id FROM live_answers AS a
           JOIN live_events AS e ON e.company_id = a.company_id AND e.id = a.event_id
          WHERE a.company_id = :of AND a.employee_id = :id AND e.partner_id IS NOT NULL
          ORDER BY e.partner_id",
        params,
        |row| row.get("partner_id"),
    )?;
    Ok(Some(doc))
}

fn group(all: &AllRead, key: SearchKey) -> Result<Option<SearchDoc>> {
    all.first(
        "SELECT name, description, deleted_at FROM groups WHERE company_id = :of AND id = :id",
        params! { ":of": key.company, ":id": key.row },
        |row| {
            let mut doc = named(key, row.get("name")?);
            doc.live = row.get::<Option<i64>>("deleted_at")?.is_none();
            doc.prose = texts(row, &["name", "description"])?;
            Ok(doc)
        },
    )
}

fn event(all: &AllRead, key: SearchKey) -> Result<Option<SearchDoc>> {
    all.first(
        "SELECT name, description, line, line2, postal_code, city, subdivision, country,
                partner_id, deleted_at
           FROM events WHERE company_id = :of AND id = :id",
        params! { ":of": key.company, ":id": key.row },
        |row| {
            let mut doc = named(key, row.get("name")?);
            doc.live = row.get::<Option<i64>>("deleted_at")?.is_none();
            let place = ["line", "line2", "postal_code", "city", "subdivision", "country"];
            doc.also = texts(row, &place)?;
            doc.prose = texts(row, &["name", "description"])?;
            if doc.live {
                doc.partners.extend(row.get::<Option<UserId>>("partner_id")?);
            }
            Ok(doc)
        },
    )
}

/// The owners of the document are the signers of the answer, as in `store::answers`, not all
/// current guardians.
fn answer(all: &AllRead, key: SearchKey) -> Result<Option<SearchDoc>> {
    let params = params! { ":of": key.company, ":id": key.row };
    let found = all.first(
        "SELECT a.reference, a.deleted_at, e.name AS event_name,
                e.deleted_at AS event_deleted, e.partner_id,
                p.first_name, p.last_name, p.email
           FROM answers AS a
           JOIN events AS e ON e.company_id = a.company_id AND e.id = a.event_id
           JOIN employees AS p ON p.company_id = a.company_id AND p.id = a.employee_id
          WHERE a.company_id = :of AND a.id = :id",
        params,
        |row| {
            let mut doc = named(key, full_name(row)?);
            doc.live = row.get::<Option<i64>>("deleted_at")?.is_none();
            doc.also = texts(row, &["event_name"])?;
            doc.prose = texts(row, &["event_name"])?;
            doc.contact = texts(row, &["email", "reference"])?;
            if row.get::<Option<i64>>("event_deleted")?.is_none() {
                doc.partners.extend(row.get::<Option<UserId>>("partner_id")?);
            }
            Ok(doc)
        },
    )?;
    let Some(mut doc) = found else { return Ok(None) };
    doc.owners = all.all(
        "SELECT p.email_key FROM signers AS s
           JOIN employees AS p ON p.company_id = s.company_id AND p.id = s.employee_id
          WHERE s.company_id = :of AND s.answer_id = :id AND s.guardian_id IS NULL
            AND p.erased_at IS NULL AND p.email_key IS NOT NULL
         UNION
         SELECT g.email_key FROM signers AS s
           JOIN guardians AS g ON g.company_id = s.company_id AND g.id = s.guardian_id
          WHERE s.company_id = :of AND s.answer_id = :id AND g.deleted_at IS NULL
            AND g.erased_at IS NULL AND g.email_key IS NOT NULL
          ORDER BY email_key",
        params,
        |row| row.get("email_key"),
    )?;
    Ok(Some(doc))
}

/// A file's name, its description, and the name of its event or employee. The people in it are left
/// out: a search for a person's name would list all their pictures first, and would reveal to
/// others in a picture who they are.
fn file(all: &AllRead, key: SearchKey) -> Result<Option<SearchDoc>> {
    let params = params! { ":of": key.company, ":id": key.row };
    let found = all.first(
        "SELECT f.name, f.description, f.kind, f.deleted_at, e.name AS event_name, e.partner_id,
                p.first_name, p.last_name, p.email_key,
                CASE WHEN e.deleted_at IS NULL THEN p.deleted_at ELSE e.deleted_at END
                    AS owner_deleted
           FROM files AS f
           LEFT JOIN events AS e ON e.company_id = f.company_id AND e.id = f.event_id
           LEFT JOIN employees AS p ON p.company_id = f.company_id AND p.id = f.employee_id
          WHERE f.company_id = :of AND f.id = :id",
        params,
        |row| {
            let mut doc = named(key, row.get("name")?);
            let owned = row.get::<Option<i64>>("owner_deleted")?.is_none();
            doc.live = owned && row.get::<Option<i64>>("deleted_at")?.is_none();
            doc.also = texts(row, &["event_name"])?;
            doc.also.extend(Some(full_name(row)?).filter(|name| !name.is_empty()));
            doc.prose = texts(row, &["description", "event_name"])?;
            let is_photo = row.get::<FileKind>("kind")? == FileKind::EventPhoto;
            if owned {
                doc.owners.extend(row.get::<Option<String>>("email_key")?);
            }
            if owned && is_photo {
                doc.partners.extend(row.get::<Option<UserId>>("partner_id")?);
            }
            Ok((doc, is_photo))
        },
    )?;
    let Some((mut doc, is_photo)) = found else { return Ok(None) };
    if is_photo {
        doc.owners.extend(all.all(
            "SELECT p.email_key FROM file_people AS n
               JOIN live_employees AS p ON p.company_id = n.company_id AND p.id = n.employee_id
              WHERE n.company_id = :of AND n.file_id = :id AND p.email_key IS NOT NULL
              ORDER BY n.id",
            params,
            |row| row.get::<String>("email_key"),
        )?);
    }
    Ok(Some(doc))
}

fn user(all: &AllRead, key: SearchKey) -> Result<Option<SearchDoc>> {
    all.first(
        "SELECT u.first_name, u.last_name, u.email,
                CASE WHEN m.deleted_at IS NULL THEN u.deleted_at ELSE m.deleted_at END AS deleted_at
           FROM memberships AS m JOIN users AS u ON u.id = m.user_id
          WHERE m.company_id = :of AND m.user_id = :id AND u.erased_at IS NULL",
        params! { ":of": key.company, ":id": key.row },
        |row| {
            let mut doc = named(key, full_name(row)?);
            doc.live = row.get::<Option<i64>>("deleted_at")?.is_none();
            doc.contact = texts(row, &["email"])?;
            Ok(doc)
        },
    )
}

fn full_name(row: &Row) -> Result<String> {
    let (first, last) = (text_or_empty(row, "first_name")?, text_or_empty(row, "last_name")?);
    Ok(format!("{first} {last}").trim().to_owned())
}

fn texts(row: &Row, columns: &[&'static str]) -> Result<Vec<String>> {
    let mut texts = vec![];
    for column in columns {
        texts.extend(row.get::<Option<String>>(column)?);
    }
    Ok(texts)
}
