//! The versions of a company's release texts.

use std::collections::HashMap;

use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;

use super::Tag;
use crate::actions::templates;
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::guard::Allowed;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::Instant;
use crate::http::right;
use crate::model::release::TextInput;
use crate::model::uses::{self, UseInput};
use crate::model::{self, Check, Locale, SignatureInput, TemplateId, Use};
use crate::{App, Error};

pub const OPERATIONS: &[Operation] = &[
    op("listTemplates"),
    op("getTemplate"),
    op("publishTemplate").no_conflict(),
    op("confirmTemplate"),
];

pub struct TemplatesApi;

#[OpenApi(tag = "Tag::Companies")]
impl TemplatesApi {
    /// List the versions of the release texts
    ///
    /// Returns the versions in all languages, the newest first, without their bodies. For OWNER,
    /// SUPER_USER and USER.
    #[oai(path = "/template", method = "get", operation_id = "listTemplates")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
    ) -> Result<Json<Vec<TemplateVersion>>, Problem> {
        let found = templates::list(&app, member.scope()?).await?;
        let mut shown = vec![];
        Ok(Json(found.into_iter().map(|one| TemplateVersion::of(one, &mut shown)).collect()))
    }

    /// Get a version of a release text
    ///
    /// Returns the version with its body. Versions are never deleted, because answers refer to the
    /// one that was shown. For OWNER, SUPER_USER and USER.
    #[oai(path = "/template/:id", method = "get", operation_id = "getTemplate")]
    async fn find(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
        /// The id of the version.
        id: Path<i64>,
    ) -> Result<Json<Template>, Problem> {
        let scope = member.scope()?;
        Ok(Json(templates::find(&app, scope, TemplateId(id.0)).await?.into()))
    }

    /// Publish a release text
    ///
    /// Creates a new version in this language. It is shown to everybody who has not answered yet;
    /// answers that were given keep their version. The body must contain `{company}`, `{person}`
    /// and `{duration}`, and may contain these; a line with one that has nothing to say is left out:
    ///
    /// - the request: `{signer}`, `{event}`, `{place}`, `{dates}`, `{photographer}`, `{client}`,
    ///   `{reference}`;
    /// - the studio, as its `identity` tells: `{studio}` in full, `{legal-form}`, `{representative}`,
    ///   `{address}`, `{siren}`, `{siret}`, `{vat-number}`, `{contact}`, `{contact-name}`,
    ///   `{contact-email}`, `{contact-phone}`, `{privacy-contact}`;
    /// - who signs: `{self}` if it is the person, `{guardian}` if it is a guardian, `{child}` if the
    ///   child is asked as well;
    /// - terms: `{withdraw-page}`, `{withdrawal-days}`, `{proof-duration}`, `{refusal-duration}`, and
    ///   `{use-CODE}`, the name of a use if it is offered.
    ///
    /// A text offers 1 to 8 uses, which the company chooses. A use of its own needs its words in
    /// `useTexts`. The words of these are known:
    ///
    /// - `internal`: internal communication (intranet, notice boards, staff magazine).
    /// - `web`: web sites.
    /// - `social`: social media.
    /// - `press`: press and media, for editorial use.
    /// - `print`: printed matter of the company itself (brochures, posters).
    /// - `advertising`: space that is paid for.
    /// - `client`: handed to whoever commissioned the photographs, for their own use.
    /// - `ai`: teaching AI systems, or making new images of the person. No other use implies it.
    ///
    /// A use that the text no longer offers stays as it is in the answers that were given. A use that
    /// was not offered to somebody counts as refused by them. For OWNER.
    #[oai(path = "/template/current/:locale", method = "put", operation_id = "publishTemplate")]
    async fn publish(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::Govern>,
        /// The language of the text: `fr` or `en`.
        locale: Path<Locale>,
        body: Body<ReleaseText>,
    ) -> Result<Json<Template>, Problem> {
        let scope = member.scope()?;
        let text = body.0.read()?;
        let (by, origin) = (member.0.user, caller.origin());
        Ok(Json(templates::publish(&app, scope, by, locale.0, text, origin).await?.into()))
    }

    /// Sign a release text for the company
    ///
    /// Signs the version in force, once. The signature is printed under the consents that are given
    /// to this version from now on, never under a refusal, and every document says who signed it and
    /// when. Without `signature` it is the one that the caller keeps. For OWNER.
    ///
    /// 409 `template_replaced` if a newer version is in force, `already_confirmed` if it is signed.
    #[oai(path = "/template/:id/confirm", method = "post", operation_id = "confirmTemplate")]
    async fn confirm(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::Govern>,
        /// The id of the version.
        id: Path<i64>,
        body: Body<Confirmation>,
    ) -> Result<Json<Template>, Problem> {
        let scope = member.scope()?;
        let (by, id, origin) = (member.0.user, TemplateId(id.0), caller.origin());
        let signature = body.0.signature;
        Ok(Json(templates::confirm(&app, scope, by, id, signature, origin).await?.into()))
    }
}

/// A version of a release text, without its body.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct TemplateVersion {
    /// The id of the version.
    id: i64,
    /// The language of the text.
    locale: Locale,
    /// The number of the version, counted from 1 in each language.
    version: u32,
    /// The title of the release.
    title: String,
    /// The uses that are offered, in this order.
    uses: Vec<Use>,
    /// The words of these uses, in the same order.
    use_texts: Vec<UseText>,
    /// Whether this version is the one in force in its language.
    current: bool,
    /// When the version was published.
    created_at: Instant,
}

impl TemplateVersion {
    /// Marks the first version of each language as the one in force.
    fn of(from: model::Template, shown: &mut Vec<Locale>) -> Self {
        let (current, uses) = (!shown.contains(&from.locale), from.codes());
        shown.push(from.locale);
        Self {
            id: from.id.0,
            locale: from.locale,
            version: from.version,
            title: from.title,
            uses,
            use_texts: from.uses.into_iter().map(Into::into).collect(),
            current,
            created_at: from.created_at.into(),
        }
    }
}

/// A version of a release text.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Template {
    /// The id of the version.
    id: i64,
    /// The language of the text.
    locale: Locale,
    /// The number of the version, counted from 1 in each language.
    version: u32,
    /// The title of the release.
    title: String,
    /// The text, with its placeholders. Paragraphs are separated by an empty line.
    body: String,
    /// The uses that are offered, in this order.
    uses: Vec<Use>,
    /// The words of these uses, in the same order.
    use_texts: Vec<UseText>,
    /// When the version was published.
    created_at: Instant,
    /// The name of the user who signed it for the company. Null: nobody.
    confirmed_by: Option<String>,
    /// When it was signed for the company. Null: it is not.
    confirmed_at: Option<Instant>,
}

impl From<model::Template> for Template {
    fn from(from: model::Template) -> Self {
        let uses = from.codes();
        Self {
            id: from.id.0,
            locale: from.locale,
            version: from.version,
            title: from.title,
            body: from.body,
            uses,
            use_texts: from.uses.into_iter().map(Into::into).collect(),
            created_at: from.created_at.into(),
            confirmed_by: from.confirmation.as_ref().map(|one| one.by.clone()),
            confirmed_at: from.confirmation.map(|one| one.at.into()),
        }
    }
}

/// The company's signature under a release text.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Confirmation {
    /// The signature; if it is left out, the one that the caller keeps.
    signature: Option<SignatureInput>,
}

impl Example for Confirmation {
    fn example() -> Self {
        Self { signature: None }
    }
}

/// The release text to publish.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReleaseText {
    /// The title of the release.
    title: String,
    /// The text, with placeholders; at most 20,000 characters. Paragraphs are separated by an empty
    /// line.
    body: String,
    /// The uses that are offered, in this order. Each is accepted or refused on its own.
    uses: Vec<Use>,
    /// The words of uses, in the language of the text. A use that is left out keeps its words of the
    /// version in force or, if that does not offer it, has those that are known for it.
    #[oai(default)]
    #[serde(default)]
    use_texts: Vec<UseText>,
}

/// What a text calls a use, in its language.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct UseText {
    /// The code of the use: 2 to 32 small letters, digits and hyphens, beginning with a letter.
    code: Use,
    /// The name that signers read, at most 80 characters.
    label: String,
    /// What the use means, at most 300 characters. Empty in versions from before uses had sentences,
    /// and only accepted as it is there.
    sentence: String,
}

impl From<uses::UseText> for UseText {
    fn from(from: uses::UseText) -> Self {
        Self { code: from.code, label: from.label, sentence: from.sentence }
    }
}

impl ReleaseText {
    fn read(self) -> Result<TextInput, Error> {
        let mut words: HashMap<Use, (String, String)> = HashMap::new();
        let mut check = Check::new();
        for one in self.use_texts {
            let at = format!("useTexts.{}", one.code.name());
            check.require(self.uses.contains(&one.code), at.clone(), "use_not_offered");
            let earlier = words.insert(one.code, (one.label, one.sentence));
            check.require(earlier.is_none(), at, "twice");
        }
        check.done()?;
        let uses = self.uses.into_iter();
        let uses = uses.map(|code| UseInput { code, words: words.get(&code).cloned() });
        Ok(TextInput { title: self.title, body: self.body, uses: uses.collect() })
    }
}

impl Example for ReleaseText {
    fn example() -> Self {
        let album = Use::from_label("album", &[]).unwrap_or(Use::PRINT);
        Self {
            title: "Autorisation d’utilisation de l’image".into(),
            body: "Je soussigné(e) {signer} autorise {company} à utiliser les photographies de \
                   {person} prises pendant « {event} », pendant {duration}."
                .into(),
            uses: vec![Use::INTERNAL, Use::WEB, album],
            use_texts: vec![UseText {
                code: album,
                label: "Album de l’année".into(),
                sentence: "L’album imprimé que reçoivent les familles.".into(),
            }],
        }
    }
}
