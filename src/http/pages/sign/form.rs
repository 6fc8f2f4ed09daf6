//! Reads the form of the answer: a submission, or its problems.

use crate::actions::consent::{Shown, Submission};
use crate::error::Invalid;
use crate::http::body::parse;
use crate::http::pages::fields::Fields;
use crate::http::pages::sign::shown::Returned;
use crate::model::employee::GuardianInput;
use crate::model::signature::MAX_BYTES;
use crate::model::{Email, SignatureInput, Use, same_name};
use crate::render::page::{Filled, Other, Problem, Way};

/// Reads the fields for the document shown.
pub fn read(fields: &Fields, shown: &Shown) -> (Returned, Submission) {
    let accepted = fields.text("decision") != "refuse";
    let offered = shown.document.uses.iter().map(|offered| offered.name);
    let choices: Vec<(Use, Option<bool>)> =
        offered.map(|key| (key, fields.choice(&format!("use.{}", key.name())))).collect();
    let granted = |(key, yes): &(Use, Option<bool>)| (*yes == Some(true)).then_some(*key);
    let uses: Vec<Use> = choices.iter().filter_map(granted).collect();
    let filled = Filled {
        way: match fields.text("signature") {
            "draw" => Way::Draw,
            "type" => Way::Type,
            "kept" => Way::Kept,
            _ => Way::Open,
        },
        strokes: Some(fields.text("strokes"))
            .filter(|json| json.len() <= MAX_BYTES)
            .unwrap_or("")
            .to_owned(),
        typed_name: fields.text("typedName").to_owned(),
        keep: fields.ticked("keepSignature"),
        reason: fields.text("reason").to_owned(),
        child_agrees: fields.ticked("childAgrees"),
        other: match fields.text("other") {
            "named" => Other::Named,
            "alone" => Other::Alone,
            _ => Other::Open,
        },
        other_first_name: fields.text("otherFirstName").to_owned(),
        other_last_name: fields.text("otherLastName").to_owned(),
        other_email: fields.text("otherEmail").to_owned(),
    };
    let asks_other = accepted && shown.document.guardians.is_some_and(|rule| rule.is_one_unknown());
    let mut problems = vec![];
    let mut signature = None;
    if accepted {
        let open = choices.iter().filter(|(_, yes)| yes.is_none());
        problems.extend(open.map(|(key, _)| Problem::UseMissing(*key)));
        if problems.is_empty() && uses.is_empty() {
            problems.push(Problem::NoUse);
        }
        if asks_other {
            problems.extend(of_other(&filled));
        }
        if shown.document.asks_child() && !filled.child_agrees {
            problems.push(Problem::ChildMissing);
        }
        match signed(fields, shown, filled.way) {
            Ok(input) => signature = Some(input),
            Err(found) => problems.extend(found),
        }
    }
    let submission = Submission {
        accepted,
        uses: if accepted { uses } else { vec![] },
        signature,
        document_sha256: fields.text("documentSha256").to_owned(),
        reason: fields.filled("reason").filter(|_| !accepted).map(str::to_owned),
        keep_signature: filled.keep && filled.way != Way::Kept && !shown.is_guardian,
        other_guardian: (asks_other && filled.other == Other::Named).then(|| GuardianInput {
            first_name: filled.other_first_name.clone(),
            last_name: filled.other_last_name.clone(),
            email: filled.other_email.clone(),
            locale: None,
        }),
        child_agrees: filled.child_agrees,
        sole_authority: asks_other && filled.other == Other::Alone,
    };
    (Returned { choices, filled, problems, changed: false }, submission)
}

/// What is missing of the other guardian; the action checks the rest.
fn of_other(filled: &Filled) -> Vec<Problem> {
    match filled.other {
        Other::Open => vec![Problem::OtherMissing],
        Other::Alone => vec![],
        Other::Named => {
            let is_empty = |text: &String| text.trim().is_empty();
            let names = [&filled.other_first_name, &filled.other_last_name];
            let name = names.into_iter().any(is_empty).then_some(Problem::OtherName);
            let email = Email::parse(&filled.other_email).is_err().then_some(Problem::OtherEmail);
            name.into_iter().chain(email).collect()
        }
    }
}

fn signed(fields: &Fields, shown: &Shown, way: Way) -> Result<SignatureInput, Vec<Problem>> {
    match way {
        Way::Type => {
            let name = fields.filled("typedName");
            let mut wrong = vec![];
            if name.is_none() {
                wrong.push(Problem::TypedMissing);
            }
            if !fields.ticked("typedConfirm") {
                wrong.push(Problem::TypedNotConfirmed);
            }
            let is_other = |name: &str| !same_name(name, &shown.document.signer.name);
            if name.is_some_and(is_other) && !fields.ticked("typedSure") {
                wrong.push(Problem::TypedOther);
            }
            match name {
                Some(name) if wrong.is_empty() => Ok(SignatureInput::typed(name)),
                _ => Err(wrong),
            }
        }
        Way::Kept => match &shown.kept_signature {
            Some(kept) if fields.ticked("keptConfirm") => Ok(kept.clone().into()),
            Some(_) => Err(vec![Problem::KeptNotConfirmed]),
            None => Err(vec![Problem::SignatureMissing]),
        },
        Way::Draw | Way::Open => match fields.text("strokes") {
            "" => Err(vec![Problem::SignatureMissing]),
            json if json.len() > MAX_BYTES => Err(vec![Problem::SignatureTooLarge]),
            json => parse(json.as_bytes()).map_err(|_| vec![Problem::SignatureMissing]),
        },
    }
}

/// The problems found by the action, each at its field.
pub fn problems(wrong: &[Invalid]) -> Vec<Problem> {
    wrong
        .iter()
        .map(|invalid| match (&*invalid.field, invalid.code) {
            ("reason", _) => Problem::ReasonTooLong,
            ("childAgrees", _) => Problem::ChildMissing,
            ("otherGuardian", _) => Problem::OtherMissing,
            ("otherGuardian.email", "same_guardian") => Problem::OtherSame,
            ("otherGuardian.email", _) => Problem::OtherEmail,
            (field, _) if field.starts_with("otherGuardian.") => Problem::OtherName,
            ("uses", _) => Problem::NoUse,
            (_, "signature_dot") => Problem::SignatureTooSmall,
            (_, "signature_too_large" | "signature_image_too_large") => Problem::SignatureTooLarge,
            (_, "signature_name") => Problem::TypedMissing,
            _ => Problem::SignatureMissing,
        })
        .collect()
}
