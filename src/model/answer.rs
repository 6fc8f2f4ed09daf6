//! An answer is one person's word on one shoot: asked for, then given once.

use serde::{Deserialize, Serialize};

use super::record::GuardianRule;
use super::{
    AnswerId, DecisionId, DocumentId, EmployeeId, EventId, GuardianId, LinkId, Locale, Signature,
    SignerId, Timestamp, Use,
};
use crate::error::{Error, Result};

/// The state of an answer.
///
/// - `PENDING`: asked, and not decided by all signers.
/// - `ACCEPTED`: at least one use is allowed.
/// - `REFUSED`: every use was refused.
/// - `WITHDRAWN`: it was accepted, and all of it was withdrawn later.
/// - `EXPIRED`: it was accepted, and the licence has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, poem_openapi::Enum)]
#[serde(rename_all = "UPPERCASE")]
#[oai(rename_all = "UPPERCASE")]
#[derive(strum::EnumCount, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
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

crate::model::named!(AnswerState);

/// One person's word on one shoot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub id: AnswerId,
    pub event: EventId,
    pub employee: EmployeeId,
    /// 26 characters, printed on the PDF.
    pub reference: String,
    pub locale: Locale,
    pub state: AnswerState,
    /// What it grants, less what was taken back; see [`Answer::in_force`].
    pub uses: Vec<Use>,
    /// What was offered when it was answered; empty where that is not known.
    #[serde(default)]
    pub offered: Vec<Use>,
    /// Where guardians answer: how many are asked for, and how many have been asked.
    #[serde(default)]
    pub guardians: Option<GuardianRule>,
    /// While it waits: how many are asked only because they have answered about the same
    /// person and shoot before, and keep their say.
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
    /// Uses that wait since a restore: the person had taken them back, or refused, after the
    /// backup was made.
    #[serde(default)]
    pub held: Vec<Use>,
    /// The answer that the person gave next about the same shoot, and when: it counts in
    /// place of this one, whatever it says.
    #[serde(default)]
    pub replaced: Option<(AnswerId, Timestamp)>,
}

impl Answer {
    /// What may be done today on the strength of this answer: nothing once it has ended,
    /// was taken back, or another has taken its place; nor what is on hold.
    pub fn in_force(&self) -> Vec<Use> {
        self.granted_today().iter().copied().filter(|one| !self.held.contains(one)).collect()
    }

    /// What its signers may take back today: what is in force, and what is on hold.
    pub fn granted_today(&self) -> &[Use] {
        match (self.state, self.replaced) {
            (AnswerState::Accepted, None) => &self.uses,
            _ => &[],
        }
    }

    /// Whether it was accepted, and all that it would allow today is on hold.
    pub fn is_on_hold(&self) -> bool {
        !self.granted_today().is_empty() && self.in_force().is_empty()
    }

    /// What is on hold: of what it would allow today, or of a request that waits.
    pub fn on_hold(&self) -> &[Use] {
        match (self.state, self.replaced) {
            (AnswerState::Accepted | AnswerState::Pending, None) => &self.held,
            _ => &[],
        }
    }

    /// How many uses are allowed of how many that were offered, where a consent in force
    /// allows some and not all.
    pub fn part(&self) -> Option<(usize, usize)> {
        let (allowed, offered) = (self.in_force().len(), self.offered.len());
        (allowed > 0 && allowed < offered).then_some((allowed, offered))
    }

    /// What was offered and is not granted today, of a consent that grants something. What is on
    /// hold is not in it.
    pub fn not_allowed(&self) -> Vec<Use> {
        let granted = self.granted_today();
        if granted.is_empty() {
            return vec![];
        }
        self.offered.iter().copied().filter(|one| !granted.contains(one)).collect()
    }

    /// Null until answered; then whether at least one use was accepted at signing.
    pub fn has_signed(&self) -> Option<bool> {
        match self.state {
            AnswerState::Pending => None,
            AnswerState::Refused => Some(false),
            _ => Some(true),
        }
    }

    /// Whether it was refused, or taken back whole.
    pub fn is_a_no(&self) -> bool {
        matches!(self.state, AnswerState::Refused | AnswerState::Withdrawn)
    }

    /// As it is at an instant: a licence ends by itself, whether or not the nightly
    /// job has noted it yet.
    pub fn as_of(mut self, now: Timestamp) -> Self {
        let ended = self.expires_at.is_some_and(|end| end <= now);
        if self.state == AnswerState::Accepted && ended {
            self.state = AnswerState::Expired;
        }
        self
    }

    /// One reminder a day, none on the day of the invitation, none once answered.
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

    /// The day whose age decides who signs: the shoot's, and of a renewal today.
    pub fn signing_day(&self, day_of_event: Timestamp, now: Timestamp) -> Timestamp {
        if self.supersedes.is_some() { now } else { day_of_event }
    }

    /// Language and link expiry can be changed while nobody has answered.
    pub fn check_pending(&self) -> Result<()> {
        match self.state {
            AnswerState::Pending => Ok(()),
            _ => Err(Error::Conflict("answer_not_pending")),
        }
    }
}

/// Who has to sign: the person, or a guardian.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    pub id: SignerId,
    pub answer: AnswerId,
    /// Which of the answer's signers, counted from 1.
    pub number: u8,
    pub employee: EmployeeId,
    pub guardian: Option<GuardianId>,
    pub first_name: String,
    pub last_name: String,
    /// None once erased.
    pub email: Option<String>,
    /// Mails to that address come back: none is sent.
    pub bounced: bool,
}

impl Signer {
    /// Whether another signer is the same human being: the person themself, or the same
    /// guardian, also one who was taken out of the list and put in again.
    pub fn is_same(&self, other: &Self) -> bool {
        let email = |one: &Self| one.email.as_deref().map(str::to_lowercase);
        match (self.guardian, other.guardian) {
            (None, None) => self.employee == other.employee,
            (Some(one), Some(another)) => {
                one == another || (email(self).is_some() && email(self) == email(other))
            }
            _ => false,
        }
    }

    /// PERSON or GUARDIAN, as evidence and records call them.
    pub fn role(&self) -> &'static str {
        if self.guardian.is_some() { "GUARDIAN" } else { "PERSON" }
    }

    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name).trim().to_owned()
    }
}

/// What a signer's link allows now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub id: LinkId,
    pub signer: SignerId,
    pub answer: AnswerId,
    /// What its token is derived from.
    pub nonce: String,
    pub expires_at: Timestamp,
    /// Too many wrong codes: closed until then.
    pub closed_until: Option<Timestamp>,
    /// When the signer's e-mail was changed: codes go on to the one before.
    pub moved_at: Option<Timestamp>,
    pub revoked: bool,
}

impl Link {
    /// Wrong codes that close the code step for a while: of one signer, or of one mailbox
    /// within that while.
    pub const TRIES: i64 = 5;
    /// Wrong codes of one signer that revoke the link they hold.
    pub const TRIES_IN_LIFE: i64 = 20;
    /// Links a day to one mailbox for one person and shoot.
    pub const A_DAY: i64 = 5;
    /// How long the code step stays closed.
    pub const CLOSED: i64 = 15 * Timestamp::MINUTE;
    /// How long a code is good for.
    pub const CODE_LASTS: i64 = 10 * Timestamp::MINUTE;
    /// Between two codes.
    pub const CODE_EVERY: i64 = Timestamp::MINUTE;
    /// Codes a day.
    pub const CODES_A_DAY: i64 = 10;
    /// Codes to one mailbox for all that a company asks its reader, whoever the people are:
    /// within how long, how many, and when it is worth another try. A family of five that
    /// answers in one sitting, or a school's shared address, stays below.
    pub const CODES_TO_MAILBOX: [(i64, i64, i64); 2] = [
        (10 * Timestamp::MINUTE, 12, 5 * Timestamp::MINUTE),
        (Timestamp::DAY, 100, Timestamp::HOUR),
    ];
    /// How long a signing session lasts.
    pub const SESSION: i64 = 30 * Timestamp::MINUTE;

    /// Whether it still opens anything.
    pub fn check_open(&self, now: Timestamp) -> Result<()> {
        if self.revoked {
            return Err(Error::Gone("link_revoked"));
        }
        if now >= self.expires_at {
            return Err(Error::Gone("link_expired"));
        }
        Ok(())
    }

    /// Whether codes are asked for and tried at the moment.
    pub fn check_code_step(&self, now: Timestamp) -> Result<()> {
        match self.closed_until {
            // Closed for longer than it ever is: the clock was set back since.
            Some(until) if now < until && until.since(now) <= Self::CLOSED => Err(Error::TooSoon {
                code: "code_closed",
                retry_after: (until.since(now) / 1000 + 1) as u64,
            }),
            _ => Ok(()),
        }
    }
}

/// The six digits of a code in what was typed or pasted: alone, in groups, with the
/// sentence around them, in full-width digits. None unless six digits stand together.
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

/// What copying a text may bring along unseen.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// What a signer says, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// What is granted; empty: refused.
    pub uses: Vec<Use>,
    pub signature: Option<Signature>,
    pub reason: Option<String>,
}

impl Given {
    /// Accepting takes a use and a signature, refusing neither.
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

/// A decision, as far as later ones need it.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    pub id: DecisionId,
    pub signer: SignerId,
    pub document: DocumentId,
    pub uses: Vec<Use>,
    pub signature: Option<Signature>,
    /// The exact JSON that evidence holds the hash of; none once erased.
    pub record: Option<String>,
    pub first: bool,
    pub decided_at: Timestamp,
}

/// What the answer comes to when `decided` of `signers` have spoken: each with
/// what they grant. Refused as soon as one refuses, granted where all grant.
pub fn outcome(signers: usize, decided: &[Vec<Use>]) -> (AnswerState, Vec<Use>) {
    if decided.iter().any(Vec::is_empty) {
        return (AnswerState::Refused, vec![]);
    }
    if decided.len() < signers {
        return (AnswerState::Pending, vec![]);
    }
    let common: Vec<Use> =
        Use::ALL.into_iter().filter(|one| decided.iter().all(|uses| uses.contains(one))).collect();
    let state = if common.is_empty() { AnswerState::Refused } else { AnswerState::Accepted };
    (state, common)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guardians_grant_what_both_grant() {
        use AnswerState::*;
        let both = vec![Use::Web, Use::Print];
        let web = vec![Use::Web];
        assert_eq!(outcome(1, std::slice::from_ref(&web)), (Accepted, web.clone()));
        assert_eq!(outcome(2, std::slice::from_ref(&web)), (Pending, vec![]));
        assert_eq!(outcome(2, &[web.clone(), both.clone()]), (Accepted, web.clone()));
        assert_eq!(outcome(2, &[vec![], both]), (Refused, vec![]));
        assert_eq!(outcome(2, &[vec![]]), (Refused, vec![]));
        assert_eq!(outcome(2, &[web, vec![Use::Print]]), (Refused, vec![]));
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
