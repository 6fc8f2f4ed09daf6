//! `be-right config show`: prints the settings in effect as TOML, with their origin. `be-right
//! config sample`: prints a sample file.

use std::io::{Write, stdout};

use super::Global;
use super::failure::Failure;
use crate::config::{Config, Effective, SAMPLE};

/// The arguments of `be-right config show`.
#[derive(clap::Args)]
pub struct Show {
    /// Only this section or key: smtp, or smtp.host
    section: Option<String>,
}

pub fn run(global: &Global, show: &Show) -> Result<(), Failure> {
    let layers = global.layers()?;
    // An invalid configuration is refused, not shown.
    Config::read(&layers)?;
    let wanted = |key: &str| {
        show.section.as_ref().is_none_or(|name| {
            key.strip_prefix(name.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    };
    let shown: Vec<Effective> =
        layers.effective().into_iter().filter(|one| wanted(&one.key)).collect();
    if shown.is_empty() {
        let name = show.section.as_deref().unwrap_or_default();
        return Err(Failure::new(format!("there is no setting or section {name:?}"))
            .next("`be-right config show` lists them all."));
    }
    Ok(stdout().write_all(as_toml(&shown).as_bytes())?)
}

pub fn sample() -> Result<(), Failure> {
    Ok(stdout().write_all(SAMPLE.as_bytes())?)
}

fn as_toml(settings: &[Effective]) -> String {
    let mut text = String::new();
    let mut open = "";
    for Effective { key, value, from } in settings {
        let (section, name) = key.split_once('.').unwrap_or(("", key));
        if section != open {
            text.push_str(&format!("{}[{section}]\n", if text.is_empty() { "" } else { "\n" }));
            open = section;
        }
        text.push_str(&format!("{:<40} # {from}\n", format!("{name} = {value}")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Layers, Sources};

    #[test]
    fn what_is_shown_is_toml_with_its_origin() {
        let flags = vec![("listen.port".to_owned(), "9".to_owned())];
        let sources = Sources { flags, ..Sources::default() };
        let text = as_toml(&Layers::find(&sources).unwrap().effective());
        assert!(text.contains("port = 9                                 # flag --set\n"), "{text}");
        assert!(text.contains("host = \"\"                                # default\n"), "{text}");
        let read: toml::Table = text.parse().unwrap();
        assert_eq!(read["listen"]["port"], toml::Value::Integer(9));
    }
}
