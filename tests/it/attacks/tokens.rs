//! Forged access tokens, and tokens used for something they are not for.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};
use be_right::model::token::TokenKeys;
use hmac::{Hmac, KeyInit, Mac};
use poem::http::Method;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::{PASSWORD, Recipient, Reply, Server, Studio};

/// The signing secret of the test server (`support/server.rs`).
const SECRET: &[u8] = b"a secret for tests";

fn encoded(json: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(json.to_string())
}

/// A token with the given header and claims, signed with HMAC-SHA-256.
fn signed(header: &Value, claims: &Value, key: &[u8]) -> String {
    let message = format!("{}.{}", encoded(header), encoded(claims));
    let mac = Hmac::<Sha256>::new_from_slice(key).unwrap().chain_update(message.as_bytes());
    format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

/// The header and the claims of a token.
fn opened(token: &str) -> (Value, Value) {
    let part = |at: usize| {
        let part = token.split('.').nth(at).unwrap();
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    (part(0), part(1))
}

fn with(value: &Value, key: &str, other: Value) -> Value {
    let mut changed = value.clone();
    changed[key] = other;
    changed
}

fn without(value: &Value, key: &str) -> Value {
    let mut changed = value.clone();
    changed.as_object_mut().unwrap().remove(key);
    changed
}

/// Tries a token with ordinary requests, API tokens' requests, uploads and streams.
async fn opens_no_operation(server: &Server, what: &str, token: &str) {
    for (method, path) in
        [(Method::DELETE, "/company/1"), (Method::POST, "/tus"), (Method::GET, "/sse")]
    {
        let request = server.client().request(method, path);
        let request = request.header("authorization", format!("Bearer {token}"));
        let reply = Reply::read(request.header("tus-resumable", "1.0.0").send().await).await;
        assert_eq!(reply.status, 401, "{what} at {path}: {}", reply.text());
    }
}

/// The same, and as the browser's cookie.
async fn opens_nothing(server: &Server, what: &str, token: &str) {
    opens_no_operation(server, what, token).await;
    let cookie = format!("__Host-be-right={token}");
    let request = server.client().get("/console/people").header("cookie", cookie);
    let reply = Reply::read(request.send().await).await;
    assert_eq!(reply.status, 303, "{what} as a cookie: {}", reply.text());
}

#[tokio::test]
async fn no_access_token_can_be_forged() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let own = studio.token.as_str();
    let (header, claims) = opened(own);
    let (head, rest) = own.split_once('.').unwrap();
    let (body, signature) = rest.split_once('.').unwrap();
    // The helper works: a token made by it with the right key is accepted.
    let made = signed(&header, &claims, SECRET);
    server.send(Some(&made), Method::GET, "/user/profile", None).await.is(200);

    let seal = server.app.keys.seal.public().to_string();
    let kid = header["kid"].as_str().unwrap();
    let mine = b"a key of the forger";
    let mine_64 = BASE64_URL_SAFE_NO_PAD.encode(mine);
    let elsewhere = TokenKeys::new(b"another instance", None);
    let elsewhere = elsewhere.sign(&serde_json::from_value(claims.clone()).unwrap()).unwrap();
    let (other, _) = opened(&elsewhere);
    assert_ne!(other["kid"], header["kid"]);

    let mut forged: Vec<(String, String)> = vec![];
    for algorithm in ["none", "None", "NONE", "nOnE", ""] {
        let unsigned = encoded(&with(&header, "alg", json!(algorithm)));
        forged.push((format!("alg {algorithm:?}, unsigned"), format!("{unsigned}.{body}.")));
        forged
            .push((format!("alg {algorithm:?}, signed"), format!("{unsigned}.{body}.{signature}")));
    }
    let keys: [(&str, &[u8]); 6] = [
        ("the right key", SECRET),
        ("the public key of the seals", seal.as_bytes()),
        ("no key", b""),
        ("the id of the key", kid.as_bytes()),
        ("the word secret", b"secret"),
        ("the forger's own key", mine),
    ];
    for (name, key) in keys {
        for algorithm in ["HS256", "HS384", "HS512", "RS256", "PS256", "ES256", "EdDSA", "hs256"] {
            if (name, algorithm) != ("the right key", "HS256") {
                let token = signed(&with(&header, "alg", json!(algorithm)), &claims, key);
                forged.push((format!("{algorithm} by {name}"), token));
            }
        }
    }
    let key = json!({ "kty": "oct", "k": mine_64, "alg": "HS256", "kid": kid });
    for (name, value) in [
        ("jwk", key.clone()),
        ("jku", json!("https://evil.example/keys.json")),
        ("x5u", json!("https://evil.example/cert.pem")),
        ("x5c", json!([mine_64])),
        ("kid", json!("")),
        ("kid", json!(null)),
        ("kid", json!(7)),
        ("kid", json!("../../../../dev/null")),
        ("kid", json!("x' UNION SELECT 'a key of the forger' --")),
        ("kid", other["kid"].clone()),
    ] {
        let header = with(&header, name, value.clone());
        forged.push((format!("{name} {value}"), signed(&header, &claims, mine)));
        forged.push((format!("{name} {value}, no key"), signed(&header, &claims, b"")));
    }
    forged.push(("the right key, but named by nobody".into(), {
        signed(&without(&header, "kid"), &claims, SECRET)
    }));
    forged.push(("of another instance".into(), elsewhere.clone()));
    forged.push(("of another instance, under our key's id".into(), {
        let (_, rest) = elsewhere.split_once('.').unwrap();
        format!("{head}.{rest}")
    }));
    // Changed claims under the original signature.
    for (name, value) in [
        ("exp", json!(claims["exp"].as_i64().unwrap() + 1)),
        ("iat", json!(0)),
        ("sub", json!(studio.user + 1)),
        ("sid", json!(2)),
        ("cid", json!(studio.company + 1)),
        ("role", json!("ADMIN")),
    ] {
        let body = encoded(&with(&claims, name, value));
        forged.push((format!("another {name}"), format!("{head}.{body}.{signature}")));
    }
    // Claims that we never issue, correctly signed.
    let hour = server.app.now().0 / 1000 + 3600;
    for (what, claims) in [
        ("for another audience", with(&claims, "aud", json!("elsewhere"))),
        ("that never ends", without(&claims, "exp")),
        ("with a text as its end", with(&claims, "exp", json!("9999999999"))),
        ("over since an hour", with(&claims, "exp", json!(hour - 7200))),
        ("from tomorrow", with(&claims, "iat", json!(hour + 86_400))),
        ("of no session", without(&claims, "sid")),
        ("of a session of nobody", with(&claims, "sid", json!(999_999))),
        ("of another's session", with(&claims, "sub", json!(studio.user + 1))),
    ] {
        forged.push((what.to_owned(), signed(&header, &claims, SECRET)));
    }
    // The last base64 character of 32 bytes has two unused bits.
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let last = letters.iter().position(|one| Some(one) == own.as_bytes().last()).unwrap();
    let spare = format!("{}{}", &own[..own.len() - 1], letters[last | 1] as char);
    let raw = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
    for (what, token) in [
        ("of one part", head.to_owned()),
        ("of two parts", format!("{head}.{body}")),
        ("with an empty signature", format!("{head}.{body}.")),
        ("with no claims", format!("{head}..{signature}")),
        ("of four parts", format!("{own}.{signature}")),
        ("of five parts", format!("{head}..{body}.{signature}.")),
        ("less a character", own[..own.len() - 1].to_owned()),
        ("with half a signature", own[..own.len() - 21].to_owned()),
        ("with bits to spare", spare),
        ("with padding", format!("{own}=")),
        ("with its signature twice", format!("{own}{signature}")),
        ("in capitals", own.to_uppercase()),
        ("with its signature in hexadecimal", format!("{head}.{body}.{}", hex::encode(&raw))),
        ("with its signature in reverse", {
            let reversed: Vec<u8> = raw.iter().rev().copied().collect();
            format!("{head}.{body}.{}", BASE64_STANDARD_NO_PAD.encode(reversed))
        }),
    ] {
        forged.push((what.to_owned(), token));
    }
    assert!(forged.len() > 90, "{}", forged.len());
    for (what, token) in &forged {
        assert_ne!(token, own, "{what}");
        opens_nothing(&server, what, token).await;
    }
    studio.get("/user/profile").await.is(200);
}

async fn api_token(studio: &Studio<'_>, scopes: &[&str]) -> String {
    let body = json!({ "name": "Galerie", "scopes": scopes, "currentPassword": PASSWORD });
    let made = studio.post("/api-token", body).await;
    made.is(201).json["token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_token_of_one_kind_is_not_accepted_as_another() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    studio.plans("Catalogue", &[ana]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.proves_the_email().await;
    server.post("/auth/forgot-password", json!({ "email": studio.email })).await.is(202);
    server.settle().await;
    let reset = server.postbox.last_with(&studio.email, "/reset/").text;
    let reset = reset.split("/reset/").nth(1).unwrap().split_whitespace().next().unwrap();
    let text = |reply: &Reply, key: &str| reply.is(201).json[key].as_str().unwrap().to_owned();
    let ticket = text(&studio.acts("/sse/ticket").await, "ticket");
    let feed = text(&studio.acts("/event/calendar/feed").await, "url");
    let feed = feed.rsplit_once('/').unwrap().1.to_owned();
    // Browsers keep the refresh token as their cookie; operations do not accept it.
    opens_no_operation(&server, "a refresh token", &studio.refresh).await;
    for (what, token) in [
        ("a signing session", recipient.session.as_str()),
        ("a signing link", &recipient.token),
        ("a reset link", reset),
        ("a ticket", &ticket),
        ("a calendar address", &feed),
        ("the document's hash", &recipient.sha256),
    ] {
        opens_nothing(&server, what, token).await;
    }
    // An access token is no signing session, refresh token, ticket, link or media address.
    let access = studio.token.as_str();
    let signing = server.client().get(format!("/consent/{}/document", recipient.token));
    let signing = signing.header("authorization", format!("Bearer {access}")).send().await;
    Reply::read(signing).await.is(401);
    for token in [access, &recipient.session, &feed, reset] {
        server.post("/auth/refresh", json!({ "refreshToken": token })).await.is(401);
        server.get(&format!("/sse?ticket={token}")).await.is(401);
    }
    for token in [access, &studio.refresh, &recipient.session, &ticket] {
        server.get(&format!("/consent/{token}")).await.is(404);
        server.get(&format!("/calendar/{token}")).await.is(404);
        let choice = json!({ "token": token, "password": "une nouvelle phrase" });
        server.post("/auth/reset-password", choice).await.is(410);
        let choice = json!({ "token": token, "password": PASSWORD });
        assert_ne!(server.post("/auth/join", choice).await.status, 200);
    }
    // Tokens are not accepted in the query, where logs and browser histories would keep them.
    for key in ["access_token", "token", "authorization", "accessToken", "ticket"] {
        let reply = server.get(&format!("/user/profile?{key}={access}")).await;
        reply.is_problem(401, "unauthenticated");
    }
}

#[tokio::test]
async fn a_program_reaches_no_page_and_no_upload_without_its_scope() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Catalogue", &[]).await;
    let reads = api_token(&studio, &["files:read", "people:write", "shoots:write"]).await;
    let metadata = |id: i64| {
        let pair = |key: &str, value: &str| {
            format!("{key} {}", base64::prelude::BASE64_STANDARD.encode(value))
        };
        [pair("owner", "event"), pair("id", &id.to_string()), pair("filename", "a.jpg")].join(",")
    };
    let announces = async |token: &str| {
        let request = server.client().post("/tus").header("tus-resumable", "1.0.0");
        let request = request.header("authorization", format!("Bearer {token}"));
        let request = request.header("upload-length", "100");
        Reply::read(request.header("upload-metadata", metadata(event)).send().await).await
    };
    announces(&reads).await.is_problem(403, "token_scope_missing");
    let writes = api_token(&studio, &["files:write"]).await;
    let begun = announces(&writes).await;
    let at = begun.is(201).header("location");
    let at = at.strip_prefix("https://be-right.example").unwrap_or(at).to_owned();
    for (method, headers) in [
        (Method::HEAD, &[][..]),
        (Method::DELETE, &[]),
        (
            Method::PATCH,
            &[("upload-offset", "0"), ("content-type", "application/offset+octet-stream")],
        ),
    ] {
        let request = server.client().request(method.clone(), &at);
        let request = request.header("tus-resumable", "1.0.0");
        let request = request.header("authorization", format!("Bearer {reads}"));
        let request =
            headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let reply = Reply::read(request.body(&b"x"[..]).send().await).await;
        assert_eq!(reply.status, 403, "{method}: {}", reply.text());
    }
    // Pages need the cookie of a session; an API token does not open them.
    for token in [&reads, &writes] {
        for path in ["/console", "/console/people", "/console/search?q=a", "/console/token"] {
            for (name, value) in [
                ("authorization", format!("Bearer {token}")),
                ("cookie", format!("__Host-be-right={token}")),
            ] {
                let method = if path.ends_with("token") { Method::POST } else { Method::GET };
                let request = server.client().request(method, path).header(name, value);
                let request = request.header("sec-fetch-site", "same-origin");
                let reply = Reply::read(request.send().await).await;
                assert!(matches!(reply.status, 303 | 401), "{path} by {name}: {}", reply.status);
            }
        }
    }
    server.settle().await;
}
