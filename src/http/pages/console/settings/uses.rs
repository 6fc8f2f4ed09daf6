//! The uses of a release text that is being written: shipped ones to tick, and the company's own with
//! their words.

use super::super::ConsoleContext;
use crate::http::pages::fields::Fields;
use crate::model::uses::{LONGEST_LABEL, LONGEST_SENTENCE, UseInput, UseLabels, UseText};
use crate::model::{Locale, Use, fold};
use crate::render::page::console::{OwnUse, UseEditor};
use crate::render::page::ui::{Filled, TickList, TickOption};

/// The most uses that can be added to a text at once.
const MOST_NEW: usize = 8;

/// What a company calls its uses in a language.
pub(super) struct KnownUses {
    pub locale: Locale,
    /// The uses of the text in force in this language.
    pub current: Vec<UseText>,
    pub labels: UseLabels,
}

/// The uses as typed.
#[derive(Default)]
pub(super) struct UsesDraft {
    /// The uses that are ticked.
    ticked: Vec<Use>,
    /// The company's own ones that are listed, with their words.
    own: Vec<UseText>,
    /// Label and sentence of those that have no code yet.
    fresh: Vec<(String, String)>,
}

impl UsesDraft {
    /// Those of a text.
    pub fn of(uses: &[UseText]) -> Self {
        let is_own = |one: &&UseText| !Use::SHIPPED.contains(&one.code);
        Self {
            ticked: uses.iter().map(|one| one.code).collect(),
            own: uses.iter().filter(is_own).cloned().collect(),
            fresh: vec![],
        }
    }

    /// Those of a form: `uses` has the codes ticked, `own` the own codes listed, with `label.` and
    /// `sentence.` and the code; `label.new-0` and so on are those without a code. `do=add-use` adds
    /// a line, `do=drop-0` removes one.
    pub fn typed(fields: &Fields) -> Self {
        let codes = |name| -> Vec<Use> {
            fields.texts(name).iter().filter_map(|code| Use::from_name(code)).collect()
        };
        let words = |key: &str| {
            let text = |part| fields.text(&format!("{part}.{key}")).to_owned();
            (text("label"), text("sentence"))
        };
        let mut own: Vec<UseText> = vec![];
        for code in codes("own") {
            if own.iter().all(|one| one.code != code) {
                let (label, sentence) = words(code.name());
                own.push(UseText { code, label, sentence });
            }
        }
        let lines = (0..MOST_NEW).filter(|n| fields.has(&format!("label.new-{n}")));
        let dropped = fields.text("do").strip_prefix("drop-");
        let lines = lines.filter(|n| dropped != Some(n.to_string().as_str()));
        let mut fresh: Vec<_> = lines.map(|n| words(&format!("new-{n}"))).collect();
        if fields.text("do") == "add-use" && fresh.len() < MOST_NEW {
            fresh.push(Default::default());
        }
        Self { ticked: codes("uses"), own, fresh }
    }

    /// Takes over what was published since the form began with `was`: each use can be added, removed or
    /// given other words by itself. Returns whether anything was taken, and the own uses of which
    /// both have changed the words.
    pub fn take(&mut self, was: &Self, now: &Self) -> (bool, Vec<UseText>) {
        let removed = |code: &Use| was.ticked.contains(code) && !self.ticked.contains(code);
        let mut ticked: Vec<Use> =
            now.ticked.iter().filter(|code| !removed(code)).copied().collect();
        let added = self.ticked.iter().filter(|code| !was.ticked.contains(code));
        for code in added {
            if !ticked.contains(code) {
                ticked.push(*code);
            }
        }
        let is_same = |one: &[Use], other: &[Use]| {
            one.len() == other.len() && one.iter().all(|code| other.contains(code))
        };
        let (mut is_taken, mut asked) = (!is_same(&ticked, &self.ticked), vec![]);
        self.ticked = ticked;
        let words = |one: Option<&UseText>| {
            one.map(|one| (one.label.trim().to_owned(), one.sentence.trim().to_owned()))
                .unwrap_or_default()
        };
        for one in &now.own {
            let of = |all: &[UseText]| words(all.iter().find(|known| known.code == one.code));
            let (begun, theirs) = (of(&was.own), words(Some(one)));
            match self.own.iter_mut().find(|known| known.code == one.code) {
                None => self.own.push(one.clone()),
                Some(mine) if theirs != begun && words(Some(mine)) != theirs => {
                    if words(Some(mine)) == begun {
                        is_taken = true;
                        *mine = one.clone();
                    } else {
                        asked.push(one.clone());
                    }
                }
                Some(_) => {}
            }
        }
        (is_taken, asked)
    }

    /// The uses to offer: in the order of the text in force, then as listed.
    pub fn offered(&self, known: &KnownUses) -> Vec<UseInput> {
        let place = |code: &Use| known.current.iter().position(|one| one.code == *code);
        let listed = Use::SHIPPED.into_iter().chain(self.own.iter().map(|one| one.code));
        let mut ticked: Vec<Use> = listed.filter(|code| self.ticked.contains(code)).collect();
        ticked.sort_by_key(|code| place(code).unwrap_or(usize::MAX));
        let mut offered: Vec<UseInput> = vec![];
        for code in ticked {
            let own = self.own.iter().find(|one| one.code == code);
            let words = own.cloned().or_else(|| known.shipped(code));
            let words = words.map(|one| (one.label, one.sentence));
            offered.push(UseInput { code, words });
        }
        for (code, (label, sentence)) in self.codes(known).into_iter().zip(&self.fresh) {
            if let Some(code) = code {
                let words = Some((label.clone(), sentence.clone()));
                offered.push(UseInput { code, words });
            }
        }
        offered
    }

    /// The same as they would be shown, whether or not they can be published.
    pub fn shown(&self, known: &KnownUses) -> Vec<UseText> {
        let text = |one: UseInput| {
            let (label, sentence) = one.words?;
            Some(UseText { code: one.code, label, sentence })
        };
        self.offered(known).into_iter().filter_map(text).collect()
    }

    /// The codes of those that have none yet, from their labels; None for empty lines.
    fn codes(&self, known: &KnownUses) -> Vec<Option<Use>> {
        let mut taken: Vec<Use> = Use::SHIPPED.to_vec();
        taken.extend(self.own.iter().map(|one| one.code));
        let mut codes = vec![];
        for (label, sentence) in &self.fresh {
            if label.trim().is_empty() && sentence.trim().is_empty() {
                codes.push(None);
                continue;
            }
            // A code that meant something else in an answer is not used for a new meaning.
            let means_other = |code: &Use| known.has_meant_other(*code, label.trim());
            let former = known.labels.ever_offered().into_iter().filter(means_other);
            let not: Vec<Use> = taken.iter().copied().chain(former).collect();
            let code = Use::from_label(label, &not).or_else(|| Use::from_label("usage", &not));
            taken.extend(code);
            codes.push(code);
        }
        codes
    }

    /// The names of the fields that errors about the uses belong to.
    pub fn field_of(&self, known: &KnownUses, path: &str) -> String {
        let Some((code, part)) =
            path.strip_prefix("useTexts.").and_then(|rest| rest.split_once('.'))
        else {
            return path.split('.').next().unwrap_or_default().to_owned();
        };
        let is_it = |one: &Option<Use>| one.is_some_and(|one| one.name() == code);
        match self.codes(known).iter().position(is_it) {
            Some(n) => format!("{part}.new-{n}"),
            None if self.own.iter().any(|one| one.code.name() == code) => format!("{part}.{code}"),
            None => "uses".to_owned(),
        }
    }

    /// The part of the form.
    pub fn editor(
        &self,
        context: &ConsoleContext,
        known: &KnownUses,
        filled: &Filled,
    ) -> UseEditor {
        let ticks = TickList {
            name: "uses",
            legend: context.say("release-uses"),
            hint: Some(context.say("release-uses-hint")),
            error: filled.error("uses").map(str::to_owned),
            options: Use::SHIPPED
                .into_iter()
                .filter_map(|code| {
                    let words = known.shipped(code)?;
                    Some(TickOption {
                        value: code.name().to_owned(),
                        label: words.label,
                        hint: Some(words.sentence),
                        is_ticked: self.ticked.contains(&code),
                    })
                })
                .collect(),
        };
        let own = self.own.iter().map(|one| (Some(one.code), one.code.name().to_owned(), one));
        let own = own.map(|(code, key, one)| (code, key, one.label.clone(), one.sentence.clone()));
        let fresh = self.codes(known).into_iter().zip(&self.fresh).enumerate();
        let fresh = fresh.map(|(n, (code, (label, sentence)))| {
            (code, format!("new-{n}"), label.clone(), sentence.clone())
        });
        let rows = own.chain(fresh).map(|(code, key, label, sentence)| {
            let is_new = key.starts_with("new-");
            let elsewhere = code.filter(|_| !is_new && label.is_empty());
            let field = |part: &str, value: String, most: usize| {
                let name = format!("{part}.{key}");
                let mut field = filled.field(&name, context.say(&format!("release-use-{part}")));
                field.value = value;
                field.most(most).wide().followed()
            };
            let part = match (label.trim(), elsewhere) {
                ("", Some(code)) => known.labels.label(known.locale, code),
                ("", None) => context.say("release-use-new"),
                (label, _) => label.to_owned(),
            };
            let fields = [
                field("label", label.clone(), LONGEST_LABEL).of(part.clone()),
                field("sentence", sentence, LONGEST_SENTENCE).of(part.clone()),
            ];
            OwnUse {
                title: part,
                is_ticked: code.is_some_and(|code| self.ticked.contains(&code)),
                code: code.map(|code| code.name().to_owned()),
                fields: fields.into(),
                is_new,
                key,
            }
        });
        UseEditor {
            frame: context.frame(None),
            own: rows.collect(),
            may_add: self.fresh.len() < MOST_NEW,
            ticks,
        }
    }

    /// Lists the company's own uses that its texts offer, in any language.
    pub fn with_own(mut self, known: &KnownUses) -> Self {
        for code in known.labels.offered(known.locale) {
            let is_listed = self.own.iter().any(|one| one.code == code);
            if Use::SHIPPED.contains(&code) || is_listed {
                continue;
            }
            let words = known.current.iter().find(|one| one.code == code).cloned();
            let empty = || UseText { code, label: String::new(), sentence: String::new() };
            self.own.push(words.unwrap_or_else(empty));
        }
        self
    }
}

impl KnownUses {
    /// Whether a use was published under another label than this one; in another language only where
    /// it never was in this one.
    fn has_meant_other(&self, code: Use, label: &str) -> bool {
        let labels = |locale: Option<Locale>| {
            let all = self.labels.versions.iter();
            let all = all.filter(|version| locale.is_none_or(|locale| version.locale == locale));
            let uses = all.flat_map(|version| &version.uses);
            uses.filter(|one| one.code == code).map(|one| fold(&one.label)).collect::<Vec<_>>()
        };
        let here = labels(Some(self.locale));
        let labels = if here.is_empty() { labels(None) } else { here };
        labels.iter().any(|one| *one != fold(label))
    }

    /// The words of a shipped use: those in force, with the sentence that we ship if it has none.
    fn shipped(&self, code: Use) -> Option<UseText> {
        let shipped = code.shipped_words(self.locale)?;
        let Some(current) = self.current.iter().find(|one| one.code == code) else {
            return Some(shipped);
        };
        match current.sentence.is_empty() {
            true => Some(UseText { label: current.label.clone(), ..shipped }),
            false => Some(current.clone()),
        }
    }
}
