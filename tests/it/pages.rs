//! Pages, as a browser without script sees them.

use be_right::render::page::assets;
use poem::http::Method;

use super::support::{Reply, Server};

async fn asset(server: &Server, path: &str, known: &str) -> Reply {
    Reply::read(server.client().get(path).header("if-none-match", known).send().await).await
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

/// What `src`, `href` and `action` of a page point at on this site.
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
    assert_eq!(page.header("referrer-policy"), "no-referrer");
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
    assert!(foreign.is(403).text().contains("another site"));

    let done = send_form(&server, &path, &form("claire@x.fr"), "same-origin").await;
    assert!(done.is(200).text().contains("All set"));
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
