//! What may be done at a path: what a 405 must say in `Allow` (RFC 9110, 15.5.6).
//! For the API the published document knows; for the rest, a table beside the routes.

use std::cmp::Reverse;

use serde_json::Value;

/// Paths outside the document, and their methods.
const OTHERS: &[(&str, &str)] = &[
    ("/", "GET, HEAD"),
    ("/healthz", "GET, HEAD"),
    ("/readyz", "GET, HEAD"),
    ("/version", "GET, HEAD"),
    ("/metrics", "GET, HEAD"),
    ("/docs", "GET, HEAD"),
    ("/openapi.json", "GET, HEAD"),
    ("/openapi.yaml", "GET, HEAD"),
    ("/sign/{}", "GET, HEAD"),
    ("/sign/{}/code", "POST"),
    ("/sign/{}/verify", "POST"),
    ("/sign/{}/language", "POST"),
    ("/sign/{}/answer", "POST"),
    ("/sign/{}/withdraw", "POST"),
    ("/sign/{}/document.pdf", "GET, HEAD"),
    ("/verify", "GET, HEAD"),
    ("/media/{}/{}/{}", "GET, HEAD"),
    ("/tus", "OPTIONS, POST"),
    ("/tus/{}", "DELETE, HEAD, OPTIONS, PATCH"),
    ("/claim/{}", "GET, HEAD, POST"),
    ("/reset/{}", "GET, HEAD, POST"),
    ("/email/{}", "GET, HEAD, POST"),
    ("/join/{}", "GET, HEAD, POST"),
    ("/join/{}/decline", "POST"),
    ("/unsubscribe/{}", "GET, HEAD, POST"),
    ("/console", "GET, HEAD"),
    ("/console/login", "GET, HEAD, POST"),
    ("/console/logout", "POST"),
    ("/console/token", "POST"),
    ("/console/calendar", "GET, HEAD, POST"),
    ("/console/search", "GET, HEAD"),
    ("/console/answers/{}", "GET, HEAD"),
    ("/console/mine", "GET, HEAD"),
    ("/console/mine/{}/document.pdf", "GET, HEAD"),
    ("/console/mine/{}/withdraw", "POST"),
    ("/console/people", "GET, HEAD"),
    ("/console/people/import", "GET, HEAD, POST"),
    ("/console/people/import/{}", "GET, HEAD"),
    ("/console/people/import/{}/report", "GET, HEAD"),
    ("/console/people/import/{}/again", "POST"),
    ("/console/people/import/{}/cancel", "POST"),
    ("/console/people/import/{}/for-good", "POST"),
    ("/console/people/import/{}/again", "POST"),
    ("/console/shoots/{}", "GET, HEAD"),
    ("/console/shoots/{}/photos", "GET, HEAD, POST"),
    ("/console/shoots/{}/photos.zip", "GET, HEAD"),
    ("/console/shoots/{}/people", "POST"),
    ("/console/shoots/{}/people/{}/email", "POST"),
    ("/console/shoots/{}/photos/{}", "GET, HEAD"),
    ("/console/shoots/{}/photos/{}/people", "POST"),
    ("/console/shoots/{}/photos/{}/link", "POST"),
    ("/outbox", "GET, HEAD"),
    ("/outbox/{}", "GET, HEAD"),
    ("/outbox/{}/html", "GET, HEAD"),
    ("/outbox/{}/attachment/{}", "GET, HEAD"),
    ("/assets/brand/{}", "GET, HEAD"),
    ("/assets/{}/{}", "GET, HEAD"),
];

/// Every path, with what may be done there.
pub struct Methods(Vec<Line>);

struct Line {
    /// None: whatever stands there.
    segments: Vec<Option<String>>,
    methods: String,
}

impl Methods {
    /// Reads the published document.
    pub fn of(document: &str) -> Self {
        let document: Value = serde_json::from_str(document).unwrap_or_default();
        let others = OTHERS.iter().map(|(path, methods)| Line::of(path, (*methods).to_owned()));
        let mut lines: Vec<Line> = others.collect();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            let known = ["get", "put", "post", "delete", "patch"];
            let mut methods: Vec<String> = item
                .as_object()
                .into_iter()
                .flat_map(|item| item.keys())
                .filter(|key| known.contains(&key.as_str()))
                .map(|key| key.to_ascii_uppercase())
                .collect();
            if methods.iter().any(|method| method == "GET") {
                methods.push("HEAD".to_owned());
            }
            methods.sort_unstable();
            lines.push(Line::of(path, methods.join(", ")));
        }
        // As routes are chosen: a word before whatever stands there, from the left.
        lines.sort_by_cached_key(|line| {
            Reverse(line.segments.iter().map(Option::is_some).collect::<Vec<_>>())
        });
        Self(lines)
    }

    /// What may be done at a path, as `Allow` has it; none if there is no such path.
    pub fn at(&self, path: &str) -> Option<&str> {
        let asked: Vec<&str> = path.split('/').collect();
        let line = self.0.iter().find(|line| line.is(&asked))?;
        Some(line.methods.as_str()).filter(|methods| !methods.is_empty())
    }
}

impl Line {
    fn of(path: &str, methods: String) -> Self {
        let segment = |text: &str| (!text.starts_with('{')).then(|| text.to_owned());
        Self { segments: path.split('/').map(segment).collect(), methods }
    }

    fn is(&self, asked: &[&str]) -> bool {
        self.segments.len() == asked.len()
            && self.segments.iter().zip(asked).all(|(own, asked)| match own {
                Some(word) => word == asked,
                None => !asked.is_empty(),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The routes of this floor as they are written, and what each takes.
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
        // What catches every other path answers any method.
        routes.filter(|(path, _)| !path.contains('*')).collect()
    }

    #[test]
    fn the_table_says_what_the_routes_take_and_nothing_else() {
        let methods = Methods::of(&crate::http::openapi().unwrap());
        let written = written();
        assert!(written.len() > 30, "{written:?}");
        for (path, takes) in &written {
            assert_eq!(methods.at(path), Some(takes.as_str()), "{path}");
        }
        // The first page stands before the API, and not among the routes.
        for (path, _) in OTHERS.iter().filter(|(path, _)| *path != "/") {
            assert!(written.iter().any(|(known, _)| known == path), "there is no route {path}");
        }
    }

    #[test]
    fn a_word_goes_before_whatever_stands_there() {
        let methods = Methods::of(
            r#"{ "paths": {
                "/file/{id}": { "get": {}, "delete": {}, "parameters": [] },
                "/file/logo": { "post": {} }
            } }"#,
        );
        assert_eq!(methods.at("/file/12"), Some("DELETE, GET, HEAD"));
        assert_eq!(methods.at("/file/logo"), Some("POST"));
        assert_eq!(methods.at("/tus/abc"), Some("DELETE, HEAD, OPTIONS, PATCH"));
        assert_eq!((methods.at("/file/"), methods.at("/file/1/2")), (None, None));
        assert_eq!(methods.at("/"), Some("GET, HEAD"));
    }
}
