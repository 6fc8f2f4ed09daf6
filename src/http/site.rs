//! The routes outside the API document. Each is stated once, in `mod.rs`: the router follows from
//! that, and what is known of a request before its handler is called.

use poem::endpoint::make_sync;
use poem::http::Method;
use poem::{Endpoint, IntoEndpoint, Request, Route, RouteMethod};

use super::operation::{BodyKind, Despite};
use super::pages;
use crate::model::api_token::TokenScope;

/// Routes, and what is declared of them.
#[derive(Default)]
pub struct Site {
    pub routes: Route,
    pub pages: Vec<Page>,
    /// The paths of the console that show a page of their own.
    views: Vec<String>,
}

/// What is declared of a path.
pub struct Page {
    /// `/sign/{token}/code`
    pub path: String,
    pub methods: Vec<Method>,
    /// Of POST and PATCH.
    pub body: BodyKind,
    /// A token is needed; API tokens need all of these scopes. Empty: it accepts no API token.
    pub scopes: &'static [TokenScope],
    /// What does not keep a change from being made.
    pub despite: Despite,
}

impl Site {
    /// A path that is not a page: a file, figures, a protocol.
    pub fn at(self, path: &str, takes: Takes) -> Self {
        self.add(path, takes, |route| route)
    }

    /// A page, as [`pages::page`].
    pub fn page(self, path: &str, takes: Takes) -> Self {
        self.add(path, takes, pages::page)
    }

    /// A page with a token in its address, as [`pages::link_page`].
    pub fn link_page(self, path: &str, takes: Takes) -> Self {
        self.add(path, takes, pages::link_page)
    }

    /// A page of the console, as [`pages::console::page`]. Where only a form is sent to, as to a page
    /// that asks for a confirmation, loading it again leads to the page that it belongs to.
    pub fn console(mut self, path: &str, takes: Takes) -> Self {
        let is_form = !takes.methods.contains(&Method::GET);
        if !is_form {
            self.views.push(path.to_owned());
        }
        let takes = match self.parent(path).filter(|_| is_form) {
            Some(depth) => takes.get(make_sync(move |request: Request| {
                let path = request.uri().path();
                pages::go(&path.split('/').take(depth).collect::<Vec<_>>().join("/"))
            })),
            None => takes,
        };
        self.add(path, takes, pages::console::page)
    }

    /// The nearest page above a path, of those listed before it: its number of segments.
    fn parent(&self, path: &str) -> Option<usize> {
        let is_above = |view: &&String| {
            path.strip_prefix(view.as_str()).is_some_and(|rest| rest.starts_with('/'))
        };
        self.views.iter().filter(is_above).map(|view| view.split('/').count()).max()
    }

    /// A route whose methods are declared elsewhere, or which catches all other paths.
    pub fn other(mut self, path: &str, endpoint: impl Endpoint + 'static) -> Self {
        self.routes = self.routes.at(path, endpoint);
        self
    }

    /// The landing page, and below it all paths that are not listed.
    pub fn root<E>(mut self, landing: Takes, mount: impl FnOnce(RouteMethod) -> E) -> Self
    where
        E: Endpoint + 'static,
    {
        self.pages.push(landing.page("/"));
        self.routes = self.routes.nest("/", mount(landing.route));
        self
    }

    fn add<E>(mut self, path: &str, takes: Takes, wrap: impl FnOnce(RouteMethod) -> E) -> Self
    where
        E: Endpoint + 'static,
    {
        self.pages.push(takes.page(path));
        self.routes = self.routes.at(path, wrap(takes.route));
        self
    }
}

/// A path whose parameters are written as `:token`, with `{token}` for each.
fn written(path: &str) -> String {
    let segment = |part: &str| match part.strip_prefix(':') {
        Some(name) => format!("{{{name}}}"),
        None => part.to_owned(),
    };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

/// The methods that a path takes, and what it declares.
pub struct Takes {
    route: RouteMethod,
    methods: Vec<Method>,
    body: BodyKind,
    scopes: &'static [TokenScope],
    despite: Despite,
}

impl Default for Takes {
    fn default() -> Self {
        let (route, methods) = (RouteMethod::new(), vec![]);
        Self { route, methods, body: BodyKind::Fields, scopes: &[], despite: Despite::Nothing }
    }
}

/// Takes GET, and so HEAD.
pub fn get<E: IntoEndpoint<Endpoint: 'static>>(endpoint: E) -> Takes {
    Takes::default().get(endpoint)
}

/// Takes POST.
pub fn post<E: IntoEndpoint<Endpoint: 'static>>(endpoint: E) -> Takes {
    Takes::default().post(endpoint)
}

impl Takes {
    pub fn get<E: IntoEndpoint<Endpoint: 'static>>(mut self, endpoint: E) -> Self {
        self.methods.push(Method::HEAD);
        self.takes(Method::GET, endpoint)
    }

    pub fn head<E: IntoEndpoint<Endpoint: 'static>>(self, endpoint: E) -> Self {
        self.takes(Method::HEAD, endpoint)
    }

    pub fn post<E: IntoEndpoint<Endpoint: 'static>>(self, endpoint: E) -> Self {
        self.takes(Method::POST, endpoint)
    }

    pub fn patch<E: IntoEndpoint<Endpoint: 'static>>(self, endpoint: E) -> Self {
        self.takes(Method::PATCH, endpoint)
    }

    pub fn delete<E: IntoEndpoint<Endpoint: 'static>>(self, endpoint: E) -> Self {
        self.takes(Method::DELETE, endpoint)
    }

    pub fn options<E: IntoEndpoint<Endpoint: 'static>>(self, endpoint: E) -> Self {
        self.takes(Method::OPTIONS, endpoint)
    }

    /// Sets the kind of body of POST and PATCH; otherwise fields.
    pub fn body(self, body: BodyKind) -> Self {
        Self { body, ..self }
    }

    /// Requires a token; API tokens need all of these scopes.
    pub fn scopes(self, scopes: &'static [TokenScope]) -> Self {
        Self { scopes, ..self }
    }

    /// A company that is suspended allows its forms.
    pub fn while_suspended(self) -> Self {
        Self { despite: Despite::Suspension, ..self }
    }

    fn takes<E: IntoEndpoint<Endpoint: 'static>>(mut self, method: Method, endpoint: E) -> Self {
        self.methods.push(method.clone());
        Self { route: self.route.method(method, endpoint), ..self }
    }

    /// What is declared of `path`, whose parameters are written as `:token`.
    fn page(&self, path: &str) -> Page {
        Page {
            path: written(path),
            methods: self.methods.clone(),
            body: self.body,
            scopes: self.scopes,
            despite: self.despite,
        }
    }
}
