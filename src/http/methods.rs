//! All paths with their methods: the `Allow` of a 405 (RFC 9110, 15.5.6), the API tokens that are
//! accepted, and the kind of body. They are derived: for the API from its handlers and the
//! declarations beside them, for other routes from `mod.rs`.

use std::cmp::Reverse;
use std::collections::HashMap;

use poem::http::Method;
use poem_openapi::registry::{MetaOperation, MetaPath};

use super::api;
use super::operation::{BodyKind, Despite};
use super::site::Page;
use crate::model::api_token::TokenScope;

/// The rule of a request, known before its handler is called.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    scopes: &'static [TokenScope],
    pub body: BodyKind,
    /// Whether it reads a body at all.
    pub takes_body: bool,
    pub credentials: Credentials,
    /// What does not keep a change from being made.
    pub despite: Despite,
}

/// The credentials that a request may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credentials {
    None,
    /// The cookie of a signed-in browser, which may be absent.
    Cookie,
    /// An access token or API token; the request is refused without one.
    Needed,
}

impl Rule {
    /// The scopes that an API token needs, all of them; None if API tokens are refused.
    pub fn token_scopes(&self) -> Option<&'static [TokenScope]> {
        Some(self.scopes).filter(|scopes| !scopes.is_empty())
    }

    fn of_page(page: &Page, method: &Method) -> Self {
        let may_have_body = *method == Method::POST || *method == Method::PATCH;
        let body = if may_have_body { page.body } else { BodyKind::Fields };
        let by_token = !page.scopes.is_empty();
        let credentials = if by_token { Credentials::Needed } else { Credentials::Cookie };
        let despite = if may_have_body { page.despite } else { Despite::Nothing };
        Self { scopes: page.scopes, body, takes_body: true, credentials, despite }
    }

    /// The rule of an operation of the API.
    fn of(operation: &MetaOperation) -> Self {
        let declared = operation.operation_id.and_then(api::operation);
        let is_open = operation.security.is_empty();
        Self {
            scopes: declared.map_or(&[], |declared| declared.scopes),
            body: declared.map_or(BodyKind::Fields, |declared| declared.body),
            takes_body: operation.request.is_some() || operation.method == Method::GET,
            credentials: if is_open { Credentials::None } else { Credentials::Needed },
            despite: declared.map_or(Despite::Nothing, |declared| declared.despite),
        }
    }
}

/// All paths with their methods and rules, by their first word.
pub struct Methods(HashMap<String, Vec<Route>>);

struct Route {
    /// The path as it is declared: `/file/{id}`.
    template: String,
    /// The segments of the path; None for a parameter.
    segments: Vec<Option<String>>,
    rules: Vec<(Method, Rule)>,
    /// The methods as the value of `Allow`.
    allow: String,
}

impl Methods {
    /// The paths of the API, and the others.
    pub fn of(paths: &[MetaPath], pages: &[Page]) -> Self {
        let others = pages.iter().map(|page| {
            let rules =
                page.methods.iter().map(|method| (method.clone(), Rule::of_page(page, method)));
            Route::of(&page.path, rules.collect())
        });
        let mut lines: Vec<Route> = others.collect();
        for MetaPath { path, operations } in paths {
            let mut rules = vec![];
            for operation in operations {
                let rule = Rule::of(operation);
                if operation.method == Method::GET {
                    rules.push((Method::HEAD, rule));
                }
                rules.push((operation.method.clone(), rule));
            }
            lines.push(Route::of(path, rules));
        }
        // In the order of the router: from the left, a fixed segment before a parameter.
        lines.sort_by_cached_key(|line| {
            Reverse(line.segments.iter().map(Option::is_some).collect::<Vec<_>>())
        });
        let mut by_word: HashMap<String, Vec<Route>> = HashMap::new();
        for line in lines {
            let word = line.segments.get(1).cloned().flatten().unwrap_or_default();
            by_word.entry(word).or_default().push(line);
        }
        Self(by_word)
    }

    /// The methods of a path as the value of `Allow`; None if there is no such path.
    pub fn at(&self, path: &str) -> Option<&str> {
        self.line(path).map(|line| line.allow.as_str()).filter(|allow| !allow.is_empty())
    }

    /// The rule of a request; None if there is no such path, or it does not have this method.
    pub fn rule(&self, method: &Method, path: &str) -> Option<Rule> {
        let mut rules = self.line(path)?.rules.iter();
        rules.find(|(own, _)| own == method).map(|(_, rule)| *rule)
    }

    /// The path as it is declared, the same for each value of its parameters; None if there is no
    /// such path.
    pub fn template(&self, path: &str) -> Option<&str> {
        self.line(path).map(|line| line.template.as_str())
    }

    fn line(&self, path: &str) -> Option<&Route> {
        // Paths begin with a slash: the first segment is empty, and the second one a word.
        let first = path.split('/').nth(1)?;
        self.0.get(first)?.iter().find(|line| line.is(path))
    }
}

impl Route {
    fn of(path: &str, rules: Vec<(Method, Rule)>) -> Self {
        let segment = |text: &str| (!text.starts_with('{')).then(|| text.to_owned());
        let mut methods: Vec<&str> = rules.iter().map(|(method, _)| method.as_str()).collect();
        methods.sort_unstable();
        let allow = methods.join(", ");
        let segments = path.split('/').map(segment).collect();
        Self { template: path.to_owned(), segments, rules, allow }
    }

    fn is(&self, path: &str) -> bool {
        let mut asked = path.split('/');
        let fits = self.segments.iter().all(|own| match (own, asked.next()) {
            (Some(word), Some(asked)) => word == asked,
            (None, Some(asked)) => !asked.is_empty(),
            (_, None) => false,
        });
        fits && asked.next().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::operation::ALL_READ;

    fn all() -> Methods {
        Methods::of(&crate::http::described(), &crate::http::site().pages)
    }

    #[test]
    fn a_word_goes_before_whatever_stands_there() {
        let methods = all();
        assert_eq!(methods.at("/file/12"), Some("DELETE, GET, HEAD, PATCH, POST"));
        assert_eq!(methods.at("/file/logo"), Some("POST"));
        assert_eq!(methods.at("/tus/abc"), Some("DELETE, HEAD, OPTIONS, PATCH"));
        assert_eq!((methods.at("/file/"), methods.at("/file/1/2")), (None, None));
        assert_eq!(methods.at("/"), Some("GET, HEAD"));
    }

    #[test]
    fn every_operation_is_found_at_its_own_path() {
        let methods = all();
        for MetaPath { path, operations } in &crate::http::described() {
            for operation in operations {
                let declared = api::operation(operation.operation_id.unwrap()).unwrap();
                let rule = methods.rule(&operation.method, path).unwrap();
                assert_eq!((rule.scopes, rule.body), (declared.scopes, declared.body), "{path}");
            }
        }
    }

    fn wanted() -> impl Fn(&Method, &str) -> Option<&'static [TokenScope]> {
        let methods = all();
        move |method, path| methods.rule(method, path)?.token_scopes()
    }

    #[test]
    fn what_is_about_accounts_is_out_of_reach_however_it_is_written() {
        let wanted = wanted();
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
            "//user/profile",
            "/employee/",
            "//employee",
            "/employee/1/",
            "/Employee/1",
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
        let wanted = wanted();
        assert_eq!(wanted(&Method::GET, "/employee/7"), Some(&[TokenScope::PeopleRead][..]));
        assert_eq!(wanted(&Method::DELETE, "/employee/7"), Some(&[TokenScope::PeopleWrite][..]));
        assert_eq!(wanted(&Method::GET, "/event/{id}/details"), Some(ALL_READ));
        assert_eq!(wanted(&Method::POST, "/event/7/raise"), Some(&[TokenScope::AnswersWrite][..]));
    }
    #[test]
    fn what_a_body_brings_is_known_by_the_declaration() {
        let methods = all();
        let rule =
            |method, path| methods.rule(&method, path).map(|one| (one.body, one.credentials));
        for (method, path, body, credentials) in [
            (Method::POST, "/auth/login", BodyKind::Fields, Credentials::None),
            (Method::POST, "/employee", BodyKind::Fields, Credentials::Needed),
            (Method::POST, "/group/csv", BodyKind::Table, Credentials::Needed),
            (Method::POST, "/file/7", BodyKind::Upload, Credentials::Needed),
            (Method::POST, "/file/logo", BodyKind::Upload, Credentials::Needed),
            (Method::POST, "/file/7/link", BodyKind::Fields, Credentials::Needed),
            (Method::PATCH, "/tus/token", BodyKind::Chunk, Credentials::Needed),
            (Method::DELETE, "/tus/token", BodyKind::Fields, Credentials::Needed),
            (Method::POST, "/sign/token/answer", BodyKind::Signature, Credentials::Cookie),
            (Method::POST, "/console/shoots/7/photos", BodyKind::Upload, Credentials::Cookie),
            (Method::POST, "/console/login", BodyKind::Fields, Credentials::Cookie),
        ] {
            assert_eq!(rule(method, path), Some((body, credentials)), "{path}");
        }
        assert_eq!(rule(Method::PUT, "/file/7"), None);
    }
}
