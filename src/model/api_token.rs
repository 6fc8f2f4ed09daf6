//! API tokens: long-lived secrets for programs, in a member's name, with fewer rights than their
//! owner and none about accounts.

use serde::{Deserialize, Serialize};

use super::keys::fresh_token;
use super::{ApiTokenId, Right, Timestamp, UserId};

/// The prefix of every token, so that secret scanners find leaked ones.
pub const PREFIX: &str = "br_";
/// The number of characters of a token that are displayed.
const SHOWN: usize = PREFIX.len() + 6;
/// The default and maximum lifetime, in milliseconds.
pub const LASTS: i64 = 365 * Timestamp::DAY;
pub const LASTS_AT_MOST: i64 = 3 * LASTS;
/// The maximum number of tokens of one member in a company.
pub const MOST: i64 = 50;
/// The resolution of `used_at`, in milliseconds.
pub const USED_WITHIN: i64 = Timestamp::HOUR;

/// What an API token may read or change. A token never has more rights than its owner's role.
///
/// - `people:read`: read employees, groups and imports.
/// - `people:write`: change employees, groups and imports.
/// - `shoots:read`: read events and the calendar.
/// - `shoots:write`: plan and change events; planning an event asks its employees for their
///   consent.
/// - `answers:read`: read answers and download their documents.
/// - `answers:write`: ask, remind and renew.
/// - `files:read`: read photographs and other files.
/// - `files:write`: upload and change files.
/// - `live:read`: listen to the event stream: ids and counts.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    poem_openapi::Enum,
)]
pub enum TokenScope {
    /// Read employees, groups and imports.
    #[serde(rename = "people:read")]
    #[oai(rename = "people:read")]
    PeopleRead,
    /// Change employees, groups and imports.
    #[serde(rename = "people:write")]
    #[oai(rename = "people:write")]
    PeopleWrite,
    /// Read events and the calendar.
    #[serde(rename = "shoots:read")]
    #[oai(rename = "shoots:read")]
    EventsRead,
    /// Plan and change events; planning an event asks its employees for their consent.
    #[serde(rename = "shoots:write")]
    #[oai(rename = "shoots:write")]
    EventsWrite,
    /// Read answers and download their documents.
    #[serde(rename = "answers:read")]
    #[oai(rename = "answers:read")]
    AnswersRead,
    /// Ask, remind and renew.
    #[serde(rename = "answers:write")]
    #[oai(rename = "answers:write")]
    AnswersWrite,
    /// Read photographs and other files.
    #[serde(rename = "files:read")]
    #[oai(rename = "files:read")]
    FilesRead,
    /// Upload and change files.
    #[serde(rename = "files:write")]
    #[oai(rename = "files:write")]
    FilesWrite,
    /// Listen to the event stream: ids and counts.
    #[serde(rename = "live:read")]
    #[oai(rename = "live:read")]
    LiveRead,
}

impl TokenScope {
    pub const ALL: [TokenScope; 9] = [
        TokenScope::PeopleRead,
        TokenScope::PeopleWrite,
        TokenScope::EventsRead,
        TokenScope::EventsWrite,
        TokenScope::AnswersRead,
        TokenScope::AnswersWrite,
        TokenScope::FilesRead,
        TokenScope::FilesWrite,
        TokenScope::LiveRead,
    ];

    /// The stable name, such as `people:read`.
    pub fn name(self) -> &'static str {
        match self {
            TokenScope::PeopleRead => "people:read",
            TokenScope::PeopleWrite => "people:write",
            TokenScope::EventsRead => "shoots:read",
            TokenScope::EventsWrite => "shoots:write",
            TokenScope::AnswersRead => "answers:read",
            TokenScope::AnswersWrite => "answers:write",
            TokenScope::FilesRead => "files:read",
            TokenScope::FilesWrite => "files:write",
            TokenScope::LiveRead => "live:read",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

/// Whether a token may ever have this right: never one about accounts, nor one for irreversible
/// actions.
pub fn may_have(right: Right) -> bool {
    match right {
        Right::OwnAccount
        | Right::Own
        | Right::Erase
        | Right::OpenArchive
        | Right::Govern
        | Right::Administer
        | Right::Operate => false,
        Right::Belong
        | Right::Read
        | Right::SeeEvents
        | Right::SeeFiles
        | Right::Upload
        | Right::SeeAnswers
        | Right::Plan
        | Right::Name
        | Right::Curate => true,
    }
}

/// A token without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    pub id: ApiTokenId,
    pub user: UserId,
    pub name: String,
    /// Its first characters.
    pub prefix: String,
    pub scopes: Vec<TokenScope>,
    pub created_at: Timestamp,
    /// The last use, to the hour.
    pub used_at: Option<Timestamp>,
    pub expires_at: Timestamp,
}

/// A new token and the prefix to display: `br_…`, 256 bits.
pub fn fresh() -> (String, String) {
    let token = format!("{PREFIX}{}", fresh_token());
    let prefix = token.chars().take(SHOWN).collect();
    (token, prefix)
}

/// Whether the text is an API token rather than a session's token.
pub fn is_one(text: &str) -> bool {
    text.starts_with(PREFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_api_token_differs_from_session_tokens() {
        let (token, prefix) = fresh();
        assert!(is_one(&token) && token.len() == 46 && token.starts_with(&prefix), "{token}");
        assert_eq!(prefix.len(), 9);
        // A JSON web token begins with its header in base64: `{"`.
        assert!(!is_one("eyJhbGciOiJIUzI1NiJ9.e30.x"));
    }

    #[test]
    fn names_are_those_on_the_wire() {
        for scope in TokenScope::ALL {
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.name());
            assert_eq!(TokenScope::from_name(scope.name()), Some(scope));
        }
    }
}
