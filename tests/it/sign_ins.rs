//! Sign-ins: the mail about a new place, and the list of sessions to end.

use be_right::model::Timestamp;
use serde_json::{Value, json};

use crate::support::{PASSWORD, Reply, Server, Studio, fetch};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
const NEWER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:129.0) Gecko/20100101 Firefox/129.0";
const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 \
                     (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";

async fn logs_in(server: &Server, email: &str, agent: &str) -> Reply {
    let body = json!({ "email": email, "password": PASSWORD });
    let request = server.client().post("/auth/login").header("user-agent", agent);
    let request = request.content_type("application/json").body(body.to_string());
    Reply::read(request.send().await).await
}

/// The mails about sign-ins.
fn output(server: &Server, email: &str) -> Vec<String> {
    let subject = |mail: &be_right::model::Mail| mail.subject.contains("Nouvelle connexion");
    server.postbox.to(email).into_iter().filter(subject).map(|mail| mail.text).collect()
}

#[tokio::test]
async fn a_new_browser_is_mailed_once_and_the_very_first_is_not() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    server.settle().await;
    assert_eq!(output(&server, &studio.email).len(), 0);
    logs_in(&server, &studio.email, FIREFOX).await.is(200);
    server.settle().await;
    let mails = output(&server, &studio.email);
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("Firefox, Linux"), "{}", mails[0]);
    // The time is noon in Paris, and the mail has no link.
    assert!(mails[0].contains("12") && !mails[0].contains("://"), "{}", mails[0]);
    // The same browser, and a later version of it, are known.
    logs_in(&server, &studio.email, FIREFOX).await.is(200);
    logs_in(&server, &studio.email, NEWER).await.is(200);
    server.settle().await;
    assert_eq!(output(&server, &studio.email).len(), 1);
    // A failed sign-in sends no mail.
    let body = json!({ "email": studio.email, "password": "not the password" });
    let request = server.client().post("/auth/login").header("user-agent", PHONE);
    let request = request.content_type("application/json").body(body.to_string());
    Reply::read(request.send().await).await.is(401);
    server.settle().await;
    assert_eq!(output(&server, &studio.email).len(), 1);
    // A session that ends before the mail is written is reported too.
    let reply = logs_in(&server, &studio.email, PHONE).await;
    let phone = Studio::of(&server, studio.email.clone(), &reply.is(200).json);
    phone.acts("/auth/logout").await.is(204);
    server.settle().await;
    assert!(output(&server, &studio.email)[1].contains("Safari, iOS"));
}

#[tokio::test]
async fn at_most_five_sign_in_mails_are_sent_a_day() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let agents = ["Firefox/1", "curl/8", "Chrome/9", "Edg/1", "OPR/1", "python-x", "Safari/6"];
    for agent in agents {
        logs_in(&server, &studio.email, agent).await.is(200);
        server.settle().await;
    }
    assert_eq!(output(&server, &studio.email).len(), 5);
    server.clock.advance(Timestamp::DAY);
    logs_in(&server, &studio.email, "okhttp/4").await.is(200);
    server.settle().await;
    assert_eq!(output(&server, &studio.email).len(), 6);
}

#[tokio::test]
async fn one_sees_where_one_is_signed_in_and_ends_the_rest() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    server.clock.advance(Timestamp::MINUTE);
    let reply = logs_in(&server, &studio.email, FIREFOX).await;
    let firefox = Studio::of(&server, studio.email.clone(), &reply.is(200).json);
    let reply = logs_in(&server, &studio.email, PHONE).await;
    let phone = Studio::of(&server, studio.email.clone(), &reply.is(200).json);
    let open = firefox.get("/auth/sessions").await;
    let open = open.is(200).json.as_array().unwrap().clone();
    assert_eq!(open.len(), 3);
    let own = open.iter().find(|one| one["current"] == true).unwrap();
    assert_eq!((&own["browser"], &own["system"]), (&json!("Firefox"), &json!("Linux")));
    let theirs = open.iter().find(|one| one["browser"] == "Safari").unwrap();
    let path = format!("/auth/sessions/{}", theirs["id"]);
    firefox.delete(&path).await.is(204);
    phone.get("/user/profile").await.is_problem(401, "session_ended");
    studio.get("/user/profile").await.is(200);
    firefox.delete("/auth/sessions").await.is(204);
    studio.get("/user/profile").await.is_problem(401, "session_ended");
    // Their refresh tokens do not work either.
    let refresh = json!({ "refreshToken": studio.refresh });
    server.post("/auth/refresh", refresh).await.is_problem(401, "expired_token");
    firefox.get("/user/profile").await.is(200);
    assert_eq!((server.audited("end_session"), server.audited("end_other_sessions")), (1, 1));
    server.settle().await;
}

/// A server on its own port behind a proxy that names the client. After a registration from the
/// first address, the number of mails after each sign-in.
async fn mails_after(flags: &[(&str, &str)], addresses: &[&'static str]) -> Vec<usize> {
    let server = Server::start_with(flags);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let routes = be_right::http::routes(server.app.clone()).unwrap();
    let acceptor = poem::listener::TcpAcceptor::from_std(listener).unwrap();
    let serving = poem::Server::new_with_acceptor(acceptor).run(routes);
    let email = "claire@lumiere.example";
    let ask = |path: &'static str, address: &'static str, body: Value| async move {
        let headers = [("X-Forwarded-For", address), ("User-Agent", FIREFOX)];
        let asked = tokio::task::spawn_blocking(move || fetch(port, "POST", path, &headers, &body));
        asked.await.unwrap().unwrap().0
    };
    let story = async {
        let account = json!({
            "email": email, "password": PASSWORD, "firstName": "Claire", "lastName": "L",
            "companyName": "Lumière",
        });
        assert_eq!(ask("/auth/register", addresses[0], account).await, 201);
        server.settle().await;
        let mut mails = vec![output(&server, email).len()];
        for address in &addresses[1..] {
            let login = json!({ "email": email, "password": PASSWORD });
            assert_eq!(ask("/auth/login", address, login).await, 200, "{address}");
            server.settle().await;
            mails.push(output(&server, email).len());
        }
        if let Some(last) = output(&server, email).last() {
            assert!(last.contains("2001:db9:…") && !last.contains("::1"), "{last}");
        }
        mails
    };
    tokio::select! {
        stopped = serving => panic!("the server stopped: {stopped:?}"),
        mails = story => mails,
    }
}

#[tokio::test]
async fn another_network_is_somewhere_new_and_another_address_of_it_is_not() {
    let addresses = [
        "203.0.113.7",
        "203.0.113.7",
        // The same /16, as a telephone that changes networks; then IPv6, where a /32 is one place.
        "203.0.9.200",
        "::ffff:203.0.1.1",
        "198.51.100.1",
        "2001:db8:1:2::1",
        "2001:db8:ffff::9",
        "203.0.113.8",
        "2001:db9::1",
    ];
    let behind_a_proxy = mails_after(&[("http.trusted_proxies", "127.0.0.1")], &addresses).await;
    assert_eq!(behind_a_proxy, [0, 0, 0, 0, 1, 2, 2, 2, 3]);
    // The header of a client that is no trusted proxy is ignored.
    assert_eq!(mails_after(&[], &addresses).await, [0; 9]);
}
