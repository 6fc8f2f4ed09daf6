//! The company's logo in its mails and on its pages.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use be_right::Result;
use be_right::adapters::{LocalImages, Security, SmtpMailer, SmtpSettings};
use be_right::model::media::{Inspected, PictureRequest, Refusal, Rendered};
use be_right::model::{Mail, Mailbox};
use be_right::ports::{Bounds, Images, Mailer, Source};
use image::{ImageFormat, Rgba, RgbaImage};
use serde_json::{Value, json};

use crate::console::ConsoleContext;
use crate::files::{form, send_form};
use crate::support::smtp_server::{SmtpServer, python};
use crate::support::{Recipient, Reply, Server, Studio, join_token};

const ANA: &str = "ana@example.org";
const TOM: &str = "tom@example.org";

/// A coloured disc on a transparent background, as logos often are.
fn disc(width: u32, height: u32, colour: [u8; 3]) -> Vec<u8> {
    let pixel = |x: u32, y: u32| {
        let (x, y) =
            (f64::from(x) - f64::from(width) / 2.0, f64::from(y) - f64::from(height) / 2.0);
        let inside = x.hypot(y) < f64::from(width.min(height)) / 2.0;
        Rgba([colour[0], colour[1], colour[2], if inside { 255 } else { 0 }])
    };
    png(&RgbaImage::from_fn(width, height, pixel))
}

fn png(picture: &RgbaImage) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(vec![]);
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

async fn hangs(studio: &Studio<'_>, name: &str, bytes: &[u8]) -> Value {
    let body = form(&[], &[(name, bytes)]);
    let reply = send_form(studio.server, &studio.token, "/file/logo", body).await;
    reply.is(201).json["data"][0]["file"].clone()
}

async fn employs(studio: &Studio<'_>, first: &str, email: &str, locale: &str) -> i64 {
    let body =
        json!({ "firstName": first, "lastName": "Moreau", "email": email, "locale": locale });
    studio.post("/employee", body).await.is(201).id("/id")
}

fn mailer(smtp: &SmtpServer) -> SmtpMailer {
    SmtpMailer::new(SmtpSettings {
        host: "127.0.0.1".into(),
        port: smtp.port(),
        security: Security::None,
        username: None,
        password: None,
        from: Mailbox::new("be-right", "noreply@be-right.example"),
        ehlo: None,
        timeout: Duration::from_secs(20),
        ca_file: None,
    })
    .unwrap()
}

/// The structure of a message as Python's mail library reads it: nested types, and the parts in
/// order.
fn structure(bytes: &[u8]) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut reader = Command::new(python(root))
        .arg(root.join("tests/smtp/structure.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    reader.stdin.take().unwrap().write_all(bytes).unwrap();
    serde_json::from_slice(&reader.wait_with_output().unwrap().stdout).unwrap()
}

/// For example `multipart/alternative(text/plain, text/html)`.
fn outline(part: &Value) -> String {
    let kind = part["type"].as_str().unwrap();
    match part["parts"].as_array() {
        None => kind.to_owned(),
        Some(parts) => {
            let parts: Vec<String> = parts.iter().map(outline).collect();
            format!("{kind}({})", parts.join(", "))
        }
    }
}

fn content(part: &Value) -> Vec<u8> {
    STANDARD.decode(part["bytes"].as_str().unwrap()).unwrap()
}

/// The tag of the logo in an HTML text.
fn tag(html: &str) -> Option<&str> {
    let from = html.find("<img class=\"logo")?;
    Some(&html[from..from + html[from..].find('>')? + 1])
}

fn attribute<'t>(tag: &'t str, name: &str) -> &'t str {
    let from = tag.find(&format!(" {name}=\"")).unwrap_or_else(|| panic!("no {name} in {tag}"));
    tag[from + name.len() + 3..].split('"').next().unwrap()
}

#[tokio::test]
async fn mails_of_a_studio_contain_its_logo_and_fetch_nothing() {
    let smtp = SmtpServer::start("plain");
    let server = Server::start_on(&[], |app| app.mailer = Arc::new(mailer(&smtp)));
    let studio = server.studio("L’atelier <Lumière>").await;
    hangs(&studio, "logo.png", &disc(900, 300, [180, 69, 31])).await;
    let ana = employs(&studio, "Ana", ANA, "fr").await;
    let tom = employs(&studio, "Tom", TOM, "en").await;
    studio.plans("Été", &[ana, tom]).await;
    server.settle().await;

    for (to, says) in [(ANA, "Bonjour Ana"), (TOM, "Hello Tom")] {
        let taken = smtp.mails().into_iter().find(|one| one.envelope.to == [to]).unwrap();
        let message = structure(&taken.bytes);
        assert_eq!(
            outline(&message),
            "multipart/alternative(text/plain, multipart/related(text/html, image/png))"
        );
        let (text, related) = (&message["parts"][0], &message["parts"][1]["parts"]);
        let html = String::from_utf8(content(&related[0])).unwrap();
        assert!(html.contains(says), "{html}");
        assert!(String::from_utf8(content(text)).unwrap().contains(says));
        let img = tag(&html).unwrap();
        assert_eq!(attribute(img, "alt"), "L’atelier &#60;Lumière&#62;");
        assert_eq!((attribute(img, "width"), attribute(img, "height")), ("144", "48"));
        let id = attribute(img, "src").strip_prefix("cid:").unwrap();
        assert_eq!(related[1]["id"], format!("<{id}>"));
        assert_eq!(related[1]["disposition"], "inline");
        assert_eq!(html.matches("src=").count(), 1, "{html}");
        let bytes = content(&related[1]);
        assert!(bytes.len() <= 40 << 10, "{} bytes", bytes.len());
        let shown = image::load_from_memory(&bytes).unwrap();
        assert_eq!((shown.width(), shown.height()), (288, 96));
        assert!(!shown.color().has_alpha(), "programs that turn mails dark leave it as it is");
    }
}

#[tokio::test]
async fn a_confirmation_has_the_logo_beside_the_signed_document() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    hangs(&studio, "logo.png", &disc(100, 100, [0, 0, 0])).await;
    let ana = employs(&studio, "Ana", ANA, "fr").await;
    studio.plans("Été", &[ana]).await;
    server.settle().await;
    let mut ana = Recipient::invited(&server, ANA);
    ana.proves_the_email().await;
    assert_eq!(server.postbox.last_to(ANA).inline.len(), 1, "the mail with the code");
    ana.accepts(&["web"]).await.is(201);
    server.settle().await;
    let mail = server.postbox.last_to(ANA);
    let smtp = SmtpServer::start("plain");
    mailer(&smtp).send(&mail).await.unwrap();
    let message = structure(&smtp.mails().remove(0).bytes);
    assert_eq!(
        outline(&message),
        "multipart/mixed(multipart/alternative(text/plain, \
         multipart/related(text/html, image/png)), application/pdf)"
    );
    // In mails to the company's own users too.
    assert_eq!(server.postbox.last_to(&studio.email).inline.len(), 1);
}

/// Asks an employee; returns the mail they get.
async fn invites(server: &Server, studio: &Studio<'_>) -> Mail {
    let ana = employs(studio, "Ana", ANA, "fr").await;
    studio.plans("Été", &[ana]).await;
    server.settle().await;
    server.postbox.last_to(ANA)
}

#[track_caller]
fn bears_the_name(mail: &Mail) {
    assert_eq!(mail.inline, []);
    assert_eq!(tag(&mail.html), None);
    assert!(mail.html.contains("<bdi>Lumière</bdi></p>"), "{}", mail.html);
}

#[tokio::test]
async fn a_photograph_as_a_logo_is_sent_as_a_light_one() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let mut seed = 7_u32;
    let noise = RgbaImage::from_fn(440, 96, |_, _| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, _] = seed.to_be_bytes();
        Rgba([a, b, c, 255])
    });
    let noise = png(&noise);
    assert!(noise.len() > 60_000);
    hangs(&studio, "logo.png", &noise).await;
    let mail = invites(&server, &studio).await;
    assert_eq!(mail.inline[0].media_type, "image/jpeg");
    assert!(mail.inline[0].bytes.len() <= 40 << 10, "{:?}", mail.inline);
}

#[tokio::test]
async fn a_light_logo_gets_a_dark_background() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    hangs(&studio, "logo.png", &disc(200, 96, [255, 255, 255])).await;
    let mail = invites(&server, &studio).await;
    assert!(tag(&mail.html).unwrap().contains("background-color:#1e1d1b"));
    let shown = image::load_from_memory(&mail.inline[0].bytes).unwrap().to_rgb8();
    assert_eq!(shown.get_pixel(0, 0).0, [0x1e, 0x1d, 0x1b]);
    let page = opened(&server, &mail).await;
    assert_eq!(attribute(tag(&page).unwrap(), "class"), "logo on-dark");
}

/// Fails to make a derivative of any picture.
struct Unwilling(LocalImages);

impl Images for Unwilling {
    fn inspect(&self, source: Source<'_>, bounds: &Bounds) -> Result<Inspected> {
        self.0.inspect(source, bounds)
    }

    fn transform(&self, _: Source<'_>, _: &PictureRequest, _: &Bounds) -> Result<Rendered> {
        Err(Refusal::TooSlow.into())
    }

    fn preview(&self, hash: &[u8]) -> Option<Vec<u8>> {
        self.0.preview(hash)
    }
}

#[tokio::test]
async fn no_mail_waits_for_a_logo_that_cannot_be_made() {
    let server =
        Server::start_on(&[], |app| app.images = Arc::new(Unwilling(LocalImages::new(64 << 20))));
    let studio = server.studio("Lumière").await;
    hangs(&studio, "logo.png", &disc(100, 100, [9, 9, 9])).await;
    bears_the_name(&invites(&server, &studio).await);
}

#[tokio::test]
async fn no_mail_waits_for_a_logo_whose_bytes_are_lost() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    hangs(&studio, "logo.png", &disc(100, 100, [9, 9, 9])).await;
    std::fs::remove_dir_all(server.folder.path().join("blobs")).unwrap();
    bears_the_name(&invites(&server, &studio).await);
}

#[tokio::test]
async fn a_mail_bears_the_name_where_there_is_no_logo_any_more() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let logo = hangs(&studio, "logo.png", &disc(100, 100, [9, 9, 9])).await;
    studio.delete(&format!("/file/{}", logo["id"])).await.is(204);
    let mail = invites(&server, &studio).await;
    bears_the_name(&mail);
    assert_eq!(tag(&opened(&server, &mail).await), None);
    // Another company's logo is not used either.
    let other = server.studio("Ombre").await;
    hangs(&other, "logo.png", &disc(50, 50, [1, 2, 3])).await;
    studio.acts(&format!("/file/{}/restore", logo["id"])).await.is(200);
    let ana = Recipient::invited(&server, ANA);
    ana.asks_for_code().await.is(202);
    server.settle().await;
    let shown = server.postbox.last_to(ANA);
    let ours = image::load_from_memory(&shown.inline[0].bytes).unwrap().to_rgb8();
    assert_eq!(ours.get_pixel(48, 48).0, [9, 9, 9]);
}

#[tokio::test]
async fn mails_of_the_instance_bear_no_studios_logo() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    hangs(&studio, "logo.png", &disc(100, 100, [9, 9, 9])).await;
    server.post("/auth/forgot-password", json!({ "email": studio.email })).await.is(202);
    server.settle().await;
    let mail = server.postbox.last_with(&studio.email, "/reset/");
    assert!(mail.text.contains("/reset/"));
    assert_eq!((mail.inline.len(), tag(&mail.html)), (0, None));
}

async fn page(server: &Server, path: &str) -> Reply {
    let request = server.client().get(path).header("accept", "text/html");
    Reply::read(request.send().await).await
}

/// The page behind the link of an invitation.
async fn opened(server: &Server, mail: &Mail) -> String {
    let from = mail.text.find("/sign/").unwrap();
    let link = mail.text[from..].split_whitespace().next().unwrap();
    let page = page(server, link.trim_matches(|c: char| "<>.)".contains(c))).await;
    page.is(200).text()
}

#[tokio::test]
async fn the_pages_of_a_studio_show_its_logo() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    hangs(&studio, "logo.png", &disc(880, 96, [180, 69, 31])).await;
    let mail = invites(&server, &studio).await;
    let shown = opened(&server, &mail).await;
    let img = tag(&shown).unwrap();
    assert_eq!((attribute(img, "alt"), attribute(img, "class")), ("Lumière", "logo on-light"));
    assert_eq!((attribute(img, "width"), attribute(img, "height")), ("220", "24"));
    let src = attribute(img, "src").to_owned();
    let fetched = Reply::read(server.client().get(&src).send().await).await;
    let kept = "public, max-age=31536000, immutable";
    assert_eq!(fetched.is(200).header("cache-control"), kept);
    let logo = image::load_from_memory(&fetched.bytes).unwrap();
    assert_eq!((logo.width(), logo.height()), (440, 48));

    // The page that verifies a document shows the logo to who has the file, but not to who has only
    // the reference.
    let mut ana = Recipient::invited(&server, ANA);
    ana.proves_the_email().await;
    let answered = ana.accepts(&["web"]).await.is(201).json.clone();
    server.settle().await;
    let reference = answered["reference"].as_str().unwrap();
    let paper = server.postbox.last_to(ANA).attachments.remove(0).bytes;
    let sha256 = be_right::model::Digest::of(&paper).hex();
    let verify = |sha256: String| {
        let path = format!("/verify?reference={reference}&sha256={sha256}&lang=fr");
        let server = &server;
        async move { page(server, &path).await.is(200).text() }
    };
    assert_eq!(attribute(tag(&verify(sha256).await).unwrap(), "alt"), "Lumière");
    for strange in [String::new(), "0".repeat(64)] {
        let said = verify(strange).await;
        assert!(tag(&said).is_none() && !said.contains("Lumière"));
    }

    // A colleague who is invited.
    let noe = "noe@example.org";
    let body = json!({ "email": noe, "firstName": "Noé", "lastName": "Blanc", "role": "USER" });
    studio.post("/user", body).await.is(201);
    server.settle().await;
    let join = join_token(&server, noe);
    let joining = page(&server, &format!("/join/{join}")).await;
    assert_eq!(attribute(tag(&joining.is(200).text()).unwrap(), "src"), src);

    // The console.
    let console = ConsoleContext::of(&server, &studio.email).await.get("/console").await;
    assert_eq!(attribute(tag(&console.is(200).text()).unwrap(), "src"), src);
}

/// The pictures in a PDF as poppler lists them: width and height of each.
fn pictures(pdf: &[u8]) -> Vec<(u32, u32)> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, pdf).unwrap();
    let printed = Command::new("pdfimages").arg("-list").arg(file.path()).output().unwrap();
    let printed = String::from_utf8(printed.stdout).unwrap();
    let column = |line: &str, at| line.split_whitespace().nth(at).unwrap().parse().unwrap();
    printed.lines().skip(2).map(|line| (column(line, 3), column(line, 4))).collect()
}

#[tokio::test]
async fn the_roster_of_a_shoot_bears_the_logo_of_today() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let ana = employs(&studio, "Ana", ANA, "fr").await;
    let (event, _) = studio.plans("Été", &[ana]).await;
    server.settle().await;
    let path = format!("/event/{event}/accepted.pdf");
    assert_eq!(pictures(&studio.get(&path).await.is(200).bytes), []);
    hangs(&studio, "logo.png", &disc(900, 300, [180, 69, 31])).await;
    let roster = studio.get(&path).await;
    assert_eq!(pictures(&roster.is(200).bytes), [(576, 192)]);
    assert_eq!(roster.bytes, studio.get(&path).await.bytes, "made twice, it is the same");
    std::fs::create_dir_all("target/screenshots").unwrap();
    std::fs::write("target/screenshots/roster.pdf", &roster.bytes).unwrap();
}
