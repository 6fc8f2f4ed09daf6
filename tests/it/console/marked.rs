//! Forms mark what may be left empty in one way: "(optional)" in the label.

use super::{ConsoleContext, shoot};
use crate::support::Server;

/// The fields that may be left empty in some cases only, as the hint beside them says: an address
/// where a guardian has one, guardians of an adult, what the release needs.
const DEPENDS: &[&str] = &[
    "email",
    "guardians.",
    "legalForm",
    "siret",
    "representative",
    "address.line",
    "address.postalCode",
    "address.city",
    "contactName",
    "contactEmail",
];

#[tokio::test]
async fn a_field_is_needed_or_marked_as_optional() {
    let server = Server::start();
    let (studio, event, zoe) = shoot(&server).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let pages = [
        "/console/shoots/new".to_owned(),
        format!("/console/shoots/{event}/edit"),
        format!("/console/shoots/{event}/duplicate"),
        "/console/people/new".to_owned(),
        format!("/console/people/{zoe}/edit"),
        "/console/settings/studio".to_owned(),
        "/console/settings/team".to_owned(),
        "/console/settings/tokens".to_owned(),
    ];
    let mut seen = 0;
    for path in pages {
        let page = console.get(&format!("{path}?lang=en")).await.is(200).text();
        for field in page.split("<div class=\"field").skip(1) {
            let field = field.split("</div>").next().unwrap();
            let is_typed = ["<select", "type=\"checkbox\"", "type=\"search\"", "type=\"file\""];
            let Some(name) = field
                .split(" name=\"")
                .nth(1)
                .filter(|_| is_typed.iter().all(|other| !field.contains(other)))
            else {
                continue;
            };
            let name = name.split('"').next().unwrap();
            let depends = DEPENDS.iter().any(|one| name.starts_with(one));
            let (needed, optional) = (field.contains(" required"), field.contains("(optional)"));
            assert!(needed != optional || (depends && !needed), "{path}, {name}: {field}");
            seen += 1;
        }
    }
    assert!(seen > 40, "{seen}");
}
