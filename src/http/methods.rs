//! All paths with their methods: the `Allow` of a 405 (RFC 9110, 15.5.6), the API tokens that are
//! accepted, and the kind of body. For the API they are derived from its handlers and the
//! declarations beside them; for other routes they are in a table here.

use std::cmp::Reverse;
use std::collections::HashMap;

use poem::http::Method;
use poem_openapi::registry::{MetaOperation, MetaPath};

use super::api;
use super::operation::BodyKind;
use crate::model::api_token::TokenScope::{self, FilesWrite};

/// The paths outside the API document.
const OTHERS: &[Page] = &[
    page("/", "GET, HEAD"),
    page("/healthz", "GET, HEAD"),
    page("/readyz", "GET, HEAD"),
    page("/version", "GET, HEAD"),
    page("/metrics", "GET, HEAD"),
    page("/docs", "GET, HEAD"),
    page("/openapi.json", "GET, HEAD"),
    page("/openapi.yaml", "GET, HEAD"),
    page("/sign/{}", "GET, HEAD"),
    page("/sign/{}/code", "POST").body(BodyKind::Signature),
    page("/sign/{}/verify", "POST").body(BodyKind::Signature),
    page("/sign/{}/language", "POST").body(BodyKind::Signature),
    page("/sign/{}/answer", "POST").body(BodyKind::Signature),
    page("/sign/{}/withdraw", "POST").body(BodyKind::Signature),
    page("/sign/{}/document.pdf", "GET, HEAD"),
    page("/verify", "GET, HEAD"),
    page("/verify/FORMAT.md", "GET, HEAD"),
    page("/.well-known/be-right/keys.json", "GET, HEAD"),
    page("/media/{}/{}/{}", "GET, HEAD"),
    page("/tus", "OPTIONS, POST").body(BodyKind::Chunk).scopes(&[FilesWrite]),
    page("/tus/{}", "DELETE, HEAD, OPTIONS, PATCH").body(BodyKind::Chunk).scopes(&[FilesWrite]),
    page("/claim/{}", "GET, HEAD, POST"),
    page("/reset/{}", "GET, HEAD, POST"),
    page("/email/{}", "GET, HEAD, POST"),
    page("/join/{}", "GET, HEAD, POST"),
    page("/join/{}/decline", "POST"),
    page("/unsubscribe/{}", "GET, HEAD, POST"),
    page("/console", "GET, HEAD"),
    page("/console/login", "GET, HEAD, POST"),
    page("/console/forgot", "GET, HEAD, POST"),
    page("/console/logout", "POST"),
    page("/console/token", "POST"),
    page("/console/calendar", "GET, HEAD, POST"),
    page("/console/notifications", "GET, HEAD, POST"),
    page("/console/search", "GET, HEAD"),
    page("/console/answers/{}", "GET, HEAD"),
    page("/console/answers/{}/document.pdf", "GET, HEAD"),
    page("/console/answers/{}/evidence.zip", "GET, HEAD"),
    page("/console/mine", "GET, HEAD"),
    page("/console/mine/{}/document.pdf", "GET, HEAD"),
    page("/me", "GET, HEAD"),
    page("/console/mine/{}/evidence.zip", "GET, HEAD"),
    page("/console/mine/{}/withdraw", "POST"),
    page("/console/people", "GET, HEAD"),
    page("/console/people/import", "GET, HEAD, POST").body(BodyKind::Upload),
    page("/console/people/import/{}", "GET, HEAD"),
    page("/console/people/import/{}/report", "GET, HEAD"),
    page("/console/people/import/{}/again", "POST"),
    page("/console/people/import/{}/cancel", "POST"),
    page("/console/people/import/{}/for-good", "POST"),
    page("/console/people/new", "GET, HEAD, POST"),
    page("/console/people/many", "POST"),
    page("/console/people/export", "GET, HEAD"),
    page("/console/people/{}", "GET, HEAD"),
    page("/console/people/{}/edit", "GET, HEAD, POST"),
    page("/console/people/{}/delete", "POST"),
    page("/console/people/{}/restore", "POST"),
    page("/console/people/{}/erase", "POST"),
    page("/console/groups", "GET, HEAD, POST"),
    page("/console/groups/{}", "GET, HEAD, POST"),
    page("/console/groups/{}/members", "POST"),
    page("/console/groups/{}/delete", "POST"),
    page("/console/groups/{}/restore", "POST"),
    page("/console/shoots", "GET, HEAD"),
    page("/console/shoots/new", "GET, HEAD, POST"),
    page("/console/shoots/{}", "GET, HEAD"),
    page("/console/shoots/{}/edit", "GET, HEAD, POST"),
    page("/console/shoots/{}/duplicate", "GET, HEAD, POST"),
    page("/console/shoots/{}/cancel", "POST"),
    page("/console/shoots/{}/restore", "POST"),
    page("/console/shoots/{}/ask", "GET, HEAD, POST"),
    page("/console/shoots/{}/synchronise", "POST"),
    page("/console/shoots/{}/answers", "POST"),
    page("/console/shoots/{}/papers", "GET, HEAD"),
    page("/console/shoots/{}/papers/{}", "GET, HEAD"),
    page("/console/shoots/{}/history", "GET, HEAD"),
    page("/console/shoots/{}/photos", "GET, HEAD, POST").body(BodyKind::Upload),
    page("/console/shoots/{}/photos.zip", "GET, HEAD"),
    page("/console/shoots/{}/people", "POST"),
    page("/console/shoots/{}/people/{}/email", "POST"),
    page("/console/shoots/{}/photos/{}", "GET, HEAD"),
    page("/console/shoots/{}/photos/{}/people", "POST"),
    page("/console/shoots/{}/photos/{}/link", "POST"),
    page("/console/settings", "GET, HEAD"),
    page("/console/settings/studio", "GET, HEAD, POST"),
    page("/console/settings/studio/logo", "POST").body(BodyKind::Upload),
    page("/console/settings/studio/logo/remove", "POST"),
    page("/console/settings/release", "GET, HEAD, POST"),
    page("/console/settings/release/{}", "GET, HEAD"),
    page("/console/settings/requests", "GET, HEAD, POST"),
    page("/console/settings/team", "GET, HEAD, POST"),
    page("/console/settings/team/{}", "POST"),
    page("/console/settings/team/invitations/{}", "POST"),
    page("/console/settings/tokens", "GET, HEAD, POST"),
    page("/console/settings/tokens/{}", "POST"),
    page("/console/settings/data", "GET, HEAD, POST"),
    page("/console/settings/data/export/{}", "GET, HEAD"),
    page("/console/settings/profile", "GET, HEAD, POST"),
    page("/console/settings/security", "GET, HEAD, POST"),
    page("/console/settings/security/second-factor", "POST"),
    page("/console/settings/security/sessions", "POST"),
    page("/console/settings/notifications", "GET, HEAD, POST"),
    page("/console/settings/companies", "GET, HEAD, POST"),
    page("/styles", "GET, HEAD"),
    page("/outbox", "GET, HEAD"),
    page("/outbox/{}", "GET, HEAD"),
    page("/outbox/{}/html", "GET, HEAD"),
    page("/outbox/{}/attachment/{}", "GET, HEAD"),
    page("/assets/brand/{}", "GET, HEAD"),
    page("/assets/{}/{}", "GET, HEAD"),
];

/// A path outside the API document.
struct Page {
    path: &'static str,
    methods: &'static str,
    body: BodyKind,
    scopes: &'static [TokenScope],
}

/// A page that accepts no API token and has fields as its body.
const fn page(path: &'static str, methods: &'static str) -> Page {
    Page { path, methods, body: BodyKind::Fields, scopes: &[] }
}

impl Page {
    /// Sets the kind of body of POST and PATCH.
    const fn body(self, body: BodyKind) -> Self {
        Self { body, ..self }
    }

    /// Requires a token; API tokens need all of these scopes.
    const fn scopes(self, scopes: &'static [TokenScope]) -> Self {
        Self { scopes, ..self }
    }

    fn rule(&self, method: &Method) -> Rule {
        let brings = *method == Method::POST || *method == Method::PATCH;
        let body = if brings { self.body } else { BodyKind::Fields };
        let by_token = !self.scopes.is_empty();
        let credentials = if by_token { Credentials::Needed } else { Credentials::Cookie };
        Rule { scopes: self.scopes, body, credentials }
    }
}

/// The rule of a request, known before its handler is called.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    scopes: &'static [TokenScope],
    pub body: BodyKind,
    pub credentials: Credentials,
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

    /// The rule of an operation of the API.
    fn of(operation: &MetaOperation) -> Self {
        let declared = operation.operation_id.and_then(api::operation);
        let is_open = operation.security.is_empty();
        Self {
            scopes: declared.map_or(&[], |declared| declared.scopes),
            body: declared.map_or(BodyKind::Fields, |declared| declared.body),
            credentials: if is_open { Credentials::None } else { Credentials::Needed },
        }
    }
}

/// All paths with their methods and rules, by their first word.
pub struct Methods(HashMap<String, Vec<Route>>);

struct Route {
    /// The segments of the path; None for a parameter.
    segments: Vec<Option<String>>,
    rules: Vec<(Method, Rule)>,
    /// The methods as the value of `Allow`.
    allow: String,
}

impl Methods {
    /// The paths of the API, and the others.
    pub fn of(paths: &[MetaPath]) -> Self {
        let others = OTHERS.iter().map(|page| {
            let methods = page.methods.split(", ").filter_map(|name| name.parse().ok());
            let rules = methods.map(|method: Method| (method.clone(), page.rule(&method)));
            Route::of(page.path, rules.collect())
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
        Self { segments: path.split('/').map(segment).collect(), rules, allow }
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

    /// The routes written in `http/mod.rs`, with the methods of each.
    fn written() -> Vec<(String, String)> {
        let source = include_str!("mod.rs");
        let routes = source.split(".at(").skip(1).map(|rest| {
            let rest = rest.split(".nest(").next().unwrap();
            let mut quoted = rest.splitn(3, '"');
            let path = quoted.nth(1).unwrap();
            let takes = quoted.next().unwrap();
            let segments =
                path.split('/').map(|part| if part.starts_with(':') { "{}" } else { part });
            let known = [
                ("DELETE", "delete("),
                ("GET", "get("),
                ("HEAD", "head("),
                ("OPTIONS", "options("),
                ("PATCH", "patch("),
                ("POST", "post("),
                ("PUT", "put("),
            ];
            let is_taken = |(name, call): &(&str, &str)| {
                takes.contains(call) || (*name == "HEAD" && takes.contains("get("))
            };
            let methods: Vec<_> =
                known.iter().filter(|one| is_taken(one)).map(|one| one.0).collect();
            (segments.collect::<Vec<_>>().join("/"), methods.join(", "))
        });
        // Routes that catch all other paths answer any method.
        routes.filter(|(path, _)| !path.contains('*')).collect()
    }

    #[test]
    fn the_table_says_what_the_routes_take_and_nothing_else() {
        let methods = Methods::of(&crate::http::described());
        let written = written();
        assert!(written.len() > 30, "{written:?}");
        for (path, takes) in &written {
            assert_eq!(methods.at(path), Some(takes.as_str()), "{path}");
        }
        // The landing page is not among the routes: it is tried before the API.
        for path in OTHERS.iter().map(|page| page.path).filter(|path| *path != "/") {
            assert!(written.iter().any(|(known, _)| *known == path), "there is no route {path}");
        }
    }

    #[test]
    fn a_word_goes_before_whatever_stands_there() {
        let methods = Methods::of(&crate::http::described());
        assert_eq!(methods.at("/file/12"), Some("DELETE, GET, HEAD, PATCH, POST"));
        assert_eq!(methods.at("/file/logo"), Some("POST"));
        assert_eq!(methods.at("/tus/abc"), Some("DELETE, HEAD, OPTIONS, PATCH"));
        assert_eq!((methods.at("/file/"), methods.at("/file/1/2")), (None, None));
        assert_eq!(methods.at("/"), Some("GET, HEAD"));
    }

    #[test]
    fn every_operation_is_found_at_its_own_path() {
        let described = crate::http::described();
        let methods = Methods::of(&described);
        for MetaPath { path, operations } in &described {
            for operation in operations {
                let declared = api::operation(operation.operation_id.unwrap()).unwrap();
                let rule = methods.rule(&operation.method, path).unwrap();
                assert_eq!((rule.scopes, rule.body), (declared.scopes, declared.body), "{path}");
            }
        }
    }

    fn wanted() -> impl Fn(&Method, &str) -> Option<&'static [TokenScope]> {
        let methods = Methods::of(&crate::http::described());
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
        let methods = Methods::of(&crate::http::described());
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
