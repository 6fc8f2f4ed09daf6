//! Certificates from an authority by ACME (RFC 8555), such as Let's Encrypt.

use std::pin::Pin;

use anyhow::{Context, bail};
use hyper::body::Bytes;
use instant_acme::{
    Account, AccountCredentials, AuthorizationStatus, BodyWrapper, BytesResponse, ChallengeType,
    HttpClient, Identifier, NewAccount, NewOrder, OrderStatus, RetryPolicy,
};
use poem::http::{Request, Response};
use reqwest::Client;
use serde::{Deserialize, Serialize};

use crate::model::Secret;

/// An account at an authority, as it is kept.
#[derive(Serialize, Deserialize)]
pub struct KeptAccount {
    /// The address of the authority's directory.
    directory: String,
    credentials: AccountCredentials,
}

/// A certificate with its chain, and its key, both in PEM.
pub struct Issued {
    pub chain: String,
    pub key: Secret,
}

/// How the name is proved to the authority.
pub enum NameProof {
    /// By the reply to a request for `token` without TLS, on port 80 (RFC 8555, 8.3).
    Text { token: String, text: String },
    /// By a certificate in PEM and its key, on port 443 (RFC 8737).
    Certificate { chain: String, key: Secret },
}

/// An authority, seen from a server with a name.
pub struct Authority {
    client: Client,
    directory: String,
    /// Where the authority writes to before a certificate ends.
    email: Option<String>,
}

impl Authority {
    pub fn new(client: Client, directory: String, email: Option<String>) -> Self {
        Self { client, directory, email }
    }

    /// The account that was kept, if it is one of this authority, else a new one, which is to be kept.
    ///
    /// # Errors
    /// The authority cannot be reached, or refuses.
    pub async fn account(
        &self,
        kept: Option<KeptAccount>,
    ) -> anyhow::Result<(Account, Option<KeptAccount>)> {
        let directory = self.directory.clone();
        let builder = Account::builder_with_http(Box::new(Http(self.client.clone())));
        if let Some(kept) = kept.filter(|kept| kept.directory == directory) {
            return Ok((builder.from_credentials(kept.credentials).await?, None));
        }
        let contact = self.email.as_ref().map(|email| format!("mailto:{email}"));
        let contact: Vec<&str> = contact.iter().map(String::as_str).collect();
        let new = NewAccount {
            contact: &contact,
            terms_of_service_agreed: true,
            only_return_existing: false,
        };
        let (account, credentials) = builder.create(&new, directory.clone(), None).await?;
        Ok((account, Some(KeptAccount { directory, credentials })))
    }

    /// Has a certificate issued for a name. `prove` shows a proof to whoever asks this server;
    /// `by_text` chooses which.
    ///
    /// # Errors
    /// The authority cannot be reached, refuses, or does not find the proof: its reason.
    pub async fn issue(
        &self,
        account: &Account,
        host: &str,
        by_text: bool,
        prove: impl Fn(NameProof) -> anyhow::Result<()> + Send,
    ) -> anyhow::Result<Issued> {
        let names = [Identifier::Dns(host.to_owned())];
        let mut order = account.new_order(&NewOrder::new(&names)).await?;
        let mut asked = order.authorizations();
        while let Some(one) = asked.next().await {
            let mut one = one?;
            match one.status {
                AuthorizationStatus::Valid => continue,
                AuthorizationStatus::Pending => {}
                other => bail!("the authority does not ask for a proof: {other:?}"),
            }
            let kind = if by_text { ChallengeType::Http01 } else { ChallengeType::TlsAlpn01 };
            let mut challenge =
                one.challenge(kind).context("the authority offers no challenge of this kind")?;
            let answer = challenge.key_authorization();
            prove(match by_text {
                true => NameProof::Text {
                    token: challenge.token.clone(),
                    text: answer.as_str().to_owned(),
                },
                false => certificate(host, answer.digest().as_ref())?,
            })?;
            challenge.set_ready().await?;
        }
        let patience = RetryPolicy::default();
        if order.poll_ready(&patience).await? != OrderStatus::Ready {
            let reason = refusal(&mut order).await;
            bail!("the authority did not find the proof: {reason}");
        }
        let key = Secret::new(order.finalize().await?);
        let chain = order.poll_certificate(&patience).await?;
        Ok(Issued { chain, key })
    }
}

/// Why an order is not ready, in the words of the authority.
async fn refusal(order: &mut instant_acme::Order) -> String {
    let mut asked = order.authorizations();
    while let Some(Ok(one)) = asked.next().await {
        if let Some(problem) = one.challenges.iter().find_map(|one| one.error.as_ref()) {
            return problem.to_string();
        }
    }
    "it does not say why".to_owned()
}

/// A certificate that proves a name to an authority.
fn certificate(host: &str, digest: &[u8]) -> anyhow::Result<NameProof> {
    let mut params = rcgen::CertificateParams::new(vec![host.to_owned()])?;
    params.custom_extensions = vec![rcgen::CustomExtension::new_acme_identifier(digest)];
    let key = rcgen::KeyPair::generate()?;
    let chain = params.self_signed(&key)?.pem();
    Ok(NameProof::Certificate { chain, key: Secret::new(key.serialize_pem()) })
}

/// Our HTTP client, for the crate.
struct Http(Client);

impl HttpClient for Http {
    fn request(
        &self,
        request: Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, instant_acme::Error>> + Send>> {
        let client = self.0.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let sent = client
                .request(parts.method, parts.uri.to_string())
                .headers(parts.headers)
                .body(reqwest::Body::wrap(body))
                .send()
                .await;
            let reply = sent.map_err(|error| instant_acme::Error::Other(error.into()))?;
            Ok(BytesResponse::from(Response::<reqwest::Body>::from(reply)))
        })
    }
}
