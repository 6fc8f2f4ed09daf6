//! The process is killed while reminders are sent, and between the mail server's acknowledgement
//! and its storage.

use std::collections::BTreeSet;

use be_right::adapters::SystemClock;
use be_right::model::Timestamp;
use be_right::ports::Clock;
use serde_json::{Value, json};

use crate::support::smtp_server::SmtpServer;
use crate::support::waiting::until;
use crate::support::{PASSWORD, Running, change, rows};

/// A time zone in which it is about noon.
fn zone_of_noon() -> String {
    let hour = SystemClock.now().0.rem_euclid(Timestamp::DAY) / Timestamp::HOUR;
    match 12 - hour {
        0 => "Etc/UTC".into(),
        // The sign of these names is reversed.
        east @ 1.. => format!("Etc/GMT-{east}"),
        west => format!("Etc/GMT+{}", -west),
    }
}

#[test]
fn reminders_that_are_killed_repeatedly_reach_everybody_once() {
    let folder = tempfile::tempdir().unwrap();
    let smtp = SmtpServer::start("plain");
    let slow = SmtpServer::start("pause");
    let (port, slow_port) = (smtp.port().to_string(), slow.port().to_string());
    let with = |port: &str| {
        let variables = [
            ("BE_RIGHT_SMTP_HOST", "127.0.0.1"),
            ("BE_RIGHT_SMTP_PORT", port),
            ("BE_RIGHT_SMTP_SECURITY", "none"),
            ("BE_RIGHT_SMTP_FROM", "studio@example.org"),
            ("BE_RIGHT_REGISTRATION", "open"),
        ];
        Running::start(folder.path(), &variables)
    };
    let data = folder.path();
    let running = with(&port);
    let account = json!({
        "email": "claire@example.org", "password": PASSWORD, "firstName": "Claire",
        "lastName": "Fontaine", "companyName": "Studio Lumière",
    });
    let (_, entered) = running.ask("POST", "/auth/register", "", &account).unwrap();
    let token = entered["accessToken"].as_str().unwrap().to_owned();
    let ask = |path: &str, body: Value| {
        let (status, made) = running.ask("POST", path, &token, &body).unwrap();
        assert_eq!(status, 201, "{made}");
        made
    };
    let people: Vec<i64> = (0..9)
        .map(|nth| {
            let email = format!("p{nth}@example.org");
            let body = json!({ "firstName": "Ana", "lastName": email, "email": email });
            ask("/employee", body)["id"].as_i64().unwrap()
        })
        .collect();
    let start = SystemClock.now().plus(3 * Timestamp::DAY);
    let end = start.plus(Timestamp::DAY);
    let body = json!({
        "name": "Été", "start": start.rfc3339(), "end": end.rfc3339(), "employeeIds": people,
    });
    ask("/event", body);
    let sent = "SELECT id FROM mails WHERE kind = 'INVITATION' AND status = 'SENT'";
    until("invitations", || rows(data, sent).len() == 9);
    running.kill();

    // Two days later, at the hour of reminders: as if it had passed while the server was off.
    let zone = zone_of_noon();
    change(
        data,
        &format!(
            "UPDATE answers SET mail_sent_at = mail_sent_at - 2 * 86400000;
             UPDATE companies SET reminders_zone = '{zone}', reminders_hour = 8;
             DELETE FROM once_keys WHERE key LIKE 'instance:reminders:%';"
        ),
    );
    let queued = "SELECT answer_id FROM mails WHERE kind = 'REMINDER'";
    // Killed as soon as it serves, when the first is queued, when all are, while a mail is being
    // sent, and after the mail server has it.
    let known = std::cell::Cell::new(0);
    let moments: [(&str, &dyn Fn() -> bool); 7] = [
        ("served", &|| true),
        ("one queued", &|| !rows(data, queued).is_empty()),
        ("all queued", &|| rows(data, queued).len() >= 9),
        ("one begun", &|| slow.has_begun()),
        ("one taken", &|| slow.mails().len() > known.get()),
        ("another begun", &|| slow.has_begun()),
        ("another taken", &|| slow.mails().len() > known.get()),
    ];
    for (what, holds) in moments {
        slow.forgets_what_has_begun();
        known.set(slow.mails().len());
        let running = with(&slow_port);
        until(what, holds);
        running.kill();
    }
    let running = with(&port);
    let left = "SELECT id FROM jobs WHERE kind IN ('plan_reminders', 'remind_awaited', 'mail', 'announce')";
    until("reminders", || rows(data, queued).len() >= 9 && rows(data, left).is_empty());
    assert!(running.stop().success());
    let each_once = |sql: &str| {
        let found = rows(data, sql).concat();
        let answers: BTreeSet<_> = found.iter().collect();
        assert_eq!((found.len(), answers.len()), (9, 9), "{sql}");
    };
    each_once("SELECT answer_id FROM mails WHERE kind = 'REMINDER' AND status = 'SENT'");
    each_once("SELECT answer_id FROM evidence WHERE kind = 'REMINDED'");
    assert_eq!(rows(data, "SELECT SUM(reminders) FROM answers"), [["9"]]);
    // A mail that arrived twice has one Message-ID.
    let taken = smtp.mails().into_iter().chain(slow.mails());
    let reminders = taken.filter(|mail| mail.subject().starts_with("Rappel"));
    let came: Vec<_> = reminders
        .map(|mail| {
            let id = mail.message().message_id().unwrap().to_owned();
            (mail.envelope.to[0].clone(), id)
        })
        .collect();
    let distinct: BTreeSet<_> = came.iter().collect();
    assert_eq!(distinct.len(), 9, "{came:?}");
    let output = "SELECT COUNT(*) FROM notifications WHERE type = 'EVENT_REMINDER'";
    assert_eq!(rows(data, output), [["1"]], "the studio is told of the round once");
    println!("{} reminders came, {} of them twice", came.len(), came.len() - distinct.len());
}

#[test]
fn a_mail_that_was_taken_as_the_plug_was_pulled_comes_again_under_the_same_id() {
    let folder = tempfile::tempdir().unwrap();
    let smtp = SmtpServer::start("late");
    let port = smtp.port().to_string();
    let variables = [
        ("BE_RIGHT_SMTP_HOST", "127.0.0.1"),
        ("BE_RIGHT_SMTP_PORT", &port),
        ("BE_RIGHT_SMTP_SECURITY", "none"),
        ("ADMIN_EMAIL", "ada@example.org"),
        ("ADMIN_PASSWORD", PASSWORD),
    ];
    let running = Running::start(folder.path(), &variables);
    let body = json!({ "email": "ada@example.org" });
    let (status, _) = running.ask("POST", "/auth/forgot-password", "", &body).unwrap();
    assert!((200..300).contains(&status), "{status}");
    until("the server's yes", || smtp.has_begun());
    running.kill();
    assert_eq!(smtp.mails().len(), 1, "it was taken");
    let status = "SELECT status FROM mails";
    assert_eq!(rows(folder.path(), status), [["QUEUED"]], "and we do not know");
    let running = Running::start(folder.path(), &variables);
    until("ours", || rows(folder.path(), status) == [["SENT"]]);
    assert!(running.stop().success());
    let ids: Vec<_> =
        smtp.mails().iter().map(|mail| mail.message().message_id().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
}
