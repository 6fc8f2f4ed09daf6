//! The frame of every page: brand, language, colour.

use std::borrow::Cow;

use super::{assets, brand};
use crate::model::{Contact, Ground, Locale, Theme};
use crate::render::colour::Colour;
use crate::render::{grouped, names, words};

/// The company a page is shown for.
#[derive(Debug, Clone)]
pub struct Brand {
    pub name: String,
    pub colour: Option<Colour>,
    pub logo: Option<Picture>,
    /// Whom its readers may ask, at the foot of the page; empty: nobody is named.
    pub contact: Contact,
}

/// A logo in place of a name.
#[derive(Debug, Clone)]
pub struct Picture {
    pub src: String,
    /// In CSS pixels.
    pub width: u32,
    pub height: u32,
    pub ground: Ground,
}

impl Picture {
    /// The class of the background it needs.
    pub fn class(&self) -> &'static str {
        match self.ground {
            Ground::Own => "logo",
            Ground::Light => "logo on-light",
            Ground::Dark => "logo on-dark",
        }
    }
}

/// The frame of a page. `path` is the page's own URL, to which `?lang=` is appended; without it
/// no language switch is shown (a page reached by POST only). `switch` is the target of the
/// language switch where switching changes more than the page. `form_token` is the CSRF token of
/// the page's forms.
#[derive(Debug, Clone)]
pub struct Frame {
    pub locale: Locale,
    pub brand: Option<Brand>,
    pub path: Option<String>,
    pub switch: Option<String>,
    pub form_token: Option<String>,
    pub theme: Theme,
}

/// One entry of the language switch.
pub struct Language {
    pub tag: &'static str,
    pub short: &'static str,
    pub name: &'static str,
    pub href: String,
    pub current: bool,
}

impl Frame {
    /// A page of the instance itself, without a company.
    pub fn plain(locale: Locale) -> Self {
        Self {
            locale,
            brand: None,
            path: None,
            switch: None,
            form_token: None,
            theme: Theme::System,
        }
    }

    /// The name at the head of the page.
    pub fn sender(&self) -> &str {
        self.brand.as_ref().map_or("be-right", |brand| &brand.name)
    }

    pub fn colour(&self) -> Option<Colour> {
        self.brand.as_ref().and_then(|brand| brand.colour)
    }

    pub fn logo(&self) -> Option<&Picture> {
        self.brand.as_ref().and_then(|brand| brand.logo.as_ref())
    }

    pub fn contact(&self) -> Option<&Contact> {
        self.brand.as_ref().map(|brand| &brand.contact).filter(|contact| !contact.is_empty())
    }

    /// The URL of a static file, cacheable for ever.
    pub fn asset(&self, name: &str) -> String {
        assets::url(&assets::in_theme(name, self.theme))
    }

    /// The URL of the stylesheet with the company's colour.
    pub fn colour_sheet(&self, colour: &Colour) -> String {
        brand::sheet_url(*colour, self.theme)
    }

    pub fn languages(&self) -> Vec<Language> {
        let Some(path) = self.path.as_ref().or(self.switch.as_ref()) else { return vec![] };
        let joint = if path.contains('?') { '&' } else { '?' };
        Locale::ALL
            .into_iter()
            .map(|locale| {
                let (short, name) = match locale {
                    Locale::Fr => ("FR", "Français"),
                    Locale::En => ("EN", "English"),
                };
                Language {
                    tag: locale.tag(),
                    short,
                    name,
                    href: format!("{path}{joint}lang={}", locale.tag()),
                    current: locale == self.locale,
                }
            })
            .collect()
    }

    /// A text.
    pub fn t(&self, key: &str) -> Cow<'static, str> {
        words(self.locale).say(key)
    }

    /// A text with one placeholder filled.
    pub fn t1(&self, key: &str, name: &str, value: &str) -> Cow<'static, str> {
        words(self.locale).say_with(key, [(name, value.into())])
    }

    /// A text with two placeholders filled.
    pub fn t2(&self, key: &str, one: (&str, &str), two: (&str, &str)) -> Cow<'static, str> {
        words(self.locale).say_with(key, [(one.0, one.1.into()), (two.0, two.1.into())])
    }

    /// A text about the reader's own pictures, or about those of `person`, for whom they answer:
    /// the same key with `-for`.
    pub fn t_for<'a>(
        &self,
        key: &str,
        person: Option<&'a str>,
        values: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> String {
        let words = words(self.locale);
        let values = values.into_iter().map(|(name, value)| (name, value.into()));
        match person {
            None => words.say_with(key, values).into_owned(),
            Some(person) => {
                let of = names::after_de(person);
                let values = values.chain([("person", person.into()), ("of-person", of.into())]);
                words.say_with(&format!("{key}-for"), values).into_owned()
            }
        }
    }

    /// A number of the page, in groups of three digits.
    pub fn n(&self, number: impl Counted) -> String {
        grouped(self.locale, number.number())
    }

    /// A text with a number, which may select the plural.
    pub fn count(&self, key: &str, name: &str, number: u64) -> Cow<'static, str> {
        words(self.locale).say_with(key, [(name, number.into())])
    }

    /// A text with a number called `count`, of whichever type the page has it in.
    pub fn counted(&self, key: &str, count: impl Counted) -> Cow<'static, str> {
        self.count(key, "count", count.number())
    }

    /// The current one of the three steps.
    pub fn step(&self, now: &u8) -> Cow<'static, str> {
        let name = self.t(&format!("page-step-{now}"));
        words(self.locale).say_with(
            "page-step",
            [("now", u64::from(*now).into()), ("name", name.as_ref().into())],
        )
    }
}

/// A number in a sentence.
pub trait Counted {
    fn number(self) -> u64;
}

macro_rules! counted {
    ($($kind:ty)+) => {$(
        impl Counted for $kind {
            fn number(self) -> u64 {
                u64::try_from(self).unwrap_or_default()
            }
        }

        impl Counted for &$kind {
            fn number(self) -> u64 {
                (*self).number()
            }
        }

        impl Counted for &&$kind {
            fn number(self) -> u64 {
                (**self).number()
            }
        }
    )+};
}

counted! { usize u64 i64 u32 }
