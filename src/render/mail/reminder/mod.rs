//! To a signer: a reminder to answer.

use super::invitation::Invitation;
#[cfg(test)]
use super::invitation::sample;
#[cfg(test)]
use super::samples::{Sample, child};
use super::{Folder, MailDraft, Rendered, in_subject, name};
#[cfg(test)]
use crate::model::Locale;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// A reminder of the request.
#[derive(Debug, Clone)]
pub struct Reminder(pub Invitation);

impl Reminder {
    pub fn render(&self) -> Rendered {
        let Reminder(invitation) = self;
        let mut draft = MailDraft::new(invitation.locale, &invitation.brand);
        let company = draft.brand.name.clone();
        let child = invitation.child.as_ref();
        let event = in_subject(&invitation.event);
        draft.subject = draft.say_of(child, "mail-reminder-subject", [("event", &event)]);
        draft.preheader = draft.say_of(child, "mail-reminder-preheader", []);
        draft.heading = draft.say("mail-reminder-heading", []);
        let values = [("company", company.as_str()), ("event", &name(&invitation.event))];
        let waiting = draft.say_of(child, "mail-reminder-waiting", values);
        draft.greet(&invitation.name).text(waiting);
        invitation.say_what_and_how(draft)
    }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let to_guardian = Invitation { child: Some(child()), ..sample(locale) };
    vec![
        ("reminder", Reminder(sample(locale)).render()),
        ("guardian_reminder", Reminder(to_guardian).render()),
    ]
}
