//! Recognises what people and programs write for an empty cell.

use crate::model::fold;

/// In any cell that may be empty: dashes, and programs' markers for a missing value.
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

/// In a cell for a date, a number or the like, where a word is not a value.
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

/// Whether a text means empty in any cell.
pub fn is_nothing_anywhere(text: &str) -> bool {
    let is_mark = |c: char| "-_?./\\*~–—―‐‑−·•…".contains(c) || c.is_whitespace();
    text.chars().all(is_mark) || ANYWHERE.contains(&fold(text).as_str())
}

/// Whether a text means empty in a cell for a date, a number or an e-mail address.
pub fn is_nothing(text: &str) -> bool {
    // A number or a date of zeroes only means empty.
    let marks = |c: char| c == '0' || "/-. :,".contains(c) || c.is_whitespace();
    is_nothing_anywhere(text) || IN_TYPED.contains(&fold(text).as_str()) || text.chars().all(marks)
}
