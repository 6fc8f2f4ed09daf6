//! E-mail addresses that do not work are corrected on the page that shows them.

use be_right::model::Timestamp;

use super::{ConsoleContext, said};
use crate::support::{Recipient, Server};

#[tokio::test]
async fn an_address_that_does_not_work_is_corrected_in_the_console_and_the_request_is_sent_again() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let other = server.studio("pathe").await;
    let ana = studio.employs("Ana", "Moreau", "anna@example.org").await;
    let bea = studio.employs("Bea", "Noël", "bea@example.org").await;
    let zoe = studio.employs("Zoé", "Petit", "zoe@example.org").await;
    let (event, _) = studio.plans("Été", &[ana, bea]).await;
    server.settle().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let there = format!("/console/shoots/{event}");
    let correct = |person: i64| format!("{there}/people/{person}/email");
    assert!(!console.get(&there).await.is(200).text().contains("/email"), "all is well");

    let mail = studio.mail_to("anna@example.org").await;
    studio.acts(&format!("/mail/{mail}/bounced")).await.is(204);
    let page = console.get(&there).await.is(200).text();
    let forms: Vec<_> =
        said(&page, "action").into_iter().filter(|path| path.ends_with("/email")).collect();
    assert_eq!(forms, [correct(ana)]);
    assert!(
        page.contains("Adresse e-mail d’Ana Moreau") && page.contains("Les e-mails reviennent")
    );
    assert_eq!(said(&page, "name=\"email\" value"), ["anna@example.org"]);

    // An invalid address is refused, and stays in the field.
    let refused = console.sends(&correct(ana), "email=ana%40").await;
    let text = refused.is(422).text();
    assert!(text.contains("role=\"status\"") && said(&text, "name=\"email\" value") == ["ana@"]);
    let fine = console.sends(&correct(ana), "email=+ana%40example.org+").await;
    assert_eq!(fine.is(303).header("location"), format!("{there}?after=sent"));
    server.settle().await;
    let page = console.get(&format!("{there}?after=sent")).await.is(200).text();
    assert!(
        page.contains("les e-mails partent de nouveau") && !page.contains("Les e-mails reviennent")
    );
    assert_eq!(server.postbox.to("ana@example.org").len(), 1);
    let person = studio.get(&format!("/employee/{ana}")).await;
    assert_eq!(person.is(200).json["email"], "ana@example.org");
    assert_eq!(person.json["emailState"], "OK");
    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.proves_the_email().await;

    // The same address again: the mailbox has been created since. The mail that bounced is sent
    // again, once a day.
    assert_eq!(server.postbox.to("bea@example.org").len(), 1);
    let mail = studio.mail_to("bea@example.org").await;
    studio.acts(&format!("/mail/{mail}/bounced")).await.is(204);
    assert!(console.get(&there).await.text().contains(&correct(bea)));
    console.sends(&correct(bea), "email=bea%40example.org").await.is(303);
    server.settle().await;
    assert!(!console.get(&there).await.text().contains(&correct(bea)));
    assert_eq!(studio.get(&format!("/employee/{bea}")).await.json["emailState"], "OK");
    assert_eq!(server.audited("try_email_again"), 1);
    assert_eq!(server.postbox.to("bea@example.org").len(), 2);
    studio.acts(&format!("/mail/{mail}/bounced")).await.is(204);
    studio.delete(&format!("/employee/{bea}/bounced")).await.is(204);
    server.settle().await;
    assert_eq!(server.postbox.to("bea@example.org").len(), 2);

    // Only for employees who were asked, of the own company, and by users who may plan.
    console.sends(&correct(zoe), "email=zoe%40example.net").await.is(404);
    console.sends(&correct(ana), "guardian=1&email=zoe%40example.net").await.is(404);
    let theirs = ConsoleContext::of(&server, &other.email).await;
    theirs.sends(&correct(ana), "email=eve%40example.net").await.is(404);
    studio.acts(&format!("/mail/{mail}/bounced")).await;
    let bob = studio.hires("bob@lumiere.example", "PHOTOGRAPHER").await;
    let photographer = ConsoleContext::of(&server, &bob.email).await;
    photographer.sends(&correct(bea), "email=eve%40example.net").await.is(403);
    assert!(!studio.get("/employee").await.is(200).text().contains("example.net"));
    server.settle().await;

    server.clock.advance(25 * Timestamp::HOUR);
    let studio = studio.comes_back().await;
    studio.delete(&format!("/employee/{bea}/bounced")).await.is(204);
    server.settle().await;
    assert_eq!(server.postbox.to("bea@example.org").len(), 3);
}
