//! The first page, with what is to be done, and the notifications.

use be_right::model::Timestamp;
use serde_json::json;

use super::{ConsoleContext, accepts, said};
use crate::files::{id, photo};
use crate::support::{Recipient, Server};

#[tokio::test]
async fn a_new_studio_is_led_through_its_first_steps() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let page = console.get("/console?lang=en").await.is(200).text();
    assert!(page.contains("First steps") && !page.contains("Nothing to do today"), "{page}");
    for step in ["/console/settings/studio", "/console/settings/release", "/console/shoots/new"] {
        assert!(page.contains(&format!("<a href=\"{step}\">")), "{step}: {page}");
    }
    let details = "name=Lumi%C3%A8re&address.city=Lyon&siret=73282932000074&legalForm=SAS\
                   &representative=Ana+Petit&contactName=Ana+Petit&withdrawalDays=15&assentAge=12\
                   &contactEmail=contact@lumiere.example";
    console.sends("/console/settings/studio", details).await.is(303);
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    studio.plans("Open day", &[zoe]).await;
    server.settle().await;
    let page = console.get("/console?lang=en").await.is(200).text();
    assert_eq!(page.matches("<li class=\"is-done\">").count(), 5, "{page}");
    accepts(&server, "zoe@example.net", &["web"]).await;
    let page = console.get("/console?lang=en").await.is(200).text();
    assert!(!page.contains("First steps"), "{page}");
    server.settle().await;
}

#[tokio::test]
async fn what_is_to_be_done_leads_to_where_it_is_done() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.net").await;
    let (event, _) = studio.plans("Open day", &[zoe, ana]).await;
    let child = json!({
        "firstName": "Noa", "lastName": "Petit", "email": "noa@example.net",
        "birthDate": "2020-01-01",
    });
    let noa = studio.post("/employee", child).await.is(201).id("/id");
    server.settle().await;

    // Zoé withdraws, and is on a photograph; mails to Ana come back.
    let mut recipient = Recipient::invited(&server, "zoe@example.net");
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    let file = id(&photo(&studio, event, 1).await);
    let named = json!({ "employeeIds": [zoe] });
    studio.put(&format!("/file/{file}/people"), named).await.is(200);
    recipient.withdraws(None).await.is(200);
    let mail = studio.mail_to("ana@example.net").await;
    studio.acts(&format!("/mail/{mail}/bounced")).await.is(204);
    server.settle().await;

    let console = ConsoleContext::of(&server, &studio.email).await;
    let page = console.get("/console?lang=en").await.is(200).text();
    for (title, href) in [
        ("Withdrawn, with photographs", format!("/console/people/{zoe}#photos")),
        ("Addresses that do not exist", format!("/console/people/{ana}")),
        ("Children without a guardian", format!("/console/people/{noa}/edit")),
        ("Awaited answers", format!("/console/shoots/{event}?state=open")),
    ] {
        assert!(page.contains(title), "{title}: {page}");
        assert!(page.contains(&format!("href=\"{href}\"")), "{href}: {page}");
        console.get(&href).await.is(200);
    }
    assert!(page.contains("One person has not answered"), "{page}");
    assert!(page.contains("One photograph of “Open day” names them"), "{page}");
    // Another studio has none of it, and a photographer sees shoots only.
    let other = server.studio("pathe").await;
    let other = ConsoleContext::of(&server, &other.email).await;
    let page = other.get("/console?lang=en").await.is(200).text();
    assert!(page.contains("First steps") && !page.contains("Open day"), "{page}");
    let partner = studio.hires("lens@example.org", "PHOTOGRAPHER").await;
    let partner = ConsoleContext::of(&server, &partner.email).await;
    let page = partner.get("/console?lang=en").await.is(200).text();
    assert!(!page.contains("Zoé") && !page.contains("Open day"), "{page}");
    server.settle().await;
}

#[tokio::test]
async fn lines_that_an_import_refused_and_consents_that_end_are_to_be_done() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    let (event, _) = studio.plans("Open day", &[zoe]).await;
    accepts(&server, "zoe@example.net", &["web"]).await;
    let table = "prénom,nom,e-mail\nAna,Moreau,ana@example.net\nBea,,bea\n";
    let form = poem::test::TestForm::new()
        .field(poem::test::TestFormField::text(table).name("file").filename("class.csv"));
    let sent = server.send_form(&studio.token, "/employee-upload/csv", form).await;
    let import = sent.is(202).id("/id");
    server.settle().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let page = console.get("/console?lang=en").await.is(200).text();
    assert!(page.contains("One line needs correcting"), "{page}");
    assert!(page.contains(&format!("href=\"/console/people/import/{import}\"")), "{page}");
    assert!(!page.contains("Consents about to expire"), "{page}");
    // A consent of eight years, fifty days before its end.
    server.clock.advance(8 * 365 * Timestamp::DAY - 50 * Timestamp::DAY);
    let console = ConsoleContext::of(&server, &studio.email).await;
    let page = console.get("/console?lang=en").await.is(200).text();
    assert!(page.contains("One consent expires soon"), "{page}");
    assert!(page.contains(&format!("href=\"/console/shoots/{event}\"")), "{page}");
    assert!(!page.contains("One line needs correcting"), "{page}");
    server.leaves_jobs();
}

#[tokio::test]
async fn notifications_are_counted_read_and_lead_to_their_pages() {
    let server = Server::start();
    let (studio, _, _) = super::shoot(&server).await;
    let mut recipient = Recipient::invited(&server, "zoe@example.net");
    recipient.proves_the_email().await;
    recipient.refuses(None).await.is(201);
    server.settle().await;
    let user = studio.hires("noe@lumiere.example", "USER").await;
    let zoe = studio.hires("zoe@example.net", "EMPLOYEE").await;
    let other = studio.employs("Max", "Roy", "max@example.net").await;
    studio.plans("Gala", &[other]).await;
    server.settle().await;
    let path = "/console/notifications";
    let console = ConsoleContext::of(&server, &user.email).await;
    let page = console.get(&format!("{path}?lang=en")).await.is(200).text();
    assert!(page.contains("New shoot") && page.contains("Gala"), "{page}");
    assert_eq!(page.matches("<h2 class=\"upper\">today</h2>").count(), 1, "by day: {page}");
    let unread = page.matches("class=\"is-unread\"").count();
    assert!(unread >= 1, "{page}");
    let home = console.get("/console?lang=en").await.is(200).text();
    assert!(home.contains(&format!("<span class=\"count\">{unread}</span>")), "{home}");
    let link = said(&page, "href").into_iter().rfind(|one| one.starts_with("/console/shoots/"));
    console.get(link.unwrap()).await.is(200);
    let one = said(&page, "data-read")[0].to_owned();
    let back = console.sends(path, &format!("do=read&id={one}&show=unread")).await;
    assert_eq!(back.is(303).header("location"), format!("{path}?show=unread"));
    let page = console.get(&format!("{path}?show=unread&lang=en")).await.is(200).text();
    assert!(!page.contains(&format!("data-read=\"{one}\"")), "{page}");
    console.sends(path, &format!("do=unread&id={one}")).await.is(303);
    let page = console.get(&format!("{path}?lang=en")).await.is(200).text();
    assert!(page.contains(&format!("data-read=\"{one}\"")), "{page}");
    // Nobody marks another's; everything of one's own at once.
    let owner = ConsoleContext::of(&server, &studio.email).await;
    owner.sends(path, &format!("do=read&id={one}")).await.is(404);
    console.sends(path, "do=all").await.is(303);
    let page = console.get(&format!("{path}?show=unread&lang=en")).await.is(200).text();
    assert!(page.contains("No notifications"), "{page}");
    // Who is photographed has a list, too.
    let zoe = ConsoleContext::of(&server, &zoe.email).await;
    zoe.get(path).await.is(200);
    server.settle().await;
}

#[tokio::test]
async fn whoever_has_left_every_studio_finds_invitations_and_closed_studios() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    console.sends("/console/settings/data", "do=close&name=lumiere").await.is(303);
    let page = console.get("/console?lang=en").await.is(403).text();
    assert!(page.contains("Reopen") && page.contains("lumiere"), "{page}");
    let path = "/console/settings/companies";
    let reopen = format!("do=restore&company={}", studio.company);
    console.sends(path, &reopen).await.is(303);
    console.get("/console").await.is(200);
    let stranger = server.studio("pathe").await;
    let other = ConsoleContext::of(&server, &stranger.email).await;
    other.sends(path, &reopen).await.is(404);
    ConsoleContext::new(&server).sends(path, &reopen).await.is(303);
    server.settle().await;
}

#[tokio::test]
async fn people_with_the_same_name_are_distinguished_on_the_first_page() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let child = async |first: &str, email: &str, class: &str| {
        let child = json!({
            "firstName": first, "lastName": "Petit", "email": email, "birthDate": "2020-01-01",
        });
        let id = studio.post("/employee", child).await.is(201).id("/id");
        let class = json!({ "name": class, "employeeIds": [id] });
        studio.post("/group", class).await.is(201);
    };
    child("Noa", "noa@example.net", "CM1").await;
    child("Léo", "leo@example.net", "CP").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let page = console.get("/console?lang=en").await.is(200).text();
    assert!(page.contains("Noa Petit") && !page.contains(">CM1<"), "{page}");
    // A namesake who is a grown-up, and on no list of the page.
    studio.employs("noa", "petit", "other@example.net").await;
    let page = console.get("/console?lang=en").await.is(200).text();
    assert!(page.contains(">CM1</span>"), "{page}");
    assert!(!page.contains(">CP</span>") && !page.contains("other@example.net"), "{page}");
    server.settle().await;
}

/// The first English text that was shipped.
const FIRST_TEXT: &str = include_str!("first_release_text.txt");

#[tokio::test]
async fn a_studio_with_a_former_standard_text_sees_it_on_the_first_page_and_adopts_the_new_one() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let user = studio.hires("ines@lumiere.example", "USER").await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    studio.plans("Open day", &[zoe]).await;
    server.settle().await;
    accepts(&server, "zoe@example.net", &["web"]).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let offer = "Compare with the new standard text";
    let reads = async |console: &ConsoleContext<'_>| {
        console.get("/console?lang=en").await.is(200).text().contains(offer)
    };
    assert!(!reads(&console).await);
    let put = async |body: &str| {
        let text = json!({ "title": "Release", "uses": ["web", "print"], "body": body });
        studio.put("/template/current/en", text).await.is(200);
    };
    // A text of one's own is not held against the standard one.
    put("{company} photographs {person} for {duration}.").await;
    assert!(!reads(&console).await);
    put(FIRST_TEXT).await;
    assert!(reads(&console).await);
    let page = console.get("/console?lang=en").await.is(200).text();
    let there = "/console/settings/release/standard?language=en";
    assert!(page.contains(&format!("href=\"{there}\"")), "{page}");
    let user = ConsoleContext::of(&server, &user.email).await;
    assert!(!reads(&user).await, "only owners change the text");
    console.get(there).await.is(200);
    console.sends("/console/settings/release/standard", "language=en&do=one").await.is(303);
    assert!(!reads(&console).await);
    server.settle().await;
}
