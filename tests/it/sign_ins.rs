//! From where somebody signs in: the letter about somewhere new, and the list of
//! sessions to end.

use be_right::model::Timestamp;
use serde_json::json;

use crate::support::{PASSWORD, Reply, Server, Studio};

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

/// The letters about sign-ins.
fn told(server: &Server, email: &str) -> Vec<String> {
    let subject = |mail: &be_right::model::Mail| mail.subject.contains("Nouvelle connexion");
    server.postbox.to(email).into_iter().filter(subject).map(|mail| mail.text).collect()
}

#[tokio::test]
async fn somewhere_new_is_told_once_and_the_first_of_all_not() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    server.settle().await;
    assert_eq!(told(&server, &studio.email).len(), 0);
    logs_in(&server, &studio.email, FIREFOX).await.is(200);
    server.settle().await;
    let letters = told(&server, &studio.email);
    assert_eq!(letters.len(), 1);
    assert!(letters[0].contains("Firefox, Linux"), "{}", letters[0]);
    // At noon in Paris; and no address to follow.
    assert!(letters[0].contains("12") && !letters[0].contains("://"), "{}", letters[0]);
    // The same, and the same a version later, are known.
    logs_in(&server, &studio.email, FIREFOX).await.is(200);
    logs_in(&server, &studio.email, NEWER).await.is(200);
    server.settle().await;
    assert_eq!(told(&server, &studio.email).len(), 1);
    // Who does not get in is not told of.
    let body = json!({ "email": studio.email, "password": "not the password" });
    let request = server.client().post("/auth/login").header("user-agent", PHONE);
    let request = request.content_type("application/json").body(body.to_string());
    Reply::read(request.send().await).await.is(401);
    server.settle().await;
    assert_eq!(told(&server, &studio.email).len(), 1);
    logs_in(&server, &studio.email, PHONE).await.is(200);
    server.settle().await;
    assert!(told(&server, &studio.email)[1].contains("Safari, iOS"));
}

#[tokio::test]
async fn nobody_is_buried_in_letters() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let agents = ["Firefox/1", "curl/8", "Chrome/9", "Edg/1", "OPR/1", "python-x", "Safari/6"];
    for agent in agents {
        logs_in(&server, &studio.email, agent).await.is(200);
        server.settle().await;
    }
    assert_eq!(told(&server, &studio.email).len(), 5);
    server.clock.advance(Timestamp::DAY);
    logs_in(&server, &studio.email, "okhttp/4").await.is(200);
    server.settle().await;
    assert_eq!(told(&server, &studio.email).len(), 6);
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
    // Neither is carried on by its refresh token.
    let refresh = json!({ "refreshToken": studio.refresh });
    server.post("/auth/refresh", refresh).await.is_problem(401, "expired_token");
    firefox.get("/user/profile").await.is(200);
    assert_eq!((server.audited("end_session"), server.audited("end_other_sessions")), (1, 1));
    server.settle().await;
}
