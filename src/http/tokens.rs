//! What API tokens reach, route by route, and the scopes each needs. What is not
//! listed is not for tokens: accounts, passwords, sessions, tokens themselves, the
//! company, and whatever is added without a thought given to them.

use poem::http::Method;

use crate::model::api_token::TokenScope::{self, *};

const ALL_READ: &[TokenScope] = &[PeopleRead, ShootsRead, AnswersRead, FilesRead];

/// The scopes that a request needs, all of them; none where no token is accepted.
/// `path` as it was asked for, or as the document has it.
pub fn wanted(method: &Method, path: &str) -> Option<&'static [TokenScope]> {
    let reads = method == Method::GET || method == Method::HEAD;
    let either = |read, write| Some(if reads { read } else { write });
    let people = || either(&[PeopleRead][..], &[PeopleWrite][..]);
    let shoots = || either(&[ShootsRead][..], &[ShootsWrite][..]);
    let answers = || either(&[AnswersRead][..], &[AnswersWrite][..]);
    let files = || either(&[FilesRead][..], &[FilesWrite][..]);
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    match parts[..] {
        ["employee"] | ["employee-upload", "csv"] => people(),
        // Inviting somebody to an account is about accounts.
        ["employee", _, "account"] | ["employee", "me"] => None,
        ["employee", _] | ["employee", _, "restore" | "bounced"] => people(),
        ["employee", "event", _] if reads => Some(&[PeopleRead, ShootsRead]),
        ["group"] | ["group", _] | ["group", _, "restore" | "employees"] => people(),
        ["group", "employee", _] if reads => Some(&[PeopleRead]),
        ["import"] | ["import", _] | ["import", _, "report.csv" | "cancel"] => people(),

        ["event"] | ["event", _] | ["event", _, "restore" | "duplicate"] => shoots(),
        ["event", _, "details"] if reads => Some(ALL_READ),
        ["event", _, "participants" | "roster" | "accepted.pdf"] if reads => {
            Some(&[PeopleRead, ShootsRead, AnswersRead])
        }
        ["event", _, "raise" | "synchronise" | "renew"] => Some(&[AnswersWrite]),
        ["event", _, "photos" | "photos.zip"] if reads => Some(&[FilesRead]),

        // Nobody answers, nor takes back, by a program.
        ["answer", _, "withdraw"] => None,
        ["answer"] | ["answer", _] => answers(),
        ["answer", _, "restore" | "raise" | "link" | "pdf" | "evidence"] => answers(),
        ["answer", "event" | "employee", _] if reads => Some(&[AnswersRead]),
        ["answer", "event", _, "export"] if reads => Some(&[PeopleRead, AnswersRead]),

        // These are the company's and one's own.
        ["file", "logo" | "watermark" | "profile"] => None,
        ["file", _] | ["file", _, "restore" | "content" | "link" | "people"] => files(),
        ["file", "event" | "employee", _] if reads => Some(&[FilesRead]),
        ["tus"] | ["tus", _] => Some(&[FilesWrite]),

        ["search"] if reads => Some(ALL_READ),
        ["sse"] if reads => Some(&[LiveRead]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_about_accounts_is_out_of_reach_however_it_is_written() {
        for path in [
            "/user/profile",
            "/user/password",
            "/auth/sessions",
            "/auth/login",
            "/api-token",
            "/api-token/1",
            "/user/second-factor",
            "/user",
            "/user/1",
            "/company/1",
            "/settings",
            "/notifications",
            "/event/calendar/feed",
            "/sse/ticket",
            "/file/profile",
            "/employee/1/account",
            "/employee/1/forever",
            "/event/1/forever",
            "/answer/1/withdraw",
            "/%75ser/profile",
            "/employee/../user/profile",
            "/employee/1/%61ccount",
            "",
            "/",
        ] {
            for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
                assert_eq!(wanted(&method, path), None, "{method} {path}");
            }
        }
    }

    #[test]
    fn to_read_is_not_to_write() {
        assert_eq!(wanted(&Method::GET, "/employee/7"), Some(&[PeopleRead][..]));
        assert_eq!(wanted(&Method::DELETE, "/employee/7"), Some(&[PeopleWrite][..]));
        assert_eq!(wanted(&Method::GET, "/event/{id}/details"), Some(ALL_READ));
        assert_eq!(wanted(&Method::POST, "/event/7/raise"), Some(&[AnswersWrite][..]));
    }
}
