//! Resumable uploads: tus 1.0.0 (tus.io/protocols/resumable-upload) with creation, expiration,
//! termination and checksum, at `/tus`. The protocol works with headers, so it is not in the
//! OpenAPI document. Errors are problem documents, with the protocol's own headers, which
//! [`finish`] adds to every reply.
//!
//! `Upload-Metadata` describes the file: `owner` (`event` or `employee`), `id`, `filename`, and
//! optionally `type`, `name` and `description`.

use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use poem::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use poem::web::{Data, Path};
use poem::{Body, Request, Response, ResponseBuilder, handler};
use tokio::io::AsyncReadExt;

use super::{Problem, guard};
use crate::actions::files::{self, Announced, Labels, Resumable};
use crate::model::checksum::{ALGORITHMS, Checksum};
use crate::model::{EmployeeId, EventId, FileKind, FileOwner, Right};
use crate::{App, Error};

const VERSION: &str = "1.0.0";
/// Overrides the method, for clients that can only POST.
pub const METHOD_OVERRIDE: &str = "x-http-method-override";
const KIND: &str = "application/offset+octet-stream";
/// The token of the upload in the path, required in addition to the user's token.
type Token = Path<String>;

/// Whether a path belongs to this protocol.
pub fn is_at(path: &str) -> bool {
    path == "/tus" || path.starts_with("/tus/")
}

/// The method in the `X-HTTP-Method-Override` of a POST, if any.
///
/// # Errors
/// It is not a valid method.
pub fn method_override(request: &Request) -> Result<Option<Method>, Error> {
    if *request.method() != Method::POST || !is_at(request.uri().path()) {
        return Ok(None);
    }
    let Some(value) = request.headers().get(METHOD_OVERRIDE) else { return Ok(None) };
    let method = Method::from_bytes(value.as_bytes().to_ascii_uppercase().as_slice());
    method.map(Some).map_err(|_| Error::Conflict("method_not_allowed"))
}

/// The headers of every reply of the protocol, including errors.
pub fn finish(status: StatusCode, headers: &mut HeaderMap) {
    headers.insert("tus-resumable", HeaderValue::from_static(VERSION));
    if status == StatusCode::PRECONDITION_FAILED {
        headers.insert("tus-version", HeaderValue::from_static(VERSION));
    }
}

/// The capabilities of this server.
#[handler]
pub fn options(Data(app): Data<&App>) -> Response {
    Response::builder()
        .status(StatusCode::NO_CONTENT)
        .header("tus-version", VERSION)
        .header("tus-extension", "creation,expiration,termination,checksum")
        .header("tus-checksum-algorithm", ALGORITHMS)
        .header("tus-max-size", app.config.media.file_limit)
        .finish()
}

/// Creates an upload; its address is in `Location`.
#[handler]
pub async fn create(Data(app): Data<&App>, request: &Request) -> poem::Result<Response> {
    let member = guard::member(request).await?;
    let scope = member.may(Right::Upload)?;
    let headers = request.headers();
    check_version(headers)?;
    let announced = announced(headers)?;
    let made = files::announce(app, scope, member.0.user, announced).await.map_err(Problem)?;
    let at = app.url(&format!("/tus/{}", made.upload.token));
    Ok(upload_reply(&made).status(StatusCode::CREATED).header(header::LOCATION, at).finish())
}

/// The offset of an upload.
#[handler]
pub async fn look(
    Data(app): Data<&App>,
    Path(token): Token,
    request: &Request,
) -> poem::Result<Response> {
    let member = guard::member(request).await?;
    let scope = member.may(Right::Upload)?;
    check_version(request.headers())?;
    let found = files::resumable(app, scope, member.0.user, token).await.map_err(Problem)?;
    let length = found.upload.bytes;
    let mut builder = upload_reply(&found).status(StatusCode::OK).header("upload-length", length);
    if let Some(metadata) = &found.upload.metadata {
        builder = builder.header("upload-metadata", metadata);
    }
    Ok(builder.finish())
}

/// Continues an upload. Bytes that arrived before an interruption are kept.
#[handler]
pub async fn append(
    Data(app): Data<&App>,
    Path(token): Token,
    request: &Request,
    body: Body,
) -> poem::Result<Response> {
    let member = guard::member(request).await?;
    let scope = member.may(Right::Upload)?;
    let headers = request.headers();
    check_version(headers)?;
    if text(headers, "content-type") != Some(KIND) {
        return Err(Problem(Error::invalid("Content-Type", "media_type")).into());
    }
    let offset = number(headers, "upload-offset").map_err(Problem)?;
    let sum = match headers.get("upload-checksum") {
        None => None,
        Some(value) => {
            let sum = value.to_str().ok().and_then(Checksum::parse);
            Some(sum.ok_or_else(|| Problem(Error::invalid("Upload-Checksum", "checksum")))?)
        }
    };
    let opened = files::append(app, scope, member.0.user, token, offset, sum).await;
    let mut stretch = opened.map_err(Problem)?;
    let mut reader = body.into_async_read();
    let mut whole = true;
    loop {
        let mut piece = Vec::with_capacity(1 << 16);
        match reader.read_buf(&mut piece).await {
            Ok(0) => break,
            Ok(_) => stretch.write(&piece).await.map_err(Problem)?,
            Err(_) => {
                whole = false;
                break;
            }
        }
    }
    let done = stretch.done(whole).await.map_err(Problem)?;
    Ok(upload_reply(&done).status(StatusCode::NO_CONTENT).finish())
}

/// Terminates an upload.
#[handler]
pub async fn terminate(
    Data(app): Data<&App>,
    Path(token): Token,
    request: &Request,
) -> poem::Result<Response> {
    let member = guard::member(request).await?;
    let scope = member.may(Right::Upload)?;
    check_version(request.headers())?;
    files::terminate(app, scope, member.0.user, token).await.map_err(Problem)?;
    Ok(Response::builder().status(StatusCode::NO_CONTENT).finish())
}

fn upload_reply(upload: &Resumable) -> ResponseBuilder {
    let expires = upload.upload.expires_at.to_jiff();
    let mut builder = Response::builder()
        .header("upload-offset", upload.offset)
        .header("upload-expires", expires.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
        .header(header::CACHE_CONTROL, "no-store");
    if let Some(file) = upload.upload.file {
        // Beyond the protocol: the file that was created.
        builder = builder.header("x-file-id", file.0);
        if upload.duplicate {
            // The event or employee had a file with the same bytes already.
            builder = builder.header("x-file-duplicate", "true");
        }
    }
    builder
}

/// Refuses clients of another version.
fn check_version(headers: &HeaderMap) -> Result<(), Problem> {
    match text(headers, "tus-resumable") {
        Some(VERSION) => Ok(()),
        _ => Err(Problem(Error::Conflict("tus_version"))),
    }
}

fn announced(headers: &HeaderMap) -> Result<Announced, Problem> {
    let bytes = number(headers, "upload-length").map_err(Problem)?;
    let sent = headers.get("upload-metadata").map(HeaderValue::to_str);
    let sent = sent.transpose().ok().map(Option::unwrap_or_default);
    let said = sent.and_then(metadata);
    let said = said.ok_or_else(|| Problem(Error::invalid("Upload-Metadata", "upload_metadata")))?;
    let wrong = |field: &'static str, code| Problem(Error::invalid(field, code));
    let id = said.get("id").and_then(|id| id.parse().ok()).ok_or(wrong("id", "required"))?;
    let owner = match said.get("owner").map(String::as_str) {
        Some("event") => FileOwner::Event(EventId(id)),
        Some("employee") => FileOwner::Employee(EmployeeId(id)),
        _ => return Err(Problem(Error::invalid("owner", "file_owner"))),
    };
    let kind = match said.get("type") {
        Some(name) => Some(FileKind::from_name(name).ok_or(wrong("type", "file_kind"))?),
        None => None,
    };
    let labels = Labels {
        kind,
        name: said.get("name").cloned(),
        description: said.get("description").cloned(),
    };
    let came_as = said.get("filename").cloned();
    // Stored unchanged: HEAD returns it.
    let metadata = sent.filter(|text| !text.is_empty()).map(str::to_owned);
    Ok(Announced { owner, labels, came_as, metadata, bytes })
}

/// Parses keys with values in base64, separated by commas. None if it is invalid or a key occurs
/// twice.
fn metadata(text: &str) -> Option<BTreeMap<String, String>> {
    let mut said = BTreeMap::new();
    for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let value = BASE64_STANDARD.decode(value.trim()).ok()?;
        if said.insert(key.to_owned(), String::from_utf8(value).ok()?).is_some() {
            return None;
        }
    }
    Some(said)
}

fn number(headers: &HeaderMap, name: &'static str) -> Result<u64, Error> {
    let value = text(headers, name).and_then(|value| value.parse().ok());
    value.ok_or_else(|| Error::invalid(name, "required"))
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_is_read_as_the_protocol_has_it() {
        let said = metadata("filename w4l0w6kuanBn, owner ZXZlbnQ=,relaxed").unwrap();
        assert_eq!(said["filename"], "Été.jpg");
        assert_eq!((said["owner"].as_str(), said["relaxed"].as_str()), ("event", ""));
        assert_eq!(metadata("").map(|said| said.len()), Some(0));
        assert_eq!(metadata("filename ???"), None);
        assert_eq!(metadata("id MQ==,id Mg=="), None);
    }
}
