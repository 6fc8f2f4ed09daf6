//! Logging in with a password (RFC 4954).
//!
//! lettre supports the mechanisms but uses only the first one offered, and recognises only offers
//! in the RFC's form. Servers offer in lower case, in the older form `AUTH=LOGIN PLAIN`, and
//! offer mechanisms that they then refuse.

use std::collections::BTreeSet;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Auth, Ehlo};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;

use super::failure::{Failure, Pace, within};
use crate::ports::Stage;

/// In order of preference.
const MECHANISMS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];
/// The maximum number of challenges before the server accepts or refuses.
const CHALLENGES: usize = 10;

/// Logs in with a mechanism that the server offers; with the next one if it does not know the
/// first after all.
pub async fn log_in(
    connection: &mut AsyncSmtpConnection,
    hello: &ClientId,
    username: &str,
    password: &str,
    pace: Pace,
) -> Result<(), Failure> {
    let credentials = Credentials::new(username.to_owned(), password.to_owned());
    let info = connection.server_info();
    let mut offered: Vec<_> =
        MECHANISMS.into_iter().filter(|one| info.supports_auth_mechanism(*one)).collect();
    if offered.is_empty() {
        // Sends EHLO again to read the raw reply; this has no other effect.
        let answer = connection.command(Ehlo::new(hello.clone()));
        let names = names(&within(pace, Stage::Auth, answer).await?);
        let is_offered = |one: &Mechanism| names.contains(&one.to_string());
        offered = MECHANISMS.into_iter().filter(is_offered).collect();
        if offered.is_empty() {
            return Err(Failure::new(Stage::Auth, &no_password_login(&names)));
        }
    }
    let last = offered.len() - 1;
    for (nth, mechanism) in offered.into_iter().enumerate() {
        match converse(connection, mechanism, &credentials, pace).await {
            Err(refused) if nth < last && refused.is_unknown_command() => {}
            other => return other,
        }
    }
    Ok(())
}

/// The mechanisms offered, in upper case, in any notation.
fn names(answer: &Response) -> BTreeSet<String> {
    let capital: Vec<_> = answer.message().map(str::to_uppercase).collect();
    let lines = capital.iter().filter_map(|line| {
        line.strip_prefix("AUTH").filter(|rest| rest.starts_with([' ', '=', '\t']))
    });
    let words = lines.flat_map(|rest| rest.split([' ', '=', ',', '\t']));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn no_password_login(names: &BTreeSet<String>) -> String {
    if names.is_empty() {
        return "the server offers no login; many do so only on port 587 or 465".to_owned();
    }
    let list = names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    format!("the server offers no login by password, only {list}")
}

async fn converse(
    connection: &mut AsyncSmtpConnection,
    mechanism: Mechanism,
    credentials: &Credentials,
    pace: Pace,
) -> Result<(), Failure> {
    let command = Auth::new(mechanism, credentials.clone(), None);
    let mut reply = say(connection, command, pace).await?;
    for _ in 0..CHALLENGES {
        if !reply.has_code(334) {
            return Ok(());
        }
        let answer = Auth::new_from_response(mechanism, credentials.clone(), &reply);
        reply = say(connection, answer, pace).await?;
    }
    Err(Failure::new(Stage::Auth, "the server asks on and on"))
}

async fn say(
    connection: &mut AsyncSmtpConnection,
    command: Result<Auth, SmtpError>,
    pace: Pace,
) -> Result<Response, Failure> {
    within(pace, Stage::Auth, async { connection.command(command?).await }).await
}

#[cfg(test)]
mod tests {
    use lettre::transport::smtp::response::{Category, Code, Detail, Severity};

    use super::*;

    fn offered(lines: &[&str]) -> Vec<String> {
        let code = Code::new(Severity::PositiveCompletion, Category::MailSystem, Detail::Zero);
        let lines = lines.iter().map(|line| (*line).to_owned()).collect();
        names(&Response::new(code, lines)).into_iter().collect()
    }

    #[test]
    fn mechanisms_are_found_however_they_are_offered() {
        assert_eq!(offered(&["mx.example", "AUTH PLAIN LOGIN"]), ["LOGIN", "PLAIN"]);
        assert_eq!(offered(&["mx.example", "auth plain login"]), ["LOGIN", "PLAIN"]);
        assert_eq!(offered(&["mx.example", "AUTH=LOGIN PLAIN"]), ["LOGIN", "PLAIN"]);
        assert_eq!(offered(&["mx.example", "AUTH XOAUTH2"]), ["XOAUTH2"]);
        assert_eq!(offered(&["auth.example", "8BITMIME"]), [""; 0]);
    }
}
