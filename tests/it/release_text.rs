//! The release text that is shipped, what the studio must tell for it, and the way to withdraw that it
//! promises.

use be_right::model::Timestamp;
use poem::http::Method;
use serde_json::{Value, json};

use crate::console::ConsoleContext;
use crate::support::{Recipient, Reply, Server, Studio, drawn, pdf_text, read_json};

/// All that a studio can tell of itself.
async fn describes_itself(studio: &Studio<'_>) {
    let details = json!({
        "name": "Lumière", "siret": "73282932000074", "contactEmail": "contact@lumiere.example",
        "address": { "line": "18 rue de la Charité", "postalCode": "69002", "city": "Lyon" },
        "identity": {
            "legalForm": "SAS", "representative": "Jeanne Morel", "capacity": "présidente",
            "vatNumber": "FR44732829320", "contactName": "Ana Petit",
            "contactPhone": "04 72 00 00 00", "privacyContact": "donnees@lumiere.example",
        },
        "withdrawalDays": 10, "guardiansNeeded": 1,
    });
    studio.put(&format!("/company/{}", studio.company), details).await.is(200);
}

/// Plans an event for a client, whose photographer is the owner.
async fn commissioned(studio: &Studio<'_>, people: &[i64]) -> i64 {
    let now = studio.server.app.now();
    let body = json!({
        "name": "Gala", "client": "Lycée Ampère", "partnerId": studio.user,
        "start": now.plus(Timestamp::DAY).rfc3339(), "end": now.plus(2 * Timestamp::DAY).rfc3339(),
        "employeeIds": people,
    });
    let made = studio.post("/event", body).await;
    assert_eq!(made.is(201).json["event"]["client"], "Lycée Ampère");
    studio.server.settle().await;
    made.json["answers"][0]["id"].as_i64().unwrap()
}

fn text_of(reply: &Reply) -> String {
    reply.json["document"]["text"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_text_says_who_asks_and_leaves_out_what_nobody_said() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let ana = studio.employs("Ana", "Roux", "ana@example.org").await;
    studio.plans("Portes ouvertes", &[ana]).await;
    server.settle().await;
    let mut first = Recipient::invited(&server, "ana@example.org");
    let text = text_of(&first.proves_the_email().await);
    let who = "# Qui demande\n\nLumière (dans la suite : Lumière ou « l’organisation »)";
    assert!(text.replace('\u{a0}', " ").starts_with(who), "{text}");
    assert!(text.contains("ou qui a commandé la séance, est l’employeur"), "no client: {text}");
    for gap in
        ["Contact", "commandée par", "{", "}", "en écrivant", "J’écris pour cela", "Je déclare"]
    {
        assert!(!text.contains(gap), "{gap}: {text}");
    }
    assert!(text.contains("«\u{a0}Je\u{a0}» désigne Ana Roux."), "{text}");
    assert!(text.contains("au plus tard sous 15 jours") && text.contains("puis 5 ans"), "{text}");
    assert!(!text.contains("\n\n\n"), "{text}");
    describes_itself(&studio).await;
    let ben = studio.employs("Ben", "Roux", "ben@example.org").await;
    let answer = commissioned(&studio, &[ben]).await;
    let mut second = Recipient::invited(&server, "ben@example.org");
    let shown = second.proves_the_email().await;
    let text = text_of(&shown);
    let spaced = text.replace('\u{a0}', " ");
    let full = "Lumière, SAS, SIREN 732 829 320, TVA FR44732829320, 18 rue de la Charité, 69002 Lyon, \
                représentant légal : Jeanne Morel, présidente";
    assert!(spaced.contains(full), "{text}");
    for said in [
        "La séance est commandée par Lycée Ampère.",
        "Les photographies sont prises par ",
        "en écrivant à contact@lumiere.example\u{a0};",
        "J’écris pour cela à donnees@lumiere.example.",
        "au plus tard sous 10 jours",
        "/withdraw, avec la référence ",
        "Avec «\u{a0}Réseaux sociaux\u{a0}»",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("le commanditaire les reçoit"), "that use is not offered: {text}");
    assert!(text.contains("ni à créer de nouvelles images de Ben Roux, sauf si"), "{text}");
    second.accepts(&["web"]).await.is(201);
    server.settle().await;
    let pdf = studio.get(&format!("/answer/{answer}/pdf")).await.is(200).bytes.clone();
    assert!(pdf.len() < 90_000, "{}", pdf.len());
    let printed = pdf_text(&pdf).split_whitespace().collect::<Vec<_>>().join(" ");
    for said in ["Jeanne Morel, présidente", "+33 4 72 00 00 00", "Lycée Ampère", "Changer d’avis"]
    {
        assert!(printed.contains(said), "{said}: {printed}");
    }
    assert!(!printed.contains("# "), "{printed}");
    // What was signed before stays as it was shown.
    first.accepts(&["web"]).await.is(409);
}

#[tokio::test]
async fn a_guardian_declares_who_they_are() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    describes_itself(&studio).await;
    let child = json!({
        "firstName": "Zoé", "lastName": "Petit", "email": "famille@example.org",
        "birthDate": "2018-03-01",
        "guardians": [{ "firstName": "Anne", "lastName": "Petit", "email": "anne@example.org" }],
    });
    let zoe = studio.post("/employee", child).await.is(201).id("/id");
    commissioned(&studio, &[zoe]).await;
    let mut anne = Recipient::invited(&server, "anne@example.org");
    let shown = anne.proves_the_email().await;
    let text = text_of(&shown);
    assert!(
        text.contains("«\u{a0}Je\u{a0}» désigne Anne Petit, qui représente légalement Zoé Petit."),
        "{text}"
    );
    assert!(text.contains("Je déclare exercer l’autorité parentale sur Zoé Petit."), "{text}");
    assert!(!text.contains("désigne Zoé"), "{text}");
    assert!(!text.contains("son accord est demandé aussi"), "too young: {text}");
    assert_eq!(shown.json["document"]["asksChild"], false);
}

#[tokio::test]
async fn the_contact_stands_on_pages_and_in_mails() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    describes_itself(&studio).await;
    let ana = studio.employs("Ana", "Roux", "ana@example.org").await;
    studio.plans("Portes ouvertes", &[ana]).await;
    server.settle().await;
    let line = "Votre contact chez Lumière : Ana Petit, contact@lumiere.example, +33 4 72 00 00 00";
    let names_it = |mail: &be_right::model::Mail| {
        let text = mail.text.replace('\u{a0}', " ");
        assert!(text.contains(line), "{text}");
        assert_eq!(mail.reply_to.as_ref().unwrap().address, "contact@lumiere.example");
    };
    names_it(&server.postbox.last_to("ana@example.org"));
    let mut ana = Recipient::invited(&server, "ana@example.org");
    let opened = ana.opens().await;
    assert_eq!(opened.is(200).json["contact"]["phone"], "+33472000000");
    let page = server.client().get(format!("/sign/{}", ana.token)).send().await;
    let page = Reply::read(page).await.is(200).text();
    for said in ["mailto:contact@lumiere.example", "tel:+33472000000", "Ana Petit"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    ana.proves_the_email().await;
    names_it(&server.postbox.last_to("ana@example.org"));
    ana.accepts(&["web"]).await.is(201);
    server.settle().await;
    names_it(&server.postbox.last_to("ana@example.org"));
    // A mail of the instance names no studio's contact.
    let body = json!({ "email": studio.email });
    server.post("/auth/forgot-password", body).await.is(202);
    server.settle().await;
    let mail = server.postbox.last_to(&studio.email);
    assert!(!mail.text.contains("contact@lumiere.example"), "{}", mail.text);
    assert!(mail.reply_to.is_none());
}

fn place(reply: &Reply) -> String {
    reply.is(303).header("location").to_owned()
}

async fn sends(server: &Server, form: &str, cookie: &str) -> Reply {
    let request = server
        .client()
        .request(Method::POST, "/withdraw")
        .content_type("application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header("cookie", cookie)
        .body(format!("lang=en&{form}"));
    Reply::read(request.send().await).await
}

#[tokio::test]
async fn one_withdraws_without_the_mailed_link() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let ana = studio.employs("Ana", "Roux", "ana@example.org").await;
    let (_, answers) = studio.plans("Portes ouvertes", &[ana]).await;
    server.settle().await;
    let mut ana = Recipient::invited(&server, "ana@example.org");
    ana.proves_the_email().await;
    let given = ana.accepts(&["web", "print"]).await;
    let reference = given.is(201).json["reference"].as_str().unwrap().to_owned();
    server.settle().await;
    server.clock.advance(Timestamp::HOUR);
    let page = server.client().get("/withdraw?lang=en").send().await;
    assert!(Reply::read(page).await.is(200).text().contains("name=\"reference\""));
    let wrong = sends(&server, "reference=short&email=x", "").await;
    assert!(wrong.is(422).text().contains("role=\"alert\""));
    let spaced: Vec<String> =
        reference.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into()).collect();
    let own = format!("reference={}&email=ANA@example.org", spaced.join("-").to_lowercase());
    let strange = format!("reference={reference}&email=eve@example.org");
    let unknown = format!("reference={}&email=ana@example.org", "7".repeat(26));
    let mails = server.postbox.count();
    let shape = |page: Reply, form: &str| {
        let email = form.split("email=").nth(1).unwrap();
        let given = form.split("reference=").nth(1).unwrap().split('&').next().unwrap();
        page.is(200).text().replace(email, "EMAIL").replace(given, "REFERENCE")
    };
    let first = shape(sends(&server, &strange, "").await, &strange);
    assert_eq!(first, shape(sends(&server, &unknown, "").await, &unknown));
    server.settle().await;
    assert_eq!(server.postbox.count(), mails, "nobody is written to");
    assert_eq!(first, shape(sends(&server, &own, "").await, &own));
    // Once more at once: over the limit, which does not show.
    assert_eq!(first, shape(sends(&server, &own, "").await, &own));
    server.settle().await;
    assert_eq!(server.postbox.count(), mails + 1);
    let code = ana.code();
    for form in [&strange, &unknown] {
        let refused = sends(&server, &format!("do=open&code={code}&{form}"), "").await;
        assert!(refused.is(422).text().contains("This code is wrong"));
    }
    sends(&server, &format!("do=open&code=000000&{own}"), "").await.is(422);
    let opened = sends(&server, &format!("do=open&code={code}&{own}"), "").await;
    let to = place(&opened);
    assert!(to.starts_with("/sign/"), "{to}");
    let cookie = opened.header("set-cookie").split(';').next().unwrap().to_owned();
    let page = server.client().get(&to).header("cookie", &cookie).send().await;
    let page = Reply::read(page).await.is(200).text();
    assert!(page.contains("/withdraw\"") && page.contains("Site internet"), "{page}");
    let token = page.split("name=\"formToken\" value=\"").nth(1).unwrap();
    let token = token.split('"').next().unwrap();
    let path = format!("{}/withdraw", to.split('?').next().unwrap());
    let request = server
        .client()
        .post(&path)
        .content_type("application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header("cookie", &cookie)
        .body(format!("lang=en&formToken={token}&all=yes&confirm=yes"));
    Reply::read(request.send().await).await.is(303);
    server.settle().await;
    let studio = studio.comes_back().await;
    let now = studio.get(&format!("/answer/{}", answers[0])).await;
    assert_eq!(now.is(200).json["state"], "WITHDRAWN");

    // A program gets the same as JSON.
    server.clock.advance(Timestamp::HOUR);
    let asks = async |form: String| {
        let request = server.client().post("/withdraw").header("accept", "application/json");
        let request = request.content_type("application/x-www-form-urlencoded").body(form);
        Reply::read(request.send().await).await
    };
    asks("reference=short&email=x".to_owned()).await.refuses(&["reference", "email"]);
    assert_eq!(asks(own.clone()).await.is(202).json["validMinutes"], 10);
    server.settle().await;
    asks(format!("do=open&code=000000&{own}")).await.refuses(&["code"]);
    let opened = asks(format!("do=open&code={}&{own}", ana.code())).await;
    let token = opened.is(200).json["token"].as_str().unwrap();
    assert!(to.starts_with(&format!("/sign/{token}?")), "{to}");
    assert!(opened.json["session"].is_string() && opened.json["expiresAt"].is_string());
}

#[tokio::test]
async fn codes_for_lost_links_are_limited() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let ana = studio.employs("Ana", "Roux", "ana@example.org").await;
    studio.plans("Portes ouvertes", &[ana]).await;
    server.settle().await;
    let mut ana = Recipient::invited(&server, "ana@example.org");
    ana.proves_the_email().await;
    let given = ana.accepts(&["web"]).await;
    let reference = given.is(201).json["reference"].as_str().unwrap().to_owned();
    server.settle().await;
    server.clock.advance(Timestamp::HOUR);
    let own = format!("reference={reference}&email=ana@example.org");
    sends(&server, &own, "").await.is(200);
    server.settle().await;
    let code = ana.code();
    let wrong = if code == "111111" { "222222" } else { "111111" };
    // In any spelling, and also where nothing belongs together.
    let shouted = format!("reference={}&email=ANA@Example.org", reference.to_lowercase());
    let strange = format!("reference={reference}&email=eve@example.org");
    for nth in 0..10 {
        let claim = if nth % 2 == 0 { &own } else { &shouted };
        sends(&server, &format!("do=open&code={wrong}&{claim}"), "").await.is(422);
        sends(&server, &format!("do=open&code={wrong}&{strange}"), "").await.is(422);
    }
    for claim in [&own, &shouted, &strange] {
        sends(&server, &format!("do=open&code={code}&{claim}"), "").await.is(429);
    }
    // Whoever has the mailed link is not kept from it.
    server.clock.advance(2 * Timestamp::MINUTE);
    ana.proves_the_email().await;
    server.clock.advance(61 * Timestamp::MINUTE);
    sends(&server, &own, "").await.is(200);
    server.settle().await;
    let code = ana.code();
    place(&sends(&server, &format!("do=open&code={code}&{own}"), "").await);
}

#[tokio::test]
async fn wrong_codes_of_who_has_only_a_reference_revoke_no_request() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let ana = studio.employs("Ana", "Roux", "ana@example.org").await;
    let (_, answers) = studio.plans("Portes ouvertes", &[ana]).await;
    server.settle().await;
    let answer = studio.get(&format!("/answer/{}", answers[0])).await;
    let reference = answer.is(200).json["reference"].as_str().unwrap().to_owned();
    let mut ana = Recipient::invited(&server, "ana@example.org");
    let own = format!("reference={reference}&email=ana@example.org");
    for _ in 0..3 {
        for _ in 0..10 {
            sends(&server, &format!("do=open&code=123456&{own}"), "").await.is(422);
        }
        server.clock.advance(61 * Timestamp::MINUTE);
    }
    ana.proves_the_email().await;
    ana.accepts(&["web"]).await.is(201);
}

/// A company whose text is that of an earlier version.
async fn with_an_earlier_text(studio: &Studio<'_>) {
    for locale in ["fr", "en"] {
        let text = json!({
            "title": "Release", "uses": ["web", "print"],
            "body": "{company} photographs {person} for {duration}.",
        });
        studio.put(&format!("/template/current/{locale}"), text).await.is(200);
    }
}

#[tokio::test]
async fn an_earlier_text_stays_until_the_new_one_is_adopted() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let path = "/console/settings/release";
    let offered = "There is a new standard text";
    let page = console.get(&format!("{path}?language=en&lang=en")).await.is(200).text();
    assert!(!page.contains(offered), "{page}");
    with_an_earlier_text(&studio).await;
    let page = console.get(&format!("{path}?language=en&lang=en")).await.is(200).text();
    assert!(page.contains(offered) && page.contains(&format!("{path}/standard")), "{page}");
    let page = console.get(&format!("{path}/standard?language=en&lang=en")).await.is(200).text();
    assert!(page.contains("Lumière photographs Camille Martin for 8 years."), "{page}");
    assert!(page.contains("Changing my mind") && page.contains("legal form"), "{page}");
    let adopt = format!("{path}/standard");
    place(&console.sends(&adopt, "language=en&do=one").await);
    let texts = async || studio.get("/template").await.is(200).json.clone();
    let current = |texts: &Value, locale: &str| {
        let all = texts.as_array().unwrap().clone();
        all.into_iter().find(|one| one["locale"] == locale && one["current"] == true).unwrap()
    };
    let now = texts().await;
    assert_eq!(current(&now, "en")["version"], 3);
    assert_eq!(current(&now, "en")["uses"], json!(["web", "print"]), "the studio's own uses stay");
    assert_eq!(current(&now, "fr")["version"], 2);
    place(&console.sends(&adopt, "language=en&do=both").await);
    place(&console.sends(&adopt, "language=en&do=both").await);
    let now = texts().await;
    assert_eq!(current(&now, "en")["version"], 3, "the same text makes no new version");
    assert_eq!(current(&now, "fr")["version"], 3);
    server.settle().await;
}

#[tokio::test]
async fn placeholders_are_checked_and_their_settings_named() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let text = |body: &str| json!({ "title": "T", "uses": ["web"], "body": body });
    let needed = "{company} {person} {duration}";
    let refused = studio.put("/template/current/en", text(&format!("{needed} {{sirene}}"))).await;
    let said = refused.is(422).json["errors"][0]["message"].as_str().unwrap().to_owned();
    assert!(said.contains("siren") && said.contains("withdraw-page"), "{said}");
    let fine =
        format!("{needed}\nA {{siren}}\nB {{contact-phone}}\nC {{use-web}}\nD {{use-press}}");
    studio.put("/template/current/fr", text(&fine)).await.is(200);
    let console = ConsoleContext::of(&server, &studio.email).await;
    let page = console.get("/console/settings/release?language=fr&lang=en").await;
    let page = page.is(200).text();
    assert!(page.contains("do not say yet: SIRET, contact’s telephone."), "{page}");
    let ana = studio.employs("Ana", "Roux", "ana@example.org").await;
    studio.plans("Portes ouvertes", &[ana]).await;
    server.settle().await;
    let mut ana = Recipient::invited(&server, "ana@example.org");
    let shown = text_of(&ana.proves_the_email().await);
    assert_eq!(shown, "Lumière Ana Roux 8 ans\nC Site internet");
    let body = json!({ "accepted": true, "uses": { "web": true }, "signature": drawn() });
    ana.answers(body).await.is(201);
    server.settle().await;
}

#[tokio::test]
async fn the_studios_signature_is_printed_only_where_a_user_signed_that_text() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let kept = json!({ "signature": { "kind": "TYPED", "name": "Jeanne Kept" } });
    studio.put("/user/signature", kept).await.is(200);
    let answers = async |email: &str, accepts: bool| {
        let person = studio.employs("Ana", "Roux", email).await;
        let (_, answers) = studio.plans("Portes ouvertes", &[person]).await;
        server.settle().await;
        let mut recipient = Recipient::invited(&server, email);
        recipient.proves_the_email().await;
        match accepts {
            true => recipient.accepts(&["web"]).await.is(201),
            false => recipient.refuses(None).await.is(201),
        };
        server.settle().await;
        let pdf = studio.get(&format!("/answer/{}/pdf", answers[0])).await.is(200).bytes.clone();
        (answers[0], pdf_text(&pdf))
    };
    let (_, before) = answers("one@example.org", true).await;
    assert!(!before.contains("Jeanne Kept"), "nobody signed the text: {before}");
    let console = ConsoleContext::of(&server, &studio.email).await;
    let path = "/console/settings/release";
    let page = console.get(&format!("{path}?language=fr&lang=en")).await.is(200).text();
    let id = page.split("name=\"template\" value=\"").nth(1).unwrap();
    let id = id.split('"').next().unwrap().to_owned();
    let form = format!("do=confirm&language=fr&template={id}");
    place(&console.sends(path, &form).await);
    place(&console.sends(path, &form).await);
    let page = console.get(&format!("{path}?language=fr&lang=en")).await.is(200).text();
    assert!(page.contains("Signed for the studio by"), "{page}");
    studio.post(&format!("/template/{id}/confirm"), json!({})).await.is(409);
    let (answer, signed) = answers("two@example.org", true).await;
    assert!(signed.contains("Jeanne Kept") && signed.contains("a signé ce texte"), "{signed}");
    let bundle = studio.get(&format!("/answer/{answer}/evidence")).await.is(200).bytes.clone();
    let document = read_json(&bundle, "document.json");
    assert!(document["terms"]["confirmed"]["signatureSha256"].is_string(), "{document}");
    let (_, refused) = answers("three@example.org", false).await;
    assert!(!refused.contains("Jeanne Kept") && !refused.contains("a signé ce texte"), "{refused}");
    // A new version is not signed.
    let text = json!({
        "title": "T", "uses": ["web"], "body": "{company} {person} {duration}",
    });
    let newer = studio.put("/template/current/fr", text).await;
    assert!(newer.is(200).json["confirmedBy"].is_null());
    studio.post(&format!("/template/{id}/confirm"), json!({})).await.is(409);
    let (_, after) = answers("four@example.org", true).await;
    assert!(!after.contains("Jeanne Kept"), "{after}");
    studio.put("/user/signature", json!({ "signature": null })).await;
    let newest = newer.json["id"].as_i64().unwrap();
    let without = studio.post(&format!("/template/{newest}/confirm"), json!({})).await;
    without.refuses(&["signature"]);
}

#[tokio::test]
async fn a_child_of_twelve_is_asked_as_well() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    describes_itself(&studio).await;
    let child = json!({
        "firstName": "Zoé", "lastName": "Petit", "email": "famille@example.org",
        "birthDate": "2013-03-01",
        "guardians": [{ "firstName": "Anne", "lastName": "Petit", "email": "anne@example.org" }],
    });
    let zoe = studio.post("/employee", child).await.is(201).id("/id");
    let answer = commissioned(&studio, &[zoe]).await;
    let mut anne = Recipient::invited(&server, "anne@example.org");
    let shown = anne.proves_the_email().await;
    assert_eq!(shown.json["document"]["asksChild"], true);
    assert!(text_of(&shown).contains("Zoé Petit a l’âge de comprendre"));
    let mut body = json!({ "accepted": true, "uses": { "web": true }, "signature": drawn() });
    anne.answers(body.clone()).await.refuses(&["childAgrees"]);
    body["childAgrees"] = json!(true);
    anne.answers(body).await.is(201);
    server.settle().await;
    let step = studio.steps(answer, "ANSWERED").await;
    let fields = step[0]["fields"].as_array().unwrap();
    let agreed = fields.iter().find(|one| one["name"] == "childAgrees").unwrap();
    assert_eq!(agreed["value"], "yes");
    let pdf = studio.get(&format!("/answer/{answer}/pdf")).await.is(200).bytes.clone();
    assert!(pdf_text(&pdf).contains("Zoé Petit a donné aussi son accord"), "{}", pdf_text(&pdf));
}

#[tokio::test]
async fn the_page_asks_the_child_and_no_one_else() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    describes_itself(&studio).await;
    for (first, born, asked) in [("Zoé", "2013-03-01", true), ("Léo", "2019-03-01", false)] {
        let email = format!("{first}@example.org").replace('é', "e");
        let child = json!({
            "firstName": first, "lastName": "Petit", "email": "famille@example.org",
            "birthDate": born,
            "guardians": [{ "firstName": "Anne", "lastName": "Petit", "email": email }],
        });
        let id = studio.post("/employee", child).await.is(201).id("/id");
        commissioned(&studio, &[id]).await;
        let reader = crate::pages::Reader::opens(&server, &email);
        let page = reader.proves_it(&email).await.is(200).text();
        assert_eq!(page.contains("name=\"childAgrees\""), asked, "{first}: {page}");
    }
}
