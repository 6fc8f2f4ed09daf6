//! `be-right demo`: runs a sample studio. It uses the same code as a real one, in a temporary
//! folder; mails are kept and shown on this machine instead of sent.

mod pictures;
mod school;
mod story;

use std::io::{ErrorKind, Write, stdout};
use std::net::TcpListener;
use std::sync::Arc;

use super::data_dir::DataDir;
use super::failure::Failure;
use super::serve::{bind, runtime, until_stopped};
use super::{logging, wire};
use crate::adapters::OutboxMailer;
use crate::app::Guest;
use crate::config::{Config, Sources};
use crate::model::Locale;
use crate::model::keys::fresh_nonce;

/// The arguments of `be-right demo`.
#[derive(clap::Args)]
pub struct Demo {
    /// The port; 0 picks a free one [default: 8080, or a free one if that is taken]
    #[arg(long)]
    port: Option<u16>,
    /// The studio's language: fr or en
    #[arg(long, default_value = "fr", value_parser = super::user::locale)]
    lang: Locale,
    /// Add a school: 1,200 pupils in 45 classes, photographers, and two shoots of 2,000 photographs;
    /// it takes some minutes to make
    #[arg(long)]
    large: bool,
}

pub fn run(demo: &Demo) -> Result<(), Failure> {
    let folder = tempfile::Builder::new().prefix("be-right-demo-").tempdir()?;
    // The machine's own configuration is ignored: nothing may leave this machine.
    let set = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let flags = vec![
        set("data_dir", &folder.path().display().to_string()),
        set("listen.address", "127.0.0.1"),
        set("listen.port", &demo.port.unwrap_or(8080).to_string()),
        set("locale", demo.lang.tag()),
        set("log.level", "warn"),
        // All signers share the visitor's address.
        set("limits.consent_per_address", "1000 per 1min"),
    ];
    let mut config = Config::load(&Sources { flags, ..Sources::default() })?;
    logging::start(&config.log);
    let listener = listen(&mut config, demo.port.is_none())?;
    let url = config.public_url.clone();
    let data = DataDir::open(&config)?;
    let outbox = Arc::new(OutboxMailer::new(data.outbox(), config.smtp.from.clone())?);
    runtime()?.block_on(async {
        let mut app = wire::app_with(config, &data, outbox.clone())?;
        app.outbox = Some(outbox.clone());
        let password = fresh_nonce();
        let sample = story::create(&app, outbox.as_ref(), demo.lang, &password, demo.large).await?;
        app.guest = Some(Guest { email: sample.owner.clone() });
        stdout().write_all(welcome(&url, &password, &sample).as_bytes())?;
        until_stopped(app, listener, None).await
    })
}

fn welcome(url: &str, password: &str, sample: &story::SampleStudio) -> String {
    let story::SampleStudio { owner, studio, waiting, invitation } = sample;
    format!(
        "
be-right demo, until Ctrl-C:

  {url}

  sign in as   {owner}
  password     {password}

As someone who is photographed:

  1. Read the invitation to {waiting}: {url}/outbox/{invitation}
  2. Open its link and ask for the code; it arrives in {url}/outbox
  3. Decide and sign: all answers are in, and the PDF is in the outbox.

As {studio}: {url}/console, or through the API: {url}/docs

"
    )
}

/// Binds the default port, or any free one if it is taken and none was requested.
fn listen(config: &mut Config, may_move: bool) -> Result<TcpListener, Failure> {
    let usual = (config.listen.address, config.listen.port);
    let taken = TcpListener::bind(usual).is_err_and(|error| error.kind() == ErrorKind::AddrInUse);
    if may_move && taken {
        config.is_listening_on(0);
    }
    let listener = bind(config)?;
    config.is_listening_on(listener.local_addr()?.port());
    Ok(listener)
}
