//! The pages outside the console, as a browser without JavaScript sees them.

mod guardians;
mod outbox;

use be_right::render::page::assets;
use poem::http::Method;

use super::support::{Reply, Server};

async fn asset(server: &Server, path: &str, known: &str) -> Reply {
    Reply::read(server.client().get(path).header("if-none-match", known).send().await).await
}

/// A browser without JavaScript: it follows links, sends forms, keeps cookies.
pub struct Reader<'s> {
    server: &'s Server,
    pub cookie: std::cell::RefCell<String>,
    /// The recipient's link, without the host.
    pub link: String,
    /// The form token of the last page.
    pub form: std::cell::RefCell<String>,
}

impl<'s> Reader<'s> {
    /// Opens the link of the last mail to an address.
    pub fn opens(server: &'s Server, email: &str) -> Self {
        let text = server.postbox.last_to(email).text;
        let from = text.find("/sign/").unwrap_or_else(|| panic!("no link in {text}"));
        let link = text[from..].split_whitespace().next().unwrap();
        let link = link.trim_matches(|c: char| "<>.)".contains(c)).to_owned();
        Self {
            server,
            cookie: std::cell::RefCell::default(),
            link,
            form: std::cell::RefCell::default(),
        }
    }

    pub async fn get(&self, query: &str) -> Reply {
        let cookie = self.cookie.borrow().clone();
        let request = self.server.client().get(format!("{}{query}", self.link));
        let reply = Reply::read(request.header("cookie", cookie).send().await).await;
        self.keeps_form(&reply);
        reply
    }

    fn keeps_form(&self, page: &Reply) {
        if let Some((_, rest)) = page.text().split_once("name=\"formToken\" value=\"") {
            *self.form.borrow_mut() = rest.split('"').next().unwrap().to_owned();
        }
    }

    /// Sends a form and follows a redirection.
    async fn sends(&self, step: &str, form: &str) -> Reply {
        let request = self
            .server
            .client()
            .post(format!("{}/{step}", self.link))
            .content_type("application/x-www-form-urlencoded")
            .header("cookie", self.cookie.borrow().clone())
            .header("sec-fetch-site", "same-origin")
            .body(format!("lang=en&formToken={}&{form}", self.form.borrow()));
        let reply = Reply::read(request.send().await).await;
        self.keeps_form(&reply);
        if let Some(cookie) = reply.headers.get("set-cookie") {
            *self.cookie.borrow_mut() =
                cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        }
        if reply.status != 303 {
            return reply;
        }
        let to = reply.header("location").to_owned();
        assert!(to.starts_with(&self.link), "{to}");
        self.get(&to[self.link.len()..]).await
    }

    /// Asks for a code and types it.
    pub async fn proves_it(&self, email: &str) -> Reply {
        self.sends("code", "").await.is(200);
        self.server.settle().await;
        let code = code(&self.server.postbox.last_to(email).text);
        self.sends("verify", &format!("code={code}")).await
    }

    /// The hash of the document on this page.
    pub fn hash(page: &Reply) -> String {
        let text = page.text();
        let (_, rest) = text.split_once("name=\"documentSha256\" value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    }
}

/// The six digits in a mail.
fn code(text: &str) -> String {
    let digits: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let run = |at: usize| digits[at..].iter().take_while(|c| c.is_ascii_digit()).count();
    let at = (0..digits.len())
        .find(|at| (*at == 0 || !digits[at - 1].is_ascii_digit()) && run(*at) == 6)
        .unwrap_or_else(|| panic!("no code in {text}"));
    digits[at..at + 6].iter().collect()
}

pub const ZOE: &str = "zoe@example.net";
/// A drawing as the signature pad writes it, as a form field.
const STROKES: &str = "%7B%22kind%22%3A%22STROKES%22%2C%22width%22%3A1000%2C%22height%22%3A500%2C\
    %22strokes%22%3A%5B%5B%5B100%2C200%2C0%5D%2C%5B400%2C300%2C90%5D%2C%5B700%2C150%2C200%5D%5D%5D%7D";
pub const SOME: &str = "use.internal=yes&use.web=yes&use.social=no&use.press=no&use.print=no";

/// A company that has invited Zoé to an event.
pub async fn invited(server: &Server) -> crate::support::Studio<'_> {
    let studio = server.studio("Lumière").await;
    let zoe = studio.employs("Zoé", "Müller", ZOE).await;
    studio.plans("Open day", &[zoe]).await;
    server.settle().await;
    studio
}

async fn send_form(server: &Server, path: &str, body: &str, from: &str) -> Reply {
    let request = server
        .client()
        .request(Method::POST, path)
        .content_type("application/x-www-form-urlencoded")
        .header("sec-fetch-site", from)
        .body(body.to_owned());
    Reply::read(request.send().await).await
}

/// The `src`, `href` and `action` of a page that point to this site.
fn places(html: &str) -> Vec<String> {
    ["src=\"", "href=\"", "action=\""]
        .iter()
        .flat_map(|attribute| html.split(attribute).skip(1))
        .filter_map(|rest| rest.split('"').next())
        .filter(|place| place.starts_with('/'))
        .map(|place| place.replace("&amp;", "&").replace("&#38;", "&"))
        .collect()
}

#[tokio::test]
async fn the_first_page_says_what_this_is_and_every_link_leads_somewhere() {
    let server = Server::start();
    let page = server.get("/?lang=en").await;
    page.is(200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "same-origin");
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert!(page.text().contains("Photo consent, asked and kept properly"));
    for place in places(&page.text()) {
        assert_eq!(server.get(&place).await.status, 200, "{place}");
    }
    assert!(server.get("/?lang=fr").await.text().contains("<html lang=\"fr\">"));
}

#[tokio::test]
async fn static_files_are_kept_for_a_year_and_not_sent_twice() {
    let server = Server::start();
    let path = assets::url("app.css");
    let first = asset(&server, &path, "").await;
    first.is(200);
    assert_eq!(first.header("content-type"), "text/css; charset=utf-8");
    assert!(first.header("cache-control").contains("immutable"));
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.ends_with('"'), "{tag}");
    assert!(asset(&server, &path, &tag).await.is(304).bytes.is_empty());
    assert!(asset(&server, &path, &format!("W/\"x\", W/{tag}")).await.is(304).bytes.is_empty());
    asset(&server, &path, "\"other\"").await.is(200);
    let old = asset(&server, "/assets/0123456789ab/app.css", "").await;
    assert_eq!(old.is(200).header("cache-control"), "no-cache");
    for none in ["/assets/x/none.css", "/assets/x/..%2f..%2fCargo.toml", "/assets/brand/red.css"] {
        asset(&server, none, "").await.is(404);
    }
    let brand = asset(&server, "/assets/brand/ffee00.css", "").await;
    assert!(brand.is(200).text().contains("--brand:#ffee00"));
}

#[tokio::test]
async fn a_new_instance_is_claimed_once_by_a_form() {
    let server = Server::start();
    let token = be_right::model::keys::fresh_token();
    let hash = be_right::model::keys::token_hash(&token);
    server.app.db.write_all(move |all| be_right::store::claims::create(all, &hash)).await.unwrap();
    let path = format!("/claim/{token}");

    server.get("/claim/someone-elses-guess").await.is(410);
    let page = server.get(&format!("{path}?lang=en")).await;
    assert!(page.is(200).text().contains("Create its first administrator"));

    let form = |email: &str| {
        format!(
            "lang=en&companyName=Studio+%3CLum%C3%A8re%3E&firstName=Claire&lastName=Fontaine\
             &email={email}&password=une+phrase+de+passe"
        )
    };
    let refused = send_form(&server, &path, &form("claire"), "same-origin").await;
    assert!(refused.is(422).text().contains("This e-mail address is not valid."));
    assert!(refused.text().contains("value=\"Studio &#60;Lumère&#62;\""), "{}", refused.text());
    assert!(!refused.text().contains("une phrase"));

    let foreign = send_form(&server, &path, &form("claire@x.fr"), "cross-site").await;
    assert!(foreign.is(403).text().contains("autre site"));

    let done = send_form(&server, &path, &form("claire@x.fr"), "same-origin").await;
    assert!(done.is(200).text().contains("All set"));
    // Signed in, with a link to the console.
    assert!(done.text().contains("href=\"/console?lang=en\""), "{}", done.text());
    let cookie = done.header("set-cookie").split(';').next().unwrap().to_owned();
    let console = server.client().get("/console").header("cookie", cookie).send().await;
    assert_eq!(console.0.status().as_u16(), 200);
    server.get(&path).await.is(410);
    let login = serde_json::json!({ "email": "claire@x.fr", "password": "une phrase de passe" });
    server.post("/auth/login", login).await.is(200);
    server.settle().await;
}

#[tokio::test]
async fn there_is_no_outbox_where_mails_are_sent() {
    let server = Server::start();
    for path in ["/outbox", "/outbox/x", "/outbox/x/html", "/outbox/x/attachment/0"] {
        let reply = server.get(path).await;
        assert_eq!(reply.is(404).header("content-type"), "text/html; charset=utf-8");
    }
}

#[tokio::test]
async fn a_person_signs_without_any_script() {
    let server = Server::start();
    invited(&server).await;
    let zoe = Reader::opens(&server, ZOE);

    let intro = zoe.get("?lang=en").await;
    let text = intro.is(200).text();
    assert!(text.contains("Lumière asks for your consent") && text.contains("Open day"));
    assert!(!text.contains(ZOE) && !text.contains("Müller"), "personal before the code: {text}");
    assert_eq!(intro.header("referrer-policy"), "no-referrer");
    assert_eq!(intro.header("cache-control"), "no-store");

    let wrong = zoe.sends("verify", "code=000000").await;
    assert!(wrong.is(422).text().contains("You have 4 tries left."), "{}", wrong.text());
    assert!(zoe.sends("verify", "code=abc").await.is(422).text().contains("Enter the 6 digits"));
    assert!(zoe.sends("answer", "").await.is(401).text().contains("session of 30 minutes"));

    let ask = zoe.proves_it(ZOE).await;
    let text = ask.is(200).text();
    assert!(text.contains("May Lumière use photos of you?"), "{text}");
    assert!(text.contains("Zoé Müller") && !text.contains(" checked"), "nothing is pre-ticked");
    assert!(zoe.cookie.borrow().starts_with("__Host-sign-"));

    let hash = Reader::hash(&ask);
    let send = |form: &str| format!("documentSha256={hash}&{form}");
    let back = zoe.sends("answer", &send("use.web=yes&typedName=Zo%C3%A9")).await;
    let text = back.is(422).text();
    assert!(
        text.contains("Say yes or no to “Social") || text.contains("Say yes or no to"),
        "{text}"
    );
    assert!(text.contains("Draw your signature in the frame"));
    assert!(text.contains("value=\"yes\" required checked"), "what was chosen is still there");
    assert!(text.contains("value=\"Zoé\""), "what was typed is still there");

    let all_no = SOME.replace("yes", "no");
    let typed = "signature=type&typedName=Zo%C3%A9+M%C3%BCller&typedConfirm=yes";
    let none = zoe.sends("answer", &send(&format!("{all_no}&{typed}"))).await;
    assert!(none.is(422).text().contains("You say no to everything."));

    let done = zoe.sends("answer", &send(&format!("{SOME}&{typed}&decision=accept"))).await;
    let text = done.is(200).text();
    assert!(text.contains("Thank you, your answer is recorded"), "{text}");
    assert!(text.contains("data-pending"), "the PDF is still to be made");
    assert_eq!(text.matches(">Accepted<").count(), 2, "{text}");
    assert!(text.contains("Accepted in part (2 of 5)") && !text.contains("stamp is-yes"), "{text}");

    let again = zoe.sends("answer", &send(&format!("{SOME}&{typed}"))).await;
    assert!(again.is(409).text().contains("Your answer was already recorded"));

    server.settle().await;
    let later = zoe.get("?lang=fr").await;
    assert!(later.is(200).text().contains("Télécharger le PDF"));
    let pdf = zoe.get("/document.pdf").await;
    assert_eq!(pdf.is(200).header("content-type"), "application/pdf");
    assert!(pdf.bytes.starts_with(b"%PDF"));
    assert!(zoe.server.get(&format!("{}/document.pdf", zoe.link)).await.status == 303);
}

#[tokio::test]
async fn withdrawing_is_as_easy_as_giving() {
    let server = Server::start();
    invited(&server).await;
    let zoe = Reader::opens(&server, ZOE);
    let ask = zoe.proves_it(ZOE).await;
    let form = format!(
        "documentSha256={}&{SOME}&signature=draw&strokes={STROKES}&decision=accept",
        Reader::hash(&ask)
    );
    zoe.sends("answer", &form).await.is(200);
    server.settle().await;

    // A day later in another browser: the same link, a new code.
    server.clock.advance(86_400_000);
    *zoe.cookie.borrow_mut() = String::new();
    assert!(zoe.get("?lang=en").await.is(200).text().contains("You have already answered."));
    let seen = zoe.proves_it(ZOE).await;
    assert!(seen.is(200).text().contains("You gave your consent"));

    assert!(zoe.sends("withdraw", "").await.is(422).text().contains("Tick at least one use"));
    let sure = zoe.sends("withdraw", "withdraw.web=yes").await;
    let text = sure.is(200).text();
    assert!(text.contains("Withdraw your consent?") && text.contains("You still allow:"));
    let done = zoe.sends("withdraw", "withdraw.web=yes&confirm=yes").await;
    let text = done.is(200).text();
    assert!(text.contains("your withdrawal is recorded"), "{text}");
    assert_eq!((text.matches(">Accepted<").count(), text.matches(">Withdrawn<").count()), (1, 1));
    let done = zoe.sends("withdraw", "all=yes&confirm=yes").await;
    assert!(done.is(200).text().contains("You withdrew your consent"));
    server.settle().await;
}

#[tokio::test]
async fn refusing_everything_asks_once_more() {
    let server = Server::start();
    invited(&server).await;
    let zoe = Reader::opens(&server, ZOE);
    let hash = Reader::hash(&zoe.proves_it(ZOE).await);
    let form = format!("documentSha256={hash}&decision=refuse&reason=Not+%3Cb%3Eme%3C%2Fb%3E");
    let sure = zoe.sends("answer", &form).await;
    let text = sure.is(200).text();
    assert!(text.contains("Refuse everything?") && text.contains("No, go back"), "{text}");
    assert!(text.contains("Nothing is recorded yet") && text.contains("they can ask you again"));
    assert!(
        text.contains("value=\"Not &#60;b&#62;me&#60;/b&#62;\""),
        "the reason is still there: {text}"
    );
    assert!(zoe.get("?lang=en").await.text().contains("May Lumière use photos of you?"));
    let done = zoe.sends("answer", &format!("{form}&confirm=yes")).await;
    let text = done.is(200).text();
    assert!(text.contains("Your refusal is recorded"), "{text}");
    assert!(text.contains("If you change your mind, tell Lumière"), "{text}");
    assert!(text.contains("Not &#60;b&#62;me"), "{text}");
    server.settle().await;
    let receipt = server.postbox.last_to(ZOE).text;
    assert!(receipt.contains("If you change your mind, tell Lumière"), "{receipt}");
}

#[tokio::test]
async fn a_kept_signature_is_offered_again_and_never_used_unasked() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let zoe_id = studio.employs("Zoé", "Müller", ZOE).await;
    studio.plans("First", &[zoe_id]).await;
    server.settle().await;
    let zoe = Reader::opens(&server, ZOE);
    let hash = Reader::hash(&zoe.proves_it(ZOE).await);
    let form = format!("documentSha256={hash}&{SOME}&strokes={STROKES}&signature=draw");
    zoe.sends("answer", &format!("{form}&keepSignature=yes")).await.is(200);
    server.settle().await;

    studio.plans("Second", &[zoe_id]).await;
    server.settle().await;
    let zoe = Reader::opens(&server, ZOE);
    let ask = zoe.proves_it(ZOE).await;
    let text = ask.text();
    assert!(
        text.contains("Use my kept signature") && text.contains("<path d=\"M100.0 200.0L"),
        "{text}"
    );
    assert!(!text.contains(" checked"), "not chosen in advance");
    let form = format!("documentSha256={}&{SOME}&signature=kept", Reader::hash(&ask));
    let back = zoe.sends("answer", &form).await;
    assert!(back.is(422).text().contains("Tick the box that confirms your kept signature."));
    let done = zoe.sends("answer", &format!("{form}&keptConfirm=yes")).await;
    assert!(done.is(200).text().contains("Thank you"));
    server.settle().await;
}

#[tokio::test]
async fn one_browser_keeps_the_sessions_of_two_links_apart() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let (zoe, max) = (
        studio.employs("Zoé", "Müller", ZOE).await,
        studio.employs("Max", "Müller", "max@example.net").await,
    );
    studio.plans("Open day", &[zoe, max]).await;
    server.settle().await;
    let zoe = Reader::opens(&server, ZOE);
    let max = Reader::opens(&server, "max@example.net");
    zoe.proves_it(ZOE).await.is(200);
    max.proves_it("max@example.net").await.is(200);
    assert_ne!(
        zoe.cookie.borrow().split('=').next(),
        max.cookie.borrow().split('=').next(),
        "a cookie of its own per link"
    );
    // The value of one session in the other link's cookie opens nothing.
    let stolen = format!(
        "{}={}",
        max.cookie.borrow().split('=').next().unwrap(),
        zoe.cookie.borrow().split('=').nth(1).unwrap()
    );
    *max.cookie.borrow_mut() = stolen;
    assert!(max.get("?lang=en").await.text().contains("asks for your consent"));
    assert!(max.sends("answer", "decision=refuse").await.is(401).text().contains("session"));
}

#[tokio::test]
async fn nothing_anybody_types_becomes_markup() {
    let server = Server::start();
    let nasty = "<img src=x onerror=alert(1)>";
    let studio = server.studio(nasty).await;
    let zoe = studio.employs("<b>Zoé</b>", "Müller'\"&", ZOE).await;
    studio.plans(nasty, &[zoe]).await;
    server.settle().await;
    let zoe = Reader::opens(&server, ZOE);
    let intro = zoe.get("").await;
    let ask = zoe.proves_it(ZOE).await;
    let typed = format!("signature=type&typedName={}&typedConfirm=yes&typedSure=yes", "%3Cb%3EZ");
    let form = format!("documentSha256={}&{SOME}&{typed}", Reader::hash(&ask));
    let done = zoe.sends("answer", &form).await;
    for page in [intro, ask, done] {
        let text = page.is(200).text();
        assert!(!text.contains("<img") && !text.contains("<b>Z"), "{text}");
    }
    server.settle().await;
}

#[tokio::test]
async fn a_document_that_changed_is_shown_again_and_nothing_is_recorded() {
    let server = Server::start();
    let studio = invited(&server).await;
    let zoe = Reader::opens(&server, ZOE);
    let hash = Reader::hash(&zoe.proves_it(ZOE).await);
    let company = serde_json::json!({ "name": "Lumière & fils" });
    studio.put(&format!("/company/{}", studio.company), company).await.is(200);
    let typed = "signature=type&typedName=Zo%C3%A9+M%C3%BCller&typedConfirm=yes";
    let back = zoe.sends("answer", &format!("documentSha256={hash}&{SOME}&{typed}")).await;
    let text = back.is(409).text();
    assert!(text.contains("The document has changed since you opened it."), "{text}");
    assert!(text.contains("Lumière &#38; fils"), "{text}");
    assert!(!text.contains("required checked") && !text.contains("\"no\" checked"), "{text}");
    let fresh = Reader::hash(&back);
    assert_ne!(fresh, hash);
    let done = zoe.sends("answer", &format!("documentSha256={fresh}&{SOME}&{typed}")).await;
    assert!(done.is(200).text().contains("Thank you"));
    server.settle().await;
}

#[tokio::test]
async fn the_document_speaks_the_language_that_was_chosen() {
    let server = Server::start();
    invited(&server).await;
    let zoe = Reader::opens(&server, ZOE);
    let english = zoe.proves_it(ZOE).await;
    assert!(
        english.text().contains("lang=\"en\" aria-label=\"The document\""),
        "{}",
        english.text()
    );
    let request = server
        .client()
        .post(format!("{}/language", zoe.link))
        .content_type("application/x-www-form-urlencoded")
        .header("cookie", zoe.cookie.borrow().clone())
        .body(format!("lang=fr&formToken={}", zoe.form.borrow()));
    assert_eq!(Reply::read(request.send().await).await.status, 303);
    let french = zoe.get("").await;
    assert!(french.text().contains("lang=\"fr\" aria-label=\"Le document\""), "{}", french.text());
    assert_ne!(Reader::hash(&french), Reader::hash(&english));
}

#[tokio::test]
async fn links_that_lead_nowhere_say_so() {
    let server = Server::start();
    invited(&server).await;
    let unknown = server.get("/sign/abcdef?lang=en").await;
    assert!(unknown.is(404).text().contains("There is nothing at this address"));

    let zoe = Reader::opens(&server, ZOE);
    for left in [4, 3, 2, 1] {
        let reply = zoe.sends("verify", "code=123456").await;
        let text = reply.is(422).text();
        let words = if left == 1 { "one try left".into() } else { format!("{left} tries left") };
        assert!(text.contains(&words), "{text}");
    }
    let lost = server.client().get("/no/such/place").header("accept", "text/html").send().await;
    assert!(Reply::read(lost).await.is(404).text().contains("<html"));
    server.get("/no/such/place").await.is_problem(404, "not_found");
    let closed = zoe.sends("verify", "code=123456").await;
    assert!(closed.is(429).text().contains("closed for 15 minutes"), "{}", closed.text());
    assert!(zoe.sends("code", "").await.is(429).text().contains("closed for"));

    for _ in 0..3 {
        server.clock.advance(16 * 60_000);
        for _ in 0..5 {
            zoe.sends("verify", "code=123456").await;
        }
    }
    let revoked = zoe.get("?lang=en").await;
    let text = revoked.is(410).text();
    assert!(
        text.contains("This link has been cancelled") && text.contains("ask Lumière"),
        "{text}"
    );
}

#[tokio::test]
async fn an_expired_link_says_whom_to_ask() {
    let server = Server::start();
    invited(&server).await;
    let zoe = Reader::opens(&server, ZOE);
    server.clock.advance(400 * 86_400_000);
    let expired = zoe.get("?lang=en").await;
    let text = expired.is(410).text();
    assert!(text.contains("This link has expired") && text.contains("ask Lumière"), "{text}");
    server.settle().await;
}

#[tokio::test]
async fn a_document_is_verified_by_its_hash() {
    let server = Server::start();
    invited(&server).await;
    let zoe = Reader::opens(&server, ZOE);
    let hash = Reader::hash(&zoe.proves_it(ZOE).await);
    let typed = "signature=type&typedName=Zo%C3%A9+M%C3%BCller&typedConfirm=yes";
    let done = zoe.sends("answer", &format!("documentSha256={hash}&{SOME}&{typed}")).await;
    let text = done.text();
    let reference = text.split("href=\"/verify/").nth(1).unwrap().split('?').next().unwrap();
    let ask = |query: String| {
        let request = server.client().get(format!("/verify/{reference}{query}"));
        async move { Reply::read(request.header("accept", "text/html").send().await).await }
    };
    assert!(ask("?lang=en".into()).await.is(200).text().contains("This reference exists"));
    let zeros = "0".repeat(64);
    assert!(ask(format!("?lang=en&sha256={zeros}")).await.text().contains("Not sealed yet"));
    server.settle().await;
    let pdf = be_right::model::Digest::of(zoe.get("/document.pdf").await.bytes).hex();
    let genuine = ask(format!("?lang=en&sha256={pdf}")).await.text();
    assert!(genuine.contains(">Genuine<") && genuine.contains(">Given<"), "{genuine}");
    let altered = ask(format!("?lang=en&sha256={zeros}")).await.text();
    assert!(altered.contains("Not the same document") && !altered.contains(">Given<"), "{altered}");
    assert!(ask("?lang=en&sha256=xyz".into()).await.text().contains("cannot be checked"));
    let other = server.get("/verify?lang=en&reference=0000000000000000000000000a").await;
    assert!(other.is(200).text().contains("Unknown reference"));
}

#[tokio::test]
async fn a_new_password_is_chosen_by_the_mailed_link_once() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let forgot = serde_json::json!({ "email": studio.email });
    server.post("/auth/forgot-password", forgot).await.is(202);
    server.settle().await;
    let text = server.postbox.last_with(&studio.email, "/reset/").text;
    let start = text.find("/reset/").unwrap();
    let path: String = text[start..].chars().take_while(|c| !c.is_whitespace()).collect();
    // GET uses nothing up, because mail scanners open links.
    server.get(&path).await.is(200);
    assert!(server.get(&path).await.is(200).text().contains("password"));
    let send = async |password: &str| {
        send_form(&server, &path, &format!("password={password}"), "same-origin").await
    };
    send_form(&server, &path, "password=a+whole+new+phrase", "cross-site").await.is(403);
    send("short").await.is(422);
    send("a+whole+new+phrase").await.is(200);
    send("a+whole+new+phrase").await.is(410);
    server.get(&path).await.is(410);
    let login = serde_json::json!({ "email": studio.email, "password": "a whole new phrase" });
    server.post("/auth/login", login).await.is(200);
}
