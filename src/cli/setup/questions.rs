//! What setup asks, and the settings that follow from the answers.

use std::path::PathBuf;

use toml_edit::{Array, Value};

use super::ask::{Asker, Question};
use super::target::Target;
use super::{Account, Answers, Encryption, MailSecurity, Setup};
use crate::cli::Global;
use crate::cli::failure::Failure;
use crate::model::{Email, password};

/// The data folder of the service.
const SERVICE_DATA: &str = "/var/lib/be-right";

/// All answers, as settings and as what to do.
pub fn ask(
    target: &Target,
    global: &Global,
    setup: &Setup,
    asker: Asker,
) -> Result<Answers, Failure> {
    let mut settings: Vec<(String, Value)> = vec![];
    if !target.exists && target.is_service() {
        settings.push(("data_dir".into(), SERVICE_DATA.into()));
    }
    if let Some(folder) = &global.data_dir {
        settings.push(("data_dir".into(), absolute(folder)?));
    }
    let mut set = |key: &str, value: Value| settings.push((key.to_owned(), value));

    let address = asker.text(&ADDRESS, setup.address.as_deref(), None, is_address)?;
    let address = address.trim_end_matches('/').to_owned();
    set("public_url", address.as_str().into());
    if let Some(locale) = setup.lang {
        set("locale", locale.tag().into());
    }
    let encryption = if address.starts_with("https://") {
        asker.choice(&TLS, setup.tls, &WAYS)?
    } else {
        setup.tls.unwrap_or(Encryption::None)
    };
    for (key, value) in encrypt(setup, asker, encryption)? {
        set(key, value);
    }
    let account = account(target, setup, asker)?;
    let mail = mail(setup, asker, &address)?;
    let sends_mail = !mail.is_empty();
    match sends_mail {
        true => mail.into_iter().for_each(|(key, value)| set(key, value)),
        false => set("smtp.host", "".into()),
    }
    let backup = asker.text(&BACKUP, setup.backup.as_deref(), Some("none"), |_| Ok(()))?;
    let backup = match backup.as_str() {
        "none" | "" => None,
        folder => Some(std::path::absolute(folder)?),
    };
    let folder = backup.as_ref().map(|folder| folder.display().to_string()).unwrap_or_default();
    set("backup.folder", folder.into());
    for (key, text) in &global.set {
        // As TOML if it is, such as 8080 or true; else as text.
        set(key, text.parse().unwrap_or_else(|_| text.as_str().into()));
    }
    Ok(Answers { settings, encryption, sends_mail, backup, account })
}

const ADDRESS: Question = Question {
    option: "address",
    words: "The address people will reach it at (https://consent.example.org)",
};
const TLS: Question = Question { option: "tls", words: "Who speaks TLS (HTTPS)?" };
const WAYS: [(Encryption, &str); 3] = [
    (Encryption::Acme, "be-right itself, with certificates from Let's Encrypt"),
    (Encryption::Proxy, "a web server in front of it (nginx, Caddy, …)"),
    (Encryption::Files, "be-right itself, with a certificate that I have"),
];
const BACKUP: Question = Question {
    option: "backup",
    words: "The folder of nightly backups, best on another disk (none for none)",
};

fn is_address(text: &str) -> Result<(), String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some(host) = host.map(|host| host.trim_end_matches('/')).filter(|host| !host.is_empty())
    else {
        return Err("an address begins with https://".to_owned());
    };
    if host.contains('/') {
        return Err("only the name of the machine, without a path".to_owned());
    }
    Ok(())
}

type Settings = Vec<(&'static str, Value)>;

/// How the instance listens.
fn encrypt(setup: &Setup, asker: Asker, encryption: Encryption) -> Result<Settings, Failure> {
    let ask_file = |option, words, given: &Option<PathBuf>| {
        let path = asker.file(&Question { option, words }, given.as_deref())?;
        Ok::<_, Failure>(Value::from(path.display().to_string()))
    };
    let mut proxies = Array::new();
    let (mut email, mut certificate, mut key): (Value, Value, Value) =
        ("".into(), "".into(), "".into());
    match encryption {
        Encryption::Acme => {
            let question = Question {
                option: "acme-email",
                words: "Where may the authority write to when something is wrong with a certificate?",
            };
            email = asker.text(&question, setup.acme_email.as_deref(), None, is_email)?.into();
        }
        Encryption::Files => {
            certificate = ask_file(
                "certificate",
                "The certificate with its chain (PEM)",
                &setup.certificate,
            )?;
            key = ask_file("certificate-key", "Its key (PEM)", &setup.certificate_key)?;
        }
        Encryption::Proxy => {
            let question = Question {
                option: "proxy",
                words: "The address of the web server, or its network",
            };
            let given =
                asker.text(&question, setup.proxy.as_deref(), Some("127.0.0.1"), |_| Ok(()))?;
            given.split(',').for_each(|address| proxies.push(address.trim()));
        }
        Encryption::None => {}
    }
    let speaks = matches!(encryption, Encryption::Acme | Encryption::Files);
    let (address, port, redirects) = if speaks { ("::", 443, 80) } else { ("127.0.0.1", 8080, 0) };
    Ok(vec![
        ("listen.address", address.into()),
        ("listen.port", port.into()),
        ("tls.acme", (encryption == Encryption::Acme).into()),
        ("tls.acme_email", email),
        ("tls.certificate", certificate),
        ("tls.key", key),
        ("tls.redirect_port", redirects.into()),
        ("http.trusted_proxies", proxies.into()),
    ])
}

fn is_email(text: &str) -> Result<(), String> {
    Email::parse(text)
        .map(drop)
        .map_err(|_| "an e-mail address, such as ada@example.org".to_owned())
}

fn is_name(text: &str) -> Result<(), String> {
    match text.trim().is_empty() {
        true => Err("a name".to_owned()),
        false => Ok(()),
    }
}

/// The settings of the mail server; none: mails become files.
fn mail(setup: &Setup, asker: Asker, address: &str) -> Result<Settings, Failure> {
    let question = Question {
        option: "mail-server",
        words: "The mail server that e-mails leave by (none: they become files, for a trial)",
    };
    let host = asker.text(&question, setup.mail_server.as_deref(), Some("none"), is_name)?;
    if host == "none" {
        return Ok(vec![]);
    }
    let question = Question { option: "mail-security", words: "How is it spoken to?" };
    let security = asker.choice(
        &question,
        setup.mail_security,
        &[
            (MailSecurity::Starttls, "encrypted after a greeting (STARTTLS, port 587)"),
            (MailSecurity::Tls, "encrypted from the first byte (port 465)"),
            (MailSecurity::None, "in clear (port 25), on this machine or network"),
        ],
    )?;
    let question = Question { option: "mail-user", words: "The login there (none for none)" };
    let login = asker.text(&question, setup.mail_user.as_deref(), Some("none"), is_name)?;
    let (login, secret) = match login.as_str() {
        "none" => (String::new(), String::new()),
        _ => {
            let question = Question { option: "mail-password-file", words: "Its password" };
            let file = setup.mail_password_file.as_deref();
            let secret = asker.secret(&question, file, false, is_name)?;
            let missing =
                || Failure::new("--mail-password-file is missing, as there is a --mail-user");
            (login, secret.ok_or_else(missing)?)
        }
    };
    let host_name = address.split("//").nth(1).and_then(|host| host.split(':').next());
    let question = Question { option: "mail-from", words: "The sender of e-mails" };
    let usual = match login.contains('@') {
        true => login.clone(),
        false => format!("be-right <no-reply@{}>", host_name.unwrap_or_default()),
    };
    let from = asker.text(&question, setup.mail_from.as_deref(), Some(&usual), is_name)?;
    let security = match security {
        MailSecurity::Starttls => "starttls",
        MailSecurity::Tls => "tls",
        MailSecurity::None => "none",
    };
    Ok(vec![
        ("smtp.host", host.into()),
        ("smtp.security", security.into()),
        ("smtp.port", i64::from(setup.mail_port.unwrap_or(0)).into()),
        ("smtp.username", login.into()),
        ("smtp.password", secret.into()),
        ("smtp.from", from.into()),
    ])
}

/// The first account; None if the instance has accounts, or the operator wants none.
fn account(target: &Target, setup: &Setup, asker: Asker) -> Result<Option<Account>, Failure> {
    let data = target.load(&target.file).ok().map(|config| config.data_dir);
    let has_accounts = data.is_some_and(|folder| folder.join("be-right.db").exists());
    if has_accounts && setup.account.is_none() {
        return Ok(None);
    }
    let question = Question {
        option: "account",
        words: "Your e-mail, for the first account (none: later, by a link)",
    };
    let check = |text: &str| if text == "none" { Ok(()) } else { is_email(text) };
    let email = asker.text(&question, setup.account.as_deref(), Some("none"), check)?;
    if email == "none" {
        return Ok(None);
    }
    let name = |option, words, given: &Option<String>| {
        asker.text(&Question { option, words }, given.as_deref(), None, is_name)
    };
    let first_name = name("first-name", "Your first name", &setup.first_name)?;
    let last_name = name("last-name", "Your last name", &setup.last_name)?;
    let studio = name("studio", "The name of your studio", &setup.studio)?;
    let question =
        Question { option: "password-file", words: "A password, of ten characters or more" };
    let is_good = |text: &str| match password::check(text, &email) {
        Ok(()) => Ok(()),
        Err("password_common") => Err("too easy to guess".to_owned()),
        Err(_) => Err("ten characters or more, and not your e-mail".to_owned()),
    };
    let password = asker.secret(&question, setup.password_file.as_deref(), true, is_good)?;
    Ok(Some(Account { email, first_name, last_name, studio, password }))
}

fn absolute(folder: &str) -> Result<Value, Failure> {
    let path = std::path::absolute(folder)?;
    Ok(path.display().to_string().into())
}
