//! Uses of photographs: a code, and the words with which a company offers it. Which uses there are
//! is up to the text of each company.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::check::line;
use super::{AnswerId, Check, Locale, TemplateId, fold, slug};

/// The most uses that a text can offer; each is a question to the signer.
pub const MOST_USES: usize = 8;
/// The most characters of a label.
pub const LONGEST_LABEL: usize = 80;
/// The most characters of a sentence.
pub const LONGEST_SENTENCE: usize = 300;

/// What a photograph may be used for: a code of 2 to 32 characters, small letters, digits and
/// hyphens, that begins with a letter. Codes are stable: they are signed.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Use([u8; Use::LONGEST]);

impl Use {
    /// The most characters of a code.
    pub const LONGEST: usize = 32;
    /// The rule of codes, as a regular expression.
    pub const PATTERN: &str = "^[a-z][a-z0-9-]{1,31}$";

    /// Internal communication (intranet, notice boards, staff magazine).
    pub const INTERNAL: Self = Self::shipped("internal");
    /// Web sites.
    pub const WEB: Self = Self::shipped("web");
    /// Social media.
    pub const SOCIAL: Self = Self::shipped("social");
    /// Press and media: editorial use.
    pub const PRESS: Self = Self::shipped("press");
    /// Printed matter of the company itself (brochures, posters).
    pub const PRINT: Self = Self::shipped("print");
    /// Paid space.
    pub const ADVERTISING: Self = Self::shipped("advertising");
    /// Whoever commissioned the photographs, for their own use.
    pub const CLIENT: Self = Self::shipped("client");
    /// Teaching AI systems, or making new images of the person. No other use implies it.
    pub const AI: Self = Self::shipped("ai");

    /// The uses whose words are shipped, in the order in which they are offered.
    pub const SHIPPED: [Self; 8] = [
        Self::INTERNAL,
        Self::WEB,
        Self::SOCIAL,
        Self::PRESS,
        Self::PRINT,
        Self::ADVERTISING,
        Self::CLIENT,
        Self::AI,
    ];

    /// The uses that the texts of a new company offer. They are also those that every company
    /// offered before uses belonged to the texts, which is why replies always name them.
    pub const DEFAULT: [Self; 5] =
        [Self::INTERNAL, Self::WEB, Self::SOCIAL, Self::PRESS, Self::PRINT];

    const fn shipped(name: &str) -> Self {
        let (name, mut bytes, mut at) = (name.as_bytes(), [0; Self::LONGEST], 0);
        while at < name.len() {
            bytes[at] = name[at];
            at += 1;
        }
        Self(bytes)
    }

    /// The use with this code; None if it breaks the rule of codes.
    pub fn from_name(name: &str) -> Option<Self> {
        let is_fine = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let starts = name.bytes().next().is_some_and(|first| first.is_ascii_lowercase());
        if !(2..=Self::LONGEST).contains(&name.len()) || !starts || !name.bytes().all(is_fine) {
            return None;
        }
        let mut bytes = [0; Self::LONGEST];
        bytes[..name.len()].copy_from_slice(name.as_bytes());
        Some(Self(bytes))
    }

    /// The code made from a label, and different from those `taken`; None if the label has no letter.
    pub fn from_label(label: &str, taken: &[Self]) -> Option<Self> {
        let plain = slug(label);
        let plain = plain.trim_start_matches(|first: char| !first.is_ascii_lowercase());
        let most = Self::LONGEST - 3;
        let plain = plain.get(..most).unwrap_or(plain).trim_end_matches('-');
        let numbered = (2..100).map(|n| format!("{plain}-{n}"));
        let mut names = std::iter::once(plain.to_owned()).chain(numbered);
        names.find_map(|name| Self::from_name(&name).filter(|one| !taken.contains(one)))
    }

    /// The code.
    pub fn name(&self) -> &str {
        let end = self.0.iter().position(|byte| *byte == 0).unwrap_or(Self::LONGEST);
        std::str::from_utf8(&self.0[..end]).unwrap_or_default()
    }

    /// These, each once, the shipped ones first.
    pub fn sorted(uses: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let mut uses: Vec<Self> = uses.into_iter().collect();
        uses.sort();
        uses.dedup();
        uses
    }

    /// The shipped words for it; None if it is a company's own.
    pub fn shipped_words(self, locale: Locale) -> Option<UseText> {
        if !Self::SHIPPED.contains(&self) {
            return None;
        }
        let source = match locale {
            Locale::Fr => include_str!("../../assets/locales/fr/release.ftl"),
            Locale::En => include_str!("../../assets/locales/en/release.ftl"),
        };
        let said = |key: String| {
            let mut lines = source.lines().filter_map(|line| line.split_once(" = "));
            lines.find(|(name, _)| *name == key).map(|(_, text)| text.to_owned())
        };
        Some(UseText {
            code: self,
            label: said(format!("use-{}", self.name()))?,
            sentence: said(format!("use-{}-sentence", self.name()))?,
        })
    }
}

impl fmt::Debug for Use {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Ord for Use {
    fn cmp(&self, other: &Self) -> Ordering {
        let place = |one: &Self| Self::SHIPPED.iter().position(|shipped| shipped == one);
        let place = |one| place(one).unwrap_or(Self::SHIPPED.len());
        place(self).cmp(&place(other)).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Use {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Serialize for Use {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Use {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<'de, str>::deserialize(from)?;
        Self::from_name(&name).ok_or_else(|| serde::de::Error::custom("not the code of a use"))
    }
}

/// A use as a text offers it, in the language of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UseText {
    pub code: Use,
    /// The name, at most [`LONGEST_LABEL`] characters.
    pub label: String,
    /// What it means, at most [`LONGEST_SENTENCE`] characters. Empty in texts that were published
    /// before uses had sentences: signers were shown none.
    pub sentence: String,
}

/// A use that a text is to offer, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseInput {
    pub code: Use,
    /// Label and sentence; None: those that the text in force has or, if it lacks the use, those that
    /// are shipped.
    pub words: Option<(String, String)>,
}

impl UseText {
    /// Checks the uses of a text: there are 1 to [`MOST_USES`], no code and no label twice, each has
    /// a label and a sentence. `current`: the uses of the text in force, whose words may stay as they
    /// are. Errors are about `uses` and about `useTexts.`, the code, and `label` or `sentence`.
    pub fn checked(
        all: Vec<UseInput>,
        locale: Locale,
        current: &[Self],
        check: &mut Check,
    ) -> Vec<Self> {
        check.require(!all.is_empty(), "uses", "required");
        check.require(all.len() <= MOST_USES, "uses", "too_many_uses");
        let mut fine: Vec<Self> = vec![];
        for UseInput { code, words } in all {
            if fine.iter().any(|other| other.code == code) {
                check.refuse("uses", "twice");
                continue;
            }
            let at = |field: &str| format!("useTexts.{}.{field}", code.name());
            let known = || current.iter().find(|one| one.code == code).cloned();
            let one = match words {
                None => known().or_else(|| code.shipped_words(locale)),
                Some((label, sentence)) => Some(Self { code, label, sentence }),
            };
            let Some(one) = one else {
                check.refuse(at("label"), "use_words_missing");
                continue;
            };
            let one = if current.contains(&one) {
                one
            } else {
                let label = check.field(at("label"), line(&one.label, LONGEST_LABEL));
                let sentence = check.field(at("sentence"), line(&one.sentence, LONGEST_SENTENCE));
                let (label, sentence) = (label.unwrap_or_default(), sentence.unwrap_or_default());
                Self { code, label, sentence }
            };
            let is_taken =
                |other: &Self| !one.label.is_empty() && fold(&other.label) == fold(&one.label);
            check.require(!fine.iter().any(is_taken), at("label"), "use_label_taken");
            fine.push(one);
        }
        fine
    }
}

impl From<UseText> for UseInput {
    fn from(text: UseText) -> Self {
        Self { code: text.code, words: Some((text.label, text.sentence)) }
    }
}

/// Uses that are not allowed, whatever an answer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ForbiddenUses {
    /// Every use there is or ever will be.
    Every,
    These(Vec<Use>),
}

impl ForbiddenUses {
    /// How [`ForbiddenUses::Every`] is stored, which is no code of a use.
    const EVERY: &str = "*";

    pub fn contains(&self, one: &Use) -> bool {
        match self {
            Self::Every => true,
            Self::These(uses) => uses.contains(one),
        }
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::These(vec![])
    }

    /// Those among `uses` that are forbidden.
    pub fn among(&self, uses: &[Use]) -> Vec<Use> {
        uses.iter().copied().filter(|one| self.contains(one)).collect()
    }

    /// Whether these forbid all that `other` forbids.
    pub fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Every, _) => true,
            (Self::These(_), Self::Every) => false,
            (Self::These(_), Self::These(uses)) => uses.iter().all(|one| self.contains(one)),
        }
    }

    /// These and those of `other`, in order.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::These(some), Self::These(more)) => {
                Self::These(Use::sorted(some.into_iter().chain(more)))
            }
            _ => Self::Every,
        }
    }

    /// These without what is allowed. Of [`ForbiddenUses::Every`] nothing can be taken away.
    pub fn without(self, allowed: &[Use]) -> Self {
        match self {
            Self::Every => Self::Every,
            Self::These(mut uses) => {
                uses.retain(|one| !allowed.contains(one));
                Self::These(uses)
            }
        }
    }

    /// The codes, or `*`, as stored and written into the audit log.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Every => vec![Self::EVERY],
            Self::These(uses) => uses.iter().map(Use::name).collect(),
        }
    }

    /// As a list for replies and pages: of every use, those that are offered by default.
    pub fn listed(&self) -> Vec<Use> {
        match self {
            Self::Every => Use::DEFAULT.to_vec(),
            Self::These(uses) => uses.clone(),
        }
    }
}

impl From<Vec<Use>> for ForbiddenUses {
    fn from(uses: Vec<Use>) -> Self {
        Self::These(Use::sorted(uses))
    }
}

impl Serialize for ForbiddenUses {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.names().serialize(to)
    }
}

impl<'de> Deserialize<'de> for ForbiddenUses {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let names = Vec::<String>::deserialize(from)?;
        if names.iter().any(|name| name == Self::EVERY) {
            return Ok(Self::Every);
        }
        let read = |name: &String| {
            Use::from_name(name).ok_or_else(|| serde::de::Error::custom("not the code of a use"))
        };
        Ok(names.iter().map(read).collect::<Result<Vec<_>, _>>()?.into())
    }
}

/// The uses of one version of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedUses {
    pub template: TemplateId,
    pub locale: Locale,
    pub uses: Vec<UseText>,
}

/// What a company calls its uses, now and formerly.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UseLabels {
    /// All versions of the texts, the newest first.
    pub versions: Vec<OfferedUses>,
    /// The version that was decided on, of some answers.
    pub shown: HashMap<AnswerId, TemplateId>,
}

impl UseLabels {
    /// The label of a use: as its newest version in that language says, else as we ship it, else as
    /// another language says, else the code.
    pub fn label(&self, locale: Locale, code: Use) -> String {
        let shipped = || Some(code.shipped_words(locale)?.label);
        let other = || {
            let mut all = self.versions.iter().flat_map(|version| &version.uses);
            all.find(|one| one.code == code).map(|one| one.label.clone())
        };
        let own = self.newest(locale, code).map(str::to_owned);
        own.or_else(shipped).or_else(other).unwrap_or_else(|| code.name().to_owned())
    }

    /// The label of a use of a given answer: what its signers were shown. In another language than
    /// theirs, today's label, unless the company has changed its words since.
    pub fn label_of(&self, answer: AnswerId, locale: Locale, code: Use) -> String {
        let version = self.shown.get(&answer);
        let version = version.and_then(|id| self.versions.iter().find(|one| one.template == *id));
        let Some(version) = version else { return self.label(locale, code) };
        let words = version.uses.iter().find(|one| one.code == code);
        let Some(words) = words else { return self.label(locale, code) };
        let is_unchanged = || self.newest(version.locale, code) == Some(words.label.as_str());
        if version.locale != locale && is_unchanged() {
            return self.newest(locale, code).map_or_else(|| words.label.clone(), str::to_owned);
        }
        words.label.clone()
    }

    /// The uses that the texts in force offer: those of `locale` first.
    pub fn offered(&self, locale: Locale) -> Vec<Use> {
        let mut uses: Vec<Use> = vec![];
        for locale in std::iter::once(locale).chain(Locale::ALL) {
            let newest = self.versions.iter().find(|one| one.locale == locale);
            for one in newest.into_iter().flat_map(|version| &version.uses) {
                if !uses.contains(&one.code) {
                    uses.push(one.code);
                }
            }
        }
        uses
    }

    /// The uses that any version offered.
    pub fn ever_offered(&self) -> Vec<Use> {
        Use::sorted(self.versions.iter().flat_map(|one| &one.uses).map(|one| one.code))
    }

    fn newest(&self, locale: Locale, code: Use) -> Option<&str> {
        let mut of_locale = self.versions.iter().filter(|one| one.locale == locale);
        let words = of_locale.find_map(|one| one.uses.iter().find(|one| one.code == code));
        words.map(|one| one.label.as_str())
    }
}

/// The uses of a reply, each true if it is `allowed`: those offered, and those that every company
/// once offered, which programs may look up by name.
pub fn each_use(offered: &[Use], allowed: &[Use]) -> std::collections::BTreeMap<String, bool> {
    let all = Use::DEFAULT.iter().chain(offered).chain(allowed);
    all.map(|one| (one.name().to_owned(), allowed.contains(one))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(name: &str) -> Use {
        Use::from_name(name).unwrap()
    }

    #[test]
    fn a_code_has_two_to_thirty_two_small_letters_digits_and_hyphens() {
        let long = "a".repeat(32);
        for name in ["ai", "web", "year-book-2", long.as_str(), "a-"] {
            assert_eq!(Use::from_name(name).unwrap().name(), name);
        }
        let too_long = "a".repeat(33);
        for name in [
            "",
            "a",
            too_long.as_str(),
            "Web",
            "wEb",
            "école",
            "2d",
            "-a",
            "a b",
            "a_b",
            "*",
            "web\0",
            "\0\0",
            "ai\n",
            "كتاب",
        ] {
            assert_eq!(Use::from_name(name), None, "{name:?}");
        }
    }

    #[test]
    fn a_code_is_made_from_a_label_and_is_not_taken() {
        let made = |label: &str, taken: &[Use]| {
            Use::from_label(label, taken).map(|one| one.name().to_owned())
        };
        assert_eq!(made("Yearbook", &[]).as_deref(), Some("yearbook"));
        assert_eq!(made("Album de l’année !", &[]).as_deref(), Some("album-de-l-annee"));
        assert_eq!(made("2026 calendar", &[]).as_deref(), Some("calendar"));
        assert_eq!(made("Web", &[Use::WEB]).as_deref(), Some("web-2"));
        let long = made(&"a very long label ".repeat(4), &[]).unwrap();
        assert!(long.len() <= Use::LONGEST && !long.ends_with('-'), "{long}");
        assert!(made("كتاب", &[]).is_some() && made("!", &[]).is_some());
        assert_eq!(made("2026", &[]), None);
        assert_eq!(made("x", &[]).as_deref(), Some("x-2"));
    }

    #[test]
    fn shipped_uses_have_words_in_each_language_and_come_first() {
        for locale in Locale::ALL {
            for one in Use::SHIPPED {
                let words = one.shipped_words(locale).unwrap();
                let mut check = Check::new();
                let asked = UseInput { code: one, words: None };
                assert_eq!(UseText::checked(vec![asked], locale, &[], &mut check), [words]);
                check.done().unwrap();
            }
        }
        let own = code("album");
        assert_eq!(own.shipped_words(Locale::Fr), None);
        assert_eq!(Use::sorted([own, Use::AI, Use::INTERNAL, own]), [Use::INTERNAL, Use::AI, own]);
    }

    #[test]
    fn what_forbids_every_use_forbids_those_that_nobody_knows_yet() {
        let every = ForbiddenUses::Every;
        let some = ForbiddenUses::from(vec![Use::WEB]);
        assert!(every.contains(&code("unheard-of")) && !some.contains(&code("unheard-of")));
        assert!(every.covers(&some) && !some.covers(&every) && some.covers(&some));
        assert_eq!(some.clone().and(every.clone()), every);
        assert_eq!(every.clone().without(&Use::DEFAULT), every);
        assert!(some.clone().without(&[Use::WEB]).is_empty());
        for one in [every, some] {
            let stored = serde_json::to_string(&one).unwrap();
            assert_eq!(serde_json::from_str::<ForbiddenUses>(&stored).unwrap(), one);
        }
        assert_eq!(serde_json::to_string(&ForbiddenUses::Every).unwrap(), r#"["*"]"#);
        assert!(serde_json::from_str::<Vec<Use>>(r#"["*"]"#).is_err());
    }

    #[test]
    fn an_old_answer_keeps_its_words_and_an_unchanged_label_is_translated() {
        let version = |id, locale, words: &[(&str, &str)]| OfferedUses {
            template: TemplateId(id),
            locale,
            uses: words
                .iter()
                .map(|(name, label)| UseText {
                    code: code(name),
                    label: (*label).to_owned(),
                    sentence: String::new(),
                })
                .collect(),
        };
        let labels = UseLabels {
            versions: vec![
                version(4, Locale::En, &[("album", "Album and web")]),
                version(3, Locale::Fr, &[("album", "Album")]),
                version(2, Locale::En, &[("album", "Album only"), ("wall", "The wall")]),
                version(1, Locale::Fr, &[("album", "Album")]),
            ],
            shown: HashMap::from([(AnswerId(1), TemplateId(1)), (AnswerId(2), TemplateId(2))]),
        };
        let album = code("album");
        assert_eq!(labels.label_of(AnswerId(1), Locale::Fr, album), "Album");
        assert_eq!(labels.label_of(AnswerId(1), Locale::En, album), "Album and web");
        assert_eq!(labels.label_of(AnswerId(2), Locale::En, album), "Album only");
        assert_eq!(labels.label_of(AnswerId(2), Locale::Fr, album), "Album only");
        assert_eq!(labels.label_of(AnswerId(9), Locale::En, album), "Album and web");
        assert_eq!(labels.label(Locale::Fr, code("wall")), "The wall");
        assert_eq!(labels.label(Locale::Fr, Use::WEB), "Site internet");
        assert_eq!(labels.label(Locale::Fr, code("other")), "other");
        assert_eq!(labels.offered(Locale::Fr), [album]);
        assert_eq!(labels.ever_offered(), [album, code("wall")]);
    }
}
