//! The register of processing activities (GDPR, article 30) of a company, made from its settings and
//! those of the instance, to be printed.

use poem::http::StatusCode;
use poem::web::Data;
use poem::{Response, handler};

use super::super::{Console, ConsoleContext, Govern};
use super::studio::current;
use crate::App;
use crate::actions::maintenance;
use crate::config::Config;
use crate::http::pages::show;
use crate::model::Company;
use crate::render::page::console::{RegisterActivity, RegisterLine, RegisterPage, SettingsTab};

/// The processing activities, in the order of the page. Each has sentences for its purpose, its legal
/// basis, whose data and which data.
const ACTIVITIES: [&str; 5] = ["consents", "photos", "accounts", "mails", "security"];
/// The security measures that every instance has.
const MEASURES: [&str; 6] = ["access", "secrets", "seals", "photos", "audit", "limits"];

/// The page.
#[handler]
pub async fn show_register(app: Data<&App>, context: Console<Govern>) -> poem::Result<Response> {
    let company = current(&app, &context).await?;
    let config = &app.config;
    let path = format!("{}/register", SettingsTab::Data.path());
    let page = RegisterPage {
        chrome: context.chrome(path),
        made_on: context.day(app.now()),
        controller: controller(&context, &company),
        activities: ACTIVITIES.map(|name| activity(&context, &company, config, name)).into(),
        measures: measures(&context, config),
    };
    Ok(show(StatusCode::OK, &page))
}

/// Who is responsible. What the settings lack is asked for.
fn controller(context: &ConsoleContext, company: &Company) -> Vec<RegisterLine> {
    let own = &company.identity;
    let contact = company.contact();
    let representative = own.representative.as_ref().map(|name| match &own.capacity {
        Some(capacity) => format!("{name}, {capacity}"),
        None => name.clone(),
    });
    let lines = [
        ("name", Some(company.name.clone())),
        ("legal-form", own.legal_form.clone()),
        ("siret", company.siret.clone()),
        ("address", company.address.one_line(context.locale, None)),
        ("representative", representative),
        ("contact", contact.line()),
        ("privacy", own.privacy_contact.clone().or(contact.email)),
    ];
    let fact = |(name, value): (&str, Option<String>)| RegisterLine {
        label: context.say(&format!("register-{name}")),
        values: value.into_iter().collect(),
    };
    lines.into_iter().map(fact).collect()
}

fn activity(
    context: &ConsoleContext,
    company: &Company,
    config: &Config,
    name: &str,
) -> RegisterActivity {
    let of = |what: &str| vec![context.say(&format!("register-{name}-{what}"))];
    let lines = [
        ("purpose", of("purpose")),
        ("basis", of("basis")),
        ("people", of("people")),
        ("data", of("data")),
        ("recipients", recipients(context, company, config, name)),
        ("kept", kept(context, company, config, name)),
    ];
    let facts = lines.into_iter().map(|(what, values)| RegisterLine {
        label: context.say(&format!("register-{what}")),
        values,
    });
    RegisterActivity { title: context.say(&format!("register-{name}")), facts: facts.collect() }
}

/// Who gets the data beside the studio's people: services outside by name, as far as they are set.
fn recipients(
    context: &ConsoleContext,
    company: &Company,
    config: &Config,
    name: &str,
) -> Vec<String> {
    let host = |key: &str, address: &str| context.say_with(key, "host", &host_of(address));
    let mut found = vec![host("register-to-host", &config.public_url)];
    match name {
        "consents" => {
            found.extend(
                config.proof.timestamp_urls.iter().map(|url| host("register-to-stamps", url)),
            );
            found.push(context.say("register-to-verifiers"));
        }
        "photos" => {
            found.push(context.say("register-to-publication"));
            let places = config.geocoding.url.as_deref();
            found.extend(places.map(|url| host("register-to-places", url)));
        }
        "accounts" => {
            let is_billed = config.stripe.key.is_some();
            found.extend(is_billed.then(|| context.say("register-to-payments")));
        }
        "mails" => {
            let server = config.smtp.host.as_deref().filter(|_| config.mail.enabled);
            found.extend(server.map(|server| host("register-to-mail", server)));
            let reply_to = company.contact_email.is_some();
            found.extend(reply_to.then(|| context.say("register-to-contact")));
        }
        _ => {}
    }
    found
}

/// The host of an address.
fn host_of(address: &str) -> String {
    let rest = address.split("://").last().unwrap_or(address);
    rest.split(['/', ':']).next().unwrap_or(rest).to_owned()
}

/// How long the data is kept.
fn kept(context: &ConsoleContext, company: &Company, config: &Config, name: &str) -> Vec<String> {
    let count = |key: &str, number: u32| {
        context.count(&format!("register-kept-{key}"), usize::try_from(number).unwrap_or_default())
    };
    let say = |key: &str| context.say(&format!("register-kept-{key}"));
    match name {
        "consents" => vec![
            count("licence", company.licence_months),
            count("evidence", company.evidence_months),
            say("refusal"),
            say("minors"),
            count("deleted", company.retention_months),
        ],
        "photos" => vec![say("photos"), count("deleted", company.retention_months)],
        "accounts" => vec![
            say("accounts"),
            count("sessions", maintenance::SESSION_DAYS),
            count("origins", maintenance::ORIGIN_DAYS),
        ],
        "mails" => vec![say("mails"), count("notifications", maintenance::NOTIFICATION_DAYS)],
        _ => {
            let mut found = vec![
                count("audit", config.audit.keep_days),
                count("imports", config.import.keep_days),
            ];
            if config.backup.folder.is_some() {
                let backups = u32::try_from(config.backup.keep).unwrap_or(u32::MAX);
                found.push(count("backups", backups));
            }
            found
        }
    }
}

fn measures(context: &ConsoleContext, config: &Config) -> Vec<String> {
    let say = |name: &str| context.say(&format!("register-measure-{name}"));
    let mut found: Vec<String> = MEASURES.into_iter().map(say).collect();
    if config.is_public_url_secure() {
        found.push(say("tls"));
    }
    if config.backup.folder.is_some() {
        found.push(say("backups"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_address_only_the_host_is_named() {
        assert_eq!(host_of("https://be-right.example:8443/x"), "be-right.example");
        assert_eq!(host_of("smtp.example.org"), "smtp.example.org");
    }
}
