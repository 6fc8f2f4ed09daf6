//! The settings of a studio and of one's own account.

use serde_json::json;

use super::{ConsoleContext, said, typed};
use crate::files::BOUNDARY;
use crate::second_factor::Authenticator;
use crate::support::{PASSWORD, Reply, Server, join_token};

fn place(reply: &Reply) -> String {
    reply.is(303).header("location").to_owned()
}

/// Every page of the settings.
const PAGES: [&str; 11] = [
    "",
    "/studio",
    "/release",
    "/requests",
    "/team",
    "/tokens",
    "/data",
    "/profile",
    "/security",
    "/notifications",
    "/companies",
];

#[tokio::test]
async fn each_role_sees_its_own_settings_and_no_others() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let own = ["", "/profile", "/security", "/notifications", "/companies"];
    for (role, more) in [
        ("OWNER", &PAGES[1..7]),
        ("USER", &["/release", "/team", "/tokens"][..]),
        ("PHOTOGRAPHER", &["/tokens"][..]),
        ("EMPLOYEE", &[][..]),
    ] {
        let user = studio.hires(&format!("{role}@team.example").to_lowercase(), role).await;
        let console = ConsoleContext::of(&server, &user.email).await;
        let index = console.get("/console/settings?lang=en").await.is(200).text();
        // The command palette offers the same.
        let (_, palette) = index.split_once("<template>").unwrap_or_default();
        let palette = palette.split("</template>").next().unwrap_or_default().to_owned();
        for page in PAGES {
            let may = own.contains(&page) || more.contains(&page);
            let path = format!("/console/settings{page}");
            console.get(&path).await.is(if may { 200 } else { 403 });
            let is_offered = index.contains(&format!("<a href=\"{path}\">"));
            assert_eq!(is_offered, may && !page.is_empty(), "{role} {page}");
            let is_found = palette.contains(&format!("href=\"{path}\""));
            let has_palette = role != "EMPLOYEE" && page != "/notifications";
            assert_eq!(is_found, may && has_palette, "{role} {page} in {palette}");
        }
    }
    server.settle().await;
}

#[tokio::test]
async fn the_details_of_the_studio_are_changed_with_errors_beside_their_fields() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let path = "/console/settings/studio";
    let wrong = "name=&siret=123&contactEmail=x%40&colour=red&address.city=Lyon";
    let page = console.sends(path, wrong).await.is(422).text();
    for field in ["name", "siret", "contactEmail", "colour"] {
        assert!(page.contains(&format!("id=\"f-{field}-error\"")), "{field}: {page}");
    }
    assert!(page.contains("value=\"Lyon\"") && page.contains("value=\"red\""), "{page}");
    let right = "name=Studio+%F0%9F%8C%9E+%D9%86%D9%88%D8%B1&siret=732+829+320+00074\
                 &contactEmail=contact@lumiere.example&colour=%231A6B54&address.line=12+rue\
                 &address.postalCode=69003&address.city=Lyon";
    assert_eq!(place(&console.sends(path, right).await), format!("{path}?after=saved"));
    let page = console.get(&format!("{path}?after=saved&lang=en")).await.is(200).text();
    assert!(page.contains("data-toast") && page.contains("Studio 🌞 نور"), "{page}");
    assert!(page.contains("/assets/brand/1a6b54.css"), "{page}");
    let kept = studio.get(&format!("/company/{}", studio.company)).await.is(200).json.clone();
    assert_eq!(kept["siret"], "73282932000074");
    assert_eq!(kept["address"]["city"], "Lyon");
    assert_eq!(kept["guardiansNeeded"], 2, "what the form does not have stays");
    server.settle().await;
}

#[tokio::test]
async fn the_studio_is_asked_for_what_its_release_lacks() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let path = "/console/settings/studio";
    let page = console.get(&format!("{path}?lang=en")).await.is(200).text();
    let lacks =
        "The release lacks: legal form, legal representative, address, SIRET, contact’s name";
    assert!(page.contains(lacks), "{page}");
    assert!(console.get("/console?lang=en").await.is(200).text().contains(lacks));
    let wrong = "name=Lumiere&legalForm=SAS&vatNumber=FR45732829320&contactPhone=12\
                 &privacyContact=x&withdrawalDays=31&assentAge=12";
    let page = console.sends(path, wrong).await.is(422).text();
    for field in ["vatNumber", "contactPhone", "privacyContact", "withdrawalDays"] {
        assert!(page.contains(&format!("id=\"f-{field}-error\"")), "{field}: {page}");
    }
    let right = "name=Lumiere&siret=73282932000074&legalForm=SAS&vatNumber=fr+44+732829320\
                 &representative=Jeanne+Morel&capacity=pr%C3%A9sidente&contactName=Ana+Petit\
                 &contactPhone=04+72+00+00+00&contactEmail=contact@lumiere.example\
                 &withdrawalDays=10&assentAge=13&address.city=Lyon";
    console.sends(path, right).await.is(303);
    let page = console.get(&format!("{path}?lang=en")).await.is(200).text();
    assert!(!page.contains("The release lacks"), "{page}");
    let page = console.get("/console?lang=en").await.is(200).text();
    assert!(!page.contains("The release lacks"), "{page}");
    let kept = studio.get(&format!("/company/{}", studio.company)).await.is(200).json.clone();
    assert_eq!(kept["identity"]["contactPhone"], "+33472000000");
    assert_eq!(kept["identity"]["vatNumber"], "FR44732829320");
    assert_eq!((&kept["withdrawalDays"], &kept["assentAge"]), (&10.into(), &13.into()));
    // A program that does not know of these leaves them as they are; one that does replaces them.
    let path = format!("/company/{}", studio.company);
    let older = studio.put(&path, serde_json::json!({ "name": "Lumiere" })).await;
    assert_eq!(older.is(200).json["identity"], kept["identity"]);
    let identity = serde_json::json!({ "name": "L", "identity": { "legalForm": "SARL" } });
    let newer = studio.put(&path, identity).await.is(200).json.clone();
    assert_eq!(newer["identity"]["legalForm"], "SARL");
    assert!(newer["identity"]["contactName"].is_null());
    let odd = serde_json::json!({ "name": "L", "identity": { "legalFrom": "SARL" } });
    studio.put(&path, odd).await.is(422);
    server.settle().await;
}

#[tokio::test]
async fn the_logo_and_the_watermark_are_added_and_removed() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let logo = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo/logo.png")).unwrap();
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let current = "alt=\"Current watermark\"";
    for (name, shown) in [("logo", "alt=\"Current logo\""), ("watermark", current)] {
        let path = format!("/console/settings/studio/{name}");
        let remove = format!("{path}/remove");
        let sends = async |bytes: &[u8]| {
            let body = crate::files::form(&[], &[("logo.png", bytes)]);
            console.posts(&path, &kind, "same-origin", body).await
        };
        let refused = sends(b"no picture").await;
        assert!(
            refused.status >= 400 && refused.text().contains("role=\"alert\""),
            "{}",
            refused.status
        );
        sends(&logo).await.is(303);
        let page = console.get("/console/settings/studio?lang=en").await.is(200).text();
        assert!(page.contains(&remove) && page.contains(shown), "{page}");
        console.sends(&remove, "").await.is(303);
        console.sends(&remove, "").await.is(303);
        let page = console.get("/console/settings/studio?lang=en").await.is(200).text();
        assert!(!page.contains(shown), "{page}");
    }
    server.settle().await;
}

#[tokio::test]
async fn a_release_is_previewed_published_and_taken_up_again() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let path = "/console/settings/release";
    let page = console.get(&format!("{path}?language=en&lang=en")).await.is(200).text();
    assert!(page.contains("Camille Martin") && page.contains("Version 1 in force"), "{page}");
    let first = said(&page, "href").into_iter().rfind(|one| one.starts_with(&format!("{path}/")));
    let first = first.unwrap().to_owned();
    let text = "language=en&title=Our+release&uses=web&uses=press\
                &body=%23+Consent%0A%0A%7Bcompany%7D+may+use+photographs+of+%7Bperson%7D";
    let shown = console.sends(path, &format!("do=find&{text}")).await.is(200).text();
    assert!(shown.contains("lumiere may use photographs of Camille Martin"), "{shown}");
    // The duration is missing.
    let wrong = console.sends(path, &format!("do=publish&{text}")).await.is(422).text();
    assert!(wrong.contains("id=\"f-body-error\"") && wrong.contains("Our release"), "{wrong}");
    // The preview says what is no placeholder while one writes, and plans at a round hour.
    let typed = "language=en&title=T&body=%7Bcompany%7D+%7Bnope%7D+on+%7Bdates%7D";
    let shown = console.sends(path, typed).await.is(200).text();
    assert!(shown.contains("Unknown placeholders: {nope}."), "{shown}");
    assert!(shown.contains("9:00") || shown.contains("09:00"), "{shown}");
    assert!(shown.contains("tabindex=\"0\" aria-labelledby=\"preview\""), "{shown}");
    let right = format!("do=publish&{text}+for+%7Bduration%7D");
    place(&console.sends(path, &right).await);
    place(&console.sends(path, &right).await);
    let page = console.get(&format!("{path}?language=en&lang=en")).await.is(200).text();
    assert!(page.contains("Version 2 in force") && !page.contains("Version 3"), "{page}");
    assert!(page.contains("do not offer the same uses"), "{page}");
    let old = console.get(&format!("{first}?lang=en")).await.is(200).text();
    assert!(old.contains("Version 1") && old.contains("Edit this text again"), "{old}");
    let again = said(&old, "href").into_iter().find(|one| one.contains("?from=")).unwrap();
    let again = console.get(&format!("{again}&lang=en")).await.is(200).text();
    assert!(again.contains("Consent to the use of photographs"), "{again}");
    console.get(&format!("{path}/999999")).await.is(404);
    server.settle().await;
    let user = studio.hires("noe@lumiere.example", "USER").await;
    let console = ConsoleContext::of(&server, &user.email).await;
    let page = console.get(path).await.is(200).text();
    assert!(!page.contains("value=\"publish\""), "{page}");
    console.sends(path, &right).await.is(403);
    server.settle().await;
}

#[tokio::test]
async fn guardians_reminders_and_durations_are_set_in_one_form() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let path = "/console/settings/requests";
    console.get(path).await.is(200);
    let form = |first: &str, licence: &str| {
        format!(
            "guardiansNeeded=1&licenceMonths={licence}&evidenceMonths=60&retentionMonths=6\
             &enabled=yes&reminders.firstAfterDays={first}&reminders.everyDays=5\
             &reminders.atMost=2&reminders.lastDays=0&reminders.hour=10\
             &reminders.timeZone=America/Montreal"
        )
    };
    let page = console.sends(path, &form("many", "24")).await.is(422).text();
    assert!(page.contains("id=\"f-reminders-firstAfterDays-error\""), "{page}");
    let page = console.sends(path, &form("2", "5000")).await.is(422).text();
    assert!(page.contains("id=\"f-licenceMonths-error\"") && page.contains("value=\"5000\""));
    place(&console.sends(path, &form("2", "24")).await);
    let kept = studio.get(&format!("/company/{}", studio.company)).await.is(200).json.clone();
    assert_eq!((&kept["guardiansNeeded"], &kept["licenceMonths"]), (&json!(1), &json!(24)));
    assert_eq!(kept["reminders"]["timeZone"], "America/Montreal");
    assert_eq!(kept["reminders"]["firstAfterDays"], 2);
    assert_eq!(kept["name"], "lumiere");
    server.settle().await;
}

#[tokio::test]
async fn a_colleague_is_invited_joins_gets_another_role_and_is_removed() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let path = "/console/settings/team";
    let wrong = "do=invite&email=ines&firstName=In%C3%A8s&lastName=&role=USER&locale=en";
    let page = console.sends(path, wrong).await.is(422).text();
    assert!(page.contains("id=\"f-email-error\"") && page.contains("value=\"Inès\""), "{page}");
    let key = said(&page, "name=\"once\" value")[0].to_owned();
    let right = format!(
        "once={key}&do=invite&email=ines@example.net&firstName=In%C3%A8s&lastName=Moreau\
         &role=USER&locale=en"
    );
    place(&console.sends(path, &right).await);
    place(&console.sends(path, &right).await);
    server.settle().await;
    assert_eq!(server.postbox.to("ines@example.net").len(), 1, "sent twice, invited once");
    let page = console.get(&format!("{path}?lang=en")).await.is(200).text();
    assert!(page.contains("Open invitations") && page.contains("ines@example.net"), "{page}");
    let open = said(&page, "action").into_iter().find(|one| one.contains("/invitations/"));
    let open = open.unwrap().to_owned();
    console.sends(&open, "do=again").await.is(303);
    server.settle().await;
    let token = join_token(&server, "ines@example.net");
    let join = json!({ "token": token, "password": PASSWORD });
    server.post("/auth/join", join).await.is(200);
    server.settle().await;
    let page = console.get(&format!("{path}?lang=en")).await.is(200).text();
    let member = said(&page, "action").into_iter().find(|one| {
        one.strip_prefix("/console/settings/team/").is_some_and(|id| id != studio.user.to_string())
    });
    let Some(member) = member.map(str::to_owned) else { panic!("{page}") };
    console.sends(&member, "do=role&role=SUPER_USER").await.is(303);
    let page = console.get(&format!("{path}?role=SUPER_USER&lang=en")).await.is(200).text();
    assert!(page.contains("Inès Moreau") && !page.contains("(owner)"), "{page}");
    let gone = place(&console.sends(&member, "do=remove").await);
    let page = console.get(&format!("{gone}&lang=en")).await.is(200).text();
    assert!(page.contains("Undo") && page.contains("Removed from the studio"), "{page}");
    console.sends(&member, "do=restore").await.is(303);
    let page = console.get(&format!("{path}?lang=en")).await.is(200).text();
    assert!(page.contains("Inès Moreau"), "{page}");
    // The last owner stays.
    let own = format!("{path}/{}", studio.user);
    let asked = console.sends(&own, "do=remove").await.is(200).text();
    assert!(asked.contains("Leave this studio?"), "{asked}");
    let refused = console.sends(&own, "do=remove&confirm=yes").await.is(409).text();
    assert!(refused.contains("last owner"), "{refused}");
    console.sends(&own, "do=factor&confirm=yes").await.is(409);
    server.settle().await;
}

#[tokio::test]
async fn a_member_invites_photographers_only() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let user = studio.hires("noe@lumiere.example", "USER").await;
    let console = ConsoleContext::of(&server, &user.email).await;
    let path = "/console/settings/team";
    let page = console.get(&format!("{path}?lang=en")).await.is(200).text();
    assert!(page.contains("Invite a photographer") && !page.contains("do\" value=\"remove"));
    let invite = "do=invite&email=lea@lens.example&firstName=L%C3%A9a&lastName=Roy&locale=fr";
    console.sends(path, &format!("{invite}&role=OWNER")).await.is(403);
    console.sends(path, &format!("{invite}&role=PHOTOGRAPHER")).await.is(303);
    console.sends(&format!("{path}/{}", studio.user), "do=role&role=USER").await.is(403);
    server.settle().await;
}

#[tokio::test]
async fn an_api_token_is_shown_once_and_revoked() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let path = "/console/settings/tokens";
    let page = console.get(&format!("{path}?lang=en")).await.is(200).text();
    assert!(page.contains("No API token yet"), "{page}");
    let page = console.sends(path, "do=create&name=Gallery&currentPassword=x").await.is(422).text();
    assert!(page.contains("id=\"scopes-error\"") && page.contains("value=\"Gallery\""), "{page}");
    let scopes = "scopes=people:read&days=30";
    let body = format!("do=create&name=Gallery&currentPassword=wrong&{scopes}");
    let page = console.sends(path, &body).await.is(422).text();
    assert!(page.contains("id=\"f-currentPassword-error\"") && !page.contains("value=\"wrong\""));
    let body = format!("do=create&name=Gallery&currentPassword={}&{scopes}", typed(PASSWORD));
    let made = console.sends(path, &body).await;
    assert_eq!(made.is(200).header("cache-control"), "no-store");
    let made = made.text();
    let secret = said(&made, "value").into_iter().find(|one| one.starts_with("br_")).unwrap();
    let list = server.send(Some(secret), poem::http::Method::GET, "/employee", None).await;
    list.is(200);
    let page = console.get(&format!("{path}?lang=en")).await.is(200).text();
    assert!(page.contains("Gallery") && !page.contains(secret), "shown once");
    let one = said(&page, "action").into_iter().find(|one| one.contains("/tokens/"));
    let one = one.unwrap().to_owned();
    let asked = console.sends(&one, "").await.is(200).text();
    assert!(asked.contains("data-confirming"), "{asked}");
    console.sends(&one, "confirm=yes").await.is(303);
    server.send(Some(secret), poem::http::Method::GET, "/employee", None).await.is(401);
    console.sends(&one, "confirm=yes").await.is(404);
    server.settle().await;
}

#[tokio::test]
async fn ones_own_name_language_and_email_are_changed() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let path = "/console/settings/profile";
    let page = console.get(&format!("{path}?lang=en")).await.is(200).text();
    assert!(page.contains("id=\"badges\"") && page.contains("Address book"), "{page}");
    assert!(page.contains("<span>0 / 10</span>"), "{page}");
    let form = |email: &str, password: &str| {
        format!(
            "do=profile&firstName=Zo%C3%A9&lastName=Roy&phone=0612345678&email={email}\
             &currentPassword={}",
            typed(password)
        )
    };
    let page = console.sends(path, &form("new@lumiere.example", "")).await.is(422).text();
    assert!(page.contains("id=\"f-currentPassword-error\""), "{page}");
    assert!(page.contains("value=\"new@lumiere.example\""), "{page}");
    let after = place(&console.sends(path, &form("new@lumiere.example", PASSWORD)).await);
    let page = console.get(&format!("{after}&lang=en")).await.is(200).text();
    assert!(page.contains("new@lumiere.example waits for confirmation"), "{page}");
    assert!(page.contains("value=\"Zoé\"") && page.contains("+33612345678"), "{page}");
    server.settle().await;
    assert!(server.postbox.last_to("new@lumiere.example").text.contains("/email/"));

    console.sends(path, "do=looks&locale=en&timeZone=Mars/Olympus&rows=50").await.is(422);
    console.sends(path, "do=looks&locale=en&timeZone=Asia/Tokyo&rows=50").await.is(303);
    let kept = studio.get("/settings").await.is(200).json.clone();
    assert_eq!((&kept["locale"], &kept["timeZone"]), (&json!("en"), &json!("Asia/Tokyo")));
    assert_eq!(kept["pageSizes"]["events"], 50);
    server.settle().await;
}

/// Pages follow the device until their reader chooses, here or by the API.
#[tokio::test]
async fn the_console_is_light_or_dark_as_its_reader_chose() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let company = format!("/company/{}", studio.company);
    studio.put(&company, json!({ "name": "Lumière", "colour": "#c2410c" })).await.is(200);
    let console = ConsoleContext::of(&server, &studio.email).await;
    let path = "/console/settings/profile";
    let sheets = async || {
        let page = console.get(path).await.is(200).text();
        let mut all = String::new();
        for link in page.split("rel=\"stylesheet\" href=\"").skip(1) {
            let sheet = console.get(link.split('"').next().unwrap()).await;
            all.push_str(&sheet.is(200).text());
        }
        all
    };
    let device = "prefers-color-scheme: dark";
    assert_eq!(studio.get("/settings").await.is(200).json["theme"], "SYSTEM");
    let own = sheets().await;
    assert!(own.matches(device).count() > 3 && own.contains("color-scheme: light dark"), "{own}");
    for (theme, scheme, rules) in
        [("DARK", "dark", "@media screen{:root{--brand:"), ("LIGHT", "light", "@media not all")]
    {
        let looks = format!("do=looks&locale=en&timeZone=Asia/Tokyo&rows=50&theme={theme}");
        console.sends(path, &looks).await.is(303);
        assert_eq!(studio.get("/settings").await.is(200).json["theme"], theme);
        let page = console.get(path).await.is(200).text();
        assert!(page.contains(&format!("<option value=\"{theme}\" selected>")), "{page}");
        let made = sheets().await;
        assert!(!made.contains(device) && made.contains(&format!("color-scheme: {scheme};")));
        assert!(made.contains(rules), "{theme}: {made}");
    }
    // Recipients' pages follow the device.
    assert!(!server.get("/verify").await.is(200).text().contains(".dark.css"));
    studio.patch("/settings", json!({ "theme": "SYSTEM" })).await.is(200);
    assert_eq!(sheets().await, own);
    server.settle().await;
}

#[tokio::test]
async fn a_password_is_changed_and_other_sessions_are_ended() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let other = ConsoleContext::of(&server, &studio.email).await;
    let path = "/console/settings/security";
    let page = console.get(&format!("{path}?lang=en")).await.is(200).text();
    assert!(page.contains("this browser") && page.contains("Sign out everywhere else"), "{page}");
    console.sends(&format!("{path}/sessions"), "do=others").await.is(303);
    other.get(path).await.is(303);
    console.get(path).await.is(200);
    let page = console.sends(path, "do=password&currentPassword=x&newPassword=short").await;
    assert!(page.is(422).text().contains("id=\"f-newPassword-error\""));
    let body =
        format!("do=password&currentPassword={}&newPassword=une+autre+phrase", typed(PASSWORD));
    assert!(place(&console.sends(path, &body).await).contains("after=password"));
    console.get(path).await.is(200);
    server.settle().await;
}

#[tokio::test]
async fn a_second_factor_is_turned_on_and_off() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let path = "/console/settings/security/second-factor";
    let wrong = console.sends(path, "do=begin&currentPassword=x").await.is(422).text();
    assert!(wrong.contains("id=\"f-begin-currentPassword-error\""), "{wrong}");
    let begin = format!("do=begin&currentPassword={}", typed(PASSWORD));
    let page = console.sends(path, &begin).await.is(200).text();
    assert!(page.contains("data:image/png;base64,"), "{page}");
    let secret = said(&page, "value").into_iter().find(|one| {
        one.len() >= 32 && one.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    });
    let secret = secret.unwrap().to_owned();
    let again = console.sends(path, "do=confirm&code=000000").await.is(422).text();
    assert!(again.contains("id=\"f-code-error\"") && !again.contains(&secret), "{again}");
    let code = Authenticator::holds(&json!(secret)).shows(&server);
    let codes = console.sends(path, &format!("do=confirm&code={code}")).await.is(200).text();
    let recovery: Vec<&str> = codes
        .split("<li class=\"mono\">")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap())
        .collect();
    assert_eq!(recovery.len(), 10, "{codes}");
    let page = console.get("/console/settings/security?lang=en").await.is(200).text();
    assert!(page.contains("10 recovery codes are left") && !page.contains(recovery[0]), "{page}");
    let off = format!("do=off&currentPassword={}&code={}", typed(PASSWORD), recovery[0]);
    console.sends(path, &off).await.is(303);
    let page = console.get("/console/settings/security?lang=en").await.is(200).text();
    assert!(page.contains("Turn on two-step sign-in"), "{page}");
    server.settle().await;
}

#[tokio::test]
async fn channels_are_chosen_and_reset() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let path = "/console/settings/notifications";
    let channel = async |kind: &str| {
        let all = studio.get("/notification-subscription").await.is(200).json.clone();
        let one = all.as_array().unwrap().iter().find(|one| one["type"] == kind).unwrap().clone();
        (one["channel"].as_str().unwrap().to_owned(), one["isDefault"].as_bool().unwrap())
    };
    console.get(path).await.is(200);
    console.sends(path, "ANSWER_RESPONSE_REFUSED=BOTH&EVENT_CREATED=NONE").await.is(303);
    assert_eq!(channel("ANSWER_RESPONSE_REFUSED").await, ("BOTH".to_owned(), false));
    assert_eq!(channel("EVENT_CREATED").await, ("NONE".to_owned(), false));
    let page = console.get(path).await.is(200).text();
    assert!(page.contains("value=\"BOTH\" selected"), "{page}");
    console.sends(path, "ANSWER_RESPONSE_REFUSED=").await.is(303);
    assert!(channel("ANSWER_RESPONSE_REFUSED").await.1);
    assert_eq!(channel("EVENT_CREATED").await.0, "NONE", "what is not sent stays");
    console.sends(path, "SYSTEM=NONE").await.is(422);
    server.settle().await;
}

#[tokio::test]
async fn somebody_works_for_several_studios_opens_one_and_closes_it() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    studio.plans("Open day", &[]).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let path = "/console/settings/companies";
    let form = console.get(&format!("{path}?lang=en")).await.is(200).text();
    let key = said(&form, "name=\"once\" value")[0].to_owned();
    console.sends(path, "do=create&name=").await.is(422);
    let create = format!("once={key}&do=create&name=Second");
    console.sends(path, &create).await.is(303);
    console.sends(path, &create).await.is(303);
    let page = console.get(&format!("{path}?lang=en")).await.is(200).text();
    assert_eq!(page.matches("<button name=\"do\" value=\"switch\">").count(), 1, "{page}");
    let shoots = console.get("/console/shoots?lang=en").await.is(200).text();
    assert!(!shoots.contains("Open day"), "{shoots}");
    let back = format!("do=switch&company={}", studio.company);
    console.sends(path, &back).await.is(303);
    assert!(console.get("/console/shoots").await.is(200).text().contains("Open day"));
    let stranger = server.studio("pathe").await;
    console.sends(path, &format!("do=switch&company={}", stranger.company)).await.is(404);
    console.sends(path, &format!("do=accept&company={}", stranger.company)).await.is(404);

    let data = "/console/settings/data";
    let wrong = console.sends(data, "do=close&name=Lumi").await.is(422).text();
    assert!(wrong.contains("id=\"f-name-error\""), "{wrong}");
    console.sends(data, "do=close&name=lumiere").await.is(303);
    server.settle().await;
}
