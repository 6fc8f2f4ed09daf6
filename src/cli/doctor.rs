//! `be-right doctor`: checks everything the instance needs and reports what would not work.

mod billing;
mod tls;

use std::io::{Write, stdout};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::time::Duration;

use super::data_dir::DataDir;
use super::failure::Failure;
use super::serve::runtime;
use super::{Global, logging, wire};
use crate::actions::{alarms, auth, backup, files, health, search};
use crate::adapters::{SmtpMailer, SystemClock};
use crate::config::{Config, Provenance, Registration};
use crate::model::{AlarmKind, Digest, printable};
use crate::ports::Clock as _;
use crate::store::restore::DatabaseFile;

/// The longest that a time-stamping authority is waited for.
const TIME_STAMP_PATIENCE: Duration = Duration::from_secs(10);

/// The result of one check.
enum Finding {
    Fine(String),
    /// It works, but perhaps not as intended.
    Odd(String),
    Broken(String),
}
use Finding::{Broken, Fine, Odd};

pub fn run(global: &Global) -> Result<(), Failure> {
    logging::start_quiet();
    let config = global.config()?;
    let mut report = Checkup::default();
    report.add("configuration", configuration(&config));
    report.add("address", address(&config));
    report.add("proxies", proxies(&config));
    report.add("registration", registration(&config));
    match DataDir::open(&config) {
        Ok(data) => {
            report.add("data folder", folder(&data));
            let port = listens(&config);
            report.add("server", server(&data, port, &config));
            if let Some(found) = tls::check(&config, &data) {
                report.add("TLS", found);
            }
            runtime()?.block_on(async {
                report.add("database", database(&config, &data).await);
                for (what, found) in contents(&config, &data).await {
                    report.add(what, found);
                }
                report.add("search", index(&config, &data).await);
                report.add("backup", backups(&config, &data).await);
                for found in time_stamps(&config).await {
                    report.add("time-stamps", found);
                }
                for found in billing::checks(&config).await {
                    report.add("billing", found);
                }
                report.add("mail", mail(&config).await);
                if let Some(waits) = waiting_mail(&config, &data).await {
                    report.add("waiting mail", waits);
                }
            });
        }
        Err(failure) => report.add("data folder", Broken(failure.to_string())),
    }
    report.finish()
}

#[derive(Default)]
struct Checkup {
    text: String,
    broken: usize,
}

impl Checkup {
    fn add(&mut self, what: &str, found: Finding) {
        let (mark, text) = match &found {
            Fine(text) => ("ok     ", text),
            Odd(text) => ("note   ", text),
            Broken(text) => ("BROKEN ", text),
        };
        self.broken += usize::from(matches!(found, Broken(_)));
        self.text.push_str(&format!("{mark} {what:<14} {text}\n"));
    }

    fn finish(self) -> Result<(), Failure> {
        stdout().write_all(self.text.as_bytes())?;
        match self.broken {
            0 => Ok(()),
            some => Err(Failure::new(format!("{some} of these must be mended"))),
        }
    }
}

fn configuration(config: &Config) -> Finding {
    let Provenance { file: Some(file), has_secret: true, .. } = &config.provenance else {
        return Fine("every setting is valid".to_owned());
    };
    match std::fs::metadata(file).is_ok_and(|about| about.permissions().mode() & 0o007 != 0) {
        true => Broken(format!(
            "holds a secret, and everybody can read it: chmod o= {}",
            file.display()
        )),
        false => Fine("every setting is valid, and its secrets are nobody else's".to_owned()),
    }
}

fn address(config: &Config) -> Finding {
    let url = &config.public_url;
    if config.is_public_url_secure() {
        Fine(format!("links begin with {url}"))
    } else if url.contains("//localhost") || url.contains("//127.") || url.contains("//[::1]") {
        Odd(format!("links begin with {url}: only this machine can open them; set public_url"))
    } else {
        Odd(format!("links begin with {url}, without TLS: codes and signatures travel in clear"))
    }
}

fn proxies(config: &Config) -> Finding {
    let trusted = &config.http.trusted_proxies;
    if trusted.iter().any(|network| network.prefix_len() == 0) {
        return Broken("http.trusted_proxies believes everyone: anybody can choose the address that evidence names".to_owned());
    }
    match (trusted.is_empty(), config.is_public_url_secure()) {
        (true, true) if config.tls.is_on() => Fine("none: TLS is be-right's own".to_owned()),
        (true, true) => {
            Odd("public_url is https, so there is a proxy, but http.trusted_proxies is empty: \
             evidence and limits will name the proxy instead of people"
                .to_owned())
        }
        (true, false) => Fine("none".to_owned()),
        (false, _) => Fine(trusted.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
    }
}

fn registration(config: &Config) -> Finding {
    match config.registration {
        Registration::Open => {
            Odd("open: strangers can send e-mail in your name; set registration".to_owned())
        }
        Registration::Invite => Fine("a studio is opened by invitation".to_owned()),
        Registration::Closed => Fine("closed".to_owned()),
    }
}

fn folder(data: &DataDir) -> Finding {
    let open_to_others = data.private_files().into_iter().find(|path| {
        std::fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
    });
    if let Some(path) = open_to_others {
        return Broken(format!("others can read {0}: chmod go= {0}", path.display()));
    }
    let Ok(owner) = std::fs::metadata(data.path()).map(|about| about.uid()) else {
        return Broken("cannot be looked at".to_owned());
    };
    let mut foreign = None;
    let mut locked = None;
    for (path, about) in data.main_files() {
        if about.uid() != owner {
            foreign.get_or_insert(path);
        } else if about.permissions().mode() & 0o200 == 0 {
            locked.get_or_insert(path);
        }
    }
    match (foreign, locked) {
        (Some(path), _) => Broken(format!(
            "{} belongs to another account than the folder: chown -R --reference={1} {1}",
            path.display(),
            data.path().display()
        )),
        (None, Some(path)) => {
            Broken(format!("{0} cannot be written to: chmod u+w {0}", path.display()))
        }
        (None, None) => Fine("writable, and its secrets are its owner's only".to_owned()),
    }
}

/// Checks of the database's content and of the files it refers to; empty without a database.
async fn contents(config: &Config, data: &DataDir) -> Vec<(&'static str, Finding)> {
    if !data.has_database() || data.lost_database().is_err() {
        return vec![];
    }
    let app = match wire::app(config.clone(), data) {
        Ok(app) => app,
        // The database check reports this; damage inside the database may be the cause.
        Err(_) => {
            let faults = DatabaseFile::open(&data.database()).and_then(|copy| copy.faults(false));
            let fault = match faults {
                Ok(faults) => faults.into_iter().next(),
                Err(error) => Some(Failure::from(error).to_string()),
            };
            let next = AlarmKind::DatabaseDamaged.next();
            let damaged =
                |fault: String| Broken(format!("the database file is damaged ({fault}). {next}"));
            return fault.map(|fault| ("integrity", damaged(fault))).into_iter().collect();
        }
    };
    let or_broken = |found: crate::Result<Finding>| {
        found.unwrap_or_else(|error| Broken(Failure::from(error).to_string()))
    };
    let integrity = health::faults(&app).await.map(|faults| match faults.first() {
        None => Fine("the database file is whole".to_owned()),
        Some(first) => Broken(format!(
            "the database file is damaged ({first}). {}",
            AlarmKind::DatabaseDamaged.next()
        )),
    });
    let lost = files::absent(&app).await.map(|lost| match lost {
        (0, 0) => Fine("none is missing; `be-right media check` reads them all".to_owned()),
        (documents, photos) => Broken(format!(
            "{documents} signed documents and {photos} photographs are lost. {}",
            AlarmKind::FilesLost.next()
        )),
    });
    let seal = health::seal_key_fits(&app).await.map(|fits| match fits {
        true => Fine("seals with the key of what was sealed before".to_owned()),
        false => Broken(format!(
            "secrets/seal.key is not the key of what was sealed before. {}",
            AlarmKind::SealKeyChanged.next()
        )),
    });
    let mut found = vec![
        ("integrity", or_broken(integrity)),
        ("files", or_broken(lost)),
        ("evidence", or_broken(seal)),
    ];
    match alarms::list(&app).await {
        Ok(alarms) => found.extend(alarms.into_iter().map(|alarm| {
            let since = alarm.since.rfc3339();
            let what = alarm.kind.name().replace('_', " ");
            let next = alarm.kind.next();
            ("alarm", Broken(format!("{what} since {since}: {}. {next}", alarm.detail)))
        })),
        Err(error) => found.push(("alarm", Broken(Failure::from(error).to_string()))),
    }
    found
}

/// Whether something listens on the configured port.
fn listens(config: &Config) -> bool {
    let mut address = SocketAddr::new(config.listen.address, config.listen.port);
    if address.ip().is_unspecified() {
        address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    TcpStream::connect_timeout(&address, Duration::from_secs(2)).is_ok()
}

fn server(data: &DataDir, port_answers: bool, config: &Config) -> Finding {
    let port = config.listen.port;
    match (data.hold().is_err(), port_answers) {
        (true, true) => Fine(format!("runs, and port {port} answers")),
        (true, false) => Broken(format!("runs, but port {port} does not answer")),
        (false, true) => Broken(format!("does not run, and something else has port {port}")),
        (false, false) => Odd("does not run".to_owned()),
    }
}

async fn database(config: &Config, data: &DataDir) -> Finding {
    if let Err(failure) = data.lost_database() {
        return Broken(failure.whole());
    }
    if !data.has_database() {
        return Odd("none yet: the first start makes it".to_owned());
    }
    let looked = async {
        let app = wire::app(config.clone(), data)?;
        let queue = health::ready(&app).await?;
        let unclaimed = auth::is_unclaimed(&app).await?;
        Ok::<_, Failure>((queue, unclaimed))
    };
    match looked.await {
        Ok((_, true)) => {
            Odd(format!("answers; nobody has an account yet: see {}", data.claim().display()))
        }
        Ok((queue, _)) if queue.parked > 0 => Broken(format!(
            "answers; {} jobs failed for good and wait for someone to look, {} are waiting",
            queue.parked, queue.waiting
        )),
        Ok((queue, _)) => Fine(format!("answers; {} jobs are waiting", queue.waiting)),
        Err(failure) => Broken(failure.to_string()),
    }
}

async fn backups(config: &Config, data: &DataDir) -> Finding {
    let Some(folder) = &config.backup.folder else {
        return Odd("none by themselves: set backup.folder, best on another disk".to_owned());
    };
    if !data.has_database() {
        return Odd("none yet".to_owned());
    }
    let looked = async {
        let app = wire::app(config.clone(), data)?;
        Ok::<_, Failure>((health::ready(&app).await?.backup, backup::list(&app).await?))
    };
    let (age, found) = match looked.await {
        Ok(looked) => looked,
        Err(failure) => return Broken(failure.to_string()),
    };
    let kept = match found.kept {
        Ok(kept) => kept,
        Err(trouble) if found.tried.is_empty() && has_parent(folder) => {
            return Odd(format!("none yet: {trouble}; the first one makes the folder if it can"));
        }
        Err(_) if !has_parent(folder) => {
            return Broken(format!(
                "{} cannot be made: what it stands in does not exist. Mount the disk, make that \
                 folder, or set backup.folder",
                folder.display()
            ));
        }
        Err(trouble) => return Broken(format!("{trouble}. {}", trouble.next())),
    };
    let failed = found.tried.first().and_then(|tried| tried.outcome.as_ref().err());
    let Some(last) = kept.first() else {
        return match failed {
            Some(trouble) => Broken(format!("none yet: {trouble}. {}", trouble.next())),
            None => Odd("none yet: `be-right backup` makes the first".to_owned()),
        };
    };
    let about = format!("{} kept, the last of {}", kept.len(), last.manifest.taken_at);
    if let Some(trouble) = failed {
        return Broken(format!("{about}; since: {trouble}. {}", trouble.next()));
    }
    if age == health::Backup::Stale {
        return Broken(format!("{about}, which is too long ago: see `be-right jobs list`"));
    }
    if !last.manifest.lost.is_empty() {
        let lost = last.manifest.lost.len();
        return Broken(format!(
            "{about}; {lost} files were lost before it: `be-right media check`"
        ));
    }
    match is_same_disk(folder, data) {
        true => {
            Odd(format!("{about}, on the same disk as the data: copy the folder elsewhere too"))
        }
        false => Fine(about),
    }
}

fn has_parent(folder: &Path) -> bool {
    folder.parent().is_none_or(Path::is_dir)
}

fn is_same_disk(folder: &Path, data: &DataDir) -> bool {
    let device = |path: &Path| std::fs::metadata(path).map(|about| about.dev()).ok();
    device(folder) == device(data.path())
}

/// Beyond this many pending changes, indexing has stalled.
const BEHIND: i64 = 50_000;

async fn index(config: &Config, data: &DataDir) -> Finding {
    if !data.has_database() {
        return Odd("no index yet: the first start makes it".to_owned());
    }
    let held = data.hold();
    let looked = async {
        let app = wire::app(config.clone(), data)?;
        Ok::<_, Failure>(match held {
            // The server has the index open: the pending changes show how far it is.
            Err(_) => match search::waiting(&app).await? {
                waiting if waiting > BEHIND => Odd(format!(
                    "{waiting} changes wait to be indexed: see the log, or `be-right reindex`"
                )),
                _ => Fine("follows".to_owned()),
            },
            Ok(_) => match search::try_open(&app).await? {
                (Some(documents), lacks) => {
                    Fine(format!("{documents} documents, sound; {lacks} changes to take in"))
                }
                (None, _) => Odd("has to be made anew: the next start does that".to_owned()),
            },
        })
    };
    match looked.await {
        Ok(found) => found,
        Err(failure) => Broken(failure.to_string()),
    }
}

/// The mail server's reply since mail stopped being sent.
async fn waiting_mail(config: &Config, data: &DataDir) -> Option<Finding> {
    if !data.has_database() {
        return None;
    }
    let looked = async {
        let app = wire::app(config.clone(), data)?;
        Ok::<_, Failure>(health::ready(&app).await?.mail)
    };
    let trouble = looked.await.ok()??;
    Some(Broken(super::mail::trouble(&trouble)))
}

/// Whether each time-stamping authority answers, rightly, and is one that is trusted.
async fn time_stamps(config: &Config) -> Vec<Finding> {
    let witnesses = match wire::witnesses(config) {
        Ok(witnesses) => witnesses,
        Err(failure) => return vec![Broken(failure.to_string())],
    };
    let mut found = vec![];
    for authority in &witnesses.authorities {
        let url = authority.url();
        let nothing = Digest::of(rand::random::<[u8; 32]>());
        let token = match authority.stamp(nothing, TIME_STAMP_PATIENCE).await {
            Ok(token) => token,
            Err(why) => {
                found.push(Broken(format!("{url}: {why}")));
                continue;
            }
        };
        let by = format!("{url} answers as {}", printable(&token.authority.name));
        let certificate = token.authority.certificate;
        found.push(if !token.is_near(SystemClock.now()) {
            Broken(format!("{by}, but its time is {}", token.at.rfc3339()))
        } else if witnesses.is_trusted(&token) {
            Fine(format!("{by}, whose certificate is from proof.timestamp_roots"))
        } else if witnesses.roots.is_some() {
            Broken(format!(
                "{by}, whose certificate {certificate} is not from proof.timestamp_roots"
            ))
        } else {
            Odd(format!("{by}, certificate {certificate}: set proof.timestamp_roots to check it"))
        });
    }
    found
}

async fn mail(config: &Config) -> Finding {
    if !config.mail.enabled {
        return Odd("mail.enabled is false: mails are recorded, and none is sent".to_owned());
    }
    let Some(settings) = wire::smtp(config) else {
        return Odd("no smtp.host: mails become files in outbox/, and reach nobody".to_owned());
    };
    let server = format!("{}:{}", settings.host, settings.port);
    let mailer = match SmtpMailer::new(settings) {
        Ok(mailer) => mailer,
        Err(error) => return Broken(format!("{error:#}")),
    };
    match mailer.test_connection().await {
        Ok(reached) => {
            let how = if reached.encrypted { "encrypted" } else { "in clear" };
            let who = if reached.logged_in { "logged in" } else { "without login" };
            let greeting = mailer.greeting();
            Fine(format!("{server} answers to {greeting}, {how}, {who}; nothing was sent"))
        }
        Err(failed) => Broken(format!("{server}: {}", failed.describe())),
    }
}
