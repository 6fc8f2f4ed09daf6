//! A sample document for tests, benchmarks and inspection.

use jiff::tz::TimeZone;

use super::input::{Company, Event, Person, Release, Role, Signer, Step, Studio, Use};
use super::signature::Identity;
use crate::model::chain::EvidenceKind;
use crate::model::seal::SealKey;
use crate::model::signature::Point;
use crate::model::{Digest, DocumentKey, Locale, Signature, Timestamp};

/// A French answer with every feature: five uses, one refused, a drawn signature of a few hundred
/// points, a typed one of the studio, nine steps.
pub fn sample() -> Release {
    let start = Timestamp(1_779_521_400_000); // 23 May 2026, 09:30 in Paris
    let decided_at = start.minus(3 * Timestamp::DAY);
    Release {
        locale: Locale::Fr,
        zone: TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC),
        reference: "7f3a9c1e-5b42-4d08-9e6f-2a1c8d4b7e90".to_owned(),
        made_at: decided_at,
        company: Company {
            name: "Atelier Lumière".to_owned(),
            address: vec!["12, rue des Carmes".to_owned(), "44000 Nantes".to_owned()],
            siret: Some("73282932000074".to_owned()),
            more: vec!["SAS".to_owned()],
            colour: Some("#1f5c8a".to_owned()),
        },
        person: Person {
            name: "Šárka Müller-Łęcka".to_owned(),
            email: Some("sarka.muller@example.org".to_owned()),
            birth_date: Some(jiff::civil::date(1991, 8, 1)),
        },
        event: Event {
            name: "Journée portes ouvertes".to_owned(),
            start,
            end: start.plus(7 * Timestamp::HOUR + 30 * Timestamp::MINUTE),
            place: Some("Les Machines de l’Île, Nantes".to_owned()),
            more: vec![],
        },
        title: "Autorisation d’utilisation de l’image".to_owned(),
        text: TEXT.iter().map(|paragraph| (*paragraph).to_owned()).collect(),
        uses: uses(),
        signers: vec![Signer {
            name: "Šárka Müller-Łęcka".to_owned(),
            email: None,
            role: Role::Person,
            accepted: true,
            partly: true,
            decided_at,
            document_sha256: Digest::of("the document shown"),
            signature: Some(drawn()),
        }],
        guardians: None,
        other_texts: vec![],
        studio: Studio {
            name: "Jeanne Moreau-Petit".to_owned(),
            signature: Some(Signature::Typed { name: "Jeanne Moreau-Petit".to_owned() }),
            confirmed_at: Some(start.minus(30 * Timestamp::DAY)),
        },
        expires_at: Some(decided_at.plus(2_922 * Timestamp::DAY)),
        reason: None,
        document_sha256: Digest::of("the document shown"),
        verify_url:
            "https://droit.atelier-lumiere.example/verify/7f3a9c1e-5b42-4d08-9e6f-2a1c8d4b7e90"
                .to_owned(),
        steps: steps(decided_at),
        chain_head: Digest::of("the last step"),
        bundle: None,
        logo: None,
    }
}

/// The identity that signs samples: of the key of [`SealKey::from_bytes`] with sevens.
pub fn sample_identity() -> Identity {
    let key = DocumentKey::of(&SealKey::from_bytes([7; 32]));
    Identity::new(key, "droit.atelier-lumiere.example")
}

const TEXT: [&str; 5] = [
    "Je soussignée, Šárka Müller-Łęcka, autorise Atelier Lumière à me photographier et à me filmer lors de « Journée portes ouvertes », le samedi 23 mai 2026, de 09:30 à 17:00, aux Machines de l’Île, à Nantes.",
    "J’autorise Atelier Lumière à reproduire et à communiquer au public ces images, telles quelles ou recadrées, à titre gratuit, dans le monde entier et pour la durée indiquée ci-dessous, pour les seuls usages que j’ai acceptés un par un. Tout autre usage demande une nouvelle autorisation.",
    "Atelier Lumière s’engage à ne pas utiliser ces images d’une manière qui porterait atteinte à ma réputation, à ma vie privée ou à ma dignité, ni à les céder à des tiers pour d’autres usages que ceux-ci.",
    "Je peux retirer cette autorisation à tout moment, pour tous les usages ou pour certains, à l’aide du lien reçu par e-mail. Le retrait vaut pour l’avenir : il ne remet pas en cause ce qui a été publié auparavant, mais oblige à cesser les publications que l’on maîtrise encore.",
    "Mes données sont traitées sur la base de mon consentement, pour gérer cette autorisation et en garder la preuve. J’ai le droit d’y accéder, de les faire rectifier ou effacer, et d’adresser une réclamation à la CNIL.",
];

fn uses() -> Vec<Use> {
    let offered = [
        ("Communication interne : intranet, journal interne, affichage dans les locaux", true),
        ("Site web et blog du studio", true),
        ("Réseaux sociaux : Instagram, Facebook, LinkedIn", true),
        ("Presse, en ligne et imprimée", false),
        ("Supports imprimés : plaquettes, affiches, catalogues", true),
    ];
    let offered = offered.into_iter();
    let offered = offered.map(|(label, accepted)| Use {
        label: label.to_owned(),
        sentence: Some(format!("Ce que veut dire « {label} »."))
            .filter(|_| label.starts_with("Presse")),
        accepted,
    });
    offered.collect()
}

fn steps(decided_at: Timestamp) -> Vec<Step> {
    use EvidenceKind as Kind;
    let agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.2 Mobile/15E148 Safari/604.1";
    let mail = "250 2.0.0 Ok: queued as 4F1B22A0C3";
    [
        (5 * Timestamp::DAY, Kind::InvitationSent, None, Some(mail)),
        (Timestamp::DAY, Kind::Reminded, None, Some(mail)),
        (9 * Timestamp::MINUTE, Kind::CodeRequested, Some(agent), None),
        (9 * Timestamp::MINUTE - 2_120, Kind::CodeSent, None, Some(mail)),
        (7 * Timestamp::MINUTE, Kind::CodeVerified, Some(agent), None),
        (7 * Timestamp::MINUTE - 310, Kind::DocumentShown, Some(agent), None),
        (0, Kind::Answered, Some(agent), None),
    ]
    .into_iter()
    .map(|(before, kind, agent, reply)| Step {
        at: decided_at.minus(before),
        kind,
        signer: None,
        to: reply.map(|_| "sarka.muller@example.org".to_owned()),
        ip: agent.map(|_| "2001:db8:85a3::8a2e:370:7334".to_owned()),
        user_agent: agent.map(str::to_owned),
        reply: reply.map(str::to_owned),
    })
    .collect()
}

/// Loops and a flourish, like a finger's drawing.
fn drawn() -> Signature {
    let point = |x: f64, y: f64, t: u32| Point { x, y, t: t * 8 };
    let loops = (0..220_u32).map(|t| {
        let turn = f64::from(t) / 7.0;
        let x = 60.0 + f64::from(t) * 1.75 + 30.0 * turn.sin();
        point(x, 110.0 - 42.0 * turn.cos() * (1.0 - f64::from(t) / 320.0), t)
    });
    let flourish = (0..90_u32).map(|t| {
        let part = f64::from(t) / 90.0;
        point(90.0 + 400.0 * part, 168.0 - 30.0 * (part * 5.0).sin() * part, 260 + t)
    });
    let dot = vec![point(330.0, 40.0, 380)];
    let strokes = vec![loops.collect(), flourish.collect(), dot];
    Signature::Strokes { width: 600.0, height: 220.0, strokes }
}
