//! Two people who edit the same thing: what only the other has changed is kept, what both have
//! changed is asked about. A form carries the values that it began with, as `was.NAME`.

use super::Fields;
use crate::model::Locale;
use crate::render::page::console::Theirs;
use crate::render::page::ui::{Filled, FormField, FormPanel};
use crate::render::words;

/// The prefix of the values that a form began with.
const WAS: &str = "was.";

/// A form that was merged with what others saved meanwhile.
pub struct Merged {
    /// What is to be saved.
    pub fields: Fields,
    /// The names of fields that only others have changed.
    pub taken: Vec<String>,
    /// Of those that both have changed, to different values.
    pub asked: Vec<String>,
}

/// The hidden fields with what a form begins with.
pub fn was(names: &[&str], values: &Filled) -> Vec<(String, String)> {
    names.iter().map(|name| (format!("{WAS}{name}"), values.value(name).to_owned())).collect()
}

/// Merges what was sent with what is stored now. Fields of one `part` are taken or asked together.
/// Values without a known beginning, as of a form of an older version, are asked about.
pub fn merged(sent: Fields, names: &[&str], now: &Filled, part: impl Fn(&str) -> String) -> Merged {
    let mut parts: Vec<(String, Vec<&str>)> = vec![];
    for name in names {
        let of = part(name);
        match parts.iter_mut().find(|(known, _)| *known == of) {
            Some((_, within)) => within.push(name),
            None => parts.push((of, vec![name])),
        }
    }
    let mut merged = Merged { fields: sent, taken: vec![], asked: vec![] };
    for (_, within) in parts {
        let sent = &merged.fields;
        let differs = |one: &dyn Fn(&str) -> String, other: &dyn Fn(&str) -> String| {
            within.iter().any(|name| plain(&one(name)) != plain(&other(name)))
        };
        let typed = |name: &str| sent.text(name).to_owned();
        let stored = |name: &str| now.value(name).to_owned();
        let begun = |name: &str| sent.text(&format!("{WAS}{name}")).to_owned();
        let is_known = within.iter().all(|name| sent.has(&format!("{WAS}{name}")));
        if !differs(&typed, &stored) || is_known && !differs(&stored, &begun) {
            continue;
        }
        let others: Vec<String> = within.iter().map(ToString::to_string).collect();
        if is_known && !differs(&typed, &begun) {
            for name in within {
                merged.fields.set(name, now.value(name));
            }
            merged.taken.extend(others);
        } else {
            merged.asked.extend(others);
        }
    }
    merged
}

/// Merges a form that says what it began with, each field by itself. Of another one everything typed
/// counts.
pub fn merged_plainly(sent: Fields, names: &[&str], now: &Filled) -> Merged {
    match names.first().is_some_and(|name| sent.has(&format!("{WAS}{name}"))) {
        true => merged(sent, names, now, str::to_owned),
        false => Merged { fields: sent, taken: vec![], asked: vec![] },
    }
}

/// What a form in a panel says of [`merged_plainly`].
pub fn theirs(locale: Locale, merged: &Merged, panel: &FormPanel, now: &Filled) -> Theirs {
    let fields: Vec<&FormField> = panel.blocks.iter().flat_map(|one| &one.fields).collect();
    let say = |names: &[String]| said(locale, names, &fields, now);
    Theirs { asked: say(&merged.asked), taken: say(&merged.taken) }
}

/// The fields of a form in a panel that others had changed when it was saved, by their places.
pub fn said_by_place(
    locale: Locale,
    (names, places): (&[&str], &[i64]),
    panel: &FormPanel,
    now: &Filled,
) -> Vec<String> {
    let found = places.iter().filter_map(|at| names.get(usize::try_from(*at).ok()?));
    let taken = found.map(ToString::to_string).collect();
    let merged = Merged { fields: Fields::default(), taken, asked: vec![] };
    theirs(locale, &merged, panel, now).taken
}

/// Merges a set of ids, of which each can be added or removed by itself.
pub fn merged_ids(was: &[i64], sent: &[i64], now: &[i64]) -> Vec<i64> {
    let removed = |from: &[i64], to: &[i64], id: &i64| from.contains(id) && !to.contains(id);
    let mut all: Vec<i64> = now.iter().filter(|id| !removed(was, sent, id)).copied().collect();
    let added = sent.iter().filter(|id| !was.contains(id));
    for id in added {
        if !all.contains(id) {
            all.push(*id);
        }
    }
    all
}

/// A value as it counts: browsers end lines with CR LF, and spaces around are cut.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

/// Some fields with the values that are stored now, in words; a list says its label.
pub fn said(locale: Locale, names: &[String], fields: &[&FormField], now: &Filled) -> Vec<String> {
    let found = fields.iter().filter(|field| names.contains(&field.name));
    found
        .map(|field| {
            let value = now.value(&field.name);
            let choice = field.choices.iter().find(|one| one.value == value);
            let value = choice.map_or(value, |one| one.label.as_str());
            let value = if value.is_empty() { "—" } else { value };
            let pair = [("label", field.full_label().into()), ("value", value.into())];
            words(locale).say_with("toast-merged-field", pair).into_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: &[&str] = &["name", "city", "g.0", "g.1"];

    fn merge(sent: &[(&str, &str)], now: &[(&str, &str)]) -> (Vec<String>, Vec<String>, Fields) {
        let owned = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let part = |name: &str| name.split('.').next().unwrap_or_default().to_owned();
        let done = merged(Fields::from(owned(sent)), NAMES, &Filled::new(owned(now)), part);
        (done.taken, done.asked, done.fields)
    }

    #[test]
    fn what_only_the_other_changed_is_taken_and_what_both_changed_is_asked() {
        let was = [("was.name", "A"), ("was.city", ""), ("was.g.0", "x"), ("was.g.1", "y")];
        let sent = |more: &[(&'static str, &'static str)]| [&was[..], more].concat();
        let all = [("name", "A"), ("city", "Lyon"), ("g.0", "x"), ("g.1", "y")];
        let (taken, asked, fields) =
            merge(&sent(&all), &[("name", "B"), ("g.0", "x"), ("g.1", "z")]);
        assert_eq!((taken, asked.len()), (vec!["name".into(), "g.0".into(), "g.1".into()], 0));
        assert_eq!((fields.text("name"), fields.text("city")), ("B", "Lyon"));
        assert_eq!(fields.text("g.1"), "z");
        let (taken, asked, fields) =
            merge(&sent(&all), &[("name", "A"), ("city", "Nice"), ("g.0", "x"), ("g.1", "y")]);
        assert_eq!((taken.len(), asked), (0, vec!["city".into()]));
        assert_eq!(fields.text("city"), "Lyon");
        // Both typed the same; and a form that does not say what it began with.
        let (taken, asked, _) =
            merge(&sent(&all), &[("name", "A"), ("city", "Lyon"), ("g.0", "x"), ("g.1", "y")]);
        assert_eq!((taken.len(), asked.len()), (0, 0));
        let (_, asked, _) =
            merge(&all, &[("name", "A"), ("city", "Nice"), ("g.0", "x"), ("g.1", "y")]);
        assert_eq!(asked, ["city"]);
    }

    #[test]
    fn of_a_list_each_addition_and_each_removal_stands() {
        assert_eq!(merged_ids(&[1, 2], &[1, 3], &[1, 2, 4]), [1, 4, 3]);
        assert_eq!(merged_ids(&[], &[1], &[1]), [1]);
    }
}
