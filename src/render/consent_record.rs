//! Consent records in the manner of ISO/IEC TS 27560:2023 ("Consent record information structure"),
//! so that other systems can read what was consented to. The names of the fields are those of its
//! sections: header, PII processing, events, party identification. Codes are of the Data Privacy
//! Vocabulary (W3C DPV 2), whose guide maps the two.

use serde_json::{Value as Json, json};

use crate::model::answer::Decision;
use crate::model::uses::UseLabels;
use crate::model::{Answer, AnswerState, Company, Digest, Event, Timestamp, Use};

/// What a record is made of.
pub struct RecordParts<'a> {
    pub answer: &'a Answer,
    pub event: &'a Event,
    pub company: &'a Company,
    /// The words of the uses.
    pub labels: &'a UseLabels,
    /// By time.
    pub decisions: &'a [Decision],
    /// The SHA-256 of the document that was decided on last; None: nobody has decided.
    pub notice: Option<Digest>,
    /// The address of this server.
    pub public_url: &'a str,
}

/// The version of the format.
const SCHEMA: &str = "ISO/IEC TS 27560:2023";
/// The controller, among the parties of a record.
const CONTROLLER: &str = "controller";

/// What the names of the fields mean in the vocabulary, so that the record is JSON-LD: as in the guide
/// and schemas of DPV for consent records (<https://w3id.org/dpv/guides/consent-27560>). Fields that it has
/// no term for have none here.
fn context() -> Json {
    let codes = |term: &str| json!({ "@id": term, "@type": "@vocab" });
    let addresses = |term: &str| json!({ "@id": term, "@type": "@id" });
    let date = json!({ "@id": "dct:date", "@type": "xsd:dateTime" });
    json!({
        "dpv": "https://w3id.org/dpv#",
        "dpv-pd": "https://w3id.org/dpv/pd#",
        "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
        "dct": "http://purl.org/dc/terms/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "schema_version": "dct:conformsTo",
        "record_id": "dct:identifier",
        "pii_principal_id": addresses("dpv:hasDataSubject"),
        "pii_processing": "dpv:hasProcess",
        "privacy_notice": "dpv:hasNotice",
        "language": "dct:language",
        "purposes": "dpv:hasPurpose",
        "purpose": "dct:title",
        "purpose_type": "dct:identifier",
        "lawful_basis": codes("dpv:hasLegalBasis"),
        "service": "dpv:hasService",
        "pii_information": "dpv:hasPersonalData",
        "pii_type": "@type",
        "pii_controllers": "dpv:hasDataController",
        "processing_method": codes("dpv:hasProcessing"),
        "storage_locations": addresses("dpv:hasLocation"),
        "processing_locations": "dpv:hasLocation",
        "jurisdiction": "dpv:hasJurisdiction",
        "retention_period": "dpv:hasStorageCondition",
        "duration": "dpv:hasDuration",
        "recipient_third_parties": "dpv:hasRecipient",
        "withdrawal_method": "dpv:isExercisedAt",
        "address": addresses("dpv:hasLocation"),
        "privacy_rights": codes("dpv:hasRight"),
        "events": "dct:provenance",
        "event_time": date,
        "event_type": codes("dpv:isIndicatedUsing"),
        "event_state": codes("dpv:hasConsentStatus"),
        "party_identification": "dpv:hasEntity",
        "party_id": "dct:identifier",
        "party_type": "@type",
        "party_name": "dpv:hasName",
        "party_address": "dpv:hasAddress",
        "party_email": "dpv:hasContact",
        "party_phone": "dpv:hasContact",
        "party_url": addresses("dpv:hasLocation"),
    })
}

/// The record of an answer.
pub fn consent_record(parts: &RecordParts<'_>) -> Json {
    let RecordParts { answer, public_url, .. } = parts;
    json!({
        "@context": context(),
        "@id": format!("{public_url}/verify/{}", answer.reference),
        "@type": "dpv:ConsentRecord",
        "schema_version": SCHEMA,
        "record_id": answer.reference,
        "pii_principal_id": format!("{public_url}/employee/{}", answer.employee.0),
        "pii_processing": {
            "privacy_notice": parts.notice.map(|sha256| json!({
                "address": format!("{public_url}/verify/{}", answer.reference),
                "sha256": sha256.hex(),
            })),
            "language": answer.locale.tag(),
            "purposes": parts.uses().iter().map(|one| parts.purpose(one)).collect::<Vec<_>>(),
            "codes_of_conduct": [],
            "authority_party": Json::Null,
        },
        "events": parts.events(),
        "party_identification": [parts.controller()],
    })
}

impl RecordParts<'_> {
    /// The uses asked for, in their order; of a request that nobody has answered, those it offers.
    fn uses(&self) -> Vec<Use> {
        let asked = match self.answer.offered.is_empty() {
            true => self.labels.offered(self.answer.locale),
            false => self.answer.offered.clone(),
        };
        Use::sorted(asked)
    }

    fn purpose(&self, one: &Use) -> Json {
        let Self { answer, company, labels, public_url, .. } = self;
        let is_allowed = answer.in_force().contains(one);
        json!({
            "purpose": labels.label_of(answer.id, answer.locale, *one),
            "purpose_type": one.name(),
            "state": if is_allowed { "allowed" } else { "not allowed" },
            // In France also the right to one's image, article 9 of the Code civil.
            "lawful_basis": "dpv:Consent",
            "service": self.event.name,
            "pii_information": [{
                "pii_type": "dpv-pd:Picture",
                "pii_attribute_id": format!("{public_url}/event/{}", self.event.id.0),
                "sensitive_pii_category": false,
            }],
            "pii_controllers": [CONTROLLER],
            "collection_method": "photographs taken at the event",
            "processing_method": ["dpv:Collect", "dpv:Store", "dpv:Use", "dpv:Disclose"],
            "storage_locations": [public_url],
            "processing_locations": [company.address.country],
            "geographic_restrictions": [],
            "jurisdiction": company.address.country,
            // The licence; evidence is kept longer.
            "retention_period": {
                "until": answer.expires_at.map(Timestamp::rfc3339),
                "duration": format!("P{}M", company.licence_months),
                "evidence": format!("P{}M", company.evidence_months),
            },
            "recipient_third_parties": self.event.client,
            "withdrawal_method": {
                "address": format!("{public_url}/withdraw"),
                "contact": company.contact_email,
                "within_days": company.withdrawal_days,
            },
            "privacy_rights": [
                "dpv:DataSubjectRight", "eu-gdpr:A7-3", "eu-gdpr:A15", "eu-gdpr:A16", "eu-gdpr:A17",
                "eu-gdpr:A20", "eu-gdpr:A77",
            ],
        })
    }

    /// What was asked and decided, by time; the end of the licence last.
    fn events(&self) -> Vec<Json> {
        let answer = self.answer;
        let event = |at: Timestamp, state: &str, how: &str, uses: Option<&[Use]>| {
            json!({
                "event_time": at.rfc3339(),
                "event_type": how,
                "event_state": state,
                "entity_id": answer.reference,
                "purposes": uses.map(|uses| uses.iter().map(Use::name).collect::<Vec<_>>()),
            })
        };
        let asked = "dpv:RequestConsent";
        let mut events = vec![event(answer.created_at, "dpv:ConsentRequested", asked, None)];
        for decision in self.decisions {
            let state = match (decision.first, decision.uses.is_empty()) {
                (true, true) => "dpv:ConsentRefused",
                (true, false) | (false, false) => "dpv:ConsentGiven",
                (false, true) => "dpv:ConsentWithdrawn",
            };
            let how = match decision.first {
                true => "dpv:ExplicitlyExpressedConsent",
                false => "dpv:WithdrawConsent",
            };
            events.push(event(decision.decided_at, state, how, Some(&decision.uses)));
        }
        if answer.state == AnswerState::Expired
            && let Some(at) = answer.expires_at
        {
            events.push(event(at, "dpv:ConsentExpired", "dpv:ConsentExpired", None));
        }
        events
    }

    fn controller(&self) -> Json {
        let Self { company, public_url, .. } = self;
        json!({
            "party_id": CONTROLLER,
            "party_type": "dpv:DataController",
            "party_role": "dpv:DataController",
            "party_name": company.name,
            "party_registration": company.siret,
            "party_address": company.address.one_line(self.answer.locale, None),
            "party_email": company.identity.privacy_contact.as_ref().or(company.contact_email.as_ref()),
            "party_phone": company.identity.contact_phone,
            "party_url": public_url,
        })
    }
}
