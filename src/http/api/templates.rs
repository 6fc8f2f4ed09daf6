//! The release texts of a company.

use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;

use super::Tag;
use crate::App;
use crate::actions::templates;
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::guard::Member;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::Instant;
use crate::model::release::Text;
use crate::model::{self, Locale, Right, TemplateId, Use};

pub const OPERATIONS: &[Operation] =
    &[op("listTemplates"), op("getTemplate"), op("publishTemplate").no_conflict()];

pub struct TemplatesApi;

#[OpenApi(tag = "Tag::Companies")]
impl TemplatesApi {
    /// List the versions of the release texts
    ///
    /// Of every language, the newest first, without their bodies.
    #[oai(path = "/template", method = "get", operation_id = "listTemplates")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Member,
    ) -> Result<Json<Vec<TemplateVersion>>, Problem> {
        let found = templates::list(&app, member.may(Right::Read)?).await?;
        let mut shown = vec![];
        Ok(Json(found.into_iter().map(|one| TemplateVersion::of(one, &mut shown)).collect()))
    }

    /// Read one version of a release text
    ///
    /// Every version stays: consents point at the one that was shown.
    #[oai(path = "/template/:id", method = "get", operation_id = "getTemplate")]
    async fn find(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the version.
        id: Path<i64>,
    ) -> Result<Json<Template>, Problem> {
        let scope = member.may(Right::Read)?;
        Ok(Json(templates::find(&app, scope, TemplateId(id.0)).await?.into()))
    }

    /// Publish a release text
    ///
    /// A new version, in force for whoever has not answered yet. `{company}`, `{person}` and
    /// `{duration}` must be in it; `{signer}`, `{event}`, `{place}` and `{dates}` may.
    #[oai(path = "/template/current/:locale", method = "put", operation_id = "publishTemplate")]
    async fn publish(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        /// The language of the text: `fr` or `en`.
        locale: Path<Locale>,
        body: Body<ReleaseText>,
    ) -> Result<Json<Template>, Problem> {
        let scope = member.may(Right::Govern)?;
        let ReleaseText { title, body, uses } = body.0;
        let text = Text { title, body, uses };
        let (by, origin) = (member.0.user, caller.origin());
        Ok(Json(templates::publish(&app, scope, by, locale.0, text, origin).await?.into()))
    }
}

/// A version of a release text, without its body.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct TemplateVersion {
    id: i64,
    locale: Locale,
    /// From 1, in each language.
    version: u32,
    title: String,
    uses: Vec<Use>,
    /// Whether it is the one in force.
    current: bool,
    created_at: Instant,
}

impl TemplateVersion {
    /// The first one of its language is the one in force.
    fn of(from: model::Template, shown: &mut Vec<Locale>) -> Self {
        let current = !shown.contains(&from.locale);
        shown.push(from.locale);
        Self {
            id: from.id.0,
            locale: from.locale,
            version: from.version,
            title: from.title,
            uses: from.uses,
            current,
            created_at: from.created_at.into(),
        }
    }
}

/// A version of a release text.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Template {
    id: i64,
    locale: Locale,
    /// From 1, in each language.
    version: u32,
    title: String,
    /// With its placeholders; paragraphs are separated by an empty line.
    body: String,
    /// The uses offered, in this order.
    uses: Vec<Use>,
    created_at: Instant,
}

impl From<model::Template> for Template {
    fn from(from: model::Template) -> Self {
        Self {
            id: from.id.0,
            locale: from.locale,
            version: from.version,
            title: from.title,
            body: from.body,
            uses: from.uses,
            created_at: from.created_at.into(),
        }
    }
}

/// A release text, as it is to be shown.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReleaseText {
    title: String,
    /// Up to 20,000 characters; paragraphs are separated by an empty line.
    body: String,
    /// The uses offered, in this order, each on its own.
    uses: Vec<Use>,
}

impl Example for ReleaseText {
    fn example() -> Self {
        Self {
            title: "Autorisation d’utilisation de l’image".into(),
            body: "Je soussigné(e) {signer} autorise {company} à utiliser les photographies de \
                   {person} prises pendant « {event} », pendant {duration}."
                .into(),
            uses: vec![Use::Internal, Use::Web],
        }
    }
}
