//! The code by e-mail: how often it is sent, how long it is valid, how many attempts there are.

use serde_json::json;

use super::asked;
use crate::support::{Recipient, Reply, Server, Studio};

const MINUTE: i64 = 60_000;

/// A wrong code.
fn wrong(code: &str) -> String {
    let flipped = if code.starts_with('0') { '1' } else { '0' };
    format!("{flipped}{}", &code[1..])
}

#[tokio::test]
async fn a_code_is_asked_for_once_a_minute_and_ten_times_a_day() {
    let server = Server::start();
    let (_, _, recipient) = asked(&server).await;
    recipient.asks_for_code().await.is(202);
    let early = recipient.asks_for_code().await;
    early.is_problem(429, "code_too_soon");
    assert_eq!(early.header("retry-after"), "61");
    for _ in 0..9 {
        server.clock.advance(MINUTE);
        recipient.asks_for_code().await.is(202);
    }
    server.clock.advance(MINUTE);
    recipient.asks_for_code().await.is_problem(429, "code_daily_limit");
    server.clock.advance(24 * 60 * MINUTE);
    recipient.asks_for_code().await.is(202);
    server.settle().await;
}

#[tokio::test]
async fn earlier_codes_stay_good_for_ten_minutes() {
    let server = Server::start();
    let (_, _, recipient) = asked(&server).await;
    recipient.asks_for_code().await.is(202);
    server.settle().await;
    let first = recipient.code();
    server.clock.advance(MINUTE);
    recipient.asks_for_code().await.is(202);
    server.settle().await;
    let second = recipient.code();
    server.clock.advance(9 * MINUTE - 1);
    recipient.types(&first).await.is(200);
    server.clock.advance(1 + MINUTE);
    // The second has expired, and the first has been used.
    recipient.types(&second).await.is_problem(422, "invalid");
    recipient.types(&first).await.is_problem(422, "invalid");
}

#[tokio::test]
async fn a_code_works_once() {
    let server = Server::start();
    let (_, _, recipient) = asked(&server).await;
    recipient.asks_for_code().await.is(202);
    server.settle().await;
    let code = recipient.code();
    recipient.types(&format!("{} {}", &code[..3], &code[3..])).await.is(200);
    let again = recipient.types(&code).await;
    again.is_problem(422, "invalid");
    assert_eq!(again.json["errors"][0]["code"], "code_wrong");
}

#[tokio::test]
async fn wrong_codes_do_not_take_the_link_of_somebody_who_has_decided() {
    let server = Server::start();
    let (_studio, _answer, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    for round in 1..=4 {
        server.clock.advance(15 * MINUTE);
        recipient.asks_for_code().await.is(202);
        server.settle().await;
        let right = recipient.code();
        for _ in 0..4 {
            recipient.types(&wrong(&right)).await.is_problem(422, "invalid");
        }
        let fifth = recipient.types(&wrong(&right)).await;
        fifth.is_problem(429, "code_closed");
        let day = 24 * 60 * 60;
        let wait: i64 = fifth.header("retry-after").parse().unwrap();
        assert_eq!(wait, if round == 4 { day } else { 15 * 60 });
    }
    recipient.opens().await.is(200);
    server.clock.advance(20 * MINUTE);
    recipient.asks_for_code().await.is_problem(429, "code_closed");
    server.clock.advance(24 * 60 * MINUTE);
    recipient.proves_the_email().await;
    recipient.withdraws(None).await.is(200);
}

#[tokio::test]
async fn five_wrong_codes_close_the_step_and_twenty_revoke_the_link() {
    let server = Server::start();
    let (studio, answer, recipient) = asked(&server).await;
    let mut right = String::new();
    for round in 1..=4 {
        recipient.asks_for_code().await.is(202);
        server.settle().await;
        right = recipient.code();
        for _ in 0..4 {
            recipient.types(&wrong(&right)).await.is_problem(422, "invalid");
        }
        let fifth = recipient.types(&wrong(&right)).await;
        if round == 4 {
            fifth.is_problem(410, "link_revoked");
            break;
        }
        fifth.is_problem(429, "code_closed");
        // The right code and new codes are refused too.
        recipient.types(&right).await.is_problem(429, "code_closed");
        recipient.asks_for_code().await.is_problem(429, "code_closed");
        server.clock.advance(15 * MINUTE);
    }
    recipient.types(&right).await.is_problem(410, "link_revoked");
    recipient.opens().await.is_problem(410, "link_revoked");
    // The company can send another link, a day later.
    server.clock.advance(24 * 60 * MINUTE);
    let studio = studio.back().await;
    studio.acts(&format!("/answer/{answer}/raise")).await.is(200);
    server.settle().await;
    let mut fresh = crate::support::Recipient::invited(&server, "ana@example.org");
    assert_ne!(fresh.token, recipient.token);
    fresh.proves_the_email().await;
}

/// Changes the employee's e-mail and changes it back: each change makes a new link.
async fn moves_away_and_back(studio: &Studio<'_>, person: i64) -> Reply {
    let address = |email: &str| json!({ "firstName": "Ana", "lastName": "M", "email": email });
    let path = format!("/employee/{person}");
    let away = studio.put(&path, address("away@example.org")).await;
    match away.status {
        200 => studio.put(&path, address("ana@example.org")).await,
        _ => away,
    }
}

#[tokio::test]
async fn wrong_codes_count_over_all_links_that_a_person_is_sent() {
    let server = Server::start();
    let (studio, answer, recipient) = asked(&server).await;
    let person = studio.get(&format!("/answer/{answer}")).await.id("/employeeId");
    recipient.asks_for_code().await.is(202);
    server.settle().await;
    for _ in 0..4 {
        recipient.types(&wrong(&recipient.code())).await.is_problem(422, "invalid");
    }
    moves_away_and_back(&studio, person).await.is(200);
    server.settle().await;
    let again = Recipient::invited(&server, "ana@example.org");
    assert_ne!(again.token, recipient.token);
    // Attempts are counted for the person, not for the link.
    again.asks_for_code().await.is(202);
    server.settle().await;
    again.types(&wrong(&again.code())).await.is_problem(429, "code_closed");
    // Another request to the same mailbox is closed as well, although it was made later.
    let (_, answers) = studio.plans("Encore", &[person]).await;
    server.settle().await;
    let other = Recipient::invited(&server, "ana@example.org");
    other.asks_for_code().await.is_problem(429, "code_closed");
    server.clock.advance(15 * MINUTE);
    other.asks_for_code().await.is(202);
    server.settle().await;
    assert_eq!(answers.len(), 1);
}

#[tokio::test]
async fn changing_an_email_repeatedly_does_not_send_unlimited_codes() {
    let server = Server::start();
    let (studio, answer, _) = asked(&server).await;
    let person = studio.get(&format!("/answer/{answer}")).await.id("/employeeId");
    let mut refused = None;
    for _ in 0..10 {
        let moved = moves_away_and_back(&studio, person).await;
        if moved.status != 200 {
            refused = Some(moved);
            break;
        }
    }
    let refused = refused.expect("moved about ten times");
    refused.is_problem(429, "asked_too_often");
    let wait: i64 = refused.header("retry-after").parse().unwrap();
    server.settle().await;
    let sent = server.postbox.to("ana@example.org").len();
    assert!(sent <= 5, "{sent} mails");
    server.clock.advance(wait * 1000);
    let studio = studio.back().await;
    let address = json!({ "firstName": "Ana", "lastName": "M", "email": "third@example.org" });
    studio.put(&format!("/employee/{person}"), address).await.is(200);
    server.settle().await;
}

#[tokio::test]
async fn a_right_code_is_accepted_after_four_wrong_ones() {
    let server = Server::start();
    let (_, _, recipient) = asked(&server).await;
    recipient.asks_for_code().await.is(202);
    server.settle().await;
    let code = recipient.code();
    for _ in 0..4 {
        recipient.types(&wrong(&code)).await.is_problem(422, "invalid");
    }
    // Four wrong attempts do not close the step.
    recipient.types(&code).await.is(200);
}

#[tokio::test]
async fn what_is_not_six_digits_is_not_a_try() {
    let server = Server::start();
    let (_, _, recipient) = asked(&server).await;
    recipient.asks_for_code().await.is(202);
    server.settle().await;
    for odd in ["", "12345", "1234567", "abcdef", "_12345", "１２３４５６"] {
        recipient.types(odd).await.refuses(&["code"]);
    }
    recipient.types(&recipient.code()).await.is(200);
}

#[tokio::test]
async fn nothing_can_be_done_without_the_code() {
    use poem::http::Method;
    let server = Server::start();
    let (_, _, recipient) = asked(&server).await;
    let path = |rest: &str| format!("/consent/{}{rest}", recipient.token);
    let body = json!({ "accepted": false, "documentSha256": "0".repeat(64) });
    let nothing = json!({});
    for token in [None, Some(""), Some("nonsense"), Some(recipient.token.as_str())] {
        let send =
            async |method, rest: &str, body| server.send(token, method, &path(rest), body).await;
        send(Method::POST, "/answer", Some(&body)).await.is(401);
        send(Method::POST, "/withdraw", Some(&nothing)).await.is(401);
        send(Method::GET, "/document", None).await.is(401);
        send(Method::GET, "/document.pdf", None).await.is(401);
    }
}

#[tokio::test]
async fn a_session_lasts_half_an_hour() {
    let server = Server::start();
    let (_, _, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    server.clock.advance(30 * MINUTE - 1);
    recipient.sends(poem::http::Method::GET, "/document", None).await.is(200);
    server.clock.advance(1);
    recipient.accepts(&["web"]).await.is_problem(401, "signing_session_ended");
}

#[tokio::test]
async fn neither_codes_nor_tokens_are_in_the_database() {
    let server = Server::start();
    let (_, _, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    let copy = server.folder.path().join("copy.db");
    server.app.db.copy_to(&copy).unwrap();
    let bytes = std::fs::read(&copy).unwrap();
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("ana@example.org"), "the copy is a copy");
    assert!(!holds(&recipient.token) && !holds(&recipient.session));
}

#[tokio::test]
async fn a_code_is_accepted_with_text_copied_around_it() {
    let server = Server::start();
    let (_, _, recipient) = asked(&server).await;
    let wide = |code: &str| -> String {
        code.chars().map(|c| char::from_u32(c as u32 - 0x30 + 0xff10).unwrap()).collect()
    };
    let forms: [&dyn Fn(&str) -> String; 4] = [
        &|code| format!("Your code is {} {}.", &code[..3], &code[3..]),
        &|code| format!("{}\u{a0}{}", &code[..3], &code[3..]),
        &|code| format!("{}-{}", &code[..3], &code[3..]),
        &|code| wide(code),
    ];
    for form in forms {
        recipient.asks_for_code().await.is(202);
        server.settle().await;
        let typed = form(&recipient.code());
        recipient.types(&typed).await.is(200);
        server.clock.advance(61_000);
    }
}

#[tokio::test]
async fn a_mail_states_the_full_validity_of_a_code() {
    let server = Server::start();
    let (_, _, recipient) = asked(&server).await;
    recipient.asks_for_code().await.is(202);
    server.clock.advance(1_500);
    server.settle().await;
    let text = server.postbox.last_to("ana@example.org").text;
    assert!(text.contains("Il est valable 10 minutes"), "{text}");
}

#[tokio::test]
async fn one_mailbox_gets_no_flood_of_codes_by_many_people_and_a_family_is_not_hindered() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let mut all = vec![];
    for nth in 0..13 {
        let person = studio.employs(&format!("Ana{nth}"), "Roy", "home@example.org").await;
        studio.plans(&format!("Séance {nth}"), &[person]).await;
        server.settle().await;
        all.push(Recipient::invited(&server, "home@example.org"));
    }
    // Each of a family of five, and a second code for each.
    for recipient in &all[..5] {
        recipient.asks_for_code().await.is(202);
    }
    server.clock.advance(MINUTE);
    for recipient in all[..5].iter().chain(&all[5..7]) {
        recipient.asks_for_code().await.is(202);
    }
    let refused = all[7].asks_for_code().await;
    refused.is_problem(429, "code_mailbox_limit");
    // Another mailbox, and another company, are counted separately.
    let other = server.studio("pathe").await;
    let person = other.employs("Ana", "Roy", "home@example.org").await;
    other.plans("Ailleurs", &[person]).await;
    server.settle().await;
    Recipient::invited(&server, "home@example.org").asks_for_code().await.is(202);
    server.clock.advance(10 * MINUTE);
    all[7].asks_for_code().await.is(202);
    server.settle().await;
}
