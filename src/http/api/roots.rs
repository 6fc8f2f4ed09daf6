//! The daily roots, which anybody may read and keep.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Tag;
use crate::App;
use crate::actions::answers::{self, KeptToken};
use crate::http::caller::Caller;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::Instant;
use crate::model::daily_root;

pub const OPERATIONS: &[Operation] = &[op("listDailyRoots").counted()];

/// The number of roots in a reply, by default and at most.
const ROOTS: u32 = 30;
const ROOTS_MOST: u32 = 100;

pub struct RootsApi;

#[OpenApi(tag = "Tag::Verify")]
impl RootsApi {
    /// List daily roots
    ///
    /// Once a day, this instance signs the Merkle root over all evidence that it holds. Whoever
    /// keeps a root elsewhere can show later whether that evidence was changed or removed. Returns
    /// the roots, the newest first. Public. The exact bytes are described in `/verify/FORMAT.md`.
    #[oai(path = "/verify/roots", method = "get", operation_id = "listDailyRoots")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Return only roots with numbers below this one: the `next` of the reply before.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000000000000000")))]
        before: Query<Option<u64>>,
        /// The number of roots to return, 1 to 100.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
    ) -> Result<Json<DailyRoots>, Problem> {
        let limit = limit.0.unwrap_or(ROOTS).clamp(1, ROOTS_MOST) as usize;
        let page = answers::daily_roots(&app, before.0, limit, &caller.address()).await?;
        Ok(Json(DailyRoots {
            next: page.next,
            roots: page.roots.into_iter().map(Into::into).collect(),
        }))
    }
}

/// Some daily roots.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct DailyRoots {
    /// The roots, the newest first.
    roots: Vec<DailyRoot>,
    /// `before` of the following roots. Null if there are none.
    next: Option<u64>,
}

/// The signed Merkle root over all evidence.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct DailyRoot {
    /// The number of the root: greater than that of the root before.
    number: u64,
    /// When it was made.
    at: Instant,
    /// The number of evidence chains that it covers.
    leaves: u64,
    /// The Merkle root, in hexadecimal.
    root: String,
    /// The hash of the root before, in hexadecimal; zeroes for the first.
    previous: String,
    /// The public key that signed it (Ed25519, hexadecimal).
    public_key: String,
    /// The signature, in hexadecimal.
    signature: String,
    /// When time-stamping authorities (RFC 3161) have signed that it existed, the earliest first.
    /// Empty if this instance asks none, or none has answered yet.
    timestamps: Vec<RootTimestamp>,
}

/// The time-stamp of a daily root by an authority outside this instance.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct RootTimestamp {
    /// When the authority made it.
    at: Instant,
    /// The name in the authority's certificate.
    authority: String,
    /// The SHA-256 of the authority's certificate, in hexadecimal.
    certificate_sha256: String,
    /// Whether the certificate came from one that the administrator of this instance trusts.
    checked: bool,
    /// The token in DER, in Base64. It is over the SHA-256 of the bytes that the root signs.
    token: String,
}

impl From<KeptToken> for RootTimestamp {
    fn from(kept: KeptToken) -> Self {
        Self {
            at: kept.at.into(),
            authority: kept.authority.name,
            certificate_sha256: kept.authority.certificate.hex(),
            checked: kept.is_checked,
            token: BASE64_STANDARD.encode(kept.token),
        }
    }
}

impl From<(daily_root::DailyRoot, Vec<KeptToken>)> for DailyRoot {
    fn from((root, tokens): (daily_root::DailyRoot, Vec<KeptToken>)) -> Self {
        Self {
            number: root.number,
            at: root.at.into(),
            leaves: root.leaves,
            root: root.root.hex(),
            previous: root.previous.hex(),
            public_key: root.public_key.to_string(),
            signature: root.signature.into(),
            timestamps: tokens.into_iter().map(Into::into).collect(),
        }
    }
}
