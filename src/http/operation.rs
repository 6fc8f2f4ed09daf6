//! The declaration of an API operation, written beside its handler: what its path and its types do
//! not show. Each module of `api` lists its own as `OPERATIONS`. The published document, the scopes
//! of API tokens and the limits of bodies are derived from it.

use crate::model::api_token::TokenScope;

/// The scopes of an operation that returns employees, events, answers and files together.
pub const ALL_READ: &[TokenScope] = &[
    TokenScope::PeopleRead,
    TokenScope::EventsRead,
    TokenScope::AnswersRead,
    TokenScope::FilesRead,
];

/// The declaration of one operation.
#[derive(Debug)]
pub struct Operation {
    /// The `operationId` of its handler.
    pub id: &'static str,
    /// The scopes that an API token needs, all of them. Empty: no API token is accepted.
    pub scopes: &'static [TokenScope],
    pub body: BodyKind,
    /// Whether its form has one file and no other field.
    pub single_file: bool,
    /// Whether it can return 409. None: it can unless its method is GET.
    pub conflict: Option<bool>,
    /// Whether it can return 401 although it requires no access token.
    pub unauthenticated: bool,
    /// Whether it can return 402, because it uses up what a plan includes.
    pub paid: bool,
    /// Whether it can return 404 although its path has no parameter.
    pub not_found: bool,
    /// Whether it can return 410, because what it needs may have ended.
    pub gone: bool,
    /// Whether it can return 429 to a user: it requires a password, sends mail or keeps a
    /// connection open. Operations that accept API tokens can return 429 in any case.
    pub counted: bool,
    /// What does not keep it from being called, though it is a change.
    pub despite: Despite,
    /// The media types of the files it returns. Empty: any.
    pub media_types: &'static [&'static str],
    /// The parameters of a list, which its handler takes as a `ListQuery`.
    pub list: Option<ListParameters>,
}

/// What a change may be made despite of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Despite {
    Nothing,
    /// That the company is suspended.
    Suspension,
    /// That, and that the caller only reads the company.
    Anything,
}

/// The query parameters of a list; `page` and `limit` always.
#[derive(Debug, Clone, Copy)]
pub struct ListParameters {
    /// The names that `orderBy` accepts, the default first. Empty: there is no `orderBy`.
    pub orders: &'static [&'static str],
    /// Whether the default order is descending.
    pub descending: bool,
    /// Whether the list has `withDeleted`.
    pub with_deleted: bool,
    /// Whether the list has `search`.
    pub search: bool,
    /// Whether `limit` defaults to the page size that the caller has set.
    pub own_size: bool,
}

/// A list without `orderBy`, `withDeleted` and `search`.
pub const LIST: ListParameters = ListParameters {
    orders: &[],
    descending: false,
    with_deleted: false,
    search: false,
    own_size: true,
};

impl ListParameters {
    /// `orderBy` accepts these names; the first is the default.
    pub const fn by(self, orders: &'static [&'static str]) -> Self {
        Self { orders, ..self }
    }

    /// The default order is descending.
    pub const fn descending(self) -> Self {
        Self { descending: true, ..self }
    }

    pub const fn with_deleted(self) -> Self {
        Self { with_deleted: true, ..self }
    }

    pub const fn search(self) -> Self {
        Self { search: true, ..self }
    }

    /// `limit` defaults to 20 for everybody.
    pub const fn fixed_size(self) -> Self {
        Self { own_size: false, ..self }
    }
}

/// The kind of a request body: it decides how long the body may be, and whether it is kept in
/// memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    /// Fields: at most `http.body_limit`; far less from a caller without credentials.
    Fields,
    /// A table in a form, read whole: at most `import.max_bytes`.
    Table,
    /// A form with a drawn signature.
    Signature,
    /// A form with a small file, read whole, of anybody.
    File,
    /// A form with files, written to disk piece by piece: at most `media.request_limit`.
    Upload,
    /// A part of a resumable upload, written to disk piece by piece.
    Chunk,
}

/// An operation that accepts no API token and has fields as its body.
pub const fn op(id: &'static str) -> Operation {
    Operation {
        id,
        scopes: &[],
        body: BodyKind::Fields,
        single_file: false,
        conflict: None,
        unauthenticated: false,
        paid: false,
        not_found: false,
        gone: false,
        counted: false,
        despite: Despite::Nothing,
        media_types: &[],
        list: None,
    }
}

impl Operation {
    /// API tokens with all of these scopes are accepted.
    pub const fn scopes(self, scopes: &'static [TokenScope]) -> Self {
        Self { scopes, ..self }
    }

    /// Its body is a form with a table.
    pub const fn table(self) -> Self {
        Self { body: BodyKind::Table, ..self }
    }

    /// Its body is a form with one file, written to disk piece by piece.
    pub const fn picture(self) -> Self {
        Self { body: BodyKind::Upload, single_file: true, ..self }
    }

    /// Its body is a form with files.
    pub const fn upload(self) -> Self {
        Self { body: BodyKind::Upload, ..self }
    }

    /// It is a GET that can return 409.
    pub const fn conflict(self) -> Self {
        Self { conflict: Some(true), ..self }
    }

    /// It is not a GET, but never returns 409.
    pub const fn no_conflict(self) -> Self {
        Self { conflict: Some(false), ..self }
    }

    /// It can return 401 although it requires no access token.
    pub const fn unauthenticated(self) -> Self {
        Self { unauthenticated: true, ..self }
    }

    /// It can return 402.
    pub const fn paid(self) -> Self {
        Self { paid: true, ..self }
    }

    /// It can return 404 although its path has no parameter.
    pub const fn not_found(self) -> Self {
        Self { not_found: true, ..self }
    }

    /// It can return 410.
    pub const fn gone(self) -> Self {
        Self { gone: true, ..self }
    }

    /// It returns a file of one of these media types.
    pub const fn sends(self, media_types: &'static [&'static str]) -> Self {
        Self { media_types, ..self }
    }

    /// Its handler takes a `ListQuery`.
    pub const fn list(self, parameters: ListParameters) -> Self {
        Self { list: Some(parameters), ..self }
    }

    /// A company that is suspended allows it: it protects somebody, or takes data out. A GET that is
    /// declared so is a change to administrators who only read the company.
    pub const fn while_suspended(self) -> Self {
        Self { despite: Despite::Suspension, ..self }
    }

    /// As [`Operation::while_suspended`]; and so may an administrator who only reads the company: it
    /// changes nothing of it.
    pub const fn for_readers(self) -> Self {
        Self { despite: Despite::Anything, ..self }
    }

    /// It can return 429 to a user.
    pub const fn counted(self) -> Self {
        Self { counted: true, ..self }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::http::api;

    /// The operations of the published document.
    fn published() -> Vec<Value> {
        let document: Value = serde_json::from_str(&crate::http::openapi().unwrap()).unwrap();
        let paths = document["paths"].as_object().unwrap();
        paths.values().flat_map(|item| item.as_object().unwrap().values().cloned()).collect()
    }

    #[test]
    fn every_operation_is_declared_once_and_nothing_else_is() {
        let published = published();
        let published: BTreeSet<_> =
            published.iter().map(|one| one["operationId"].as_str().unwrap()).collect();
        let declared: BTreeSet<_> = api::operations().map(|one| one.id).collect();
        let missing: Vec<_> = published.difference(&declared).collect();
        let stale: Vec<_> = declared.difference(&published).collect();
        assert!(missing.is_empty(), "declare beside the handler, in OPERATIONS: {missing:?}");
        assert!(stale.is_empty(), "these have no handler: {stale:?}");
        assert_eq!(api::operations().count(), declared.len(), "an operation is declared twice");
    }

    #[test]
    fn forms_with_files_and_only_these_are_declared_as_such() {
        for one in published() {
            let id = one["operationId"].as_str().unwrap();
            let is_form = one["requestBody"]["content"].get("multipart/form-data").is_some();
            let body = api::operation(id).map_or(BodyKind::Fields, |found| found.body);
            assert_eq!(is_form, matches!(body, BodyKind::Upload | BodyKind::Table), "{id}");
        }
    }

    #[test]
    fn api_tokens_are_accepted_only_where_an_access_token_is() {
        for one in published() {
            let id = one["operationId"].as_str().unwrap();
            let schemes = one["security"].as_array().into_iter().flatten();
            let is_for_members = schemes.clone().any(|one| one.get("accessToken").is_some());
            let takes_tokens = api::operation(id).is_some_and(|found| !found.scopes.is_empty());
            assert!(is_for_members || !takes_tokens, "{id}");
        }
    }
}
