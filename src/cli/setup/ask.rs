//! Questions at a terminal. What was given as an option is not asked; without a terminal, what is
//! missing has its default or is named.

use std::fs;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use dialoguer::{Confirm, Input, Password, Select};

use crate::cli::failure::Failure;

/// Asks, or does not.
#[derive(Clone, Copy)]
pub struct Asker {
    asks: bool,
}

/// A question: the option that answers it, and its words.
pub struct Question {
    pub option: &'static str,
    pub words: &'static str,
}

/// Whether an answer can be used; if not, why.
type Check = fn(&str) -> Result<(), String>;

impl Asker {
    /// Asks unless told not to, or where nobody could reply.
    pub fn new(never: bool) -> Self {
        Self { asks: !never && std::io::stdin().is_terminal() && std::io::stderr().is_terminal() }
    }

    pub fn asks(self) -> bool {
        self.asks
    }

    /// A text: as given, or as replied, or the default.
    pub fn text(
        self,
        question: &Question,
        given: Option<&str>,
        default: Option<&str>,
        check: Check,
    ) -> Result<String, Failure> {
        let refused = |why| Failure::new(format!("--{}: {why}", question.option));
        match (given, default) {
            (Some(given), _) => check(given).map(|()| given.to_owned()).map_err(refused),
            (None, _) if self.asks => {
                let input = Input::<String>::new()
                    .with_prompt(question.words)
                    .validate_with(|text: &String| check(text));
                let input = match default {
                    Some(default) => input.default(default.to_owned()),
                    None => input,
                };
                Ok(input.interact_text().map_err(ended)?.trim().to_owned())
            }
            (None, Some(default)) => Ok(default.to_owned()),
            (None, None) => Err(missing(question)),
        }
    }

    /// One of these, each with its name as a value of the option; the first is the default.
    pub fn choice<T: Copy>(
        self,
        question: &Question,
        given: Option<T>,
        choices: &[(T, &str)],
    ) -> Result<T, Failure> {
        match (given, choices) {
            (Some(given), _) => Ok(given),
            (None, [first, ..]) if !self.asks => Ok(first.0),
            (None, _) => {
                let words = choices.iter().map(|(_, words)| words).collect::<Vec<_>>();
                let select = Select::new().with_prompt(question.words).items(&words).default(0);
                let nth = select.interact().map_err(ended)?;
                choices.get(nth).map(|(choice, _)| *choice).ok_or_else(|| missing(question))
            }
        }
    }

    /// A secret: the first line of the file that was given, or as replied without being shown.
    /// None if there is neither.
    pub fn secret(
        self,
        question: &Question,
        file: Option<&Path>,
        is_new: bool,
        check: impl Fn(&str) -> Result<(), String>,
    ) -> Result<Option<String>, Failure> {
        if let Some(file) = file {
            let text = fs::read_to_string(file).map_err(|error| Failure::at(file, &error))?;
            let secret = text.lines().next().unwrap_or_default().to_owned();
            return match check(&secret) {
                Ok(()) => Ok(Some(secret)),
                Err(why) => Err(Failure::new(format!("--{}: {why}", question.option))),
            };
        }
        if !self.asks {
            return Ok(None);
        }
        let asked =
            Password::new().with_prompt(question.words).validate_with(|text: &String| check(text));
        let asked = match is_new {
            true => asked.with_confirmation("The same once more", "These were not the same"),
            false => asked,
        };
        asked.interact().map(Some).map_err(ended)
    }

    /// Yes or no; without a terminal as `otherwise`.
    pub fn yes(self, words: &str, otherwise: bool) -> Result<bool, Failure> {
        if !self.asks {
            return Ok(otherwise);
        }
        Confirm::new().with_prompt(words).default(otherwise).interact().map_err(ended)
    }

    /// A file that exists, as an absolute path.
    pub fn file(self, question: &Question, given: Option<&Path>) -> Result<PathBuf, Failure> {
        let given = given.map(|path| path.display().to_string());
        let check = |text: &str| match fs::metadata(text) {
            Ok(found) if found.is_file() => Ok(()),
            Ok(_) => Err(format!("{text} is no file")),
            Err(error) => Err(format!("{text}: {error}")),
        };
        let path = self.text(question, given.as_deref(), None, check)?;
        std::path::absolute(&path).map_err(|error| Failure::at(Path::new(&path), &error))
    }
}

fn missing(question: &Question) -> Failure {
    Failure::new(format!("--{} is missing", question.option))
        .next("Give it, or run `be-right setup` at a terminal, which asks. Nothing was changed.")
}

/// The terminal was closed, or Ctrl+C pressed.
fn ended(error: dialoguer::Error) -> Failure {
    Failure::new(format!("setup was ended: {error}")).next("Nothing was changed.")
}
