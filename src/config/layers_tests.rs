use std::fs;

use super::*;
use crate::config::Config;

fn variables(given: &[(&str, &str)]) -> Sources {
    let variables = given.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
    Sources { variables, ..Sources::default() }
}

fn file(text: &str) -> (tempfile::TempDir, Sources) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("be-right.toml");
    fs::write(&file, text).unwrap();
    (folder, Sources { file: Some(file), ..Sources::default() })
}

fn problems(sources: &Sources) -> String {
    Config::load(sources).unwrap_err().to_string()
}

#[test]
fn the_sample_is_valid_as_it_is_and_with_every_key_uncommented() {
    Config::load(&Sources::default()).unwrap();
    let (_folder, sources) = file(SAMPLE);
    Config::load(&sources).unwrap();
    let (_folder, sources) = file(&uncommented().collect::<Vec<_>>().join("\n"));
    Config::load(&sources).unwrap();
}

#[test]
fn every_key_of_the_sample_is_known_and_read() {
    let layers = Layers::find(&Sources::default()).unwrap();
    let mut in_toml = vec![];
    let all = defaults().data().unwrap().remove(&Profile::Default).unwrap();
    flatten("", &all, &mut |key, _| in_toml.push(key));
    let mut known = layers.known().to_vec();
    known.sort();
    in_toml.sort();
    assert_eq!(known, in_toml);
    assert!(FORMER.iter().all(|(_, key)| known.contains(&key.to_string())));
    // `whole` asserts that each setting is read.
    Config::read(&layers).unwrap();
}

#[test]
fn a_later_source_wins_and_is_named() {
    let (_folder, mut sources) =
        file("[listen]\nport = 1\n[jobs]\nworkers = 3\n[log]\nlevel='debug'");
    sources.variables = variables(&[
        ("PORT", "2"),
        ("BE_RIGHT_LISTEN_PORT", "3"),
        ("CONCURRENT_WORKERS", "5"),
        ("HOME", "/root"),
    ])
    .variables;
    sources.flags = vec![("listen.port".to_owned(), "4".to_owned())];
    let config = Config::load(&sources).unwrap();
    assert_eq!((config.listen.port, config.jobs.workers), (4, 5));
    let from: BTreeMap<_, _> = Layers::find(&sources)
        .unwrap()
        .effective()
        .into_iter()
        .map(|one| (one.key, (one.value, one.from)))
        .collect();
    let shown = |key: &str| from.get(key).map(|(value, from)| (value.as_str(), from.as_str()));
    assert_eq!(shown("listen.port"), Some(("4", "flag --set")));
    assert_eq!(shown("jobs.workers"), Some(("5", "variable CONCURRENT_WORKERS")));
    assert_eq!(shown("locale"), Some(("\"fr\"", "default")));
    assert!(shown("log.level").unwrap().1.ends_with("be-right.toml"));
}

#[test]
fn the_variables_of_the_former_system_are_read() {
    let config = Config::load(&variables(&[
        ("PORT", "5555"),
        ("FRONT_URL", "https://droits.example/"),
        ("JWT_SECRET", "0123456789abcdef0123456789abcdef"),
        ("ADMIN_EMAIL", "admin@studio.example"),
        ("ADMIN_PASSWORD", "correct horse battery"),
        ("ADMIN_FIRTNAME", "Ada"),
        ("ADMIN_LASTNAME", "Lovelace"),
        ("STRIPE_PRIVATE_KEY", "sk_test_1"),
        ("GEO_CODING_API_URL", "https://geo.example/search"),
        ("CONCURRENT_WORKERS", "4"),
        ("IS_FEATURE_MAIL_ENABLED", "false"),
        ("MAIL_ADRESS", "studio@example.org"),
        ("MAIL_MDP", "secret"),
        ("BE_RIGHT_SMTP_HOST", "smtp.example.org"),
        ("REDIS_HOST", ""),
    ]))
    .unwrap();
    assert_eq!(config.public_url, "https://droits.example");
    assert_eq!(config.smtp.from.address, "studio@example.org");
    assert_eq!(config.smtp.password.as_ref().unwrap().reveal(), "secret");
    assert_eq!(config.smtp.port(), 587);
    assert_eq!(config.admin.first_name, "Ada");
    assert!(!config.mail.enabled);
    // The former system's sample leaves all of them empty.
    let empty: Vec<_> = FORMER.iter().map(|(name, _)| (*name, "")).collect();
    Config::load(&variables(&empty)).unwrap();
}

#[test]
fn all_problems_are_reported_at_once() {
    let (_folder, mut sources) = file(
        "localle = 'fr'\n[smtp]\nsecurity = 'ssl'\npassword = 'swordfish'\n[listen]\nport = 70000\n\
         [consent]\nyears = 3",
    );
    sources.variables = variables(&[("BE_RIGHT_LISTEN_PROT", "1")]).variables;
    let reported = problems(&sources);
    assert!(
        reported.contains("localle: there is no such setting; did you mean locale?"),
        "{reported}"
    );
    assert!(reported.contains("consent.years: there is no such setting"), "{reported}");
    assert!(
        reported.contains(
            "BE_RIGHT_LISTEN_PROT: there is no such setting; did you mean BE_RIGHT_LISTEN_PORT?"
        ),
        "{reported}"
    );

    let (_folder, sources) = file(
        "locale = 'de'\ntime_zone = 'Paris'\npublic_url = 'studio.example'\n\
         [smtp]\nsecurity = 'ssl'\npassword = 'swordfish'\n[listen]\nport = 70000\n\
         [http]\ntrusted_proxies = ['10.0.0.0/99', 'all', '::1']\n[jobs]\nworkers = 0\n[jwt]\nsecret='short'",
    );
    let reported = problems(&sources);
    for part in [
        "locale: expected \"fr\" or \"en\", found \"de\"",
        "time_zone: expected",
        "public_url: expected",
        "smtp.security: expected \"starttls\", \"tls\" or \"none\", found \"ssl\"",
        "listen.port: expected a number from 0 to 65535, found \"70000\"",
        "found \"10.0.0.0/99\"",
        "found \"all\"",
        "jobs.workers: 0 is not between 1 and 64",
        "jwt.secret: expected 32 characters or more",
    ] {
        assert!(reported.contains(part), "{part} in {reported}");
    }
    assert!(!reported.contains("swordfish") && !reported.contains("'short'"), "{reported}");
}

#[test]
fn a_login_needs_both_halves_a_server_and_encryption() {
    let reported =
        problems(&variables(&[("BE_RIGHT_SMTP_USERNAME", "a"), ("BE_RIGHT_SMTP_HOST", "h")]));
    assert!(reported.contains("smtp.password: missing"), "{reported}");
    let reported = problems(&variables(&[("BE_RIGHT_SMTP_USERNAME", "a"), ("MAIL_MDP", "b")]));
    assert!(reported.contains("smtp.host: missing"), "{reported}");
    let clear = variables(&[
        ("MAIL_ADRESS", "a@b.example"),
        ("MAIL_MDP", "b"),
        ("BE_RIGHT_SMTP_HOST", "smtp.example.org"),
        ("BE_RIGHT_SMTP_SECURITY", "none"),
    ]);
    assert!(problems(&clear).contains("in clear"));
    let reported = problems(&variables(&[("BE_RIGHT_SMTP_HOST", "smtp.example.org")]));
    assert!(reported.contains("smtp.from: must be an address of yours"), "{reported}");
    let reported = problems(&variables(&[("ADMIN_EMAIL", "a@b.example")]));
    assert!(reported.contains("admin.password: missing"), "{reported}");
}

#[test]
fn a_secret_may_stand_in_a_file_and_is_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    fs::write(&key, "0123456789abcdef0123456789abcdef\n").unwrap();
    let path = key.display().to_string();
    for name in ["BE_RIGHT_JWT_SECRET_FILE", "JWT_SECRET_FILE"] {
        let secret = Config::load(&variables(&[(name, &path)])).unwrap().jwt.secret.unwrap();
        assert_eq!(secret.reveal(), "0123456789abcdef0123456789abcdef");
    }
    let (_folder, sources) = file(&format!("[jwt]\nsecret_file = {path:?}"));
    let layers = Layers::find(&sources).unwrap();
    let shown = layers.effective().into_iter().find(|one| one.key == "jwt.secret").unwrap();
    assert_eq!(shown.value, "\"***\"");
    assert!(shown.from.ends_with("/key"), "{shown:?}");
    assert!(!format!("{:?}", Config::read(&layers).unwrap()).contains("0123456789abcdef"));

    let both = variables(&[("JWT_SECRET", "x"), ("JWT_SECRET_FILE", &path)]);
    assert!(problems(&both).contains("only one can hold"));
    let missing = variables(&[("JWT_SECRET_FILE", "/nowhere/key")]);
    assert!(problems(&missing).contains("/nowhere/key"));
    let flag = Sources { flags: vec![("jwt.secret".into(), "x".into())], ..Sources::default() };
    assert!(problems(&flag).contains("everyone on this machine can read flags"));
}

#[test]
fn every_setting_of_type_secret_is_masked_and_refused_as_a_flag() {
    let layers = Layers::find(&Sources::default()).unwrap();
    let secrets: Vec<&str> = layers.secrets.iter().map(String::as_str).collect();
    let expected = [
        "admin.password",
        "backup.key",
        "jwt.previous_secret",
        "jwt.secret",
        "metrics.token",
        "smtp.password",
        "stripe.key",
        "stripe.webhook_secrets",
    ];
    assert_eq!(secrets, expected);
    for key in secrets {
        let name = format!("{PREFIX}{}", key.replace('.', "_").to_ascii_uppercase());
        let given = Layers::find(&variables(&[(&name, "swordfish")])).unwrap();
        let shown = given.effective().into_iter().find(|one| one.key == key).unwrap();
        assert_eq!(shown.value, "\"***\"", "{key}");
        let flag = Sources { flags: vec![(key.into(), "x".into())], ..Sources::default() };
        assert!(problems(&flag).contains("everyone on this machine can read flags"), "{key}");
    }
}

#[test]
fn lists_may_be_written_with_commas() {
    let config = Config::load(&variables(&[
        ("BE_RIGHT_HTTP_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8"),
        ("BE_RIGHT_HTTP_CORS_ORIGINS", ""),
    ]))
    .unwrap();
    assert_eq!(config.http.trusted_proxies.len(), 2);
    assert!(config.http.cors_origins.is_empty());
}

#[test]
fn a_file_that_is_no_toml_says_where() {
    let (_folder, sources) = file("[listen\nport = 1");
    let reported = problems(&sources);
    assert!(reported.contains("be-right.toml: ") && reported.contains("line 1"), "{reported}");
    let gone = Sources { file: Some("/nowhere.toml".into()), ..Sources::default() };
    assert!(problems(&gone).contains("/nowhere.toml"));
}
