//! The texts of each language, from `assets/locales/*/*.ftl` and the folders of mails (Project
//! Fluent), compiled in. A test fails if a language lacks a key.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::langid;

use super::mail;
use super::names::{after_de, after_que};
use crate::model::Locale;
use crate::model::mail_kind::MailName;

type Bundle = FluentBundle<FluentResource>;

macro_rules! sources {
    ($locale:literal) => {
        [
            include_str!(concat!("../../assets/locales/", $locale, "/problems.ftl")),
            include_str!(concat!("../../assets/locales/", $locale, "/mail.ftl")),
            include_str!(concat!("../../assets/locales/", $locale, "/notifications.ftl")),
            include_str!(concat!("../../assets/locales/", $locale, "/pages.ftl")),
            include_str!(concat!("../../assets/locales/", $locale, "/console.ftl")),
            include_str!(concat!("../../assets/locales/", $locale, "/people.ftl")),
            include_str!(concat!("../../assets/locales/", $locale, "/events.ftl")),
            include_str!(concat!("../../assets/locales/", $locale, "/settings.ftl")),
            include_str!(concat!("../../assets/locales/", $locale, "/publications.ftl")),
            include_str!(concat!("../../assets/locales/", $locale, "/register.ftl")),
            include_str!(concat!("../../assets/locales/", $locale, "/instance.ftl")),
            include_str!(concat!("../../assets/locales/", $locale, "/audit.ftl")),
            include_str!(concat!("../../assets/locales/", $locale, "/home.ftl")),
            include_str!(concat!("../../assets/locales/", $locale, "/pdf.ftl")),
            include_str!(concat!("../../assets/locales/", $locale, "/release.ftl")),
            include_str!(concat!("../../assets/locales/", $locale, "/sheets.ftl")),
            include_str!(concat!("../../assets/locales/", $locale, "/calendar.ftl")),
            include_str!(concat!("../../assets/locales/", $locale, "/billing.ftl")),
        ]
    };
}

static FRENCH: LazyLock<Bundle> = LazyLock::new(|| bundle(Locale::Fr));
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Locale::En));

fn sources(locale: Locale) -> Vec<&'static str> {
    let shared = match locale {
        Locale::Fr => sources!("fr"),
        Locale::En => sources!("en"),
    };
    let of_mails = MailName::ALL.map(|mail| mail::folder(mail).texts[locale as usize]);
    shared.into_iter().chain(of_mails).collect()
}

/// The texts of one language.
#[derive(Clone, Copy)]
pub struct Words {
    pub locale: Locale,
    bundle: &'static Bundle,
}

/// The texts of `locale`.
pub fn words(locale: Locale) -> Words {
    let bundle = match locale {
        Locale::Fr => &*FRENCH,
        Locale::En => &*ENGLISH,
    };
    Words { locale, bundle }
}

impl Words {
    /// The text called `key`, or the key itself if there is none.
    pub fn say(&self, key: &str) -> Cow<'static, str> {
        self.fill(key, FluentArgs::new())
    }

    /// The text called `key` with its `{ $name }` placeholders filled. Values are inserted as
    /// they are: escaping is up to the output format.
    pub fn say_with<'a>(
        &self,
        key: &str,
        values: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>,
    ) -> Cow<'static, str> {
        self.fill(key, values.into_iter().collect())
    }

    /// Whether the text exists.
    pub fn knows(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    fn fill(&self, key: &str, args: FluentArgs<'_>) -> Cow<'static, str> {
        let pattern = self.bundle.get_message(key).and_then(|message| message.value());
        let Some(pattern) = pattern else {
            debug_assert!(false, "no such sentence: {key}");
            tracing::error!(key, locale = self.locale.tag(), "no such sentence");
            return Cow::Owned(key.to_owned());
        };
        let mut problems = vec![];
        let said = self.bundle.format_pattern(pattern, Some(&args), &mut problems).into_owned();
        for problem in problems {
            tracing::error!(key, locale = self.locale.tag(), %problem, "a sentence with a hole");
        }
        Cow::Owned(said)
    }
}

/// A number in groups of three digits: `1 234` in French, `1,234` in English.
pub fn grouped(locale: Locale, number: u64) -> String {
    let digits = number.to_string();
    let mut said = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            said.push(match locale {
                Locale::Fr => '\u{a0}',
                Locale::En => ',',
            });
        }
        said.push(digit);
    }
    said
}

/// A whole number in a sentence; anything else is written as it is.
fn number(locale: Locale, value: &FluentValue) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value >= 1_000.0 && number.value.fract() == 0.0 => {
            Some(grouped(locale, number.value as u64))
        }
        _ => None,
    }
}

fn bundle(locale: Locale) -> Bundle {
    let tag = match locale {
        Locale::Fr => langid!("fr"),
        Locale::En => langid!("en"),
    };
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match locale {
        Locale::Fr => |value, _| number(Locale::Fr, value),
        Locale::En => |value, _| number(Locale::En, value),
    }));
    // `{ DE($name) }` is "de Léa" or "d’Anna" in French, `{ QUE($name) }` "que Léa" or "qu’Anna".
    for (name, joined) in [("DE", after_de as fn(&str) -> String), ("QUE", after_que)] {
        let added = bundle.add_function(name, move |values, _| match values {
            [FluentValue::String(text), ..] => joined(text).into(),
            _ => FluentValue::Error,
        });
        if let Err(error) = added {
            tracing::error!(%error, "a function of sentences");
        }
    }
    for source in sources(locale) {
        let resource = match FluentResource::try_new(source.to_owned()) {
            Ok(resource) => resource,
            // A test parses every file; at run time, the valid part of a broken one is used.
            Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::audit::AuditAction;
    use crate::model::mail_kind::MailName;
    use crate::model::{JobName, fold, schedule};

    /// The keys of each text, in files that parse.
    fn keys(locale: Locale) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for source in sources(locale) {
            if let Err((_, errors)) = FluentResource::try_new(source.to_owned()) {
                panic!("{errors:?} in {source}");
            }
            for line in source.lines() {
                if let Some((key, _)) = line.split_once('=')
                    && line.starts_with(|first: char| first.is_ascii_lowercase())
                {
                    assert!(keys.insert(key.trim().to_owned()), "{key} is said twice");
                }
            }
        }
        keys
    }

    /// Administrators read them in the lists of jobs, schedules and mails.
    #[test]
    fn every_job_schedule_mail_and_audited_action_has_a_name_that_people_read() {
        let known = keys(Locale::En);
        let jobs = JobName::ALL.iter().map(|job| job.name());
        let schedules = schedule::ALL.iter().map(|schedule| schedule.name);
        for name in jobs.chain(schedules) {
            let key = format!("job-{}", name.replace('_', "-"));
            assert!(known.contains(&key), "{key}");
        }
        for action in AuditAction::ALL {
            let key = format!("audit-{}", action.name().replace('_', "-"));
            assert!(known.contains(&key), "{key}");
        }
        for mail in MailName::ALL {
            let key = format!("mail-kind-{}", mail.name().to_lowercase().replace('_', "-"));
            assert!(known.contains(&key), "{key}");
        }
    }

    #[test]
    fn both_languages_know_the_same_sentences() {
        let (french, english) = (keys(Locale::Fr), keys(Locale::En));
        let missing_in = |language: &str, ours: &BTreeSet<String>, others: &BTreeSet<String>| {
            let missing: Vec<_> = others.difference(ours).collect();
            assert!(missing.is_empty(), "no {language} text for {missing:?}");
        };
        missing_in("French", &french, &english);
        missing_in("English", &english, &french);
    }

    #[test]
    fn numbers_in_sentences_are_in_groups_of_three_digits() {
        let said = |locale, count: u64| {
            words(locale).say_with("ui-choose-all", [("count", count.into())]).into_owned()
        };
        assert!(said(Locale::Fr, 1_234_567).contains("1\u{a0}234\u{a0}567"));
        assert!(said(Locale::En, 1_200).contains("1,200"));
        assert!(said(Locale::En, 999).contains("999"));
    }

    /// "qu’le PDF" is what a word leaves behind that was replaced by another.
    #[test]
    fn french_words_are_cut_before_vowels_only() {
        const CUT: [&str; 10] = ["qu", "d", "l", "n", "s", "j", "c", "m", "t", "jusqu"];
        // A vowel, a mute h, or what stands for a name.
        let fits = |next: Option<char>| {
            let is_vowel = |c: char| "aeiouyh".contains(c);
            next.is_some_and(|c| "«{".contains(c) || fold(&c.to_string()).starts_with(is_vowel))
        };
        for source in sources(Locale::Fr) {
            for line in source.lines() {
                for (at, mark) in line.match_indices('’') {
                    let before = line[..at].rsplit(|c: char| !c.is_alphabetic()).next();
                    let is_cut = CUT.contains(&before.unwrap_or_default().to_lowercase().as_str());
                    let next = line[at + mark.len()..].chars().next();
                    assert!(!is_cut || fits(next), "{line}");
                }
            }
        }
    }
}
