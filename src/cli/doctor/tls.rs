//! What `doctor` says of the server's own TLS.

use super::Finding::{self, Broken, Fine, Odd};
use crate::adapters::SystemClock;
use crate::cli::data_dir::DataDir;
use crate::cli::tls::{is_for, kept, read};
use crate::config::Config;
use crate::model::Timestamp;
use crate::model::time_token::certificate;
use crate::ports::Clock as _;

/// A certificate from a file that ends sooner than this is pointed out.
const SOON: i64 = 14 * Timestamp::DAY;

/// None without TLS.
pub fn check(config: &Config, data: &DataDir) -> Option<Finding> {
    let settings = &config.tls;
    let found = match (&settings.certificate, &settings.key) {
        (Some(chain), Some(key)) => read(chain, key),
        _ if settings.acme => match kept(data) {
            Ok(found) => Ok(found),
            Err(_) => {
                return Some(Odd(format!(
                    "no certificate was obtained yet: {} must lead to this machine, and port {} be \
                     open to the world; the log says what the authority says",
                    config.public_host(),
                    if settings.redirect_port == 0 { 443 } else { 80 },
                )));
            }
        },
        _ => return None,
    };
    Some(match found {
        Err(why) => Broken(why),
        Ok(found) => judge(config, found.cert.first().map_or(&[], |der| der.as_ref())),
    })
}

fn judge(config: &Config, der: &[u8]) -> Finding {
    let host = config.public_host();
    let Some((from, until)) = certificate::read(der).map(|found| found.valid) else {
        return Broken("the certificate cannot be read".to_owned());
    };
    let now = SystemClock.now();
    if now < from || now > until {
        let (from, until) = (from.rfc3339(), until.rfc3339());
        return Broken(format!("the certificate is valid from {from} to {until}, not today"));
    }
    if !is_for(&der.into(), host) {
        return Broken(format!("the certificate is not for {host}, the host of public_url"));
    }
    let until_day = until.rfc3339();
    match until.since(now) < SOON && !config.tls.acme {
        true => Odd(format!("the certificate ends at {until_day}: renew it")),
        false => Fine(format!("the certificate is for {host}, until {until_day}")),
    }
}
