//! Pagination of lists.

/// The requested page of a list. `O` is the type of sort keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageQuery<O> {
    /// From 1.
    pub page: u32,
    /// Rows per page, 1 to 100.
    pub limit: u32,
    pub order: O,
    pub descending: bool,
    pub with_deleted: bool,
    /// Restricts the list to these ids, the results of a search.
    pub among: Option<Vec<i64>>,
}

impl<O> PageQuery<O> {
    /// The same, restricted to the results of a search, if there was one.
    pub fn among(self, found: Option<Vec<i64>>) -> Self {
        Self { among: found, ..self }
    }

    /// The number of rows before this page.
    pub fn offset(&self) -> i64 {
        i64::from(self.page.saturating_sub(1)) * i64::from(self.limit)
    }
}

/// How to read a page: from the start of the list or, if nearer, from its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The direction to read in.
    pub descending: bool,
    pub offset: i64,
    pub limit: i64,
    reversed: bool,
}

impl Window {
    /// The rows read, in the requested order.
    pub fn in_order<T>(&self, mut rows: Vec<T>) -> Vec<T> {
        if self.reversed {
            rows.reverse();
        }
        rows
    }
}

impl<O> PageQuery<O> {
    /// How to read this page of a list of `total` rows.
    pub fn window(&self, total: i64) -> Window {
        let (offset, limit) = (self.offset(), i64::from(self.limit));
        let from_end = total - offset - limit;
        if offset >= total || from_end >= offset {
            return Window { descending: self.descending, offset, limit, reversed: false };
        }
        // The last page may be shorter.
        let limit = limit.min(total - offset);
        let offset = from_end.max(0);
        Window { descending: !self.descending, offset, limit, reversed: true }
    }

    /// How to read the first rows, ignoring `page`.
    pub fn first_window(&self) -> Window {
        let (descending, limit) = (self.descending, i64::from(self.limit));
        Window { descending, offset: 0, limit, reversed: false }
    }
}

/// A page of a list, and the list's total length.
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

    /// At least 1, even for an empty list.
    pub fn total_pages(&self) -> i64 {
        let limit = i64::from(self.limit.max(1));
        ((self.total + limit - 1) / limit).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_read_from_the_end_is_the_same_page() {
        let rows: Vec<i64> = (0..23).collect();
        for limit in [1, 5, 10, 23, 100] {
            for page in 1..=30 {
                for descending in [false, true] {
                    let query = PageQuery {
                        page,
                        limit,
                        order: (),
                        descending,
                        with_deleted: false,
                        among: None,
                    };
                    let read = |window: Window| {
                        let mut all = rows.clone();
                        if window.descending {
                            all.reverse();
                        }
                        let (skip, take) = (window.offset as usize, window.limit as usize);
                        window.in_order(all.into_iter().skip(skip).take(take).collect())
                    };
                    let window = query.window(rows.len() as i64);
                    let plain = Window {
                        descending,
                        offset: query.offset(),
                        limit: i64::from(limit),
                        reversed: false,
                    };
                    assert_eq!(read(window), read(plain), "page {page} of {limit}");
                    assert!(window.offset <= 12 || window.offset >= 23, "{window:?}");
                }
            }
        }
    }
}
