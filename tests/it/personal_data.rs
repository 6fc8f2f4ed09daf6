//! What a company holds about a person, and the instance about an account, as files to hand over.

use serde_json::{Value, json};

use crate::backups::fine;
use crate::company_exports::unpacked;
use crate::console::ConsoleContext;
use crate::files::{id, photo};
use crate::support::{PASSWORD, Recipient, Reply, Server, Studio};

/// The files of an archive.
struct Unpacked(Vec<(String, Vec<u8>)>);

impl Unpacked {
    fn of(reply: &Reply) -> Self {
        assert_eq!(reply.is(200).header("content-type"), "application/zip");
        Self(unpacked(reply))
    }

    fn names(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[track_caller]
    fn bytes(&self, name: &str) -> &[u8] {
        let found = self.0.iter().find(|(one, _)| one == name);
        &found.unwrap_or_else(|| panic!("no {name} in {:?}", self.names())).1
    }

    #[track_caller]
    fn json(&self, name: &str) -> Value {
        serde_json::from_slice(self.bytes(name)).unwrap()
    }

    #[track_caller]
    fn rows(&self, table: &str) -> Vec<Value> {
        self.json(&format!("data/{table}.json")).as_array().unwrap().clone()
    }

    /// The texts with these words. The photographs and papers are left aside.
    fn that_say(&self, words: &[&str]) -> Vec<String> {
        let texts = self.0.iter().filter(|(name, _)| name.ends_with(".json"));
        let says = texts.filter(|(_, bytes)| {
            let text = String::from_utf8_lossy(bytes);
            words.iter().any(|word| text.contains(word))
        });
        says.map(|(name, _)| name.clone()).collect()
    }
}

async fn accepts(server: &Server, email: &str, uses: &[&str]) -> String {
    let mut recipient = Recipient::invited(server, email);
    recipient.proves_the_email().await;
    let given = recipient.accepts(uses).await;
    server.settle().await;
    given.is(201).json["reference"].as_str().unwrap().to_owned()
}

/// Zoé and Max at one event, both with an answer and on the photographs; Zoé's id, event, references.
async fn two_people(server: &Server) -> (Studio<'_>, i64, i64, [String; 2]) {
    let studio = server.studio("lumiere").await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    let max = studio.employs("Max", "Other", "max@example.net").await;
    let (event, _) = studio.plans("Open day", &[zoe, max]).await;
    server.settle().await;
    let zoe_said = accepts(server, "zoe@example.net", &["web"]).await;
    let max_said = accepts(server, "max@example.net", &["press"]).await;
    let hers = photo(&studio, event, 1).await;
    let his = photo(&studio, event, 2).await;
    for (file, who) in [(hers, zoe), (his, max)] {
        let people = json!({ "employeeIds": [who] });
        studio.put(&format!("/file/{}/people", id(&file)), people).await.is(200);
    }
    (studio, zoe, event, [zoe_said, max_said])
}

#[tokio::test]
async fn a_person_gets_everything_about_them_and_nothing_about_others() {
    let server = Server::start();
    let (studio, zoe, _, [hers, his]) = two_people(&server).await;
    let whole = Unpacked::of(&studio.get(&format!("/employee/{zoe}/export")).await);
    assert_eq!(whole.rows("employees")[0]["email"], "zoe@example.net");
    let one_row = ["employees", "events", "answers", "decisions", "file-people", "files", "seals"];
    for table in one_row {
        assert_eq!(whole.rows(table).len(), 1, "{table}");
    }
    assert!(whole.rows("evidence").len() > 5);
    assert!(!whole.rows("history").is_empty());
    let mails = whole.rows("mails");
    assert!(mails.len() >= 3 && mails.iter().all(|mail| mail["toAddress"] == "zoe@example.net"));
    // The fields are explained, and the texts are in both languages.
    let fields = whole.json("fields.json");
    assert_eq!(fields["employees.json"]["firstName"], "text");
    assert!(whole.names().contains(&"README.txt") && whole.names().contains(&"LISEZMOI.txt"));
    assert!(whole.names().contains(&"files/photo-1.jpg"), "{:?}", whole.names());
    let strangers =
        ["max@", "Other", his.as_str(), "lumiere@", "photo-2.jpg", "tokenHash", "nonce"];
    assert_eq!(whole.that_say(&strangers), [""; 0]);

    // The papers are what they were sealed as.
    for extension in ["pdf", "zip"] {
        let name = format!("consents/{hers}.{extension}");
        let path = server.folder.path().join(name.replace('/', "-"));
        std::fs::write(&path, whole.bytes(&name)).unwrap();
        fine(&[
            "verify",
            path.to_str().unwrap(),
            "--key",
            &server.app.keys.seal.public().to_string(),
        ]);
    }

    let light = Unpacked::of(&studio.get(&format!("/employee/{zoe}/export?files=false")).await);
    let is_file = |name: &&str| name.starts_with("files/");
    assert_eq!(light.names().into_iter().filter(is_file).count(), 0);
    assert_eq!(light.rows("files").len(), 1);

    // Deleted people have rights, too; erased ones have no data.
    studio.delete(&format!("/employee/{zoe}")).await.is(204);
    Unpacked::of(&studio.get(&format!("/employee/{zoe}/export")).await);
    studio.delete(&format!("/employee/{zoe}/forever")).await.is(204);
    studio.get(&format!("/employee/{zoe}/export")).await.is(404);
    assert_eq!(server.audited("export_person"), 3);
    let stranger = server.studio("pathe").await;
    stranger.get(&format!("/employee/{}/export", zoe + 1)).await.is(404);
}

#[tokio::test]
async fn a_consent_record_says_what_was_asked_and_decided_and_how_to_withdraw() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    let (_, answers) = studio.plans("Open day", &[zoe]).await;
    let path = format!("/answer/{}/record", answers[0]);
    let asked = studio.get(&path).await.is(200).json.clone();
    assert_eq!(asked["events"].as_array().unwrap().len(), 1);
    assert_eq!(asked["events"][0]["event_state"], "dpv:ConsentRequested");
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "zoe@example.net");
    recipient.proves_the_email().await;
    recipient.accepts(&["web", "print"]).await.is(201);
    server.settle().await;
    let given = studio.get(&path).await;
    assert!(given.header("content-type").starts_with("application/json"));
    let given = &given.json;
    assert_eq!(given["schema_version"], "ISO/IEC TS 27560:2023");
    // It is JSON-LD: each prefix and each term is explained.
    assert_eq!(given["@type"], "dpv:ConsentRecord");
    let context = given["@context"].as_object().unwrap();
    for term in context.values() {
        let term = term["@id"].as_str().or(term.as_str()).unwrap();
        let prefix = term.split(':').next().unwrap();
        let is_explained = context.contains_key(prefix) || prefix.starts_with("http");
        assert!(is_explained || term == "@type", "{term}");
    }
    for field in ["record_id", "pii_processing", "events", "party_identification"] {
        assert!(context.contains_key(field), "{field}");
    }
    assert_eq!(given["party_identification"][0]["party_name"], "lumiere");
    let purposes = given["pii_processing"]["purposes"].as_array().unwrap();
    let allowed: Vec<&str> = purposes
        .iter()
        .filter(|purpose| purpose["state"] == "allowed")
        .map(|purpose| purpose["purpose_type"].as_str().unwrap())
        .collect();
    assert_eq!(allowed, ["web", "print"]);
    assert!(purposes.len() > 2);
    let withdrawal = &purposes[0]["withdrawal_method"];
    assert!(withdrawal["address"].as_str().unwrap().ends_with("/withdraw"));
    assert!(purposes[0]["retention_period"]["until"].is_string());
    assert_eq!(given["pii_processing"]["privacy_notice"]["sha256"].as_str().unwrap().len(), 64);
    recipient.withdraws(Some(&["print"])).await.is(200);
    recipient.withdraws(None).await.is(200);
    let events = studio.get(&path).await.json["events"].clone();
    let states: Vec<&str> = events
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["event_state"].as_str().unwrap())
        .collect();
    let (asked, given) = ("dpv:ConsentRequested", "dpv:ConsentGiven");
    assert_eq!(states, [asked, given, given, "dpv:ConsentWithdrawn"]);
    assert_eq!(events[2]["purposes"], json!(["web"]));
    assert_eq!(events[3]["purposes"], json!([]));
}

#[tokio::test]
async fn an_account_gets_everything_about_it_and_no_secret() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    server.studio("pathe").await;
    studio
        .post(
            "/api-token",
            json!({ "name": "Script", "scopes": ["people:read"], "currentPassword": PASSWORD }),
        )
        .await
        .is(201);
    let whole = Unpacked::of(&studio.get("/user/profile/export").await);
    assert_eq!(whole.rows("account").len(), 1);
    assert_eq!(whole.rows("account")[0]["email"], json!(studio.email));
    assert_eq!(whole.rows("memberships")[0]["name"], "lumiere");
    assert_eq!(whole.rows("api-tokens")[0]["name"], "Script");
    assert!(!whole.rows("sessions").is_empty());
    assert!(!whole.rows("audit").is_empty());
    assert_eq!(whole.json("fields.json")["sessions.json"]["usedAt"], "instant");
    let secrets = ["pathe", "argon2", "tokenHash", "passwordHash", "nonce", PASSWORD];
    assert_eq!(whole.that_say(&secrets), [""; 0]);
    assert_eq!(server.audited("export_account"), 1);
}

#[tokio::test]
async fn both_are_downloaded_in_the_console() {
    let server = Server::start();
    let (studio, zoe, ..) = two_people(&server).await;
    let context = ConsoleContext::of(&server, &studio.email).await;
    let page = context.get(&format!("/console/people/{zoe}")).await.is(200).text();
    assert!(page.contains(&format!("/console/people/{zoe}/data.zip\"")));
    let whole = Unpacked::of(&context.get(&format!("/console/people/{zoe}/data.zip")).await);
    assert!(whole.names().contains(&"files/photo-1.jpg"));
    let path = format!("/console/people/{zoe}/data.zip?files=no");
    let light = Unpacked::of(&context.get(&path).await);
    assert!(!light.names().contains(&"files/photo-1.jpg"));
    let page = context.get("/console/settings/security").await.is(200).text();
    assert!(page.contains("/console/settings/security/data.zip"));
    let own = Unpacked::of(&context.get("/console/settings/security/data.zip").await);
    assert_eq!(own.rows("account").len(), 1);
}

#[tokio::test]
async fn the_register_of_processing_says_what_is_kept_and_what_the_settings_lack() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let colleague = studio.hires("paul@lumiere.example", "USER").await;
    let context = ConsoleContext::of(&server, &studio.email).await;
    let data = context.get("/console/settings/data").await.is(200).text();
    assert!(data.contains("/console/settings/data/register"));
    let page = context.get("/console/settings/data/register").await.is(200).text();
    assert!(page.contains("Registre des traitements") && page.contains("lumiere"));
    assert!(page.contains("be-right.example"), "the host of the server");
    assert!(page.contains("Une autorisation dure 96 mois"), "{page}");
    let missing = page.matches("Manque").count();
    let path = format!("/company/{}", studio.company);
    let details = json!({
        "name": "Lumière <b>", "contactEmail": "bonjour@lumiere.example", "licenceMonths": 24,
        "identity": { "legalForm": "SARL", "representative": "Anne Le Goff" },
    });
    studio.put(&path, details).await.is(200);
    let page = context.get("/console/settings/data/register?lang=en").await.is(200).text();
    assert!(page.contains("Lumière &#60;b&#62;") && page.contains("Anne Le Goff"), "{page}");
    assert!(page.contains("A consent lasts 24 months from the answer"), "{page}");
    assert!(page.contains("bonjour@lumiere.example"));
    assert!(page.matches("Missing").count() + 3 < missing + 1, "{page}");
    let context = ConsoleContext::of(&server, &colleague.email).await;
    context.get("/console/settings/data/register").await.is(403);
}
