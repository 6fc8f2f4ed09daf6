//! People and groups added, changed and gathered in the console.

use super::{ConsoleContext, accepts, said};
use crate::support::{Reply, Server};

fn place(reply: &Reply) -> String {
    reply.is(303).header("location").split('?').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_person_is_added_by_hand_and_changed() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let form = console.get("/console/people/new?lang=en").await.is(200).text();
    let key = said(&form, "name=\"once\" value")[0].to_owned();
    let wrong = "firstName=Zo%C3%A9&lastName=&email=zoe%40&phone=12&birthDate=2020-01-01\
                 &guardians.0.firstName=Anne&guardians.0.lastName=Petit&guardians.0.email=anne";
    let page = console.sends("/console/people/new", wrong).await.is(422).text();
    for field in ["lastName", "email", "phone", "guardians-0-email"] {
        assert!(page.contains(&format!("id=\"f-{field}-error\"")), "{field}: {page}");
    }
    assert!(page.contains("value=\"Zoé\"") && page.contains("value=\"Anne\""), "{page}");
    let right = format!(
        "once={key}&firstName=Zo%C3%A9&lastName=Petit&email=zoe@example.net&birthDate=2020-01-01\
         &guardians.0.firstName=Anne&guardians.0.lastName=Petit&guardians.0.email=anne@example.net"
    );
    let made = place(&console.sends("/console/people/new", &right).await);
    assert_eq!(place(&console.sends("/console/people/new", &right).await), made, "sent twice");
    let page = console.get(&format!("{made}?lang=en")).await.is(200).text();
    assert!(page.contains("Zoé Petit") && page.contains("anne@example.net"), "{page}");
    // The same name and address once more.
    let taken = right.replace(&key, "another-key");
    let page = console.sends("/console/people/new", &taken).await.is(409).text();
    assert!(page.contains("value=\"zoe@example.net\"") && page.contains("id=\"problems\""));

    let edit = format!("{made}/edit");
    let form = console.get(&format!("{edit}?lang=en")).await.is(200).text();
    assert!(form.contains("value=\"Anne\"") && form.contains("value=\"2020-01-01\""), "{form}");
    let body = "firstName=Zo%C3%A9&lastName=Grand&email=zoe@example.net&locale=en&do=save";
    assert_eq!(place(&console.sends(&edit, body).await), made);
    let page = console.get(&format!("{made}?lang=en")).await.is(200).text();
    assert!(page.contains("Zoé Grand") && !page.contains("anne@example.net"), "{page}");
    let wrong = console.sends(&edit, "firstName=&lastName=Grand&email=zoe@example.net").await;
    assert!(wrong.is(422).text().contains("id=\"f-firstName-error\""));
    server.settle().await;
}

#[tokio::test]
async fn a_form_names_the_draft_that_a_browser_keeps_of_it_also_once_it_was_refused() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let draft = |page: &str| {
        let at = page.find("name=\"draft\" value=\"").map(|at| &page[at + 20..]);
        at.map(|rest| rest[..rest.find('"').unwrap()].to_owned())
    };
    let plain = draft(&console.get("/console/shoots/new").await.is(200).text()).unwrap();
    let begun = draft(&console.get("/console/shoots/new?day=2027-03-14").await.is(200).text());
    assert_ne!(begun.as_ref(), Some(&plain), "a day of the calendar is another beginning");
    let person = draft(&console.get("/console/people/new").await.is(200).text()).unwrap();
    for (path, name) in [("/console/shoots/new", plain), ("/console/people/new", person)] {
        let sent = console.sends(path, &format!("do=save&draft={name}&once=k")).await;
        let again = sent.text();
        assert_eq!(draft(&again), Some(name), "{again}");
        let other = console.sends(path, &format!("do=save&draft={}", "x".repeat(300))).await;
        assert_eq!(draft(&other.text()), None, "a name of ours is short");
    }
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    let edit = console.get(&format!("/console/people/{zoe}/edit")).await.is(200).text();
    assert_eq!(draft(&edit), None, "whoever is changed has values of their own");
}

#[tokio::test]
async fn a_child_without_guardian_is_saved_and_said_by_name() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let child = "firstName=Noa&lastName=Petit&email=noa@example.net&birthDate=2020-01-01";
    let saved = console.sends("/console/people/new", &format!("do=another&{child}")).await;
    let to = saved.is(303).header("location").to_owned();
    assert!(to.starts_with("/console/people/new?"), "{to}");
    let page = console.get(&format!("{to}&lang=en")).await.is(200).text();
    assert!(page.contains("Noa Petit is added, but cannot be asked yet"), "{page}");
    let grown = "do=another&firstName=Ana&lastName=Roche&email=ana@example.net";
    let to =
        console.sends("/console/people/new", grown).await.is(303).header("location").to_owned();
    let page = console.get(&format!("{to}&lang=en")).await.is(200).text();
    assert!(page.contains("Person added.") && !page.contains("cannot be asked"), "{page}");
    // An error of a guardian says of which.
    let wrong = format!("{child}&guardians.1.firstName=Anne&guardians.1.email=anne");
    let page = console.sends("/console/people/new", &wrong).await.is(422).text();
    assert!(page.contains(">Second guardian, ") && !page.contains(">First guardian, "), "{page}");
    assert!(page.contains("id=\"f-guardians-1-email-error\""), "{page}");
    // A long name is not cut: the error says how long it may be.
    let long = child.replace("Noa", &"é".repeat(300));
    let page = console.sends("/console/people/new", &long).await.is(422).text();
    assert!(page.contains("(300 / 100)") && page.contains(&"é".repeat(300)), "{page}");
    server.settle().await;
}

#[tokio::test]
async fn a_persons_page_shows_consents_documents_mails_and_history() {
    let server = Server::start();
    let (studio, event, zoe) = super::shoot(&server).await;
    accepts(&server, "zoe@example.net", &["web"]).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let page = console.get(&format!("/console/people/{zoe}?lang=en")).await.is(200).text();
    assert!(page.contains(&format!("/console/shoots/{event}?person={zoe}")), "{page}");
    assert!(page.contains("Accepted in part (1 of 5)") && page.contains("document.pdf"), "{page}");
    assert!(page.contains("Answered:") && page.contains("Receipt"), "{page}");
    console.get("/console/people/999999").await.is(404);
    server.settle().await;
}

#[tokio::test]
async fn people_are_deleted_restored_and_erased() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.net").await;
    server.settle().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let both = format!("person={zoe}&person={ana}");
    let gone = console.sends("/console/people/many", &format!("do=delete&{both}")).await;
    let list = gone.is(303).header("location").to_owned();
    let page = console.get(&format!("{list}&lang=en")).await.is(200).text();
    assert!(page.contains("2 people deleted") && page.contains("Undo"), "{page}");
    // Who is deleted can be found under "Deleted", whatever becomes of the toast.
    let one = console.get(&format!("/console/people/{zoe}")).await;
    let deleted = one.is(303).header("location").to_owned();
    assert_eq!(deleted, format!("/console/people?show=deleted&person={zoe}"));
    let page = console.get(&format!("{deleted}&lang=en")).await.is(200).text();
    assert!(page.contains("Zoé Müller") && page.contains("value=\"restore\""), "{page}");
    let at = list.split("&at=").nth(1).unwrap();
    let undone = console.sends("/console/people/many", &format!("do=undo&at={at}")).await;
    assert!(undone.is(303).header("location").contains("restored-people&count=2"));
    console.get(&format!("/console/people/{zoe}")).await.is(200);

    let there = format!("/console/people/{ana}/erase");
    let asked = console.sends(&there, "").await.is(200).text();
    assert!(asked.contains("Erase Ana Moreau for good?"), "{asked}");
    console.get(&format!("/console/people/{ana}")).await.is(200);
    console.sends(&there, "confirm=yes").await.is(303);
    console.get(&format!("/console/people/{ana}")).await.is(404);
    server.settle().await;
    let user = studio.hires("noe@lumiere.example", "USER").await;
    let console = ConsoleContext::of(&server, &user.email).await;
    console.sends(&format!("/console/people/{zoe}/erase"), "confirm=yes").await.is(403);
    console.sends(&format!("/console/people/{zoe}/delete"), "").await.is(403);
    console.sends("/console/people/many", &format!("do=delete&person={zoe}")).await.is(403);
    server.settle().await;
}

#[tokio::test]
async fn chosen_people_go_into_a_group_a_new_event_or_a_table() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.net").await;
    server.settle().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let many = "/console/people/many";
    let body = format!("do=group&newGroup=Classe+de+CM2&person={zoe}");
    let group = place(&console.sends(many, &body).await);
    assert!(group.starts_with("/console/groups/"), "{group}");
    // The name exists: they join it.
    assert_eq!(place(&console.sends(many, "do=group&newGroup=classe+de+cm2&all=yes").await), group);
    let page = console.get(&format!("{group}?lang=en")).await.is(200).text();
    assert!(page.contains("Zoé Müller") && page.contains("Ana Moreau"), "{page}");
    let unnamed = console.sends(many, &format!("do=group&person={zoe}")).await;
    assert!(unnamed.is(303).header("location").contains("no-group"));
    let event = console.sends(many, &format!("do=event&person={zoe}&person={ana}")).await;
    let form = console.get(event.is(303).header("location")).await.is(200).text();
    assert!(form.contains(&format!("name=\"person\" value=\"{ana}\" checked")), "{form}");
    let table = console.sends(many, &format!("do=export&person={zoe}")).await;
    assert!(table.is(200).header("content-type").contains("spreadsheet"));
    let all = console.get("/console/people/export?format=csv").await.is(200).text();
    assert!(all.contains("zoe@example.net") && all.contains("ana@example.net"), "{all}");
    assert!(console.sends(many, "do=delete").await.is(303).header("location").contains("nobody"));
    server.indexes().await;
    let whole = console.sends(many, "do=event&all=yes&search=moreau").await;
    let form = console.get(whole.is(303).header("location")).await.is(200).text();
    let is_checked = |id: i64| form.contains(&format!("name=\"person\" value=\"{id}\" checked"));
    assert!(is_checked(ana), "{form}");
    server.settle().await;
}

#[tokio::test]
async fn many_people_are_deleted_once_it_is_confirmed_and_restored_from_the_list() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let mut people = vec![];
    for nth in 0..22 {
        let email = format!("p{nth}@example.net");
        people.push(studio.employs(&format!("P{nth}"), "Petit", &email).await);
    }
    let (event, _) = studio.plans("Fête", &people[..3]).await;
    server.settle().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let many = "/console/people/many";
    let asked = console.sends(many, "do=delete&all=yes&lang=en").await.is(200).text();
    assert!(asked.contains("Delete 22 people?"), "{asked}");
    assert!(asked.contains("3 requests that wait for an answer end"), "{asked}");
    assert!(asked.contains("name=\"all\" value=\"yes\""), "{asked}");
    let list = console.get("/console/people?lang=en").await.is(200).text();
    assert!(list.contains("22 people."), "{list}");
    let gone = console.sends(many, "do=delete&all=yes&confirm=yes").await;
    assert!(gone.is(303).header("location").contains("count=22"));
    let list = console.get("/console/people?lang=en").await.is(200).text();
    assert!(list.contains("22 deleted"), "{list}");
    let answers = studio.get(&format!("/answer?eventId={event}")).await;
    assert_eq!(answers.is(200).json["total"], 0);
    let back = console.sends(many, "do=restore&all=yes&show=deleted").await;
    assert!(back.is(303).header("location").contains("restored-people&count=22"));
    let answers = studio.get(&format!("/answer?eventId={event}")).await;
    assert_eq!(answers.is(200).json["total"], 3);
    server.settle().await;
}

#[tokio::test]
async fn a_group_is_made_renamed_filled_emptied_and_deleted() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    server.settle().await;
    server.indexes().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let none = console.get("/console/groups?lang=en").await.is(200).text();
    assert!(none.contains("No group yet"), "{none}");
    let wrong = console.sends("/console/groups", "name=").await.is(422).text();
    assert!(wrong.contains("id=\"f-name-error\""), "{wrong}");
    let group = place(&console.sends("/console/groups", "name=Danse").await);
    let taken = console.sends("/console/groups", "name=danse").await.is(409).text();
    assert!(taken.contains("id=\"f-name-error\"") && taken.contains("value=\"danse\""), "{taken}");
    let members = format!("{group}/members");
    let found = console.sends(&members, "do=find&q=mul").await.is(200).text();
    assert!(found.contains("zoe@example.net"), "{found}");
    console.sends(&members, &format!("do=add&person={zoe}")).await.is(303);
    let page = console.get(&format!("{group}?lang=en")).await.is(200).text();
    assert!(page.contains("Zoé Müller"), "{page}");
    let out = console.sends(&members, &format!("do=remove&person={zoe}")).await;
    let there = out.is(303).header("location").to_owned();
    let page = console.get(&format!("{there}&lang=en")).await.is(200).text();
    assert!(page.contains("One person taken out") && page.contains("Undo"), "{page}");
    console.sends(&members, "do=add&person=999999").await.is(422);
    console.sends(&group, "name=Danse+classique&description=Le+lundi").await.is(303);
    let page = console.get(&format!("{group}?lang=en")).await.is(200).text();
    assert!(page.contains("Danse classique") && page.contains("Le lundi"), "{page}");
    let wrong = console.sends(&group, "name=").await.is(422).text();
    assert!(wrong.contains("id=\"f-name-error\""), "{wrong}");
    let gone = console.sends(&format!("{group}/delete"), "").await;
    let list = console.get(&format!("{}&lang=en", gone.is(303).header("location"))).await.text();
    assert!(list.contains("Group deleted") && list.contains(&format!("{group}/restore")), "{list}");
    console.get(&group).await.is(404);
    console.sends(&format!("{group}/restore"), "").await.is(303);
    console.get(&group).await.is(200);
    server.settle().await;
}

#[tokio::test]
async fn those_who_need_attention_are_listed() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    studio.employs("Zoé", "Müller", "zoe@example.net").await;
    let child = serde_json::json!({
        "firstName": "Noa", "lastName": "Petit", "email": "noa@example.net", "birthDate": "2020-01-01",
    });
    studio.post("/employee", child).await.is(201);
    server.settle().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let all = console.get("/console/people?lang=en").await.is(200).text();
    assert!(all.contains("1 child without a guardian"), "{all}");
    let some = console.get("/console/people?show=guardian&lang=en").await.is(200).text();
    assert!(some.contains("Noa Petit") && !some.contains("Zoé Müller"), "{some}");
    let turned = console.get("/console/people?sort=-name&lang=en").await.is(200).text();
    assert!(turned.find("Noa Petit") < turned.find("Zoé Müller"), "{turned}");
}
