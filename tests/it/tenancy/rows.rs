//! The rows that the calls name.

use be_right::model::Timestamp;
use image::ImageFormat;
use serde_json::{Value, json};

use crate::files::{picture, upload};
use crate::support::{self, PASSWORD, Studio, join_token};

/// The ids of our rows, for paths and bodies.
#[derive(Clone, Default)]
pub struct Rows {
    pub company: i64,
    /// A colleague.
    pub user: i64,
    /// A photographer's invitation, not answered.
    pub invitation: i64,
    /// The photographer of our events.
    pub partner: i64,
    pub employee: i64,
    /// The employee who is asked is a member.
    pub group: i64,
    pub gone_group: i64,
    /// An employee who is not asked about the event.
    pub unasked: i64,
    pub event: i64,
    pub answer: i64,
    pub file: i64,
    pub gone_file: i64,
    /// A place where the file was published.
    pub publication: i64,
    pub gone_employee: i64,
    pub gone_event: i64,
    pub gone_answer: i64,
    pub gone_user: i64,
    /// An import that has not run.
    pub import: i64,
    /// An import that was stopped before it ran.
    pub ended_import: i64,
    pub template: i64,
    /// An export that is ready.
    pub export: i64,
    /// A mail to the employee who is asked.
    pub mail: i64,
    /// A job that has not started.
    pub job: i64,
    /// Another session of the owner.
    pub session: i64,
    /// An API token of the owner.
    pub api_token: i64,
    /// A notification of the owner.
    pub notification: i64,
    pub link: String,
    /// The calendar feed of the owner.
    pub feed: String,
    /// The e-mail of the caller.
    pub email: String,
    /// A mark in every name.
    pub mark: &'static str,
    /// An e-mail that nobody has.
    pub unused: String,
    pub now: Timestamp,
}

impl Rows {
    /// New rows.
    pub async fn fresh(&self, studio: &Studio<'_>, turn: usize) -> Self {
        let person = |which: &str| format!("{which}{turn}@{}.example", self.mark.to_lowercase());
        let employee = studio.employs("Ana", self.mark, &person("ana")).await;
        let unasked = studio.employs("Una", self.mark, &person("una")).await;
        let gone_employee = studio.employs("Gil", self.mark, &person("gil")).await;
        studio.delete(&format!("/employee/{gone_employee}")).await.is(204);
        let mut rows = Self { employee, unasked, gone_employee, ..self.clone() };
        rows.unused = person("new");
        rows.now = studio.server.app.now();
        let body = json!({ "name": person("grp"), "employeeIds": [employee] });
        rows.group = studio.post("/group", body).await.is(201).id("/id");
        let gone = studio.post("/group", json!({ "name": person("gone") })).await;
        rows.gone_group = gone.is(201).id("/id");
        studio.delete(&format!("/group/{}", rows.gone_group)).await.is(204);
        let planned = studio.post("/event", rows.shoot()).await;
        rows.event = planned.is(201).id("/event/id");
        rows.answer = planned.id("/answers/0/id");
        let one = picture(16, 16, 1, ImageFormat::Png);
        let name = format!("{}.png", self.mark);
        let kept = upload(studio, rows.event, &[(&name, &one)]).await;
        rows.file = kept.is(201).id("/data/0/file/id");
        let kept =
            upload(studio, rows.event, &[(&name, &picture(17, 9, 1, ImageFormat::Png))]).await;
        rows.gone_file = kept.is(201).id("/data/0/file/id");
        studio.delete(&format!("/file/{}", rows.gone_file)).await.is(204);
        let place = json!({
            "fileIds": [rows.file], "use": "web", "medium": "OTHER", "place": self.mark,
        });
        rows.publication = studio.post("/publication", place).await.is(201).id("/0/id");
        let gone = studio.post("/event", rows.shoot()).await;
        rows.gone_event = gone.is(201).id("/event/id");
        studio.delete(&format!("/event/{}", rows.gone_event)).await.is(204);
        let asks = json!({ "eventId": rows.event, "employeeId": rows.unasked });
        rows.gone_answer = studio.post("/answer", asks).await.is(201).id("/id");
        studio.delete(&format!("/answer/{}", rows.gone_answer)).await.is(204);
        for who in ["gone", "col"] {
            let colleague = json!({ "email": person(who), "firstName": "C", "lastName": self.mark, "role": "USER" });
            studio.post("/user", colleague).await.is(201);
            studio.server.settle().await;
            let token = join_token(studio.server, &person(who));
            let yes = json!({ "token": token, "password": PASSWORD });
            studio.server.post("/auth/join", yes).await.is(200);
            let newest = studio.get("/user?orderBy=createdAt:desc&limit=1").await;
            rows.user = newest.is(200).id("/data/0/id");
            if who == "gone" {
                rows.gone_user = rows.user;
                studio.delete(&format!("/user/{}", rows.user)).await.is(204);
            }
        }
        let invited = json!({ "email": person("inv"), "firstName": "I", "lastName": self.mark });
        rows.invitation = studio.post("/user/photographer", invited).await.is(201).id("/id");
        let file = rows.file();
        rows.import = studio.post("/employee-upload/csv", file.clone()).await.is(202).id("/id");
        let ended = studio.post("/employee-upload/csv", file).await.is(202).id("/id");
        studio.acts(&format!("/import/{ended}/cancel")).await.is(200);
        rows.ended_import = ended;
        let asked = studio.post("/export", json!({ "currentPassword": PASSWORD })).await;
        rows.export = match asked.status {
            202 => asked.id("/id"),
            // One is under way since the last turn.
            _ => studio.get("/export").await.is(200).id("/0/id"),
        };
        rows.template = studio.get("/template").await.id("/0/id");
        let asked = studio.get("/mail?kind=INVITATION&limit=1").await;
        rows.mail = asked.is(200).id("/data/0/id");
        let waiting = "SELECT MAX(id) FROM jobs WHERE lease_until IS NULL";
        let waiting = support::rows(studio.server.folder.path(), waiting);
        rows.job = waiting[0][0].parse().unwrap();
        rows
    }

    pub fn shoot(&self) -> Value {
        json!({
            "name": format!("Shoot {}", self.mark), "start": self.now.plus(Timestamp::DAY).rfc3339(),
            "end": self.now.plus(2 * Timestamp::DAY).rfc3339(), "employeeIds": [self.employee],
            "groupIds": [self.group], "partnerId": self.partner,
        })
    }

    pub fn file(&self) -> Value {
        let text = format!("Nom;Prénom;E-mail\nNouvelle;Ida;{}\n", self.unused);
        json!({ "$form": { "file": text } })
    }

    pub fn again(&self) -> Value {
        json!({ "start": self.now.plus(Timestamp::DAY).rfc3339() })
    }

    pub fn moved(&self) -> Value {
        let mut shoot = self.shoot();
        shoot.as_object_mut().unwrap().remove("employeeIds");
        shoot.as_object_mut().unwrap().remove("groupIds");
        shoot
    }

    pub fn path(&self, template: &str) -> String {
        let ids = [
            ("{company}", self.company),
            ("{user}", self.user),
            ("{invitation}", self.invitation),
            ("{employee}", self.employee),
            ("{group}", self.group),
            ("{gone_group}", self.gone_group),
            ("{event}", self.event),
            ("{answer}", self.answer),
            ("{file}", self.file),
            ("{mail}", self.mail),
            ("{job}", self.job),
            ("{gone_file}", self.gone_file),
            ("{publication}", self.publication),
            ("{gone_employee}", self.gone_employee),
            ("{gone_event}", self.gone_event),
            ("{gone_answer}", self.gone_answer),
            ("{gone_user}", self.gone_user),
            ("{import}", self.import),
            ("{ended_import}", self.ended_import),
            ("{template}", self.template),
            ("{export}", self.export),
            ("{session}", self.session),
            ("{api_token}", self.api_token),
            ("{notification}", self.notification),
        ];
        let path = template.replace("{link}", &self.link).replace("{feed}", &self.feed);
        ids.iter().fold(path, |path, (name, id)| path.replace(name, &id.to_string()))
    }
}
