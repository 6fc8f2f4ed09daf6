//! A [`Mailer`] that writes messages as `.eml` files to a folder, for instances without a mail
//! server and for demonstrations; and the [`Outbox`] that reads them. Any mail program opens the
//! files.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use async_trait::async_trait;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders};

use super::mime;
use crate::error::Result;
use crate::model::{Attachment, Inline, Mail, Mailbox, Timestamp, fold};
use crate::ports::{Mailer, Outbox, OutboxEntry, OutboxMail, Receipt, Stage, Undelivered};

/// The most bytes of a message that hold its headers.
const HEADERS: u64 = 64 << 10;

/// See the module's notes.
#[derive(Debug, Clone)]
pub struct OutboxMailer {
    folder: PathBuf,
    from: Mailbox,
}

impl OutboxMailer {
    /// Creates the folder if it does not exist.
    pub fn new(folder: impl Into<PathBuf>, from: Mailbox) -> anyhow::Result<Self> {
        let folder = folder.into();
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("the outbox {}", folder.display()))?;
        Ok(Self { folder, from })
    }

    /// Runs file operations off the async threads.
    async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Path) -> anyhow::Result<T> + Send + 'static,
    ) -> anyhow::Result<T> {
        let folder = self.folder.clone();
        tokio::task::spawn_blocking(move || work(&folder)).await?
    }
}

#[async_trait]
impl Mailer for OutboxMailer {
    async fn send(&self, mail: &Mail) -> Result<Receipt, Undelivered> {
        let message = mime::message(mail, &self.from)?;
        let id = id_of(mail);
        let name = file_name(&id);
        self.apart(move |folder| {
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            file.write_all(&message.formatted())?;
            file.as_file().sync_all()?;
            file.persist(folder.join(name))?;
            Ok(())
        })
        .await
        .map_err(|error| Undelivered::new(Stage::Store, format!("{error:#}")))?;
        Ok(Receipt { reply: format!("kept as {id}.eml") })
    }
}

#[async_trait]
impl Outbox for OutboxMailer {
    async fn list(
        &self,
        search: &str,
        skip: usize,
        limit: usize,
    ) -> Result<(Vec<OutboxEntry>, usize)> {
        let words: Vec<String> = fold(search).split_whitespace().map(ToOwned::to_owned).collect();
        Ok(self.apart(move |folder| list(folder, &words, skip, limit)).await?)
    }

    async fn read(&self, id: &str) -> Result<Option<OutboxMail>> {
        let id = id.to_owned();
        Ok(self.apart(move |folder| read(folder, &id)).await?)
    }
}

fn list(
    folder: &Path,
    words: &[String],
    skip: usize,
    limit: usize,
) -> anyhow::Result<(Vec<OutboxEntry>, usize)> {
    let mut names: Vec<String> = std::fs::read_dir(folder)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".eml").map(ToOwned::to_owned))
        .filter(|id| is_id(id))
        .collect();
    names.sort_unstable_by(|one, two| two.cmp(one));
    // Files that were deleted meanwhile or are not ours are skipped.
    let entry = |id: String| entry(folder, id);
    if words.is_empty() {
        let total = names.len();
        let page = names.into_iter().skip(skip).take(limit).filter_map(entry);
        return Ok((page.collect(), total));
    }
    let fits = |one: &OutboxEntry| {
        let text = fold(&format!("{} {}", one.to, one.subject));
        words.iter().all(|word| text.contains(word))
    };
    let mut found: Vec<_> = names.into_iter().filter_map(entry).filter(fits).collect();
    let total = found.len();
    found = found.into_iter().skip(skip).take(limit).collect();
    Ok((found, total))
}

fn entry(folder: &Path, id: String) -> Option<OutboxEntry> {
    let mut bytes = vec![];
    let file = std::fs::File::open(folder.join(file_name(&id))).ok()?;
    file.take(HEADERS).read_to_end(&mut bytes).ok()?;
    let message = MessageParser::default().parse_headers(&bytes)?;
    Some(OutboxEntry {
        at: at(&message),
        to: people(message.to()),
        subject: message.subject().unwrap_or_default().to_owned(),
        id,
    })
}

fn read(folder: &Path, id: &str) -> anyhow::Result<Option<OutboxMail>> {
    if !is_id(id) {
        return Ok(None);
    }
    let bytes = match std::fs::read(folder.join(file_name(id))) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let Some(message) = MessageParser::default().parse(&bytes) else { return Ok(None) };
    let (inline, files): (Vec<_>, Vec<_>) =
        message.attachments().partition(|part| part.content_id().is_some());
    let attachments = files.into_iter().map(|part| Attachment {
        name: part.attachment_name().unwrap_or("attachment").to_owned(),
        media_type: media_type(part),
        bytes: part.contents().to_vec(),
    });
    let inline = inline.into_iter().map(|part| Inline {
        content_id: part.content_id().unwrap_or_default().to_owned(),
        media_type: media_type(part),
        bytes: part.contents().to_vec(),
    });
    Ok(Some(OutboxMail {
        id: id.to_owned(),
        at: at(&message),
        from: people(message.from()),
        to: people(message.to()),
        subject: message.subject().unwrap_or_default().to_owned(),
        html: message.body_html(0).unwrap_or_default().into_owned(),
        text: message.body_text(0).unwrap_or_default().into_owned(),
        attachments: attachments.collect(),
        inline: inline.collect(),
    }))
}

fn media_type(part: &MessagePart<'_>) -> String {
    part.content_type().map_or_else(
        || "application/octet-stream".to_owned(),
        |kind| match kind.subtype() {
            Some(subtype) => format!("{}/{subtype}", kind.ctype()),
            None => kind.ctype().to_owned(),
        },
    )
}

fn at(message: &Message<'_>) -> Timestamp {
    Timestamp(message.date().map_or(0, |date| date.to_timestamp().saturating_mul(1000)))
}

fn people(addresses: Option<&mail_parser::Address<'_>>) -> String {
    let Some(addresses) = addresses else { return String::new() };
    let written = addresses.iter().map(|one| {
        let address = one.address().unwrap_or_default();
        match one.name() {
            Some(name) => format!("{name} <{address}>"),
            None => address.to_owned(),
        }
    });
    written.collect::<Vec<_>>().join(", ")
}

/// Ids sort by time; the same message sent again replaces itself.
fn id_of(mail: &Mail) -> String {
    let local = mail.message_id.split('@').next().unwrap_or_default();
    let safe = local.chars().map(|char| if char.is_ascii_alphanumeric() { char } else { '-' });
    format!("{:014}-{}", mail.date.0.max(0), safe.take(80).collect::<String>())
}

/// Whether an id may be ours: no path separators.
fn is_id(id: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !id.is_empty() && id.len() <= 120 && id.bytes().all(fits)
}

fn file_name(id: &str) -> PathBuf {
    Path::new(OsStr::new(id)).with_extension("eml")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(number: u32, subject: &str) -> Mail {
        Mail {
            to: Mailbox::new("Šárka Müller-Łęcka", "sarka@example.org"),
            sender_name: Some("Atelier « Lumière »".into()),
            reply_to: Some(Mailbox::bare("studio@example.org")),
            subject: subject.into(),
            text: "Bonjour Šárka,\nvotre accord…\n".into(),
            html: "<p>Bonjour <b>Šárka</b> – 山田, عمر</p>".into(),
            message_id: format!("job-{number}@be-right.example"),
            date: Timestamp(1_779_521_400_000 + i64::from(number) * 1000),
            auto_submitted: true,
            headers: vec![],
            attachments: vec![Attachment {
                name: "Accord de Šárka.pdf".into(),
                media_type: "application/pdf".into(),
                bytes: vec![0, 1, 2, 255, 13, 10, 46, 13, 10],
            }],
            inline: vec![Inline {
                content_id: "logo-1@be-right.example".into(),
                media_type: "image/png".into(),
                bytes: vec![137, 80, 78, 71, 13, 10, 26, 10],
            }],
        }
    }

    fn outbox() -> (tempfile::TempDir, OutboxMailer) {
        let folder = tempfile::tempdir().unwrap();
        let from = Mailbox::new("be-right", "noreply@be-right.example");
        let outbox = OutboxMailer::new(folder.path().join("outbox"), from).unwrap();
        (folder, outbox)
    }

    #[tokio::test]
    async fn what_was_kept_reads_back_as_it_was() {
        let (_folder, outbox) = outbox();
        let sent = mail(1, "Votre accord pour « Été »");
        outbox.send(&sent).await.unwrap();
        let entry = outbox.list("", 0, 10).await.unwrap().0.remove(0);
        assert_eq!(entry.to, "Šárka Müller-Łęcka <sarka@example.org>");
        assert_eq!((entry.at, entry.subject.as_str()), (sent.date, sent.subject.as_str()));
        let read = outbox.read(&entry.id).await.unwrap().unwrap();
        assert_eq!(read.from, "Atelier « Lumière » <noreply@be-right.example>");
        assert_eq!(read.html.trim_end(), sent.html);
        assert_eq!(read.text.replace("\r\n", "\n").trim_end(), sent.text.trim_end());
        assert_eq!(read.attachments, sent.attachments);
        assert_eq!(read.inline, sent.inline);
    }

    #[tokio::test]
    async fn the_same_message_sent_twice_is_kept_once() {
        let (_folder, outbox) = outbox();
        for number in [1, 2, 1] {
            outbox.send(&mail(number, &format!("no. {number}"))).await.unwrap();
        }
        let subjects: Vec<_> = outbox
            .list("", 0, 10)
            .await
            .unwrap()
            .0
            .into_iter()
            .map(|entry| entry.subject)
            .collect();
        assert_eq!(subjects, ["no. 2", "no. 1"]);
    }

    #[tokio::test]
    async fn mails_are_found_by_their_recipient_and_come_in_pages() {
        let (_folder, outbox) = outbox();
        for number in 1..=5 {
            outbox.send(&mail(number, &format!("no. {number}"))).await.unwrap();
        }
        let page = async |search, skip| {
            let (found, total) = outbox.list(search, skip, 2).await.unwrap();
            (found.into_iter().map(|one| one.subject).collect::<Vec<_>>(), total)
        };
        let said = |subjects: &[&str]| subjects.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(page("", 0).await, (said(&["no. 5", "no. 4"]), 5));
        assert_eq!(page("", 4).await, (said(&["no. 1"]), 5));
        assert_eq!(page("sarka MULLER", 2).await, (said(&["no. 3", "no. 2"]), 5));
        assert_eq!(page("sarka 4", 0).await, (said(&["no. 4"]), 1));
        assert_eq!(page("nobody", 0).await, (vec![], 0));
    }

    #[tokio::test]
    async fn an_id_never_leads_out_of_the_folder() {
        let (folder, outbox) = outbox();
        std::fs::write(folder.path().join("secret.eml"), "Subject: s\r\n\r\nsecret").unwrap();
        for id in ["../secret", "..", "", "/etc/passwd", "a/b", "a\0b", "unknown", "%2e%2e/secret"]
        {
            assert_eq!(outbox.read(id).await.unwrap(), None, "{id}");
        }
    }

    #[tokio::test]
    async fn files_that_are_no_messages_do_no_harm() {
        let (folder, outbox) = outbox();
        for (name, bytes) in [("1.eml", &b""[..]), ("2.eml", b"\xff\xfe\0"), ("note.txt", b"x")] {
            std::fs::write(folder.path().join("outbox").join(name), bytes).unwrap();
        }
        outbox.send(&mail(1, "real")).await.unwrap();
        assert!(
            outbox.list("", 0, 10).await.unwrap().0.iter().any(|entry| entry.subject == "real")
        );
        assert!(outbox.read("2").await.is_ok());
    }
}
