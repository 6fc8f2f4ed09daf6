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
    let (_, routes) = routes.split_once("Site::default()").unwrap();
    let (routes, _) = routes.split_once(".root(").unwrap();
    let starts: Vec<usize> = routes.match_indices("\"/").map(|(at, _)| at + 1).collect();
    let ends = starts.iter().skip(1).copied().chain([routes.len()]);
    let found = starts.iter().zip(ends).map(|(start, end)| {
        let route = &routes[*start..end];
        let path = route.split('"').next().unwrap();
        let (is_read, takes_a_form) = (route.contains("get("), route.contains("post("));
        Page { path, is_read, takes_a_form }
    });
    // These are for programs.
    let is_page = |page: &Page| !page.path.starts_with("/tus") && page.path != "/stripe/webhook";
    let pages: Vec<Page> = found.filter(is_page).collect();
    assert!(pages.len() > 50, "the routes are written in another way");
    pages
}
