//! To a signer: the request to answer.

use jiff::civil::Date;
use jiff::tz::TimeZone;

#[cfg(test)]
use super::samples::{Sample, at, child, date, paris, studio, uses};
use super::{Brand, Child, Folder, MailDraft, Rendered, in_subject, name};
use crate::model::{Locale, Timestamp};
use crate::render::dates;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// The first request for a decision.
#[derive(Debug, Clone)]
pub struct Invitation {
    pub locale: Locale,
    pub zone: TimeZone,
    pub brand: Brand,
    /// The first name, for the greeting.
    pub name: String,
    /// The employee, where a guardian is asked.
    pub child: Option<Child>,
    pub event: String,
    pub starts: Timestamp,
    pub ends: Timestamp,
    pub place: Option<String>,
    /// The uses that will be asked about, in the reader's language.
    pub uses: Vec<String>,
    pub link: String,
    pub link_expires: Timestamp,
    /// Why a consent is asked for again.
    pub again: Option<Again>,
    /// The other guardian who gave the reader's name and address; None if the company had them.
    pub named_by: Option<String>,
}

/// Why a consent that was answered is asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// The consent they gave ends, or has ended, on that day.
    Ends(Date),
    /// Their guardians consented, and they have come of age.
    OfAge,
}

impl Invitation {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &self.brand);
        let company = draft.brand.name.clone();
        let child = self.child.as_ref();
        let event = in_subject(&self.event);
        draft.subject = draft.say_of(child, "mail-invitation-subject", [("event", &event)]);
        draft.preheader = draft.say_of(child, "mail-invitation-preheader", [("company", &company)]);
        draft.heading = draft.say_of(child, "mail-invitation-heading", []);
        let values = [("company", company.as_str()), ("event", &name(&self.event))];
        let asked = draft.say_of(child, "mail-invitation-asked", values);
        draft.greet(&self.name).text(asked);
        self.say_what_and_how(draft)
    }

    /// The rest, from what is asked to the end, shared with reminders.
    pub(super) fn say_what_and_how(&self, mut draft: MailDraft) -> Rendered {
        let child = self.child.as_ref();
        match self.again {
            Some(Again::Ends(day)) => {
                let day = dates::date(self.locale, day);
                let ends = draft.say_of(child, "mail-invitation-ends", [("day", &day)]);
                draft.text(ends);
            }
            Some(Again::OfAge) => {
                draft.say_text("mail-invitation-of-age", []);
            }
            None => {}
        }
        let expires = dates::moment_with_offset(self.locale, self.link_expires, &self.zone);
        draft
            .facts(&[
                ("mail-label-child", child.map(|child| name(&child.name)).unwrap_or_default()),
                ("mail-label-event", name(&self.event)),
                ("mail-label-when", dates::range(self.locale, self.starts, self.ends, &self.zone)),
                ("mail-label-place", self.place.as_deref().map(name).unwrap_or_default()),
            ])
            .list("mail-invitation-uses", &self.uses)
            .button("mail-invitation-button", &self.link)
            .say_text("mail-invitation-nothing-decided", [])
            .say_note("mail-invitation-personal", [])
            .say_note("mail-invitation-expires", [("moment", &expires)]);
        let company = draft.brand.name.clone();
        let reason = match &self.named_by {
            Some(by) => {
                let values = [("company", company.as_str()), ("by", &name(by))];
                draft.say_of(child, "mail-footer-named", values)
            }
            None => draft.say_of(child, "mail-footer-invited", [("company", &company)]),
        };
        draft.footer.push(reason);
        draft.render()
    }
}

#[cfg(test)]
pub(super) fn sample(locale: Locale) -> Invitation {
    Invitation {
        locale,
        zone: paris(),
        brand: studio(),
        name: "Šárka".into(),
        child: None,
        event: "Portraits d’équipe".into(),
        starts: at("2026-05-23T07:30:00Z"),
        ends: at("2026-05-23T15:00:00Z"),
        place: Some("12 rue des Lilas, 69003 Lyon".into()),
        uses: uses(locale),
        link: "https://photos.example.org/sign/3q2-7wEjRr8aLkVn0TzXbC5dFgHiJmPs".into(),
        link_expires: at("2026-06-22T07:30:00Z"),
        again: None,
        named_by: None,
    }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let ends = Some(Again::Ends(date(2034, 5, 1)));
    let to_guardian = Invitation { child: Some(child()), ..sample(locale) };
    let named_by = Some("Anne Müller".to_owned());
    let renewal = Invitation { again: ends, ..to_guardian.clone() };
    vec![
        ("invitation", sample(locale).render()),
        ("renewal", Invitation { again: ends, ..sample(locale) }.render()),
        ("of_age", Invitation { again: Some(Again::OfAge), ..sample(locale) }.render()),
        ("guardian_invitation", to_guardian.render()),
        ("guardian_named", Invitation { named_by, ..to_guardian.clone() }.render()),
        ("guardian_renewal", renewal.render()),
    ]
}
