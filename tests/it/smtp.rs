//! Sending through a real SMTP server, and the errors for each failure.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use be_right::adapters::{Security, SmtpMailer, SmtpSettings};
use be_right::model::{Attachment, Mail, MailVerdict, Mailbox, Secret, Timestamp};
use be_right::ports::{Cause, Mailer, Stage, Undelivered};
use mail_parser::MimeHeaders;
use tokio::task::JoinSet;

use crate::support::smtp_server::{PASSWORD, SmtpServer, USERNAME};

fn to(address: &str) -> Mail {
    Mail {
        to: Mailbox::new("Šárka Müller-Łęcka", address),
        sender_name: Some("Atelier « Lumière »".into()),
        reply_to: Some(Mailbox::new("Atelier", "studio@example.org")),
        subject: "Votre accord pour « Été 2026 » – 山田".into(),
        text: "Bonjour,\n\n.\n..une ligne qui commence par des points\n".into(),
        html: "<p>Bonjour Šárka</p>".into(),
        message_id: "job-1@be-right.example".into(),
        date: Timestamp(1_779_521_400_000),
        auto_submitted: true,
        headers: vec![],
        attachments: vec![],
        inline: vec![],
    }
}

fn settings(server: &SmtpServer, security: Security) -> SmtpSettings {
    SmtpSettings {
        host: "127.0.0.1".into(),
        port: server.port(),
        security,
        username: None,
        password: None,
        from: Mailbox::new("be-right", "noreply@be-right.example"),
        ehlo: Some("photos.example.org".into()),
        timeout: Duration::from_secs(20),
        ca_file: server.ca_file(),
    }
}

fn plain(server: &SmtpServer) -> SmtpMailer {
    SmtpMailer::new(settings(server, Security::None)).unwrap()
}

fn with_login(server: &SmtpServer, security: Security, password: &str) -> SmtpMailer {
    let settings = settings(server, security);
    SmtpMailer::new(SmtpSettings {
        username: Some(USERNAME.into()),
        password: Some(Secret::new(password)),
        ..settings
    })
    .unwrap()
}

fn hasty(server: &SmtpServer, security: Security) -> SmtpMailer {
    let settings = settings(server, security);
    SmtpMailer::new(SmtpSettings { timeout: Duration::from_millis(250), ..settings }).unwrap()
}

async fn refusal(mailer: &SmtpMailer, address: &str) -> Undelivered {
    mailer.send(&to(address)).await.unwrap_err()
}

#[track_caller]
fn failed(undelivered: &Undelivered, stage: Stage, permanent: bool, reply: &str) {
    assert_eq!(
        (undelivered.stage, undelivered.is_permanent()),
        (stage, permanent),
        "{undelivered}"
    );
    assert!(undelivered.reply.contains(reply), "{undelivered}");
}

#[tokio::test]
async fn a_plain_relay_takes_a_whole_message() {
    let server = SmtpServer::start("plain");
    let pdf: Vec<u8> = (0..200_000u32).map(|number| (number * 7 % 251) as u8).collect();
    let mail = Mail {
        attachments: vec![Attachment {
            name: "Accord signé.pdf".into(),
            media_type: "application/pdf".into(),
            bytes: pdf.clone(),
        }],
        ..to("sarka@example.org")
    };
    let receipt = plain(&server).send(&mail).await.unwrap();
    assert_eq!(receipt.reply, "250 2.0.0 Ok: queued as 0001");

    let taken = server.mails().remove(0);
    assert_eq!(taken.envelope.from, "noreply@be-right.example");
    assert_eq!(taken.envelope.to, ["sarka@example.org"]);
    assert_eq!(taken.envelope.hello, "photos.example.org");
    assert_eq!(taken.subject(), mail.subject);
    assert_eq!(taken.text().replace("\r\n", "\n").trim_end(), mail.text.trim_end());
    assert_eq!(taken.html().trim_end(), mail.html);
    let message = taken.message();
    assert_eq!(message.message_id(), Some("job-1@be-right.example"));
    assert_eq!(message.from().unwrap().first().unwrap().name(), Some("Atelier « Lumière »"));
    assert_eq!(message.to().unwrap().first().unwrap().name(), Some("Šárka Müller-Łęcka"));
    assert_eq!(message.reply_to().unwrap().first().unwrap().address(), Some("studio@example.org"));
    let file = message.attachments().next().unwrap();
    assert_eq!((file.attachment_name(), file.contents()), (Some("Accord signé.pdf"), &pdf[..]));
}

#[tokio::test]
async fn starttls_encrypts_before_anything_is_said() {
    let server = SmtpServer::start("starttls+auth");
    let mailer = with_login(&server, Security::StartTls, PASSWORD);
    mailer.send(&to("ann@example.org")).await.unwrap();
    let taken = server.mails().remove(0);
    assert!(taken.envelope.encrypted);
    assert_eq!(taken.envelope.login.as_deref(), Some(USERNAME));
}

#[tokio::test]
async fn tls_from_the_first_byte_works_too() {
    let server = SmtpServer::start("tls+auth");
    let mailer = with_login(&server, Security::Tls, PASSWORD);
    mailer.send(&to("ann@example.org")).await.unwrap();
    assert!(server.mails()[0].envelope.encrypted);
}

#[tokio::test]
async fn a_server_without_starttls_gets_nothing_when_it_is_required() {
    let server = SmtpServer::start("auth");
    let mailer = with_login(&server, Security::StartTls, PASSWORD);
    let refused = refusal(&mailer, "ann@example.org").await;
    failed(&refused, Stage::Tls, false, "no STARTTLS");
    assert!(server.mails().is_empty());
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_is_refused_with_a_way_out() {
    for (mode, security) in [("tls", Security::Tls), ("starttls", Security::StartTls)] {
        let server = SmtpServer::start(mode);
        let settings = SmtpSettings { ca_file: None, ..settings(&server, security) };
        let refused = refusal(&SmtpMailer::new(settings).unwrap(), "ann@example.org").await;
        failed(&refused, Stage::Tls, false, "smtp.ca_file");
    }
}

#[tokio::test]
async fn the_error_names_a_port_of_the_wrong_kind() {
    let server = SmtpServer::start("plain");
    let refused = refusal(&hasty(&server, Security::Tls), "ann@example.org").await;
    failed(&refused, Stage::Tls, false, "smtp.security to starttls");
    let server = SmtpServer::start("tls");
    let refused = refusal(&hasty(&server, Security::StartTls), "ann@example.org").await;
    failed(&refused, Stage::Hello, false, "smtp.security to tls");
}

#[tokio::test]
async fn a_password_may_hold_any_characters() {
    let server = SmtpServer::start("auth");
    let mailer = with_login(&server, Security::None, PASSWORD);
    mailer.send(&to("ann@example.org")).await.unwrap();
    assert_eq!(server.mails()[0].envelope.login.as_deref(), Some(USERNAME));
}

#[tokio::test]
async fn a_login_is_found_however_the_server_offers_it() {
    for mode in ["auth+noplain", "auth+small", "auth+old"] {
        let server = SmtpServer::start(mode);
        let mailer = with_login(&server, Security::None, PASSWORD);
        mailer.send(&to("ann@example.org")).await.unwrap_or_else(|why| panic!("{mode}: {why}"));
        assert_eq!(server.mails()[0].envelope.login.as_deref(), Some(USERNAME), "{mode}");
    }
    let server = SmtpServer::start("auth+token");
    let mailer = with_login(&server, Security::None, PASSWORD);
    let refused = refusal(&mailer, "ann@example.org").await;
    failed(&refused, Stage::Auth, false, "no login by password, only XOAUTH2");
    assert_eq!(refused.verdict(), MailVerdict::Us);
}

#[tokio::test]
async fn a_greeting_that_is_refused_is_our_affair_and_not_the_recipients() {
    let server = SmtpServer::start("helo");
    let bare = SmtpSettings { ehlo: Some("studio".into()), ..settings(&server, Security::None) };
    let refused = refusal(&SmtpMailer::new(bare).unwrap(), "ann@example.org").await;
    failed(&refused, Stage::Recipient, false, "504 5.5.2 <studio>");
    assert_eq!(refused.cause, Cause::Greeting);
    plain(&server).send(&to("ann@example.org")).await.unwrap();
}

#[tokio::test]
async fn a_wrong_password_loses_no_message() {
    let server = SmtpServer::start("auth");
    let refused = refusal(&with_login(&server, Security::None, "wrong"), "ann@example.org").await;
    failed(&refused, Stage::Auth, false, "535");
    let refused = refusal(&plain(&server), "ann@example.org").await;
    failed(&refused, Stage::From, false, "530");
}

#[tokio::test]
async fn the_password_is_never_repeated() {
    let server = SmtpServer::start("parrot");
    let mailer = with_login(&server, Security::None, "hunter2-secret");
    let refused = refusal(&mailer, "ann@example.org").await;
    failed(&refused, Stage::Auth, false, "535 5.7.8 Wrong: …");
    assert!(!format!("{refused:?}").contains("hunter2"));
    let shown = format!("{:?}", Secret::new("hunter2-secret"));
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[tokio::test]
async fn a_recipient_who_does_not_exist_is_a_lasting_refusal() {
    let server = SmtpServer::start("refuse");
    let mailer = plain(&server);
    let refused = refusal(&mailer, "nobody@example.org").await;
    failed(&refused, Stage::Recipient, true, "550 5.1.1 <nobody@example.org>: no such user here");
    assert!(refused.describe().starts_with("RECIPIENT, permanent: 550"));
    // A refusal by policy can be corrected by an administrator.
    failed(&refusal(&mailer, "policy@example.org").await, Stage::Recipient, false, "5.7.1");
    mailer.send(&to("ann@example.org")).await.unwrap();
}

#[tokio::test]
async fn a_refused_sender_is_the_administrator_s_affair() {
    let server = SmtpServer::start("sender");
    failed(&refusal(&plain(&server), "ann@example.org").await, Stage::From, false, "550 5.7.1");
}

#[tokio::test]
async fn a_greylisted_message_leaves_at_the_second_try() {
    let server = SmtpServer::start("greylist");
    let mailer = plain(&server);
    let refused = refusal(&mailer, "ann@example.org").await;
    failed(&refused, Stage::Recipient, false, "451 4.7.1 Greylisted");
    mailer.send(&to("ann@example.org")).await.unwrap();
}

#[tokio::test]
async fn a_busy_server_takes_it_later() {
    let server = SmtpServer::start("busy");
    let mailer = plain(&server);
    failed(&refusal(&mailer, "ann@example.org").await, Stage::Data, false, "451 4.3.0");
    mailer.send(&to("ann@example.org")).await.unwrap();
}

#[tokio::test]
async fn a_connection_closed_in_the_middle_of_the_content_is_temporary() {
    let server = SmtpServer::start("close");
    let mailer = plain(&server);
    failed(&refusal(&mailer, "ann@example.org").await, Stage::Data, false, "");
    mailer.send(&to("ann@example.org")).await.unwrap();
    assert_eq!(server.mails().len(), 1);
}

#[tokio::test]
async fn a_slow_server_is_not_waited_for_forever() {
    let server = SmtpServer::start("slow");
    let refused = refusal(&hasty(&server, Security::None), "ann@example.org").await;
    failed(&refused, Stage::Data, false, "no answer within");
    assert!(server.mails().is_empty(), "it would have taken the message after ten seconds");
}

#[tokio::test]
async fn a_server_that_says_nothing_is_not_waited_for_either() {
    let server = SmtpServer::start("mute");
    let refused = refusal(&hasty(&server, Security::None), "ann@example.org").await;
    failed(&refused, Stage::Hello, false, "no answer within 0.25 s");
    let refused = refusal(&hasty(&server, Security::Tls), "ann@example.org").await;
    failed(&refused, Stage::Tls, false, "no answer within");
}

#[tokio::test]
async fn an_absent_server_is_a_matter_of_connecting() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let server = SmtpServer::start("plain");
    for security in [Security::None, Security::StartTls, Security::Tls] {
        let settings = SmtpSettings { port: closed, ..settings(&server, security) };
        let refused = refusal(&SmtpMailer::new(settings).unwrap(), "ann@example.org").await;
        failed(&refused, Stage::Connect, false, "refused");
    }
    let settings =
        SmtpSettings { host: "nowhere.invalid".into(), ..settings(&server, Security::None) };
    let refused = refusal(&SmtpMailer::new(settings).unwrap(), "ann@example.org").await;
    failed(&refused, Stage::Connect, false, "");
}

#[tokio::test]
async fn messages_share_a_connection_and_outlive_it() {
    let server = SmtpServer::start("plain");
    let mailer = plain(&server);
    for _ in 0..3 {
        mailer.send(&to("ann@example.org")).await.unwrap();
    }
    let peers: Vec<_> = server.mails().iter().map(|taken| taken.envelope.peer).collect();
    assert_eq!(peers, [peers[0]; 3]);

    let server = SmtpServer::start("hangup");
    let mailer = plain(&server);
    for _ in 0..3 {
        mailer.send(&to("ann@example.org")).await.unwrap();
    }
    assert_eq!(server.mails().len(), 3);
}

#[tokio::test]
async fn many_messages_at_once_all_arrive() {
    let server = SmtpServer::start("starttls");
    let mailer = Arc::new(SmtpMailer::new(settings(&server, Security::StartTls)).unwrap());
    let mut under_way = JoinSet::new();
    for number in 0..20 {
        let mailer = mailer.clone();
        under_way.spawn(async move { mailer.send(&to(&format!("p{number}@example.org"))).await });
    }
    for sent in under_way.join_all().await {
        sent.unwrap();
    }
    assert_eq!(server.mails().len(), 20);
    mailer.close().await;
}

#[tokio::test]
async fn an_address_that_needs_smtputf8_is_a_permanent_failure_without_it() {
    let server = SmtpServer::start("plain");
    failed(&refusal(&plain(&server), "zoé@example.org").await, Stage::Recipient, true, "SMTPUTF8");
    plain(&server).send(&to("ann@été.example")).await.unwrap();
    assert_eq!(server.mails()[0].envelope.to, ["ann@xn--t-9fab.example"]);
    let server = SmtpServer::start("utf8");
    plain(&server).send(&to("zoé@example.org")).await.unwrap();
    assert_eq!(server.mails()[0].envelope.to, ["zoé@example.org"]);
}

#[tokio::test]
async fn the_connection_can_be_tried_without_a_message() {
    let server = SmtpServer::start("starttls+auth");
    let reached = with_login(&server, Security::StartTls, PASSWORD).test_connection().await;
    let reached = reached.unwrap();
    assert_eq!(reached.server, "mail.example.org");
    assert!(reached.encrypted && reached.logged_in);
    let refused = with_login(&server, Security::StartTls, "wrong").test_connection().await;
    failed(&refused.unwrap_err(), Stage::Auth, false, "535");
    assert!(server.mails().is_empty());
}

#[test]
fn settings_that_cannot_work_are_refused_at_the_start() {
    let sound = SmtpSettings {
        host: "mail.example.org".into(),
        port: 465,
        security: Security::Tls,
        username: None,
        password: None,
        from: Mailbox::bare("noreply@example.org"),
        ehlo: None,
        timeout: Duration::from_secs(1),
        ca_file: None,
    };
    assert!(SmtpMailer::new(sound.clone()).is_ok());
    let refused = |settings: SmtpSettings| SmtpMailer::new(settings).err().unwrap().to_string();
    let missing = SmtpSettings { ca_file: Some("/nowhere/ca.pem".into()), ..sound.clone() };
    assert!(refused(missing).contains("smtp.ca_file /nowhere/ca.pem"));
    let other = SmtpSettings { ca_file: Some(file!().into()), ..sound.clone() };
    assert!(refused(other).contains("smtp.ca_file"));
    let from = SmtpSettings { from: Mailbox::bare("noreply"), ..sound.clone() };
    assert!(refused(from).contains("smtp.from"));
    let ehlo = SmtpSettings { ehlo: Some("a b\r\nQUIT".into()), ..sound };
    assert!(refused(ehlo).contains("smtp.ehlo"));
}
