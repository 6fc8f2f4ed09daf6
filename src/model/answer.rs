//! Answers: a request for the consent of one employee to one event, and the decision of its
//! signers, which is made once.

use serde::{Deserialize, Serialize};

use super::person::same_email;
use super::record::{DecisionKind, GuardianRule};
use super::{
    AnswerId, DecisionId, DocumentId, EmployeeId, EventId, GuardianId, LinkId, Locale, Signature,
    SignerId, Timestamp, Use,
};
use crate::error::{Error, Result};

crate::model::published! { "SCREAMING_SNAKE_CASE"
/// The state of an answer.
///
/// - `PENDING`: asked, and not decided by all signers.
/// - `ACCEPTED`: at least one use is allowed.
/// - `REFUSED`: every use was refused.
/// - `WITHDRAWN`: it was accepted, and all of it was withdrawn later.
/// - `EXPIRED`: it was accepted, and the licence has ended.
pub enum AnswerState {
    /// Asked, and not decided by all signers.
    Pending,
    /// At least one use is allowed.
    Accepted,
    /// Every use was refused.
    Refused,
    /// It was accepted, and all of it was withdrawn later.
    Withdrawn,
    /// It was accepted, and the licence has ended.
    Expired,
}
}

crate::model::published! { "SCREAMING_SNAKE_CASE"
/// Why uses are on hold.
///
/// - `RESTORED`: a backup was restored that is older than a refusal or withdrawal.
/// - `EVIDENCE_CONTRADICTED`: the evidence is not what was sealed when the answer was given.
pub enum HoldReason {
    /// A backup was restored that is older than a refusal or withdrawal.
    Restored,
    /// The evidence is not what was sealed when the answer was given.
    EvidenceContradicted,
}
}

impl HoldReason {
    /// The part of the keys of its sentences.
    pub fn key(self) -> &'static str {
        match self {
            Self::Restored => "on-hold",
            Self::EvidenceContradicted => "contradicted",
        }
    }
}

/// The request for one employee's consent to one event, and its decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub id: AnswerId,
    pub event: EventId,
    pub employee: EmployeeId,
    /// 26 characters, printed on the PDF.
    pub reference: String,
    pub locale: Locale,
    pub state: AnswerState,
    /// The uses granted and not withdrawn; see [`Answer::in_force`].
    pub uses: Vec<Use>,
    /// The uses offered when it was answered; empty if unknown.
    #[serde(default)]
    pub offered: Vec<Use>,
    /// If guardians sign: how many must sign, and how many have been asked.
    #[serde(default)]
    pub guardians: Option<GuardianRule>,
    /// While pending: the number of signers who have decided.
    #[serde(default)]
    pub decided: u8,
    /// While pending: the number of signers who are asked only because they decided about this
    /// employee and event before.
    #[serde(default)]
    pub earlier_signers: u8,
    pub reason: Option<String>,
    pub signed_at: Option<Timestamp>,
    pub link_expires_at: Timestamp,
    pub mail_sent_at: Option<Timestamp>,
    pub reminded_at: Option<Timestamp>,
    /// The end of the licence.
    pub expires_at: Option<Timestamp>,
    pub supersedes: Option<AnswerId>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
    /// The uses on hold: since a restore, as the signer had refused or withdrawn them after the
    /// backup was made; or see `is_contradicted`.
    #[serde(default)]
    pub held: Vec<Use>,
    /// Whether evidence about the same employee and event is known not to be what was sealed, of this
    /// answer or of a later one. All uses are on hold then.
    #[serde(default)]
    pub is_contradicted: bool,
    /// The next answer given for the same employee and event, and when: it counts in place of this
    /// one, whatever it says.
    #[serde(default)]
    pub replaced: Option<(AnswerId, Timestamp)>,
    /// The uses that all its signers had allowed at first, and that were withdrawn since; only of
    /// an answer that still allows others.
    #[serde(default)]
    pub withdrawn: Vec<Use>,
}

impl Answer {
    /// The uses allowed by this answer today: none once it has ended, was withdrawn or was
    /// replaced; without those on hold.
    pub fn in_force(&self) -> Vec<Use> {
        self.granted_today().iter().copied().filter(|one| !self.held.contains(one)).collect()
    }

    /// The uses that its signers can withdraw today: those in force, and those on hold.
    pub fn granted_today(&self) -> &[Use] {
        match (self.state, self.replaced) {
            (AnswerState::Accepted, None) => &self.uses,
            _ => &[],
        }
    }

    /// Whether it was accepted, and all uses it would allow today are on hold.
    pub fn is_on_hold(&self) -> bool {
        !self.granted_today().is_empty() && self.in_force().is_empty()
    }

    /// Why uses are on hold, if any are.
    pub fn hold_reason(&self) -> Option<HoldReason> {
        match (self.held.is_empty(), self.is_contradicted) {
            (true, _) => None,
            (false, true) => Some(HoldReason::EvidenceContradicted),
            (false, false) => Some(HoldReason::Restored),
        }
    }

    /// The uses on hold, of an accepted or a pending answer that is not replaced.
    pub fn on_hold(&self) -> &[Use] {
        match (self.state, self.replaced) {
            (AnswerState::Accepted | AnswerState::Pending, None) => &self.held,
            _ => &[],
        }
    }

    /// The numbers of allowed and of offered uses, if some and not all are allowed.
    pub fn part(&self) -> Option<(usize, usize)> {
        let (allowed, offered) = (self.in_force().len(), self.offered.len());
        (allowed > 0 && allowed < offered).then_some((allowed, offered))
    }

    /// The uses that were offered and are not granted today, if any are granted. Uses on hold count
    /// as granted.
    pub fn not_allowed(&self) -> Vec<Use> {
        let granted = self.granted_today();
        if granted.is_empty() {
            return vec![];
        }
        self.offered.iter().copied().filter(|one| !granted.contains(one)).collect()
    }

    /// While it waits for another guardian: how many guardians have answered, and of how many.
    pub fn guardians_answered(&self) -> Option<(u8, u8)> {
        let rule = self.guardians.filter(|_| self.state == AnswerState::Pending)?;
        (self.decided > 0).then(|| (self.decided, rule.needed.max(rule.known).max(self.decided)))
    }

    /// Of [`Answer::not_allowed`], those that were never granted.
    pub fn refused_uses(&self) -> Vec<Use> {
        let mut refused = self.not_allowed();
        refused.retain(|one| !self.withdrawn.contains(one));
        refused
    }

    /// Of [`Answer::not_allowed`], those that were granted and then withdrawn.
    pub fn withdrawn_uses(&self) -> Vec<Use> {
        let mut withdrawn = self.not_allowed();
        withdrawn.retain(|one| self.withdrawn.contains(one));
        withdrawn
    }

    /// None until answered; then whether at least one use was accepted at signing.
    pub fn has_signed(&self) -> Option<bool> {
        match self.state {
            AnswerState::Pending => None,
            AnswerState::Refused => Some(false),
            _ => Some(true),
        }
    }

    /// Whether it was refused, or withdrawn entirely.
    pub fn is_a_no(&self) -> bool {
        matches!(self.state, AnswerState::Refused | AnswerState::Withdrawn)
    }

    /// The answer as of `now`: a licence ends by itself, even before the nightly job has recorded
    /// it.
    pub fn as_of(mut self, now: Timestamp) -> Self {
        let ended = self.expires_at.is_some_and(|end| end <= now);
        if self.state == AnswerState::Accepted && ended {
            self.state = AnswerState::Expired;
        }
        self
    }

    /// Checks that a reminder may be sent: at most one a day, none within a day of the invitation,
    /// none once answered.
    pub fn check_remindable(&self, now: Timestamp) -> Result<()> {
        if self.state != AnswerState::Pending {
            return Err(Error::Conflict("already_answered"));
        }
        let last = self.reminded_at.max(self.mail_sent_at);
        match last {
            Some(last) if now.since(last) < Timestamp::DAY => {
                Err(Error::Conflict("reminded_recently"))
            }
            _ => Ok(()),
        }
    }

    /// The day on which the employee's age decides who signs: that of the event, or today for a
    /// renewal.
    pub fn signing_day(&self, day_of_event: Timestamp, now: Timestamp) -> Timestamp {
        if self.supersedes.is_some() { now } else { day_of_event }
    }

    /// Checks that the language and the expiry of links can be changed: only while it is pending.
    pub fn check_pending(&self) -> Result<()> {
        match self.state {
            AnswerState::Pending => Ok(()),
            _ => Err(Error::Conflict("answer_not_pending")),
        }
    }
}

/// Somebody who has to sign: the employee, or a guardian.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    pub id: SignerId,
    pub answer: AnswerId,
    /// The position among the answer's signers, from 1.
    pub number: u8,
    pub employee: EmployeeId,
    pub guardian: Option<GuardianId>,
    pub first_name: String,
    pub last_name: String,
    /// None once erased.
    pub email: Option<String>,
    /// Mails to that address bounce, so none is sent.
    pub bounced: bool,
}

impl Signer {
    /// Whether another signer is the same human being: the same employee, or the same guardian,
    /// even if they were removed and added again.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self.guardian, other.guardian) {
            (None, None) => self.employee == other.employee,
            (Some(one), Some(another)) => {
                let emails = self.email.as_deref().zip(other.email.as_deref());
                one == another || emails.is_some_and(|(one, another)| same_email(one, another))
            }
            _ => false,
        }
    }

    /// Whether this is their e-mail.
    pub fn has_email(&self, address: &str) -> bool {
        self.email.as_deref().is_some_and(|email| same_email(email, address))
    }

    /// PERSON or GUARDIAN, as in evidence and records.
    pub fn role(&self) -> &'static str {
        if self.guardian.is_some() { "GUARDIAN" } else { "PERSON" }
    }

    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name).trim().to_owned()
    }
}

/// A signing link, in its current state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub id: LinkId,
    pub signer: SignerId,
    pub answer: AnswerId,
    /// The token is derived from this.
    pub nonce: String,
    pub expires_at: Timestamp,
    /// The code step is closed until then, after too many wrong codes.
    pub closed_until: Option<Timestamp>,
    /// When the signer's e-mail was changed: codes are still sent to the former one.
    pub moved_at: Option<Timestamp>,
    pub revoked: bool,
}

impl Link {
    /// Whether the limits of a link are its own: it leads to a former address, or its signer has
    /// decided and needs it to withdraw. Whoever holds another link, or changes the address, must
    /// not be able to use them up.
    pub fn is_alone(&self, has_decided: bool) -> bool {
        has_decided || self.moved_at.is_some()
    }

    /// The wrong codes that close the code step for a while: of one signer, or for one address
    /// within that time.
    pub const TRIES: i64 = 5;
    /// The wrong codes of one signer that revoke their link.
    pub const TRIES_IN_LIFE: i64 = 20;
    /// The most links per day to one address for one employee and event.
    pub const A_DAY: i64 = 5;
    /// How long the code step stays closed, in milliseconds.
    pub const CLOSED: i64 = 15 * Timestamp::MINUTE;
    /// The same after the last wrong code of a signer who has decided, in milliseconds.
    pub const CLOSED_LONG: i64 = Timestamp::DAY;
    /// How long a code is valid, in milliseconds.
    pub const CODE_LASTS: i64 = 10 * Timestamp::MINUTE;
    /// The least time between two codes, in milliseconds.
    pub const CODE_EVERY: i64 = Timestamp::MINUTE;
    /// The most codes per day.
    pub const CODES_A_DAY: i64 = 10;
    /// The limits of codes to one address, for all requests of a company: the period, the most
    /// codes in it, and the delay before another try, in milliseconds. A family of five that
    /// answers in one sitting, or a school's shared address, stays below them.
    pub const CODES_TO_MAILBOX: [(i64, i64, i64); 2] = [
        (10 * Timestamp::MINUTE, 12, 5 * Timestamp::MINUTE),
        (Timestamp::DAY, 100, Timestamp::HOUR),
    ];
    /// How long a signing session lasts, in milliseconds.
    pub const SESSION: i64 = 30 * Timestamp::MINUTE;

    /// Checks that the link is neither revoked nor expired.
    pub fn check_open(&self, now: Timestamp) -> Result<()> {
        if self.revoked {
            return Err(Error::Gone("link_revoked"));
        }
        if now >= self.expires_at {
            return Err(Error::Gone("link_expired"));
        }
        Ok(())
    }

    /// Checks that codes can be requested and tried now.
    pub fn check_code_step(&self, now: Timestamp) -> Result<()> {
        match self.closed_until {
            // A closing that ends later than possible means that the clock was set back.
            Some(until) if now < until && until.since(now) <= Self::CLOSED_LONG => {
                Err(Error::TooSoon {
                    code: "code_closed",
                    retry_after: (until.since(now) / 1000 + 1) as u64,
                })
            }
            _ => Ok(()),
        }
    }
}

/// Finds the six digits of a code in a text as typed or pasted: alone, in groups, within a
/// sentence, or in full-width digits. None if there is no group of exactly six digits.
pub fn read_code(text: &str) -> Option<String> {
    use unicode_normalization::UnicodeNormalization as _;
    let plain: Vec<char> = text.nfkc().filter(|c| !is_invisible(*c)).collect();
    let between = |c: &char| c.is_whitespace() || matches!(c, '-' | '.' | '\u{2010}'..='\u{2015}');
    (0..plain.len()).find_map(|start| {
        if start > 0 && plain[start - 1].is_ascii_digit() {
            return None;
        }
        let mut digits = String::new();
        let mut rest = plain[start..].iter().peekable();
        while digits.len() < CODE_DIGITS {
            match rest.next() {
                Some(c) if c.is_ascii_digit() => digits.push(*c),
                Some(c) if !digits.is_empty() && between(c) => {}
                _ => return None,
            }
        }
        rest.peek().is_none_or(|next| !next.is_ascii_digit()).then_some(digits)
    })
}

const CODE_DIGITS: usize = 6;

/// Invisible characters that are often copied along with a text.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A validated decision of a signer.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// The uses granted; empty for a refusal.
    pub uses: Vec<Use>,
    pub signature: Option<Signature>,
    pub reason: Option<String>,
}

impl Given {
    /// Validates a decision: accepting requires a use and a signature, refusing neither.
    pub fn checked(
        accepted: bool,
        uses: Vec<Use>,
        offered: &[Use],
        signature: Option<Signature>,
        reason: Option<String>,
    ) -> Result<Self> {
        let mut check = super::Check::new();
        if accepted {
            check.require(!uses.is_empty(), "uses", "nothing_accepted");
            check.require(signature.is_some(), "signature", "signature_required");
        } else {
            check.require(uses.is_empty(), "uses", "refused_with_uses");
        }
        for one in &uses {
            check.require(offered.contains(one), format!("uses.{}", one.name()), "use_not_offered");
        }
        let reason =
            check.optional("reason", reason.as_deref(), |text| super::check::lines(text, 2_000));
        check.done()?;
        Ok(Self { uses, signature: signature.filter(|_| accepted), reason })
    }

    pub fn accepted(&self) -> bool {
        !self.uses.is_empty()
    }
}

/// A stored decision, with what later ones need.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    pub id: DecisionId,
    pub signer: SignerId,
    pub document: DocumentId,
    pub uses: Vec<Use>,
    pub signature: Option<Signature>,
    /// The exact JSON whose hash is in the evidence; None once erased.
    pub record: Option<String>,
    /// Whether it is the first of its signer on this answer.
    pub first: bool,
    /// The decision of the same signer that it replaces.
    pub replaces: Option<DecisionId>,
    pub kind: DecisionKind,
    pub decided_at: Timestamp,
}

/// The state of an answer with `signers` signers, of whom some have `decided`, each with the uses
/// they grant. It is refused as soon as one refuses; once all have decided, the uses granted by all
/// are granted.
pub fn outcome(signers: usize, decided: &[Vec<Use>]) -> (AnswerState, Vec<Use>) {
    if decided.iter().any(Vec::is_empty) {
        return (AnswerState::Refused, vec![]);
    }
    if decided.len() < signers {
        return (AnswerState::Pending, vec![]);
    }
    let all = Use::sorted(decided.iter().flatten().copied());
    let common: Vec<Use> =
        all.into_iter().filter(|one| decided.iter().all(|uses| uses.contains(one))).collect();
    let state = if common.is_empty() { AnswerState::Refused } else { AnswerState::Accepted };
    (state, common)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guardians_grant_what_both_grant() {
        use AnswerState::*;
        let both = vec![Use::WEB, Use::PRINT];
        let web = vec![Use::WEB];
        assert_eq!(outcome(1, std::slice::from_ref(&web)), (Accepted, web.clone()));
        assert_eq!(outcome(2, std::slice::from_ref(&web)), (Pending, vec![]));
        assert_eq!(outcome(2, &[web.clone(), both.clone()]), (Accepted, web.clone()));
        assert_eq!(outcome(2, &[vec![], both]), (Refused, vec![]));
        assert_eq!(outcome(2, &[vec![]]), (Refused, vec![]));
        assert_eq!(outcome(2, &[web, vec![Use::PRINT]]), (Refused, vec![]));
    }

    #[test]
    fn a_code_is_read_from_whatever_holds_it() {
        for text in [
            "042917",
            " 042 917\n",
            "042\u{a0}917",
            "042\u{202f}917",
            "042-917",
            "0 4 2 9 1 7",
            "０４２９１７",
            "Votre code : 042917.",
            "Your code is 042 917. It is valid for 10 minutes.",
            "042917 10 minutes",
            "12 is not it, 042–917 is",
            "\u{200b}042917\u{feff}",
        ] {
            assert_eq!(read_code(text).as_deref(), Some("042917"), "{text:?}");
        }
        for text in ["", "abc", "04291", "0429170", "04 29 1", "042/917"] {
            assert_eq!(read_code(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_link_closes_for_a_quarter_of_an_hour() {
        let link = Link {
            id: LinkId(1),
            signer: SignerId(1),
            answer: AnswerId(1),
            nonce: String::new(),
            expires_at: Timestamp(Timestamp::DAY),
            closed_until: Some(Timestamp(Link::CLOSED)),
            moved_at: None,
            revoked: false,
        };
        assert!(link.check_code_step(Timestamp(Link::CLOSED - 1)).is_err());
        assert!(link.check_code_step(Timestamp(Link::CLOSED)).is_ok());
        assert!(link.check_open(Timestamp(Timestamp::DAY - 1)).is_ok());
        assert!(link.check_open(Timestamp(Timestamp::DAY)).is_err());
    }
}
