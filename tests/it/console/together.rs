//! Two people who edit the same shoot or person; and pages that are loaded again.

use super::{ConsoleContext, said};
use crate::support::{PASSWORD, Server};

/// The fields of a form as a browser would send them, with some changed.
fn filled(page: &str, action: &str, changes: &[(&str, &str)]) -> String {
    let form = page.split(&format!("action=\"{action}\"")).nth(1).unwrap();
    let form = &form[..form.find("</form>").unwrap()];
    let mut fields: Vec<(String, String)> = vec![];
    for input in form.split("<input ").skip(1) {
        let input = format!(" {}", &input[..input.find('>').unwrap()]);
        let value = |name| said(&input, name).first().map(|one| one.replace("&#38;", "&"));
        let is_off = input.contains("type=\"checkbox\"") && !input.contains(" checked");
        if let Some(name) = value("name").filter(|name| !is_off && name != "lang") {
            fields.push((name, value("value").unwrap_or_default()));
        }
    }
    for (name, new) in changes {
        fields.retain(|(key, _)| key != name);
        fields.push(((*name).to_owned(), (*new).to_owned()));
    }
    let code = |text: &str| {
        let all = percent_encoding::NON_ALPHANUMERIC;
        percent_encoding::utf8_percent_encode(text, all).to_string()
    };
    let pairs = fields.iter().map(|(name, value)| format!("{}={}", code(name), code(value)));
    pairs.collect::<Vec<_>>().join("&")
}

#[tokio::test]
async fn two_who_change_different_parts_of_a_shoot_both_keep_their_changes() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Open day", &[]).await;
    let other = studio.hires("noe@lumiere.example", "SUPER_USER").await;
    let first = ConsoleContext::of(&server, &studio.email).await;
    let second = ConsoleContext::of(&server, &other.email).await;
    let (here, edit) =
        (format!("/console/shoots/{event}"), format!("/console/shoots/{event}/edit"));
    let begun = second.get(&format!("{edit}?lang=en")).await.is(200).text();
    let page = first.get(&format!("{edit}?lang=en")).await.is(200).text();
    first.sends(&edit, &filled(&page, &edit, &[("name", "Gala & ball")])).await.is(303);

    let changes = [("city", "Nantes"), ("postalCode", "44000")];
    let saved = second.sends(&edit, &filled(&begun, &edit, &changes)).await;
    let to = saved.is(303).header("location").to_owned();
    assert!(to.starts_with(&format!("{here}?after=merged")), "{to}");
    let page = second.get(&format!("{to}&lang=en")).await.is(200).text();
    let toast = page.split("data-toast").nth(1).expect("a toast");
    assert!(toast.contains("Name (now “Gala"), "who saves is told: {toast}");
    let json = studio.get(&format!("/event/{event}")).await.is(200).json.clone();
    assert_eq!(
        (&json["name"], &json["address"]["city"]),
        (&"Gala & ball".into(), &"Nantes".into())
    );
    assert_eq!(json["address"]["postalCode"], "44000");

    // What both changed is asked about; what only the other did is kept meanwhile.
    let page = first.get(&format!("{edit}?lang=en")).await.is(200).text();
    let theirs = [("city", "Rennes"), ("line", "2 quai Émile Zola")];
    first.sends(&edit, &filled(&page, &edit, &theirs)).await.is(303);
    let mine = filled(&page, &edit, &[("city", "Brest")]);
    let asked = second.sends(&edit, &mine).await.is(409).text();
    let note = asked.split("id=\"theirs\"").nth(1).expect("a note");
    let note = &note[..note.find("</div>").unwrap()];
    assert!(note.contains("Town (now “Rennes”)") && note.contains("Street (now"), "{note}");
    assert!(!note.contains("Name"), "{note}");
    assert!(asked.contains("value=\"Brest\"") && asked.contains("2 quai"), "{asked}");
    second.sends(&edit, &filled(&asked, &edit, &[])).await.is(303);
    let json = studio.get(&format!("/event/{event}")).await.is(200).json.clone();
    assert_eq!(json["address"]["city"], "Brest");
    assert_eq!(json["address"]["line"], "2 quai Émile Zola");
    server.settle().await;
}

#[tokio::test]
async fn two_who_change_different_parts_of_a_person_both_keep_their_changes() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    let group = |name: &str| serde_json::json!({ "name": name, "employeeIds": [] });
    let dance = studio.post("/group", group("Dance")).await.is(201).id("/id").to_string();
    let choir = studio.post("/group", group("Choir")).await.is(201).id("/id").to_string();
    let console = ConsoleContext::of(&server, &studio.email).await;
    let edit = format!("/console/people/{zoe}/edit");
    let begun = console.get(&format!("{edit}?lang=en")).await.is(200).text();
    let one = [("phone", "+33612345678"), ("group", dance.as_str())];
    console.sends(&edit, &filled(&begun, &edit, &one)).await.is(303);
    let two = [("lastName", "Grand"), ("group", choir.as_str())];
    let saved = console.sends(&edit, &filled(&begun, &edit, &two)).await;
    let page = console.get(&format!("{}&lang=en", saved.is(303).header("location"))).await.text();
    assert!(
        page.contains("Phone (now “+33612345678”)") || page.contains("+33612345678”"),
        "{page}"
    );
    let json = studio.get(&format!("/employee/{zoe}")).await.is(200).json.clone();
    assert_eq!((&json["lastName"], &json["phone"]), (&"Grand".into(), &"+33612345678".into()));
    for group in [dance, choir] {
        let members = studio.get(&format!("/employee?groupId={group}")).await;
        assert_eq!(members.id("/total"), 1, "both groups stand");
    }
    // Both gave another last name.
    let asked = console.sends(&edit, &filled(&begun, &edit, &[("lastName", "Petit")])).await;
    let asked = asked.is(409).text();
    assert!(asked.contains("Last name (now “Grand”)"), "{asked}");
    assert!(asked.contains("value=\"Petit\""), "{asked}");
    console.sends(&edit, &filled(&asked, &edit, &[])).await.is(303);
    let json = studio.get(&format!("/employee/{zoe}")).await.is(200).json.clone();
    assert_eq!((&json["lastName"], &json["phone"]), (&"Petit".into(), &"+33612345678".into()));
    server.settle().await;
}

#[tokio::test]
async fn a_kept_form_says_what_it_would_send_and_opens_again_as_it_was() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Open day", &[]).await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    let encoded = |text: &str| {
        let all = percent_encoding::NON_ALPHANUMERIC;
        percent_encoding::utf8_percent_encode(text, all).to_string()
    };
    let plain = |html: &str| html.replace("&#38;", "&");
    for (action, form, title, label) in [
        ("/console/shoots/new".to_owned(), "name=Gala&day=2027-03-14&do=send", "New shoot", "Name"),
        (
            format!("/console/shoots/{event}/edit"),
            "name=Gala&do=save",
            "Changes to a shoot",
            "Name",
        ),
        (format!("/console/shoots/{event}/duplicate"), "name=Gala", "Copy of a shoot", "Name"),
        ("/console/people/new".into(), "firstName=Gala&do=another", "New person", "First"),
        (format!("/console/people/{zoe}/edit"), "firstName=Gala", "Changes to a person", "First"),
    ] {
        let console = ConsoleContext::of(&server, &studio.email).await;
        let own = console.get(&action).await.is(200).text();
        let changes: Vec<_> = form.split('&').filter_map(|pair| pair.split_once('=')).collect();
        let form = filled(&own, &action, &changes);
        let console = ConsoleContext::new(&server);
        let page = console.sends(&action, &form).await.is(401).text();
        let kept = plain(said(&page, "name=\"kept\" value")[0]);
        let login = format!(
            "email={}&password={}&resume={}&kept={}",
            studio.email,
            super::typed(PASSWORD),
            encoded(&action),
            encoded(&kept)
        );
        let page = console.sends("/console/login", &login).await.is(200).text();
        assert!(page.contains(title) && page.contains("<dd dir=\"auto\">Gala</dd>"), "{page}");
        assert!(page.contains(&format!("<dt>{label}")), "{label} in {page}");
        assert!(page.contains("name=\"do\" value=\"review\""), "{page}");
        let again = filled(&page, &action, &[("do", "review")]);
        let again = console.sends(&action, &again).await.is(200).text();
        assert!(again.contains("value=\"Gala\"") && again.contains(&action), "{again}");
    }
    assert!(!studio.get("/employee").await.text().contains("Gala"), "nothing was saved");
    assert!(!studio.get("/event").await.text().contains("Gala"), "nothing was saved");
    server.settle().await;
}

#[tokio::test]
async fn a_page_that_asks_for_a_confirmation_leads_back_when_it_is_loaded_again() {
    let server = Server::start();
    let (studio, event, zoe) = super::shoot(&server).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    for (path, to) in [
        (format!("/console/people/{zoe}/erase"), format!("/console/people/{zoe}")),
        ("/console/people/many".into(), "/console/people".into()),
        (format!("/console/shoots/{event}/answers"), format!("/console/shoots/{event}")),
        (format!("/console/shoots/{event}/synchronise"), format!("/console/shoots/{event}")),
        (format!("/console/shoots/{event}/people/{zoe}/email"), format!("/console/shoots/{event}")),
        ("/console/mine/7/withdraw".into(), "/console/mine".into()),
        ("/console/settings/team/7".into(), "/console/settings/team".into()),
        ("/console/settings/team/invitations/7".into(), "/console/settings/team".into()),
        ("/console/people/import/7/for-good".into(), "/console/people/import/7".into()),
        ("/console/logout".into(), "/console".into()),
    ] {
        assert_eq!(console.get(&path).await.is(303).header("location"), to, "{path}");
    }
    console.get("/console").await.is(200);
    server.settle().await;
}

#[tokio::test]
async fn two_who_change_the_settings_both_keep_their_changes_and_are_asked_about_the_same() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    server.settle().await;
    for (there, mine, theirs) in [
        ("/console/settings/studio", ("contactEmail", "a@example.org"), ("address.city", "Lyon")),
        ("/console/settings/requests", ("licenceMonths", "60"), ("retentionMonths", "24")),
    ] {
        let form = console.get(&format!("{there}?lang=en")).await.is(200).text();
        let begun: Vec<(String, String)> = form
            .match_indices("name=\"was.")
            .map(|(at, _)| {
                let part = |from: &str| {
                    let rest = &form[at..][form[at..].find(from).unwrap() + from.len()..];
                    rest[..rest.find('"').unwrap()].to_owned()
                };
                (part("name=\"was."), part("value=\""))
            })
            .collect();
        assert!(begun.len() > 5, "{form}");
        let sent = |changed: &[(&str, &str)]| {
            let value = |name: &str, was: &str| {
                let new = changed.iter().find(|(one, _)| *one == name);
                new.map_or_else(|| was.to_owned(), |(_, new)| (*new).to_owned())
            };
            let pairs = begun
                .iter()
                .map(|(name, was)| format!("was.{name}={was}&{name}={}", value(name, was)));
            pairs.collect::<Vec<_>>().join("&").replace(' ', "+").replace('@', "%40")
        };
        let done = console.sends(there, &sent(&[theirs])).await;
        assert_eq!(done.is(303).header("location"), format!("{there}?after=saved"));
        let done = console.sends(there, &sent(&[mine])).await;
        let to = done.is(303).header("location").to_owned();
        assert!(to.contains("after=merged"), "{to}");
        let page = console.get(&format!("{to}&lang=en")).await.is(200).text();
        assert!(page.contains("Somebody else has changed meanwhile"), "{page}");
        assert!(page.contains(&format!("value=\"{}\"", theirs.1)), "kept: {page}");
        assert!(page.contains(&format!("value=\"{}\"", mine.1)), "saved: {page}");
        let other = if theirs.1 == "Lyon" { "Nice" } else { "36" };
        let asked = console.sends(there, &sent(&[(theirs.0, other)])).await.is(409).text();
        assert!(asked.contains("id=\"theirs\"") && asked.contains(theirs.1), "{asked}");
        assert!(asked.contains(&format!("value=\"{other}\"")), "as typed: {asked}");
    }
    server.settle().await;
}

/// Two tabs of one's own account, and what both have chosen differently.
#[tokio::test]
async fn two_tabs_that_change_ones_own_account_both_keep_their_changes() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    server.settle().await;
    let profile = "/console/settings/profile";
    let page = console.get(&format!("{profile}?lang=en")).await.is(200).text();
    let was = |name: &str| {
        let rest = page.split(&format!("name=\"was.{name}\" value=\"")).nth(1).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let sent = |act: &str, names: &[&str], changed: (&str, &str)| {
        let pairs = names.iter().map(|name| {
            let was = super::typed(&was(name));
            let now = if *name == changed.0 { super::typed(changed.1) } else { was.clone() };
            format!("was.{name}={was}&{name}={now}")
        });
        format!("do={act}&{}", pairs.collect::<Vec<_>>().join("&"))
    };
    for (act, names, theirs, mine, other) in [
        (
            "profile",
            ["firstName", "lastName", "email", "phone"],
            ("firstName", "Zoé"),
            ("lastName", "Grand"),
            ("firstName", "Max"),
        ),
        (
            "looks",
            ["theme", "locale", "timeZone", "rows"],
            ("theme", "DARK"),
            ("timeZone", "Asia/Tokyo"),
            ("theme", "LIGHT"),
        ),
    ] {
        let first = console.sends(profile, &sent(act, &names, theirs)).await;
        assert!(first.is(303).header("location").ends_with("?after=saved"));
        let second = console.sends(profile, &sent(act, &names, mine)).await;
        let to = second.is(303).header("location").to_owned();
        assert!(to.contains("after=merged"), "{to}");
        let page = console.get(&format!("{to}&lang=en")).await.is(200).text();
        assert!(page.contains("Somebody else has changed meanwhile"), "{page}");
        let third = console.sends(profile, &sent(act, &names, other)).await.is(409).text();
        assert!(third.contains("id=\"theirs\""), "{third}");
    }
    let me = studio.get("/user/me").await;
    let kept = studio.get("/settings").await.is(200).json.clone();
    assert_eq!((&kept["theme"], &kept["timeZone"]), (&"DARK".into(), &"Asia/Tokyo".into()));
    let page = console.get(profile).await.is(200).text();
    assert!(page.contains("value=\"Zoé\"") && page.contains("value=\"Grand\""), "{page} {me:?}");

    let channels = "/console/settings/notifications";
    let (one, two) = ("EVENT_CREATED", "ANSWER_RESPONSE_REFUSED");
    let form =
        |first: &str, second: &str| format!("was.{one}=&was.{two}=&{one}={first}&{two}={second}");
    let page = console.get(channels).await.is(200).text();
    assert!(page.contains(&format!("name=\"was.{one}\" value=\"\"")), "{page}");
    console.sends(channels, &form("NONE", "")).await.is(303);
    let merged = console.sends(channels, &form("", "BOTH")).await;
    let to = merged.is(303).header("location").to_owned();
    assert!(to.contains("after=merged"), "{to}");
    let page = console.get(&format!("{to}&lang=en")).await.is(200).text();
    assert!(page.contains("Somebody else has changed meanwhile"), "{page}");
    let all = studio.get("/notification-subscription").await.is(200).json.clone();
    let channel = |kind: &str| {
        let one = all.as_array().unwrap().iter().find(|one| one["type"] == kind).unwrap();
        one["channel"].as_str().unwrap().to_owned()
    };
    assert_eq!((channel(one), channel(two)), ("NONE".into(), "BOTH".into()));
    let asked = console.sends(channels, &form("EMAIL", "BOTH")).await.is(409).text();
    assert!(asked.contains("id=\"theirs\"") && asked.contains("\"EMAIL\" selected"), "{asked}");
    server.settle().await;
}

#[tokio::test]
async fn two_owners_who_write_the_release_or_give_roles_lose_nothing_of_each_other() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let other = studio.hires("noe@lumiere.example", "OWNER").await;
    let first = ConsoleContext::of(&server, &studio.email).await;
    let second = ConsoleContext::of(&server, &other.email).await;
    let path = "/console/settings/release";
    let page = first.get(&format!("{path}?language=en&lang=en")).await.is(200).text();
    let begun = said(&page, "name=\"begun\" value")[0].to_owned();
    let body = "%7Bcompany%7D+may+use+photographs+of+%7Bperson%7D+for+%7Bduration%7D";
    // A first text, from which both begin.
    let form = |begun: &str, title: &str, body: &str, uses: &[&str]| {
        let uses: String = uses.iter().map(|one| format!("&uses={one}")).collect();
        format!("do=publish&language=en&begun={begun}&title={title}&body={body}{uses}")
    };
    first.sends(path, &form(&begun, "Consent", body, &["web", "press"])).await.is(303);
    let page = first.get(&format!("{path}?language=en&lang=en")).await.is(200).text();
    let begun = said(&page, "name=\"begun\" value")[0].to_owned();
    let longer = format!("{body}+only");
    first.sends(path, &form(&begun, "Consent", &longer, &["web", "press", "print"])).await.is(303);
    // The other one has changed the title and dropped a use meanwhile.
    let saved = second.sends(path, &form(&begun, "Our+consent", body, &["web"])).await;
    let to = saved.is(303).header("location").to_owned();
    assert!(to.contains("after=merged&ids=1.2"), "{to}");
    let page = second.get(&format!("{to}&lang=en")).await.is(200).text();
    assert!(page.contains("Somebody else has changed meanwhile: Text, Uses offered."), "{page}");
    let all = studio.get("/template").await.is(200).json.clone();
    let is_current = |one: &&serde_json::Value| one["locale"] == "en" && one["current"] == true;
    let id = all.as_array().unwrap().iter().find(is_current).unwrap()["id"].clone();
    let now = studio.get(&format!("/template/{id}")).await.is(200).json.clone();
    assert_eq!(now["title"], "Our consent");
    assert!(now["body"].as_str().unwrap().ends_with(" only"), "{now}");
    assert_eq!(now["uses"], serde_json::json!(["web", "print"]), "{now}");
    // Both gave another title: asked, with the other's; sent again, mine counts.
    let asked = first.sends(path, &form(&begun, "My+consent", &longer, &["web"])).await;
    let asked = asked.is(409).text();
    let note = asked.split("id=\"theirs\"").nth(1).expect("a note");
    assert!(note[..note.find("</div>").unwrap()].contains("Our consent"), "{asked}");
    assert!(asked.contains("value=\"My consent\""), "{asked}");
    let begun = said(&asked, "name=\"begun\" value")[0].to_owned();
    let done = first.sends(path, &form(&begun, "My+consent", &longer, &["web"])).await;
    assert!(done.is(303).header("location").contains("after=published"));

    // A role that another owner has given meanwhile is not given away unseen.
    let user = studio.hires("ana@lumiere.example", "USER").await;
    let member = format!("/console/settings/team/{}", user.user);
    let page = first.get("/console/settings/team?lang=en").await.is(200).text();
    assert!(page.contains("name=\"was.role\" value=\"USER\""), "{page}");
    second.sends(&member, "do=role&was.role=USER&role=SUPER_USER").await.is(303);
    let refused = first.sends(&member, "do=role&was.role=USER&role=PHOTOGRAPHER").await;
    let refused = refused.is(409).text();
    assert!(refused.contains("Somebody else has changed the role of"), "{refused}");
    assert!(refused.contains("name=\"was.role\" value=\"SUPER_USER\""), "{refused}");
    first.sends(&member, "do=role&was.role=SUPER_USER&role=PHOTOGRAPHER").await.is(303);
    server.settle().await;
}
