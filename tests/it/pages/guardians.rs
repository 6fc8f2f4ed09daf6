//! The pages for guardians.

use super::{Reader, SOME, ZOE};
use crate::console::ConsoleContext;
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

#[tokio::test]
async fn everything_that_is_missing_of_a_guardian_is_said_at_once() {
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
    let form = format!(
        "documentSha256={}&{SOME}&signature=type&decision=accept&other=named&otherEmail=paul",
        Reader::hash(&ask)
    );
    let back = anne.sends("answer", &form).await;
    let text = back.is(422).text();
    for said in [
        "Enter the first and last name of the other person",
        "Enter a valid e-mail address for the other person",
        "Type your first and last name",
        "Tick the box that says you sign by typing your name",
    ] {
        assert!(text.contains(&format!("{said}.</a>")), "{said}: {text}");
    }
}

#[tokio::test]
async fn who_types_another_name_than_the_signers_confirms_it_and_the_studio_sees_it() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let parent = |first: &str, email: &str| serde_json::json!({ "firstName": first, "lastName": "Petit-Jean", "email": email });
    let child = serde_json::json!({
        "firstName": "Léo", "lastName": "Petit", "email": "famille@example.net",
        "birthDate": "2016-03-01",
        "guardians": [parent("Anne", ZOE), parent("Paul", "paul@example.net")],
    });
    let leo = studio.post("/employee", child).await.is(201).id("/id");
    let (event, answers) = studio.plans("Open day", &[leo]).await;
    server.settle().await;
    let anne = Reader::opens(&server, ZOE);
    let hash = Reader::hash(&anne.proves_it(ZOE).await);
    let typed = "signature=type&typedName=Zoe+Other&typedConfirm=yes&decision=accept";
    let form = format!("documentSha256={hash}&{SOME}&{typed}");
    let asked = anne.sends("answer", &form).await;
    let text = asked.is(422).text();
    assert!(
        text.contains("You typed “Zoe Other”, and this request is for Anne Petit-Jean"),
        "{text}"
    );
    assert!(text.contains("I am Anne Petit-Jean, and I sign as “Zoe Other”."), "{text}");
    assert!(text.contains("value=\"Zoe Other\""), "what was typed is still there: {text}");
    assert_eq!(studio.get(&format!("/answer/{}", answers[0])).await.json["state"], "PENDING");
    anne.sends("answer", &format!("{form}&typedSure=yes")).await.is(200);
    // The same name in another order, without accents or hyphens, is no other name.
    let paul = Reader::opens(&server, "paul@example.net");
    let hash = Reader::hash(&paul.proves_it("paul@example.net").await);
    let typed = "signature=type&typedName=PETIT+JEAN+Paul&typedConfirm=yes&decision=accept";
    paul.sends("answer", &format!("documentSha256={hash}&{SOME}&{typed}")).await.is(200);
    server.settle().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    for path in [format!("/console/shoots/{event}"), format!("/console/people/{leo}")] {
        let page = console.get(&format!("{path}?lang=en")).await.is(200).text();
        assert!(page.contains("Signed as “Zoe Other”, which is not the name"), "{page}");
        assert_eq!(page.matches("Signed as").count(), 1, "{page}");
    }
}

#[tokio::test]
async fn the_second_guardian_learns_who_gave_their_address() {
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
    let first = server.postbox.last_to(ZOE);
    assert!(first.text.contains("cette adresse a été indiquée par Lumière"), "{}", first.text);
    let anne = Reader::opens(&server, ZOE);
    let hash = Reader::hash(&anne.proves_it(ZOE).await);
    let typed = "signature=type&typedName=Anne+Petit&typedConfirm=yes&decision=accept";
    let other = "other=named&otherFirstName=Paul&otherLastName=Petit&otherEmail=paul@example.net";
    let form = format!("documentSha256={hash}&{SOME}&{typed}&{other}");
    anne.sends("answer", &form).await.is(200);
    server.settle().await;
    let mail = server.postbox.last_to("paul@example.net");
    assert!(!mail.text.contains("Lumière gave this address"), "{}", mail.text);
    let why = "because Anne Petit named you as holding parental responsibility for Léo too";
    assert!(mail.text.contains(why), "{}", mail.text);
}
