//! A session that ends while a form is filled in: what was typed is kept, and sent after signing in.

use super::{ConsoleContext, said, typed};
use crate::support::{PASSWORD, Server};

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn plain(html: &str) -> String {
    html.replace("&#38;", "&").replace("&amp;", "&").replace("&#39;", "'").replace("&#34;", "\"")
}

#[tokio::test]
async fn a_form_sent_after_the_session_ended_is_kept_and_sent_after_signing_in() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::new(&server);
    let form = "firstName=%C5%A0%C3%A1rka+%22%3Cb%3E&lastName=M%C3%BCller&email=sarka@example.net";
    let asked = console.sends("/console/people/new", form).await;
    let page = asked.is(401).text();
    assert!(page.contains("What you typed is kept"), "{page}");
    assert_eq!(said(&page, "name=\"resume\" value"), ["/console/people/new"]);
    let kept = plain(said(&page, "name=\"kept\" value")[0]);

    // A wrong password keeps it too.
    let login = |password: &str| {
        format!(
            "email={}&password={}&resume={}&kept={}",
            studio.email,
            typed(password),
            encoded("/console/people/new"),
            encoded(&kept)
        )
    };
    let wrong = console.sends("/console/login", &login("not+this+one")).await.is(401).text();
    assert_eq!(plain(said(&wrong, "name=\"kept\" value")[0]), kept);
    let page = console.sends("/console/login", &login(PASSWORD)).await.is(200).text();
    assert!(page.contains("action=\"/console/people/new\""), "{page}");
    assert!(!page.contains("<b>"), "what was typed is text");
    assert!(studio.get("/employee").await.json["data"].as_array().unwrap().is_empty());
    let fields = page.split("<input type=\"hidden\" ").skip(1).map(|field| {
        let field = format!(" {field}");
        let (name, value) = (said(&field, "name")[0], said(&field, "value")[0]);
        format!("{name}={}", encoded(&plain(value).replace("&#60;", "<").replace("&#62;", ">")))
    });
    let fields: Vec<String> = fields.filter(|field| !field.starts_with("lang=")).collect();
    console.sends("/console/people/new", &fields.join("&")).await.is(303);
    let people = studio.get("/employee").await;
    assert_eq!(people.json["data"][0]["firstName"], "Šárka \"<b>");
    server.settle().await;
}

#[tokio::test]
async fn passwords_are_not_kept_and_a_kept_form_goes_to_our_pages_only() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::new(&server);
    let form = "do=export&currentPassword=a+secret";
    console.sends("/console/settings/data", form).await.is(303);
    for to in ["https://evil.example/", "//evil.example/", "/admin/backup"] {
        let form = format!(
            "email={}&password={}&resume={}&kept=a%3Db%26currentPassword%3Dx",
            studio.email,
            typed(PASSWORD),
            encoded(to)
        );
        let page = console.sends("/console/login", &form).await.is(200).text();
        assert!(page.contains("action=\"/console\""), "{page}");
        assert!(!page.contains("currentPassword"), "{page}");
    }
}
