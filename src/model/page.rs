//! Lists, a page at a time.

/// Which page of a list is wanted. `O` names what the list can be ordered by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageQuery<O> {
    /// From 1.
    pub page: u32,
    /// Rows a page, 1 to 100.
    pub limit: u32,
    pub order: O,
    pub descending: bool,
    pub with_deleted: bool,
    /// Only rows with these ids: what a search has found.
    pub among: Option<Vec<i64>>,
}

impl<O> PageQuery<O> {
    /// The same, narrowed down to what a search has found, if there was one.
    pub fn among(self, found: Option<Vec<i64>>) -> Self {
        Self { among: found, ..self }
    }

    /// The rows before this page.
    pub fn offset(&self) -> i64 {
        i64::from(self.page.saturating_sub(1)) * i64::from(self.limit)
    }
}

/// One page of a list, and how long the list is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    pub data: Vec<T>,
    pub page: u32,
    pub limit: u32,
    pub total: i64,
}

impl<T> Page<T> {
    pub fn map<U>(self, each: impl FnMut(T) -> U) -> Page<U> {
        let data = self.data.into_iter().map(each).collect();
        Page { data, page: self.page, limit: self.limit, total: self.total }
    }

    /// At least 1, so that an empty list still has a page to be on.
    pub fn total_pages(&self) -> i64 {
        let limit = i64::from(self.limit.max(1));
        ((self.total + limit - 1) / limit).max(1)
    }
}
