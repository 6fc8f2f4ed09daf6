//! What may succeed once, requested many times at once: exactly one request succeeds.

use futures_util::future::join_all;
use poem::http::Method;
use serde_json::json;

use crate::support::{Listener, PASSWORD, Recipient, Reply, Server, Studio, join_token, rows};

/// The indices of the replies with the status `won`; every other must have one of `lost`.
#[track_caller]
fn winners(replies: &[Reply], won: u16, lost: &[u16]) -> Vec<usize> {
    for reply in replies {
        assert!(reply.status == won || lost.contains(&reply.status), "{}", reply.text());
    }
    (0..replies.len()).filter(|at| replies[*at].status == won).collect()
}

fn count(server: &Server, what: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM {what}");
    rows(server.folder.path(), &sql)[0][0].parse().unwrap()
}

/// An employee who was asked, on a server that lets many codes be typed from one address.
async fn asked(server: &Server) -> (Studio<'_>, i64, Recipient<'_>) {
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (_, answers) = studio.plans("Catalogue", &[ana]).await;
    server.settle().await;
    (studio, answers[0], Recipient::invited(server, "ana@example.org"))
}

#[tokio::test]
async fn of_twenty_refreshes_at_once_one_wins_and_the_session_ends() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let body = json!({ "refreshToken": studio.refresh });
    let replies = join_all((0..20).map(|_| server.post("/auth/refresh", body.clone()))).await;
    let won = winners(&replies, 200, &[401]);
    assert_eq!(won.len(), 1);
    // A refresh token was used twice, so the winner's new token is revoked too.
    let next = json!({ "refreshToken": replies[won[0]].json["refreshToken"] });
    server.post("/auth/refresh", next).await.is_problem(401, "expired_token");
    studio.get("/user/profile").await.is_problem(401, "session_ended");
    assert_eq!(server.audited("refresh_token_reused"), 1);
}

#[tokio::test]
async fn of_twenty_who_claim_an_instance_at_once_one_has_it() {
    let server = Server::start_with(&[
        ("registration", "closed"),
        ("limits.register_per_address", "1000 per 1s"),
    ]);
    let token = be_right::model::keys::fresh_token();
    let hash = be_right::model::keys::token_hash(&token);
    server.app.db.write_all(move |all| be_right::store::claims::create(all, &hash)).await.unwrap();
    let claims = |turn: usize| {
        let form = format!(
            "lang=en&companyName=Studio+{turn}&firstName=Ada&lastName=Roy\
             &email=ada{turn}@roy.example&password={}",
            PASSWORD.replace(' ', "+")
        );
        let request = server.client().post(format!("/claim/{token}"));
        let request = request.content_type("application/x-www-form-urlencoded");
        let request = request.header("sec-fetch-site", "same-origin").body(form);
        async move { Reply::read(request.send().await).await }
    };
    let replies = join_all((0..20).map(claims)).await;
    assert_eq!(winners(&replies, 200, &[410]).len(), 1);
    assert_eq!((count(&server, "users"), count(&server, "companies")), (1, 1));
    server.settle().await;
}

#[tokio::test]
async fn of_twenty_passwords_chosen_by_one_link_at_once_one_is_kept() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    server.post("/auth/forgot-password", json!({ "email": studio.email })).await.is(202);
    server.settle().await;
    let text = server.postbox.last_with(&studio.email, "/reset/").text;
    let token = text.split("/reset/").nth(1).unwrap().split_whitespace().next().unwrap();
    let phrase = |turn: usize| format!("la phrase numéro {turn}");
    let chooses = |turn: usize| {
        server.post("/auth/reset-password", json!({ "token": token, "password": phrase(turn) }))
    };
    let replies = join_all((0..20).map(chooses)).await;
    let won = winners(&replies, 204, &[410]);
    assert_eq!(won.len(), 1);
    let enters = async |turn: usize| {
        let body = json!({ "email": studio.email, "password": phrase(turn) });
        server.post("/auth/login", body).await.status
    };
    assert_eq!(enters(won[0]).await, 200);
    assert_eq!(enters((won[0] + 1) % 20).await, 401);
    assert_eq!(enters((won[0] + 19) % 20).await, 401);
}

#[tokio::test]
async fn of_ten_who_take_up_one_invitation_at_once_one_joins() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let body = json!({
        "email": "noe@lumiere.example", "firstName": "Noé", "lastName": "Blanc", "role": "USER",
    });
    studio.post("/user", body).await.is(201);
    server.settle().await;
    let token = join_token(&server, "noe@lumiere.example");
    let phrase = |turn: usize| format!("la phrase numéro {turn}");
    let joins = |turn: usize| {
        server.post("/auth/join", json!({ "token": token, "password": phrase(turn) }))
    };
    let replies = join_all((0..10).map(joins)).await;
    let won = winners(&replies, 200, &[401, 404, 409, 410]);
    assert_eq!(won.len(), 1);
    let enters = async |turn: usize| {
        let body = json!({ "email": "noe@lumiere.example", "password": phrase(turn) });
        server.post("/auth/login", body).await.status
    };
    assert_eq!(enters(won[0]).await, 200);
    assert_eq!(enters((won[0] + 1) % 10).await, 401);
    assert_eq!(count(&server, "memberships"), 2);
    server.settle().await;
}

#[tokio::test]
async fn of_ten_who_open_a_stream_with_one_ticket_at_once_one_listens() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let made = studio.acts("/sse/ticket").await;
    let path = format!("/sse?ticket={}", made.is(201).json["ticket"].as_str().unwrap());
    let opened = join_all((0..10).map(|_| Listener::asks(&server, &path, "", None))).await;
    let mut listening = 0;
    for reply in opened {
        match reply.0.status().as_u16() {
            200 => listening += 1,
            _ => {
                Reply::read(reply).await.is_problem(401, "ticket_used");
            }
        }
    }
    assert_eq!(listening, 1);
}

#[tokio::test]
async fn of_twenty_logins_with_one_code_at_once_one_gets_in() {
    let server = Server::start_with(&[
        ("limits.login_per_account", "1000 per 1s"),
        ("limits.login_per_address", "1000 per 1s"),
    ]);
    let studio = server.studio("lumiere").await;
    let begun = studio.post("/user/second-factor", json!({ "currentPassword": PASSWORD })).await;
    let secret = begun.is(201).json["secret"].as_str().unwrap().to_owned();
    let secret = totp_rs::Secret::try_from_base32(&secret).unwrap();
    let app = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    let shown = || app.generate(u64::try_from(server.app.now().0 / 1000).unwrap()).to_string();
    let confirmed = studio.post("/user/second-factor/confirm", json!({ "code": shown() })).await;
    let recovery = confirmed.is(200).json["recoveryCodes"][0].as_str().unwrap().to_owned();
    server.clock.advance(30_000);
    for code in [shown(), recovery] {
        let body = json!({ "email": studio.email, "password": PASSWORD, "totp": code });
        let replies = join_all((0..20).map(|_| server.post("/auth/login", body.clone()))).await;
        assert_eq!(winners(&replies, 200, &[401]).len(), 1, "{code}");
    }
    server.settle().await;
}

#[tokio::test]
async fn of_twenty_who_type_the_same_code_at_once_one_is_let_in() {
    let server = Server::start();
    let (_, _, recipient) = asked(&server).await;
    recipient.asks_for_code().await.is(202);
    server.settle().await;
    let code = recipient.code();
    let replies = join_all((0..20).map(|_| recipient.types(&code))).await;
    assert_eq!(winners(&replies, 200, &[410, 422, 429]).len(), 1);
    assert_eq!(count(&server, "signing_sessions"), 1);
}

#[tokio::test]
async fn of_two_hundred_wrong_codes_at_once_four_are_checked() {
    let server = Server::start_with(&[("limits.consent_per_address", "10000 per 1s")]);
    let (_, _, recipient) = asked(&server).await;
    recipient.asks_for_code().await.is(202);
    server.settle().await;
    let right = recipient.code();
    let number: u32 = right.parse().unwrap();
    let guesses = (1..=200).map(|away| format!("{:06}", (number + away) % 1_000_000));
    let typed: Vec<String> = guesses.collect();
    let replies = join_all(typed.iter().map(|code| recipient.types(code))).await;
    // The fifth wrong code closes the step, as when they come one by one.
    assert_eq!(winners(&replies, 422, &[429]).len(), 4);
    for closed in replies.iter().filter(|reply| reply.status == 429) {
        closed.is_problem(429, "code_closed");
    }
    recipient.types(&right).await.is_problem(429, "code_closed");
    assert_eq!(count(&server, "signing_sessions"), 0);
    // After three more rounds the link is revoked for good.
    for round in 2..=4 {
        server.clock.advance(15 * 60_000);
        let replies = join_all(typed[..20].iter().map(|code| recipient.types(code))).await;
        let looked_at = winners(&replies, 422, &[410, 429]).len();
        assert_eq!(looked_at, 4, "round {round}");
    }
    recipient.opens().await.is_problem(410, "link_revoked");
}

#[tokio::test]
async fn of_twenty_four_answers_at_once_one_is_given() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    // The same person, in a second browser.
    server.clock.advance(61_000);
    let mut other = Recipient {
        server: &server,
        email: recipient.email.clone(),
        token: recipient.token.clone(),
        session: String::new(),
        sha256: String::new(),
        asks_child: false,
    };
    other.proves_the_email().await;
    let accepts = (0..12).map(|turn| {
        let uses: &[&str] = if turn % 2 == 0 { &["web"] } else { &["web", "print"] };
        let who = if turn % 3 == 0 { &other } else { &recipient };
        async move { who.accepts(uses).await }
    });
    let refuses = (0..12).map(|turn| {
        let who = if turn % 3 == 0 { &other } else { &recipient };
        async move { who.refuses(None).await }
    });
    let (accepted, refused) =
        futures_util::future::join(join_all(accepts), join_all(refuses)).await;
    let replies: Vec<Reply> = accepted.into_iter().chain(refused).collect();
    let won = winners(&replies, 201, &[409]);
    assert_eq!(won.len(), 1);
    assert_eq!(count(&server, "decisions"), 1);
    assert_eq!(count(&server, "evidence WHERE kind = 'ANSWERED'"), 1);
    server.settle().await;
    let state = studio.get(&format!("/answer/{answer}")).await.json["state"].clone();
    assert_eq!(state, if won[0] < 12 { "ACCEPTED" } else { "REFUSED" });
}

#[tokio::test]
async fn of_ten_withdrawals_at_once_one_counts() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    recipient.accepts(&["web", "print"]).await.is(201);
    server.settle().await;
    let replies = join_all((0..10).map(|_| recipient.withdraws(None))).await;
    assert_eq!(winners(&replies, 200, &[409]).len(), 1);
    assert_eq!(count(&server, "decisions WHERE kind = 'WITHDRAWN'"), 1);
    server.settle().await;
    assert_eq!(studio.get(&format!("/answer/{answer}")).await.json["state"], "WITHDRAWN");
    let output = server.postbox.to(&studio.email);
    assert_eq!(output.iter().filter(|mail| mail.subject.contains("retiré")).count(), 1);
}

#[tokio::test]
async fn of_ten_who_end_one_session_and_ten_who_use_it_none_goes_on_after_it() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let uses = (0..10).map(|_| studio.get("/user/profile"));
    let ends = (0..10).map(|_| studio.acts("/auth/logout"));
    let (used, ended) = futures_util::future::join(join_all(uses), join_all(ends)).await;
    assert!(used.iter().all(|reply| matches!(reply.status, 200 | 401)));
    assert!(!winners(&ended, 204, &[401]).is_empty());
    let after = server.send(Some(&studio.token), Method::GET, "/user/profile", None).await;
    after.is_problem(401, "session_ended");
}
