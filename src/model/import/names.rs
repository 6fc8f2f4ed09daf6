//! Splits a full name in one cell, only where that is unambiguous.

/// The order of the two names in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NameOrder {
    FirstLast,
    LastFirst,
    /// The header does not say: two words are first and last name.
    Unsaid,
}

/// First and last name: split at a comma (`Dupont, Jean`), by capitals (`DUPONT Jean`,
/// `Marie-Anne DE LA TOUR`), or by the order if there are two words; else `Err`.
pub fn apart(text: &str, order: NameOrder) -> Result<(String, String), &'static str> {
    if let Some((last, first)) = text.split_once(',') {
        let (first, last) = (first.trim(), last.trim());
        let fine = !first.is_empty() && !last.is_empty() && !first.contains(',');
        return if fine { Ok((first.to_owned(), last.to_owned())) } else { Err("full_name") };
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let upper: Vec<bool> = words.iter().map(|word| is_upper_case(word)).collect();
    // One run of upper-case words at either end, beside other words.
    let lead = upper.iter().take_while(|upper| **upper).count();
    let tail = upper.iter().rev().take_while(|upper| **upper).count();
    let all = upper.iter().filter(|upper| **upper).count();
    let split = |at: usize| (words[..at].join(" "), words[at..].join(" "));
    if lead > 0 && lead < words.len() && all == lead {
        let (last, first) = split(lead);
        return Ok((first, last));
    }
    if tail > 0 && tail < words.len() && all == tail {
        return Ok(split(words.len() - tail));
    }
    match (words.as_slice(), order) {
        ([last, first], NameOrder::LastFirst) => Ok(((*first).to_owned(), (*last).to_owned())),
        ([first, last], _) => Ok(((*first).to_owned(), (*last).to_owned())),
        ([_], _) => Err("one_name"),
        _ => Err("full_name"),
    }
}

/// At least two capitals and no lower-case letter: a single one may be an initial.
fn is_upper_case(word: &str) -> bool {
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    capitals >= 2 && !word.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_name_is_split_only_where_that_is_unambiguous() {
        let unsaid = |text| apart(text, NameOrder::Unsaid);
        let names = |first: &str, last: &str| Ok((first.to_owned(), last.to_owned()));
        assert_eq!(unsaid("DUPONT Jean"), names("Jean", "DUPONT"));
        assert_eq!(unsaid("Jean DUPONT"), names("Jean", "DUPONT"));
        assert_eq!(unsaid("Marie-Anne DE LA TOUR"), names("Marie-Anne", "DE LA TOUR"));
        assert_eq!(unsaid("Dupont, Jean Marie"), names("Jean Marie", "Dupont"));
        assert_eq!(unsaid("Jean Dupont"), names("Jean", "Dupont"));
        assert_eq!(apart("Dupont Jean", NameOrder::LastFirst), names("Jean", "Dupont"));
        assert_eq!(apart("JEAN DUPONT", NameOrder::FirstLast), names("JEAN", "DUPONT"));
        for unclear in ["", "Jean Marie Dupont", "Dupont,", "a,b,c", "ÉLODIE de LA TOUR"] {
            assert_eq!(unsaid(unclear), Err("full_name"), "{unclear}");
        }
        assert_eq!(unsaid("Madonna"), Err("one_name"));
        assert_eq!(unsaid("Madonna -"), names("Madonna", "-"));
    }
}
