//! Merges a line into the existing details of an employee.

use super::ImportedEmployee;
use crate::model::employee::{Details, GUARDIANS_MOST, GuardianDetails};

/// The merged details: a non-empty cell wins, an empty one erases nothing. Name and e-mail, which
/// identified the employee, keep their spelling. `Err` names the field if the two contradict.
pub fn merged(
    known: &Details,
    imported: &ImportedEmployee,
) -> Result<Details, (&'static str, &'static str)> {
    let said = &imported.details;
    let mut new = known.clone();
    new.fields.take(&said.fields);
    new.fields.locale = imported.locale.unwrap_or(known.fields.locale);
    new.guardians = guardians(&known.guardians, imported)?;
    if !new.guardians.is_empty() && new.fields.birth_date.is_none() {
        return Err(("birthDate", "guardians_without_age"));
    }
    Ok(new)
}

/// A guardian with a known e-mail stays, renamed if needed; another one takes the place of their
/// columns, or a free one.
fn guardians(
    known: &[GuardianDetails],
    imported: &ImportedEmployee,
) -> Result<Vec<GuardianDetails>, (&'static str, &'static str)> {
    let said = &imported.details.guardians;
    let mut all = known.to_vec();
    let mut fixed: Vec<usize> = vec![];
    let mut others = vec![];
    for (one, place) in said.iter().zip(&imported.guardian_places) {
        match all.iter().position(|known| known.email.key == one.email.key) {
            Some(at) => {
                all[at].first_name.clone_from(&one.first_name);
                all[at].last_name.clone_from(&one.last_name);
                fixed.push(at);
            }
            None => others.push((one, *place)),
        }
    }
    for (one, place) in others {
        let mut one = one.clone();
        one.locale = imported.locale.unwrap_or(one.locale);
        if place < all.len() && !fixed.contains(&place) {
            all[place] = one;
            fixed.push(place);
        } else if all.len() < GUARDIANS_MOST {
            fixed.push(all.len());
            all.push(one);
        } else if let Some(at) = (0..all.len()).find(|at| !fixed.contains(at)) {
            all[at] = one;
            fixed.push(at);
        } else {
            return Err(("guardians", "too_many_guardians"));
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::employee::Fields;
    use crate::model::{Email, Locale};

    fn guardian(name: &str, email: &str) -> GuardianDetails {
        GuardianDetails {
            first_name: name.into(),
            last_name: "Petit".into(),
            email: Email::parse(email).unwrap(),
            locale: Locale::Fr,
        }
    }

    fn details(guardians: &[GuardianDetails]) -> Details {
        Details {
            first_name: "Zoé".into(),
            last_name: "Petit".into(),
            email: Email::parse("zoe@example.org").unwrap(),
            fields: Fields {
                birth_date: Some(jiff::civil::date(2010, 3, 14)),
                ..Fields::default()
            },
            guardians: guardians.to_vec(),
            groups: None,
        }
    }

    fn imported(details: Details, guardian_places: &[usize]) -> ImportedEmployee {
        ImportedEmployee {
            details,
            locale: None,
            guardian_places: guardian_places.to_vec(),
            groups: vec![],
            notes: vec![],
        }
    }

    #[test]
    fn an_empty_cell_erases_nothing() {
        let mut known = details(&[guardian("Anne", "anne@example.org")]);
        known.fields.phone = Some("+33612345678".into());
        known.fields.address.city = Some("Lyon".into());
        known.fields.locale = Locale::En;
        let mut said = details(&[]);
        said.first_name = "ZOE".into();
        said.fields.birth_date = None;
        assert_eq!(merged(&known, &imported(said.clone(), &[])), Ok(known.clone()));
        said.fields.address.city = Some("Nantes".into());
        let new = merged(&known, &imported(said, &[])).unwrap();
        assert_eq!(
            (new.fields.address.city.as_deref(), new.fields.phone),
            (Some("Nantes"), known.fields.phone)
        );
    }

    #[test]
    fn a_guardian_is_known_by_their_mailbox_and_else_by_their_place() {
        let (anne, paul) = (guardian("Anne", "anne@x.org"), guardian("Paul", "paul@x.org"));
        let (new, other) = (guardian("Anne", "new@x.org"), guardian("Léa", "lea@x.org"));
        let of = |known: &[GuardianDetails], said: &[GuardianDetails], places: &[usize]| {
            merged(&details(known), &imported(details(said), places)).unwrap().guardians
        };
        let both = [anne.clone(), paul.clone()];
        assert_eq!(of(&both, &[], &[]), both);
        // In reverse order they are still the same two.
        assert_eq!(of(&both, &[paul.clone(), anne.clone()], &[0, 1]), both);
        assert_eq!(of(&both, std::slice::from_ref(&new), &[0]), [new.clone(), paul.clone()]);
        assert_eq!(of(std::slice::from_ref(&anne), std::slice::from_ref(&paul), &[1]), both);
        assert_eq!(of(&both, &[new.clone(), other.clone()], &[0, 1]), [new, other.clone()]);
        assert_eq!(of(&both, &[paul.clone(), other.clone()], &[0, 1]), [other, paul]);
    }

    #[test]
    fn guardians_still_need_a_birth_date() {
        let mut known = details(&[]);
        known.fields.birth_date = None;
        let mut said = details(&[guardian("Anne", "anne@x.org")]);
        said.fields.birth_date = None;
        let refused = Err(("birthDate", "guardians_without_age"));
        assert_eq!(merged(&known, &imported(said, &[0])), refused);
    }
}
