//! Names in sentences.

use crate::model::fold;

/// A name after the French *de*: `de Léa`, `d’Anna`, `d’Hugo`, `de Yann`, `d’Yves`. Only used in
/// French sentences.
pub fn after_de(name: &str) -> String {
    if is_elided(name) { format!("d’{name}") } else { format!("de {name}") }
}

/// A name after the French *que*: `que Léa`, `qu’Anna`.
pub fn after_que(name: &str) -> String {
    if is_elided(name) { format!("qu’{name}") } else { format!("que {name}") }
}

/// Whether a word before the name is cut short.
fn is_elided(name: &str) -> bool {
    let folded = fold(name);
    let mut letters = folded.chars();
    let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'æ' | 'œ');
    match (letters.next(), letters.next()) {
        // Given names with an aspirated h are rare; elision before any other h is correct.
        (Some('h'), _) => true,
        (Some('y'), second) => second.is_some_and(|c| c.is_alphabetic() && !is_vowel(c)),
        (Some(first), _) => is_vowel(first),
        (None, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn de_is_cut_short_before_a_vowel() {
        for (name, said) in [
            ("Léa", "de Léa"),
            ("Anna", "d’Anna"),
            ("Élodie", "d’Élodie"),
            ("Hugo", "d’Hugo"),
            ("Yann", "de Yann"),
            ("Yves", "d’Yves"),
            ("Œuvrard", "d’Œuvrard"),
            ("Šárka", "de Šárka"),
            ("", "de "),
        ] {
            assert_eq!(after_de(name), said);
            assert_eq!(after_que(name).starts_with("qu’"), said.starts_with("d’"), "{name}");
        }
    }
}
