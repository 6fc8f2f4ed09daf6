//! To an owner: the plan of the company is another one.

#[cfg(test)]
use super::samples::Sample;
use super::{Folder, MailDraft, Rendered, harmless, name};
use crate::model::mail_kind::PlanChange;
use crate::model::{Locale, Plan};

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// From which plan to which, and why.
#[derive(Debug, Clone)]
pub struct PlanChanged {
    pub locale: Locale,
    /// The first name, for the greeting.
    pub name: String,
    pub company: String,
    pub was: Plan,
    pub plan: Plan,
    pub why: PlanChange,
    /// The page of the plan.
    pub link: String,
}

impl PlanChanged {
    pub fn render(&self) -> Rendered {
        let key = match self.why {
            PlanChange::Ended => "mail-plan-ended",
            PlanChange::Subscription | PlanChange::ByHand => "mail-plan-changed",
        };
        let mut draft = MailDraft::of_instance(self.locale, key);
        let (was, plan) = (draft.plan(self.was), draft.plan(self.plan));
        let company = name(harmless(&self.company));
        let values = [("was", was.as_str()), ("plan", &plan), ("company", &company)];
        let said = draft.say(&format!("{key}-said"), values);
        draft.open(harmless(&self.name), said);
        if self.why == PlanChange::ByHand {
            draft.say_text("mail-plan-by-hand", []);
        }
        // Of a plan that allows less, people ask first what becomes of what there is.
        if self.plan < self.was {
            draft.say_text("mail-plan-less", []);
        }
        draft.button("mail-plan-button", &self.link);
        draft.end("mail-footer-account")
    }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let sample = |was, plan, why| {
        PlanChanged {
            locale,
            name: "Camille".into(),
            company: "Atelier Lumière".into(),
            was,
            plan,
            why,
            link: "https://photos.example.org/console/settings/plan".into(),
        }
        .render()
    };
    vec![
        ("plan_changed", sample(Plan::Basic, Plan::Premium, PlanChange::Subscription)),
        ("plan_by_hand", sample(Plan::Premium, Plan::Medium, PlanChange::ByHand)),
        ("plan_ended", sample(Plan::Medium, Plan::Basic, PlanChange::Ended)),
    ]
}
