//! The first start: creates the first administrator. There is no default password.

use std::fs;
use std::io::{Write, stderr};

use super::data_dir::DataDir;
use super::failure::Failure;
use crate::App;
use crate::actions::auth::{self, NewPerson};
use crate::model::Role;

/// On an empty database, creates the configured administrator, or else a claim link whose first
/// visitor becomes administrator. The link is printed and written to a file that only its owner can
/// read.
pub async fn prepare(app: &App, data: &DataDir) -> Result<(), Failure> {
    if auth::is_unclaimed(app).await? && !make_administrator(app).await? {
        if let Some(token) = auth::open_claim(app).await? {
            let link = app.url(&format!("/claim/{token}"));
            DataDir::replace_private(&data.claim(), &format!("{link}\n"))?;
            if std::env::var_os("JOURNAL_STREAM").is_some() {
                // Readers of the journal must not be able to claim the instance.
                let file = data.claim();
                tracing::warn!(file = %file.display(), "nobody has an account yet: the link in this file makes the first one");
                return Ok(());
            }
            writeln!(
                stderr(),
                "\nNobody has an account yet. Whoever opens this link makes the first one:\n\n  \
                 {link}\n\nIt works once, and until the next start; it is also in {}.\n",
                data.claim().display()
            )?;
        }
        return Ok(());
    }
    data.is_claimed()?;
    match fs::remove_file(data.claim()) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// False if none is configured.
async fn make_administrator(app: &App) -> Result<bool, Failure> {
    let admin = &app.config.admin;
    let (Some(email), Some(password)) = (&admin.email, &admin.password) else { return Ok(false) };
    let or = |given: &str, other: &str| if given.is_empty() { other } else { given }.to_owned();
    let person = NewPerson {
        email: email.clone(),
        password: password.reveal().to_owned(),
        first_name: or(&admin.first_name, "Admin"),
        last_name: or(&admin.last_name, "be-right"),
        company_name: Some(or(&admin.company_name, "be-right")),
        role: Some(Role::Admin),
        locale: app.config.locale,
    };
    auth::add(app, person).await.map_err(|error| {
        Failure::from(error).next("See admin.email and admin.password in `be-right config show`.")
    })?;
    tracing::info!("made the administrator that is configured");
    Ok(true)
}
