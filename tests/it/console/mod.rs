//! The console's pages, as a browser without JavaScript sees them.

mod arriving;
mod calendar;
mod events;
mod home;
mod imports;
mod instance;
mod mailboxes;
mod marked;
mod naming;
mod newcomers;
mod odd;
mod partly;
mod people;
mod persons;
mod reminding;
mod search;
mod sessions;
mod settings;
mod together;
mod withdrawals;

use poem::http::Method;
use serde_json::json;

use super::files::{BOUNDARY, fetch, form, id, jpeg, photo};
use super::support::{Listener, PASSWORD, Recipient, Reply, Server, Studio};

/// A browser that keeps cookies, follows links and sends forms.
pub struct ConsoleContext<'s> {
    server: &'s Server,
    cookie: std::cell::RefCell<String>,
}

impl<'s> ConsoleContext<'s> {
    fn new(server: &'s Server) -> Self {
        Self { server, cookie: std::cell::RefCell::default() }
    }

    /// Signed in with this e-mail.
    pub async fn of(server: &'s Server, email: &str) -> Self {
        let console = Self::new(server);
        console
            .sends("/console/login", &format!("email={email}&password={}", typed(PASSWORD)))
            .await
            .is(303);
        console
    }

    pub async fn get(&self, path: &str) -> Reply {
        let request = self.server.client().get(path);
        let cookie = self.cookie.borrow().clone();
        Reply::read(request.header("cookie", cookie).send().await).await
    }

    async fn posts(&self, path: &str, kind: &str, from: &str, body: Vec<u8>) -> Reply {
        let request = self.server.client().request(Method::POST, path);
        let request = request
            .content_type(kind)
            .header("cookie", self.cookie.borrow().clone())
            .header("sec-fetch-site", from)
            .body(body);
        let reply = Reply::read(request.send().await).await;
        for cookie in reply.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
            if cookie.starts_with("__Host-") {
                *self.cookie.borrow_mut() = cookie.to_owned();
            }
        }
        reply
    }

    pub async fn sends(&self, path: &str, form: &str) -> Reply {
        let kind = "application/x-www-form-urlencoded";
        self.posts(path, kind, "same-origin", format!("lang=en&{form}").into_bytes()).await
    }

    async fn uploads(&self, event: i64, files: &[(&str, &[u8])]) -> Reply {
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let path = format!("/console/shoots/{event}/photos");
        self.posts(&path, &kind, "same-origin", form(&[], files)).await
    }

    /// The access token that a page's script would get.
    async fn token(&self) -> Reply {
        self.posts("/console/token", "text/plain", "same-origin", vec![]).await
    }
}

fn typed(text: &str) -> String {
    text.replace(' ', "+")
}

/// The values of an attribute, in order.
fn said<'h>(html: &'h str, attribute: &str) -> Vec<&'h str> {
    html.match_indices(&format!(" {attribute}=\""))
        .map(|(at, found)| {
            let rest = &html[at + found.len()..];
            &rest[..rest.find('"').unwrap()]
        })
        .collect()
}

async fn accepts(server: &Server, email: &str, uses: &[&str]) {
    server.settle().await;
    let mut recipient = Recipient::invited(server, email);
    recipient.proves_the_email().await;
    recipient.accepts(uses).await.is(201);
    server.settle().await;
}

/// A company with an event that Zoé was asked about.
async fn shoot(server: &Server) -> (Studio<'_>, i64, i64) {
    let studio = server.studio("lumiere").await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    let (event, _) = studio.plans("Open day", &[zoe]).await;
    server.settle().await;
    (studio, event, zoe)
}

#[tokio::test]
async fn who_is_not_signed_in_is_asked_to_and_comes_back() {
    let server = Server::start();
    let (studio, event, _) = shoot(&server).await;
    let console = ConsoleContext::new(&server);
    let there = format!("/console/shoots/{event}");
    let asked = console.get(&there).await;
    assert_eq!(asked.is(303).header("location"), format!("/console/login?next={there}"));
    let page = console.get(asked.header("location")).await;
    assert_eq!(page.is(200).header("cache-control"), "no-store");
    assert_eq!(said(&page.text(), "name=\"next\" value"), [there.as_str()]);
    assert!(!page.text().contains("value=\"une"), "no password is filled in, in earnest");

    let wrong = console.sends("/console/login", "email=owner@lumiere.example&password=wrong").await;
    assert!(wrong.is(401).text().contains("role=\"alert\""));
    assert!(wrong.headers.get("set-cookie").is_none());
    let body = format!("email={}&password={}&next={there}", studio.email, typed(PASSWORD));
    let inside = console.sends("/console/login", &body).await;
    assert_eq!(inside.is(303).header("location"), there);
    let cookie = inside.header("set-cookie");
    for part in ["__Host-be-right=", "HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    assert!(console.get(&there).await.is(200).text().contains("Open day"));
    // An address of another site leads to the console instead.
    let body = format!("email={}&password={}&next=//evil.example", studio.email, typed(PASSWORD));
    assert_eq!(console.sends("/console/login", &body).await.header("location"), "/console");
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_a_link_in_a_mail() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::new(&server);
    assert!(console.get("/console/login?lang=en").await.text().contains("/console/forgot?lang=en"));
    console.get("/console/forgot?lang=en").await.is(200);
    let wrong = console.sends("/console/forgot", "email=claire%40").await.is(422).text();
    assert!(wrong.contains("value=\"claire@\"") && wrong.contains("id=\"email-error\""), "{wrong}");
    // Whether there is such an account is not said.
    for email in [studio.email.as_str(), "nobody@example.net"] {
        let sent = console.sends("/console/forgot", &format!("email={email}")).await.is(200).text();
        assert!(sent.contains("is on its way"), "{sent}");
    }
    server.settle().await;
    assert!(server.postbox.to(&studio.email).iter().any(|mail| mail.text.contains("/reset/")));
    assert!(server.postbox.to("nobody@example.net").is_empty());
}

#[tokio::test]
async fn a_cookie_is_worth_nothing_after_signing_out_or_a_new_password() {
    let server = Server::start();
    let (studio, event, _) = shoot(&server).await;
    let there = format!("/console/shoots/{event}");
    let console = ConsoleContext::of(&server, &studio.email).await;
    console.get(&there).await.is(200);
    let stolen = console.cookie.borrow().clone();
    let token = console.token().await.is(200).json["accessToken"].as_str().unwrap().to_owned();
    let with = |token: &str| {
        let token = token.to_owned();
        let server = &server;
        async move { server.send(Some(&token), Method::GET, "/user/profile", None).await.status }
    };
    assert_eq!(with(&token).await, 200);
    assert_eq!(
        console.sends("/console/logout", "").await.is(303).header("location"),
        "/console/login"
    );
    *console.cookie.borrow_mut() = stolen;
    console.get(&there).await.is(303);
    console.token().await.is(401);
    assert_eq!(with(&token).await, 401);

    let console = ConsoleContext::of(&server, &studio.email).await;
    let change = json!({ "currentPassword": PASSWORD, "newPassword": "une autre phrase de passe" });
    studio.put("/user/password", change).await.is(204);
    console.get(&there).await.is(303);
}

#[tokio::test]
async fn other_sites_change_nothing_and_get_no_token() {
    let server = Server::start();
    let (studio, event, _) = shoot(&server).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let kind = "application/x-www-form-urlencoded";
    for path in [
        "/console/token".to_owned(),
        "/console/logout".into(),
        "/console/login".into(),
        format!("/console/shoots/{event}/people"),
        format!("/console/shoots/{event}/photos"),
    ] {
        for from in ["cross-site", "same-site"] {
            console.posts(&path, kind, from, b"lang=en".to_vec()).await.is(403);
        }
    }
    console.get("/console").await.is(200);
    // An access token is not accepted as the cookie, nor the cookie as an access token.
    let cookie = console.cookie.borrow().split_once('=').unwrap().1.to_owned();
    server.send(Some(&cookie), Method::GET, "/event", None).await.is(401);
    *console.cookie.borrow_mut() = format!("__Host-be-right={}", studio.token);
    console.get("/console").await.is(303);
}

#[tokio::test]
async fn the_pages_show_ones_own_company_only() {
    let server = Server::start();
    let (_, event, _) = shoot(&server).await;
    let other = server.studio("Ombre").await;
    let (own, _) = other.plans("Night", &[]).await;
    let theirs = id(&photo(&other, own, 9).await);
    let console = ConsoleContext::of(&server, &other.email).await;
    let list = console.get("/console?lang=en").await;
    assert!(list.text().contains("Night") && !list.text().contains("Open day"));
    for path in [
        format!("/console/shoots/{event}"),
        format!("/console/shoots/{event}/photos"),
        format!("/console/shoots/{event}/photos/{theirs}"),
        format!("/console/shoots/{event}/photos.zip?use=web"),
    ] {
        let reply = console.get(&path).await;
        assert!(!reply.is(404).text().contains("Open day"), "{path}");
    }
    console.uploads(event, &[("a.jpg", &jpeg(1))]).await.is(404);
    for path in ["people", "link"] {
        let path = format!("/console/shoots/{event}/photos/{theirs}/{path}");
        console.sends(&path, "use=web").await.is(404);
    }
}

#[tokio::test]
async fn photographs_are_brought_named_and_published_without_any_script() {
    let server = Server::start();
    let (studio, event, zoe) = shoot(&server).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let photos = format!("/console/shoots/{event}/photos");
    let one = jpeg(1);
    let files: [(&str, &[u8]); 3] = [("a.jpg", &one), ("again.jpg", &one), ("note.txt", b"hello")];
    let page = console.uploads(event, &files).await.is(200).text();
    assert!(
        page.contains("Une photo ajoutée") && page.contains("Une photo était déjà là"),
        "{page}"
    );
    assert!(page.contains("note.txt"), "what is no photograph is named");
    let only = console.uploads(event, &[("note.txt", b"hello")]).await;
    assert!(only.is(415).text().contains("class=\"alert\""));

    let page = console.get(&format!("{photos}?lang=en")).await.is(200).text();
    let file = said(&page, "name=\"photo\" value")[0].to_owned();
    let img = page.split("<img ").nth(1).unwrap().split('>').next().unwrap().to_owned();
    for part in ["width=\"240\"", "height=\"240\"", "alt=\"Photograph a.jpg, nobody named yet\""] {
        assert!(img.contains(part), "{part} in {img}");
    }
    // The page shows small versions of the photographs.
    let small = fetch(&server, said(&page, "src")[said(&page, "src").len() - 1], &[]).await;
    assert!(small.is(200).bytes.len() < one.len());

    let single = format!("{photos}/{file}");
    let asked = console.sends(&format!("{single}/link"), "use=web").await;
    assert!(asked.is(409).text().contains("class=\"alert\""), "nobody is named");
    let named = console.sends(&format!("{single}/people"), &format!("do=stay&person={zoe}")).await;
    assert!(named.is(303).header("location").starts_with(&single));
    let page = console.get(&format!("{single}?lang=en")).await.text();
    assert!(page.contains(&format!("value=\"{zoe}\" checked")), "{page}");
    assert!(page.contains("with Zoé Müller"));

    let web = format!("{photos}?use=web&lang=en");
    assert!(console.get(&web).await.text().contains("today no photograph may be published"));
    accepts(&server, "zoe@example.net", &["web"]).await;
    let page = console.get(&web).await.text();
    assert!(page.contains("today one photograph may be published"), "{page}");
    let zip = console.get(&format!("{photos}.zip?use=web&state=allowed")).await;
    assert_eq!(zip.is(200).header("content-type"), "application/zip");
    assert!(zip.bytes.windows(one.len()).any(|part| part == one), "the original is in it");

    let made = console.sends(&format!("{single}/link"), "use=web").await.is(200).text();
    let url = said(&made, "readonly value")[0].to_owned();
    fetch(&server, &url, &[]).await.is(200);
    server.clock.advance(61_000);
    let mut zoe = Recipient::invited(&server, "zoe@example.net");
    zoe.proves_the_email().await;
    zoe.withdraws(None).await.is(200);
    fetch(&server, &url, &[]).await.is(410);
    assert!(console.get(&web).await.text().contains("today no photograph may be published"));
    server.settle().await;
}

#[tokio::test]
async fn a_photographer_sees_their_own_shoots_and_names_who_was_asked() {
    let server = Server::start();
    let (studio, event, zoe) = shoot(&server).await;
    let partner = studio.hires("lens@example.org", "PHOTOGRAPHER").await;
    let console = ConsoleContext::of(&server, &partner.email).await;
    let there = format!("/console/shoots/{event}");
    assert!(!console.get("/console").await.is(200).text().contains("Open day"));
    console.get(&there).await.is(404);
    let now = server.app.now();
    let body = json!({
        "name": "Theirs", "start": now.rfc3339(), "end": now.plus(86_400_000).rfc3339(),
        "partnerId": partner.user, "employeeIds": [zoe],
    });
    let own = studio.post("/event", body).await.is(201).id("/event/id");
    let page = console.get(&format!("/console/shoots/{own}")).await.is(200).text();
    assert!(page.contains("Zoé Müller") && !page.contains("zoe@example.net"));
    console.uploads(own, &[("a.jpg", &jpeg(1))]).await.is(200);
    let page = console.get(&format!("/console/shoots/{own}/photos")).await.is(200).text();
    let photo = said(&page, "name=\"photo\" value")[0];
    let named = format!("photo={photo}&person={zoe}");
    let reply = console.sends(&format!("/console/shoots/{own}/people"), &named).await;
    reply.is(303);
    server.settle().await;
}

#[tokio::test]
async fn the_language_chosen_on_one_page_is_that_of_the_next() {
    let server = Server::start();
    let (studio, ..) = shoot(&server).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let chosen = console.get("/console?lang=en").await;
    assert!(chosen.text().contains("<html lang=\"en\">"));
    let kept = chosen.header("set-cookie").split(';').next().unwrap().to_owned();
    assert!(console.get("/console").await.text().contains("<html lang=\"fr\">"));
    let both = format!("{}; {kept}", console.cookie.borrow());
    *console.cookie.borrow_mut() = both;
    assert!(console.get("/console").await.text().contains("<html lang=\"en\">"));
}

#[tokio::test]
async fn the_cookie_opens_the_stream_of_events_and_nothing_else_of_the_api() {
    let server = Server::start();
    let (studio, event, _) = shoot(&server).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let cookie = console.cookie.borrow().clone();
    let opened = server.client().get("/sse").header("cookie", &cookie).send().await;
    assert_eq!(opened.0.status().as_u16(), 200);
    for name in ["be-right=", "__Host-other="] {
        let renamed = cookie.replace("__Host-be-right=", name);
        let refused = server.client().get("/sse").header("cookie", renamed).send().await;
        assert_eq!(refused.0.status().as_u16(), 401, "{name}");
    }
    for path in
        [format!("/event/{event}"), "/user/profile".into(), format!("/event/{event}/photos")]
    {
        console.get(&path).await.is(401);
    }
}

#[tokio::test]
async fn the_sample_studio_is_entered_without_its_password_which_visitors_may_change() {
    let guest = be_right::app::Guest { email: "owner@lumiere.example".into() };
    let server = Server::start_on(&[], |app| app.guest = Some(guest));
    let studio = server.studio("Lumière").await;
    assert_eq!(studio.email, "owner@lumiere.example");
    for path in ["/", "/console/login?lang=en"] {
        let page = ConsoleContext::new(&server).get(path).await.is(200).text();
        assert!(page.contains("name=\"guest\" value=\"yes\""), "{page}");
    }
    let enters = async || {
        let console = ConsoleContext::new(&server);
        let entered = console.sends("/console/login", "guest=yes&next=/console/people").await;
        assert_eq!(entered.is(303).header("location"), "/console/people");
        console.get("/console/people").await.is(200);
        console
    };
    // In the language that its visitor reads, whatever the sample's owner chose.
    for lang in ["en", "fr"] {
        let form = format!("guest=yes&lang={lang}&next=/console").into_bytes();
        let kind = "application/x-www-form-urlencoded";
        let entered =
            ConsoleContext::new(&server).posts("/console/login", kind, "same-origin", form).await;
        let mut cookies = entered.is(303).headers.get_all("set-cookie").iter();
        let kept = format!("be-right-language={lang}");
        assert!(cookies.any(|one| one.to_str().unwrap().starts_with(&kept)), "{lang}");
    }
    let console = enters().await;
    let change =
        format!("do=save&currentPassword={}&newPassword=quite+another+one", typed(PASSWORD));
    console.sends("/console/settings/security", &change).await.is(303);
    enters().await;
    // Forgotten and set anew from the mail.
    console.sends("/console/forgot", &format!("email={}", studio.email)).await.is(200);
    server.settle().await;
    let mails = server.postbox.to(&studio.email);
    let token = mails.iter().rev().find_map(|mail| mail.text.split("/reset/").nth(1)).unwrap();
    let token = token.split(|c: char| c.is_whitespace() || c == '>').next().unwrap();
    let reset = console.sends(&format!("/reset/{token}"), "password=one+more+of+mine").await;
    reset.is(200);
    enters().await;
    server.settle().await;
    // Elsewhere there is no such door.
    let server = Server::start();
    server.studio("Lumière").await;
    assert!(!server.get("/console/login").await.text().contains("name=\"guest\""));
    ConsoleContext::new(&server).sends("/console/login", "guest=yes").await.is(401);
}

#[tokio::test]
async fn who_has_a_second_factor_is_asked_for_its_code_here_too() {
    let server = Server::start();
    let (studio, ..) = shoot(&server).await;
    let begun = studio.post("/user/second-factor", json!({ "currentPassword": PASSWORD })).await;
    let secret = begun.is(201).json["secret"].as_str().unwrap().to_owned();
    let app = totp_rs::Builder::new()
        .with_secret(totp_rs::Secret::try_from_base32(&secret).unwrap())
        .build()
        .unwrap();
    let code = app.generate(u64::try_from(server.app.now().0 / 1000).unwrap()).to_string();
    let confirmed = studio.post("/user/second-factor/confirm", json!({ "code": code })).await;
    let recovery = confirmed.is(200).json["recoveryCodes"][0].as_str().unwrap().to_owned();
    let console = ConsoleContext::new(&server);
    let known = format!("email={}&password={}", studio.email, typed(PASSWORD));
    let asked = console.sends("/console/login", &known).await;
    assert!(asked.is(401).text().contains("name=\"totp\""));
    assert!(asked.headers.get("set-cookie").is_none());
    let wrong = console.sends("/console/login", &format!("{known}&totp=000000")).await;
    assert!(wrong.is(401).text().contains("name=\"totp\""));
    console.sends("/console/login", &format!("{known}&totp={recovery}")).await.is(303);
    console.get("/console").await.is(200);
    server.settle().await;
}

#[tokio::test]
async fn anybody_of_the_studio_can_be_named_and_is_waited_for() {
    let server = Server::start();
    let (studio, event, zoe) = shoot(&server).await;
    let mia = studio.employs("Mia", "Łęcka", "mia@example.net").await;
    let other = server.studio("Ombre").await;
    let stranger = other.employs("Mia", "Łęcka", "mia@example.com").await;
    server.settle().await;
    server.indexes().await;
    let file = id(&photo(&studio, event, 1).await);
    let console = ConsoleContext::of(&server, &studio.email).await;
    let single = format!("/console/shoots/{event}/photos/{file}");
    let people = format!("{single}/people");
    let page = console.get(&format!("{single}?lang=en")).await.is(200).text();
    assert!(page.contains("name=\"q\"") && !page.contains("Mia"), "{page}");

    // A search keeps what is ticked and saves nothing.
    let found =
        console.sends(&people, &format!("person={zoe}&q=mia+lecka&do=find")).await.is(200).text();
    assert!(found.contains(&format!("value=\"{mia}\"><span dir=\"auto\">Mia Łęcka")), "{found}");
    assert!(found.contains(&format!("value=\"{zoe}\" checked")));
    assert!(found.contains("not asked") && !found.contains(&format!("value=\"{stranger}\"")));
    assert!(!found.contains("mia@example"), "a name is enough");
    let saved = console.get(&single).await.text();
    assert!(!saved.contains("checked"), "{saved}");
    let nobody = console.sends(&people, "q=xylophone&do=find").await.is(200).text();
    assert!(nobody.contains("Nobody else has that name"));

    let body = format!("person={zoe}&person={mia}&do=stay");
    console.sends(&people, &body).await.is(303);
    accepts(&server, "zoe@example.net", &["web"]).await;
    let page = console.get(&format!("{single}?lang=en")).await.text();
    assert!(page.contains("with Zoé Müller, Mia Łęcka"), "{page}");
    assert!(page.contains("Nobody has asked for this shoot: Mia Łęcka."), "{page}");
    let states = studio.get(&format!("/file/{file}")).await.is(200).json.clone();
    assert_eq!(states["consent"]["web"], "pending", "{states}");

    // The same for many photographs: photographs and people stay ticked.
    let many = format!("/console/shoots/{event}/people");
    let body = format!("photo={file}&person={zoe}&q=mia&do=find");
    let page = console.sends(&many, &body).await.is(200).text();
    assert!(page.contains(&format!("name=\"photo\" value=\"{file}\" checked")), "{page}");
    assert!(page.contains(&format!("value=\"{zoe}\" checked")));
    // Employees of another company are not found, wherever their ids come from.
    let refused = console.sends(&people, &format!("person={stranger}&do=stay")).await;
    assert!(refused.is(422).text().contains("class=\"alert\""));
    let returned = console.sends(&people, &format!("person={stranger}&q=mia&do=find")).await;
    assert!(!returned.is(200).text().contains(&format!("value=\"{stranger}\"")));
    server.settle().await;
}

#[tokio::test]
async fn pictures_have_a_preview_of_a_few_bytes() {
    let server = Server::start();
    let (studio, event, _) = shoot(&server).await;
    photo(&studio, event, 1).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let page = console.get(&format!("/console/shoots/{event}/photos")).await.is(200).text();
    let blur = said(&page, "data-blur")[0];
    assert!(blur.len() < 600, "{} bytes", blur.len());
    let webp = blur.strip_prefix("data:image/webp;base64,").unwrap();
    let webp = base64::engine::Engine::decode(&base64::prelude::BASE64_STANDARD, webp).unwrap();
    let seen = image::load_from_memory(&webp).unwrap().to_rgb8();
    // The aspect ratio, as exactly as the hash stores it.
    assert_eq!((seen.width(), seen.height()), (32, 23));
    // The preview resembles the picture: the colours differ little at each point.
    let whole = image::load_from_memory(&jpeg(1)).unwrap();
    let small = whole.resize_exact(32, 23, image::imageops::FilterType::Triangle).to_rgb8();
    let far = |one: &image::Rgb<u8>, two: &image::Rgb<u8>| {
        one.0.iter().zip(two.0).map(|(a, b)| f64::from(a.abs_diff(b))).sum::<f64>() / 3.0
    };
    let off = small.pixels().zip(seen.pixels()).map(|(one, two)| far(one, two)).sum::<f64>();
    let off = off / f64::from(32 * 23);
    assert!(off < 45.0, "{off}");
}

#[tokio::test]
async fn changes_during_a_page_load_arrive_once_its_stream_opens() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let zoe = studio.employs("Zoé", "Petit", "zoe@example.net").await;
    let (event, _) = studio.plans("Gala", &[zoe]).await;
    server.settle().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let page = console.get(&format!("/console/shoots/{event}")).await;
    page.is(200);
    let since = said(&page.text(), "data-since")[0].to_owned();

    accepts(&server, "zoe@example.net", &["web"]).await;
    let mut page =
        Listener::opens(&server, &format!("/sse?after={since}"), &studio.token, None).await;
    let ready = page.receives().await;
    assert_eq!((ready.event.as_str(), ready.data), ("ready", json!({ "resumed": true })));
    assert_eq!(page.receives_event("answer").await.data["state"], "ACCEPTED");
}

#[tokio::test]
async fn a_form_whose_session_has_ended_leads_back_to_its_page() {
    let server = Server::start();
    for (page, next) in [
        ("https://be-right.example/console/people?group=1&lang=fr", "/console/people?group=1"),
        ("https://evil.example/elsewhere", "/console"),
        ("not a page", "/console"),
    ] {
        let form = server.client().post("/console/calendar");
        let form = form.header("origin", "https://be-right.example").header("referer", page);
        let form = form.content_type("application/x-www-form-urlencoded").body("do=open&lang=fr");
        let response = form.send().await;
        let response = response.0;
        assert_eq!(response.status().as_u16(), 303, "{page}");
        let to = response.header("location").unwrap_or_default();
        let to = to.replace("%3F", "?").replace("%3D", "=");
        assert_eq!(to, format!("/console/login?next={next}"), "{page}");
    }
}

#[tokio::test]
async fn a_photographer_names_who_was_asked_on_the_photographs_of_their_own_events() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    let max = studio.employs("Max", "Other", "max@example.net").await;
    let alix = studio.hires("alix@example.net", "PHOTOGRAPHER").await;
    let (event, _) = studio.plans("Open day", &[zoe]).await;
    let (elsewhere, _) = studio.plans("Secret shoot", &[max]).await;
    let change = studio.get(&format!("/event/{event}")).await.json.clone();
    let body = json!({
        "name": change["name"], "start": change["start"], "end": change["end"],
        "partnerId": alix.user,
    });
    studio.put(&format!("/event/{event}"), body).await.is(200);
    let mine = id(&photo(&studio, event, 1).await);
    let theirs = id(&photo(&studio, elsewhere, 2).await);
    let named = |who: i64| json!({ "employeeIds": [who] });
    alix.put(&format!("/file/{mine}/people"), named(zoe)).await.is(200);
    alix.put(&format!("/file/{mine}/people"), named(max)).await.refuses(&["employeeIds.0"]);
    alix.put(&format!("/file/{theirs}/people"), named(zoe)).await.is(404);
    let many = json!({ "fileIds": [theirs], "employeeIds": [zoe] });
    alix.put("/file/people", many).await.is(422);

    // Who refused stays named, also if the photographer confirms.
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "zoe@example.net");
    recipient.proves_the_email().await;
    recipient.refuses(None).await.is(201);
    server.settle().await;
    let nobody = json!({ "employeeIds": [], "confirm": true });
    alix.put(&format!("/file/{mine}/people"), nobody).await.is_problem(409, "refused_on_photo");

    let console = ConsoleContext::of(&server, &alix.email).await;
    let page = console.get(&format!("/console/shoots/{event}/photos/{mine}?lang=en")).await;
    let page = page.is(200).text();
    assert!(page.contains("name=\"person\"") && !page.contains("disabled"), "{page}");
    assert!(!page.contains("Max") && !page.contains("/link\""), "{page}");
    let form = format!("person={zoe}&do=stay");
    console.sends(&format!("/console/shoots/{event}/photos/{mine}/people"), &form).await.is(303);
    server.settle().await;
}
