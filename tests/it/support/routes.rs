//! The pages, read from the routes, so that tests of all pages include new ones.

pub struct Page {
    /// With its `:parameters`.
    pub path: &'static str,
    pub is_read: bool,
    /// Whether a form is sent to it.
    pub takes_a_form: bool,
}

/// Every page, in the order of the routes.
pub fn pages() -> Vec<Page> {
    let routes = include_str!("../../../src/http/mod.rs");
    let (_, routes) = routes.split_once("Route::new()").unwrap();
    let (routes, _) = routes.split_once(".nest(").unwrap();
    let found = routes.split(".at(").skip(1).map(|route| {
        let path = route.split('"').nth(1).unwrap();
        let (is_read, takes_a_form) = (route.contains("get("), route.contains("post("));
        Page { path, is_read, takes_a_form }
    });
    let pages: Vec<Page> = found.filter(|page| !page.path.starts_with("/tus")).collect();
    assert!(pages.len() > 50, "the routes are written in another way");
    pages
}
