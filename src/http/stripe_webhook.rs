//! `POST /stripe/webhook`: what the payment service calls. Its signature is over the raw body, which
//! is read as it comes. Not in the OpenAPI document, because only the payment service calls it.

use poem::http::{HeaderMap, StatusCode};
use poem::web::Data;
use poem::{Response, handler};

use super::Problem;
use crate::App;
use crate::actions::billing;

/// Receives an event; replies 200 at once, whatever follows from it.
#[handler]
pub async fn receive(
    Data(app): Data<&App>,
    headers: &HeaderMap,
    body: Vec<u8>,
) -> Result<Response, Problem> {
    let signature = headers.get("stripe-signature").and_then(|value| value.to_str().ok());
    billing::receive(app, signature.unwrap_or_default(), &body).await?;
    Ok(Response::builder().status(StatusCode::OK).finish())
}
