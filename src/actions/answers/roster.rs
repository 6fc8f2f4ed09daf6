//! The consents of an event as PDF: the roster, and the signed documents in one file.

use std::collections::BTreeSet;

use crate::App;
use crate::error::{Error, Result};
use crate::model::file::portable_name;
use crate::model::keys::in_fours;
use crate::model::uses::UseLabels;
use crate::model::{AnswerId, AnswerState, Check, Digest, EventId, Locale, Use, fold};
use crate::render::{pdf, words};
use crate::store::{
    Read, Scope, answers, cases, companies, employees, events, seals, signers, uses,
};

/// The largest number of documents per request.
pub const DOCUMENTS: usize = 200;

/// The roster of an event as a PDF, with its file name: the consents that are in force, with their
/// uses, and the number of those that are on hold since a restore.
pub async fn roster(
    app: &App,
    scope: Scope,
    event: EventId,
    locale: Locale,
) -> Result<(String, Vec<u8>)> {
    let (zone, verify_url) = (app.config.time_zone.clone(), app.url("/verify"));
    let logo = logo(app, scope, 4).await;
    let roster = app
        .db
        .read(scope, move |read| {
            let found = events::find(read, event)?.ok_or(Error::NotFound("event"))?;
            let company = companies::current(read)?.ok_or(Error::NotFound("company"))?;
            let standing = answers::standing_of_event(read, event)?;
            let asked = standing.len();
            let ids: Vec<AnswerId> = standing.iter().map(|answer| answer.id).collect();
            let labels = uses::labels(read, &ids)?;
            let (mut rows, mut on_hold) = (vec![], 0);
            for answer in standing.into_iter().filter(|one| one.state == AnswerState::Accepted) {
                match answer.is_on_hold() {
                    true => on_hold += 1,
                    false => rows.push(row(read, answer, locale, &labels)?),
                }
            }
            rows.sort_by(|(one, _), (other, _)| one.cmp(other));
            let home = company.address.country.as_deref();
            Ok(pdf::Roster {
                locale,
                zone,
                made_at: read.now(),
                logo,
                company: pdf::Company {
                    name: company.name,
                    address: vec![],
                    siret: None,
                    more: vec![],
                    colour: company.colour,
                },
                event: pdf::Event {
                    place: found.address.one_line(locale, home),
                    name: found.name,
                    start: found.start,
                    end: found.end,
                    more: vec![],
                },
                rows: rows.into_iter().map(|(_, row)| row).collect(),
                asked,
                on_hold,
                verify_url,
            })
        })
        .await?;
    let name = file_name(&[&roster.event.name]);
    let made = app.off_thread(move || pdf::roster(&roster)).await??;
    Ok((format!("{name}.pdf"), made.bytes))
}

/// The logo for the page header, at `density` pixels per CSS pixel. An error is logged and the
/// document has no logo.
pub(super) async fn logo(app: &App, scope: Scope, density: u32) -> Option<pdf::Logo> {
    let made = app.logo(scope, density, "f_png").await;
    let made = made.inspect_err(|error| tracing::warn!(%error, "a page bears no logo"));
    let (logo, png) = made.ok().flatten()?;
    let (width, height) = logo.shown();
    Some(pdf::Logo { png, width: width as f32 * 0.75, height: height as f32 * 0.75 })
}

/// Sorts after every folded name.
const LAST: &str = "\u{10ffff}";

/// A line of the roster, with its sort key.
fn row(
    read: &Read,
    answer: crate::model::Answer,
    locale: Locale,
    labels: &UseLabels,
) -> Result<(String, pdf::Row)> {
    // The consent of an erased employee may still be in force, but there is no name.
    let person = employees::find_any(read, answer.employee)?;
    let (name, order) = match person {
        Some(person) => {
            (person.name(), fold(&format!("{} {}", person.last_name, person.first_name)))
        }
        None => (words(locale).say("erased-person").into_owned(), LAST.to_owned()),
    };
    let given_by = signers::of_answer(read, answer.id)?;
    let given_by = given_by.iter().filter(|one| one.guardian.is_some()).map(|one| one.name());
    let label = |one: &Use| labels.label_of(answer.id, locale, *one);
    let row = pdf::Row {
        name,
        given_by: given_by.filter(|name| !name.is_empty()).collect(),
        uses: answer.in_force().iter().map(label).collect(),
        refused: answer.refused_uses().iter().map(label).collect(),
        withdrawn: answer.withdrawn_uses().iter().map(label).collect(),
        on_hold: answer.on_hold().iter().map(label).collect(),
        signed_at: answer.signed_at.unwrap_or_default(),
        until: answer.expires_at,
        reference: in_fours(&answer.reference),
    };
    Ok((order, row))
}

/// An answer with its signed document.
#[derive(Debug, Clone)]
pub struct Kept {
    pub answer: AnswerId,
    pub reference: String,
    pub state: AnswerState,
    pub person: String,
    pub event: String,
    /// The file name, unique among these, and the blob. None if the answer is not given, the PDF is
    /// not made yet, or the employee is erased.
    pub file: Option<(String, Digest)>,
    /// Whether the employee is erased.
    pub erased: bool,
}

/// The documents of these answers, in this order, without repetitions.
pub async fn kept(app: &App, scope: Scope, mut ids: Vec<AnswerId>) -> Result<Vec<Kept>> {
    let mut seen = BTreeSet::new();
    ids.retain(|id| seen.insert(id.0));
    if ids.is_empty() || ids.len() > DOCUMENTS {
        return Err(Error::invalid("ids", "count"));
    }
    app.db
        .read(scope, move |read| {
            let (mut check, mut found, mut names) = (Check::new(), vec![], BTreeSet::new());
            for (nth, id) in ids.into_iter().enumerate() {
                let Some(answer) = answers::find_given(read, id)? else {
                    check.refuse(format!("ids.{nth}"), "unknown");
                    continue;
                };
                let case = cases::find(read, id)?.ok_or(Error::NotFound("answer"))?;
                let (person, event) = (case.person.name(), case.event.name);
                let short: String = answer.reference.chars().take(8).collect();
                let mut name = file_name(&[&person, &event, &short]);
                if !names.insert(name.clone()) {
                    name = file_name(&[&person, &event, &answer.reference]);
                    names.insert(name.clone());
                }
                let erased = employees::is_erased(read, answer.employee)?;
                let sealed = seals::find(read, id)?.filter(|_| !erased);
                let file = sealed.map(|seal| (format!("{name}.pdf"), seal.pdf));
                let (state, reference) = (answer.state, answer.reference);
                found.push(Kept { answer: id, reference, state, person, event, file, erased });
            }
            check.done()?;
            Ok(found)
        })
        .await
}

/// The bytes of a document.
pub async fn document(app: &App, name: Digest) -> Result<Vec<u8>> {
    app.sealed_pdf(name).await
}

/// These documents as one PDF, to read and print; the seals cover the single files only. Conflict
/// if one of them does not exist yet.
pub async fn merged(app: &App, kept: Vec<Kept>) -> Result<Vec<u8>> {
    let mut files = vec![];
    for one in kept {
        if one.file.is_none() && one.erased {
            return Err(Error::Conflict("person_erased"));
        }
        let (_, name) = one.file.ok_or(Error::Conflict(match one.state {
            AnswerState::Pending => "not_answered",
            _ => "pdf_not_ready",
        }))?;
        files.push(document(app, name).await?);
    }
    match files.len() {
        1 => Ok(files.remove(0)),
        _ => app.off_thread(move || pdf::merged(&files)).await?,
    }
}

/// A file name that is valid on every system: without separators and control characters, and short.
fn file_name(parts: &[&str]) -> String {
    let plain = |part: &&str| -> String {
        let kept = part.chars().map(|c| match c {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '-',
            c if c.is_control() => ' ',
            c => c,
        });
        kept.take(60).collect::<String>().trim_matches([' ', '.']).to_owned()
    };
    let parts: Vec<String> = parts.iter().map(plain).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "be-right".to_owned() } else { portable_name(&parts.join(" - ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_one_everywhere() {
        assert_eq!(
            file_name(&["Ana / Léo", "..\\Été: \"2026\"", "AB"]),
            "Ana - Léo - -Été- -2026- - AB"
        );
        assert_eq!(file_name(&["", "..."]), "be-right");
        assert_eq!(file_name(&["Aux"]), "Aux_");
        assert!(file_name(&[&"é".repeat(200)]).chars().count() <= 60);
    }
}
