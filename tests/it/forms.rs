//! The forms of pages: accepted from our own pages, refused from other sites.

use std::collections::BTreeSet;

use poem::http::Method;

use crate::pages::{Reader, SOME, ZOE, invited};
use crate::support::routes::pages;
use crate::support::{Reply, Server};

/// The pages that accept a form from a browser with cookies. The flag says whether the URL contains
/// a token: then `Origin: null` proves nothing, and the form's own token decides (see `pages`).
const FORMS: &[(&str, bool)] = &[
    ("/sign/abc/code", true),
    ("/sign/abc/verify", true),
    ("/sign/abc/language", true),
    ("/sign/abc/answer", true),
    ("/sign/abc/withdraw", true),
    ("/claim/abc", true),
    ("/reset/abc", true),
    ("/email/abc", true),
    ("/join/abc", true),
    ("/join/abc/decline", true),
    ("/unsubscribe/abc", true),
    ("/register", false),
    ("/withdraw", false),
    ("/verify", false),
    ("/console/login", false),
    ("/console/forgot", false),
    ("/console/logout", false),
    ("/console/token", false),
    ("/console/remind", false),
    ("/console/calendar", false),
    ("/console/notifications", false),
    ("/console/mine/1/withdraw", false),
    ("/console/publications/1", false),
    ("/console/shoots/1/publish", false),
    ("/console/people/import", false),
    ("/console/people/import/1/cancel", false),
    ("/console/people/import/1/for-good", false),
    ("/console/people/import/1/again", false),
    ("/console/people/new", false),
    ("/console/people/many", false),
    ("/console/people/1/edit", false),
    ("/console/people/1/delete", false),
    ("/console/people/1/restore", false),
    ("/console/people/1/erase", false),
    ("/console/people/1/account", false),
    ("/console/groups", false),
    ("/console/groups/1", false),
    ("/console/groups/1/members", false),
    ("/console/groups/1/delete", false),
    ("/console/groups/1/restore", false),
    ("/console/settings/studio", false),
    ("/console/settings/studio/logo", false),
    ("/console/settings/studio/logo/remove", false),
    ("/console/settings/studio/watermark", false),
    ("/console/settings/studio/watermark/remove", false),
    ("/console/settings/release", false),
    ("/console/settings/release/standard", false),
    ("/console/settings/requests", false),
    ("/console/settings/team", false),
    ("/console/settings/team/1", false),
    ("/console/settings/team/invitations/1", false),
    ("/console/settings/tokens", false),
    ("/console/settings/tokens/1", false),
    ("/console/settings/data", false),
    ("/console/settings/plan", false),
    ("/console/settings/profile", false),
    ("/console/settings/security", false),
    ("/console/settings/security/second-factor", false),
    ("/console/settings/security/sessions", false),
    ("/console/settings/notifications", false),
    ("/console/settings/companies", false),
    ("/console/settings/mails/1", false),
    ("/console/instance/companies/1", false),
    ("/console/instance/users/1", false),
    ("/console/instance/all/1/1", false),
    ("/console/instance/users", false),
    ("/console/instance/leave", false),
    ("/console/instance/mails/1", false),
    ("/console/instance/jobs/1", false),
    ("/console/instance/schedules", false),
    ("/console/instance/backups", false),
    ("/console/instance/messages", false),
    ("/console/shoots/new", false),
    ("/console/shoots/1/edit", false),
    ("/console/shoots/1/duplicate", false),
    ("/console/shoots/1/cancel", false),
    ("/console/shoots/1/restore", false),
    ("/console/shoots/1/ask", false),
    ("/console/shoots/1/synchronise", false),
    ("/console/shoots/1/answers", false),
    ("/console/shoots/1/photos", false),
    ("/console/shoots/1/people", false),
    ("/console/shoots/1/people/1/email", false),
    ("/console/shoots/1/photos/1/people", false),
    ("/console/shoots/1/photos/1/link", false),
];

async fn sends(server: &Server, path: &str, headers: &[(&str, &str)]) -> Reply {
    let request = server.client().request(Method::POST, path);
    let request = request.content_type("application/x-www-form-urlencoded").body("lang=en");
    let request =
        headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    Reply::read(request.header("accept-language", "en").send().await).await
}

fn is_refused(reply: &Reply) -> bool {
    reply.status == 403 && reply.text().contains("This form came from another site")
}

#[test]
fn every_form_is_in_the_list() {
    let filled = |path: &str| {
        let part = |part: &'_ str| match part {
            ":token" => "abc".to_owned(),
            part if part.starts_with(':') => "1".to_owned(),
            part => part.to_owned(),
        };
        path.split('/').map(part).collect::<Vec<_>>().join("/")
    };
    let routed = pages().into_iter().filter(|page| page.takes_a_form);
    let routed: BTreeSet<String> = routed.map(|page| filled(page.path)).collect();
    let listed: BTreeSet<String> = FORMS.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(routed, listed);
}

#[tokio::test]
async fn a_form_that_does_not_come_from_our_own_pages_is_refused_everywhere() {
    let server = Server::start_with(&[("public_url", "http://studio.example:8080")]);
    let cookie = ("cookie", "be-right=whatever");
    for (path, holds_a_token) in FORMS {
        for origin in [
            "https://studio.example:8080",
            "http://studio.example",
            "http://sibling.studio.example:8080",
            "http://studio.example:8080.evil.example",
            "http://evil.example",
            "",
            "nonsense",
        ] {
            let reply = sends(&server, path, &[cookie, ("origin", origin)]).await;
            assert!(is_refused(&reply), "{path} from {origin:?}: {}", reply.status);
        }
        for site in ["cross-site", "same-site"] {
            let reply = sends(&server, path, &[cookie, ("sec-fetch-site", site)]).await;
            assert!(is_refused(&reply), "{path} {site}: {}", reply.status);
        }
        let unsaid = sends(&server, path, &[cookie]).await;
        assert_eq!(is_refused(&unsaid), !holds_a_token, "{path}: {}", unsaid.status);
        let null = sends(&server, path, &[cookie, ("origin", "null")]).await;
        assert_eq!(is_refused(&null), !holds_a_token, "{path}: {}", null.status);
        let far = [cookie, ("referer", "http://evil.example/console")];
        assert_eq!(is_refused(&sends(&server, path, &far).await), !holds_a_token, "{path}");
        // Our own pages, and programs without cookies.
        for own in [
            &[cookie, ("origin", "http://studio.example:8080")][..],
            &[cookie, ("referer", "http://studio.example:8080/console")],
            &[cookie, ("origin", "null"), ("sec-fetch-site", "same-origin")],
            &[],
        ] {
            let reply = sends(&server, path, own).await;
            assert!(!is_refused(&reply) && reply.status < 500, "{path} {own:?}: {}", reply.status);
        }
    }
    // The referrer policy lets browsers name the origin of a form, and keeps the tokens in URLs
    // from other sites.
    assert_eq!(server.get("/console/login").await.header("referrer-policy"), "same-origin");
    assert_eq!(server.get("/sign/abc").await.header("referrer-policy"), "no-referrer");
    assert!(!server.get("/console/login").await.text().contains("name=\"referrer\""));
}

#[tokio::test]
async fn a_form_of_another_site_changes_nothing_even_with_the_link_and_the_cookie() {
    let server = Server::start();
    invited(&server).await;
    let zoe = Reader::opens(&server, ZOE);
    let hash = Reader::hash(&zoe.proves_it(ZOE).await);
    let typed = "signature=type&typedName=Zo%C3%A9+M%C3%BCller&typedConfirm=yes";
    let form = format!("lang=en&documentSha256={hash}&{SOME}&{typed}&decision=accept");
    let sends = async |step: &str, body: &str, origin: Option<&str>| {
        let request = server.client().post(format!("{}/{step}", zoe.link));
        let request = request.content_type("application/x-www-form-urlencoded");
        let request = request.header("cookie", zoe.cookie.borrow().clone()).body(body.to_owned());
        let request = match origin {
            Some(origin) => request.header("origin", origin),
            None => request,
        };
        Reply::read(request.send().await).await
    };
    let right = zoe.form.borrow().clone();
    // The page sends no referrer, so a browser without `Sec-Fetch-Site` sends `Origin: null`.
    for token in ["", "formToken=&", "formToken=0123&"] {
        for (step, rest) in
            [("answer", form.as_str()), ("language", "lang=fr"), ("withdraw", "all=yes")]
        {
            for origin in [None, Some("null")] {
                let page = sends(step, &format!("{token}{rest}"), origin).await;
                let text = page.is(403).text();
                assert!(text.contains("another site") || text.contains("autre site"), "{text}");
            }
        }
    }
    let with = format!("formToken={right}&{form}");
    for foreign in [
        "http://be-right.example",
        "https://sibling.be-right.example",
        "https://be-right.example:444",
    ] {
        sends("answer", &with, Some(foreign)).await.is(403);
    }
    assert!(zoe.get("?lang=en").await.text().contains("documentSha256"), "nothing is answered");
    sends("answer", &with, Some("null")).await.is(303);
    assert!(zoe.get("?lang=en").await.text().contains("You gave your consent"));
    server.settle().await;
}
