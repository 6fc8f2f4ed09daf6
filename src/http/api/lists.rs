//! The parameters and the reply of every list.

use poem_openapi::Object;
use poem_openapi::types::{ParseFromJSON, ToJSON, Type};

use crate::error::Result;
use crate::model::user::{PAGE, PAGE_MOST};
use crate::model::{Check, Page, PageQuery};

/// One page of a list.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Listed<T: Type + ParseFromJSON + ToJSON> {
    /// The rows.
    pub data: Vec<T>,
    /// The number of this page, from 1.
    pub current_page: u32,
    /// The number of rows per page.
    pub limit: u32,
    /// The number of pages.
    pub total_pages: i64,
    /// The number of rows on all pages.
    pub total: i64,
}

impl<T: Type + ParseFromJSON + ToJSON> Listed<T> {
    pub fn of<M>(page: Page<M>, each: impl FnMut(M) -> T) -> Self {
        let total_pages = page.total_pages();
        let (current_page, limit, total) = (page.page, page.limit, page.total);
        Self {
            data: page.data.into_iter().map(each).collect(),
            current_page,
            limit,
            total_pages,
            total,
        }
    }
}

/// The query parameters of a list, as received.
pub struct Wanted<'q> {
    pub page: Option<u32>,
    pub limit: Option<u32>,
    /// `name:asc`.
    pub order_by: Option<&'q str>,
    pub with_deleted: Option<bool>,
}

impl Wanted<'_> {
    /// Checks them. `orders` names what the list can be ordered by; the first is
    /// the default, descending if `descending`. `size` is the caller's own page size.
    pub fn checked<O: Copy>(
        self,
        orders: &[(&'static str, O)],
        descending: bool,
        size: Option<u32>,
    ) -> Result<PageQuery<O>> {
        let mut check = Check::new();
        let page = self.page.unwrap_or(1);
        let limit = self.limit.or(size).unwrap_or(PAGE);
        check.require((1..=1_000_000).contains(&page), "page", "page");
        check.require((1..=PAGE_MOST).contains(&limit), "limit", "limit");
        let order = match (self.order_by, orders) {
            (None, [(_, first), ..]) => Some((*first, descending)),
            (Some(text), orders) => {
                let (name, direction) = text.split_once(':').unwrap_or((text, "asc"));
                let order =
                    orders.iter().find(|(known, _)| *known == name).map(|(_, order)| *order);
                let down = match direction {
                    "asc" => Some(false),
                    "desc" => Some(true),
                    _ => None,
                };
                order.zip(down)
            }
            (None, []) => None,
        };
        check.require(order.is_some(), "orderBy", "order_by");
        let (order, descending) = check.finish(order)?;
        let with_deleted = self.with_deleted.unwrap_or(false);
        Ok(PageQuery { page, limit, order, descending, with_deleted, among: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(
        page: Option<u32>,
        limit: Option<u32>,
        order_by: Option<&str>,
    ) -> Result<PageQuery<u8>> {
        Wanted { page, limit, order_by, with_deleted: None }.checked(
            &[("name", 1), ("createdAt", 2)],
            false,
            Some(50),
        )
    }

    #[test]
    fn limits_are_held_from_both_sides() {
        assert_eq!(wanted(None, None, None).unwrap().limit, 50);
        assert_eq!(wanted(None, Some(100), None).unwrap().limit, 100);
        assert!(wanted(None, Some(101), None).is_err());
        assert!(wanted(None, Some(0), None).is_err());
        assert!(wanted(Some(0), None, None).is_err());
    }

    #[test]
    fn only_known_orders_are_taken() {
        let query = wanted(None, None, Some("createdAt:desc")).unwrap();
        assert!((query.order, query.descending) == (2, true));
        assert!(wanted(None, None, Some("password:asc")).is_err());
        assert!(wanted(None, None, Some("name:sideways")).is_err());
    }
}
