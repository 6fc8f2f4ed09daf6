//! Converts a [`Mail`] to MIME (RFC 5322). User input is reduced to one line before it is used in
//! a header.

use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox as Written, MultiPart, SinglePart};
use lettre::{Address, Message};

use crate::model::mail::{one_line, shortened};
use crate::model::{Mail, Mailbox};
use crate::ports::{Stage, Undelivered};

/// Longer names are cut: some servers refuse long header lines.
const LONGEST_NAME: usize = 200;
const LONGEST_SUBJECT: usize = 250;

/// The MIME message from `from`, with the mail's own sender name if it has one.
pub fn message(mail: &Mail, from: &Mailbox) -> Result<Message, Undelivered> {
    let from = Mailbox {
        name: mail.sender_name.clone().or_else(|| from.name.clone()),
        address: from.address.clone(),
    };
    let mut builder = Message::builder()
        .from(mailbox(&from, "from")?)
        .to(mailbox(&mail.to, "to")?)
        .subject(shortened(&one_line(&mail.subject), LONGEST_SUBJECT))
        .message_id(Some(message_id(&mail.message_id)?))
        .date(UNIX_EPOCH + Duration::from_millis(mail.date.0.max(0).unsigned_abs()));
    if let Some(reply_to) = &mail.reply_to {
        builder = builder.reply_to(mailbox(reply_to, "reply_to")?);
    }
    if mail.auto_submitted {
        builder = builder
            .raw_header(header("Auto-Submitted", "auto-generated")?)
            .raw_header(header("X-Auto-Response-Suppress", "All")?);
    }
    for (name, value) in &mail.headers {
        builder = builder.raw_header(header(name, value)?);
    }
    let body = alternatives(mail)?;
    let body = if mail.attachments.is_empty() {
        body
    } else {
        mail.attachments.iter().try_fold(
            MultiPart::mixed().multipart(body),
            |parts, attachment| {
                let media_type = ContentType::parse(&attachment.media_type)
                    .map_err(|_| unfit("an attachment's media type is malformed"))?;
                let name = shortened(&one_line(&attachment.name), LONGEST_NAME);
                let file: SinglePart =
                    Attachment::new(name).body(attachment.bytes.clone(), media_type);
                Ok(parts.singlepart(file))
            },
        )?
    };
    builder.multipart(body).map_err(|error| unfit(&error.to_string()))
}

/// The text, or alternatively the HTML with its inline images (RFC 2387).
fn alternatives(mail: &Mail) -> Result<MultiPart, Undelivered> {
    if mail.inline.is_empty() {
        return Ok(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()));
    }
    let html = MultiPart::related().singlepart(SinglePart::html(mail.html.clone()));
    let html = mail.inline.iter().try_fold(html, |parts, picture| {
        let id = message_id(&picture.content_id).map_err(|_| unfit("a Content-ID is malformed"))?;
        let media_type = ContentType::parse(&picture.media_type)
            .map_err(|_| unfit("a picture's media type is malformed"))?;
        let id = id.trim_matches(['<', '>']).to_owned();
        Ok(parts.singlepart(Attachment::new_inline(id).body(picture.bytes.clone(), media_type)))
    })?;
    let text = SinglePart::plain(mail.text.clone());
    Ok(MultiPart::alternative().singlepart(text).multipart(html))
}

/// Parses an address for SMTP: an internationalised domain is converted to ASCII.
pub fn address(text: &str, field: &str) -> Result<Address, Undelivered> {
    let malformed = || unfit(&format!("the address in `{field}` is malformed"));
    let (user, domain) = text.trim().rsplit_once('@').ok_or_else(malformed)?;
    let domain = if domain.is_ascii() {
        domain.to_owned()
    } else {
        idna::domain_to_ascii(domain).map_err(|_| malformed())?
    };
    Address::new(user, domain).map_err(|_| malformed())
}

fn mailbox(mailbox: &Mailbox, field: &str) -> Result<Written, Undelivered> {
    let name = mailbox.name.as_deref().map(one_line).filter(|name| !name.is_empty());
    let name = name.map(|name| shortened(&name, LONGEST_NAME));
    Ok(Written::new(name, address(&mailbox.address, field)?))
}

fn message_id(id: &str) -> Result<String, Undelivered> {
    let plain = |char: char| char.is_ascii_alphanumeric() || "-._+".contains(char);
    match id.split_once('@') {
        Some((local, host))
            if [local, host].iter().all(|part| !part.is_empty() && part.chars().all(plain)) =>
        {
            Ok(format!("<{id}>"))
        }
        _ => Err(unfit("the Message-ID is malformed")),
    }
}

fn header(name: &str, value: &str) -> Result<HeaderValue, Undelivered> {
    let name = HeaderName::new_from_ascii(name.to_owned())
        .map_err(|_| unfit("a header's name is malformed"))?;
    Ok(HeaderValue::new(name, one_line(value)))
}

fn unfit(reply: &str) -> Undelivered {
    Undelivered::new(Stage::Compose, reply)
}

#[cfg(test)]
mod tests {
    use mail_parser::MessageParser;

    use super::*;
    use crate::model::Timestamp;

    fn plain() -> Mail {
        Mail {
            to: Mailbox::bare("ann@example.org"),
            sender_name: None,
            reply_to: None,
            subject: "Hello".into(),
            text: "text".into(),
            html: "<p>html</p>".into(),
            message_id: "job-1@host.example".into(),
            date: Timestamp(1_779_521_400_000),
            auto_submitted: true,
            headers: vec![],
            attachments: vec![],
            inline: vec![],
        }
    }

    fn from() -> Mailbox {
        Mailbox::new("be-right", "noreply@host.example")
    }

    fn written(mail: &Mail) -> String {
        String::from_utf8(message(mail, &from()).unwrap().formatted()).unwrap()
    }

    /// The field names of the top-level header.
    fn headers(bytes: &str) -> Vec<String> {
        let head = bytes.split("\r\n\r\n").next().unwrap();
        let lines = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
        lines.map(|line| line.split(':').next().unwrap().to_owned()).collect()
    }

    #[test]
    fn the_message_says_that_a_machine_wrote_it() {
        let bytes = written(&plain());
        for line in [
            "Message-ID: <job-1@host.example>\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Date: Sat, 23 May 2026 07:30:00 +0000\r\n",
            "From: be-right <noreply@host.example>\r\n",
        ] {
            assert!(bytes.contains(line), "{line} in {bytes}");
        }
    }

    #[test]
    fn nothing_people_wrote_becomes_a_header() {
        let evil = "x\r\nBcc: eve@example.org\r\n\r\nbody\n.\r\n\u{2028}Cc: eve@example.org";
        let usual = headers(&written(&Mail {
            reply_to: Some(Mailbox::new("x", "s@example.org")),
            headers: vec![("X-Note".into(), "x".into())],
            ..plain()
        }));
        let mail = Mail {
            to: Mailbox::new(evil, "ann@example.org"),
            sender_name: Some(evil.into()),
            reply_to: Some(Mailbox::new(evil, "s@example.org")),
            subject: evil.into(),
            headers: vec![("X-Note".into(), evil.into())],
            ..plain()
        };
        let bytes = written(&mail);
        assert_eq!(headers(&bytes), usual, "{bytes}");
        let parsed = MessageParser::default().parse(bytes.as_bytes()).unwrap();
        assert!(parsed.bcc().is_none() && parsed.cc().is_none());
        assert_eq!(parsed.to().unwrap().iter().count(), 1);
    }

    #[test]
    fn what_cannot_be_addressed_is_never_tried_again() {
        for address in [
            "",
            "ann",
            "@",
            "ann@",
            "a b@example.org",
            "a@b@c",
            "ann@exa mple.org",
            "ann@example.org\r\nRCPT TO:<eve@example.org>",
            "<ann@example.org>",
            "ann@example.org>",
        ] {
            let refused = message(&Mail { to: Mailbox::bare(address), ..plain() }, &from());
            let refused = refused.expect_err(address);
            assert_eq!(
                (refused.stage, refused.is_permanent()),
                (Stage::Compose, true),
                "{address}"
            );
        }
        for id in ["", "no-host", "a b@c", "a@b\r\nX: y", "<a@b>"] {
            assert!(message(&Mail { message_id: id.into(), ..plain() }, &from()).is_err(), "{id}");
        }
    }

    #[test]
    fn a_domain_with_accents_is_written_as_dns_knows_it() {
        let address = address("zoé@été.example", "to").unwrap();
        assert_eq!(address.domain(), "xn--t-9fab.example");
        assert_eq!(
            super::address("ann@été.example", "to").unwrap().to_string(),
            "ann@xn--t-9fab.example"
        );
    }

    #[test]
    fn names_of_every_script_and_length_survive_the_journey() {
        let long = "Maximiliane ".repeat(25);
        let names = [
            "Šárka Müller-Łęcka",
            "山田 太郎",
            "عمر",
            "O'Brien, \"Ann\" (x) <y@z>",
            "👩‍👩‍👧",
            long.trim(),
        ];
        for name in names {
            let mail =
                Mail { to: Mailbox::new(name, "a@example.org"), subject: name.into(), ..plain() };
            let bytes = written(&mail);
            assert!(bytes.is_ascii(), "{bytes}");
            assert!(bytes.lines().all(|line| line.len() < 998), "{bytes}");
            let parsed = MessageParser::default().parse(bytes.as_bytes()).unwrap();
            let read = parsed.to().unwrap().first().unwrap();
            let expected: String = shortened(name, LONGEST_NAME);
            assert_eq!(read.name(), Some(expected.as_str()));
            assert_eq!(read.address(), Some("a@example.org"));
            assert_eq!(parsed.subject(), Some(shortened(name, LONGEST_SUBJECT).as_str()));
        }
    }

    #[test]
    fn a_message_is_text_or_html_and_then_files() {
        let mail = Mail {
            attachments: vec![crate::model::Attachment {
                name: "../é\r\n.pdf".into(),
                media_type: "application/pdf".into(),
                bytes: vec![1; 100_000],
            }],
            ..plain()
        };
        let bytes = written(&mail);
        let parsed = MessageParser::default().parse(bytes.as_bytes()).unwrap();
        assert_eq!(parsed.body_text(0).unwrap().trim_end(), "text");
        assert_eq!(parsed.body_html(0).unwrap().trim_end(), "<p>html</p>");
        assert_eq!(parsed.attachments().next().unwrap().contents(), vec![1; 100_000]);
    }

    #[test]
    fn a_picture_within_a_message_cannot_forge_its_headers() {
        let picture = |id: &str, media_type: &str| crate::model::Inline {
            content_id: id.into(),
            media_type: media_type.into(),
            bytes: vec![1],
        };
        for (id, media_type) in
            [("x@y\r\nBcc: eve@example.org", "image/png"), ("<x@y>", "image/png"), ("x@y", "\r\n")]
        {
            let mail = Mail { inline: vec![picture(id, media_type)], ..plain() };
            assert!(message(&mail, &from()).is_err(), "{id} {media_type}");
        }
        let mail = Mail { inline: vec![picture("x@y", "image/png")], ..plain() };
        assert!(written(&mail).contains("\r\nContent-ID: <x@y>\r\n"));
    }
}
