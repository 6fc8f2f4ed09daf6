//! The pages a signer sees after the code.

use poem::Response;
use poem::http::StatusCode;

use super::Visit;
use crate::App;
use crate::actions::consent::Shown;
use crate::http::pages::show;
use crate::model::keys::in_fours;
use crate::model::signer_decision::{SignerDecision, UseState};
use crate::model::{AnswerState, Locale, Timestamp, Use};
use crate::render::dates;
use crate::render::page::{Answered, Ask, Choice, Filled, Frame, Notice, Problem, Release, UseRow};

/// A submitted form with its values and problems.
#[derive(Default)]
pub struct Returned {
    pub choices: Vec<(Use, Option<bool>)>,
    pub filled: Filled,
    pub problems: Vec<Problem>,
    pub changed: bool,
}

impl Visit {
    /// The document to decide on, or the decision.
    pub(super) fn shown(&self, app: &App, shown: Shown, after: Option<&str>) -> Response {
        if is_answered(&shown) {
            let notice = (after == Some("withdrawal")).then_some(Notice::WithdrawDone);
            let fresh = after == Some("given");
            self.answered(app, shown, StatusCode::OK, Known { fresh, notice, open: false })
        } else {
            self.ask(shown, StatusCode::OK, Returned::default())
        }
    }

    pub(super) fn ask(&self, shown: Shown, status: StatusCode, back: Returned) -> Response {
        let document = &shown.document;
        let missing = |key| back.problems.contains(&Problem::UseMissing(key));
        let given =
            |key| back.choices.iter().find(|(one, _)| *one == key).and_then(|(_, yes)| *yes);
        let choices = document
            .uses
            .iter()
            .map(|offered| Choice {
                key: offered.name,
                label: offered.label.clone(),
                sentence: offered.sentence.clone(),
                given: given(offered.name),
                missing: missing(offered.name),
            })
            .collect();
        let kept = shown.kept_signature.as_ref().map(Into::into);
        let page = Ask {
            frame: Frame {
                path: None,
                switch: Some(format!("/sign/{}/language", self.token)),
                ..self.frame("")
            },
            token: self.token.clone(),
            person: shown.is_guardian.then(|| document.person.name.clone()),
            release: Release::of(document),
            sha256: shown.sha256.hex(),
            choices,
            kept,
            filled: back.filled,
            problems: back.problems,
            changed: back.changed,
            asks_child: document.asks_child(),
            signer: document.signer.name.clone(),
            asks_other: document.guardians.is_some_and(|rule| rule.is_one_unknown()),
        };
        show(status, &page)
    }

    pub(super) fn answered(
        &self,
        app: &App,
        shown: Shown,
        status: StatusCode,
        known: Known,
    ) -> Response {
        let answer = &shown.answer;
        let waiting = answer.state == AnswerState::Pending;
        let decision = SignerDecision::of(answer.state, &shown.granted);
        let is_replaced = answer.replaced.is_some();
        // What a guardian still grants and is not in force, the other one does not grant.
        let grants = |one| {
            let said = shown.decided.as_ref().filter(|_| shown.is_guardian);
            said.is_some_and(|said| said.uses.contains(&one))
                && answer.state == AnswerState::Accepted
        };
        let state = |one| {
            let (granted, in_force) = (&shown.granted, &shown.in_force);
            match decision.state_of(one, granted, in_force, is_replaced) {
                UseState::Withdrawn if grants(one) => UseState::OtherRefused,
                state => state,
            }
        };
        let uses = shown.document.uses.iter();
        let uses = uses
            .map(|offered| UseRow {
                key: offered.name,
                label: offered.label.clone(),
                state: state(offered.name),
            })
            .collect();
        let day = |at: Timestamp| day(app, self.locale, at);
        let changed = shown.decided.as_ref().filter(|decided| !decided.first);
        let answered_at = answer.signed_at.or(shown.decided.as_ref().map(|one| one.decided_at));
        let accepted = decision == SignerDecision::Accepted;
        let page = Answered {
            frame: self.frame(""),
            token: self.token.clone(),
            receipt_ready: shown.receipt_made,
            fresh: known.fresh,
            decision,
            waiting,
            event_name: shown.document.event.name.clone(),
            person: shown.is_guardian.then(|| shown.document.person.name.clone()),
            uses,
            reference: in_fours(&answer.reference),
            reason: shown.own_reason(),
            answered_on: answered_at.map(day).unwrap_or_default(),
            withdrawn_on: changed.map(|decided| day(decided.decided_at)),
            expires_on: answer.expires_at.filter(|_| accepted).map(day),
            pdf_ready: shown.pdf_made,
            withdraw_open: known.open,
            notice: known.notice,
        };
        show(status, &page)
    }
}

/// Further state of the page of a given answer.
#[derive(Default)]
pub struct Known {
    pub fresh: bool,
    pub notice: Option<Notice>,
    /// Whether the withdrawal form is open.
    pub open: bool,
}

/// Whether this signer has decided, or needs not decide any more.
pub fn is_answered(shown: &Shown) -> bool {
    shown.decided.is_some() || shown.answer.state != AnswerState::Pending
}

fn day(app: &App, locale: Locale, at: Timestamp) -> String {
    dates::date(locale, at.day_in(&app.config.time_zone))
}
