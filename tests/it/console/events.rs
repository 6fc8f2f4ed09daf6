//! Events made, changed and followed in the console.

use super::{ConsoleContext, accepts, said};
use crate::support::{Reply, Server, Studio};

const DAY: &str = "2027-03-14";

/// A form for a new event on a day; `more` is appended.
fn plan(more: &str) -> String {
    format!("name=Open+day&day={DAY}&from=09:00&until=17:30&city=Lyon&{more}")
}

/// Where a form leads to, without the query.
fn place(reply: &Reply) -> String {
    reply.is(303).header("location").split('?').next().unwrap().to_owned()
}

async fn group(studio: &Studio<'_>, name: &str, people: &[i64]) -> i64 {
    let body = serde_json::json!({ "name": name, "employeeIds": people });
    studio.post("/group", body).await.is(201).id("/id")
}

fn mails_to(server: &Server, email: &str) -> usize {
    server.postbox.to(email).len()
}

#[tokio::test]
async fn an_event_is_planned_with_people_and_a_group_and_everybody_is_asked_once() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.net").await;
    let class = group(&studio, "Danse & <chant>", &[ana]).await;
    server.settle().await;
    server.indexes().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let empty = console.get("/console/shoots/new?lang=en").await.is(200).text();
    assert!(empty.contains("nothing will be sent") && !empty.contains("<chant>"), "{empty}");
    let key = said(&empty, "name=\"once\" value")[0].to_owned();

    // While it is filled in, it shows who is found, and who would be written to.
    let shown = console.sends("/console/shoots/new", &plan("do=find&q=mul&group=9999")).await;
    let shown = shown.is(200).text();
    assert!(shown.contains("zoe@example.net") && shown.contains("value=\"Open day\""), "{shown}");
    let chosen = format!("once={key}&person={zoe}&group={class}&");
    let shown = console.sends("/console/shoots/new", &plan(&format!("{chosen}do=find"))).await;
    let shown = shown.is(200).text();
    assert!(shown.contains("2 e-mails") && shown.contains("about 2 people"), "{shown}");
    assert!(shown.contains("ana@example.net") && shown.contains("“Open day”"), "{shown}");
    assert_eq!(mails_to(&server, "zoe@example.net"), 0, "nothing is sent by looking");

    let sent = plan(&format!("{chosen}do=send"));
    let made = place(&console.sends("/console/shoots/new", &sent).await);
    assert_eq!(place(&console.sends("/console/shoots/new", &sent).await), made, "sent twice");
    server.settle().await;
    assert_eq!(
        (mails_to(&server, "zoe@example.net"), mails_to(&server, "ana@example.net")),
        (1, 1)
    );
    let page = console.get(&format!("{made}?after=asked&count=2&lang=en")).await.is(200).text();
    assert!(page.contains("Open day") && page.contains("Lyon"), "{page}");
    assert!(page.contains("2 requests sent"), "{page}");
    assert!(page.contains("Zoé Müller") && page.contains("Ana Moreau"));
    let all = console.get("/console/shoots?lang=en").await.is(200).text();
    assert_eq!(all.matches("class=\"shoot\"").count(), 1, "{all}");
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let body = "do=send&name=&day=2027-02-30&from=25:00&until=17:30&city=Lyon+%3Cb%3E&description=Bring+umbrellas";
    let refused = console.sends("/console/shoots/new", body).await;
    let page = refused.is(422).text();
    for field in ["name", "day", "from"] {
        assert!(page.contains(&format!("id=\"f-{field}-error\"")), "{field}: {page}");
        assert!(page.contains(&format!("href=\"#f-{field}\"")), "{field}");
    }
    assert!(!page.contains("id=\"f-until-error\""));
    assert!(page.contains("Lyon &#60;b&#62;") || page.contains("Lyon &lt;b&gt;"), "{page}");
    assert!(page.contains("Bring umbrellas") && page.contains("value=\"17:30\""));
    // An end before the start is said of the end.
    let body = format!("do=send&name=A&day={DAY}&from=18:00&until=09:00");
    let page = console.sends("/console/shoots/new", &body).await.is(422).text();
    assert!(page.contains("id=\"f-until-error\""), "{page}");
    let list = console.get("/console/shoots?lang=en").await.is(200).text();
    assert!(list.contains("No shoot yet"), "{list}");
    // Names of three hundred characters, from right to left, or with emoji.
    let long = "é".repeat(201);
    let body = format!("do=send&name={long}&day={DAY}");
    assert!(
        console.sends("/console/shoots/new", &body).await.is(422).text().contains("f-name-error")
    );
    let body = format!("do=draft&name=عرس+🎉&day={DAY}");
    let made = place(&console.sends("/console/shoots/new", &body).await);
    assert!(console.get(&made).await.is(200).text().contains("عرس 🎉"));
    server.settle().await;
}

#[tokio::test]
async fn a_child_without_guardian_is_named_and_can_be_left_out() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    let child = serde_json::json!({
        "firstName": "Noa", "lastName": "Petit", "email": "noa@example.net", "birthDate": "2020-01-01",
    });
    let noa = studio.post("/employee", child).await.is(201).id("/id");
    server.settle().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let chosen = format!("person={zoe}&person={noa}&");
    let shown = console.sends("/console/shoots/new", &plan(&format!("{chosen}do=find"))).await;
    let shown = shown.is(200).text();
    assert!(shown.contains("One person cannot be asked"), "{shown}");
    assert!(!shown.contains("send 1 e-mail"), "no e-mail is promised that cannot leave: {shown}");
    let refused = console.sends("/console/shoots/new", &plan(&format!("{chosen}do=send"))).await;
    let refused = refused.is(422).text();
    let problems = refused.split("id=\"problems\"").nth(1).unwrap();
    let problems = &problems[..problems.find("</div>").unwrap()];
    let link = format!("<a href=\"/console/people/{noa}/edit#guardians\">Noa Petit</a>");
    assert!(problems.contains(&link) && problems.matches("<li>").count() == 1, "{problems}");
    assert!(refused.contains("id=\"q-error\">One person cannot be asked"), "{refused}");
    let left_out = plan(&format!("{chosen}leaveOut=yes&do=find"));
    let shown = console.sends("/console/shoots/new", &left_out).await.is(200).text();
    assert!(shown.contains("Create and send 1 e-mail"), "{shown}");
    let sent = plan(&format!("{chosen}leaveOut=yes&do=send"));
    let made = place(&console.sends("/console/shoots/new", &sent).await);
    server.settle().await;
    assert_eq!(mails_to(&server, "noa@example.net"), 0);
    let page = console.get(&made).await.is(200).text();
    assert!(page.contains("Zoé Müller") && !page.contains("Noa Petit"), "{page}");
}

#[tokio::test]
async fn a_draft_asks_nobody_and_its_people_are_ready_to_be_asked() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    server.settle().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    // Until somebody is chosen there is one way on.
    let form = "/console/shoots/new";
    let draft = "name=\"do\" value=\"draft\"";
    let page = console.get(form).await.is(200).text();
    assert!(!page.contains(draft) && page.contains("value=\"send\""), "{page}");
    // Who was found and is chosen is not looked for any more.
    for (sought, kept) in [("1 zoé", true), ("0 zoé", false), ("0 zo", true)] {
        let chosen = format!("person={zoe}&q=zoé&sought={sought}&do=find");
        let page = console.sends(form, &plan(&chosen)).await.is(200).text();
        assert!(page.contains(draft), "{page}");
        assert_eq!(page.contains("name=\"q\" value=\"zoé\""), kept, "{sought}: {page}");
    }
    let drafted =
        console.sends("/console/shoots/new", &plan(&format!("person={zoe}&do=draft"))).await;
    let there = drafted.is(303).header("location").to_owned();
    server.settle().await;
    assert_eq!(mails_to(&server, "zoe@example.net"), 0);
    let page = console.get(&format!("{there}&lang=en")).await.is(200).text();
    assert!(page.contains("Nobody has been asked yet") && page.contains("Send 1 e-mail"), "{page}");
    let ask = there.split('?').next().unwrap();
    let nobody = console.sends(ask, "do=send").await.is(422).text();
    assert!(nobody.contains("Choose at least one person"), "{nobody}");
    let key = said(&page, "name=\"once\" value")[0];
    for _ in 0..2 {
        console.sends(ask, &format!("do=send&once={key}&person={zoe}")).await.is(303);
    }
    server.settle().await;
    assert_eq!(mails_to(&server, "zoe@example.net"), 1);
    let again = console.sends(ask, &format!("do=send&person={zoe}")).await;
    assert!(again.is(303).header("location").contains("after=nobody-asked"));
}

#[tokio::test]
async fn an_event_is_changed_and_the_second_of_two_editors_sees_what_the_first_did() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Open day", &[]).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let there = format!("/console/shoots/{event}/edit");
    let form = console.get(&format!("{there}?lang=en")).await.is(200).text();
    assert!(form.contains("value=\"Open day\"") && form.contains("value=\"12 rue des Lilas\""));
    let revision = said(&form, "name=\"revision\" value")[0].to_owned();
    let first = format!("revision={revision}&name=First&day={DAY}&from=09:00&until=10:00");
    assert_eq!(place(&console.sends(&there, &first).await), format!("/console/shoots/{event}"));
    let second = format!("revision={revision}&name=Second&day={DAY}&from=09:00&until=10:00");
    let asked = console.sends(&there, &second).await.is(409).text();
    assert!(asked.contains("Somebody else has changed") && asked.contains("First"), "{asked}");
    assert!(asked.contains("value=\"Second\""), "what was typed is kept");
    let revision = said(&asked, "name=\"revision\" value")[0].to_owned();
    let second = format!("revision={revision}&name=Second&day={DAY}&from=09:00&until=10:00");
    console.sends(&there, &second).await.is(303);
    assert!(console.get(&format!("/console/shoots/{event}")).await.text().contains("Second"));
    let form = console.get(&there).await.is(200).text();
    let revision = said(&form, "name=\"revision\" value")[0].to_owned();
    let wrong = format!("revision={revision}&name=Third&day=&from=09:00&until=10:00");
    let page = console.sends(&there, &wrong).await.is(422).text();
    assert!(page.contains("id=\"f-day-error\"") && page.contains("value=\"Third\""), "{page}");
    server.settle().await;
}

#[tokio::test]
async fn an_event_is_cancelled_restored_and_copied() {
    let server = Server::start();
    let (studio, event, _) = super::shoot(&server).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let here = format!("/console/shoots/{event}");
    let gone = console.sends(&format!("{here}/cancel"), "").await;
    let list =
        console.get(&format!("{}&lang=en", gone.is(303).header("location"))).await.is(200).text();
    assert!(
        list.contains("Shoot cancelled") && list.contains(&format!("{here}/restore")),
        "{list}"
    );
    console.get(&here).await.is(404);
    let trash = console.get("/console/shoots?state=deleted&lang=en").await.is(200).text();
    assert!(trash.contains("Open day") && trash.contains("Restore"), "{trash}");
    for _ in 0..2 {
        assert_eq!(place(&console.sends(&format!("{here}/restore"), "").await), here);
    }
    console.get(&here).await.is(200);

    let copy = format!("{here}/duplicate");
    let form = console.get(&format!("{copy}?lang=en")).await.is(200).text();
    let key = said(&form, "name=\"once\" value")[0].to_owned();
    let wrong = console.sends(&copy, "name=Again&day=soon&keepPeople=yes").await.is(422).text();
    assert!(wrong.contains("id=\"f-day-error\"") && wrong.contains("value=\"Again\""), "{wrong}");
    let before = mails_to(&server, "zoe@example.net");
    // It says what will be sent, as the form of a new event does.
    assert!(form.contains("Duplicate and send 1 e-mail") && form.contains("zoe@example.net"));
    let shown = console.sends(&copy, "do=find&name=Again").await.is(200).text();
    assert!(shown.contains(">Duplicate</button>") && !shown.contains("zoe@"), "{shown}");
    let sent = format!("once={key}&sent=yes&name=Again&day={DAY}&from=08:00&keepPeople=yes");
    let made = place(&console.sends(&copy, &sent).await);
    assert_eq!(place(&console.sends(&copy, &sent).await), made, "sent twice");
    assert_ne!(made, here);
    server.settle().await;
    assert_eq!(mails_to(&server, "zoe@example.net"), before + 1);
    let page = console.get(&made).await.is(200).text();
    assert!(page.contains("Again") && page.contains("Zoé Müller") && !page.contains("75011"));
}

#[tokio::test]
async fn those_chosen_are_reminded_once_it_is_confirmed() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.net").await;
    let (event, asked) = studio.plans("Open day", &[zoe, ana]).await;
    server.settle().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let there = format!("/console/shoots/{event}/answers");
    // Within a day of the request, nobody is reminded.
    let soon = console.sends(&there, "do=remind&all=yes").await;
    assert!(soon.is(303).header("location").contains("nobody-reminded"));
    server.clock.advance(2 * 86_400_000);
    let console = ConsoleContext::of(&server, &studio.email).await;
    let page =
        console.sends(&there, &format!("do=remind&answer={}", asked[0])).await.is(200).text();
    assert!(page.contains("Send a reminder to 1 person?") && page.contains("Zoé Müller"), "{page}");
    assert!(!page.contains("Ana Moreau"));
    server.settle().await;
    let count = mails_to(&server, "zoe@example.net");
    let body = format!("do=remind&answer={}&confirm=yes", asked[0]);
    let done = console.sends(&there, &body).await;
    assert!(done.is(303).header("location").contains("after=reminded&count=1"));
    let again = console.sends(&there, &body).await;
    assert!(again.is(303).header("location").contains("nobody-reminded"), "sent twice");
    server.settle().await;
    assert_eq!(mails_to(&server, "zoe@example.net"), count + 1);
    assert!(console.sends(&there, "do=dance&all=yes").await.status == 422);
    assert!(console.sends(&there, "do=remind").await.is(303).header("location").contains("nobody"));
}

#[tokio::test]
async fn requests_are_removed_and_brought_back_and_given_answers_stay() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.net").await;
    let (event, asked) = studio.plans("Open day", &[zoe, ana]).await;
    accepts(&server, "zoe@example.net", &["web"]).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let there = format!("/console/shoots/{event}/answers");
    let links = console.sends(&there, "do=link&all=yes").await.is(200).text();
    assert!(links.contains("Ana Moreau") && links.contains("/sign/"), "{links}");
    assert!(!links.contains("Zoé Müller"), "who has answered needs no link");
    let gone = console.sends(&there, "do=remove&all=yes").await;
    let there_now = gone.is(303).header("location").to_owned();
    assert!(there_now.contains("after=removed&count=1"), "{there_now}");
    let page = console.get(&format!("{there_now}&lang=en")).await.is(200).text();
    assert!(page.contains("One request removed") && page.contains("Undo"), "{page}");
    assert!(page.contains("Zoé Müller") && !page.contains("id=\"person-2\""), "{page}");
    let back = console.sends(&there, &format!("do=undo&answer={}", asked[1])).await;
    assert!(back.is(303).header("location").contains("restored-requests&count=1"));
    let page = console.get(&format!("/console/shoots/{event}?state=open&lang=en")).await.text();
    assert!(page.contains("Ana Moreau") && !page.contains("Zoé Müller"), "{page}");
    let page = console.get(&format!("/console/shoots/{event}?search=mul&lang=en")).await.text();
    assert!(!page.contains("Ana Moreau") && page.contains("Zoé Müller"), "{page}");
    // The given answer has its documents, and can be asked again.
    let zip = console.sends(&there, "do=download&all=yes").await;
    assert!(zip.is(200).header("content-type").contains("zip"));
    let renew = console.sends(&there, "do=renew&all=yes").await.is(200).text();
    assert!(renew.contains("Ask 1 person for their consent again?"), "{renew}");
    let done = console.sends(&there, "do=renew&all=yes&confirm=yes").await;
    assert!(done.is(303).header("location").contains("after=renewed&count=1"));
    server.settle().await;
}

#[tokio::test]
async fn the_documents_and_the_history_of_an_event_are_at_hand() {
    let server = Server::start();
    let (studio, event, zoe) = super::shoot(&server).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let here = format!("/console/shoots/{event}");
    let page = console.get(&format!("{here}/papers?lang=en")).await.is(200).text();
    assert!(page.contains("No answer yet"), "{page}");
    accepts(&server, "zoe@example.net", &["web"]).await;
    let page = console.get(&format!("{here}/papers?lang=en")).await.is(200).text();
    assert!(page.contains("Zoé Müller") && page.contains("Accepted in part"), "{page}");
    for (name, kind) in [
        ("roster.pdf", "application/pdf"),
        ("roster.csv", "text/csv"),
        ("roster.xlsx", "spreadsheet"),
        ("answers.csv", "text/csv"),
        ("answers.xlsx", "spreadsheet"),
        ("documents.zip", "zip"),
        ("documents.pdf", "application/pdf"),
    ] {
        let file = console.get(&format!("{here}/papers/{name}")).await;
        let found = file.is(200).header("content-type");
        assert!(found.contains(kind), "{name}: {found}");
    }
    console.get(&format!("{here}/papers/secrets.txt")).await.is(404);
    let answer = said(&page, "href").into_iter().find(|one| one.ends_with("document.pdf"));
    console.get(answer.unwrap()).await.is(200);
    let history = console.get(&format!("{here}/history?lang=en")).await.is(200).text();
    assert!(history.contains("Request sent to") && history.contains("Answered by"), "{history}");
    assert!(history.contains(&format!("/console/people/{zoe}")));
    server.settle().await;
}

#[tokio::test]
async fn the_list_is_filtered_by_state_days_and_text_and_sorted() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    for (name, day) in [("Spring", "2027-03-14"), ("Summer", "2027-07-14")] {
        console
            .sends("/console/shoots/new", &format!("do=draft&name={name}&day={day}"))
            .await
            .is(303);
    }
    server.settle().await;
    server.indexes().await;
    let names = async |query: &str| {
        let page = console.get(&format!("/console/shoots?lang=en&{query}")).await.is(200).text();
        let at = |name: &str| page.find(&format!(">{name}</a>"));
        match (at("Spring"), at("Summer")) {
            (Some(one), Some(two)) if one < two => "both",
            (Some(_), Some(_)) => "both, turned",
            (Some(_), None) => "Spring",
            (None, Some(_)) => "Summer",
            (None, None) => "none",
        }
    };
    assert_eq!(names("").await, "both");
    assert_eq!(names("sort=-day").await, "both, turned");
    assert_eq!(names("search=summer").await, "Summer");
    assert_eq!(names("from=2027-05-01").await, "Summer");
    assert_eq!(names("until=2027-05-01").await, "Spring");
    assert_eq!(names("state=create").await, "both");
    assert_eq!(names("state=closed").await, "none");
    assert_eq!(names("state=%3Cb%3E&sort=nothing&from=yesterday&page=99").await, "none");
}

#[tokio::test]
async fn a_role_does_what_its_rights_allow() {
    let server = Server::start();
    let (studio, event, _) = super::shoot(&server).await;
    let user = studio.hires("noe@lumiere.example", "USER").await;
    let partner = studio.hires("lens@lumiere.example", "PHOTOGRAPHER").await;
    server.settle().await;
    let here = format!("/console/shoots/{event}");
    let console = ConsoleContext::of(&server, &user.email).await;
    let page = console.get(&format!("{here}?lang=en")).await.is(200).text();
    assert!(page.contains(&format!("{here}/edit")) && !page.contains("/cancel\""), "{page}");
    console.sends(&format!("{here}/cancel"), "").await.is(403);
    console.sends(&format!("{here}/answers"), "do=remind&all=yes&confirm=yes").await.is(403);
    console.sends(&format!("{here}/answers"), "do=remove&all=yes").await.is(403);
    console.sends(&format!("{here}/answers"), "do=link&all=yes").await.is(200);
    let console = ConsoleContext::of(&server, &partner.email).await;
    console.get("/console/shoots/new").await.is(403);
    console.get(&here).await.is(404);
    for path in ["edit", "ask", "answers", "cancel"] {
        console.sends(&format!("{here}/{path}"), "do=send").await.is(403);
    }
    let list = console.get("/console/shoots?lang=en").await.is(200).text();
    assert!(!list.contains("/console/shoots/new") && !list.contains("/console/people"), "{list}");
    ConsoleContext::new(&server).get(&here).await.is(303);
    server.settle().await;
}
