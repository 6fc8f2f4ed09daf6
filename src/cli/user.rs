//! `be-right user`: manages accounts from this machine.

use std::io::{BufRead, Write, stdin, stdout};

use super::data_dir::DataDir;
use super::failure::Failure;
use super::serve::runtime;
use super::{Global, logging, wire};
use crate::actions::auth::{self, NewPerson};
use crate::model::keys::fresh_nonce;
use crate::model::{Locale, Role};
use crate::{App, Error};

/// The subcommands.
#[derive(clap::Subcommand)]
pub enum User {
    /// Add an account; without --password-stdin a password is generated and printed once
    #[command(
        after_help = "Example:\n  be-right user add ada@example.org --first-name Ada --last-name Lovelace --role ADMIN --company \"Studio Ada\""
    )]
    Add(Add),
    /// Set a user's password and sign them out everywhere
    #[command(after_help = "Example:\n  be-right user passwd ada@example.org")]
    Passwd(Passwd),
    /// Make a user ADMIN or DEVELOPER of the instance, or remove the role with NONE
    #[command(after_help = "Example:\n  be-right user role ada@example.org ADMIN")]
    Role(SetRole),
    /// Turn off the second factor of a user who has lost their app and recovery codes
    #[command(after_help = "Example:\n  be-right user second-factor-off ada@example.org")]
    SecondFactorOff(SecondFactorOff),
}

#[derive(clap::Args)]
pub struct Add {
    email: String,
    #[arg(long)]
    first_name: String,
    #[arg(long)]
    last_name: String,
    /// The role on the instance: ADMIN runs it, DEVELOPER sees no personal data
    #[arg(long, default_value = "NONE", value_parser = instance_role)]
    role: RoleOrNone,
    /// The name of the studio to create for them
    #[arg(long, value_name = "NAME")]
    company: Option<String>,
    /// The language of their e-mails: fr or en [default: the instance's]
    #[arg(long, value_parser = locale)]
    locale: Option<Locale>,
    /// Read the password from the first line of stdin
    #[arg(long)]
    password_stdin: bool,
}

#[derive(clap::Args)]
pub struct Passwd {
    email: String,
    /// Read the password from the first line of stdin
    #[arg(long)]
    password_stdin: bool,
}

#[derive(clap::Args)]
pub struct SetRole {
    email: String,
    #[arg(value_parser = instance_role)]
    role: RoleOrNone,
}

#[derive(clap::Args)]
pub struct SecondFactorOff {
    email: String,
}

#[derive(Clone, Copy)]
struct RoleOrNone(Option<Role>);

pub fn run(global: &Global, user: User) -> Result<(), Failure> {
    logging::start_quiet();
    let config = global.config()?;
    let data = DataDir::open(&config)?;
    runtime()?.block_on(async {
        let app = wire::app(config, &data)?;
        match user {
            User::Add(add) => add_user(&app, add).await,
            User::Passwd(Passwd { email, password_stdin }) => {
                let (password, made) = password(password_stdin)?;
                auth::set_password_of(&app, &email, password.clone()).await.map_err(explained)?;
                let shown = if made { format!(": {password}") } else { String::new() };
                say(&format!("{email} has a new password{shown}"))
            }
            User::Role(SetRole { email, role: RoleOrNone(role) }) => {
                auth::set_role_of(&app, &email, role).await.map_err(explained)?;
                let now = role.map_or("neither ADMIN nor DEVELOPER", Role::name);
                say(&format!("{email} is {now} now"))
            }
            User::SecondFactorOff(SecondFactorOff { email }) => {
                let done = auth::reset_second_factor_locally(&app, &email).await;
                say(&match done.map_err(explained)? {
                    true => format!("{email} logs in with the password alone now"),
                    false => format!("{email} had no second factor"),
                })
            }
        }
    })
}

async fn add_user(app: &App, add: Add) -> Result<(), Failure> {
    let (password, made) = password(add.password_stdin)?;
    let person = NewPerson {
        email: add.email.clone(),
        password: password.clone(),
        first_name: add.first_name,
        last_name: add.last_name,
        company_name: add.company,
        role: add.role.0,
        locale: add.locale.unwrap_or(app.config.locale),
    };
    auth::add(app, person).await.map_err(explained)?;
    let shown = if made { format!(", with the password {password}") } else { String::new() };
    say(&format!("{} can sign in{shown}", add.email))
}

/// Reads the password, or generates one; true if it was generated.
fn password(from_stdin: bool) -> Result<(String, bool), Failure> {
    if !from_stdin {
        return Ok((fresh_nonce(), true));
    }
    let mut line = String::new();
    stdin().lock().read_line(&mut line)?;
    Ok((line.trim_end_matches(['\r', '\n']).to_owned(), false))
}

fn say(text: &str) -> Result<(), Failure> {
    Ok(writeln!(stdout(), "{text}")?)
}

fn explained(error: Error) -> Failure {
    let next = match &error {
        Error::Conflict("email_taken") => {
            "This e-mail has an account already: see `be-right user passwd` and `be-right user role`."
        }
        Error::NotFound(_) => "No account has this e-mail: see `be-right user add`.",
        Error::Invalid(_) => {
            "See `be-right user add --help`. A password has ten characters or more, and is no common one."
        }
        _ => "See `be-right doctor`.",
    };
    Failure::from(error).next(next)
}

fn instance_role(text: &str) -> Result<RoleOrNone, String> {
    match text {
        "NONE" => Ok(RoleOrNone(None)),
        _ => Role::from_name(text)
            .filter(|role| !role.is_of_company())
            .map(|role| RoleOrNone(Some(role)))
            .ok_or_else(|| "expected ADMIN, DEVELOPER or NONE".to_owned()),
    }
}

pub fn locale(text: &str) -> Result<Locale, String> {
    Locale::ALL
        .into_iter()
        .find(|locale| locale.tag() == text)
        .ok_or_else(|| "expected fr or en".to_owned())
}
