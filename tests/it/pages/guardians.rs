//! The pages for guardians.

use super::{Reader, SOME, ZOE};
use crate::support::Server;

#[tokio::test]
async fn a_guardian_names_the_other_one_without_any_script() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let parent = serde_json::json!({ "firstName": "Anne", "lastName": "Petit", "email": ZOE });
    let child = serde_json::json!({
        "firstName": "Léo", "lastName": "Petit", "email": "famille@example.net",
        "birthDate": "2016-03-01", "guardians": [parent],
    });
    let leo = studio.post("/employee", child).await.is(201).id("/id");
    studio.plans("Open day", &[leo]).await;
    server.settle().await;
    let anne = Reader::opens(&server, ZOE);
    let ask = anne.proves_it(ZOE).await;
    let text = ask.text();
    assert!(text.contains("May Lumière use photos of Léo Petit?"), "{text}");
    assert!(text.contains("parental responsibility for Léo Petit, and knows only you"), "{text}");
    assert!(!text.contains("Keep this signature"), "not offered to guardians: {text}");
    let typed = "signature=type&typedName=Anne+Petit&typedConfirm=yes&decision=accept";
    let form = format!("documentSha256={}&{SOME}&{typed}", Reader::hash(&ask));
    let open = anne.sends("answer", &form).await;
    assert!(open.is(422).text().contains("Say who else holds parental responsibility"));
    let own = format!("{form}&other=named&otherFirstName=Paul&otherLastName=&otherEmail={ZOE}");
    let wrong = anne.sends("answer", &own).await;
    let text = wrong.is(422).text();
    assert!(text.contains("Enter the first and last name of the other person"), "{text}");
    assert!(text.contains("value=\"Paul\""), "what was typed is still there");
    let named =
        format!("{form}&other=named&otherFirstName=Paul&otherLastName=Petit&otherEmail={ZOE}");
    let same = anne.sends("answer", &named).await;
    assert!(same.is(422).text().contains("This is your own address"));
    let named = named.replace(&format!("otherEmail={ZOE}"), "otherEmail=paul@example.net");
    let done = anne.sends("answer", &named).await;
    let text = done.is(200).text();
    assert!(text.contains("Thank you, your answer for Léo Petit is recorded"), "{text}");
    assert!(text.contains("has not answered yet"), "{text}");
    server.settle().await;
    assert_eq!(server.postbox.to("paul@example.net").len(), 1);
}

#[tokio::test]
async fn a_guardians_page_does_not_show_the_reason_of_the_other() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let parent = |first: &str, email: &str| serde_json::json!({ "firstName": first, "lastName": "Petit", "email": email });
    let child = serde_json::json!({
        "firstName": "Léo", "lastName": "Petit", "email": "famille@example.net",
        "birthDate": "2016-03-01",
        "guardians": [parent("Anne", ZOE), parent("Paul", "paul@example.net")],
    });
    let leo = studio.post("/employee", child).await.is(201).id("/id");
    studio.plans("Open day", &[leo]).await;
    server.settle().await;
    let paul = Reader::opens(&server, "paul@example.net");
    let ask = paul.proves_it("paul@example.net").await;
    let anne = Reader::opens(&server, ZOE);
    let typed = "signature=type&typedName=Anne+Petit&typedConfirm=yes&decision=accept";
    let hash = Reader::hash(&anne.proves_it(ZOE).await);
    anne.sends("answer", &format!("documentSha256={hash}&{SOME}&{typed}")).await.is(200);
    let hash = Reader::hash(&ask);
    let refusal = format!("documentSha256={hash}&decision=refuse&sure=yes&reason=We+are+divorcing");
    let done = paul.sends("answer", &refusal).await;
    assert!(done.is(200).text().contains("We are divorcing"), "{}", done.text());
    server.settle().await;
    let page = anne.get("?lang=en").await;
    let text = page.is(200).text();
    assert!(text.contains("Reference") && !text.contains("We are divorcing"), "{text}");
}
