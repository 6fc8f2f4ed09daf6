//! What people and programs write into a cell that says nothing.

use crate::model::fold;

/// In any cell that may be empty: marks, and what programs say of a value they lack.
const ANYWHERE: &[&str] = &[
    "n/a",
    "n/d",
    "n.a.",
    "n.d.",
    "#n/a",
    "#n/d",
    "#na",
    "#nv",
    "#ref!",
    "#value!",
    "#valeur!",
    "#name?",
    "#nom?",
    "#null!",
    "#nul!",
    "#div/0!",
    "#num!",
    "#nombre!",
    "#spill!",
    "#error!",
    "null",
    "(null)",
    "<null>",
    "undefined",
    "(none)",
    "(blank)",
    "(empty)",
    "(vide)",
    "(vides)",
    "\\n",
];

/// Where a date, a number or the like stands: there a word is no value.
const IN_TYPED: &[&str] = &[
    "na",
    "n.a",
    "nd",
    "n.d",
    "nc",
    "n.c",
    "n.c.",
    "nr",
    "none",
    "nil",
    "nan",
    "nat",
    "<na>",
    "no",
    "non",
    "x",
    "xx",
    "xxx",
    "aucun",
    "aucune",
    "neant",
    "rien",
    "vide",
    "sans",
    "inconnu",
    "inconnue",
    "unknown",
    "not provided",
    "non renseigne",
    "non renseignee",
    "non communique",
    "non communiquee",
    "non fourni",
    "non connu",
    "a completer",
    "a renseigner",
    "tbd",
    "empty",
    "false",
    "faux",
];

/// Whether a text says nothing, wherever it stands.
pub fn is_nothing_anywhere(text: &str) -> bool {
    let is_mark = |c: char| "-_?./\\*~–—―‐‑−·•…".contains(c) || c.is_whitespace();
    text.chars().all(is_mark) || ANYWHERE.contains(&fold(text).as_str())
}

/// Whether a text says nothing where a date, a number or an address of mail is meant.
pub fn is_nothing(text: &str) -> bool {
    // A number or a date of nothing but zeroes is none.
    let marks = |c: char| c == '0' || "/-. :,".contains(c) || c.is_whitespace();
    is_nothing_anywhere(text) || IN_TYPED.contains(&fold(text).as_str()) || text.chars().all(marks)
}
