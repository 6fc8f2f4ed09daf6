//! The parameters and the reply of every list.

use poem::{FromRequest, Request, RequestBody};
use poem_openapi::param::Query;
use poem_openapi::types::{ParseFromJSON, ParseFromParameter, ToJSON, Type};
use poem_openapi::{ApiExtractor, ExtractParamOptions, Object};
use serde_json::{Value, json};

use crate::error::Result;
use crate::http::operation::ListParameters;
use crate::model::user::{PAGE, PAGE_MOST};
use crate::model::{Check, Page, PageQuery};

/// The greatest number of a page.
const PAGES_MOST: u32 = 1_000_000;

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

/// The query parameters of a list, as received. Those that an operation has are declared with
/// `Operation::list`, which documents them; a handler ignores the others.
#[derive(Default)]
pub struct ListQuery {
    page: Option<u32>,
    limit: Option<u32>,
    /// `name:asc`.
    order_by: Option<String>,
    with_deleted: Option<bool>,
    search: Option<String>,
}

impl<'a> FromRequest<'a> for ListQuery {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        Ok(Self {
            page: parameter(request, body, "page").await?,
            limit: parameter(request, body, "limit").await?,
            order_by: parameter(request, body, "orderBy").await?,
            with_deleted: parameter(request, body, "withDeleted").await?,
            search: parameter(request, body, "search").await?,
        })
    }
}

/// A query parameter, with the errors of every other one.
async fn parameter<T: ParseFromParameter>(
    request: &Request,
    body: &mut RequestBody,
    name: &'static str,
) -> poem::Result<Option<T>> {
    let options = ExtractParamOptions {
        name,
        ignore_case: false,
        default_value: None,
        example_value: None,
        explode: true,
        style: None,
    };
    let Query(value) =
        <Query<Option<T>> as ApiExtractor>::from_request(request, body, options).await?;
    Ok(value)
}

impl ListQuery {
    /// Checks `page`, `limit` and `orderBy`. `orders` names what the list can be ordered by; the
    /// first is the default, descending if `descending`. `size` is the caller's own page size.
    pub fn checked<O: Copy>(
        &self,
        orders: &[(&'static str, O)],
        descending: bool,
        size: Option<u32>,
    ) -> Result<PageQuery<O>> {
        let mut check = Check::new();
        let page = self.page.unwrap_or(1);
        let limit = self.limit.or(size).unwrap_or(PAGE);
        check.require((1..=PAGES_MOST).contains(&page), "page", "page");
        check.require((1..=PAGE_MOST).contains(&limit), "limit", "limit");
        let order = match (self.order_by.as_deref(), orders) {
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
        Ok(PageQuery { page, limit, order, descending, with_deleted: false, among: None })
    }

    /// As [`ListQuery::checked`], for a list that has `withDeleted`.
    pub fn checked_with_deleted<O: Copy>(
        &self,
        orders: &[(&'static str, O)],
        descending: bool,
        size: Option<u32>,
    ) -> Result<PageQuery<O>> {
        let query = self.checked(orders, descending, size)?;
        Ok(PageQuery { with_deleted: self.with_deleted.unwrap_or(false), ..query })
    }

    /// As [`ListQuery::checked`], for a list whose order is fixed.
    pub fn checked_in_order(&self, descending: bool, size: Option<u32>) -> Result<PageQuery<()>> {
        let unordered = Self { page: self.page, limit: self.limit, ..Self::default() };
        unordered.checked(&[("", ())], descending, size)
    }

    /// The words to search for, if any.
    pub fn search(&self) -> Option<&str> {
        self.search.as_deref()
    }
}

/// The published description of the query parameters of a list.
pub fn described(list: &ListParameters) -> Vec<Value> {
    let parameter = |name: &str, schema: Value, description: &str| {
        json!({
            "name": name, "schema": schema, "in": "query", "description": description,
            "required": false, "deprecated": false, "explode": true,
        })
    };
    let whole =
        |most: u32| json!({ "type": "integer", "format": "uint32", "minimum": 1, "maximum": most });
    let size = match list.own_size {
        true => {
            "Rows per page, 1 to 100. Defaults to the caller's page size for this list \
             (`GET /settings`), else 20."
        }
        false => "Rows per page, 1 to 100. Defaults to 20.",
    };
    let mut all = vec![
        parameter("page", whole(PAGES_MOST), "The page to return, from 1. Defaults to 1."),
        parameter("limit", whole(PAGE_MOST), size),
    ];
    if let [first, ..] = list.orders {
        let direction = if list.descending { "desc" } else { "asc" };
        let names: Vec<_> = list.orders.iter().map(|name| format!("`{name}`")).collect();
        let names = names.join(" or ");
        let text = format!(
            "The order: {names}, then `:asc` (the default) or `:desc`. Without this parameter: \
             `{first}:{direction}`."
        );
        let pattern = format!("^({})(:(asc|desc))?$", list.orders.join("|"));
        all.push(parameter("orderBy", json!({ "type": "string", "pattern": pattern }), &text));
    }
    if list.with_deleted {
        let text = "Include deleted rows. Defaults to false.";
        all.push(parameter("withDeleted", json!({ "type": "boolean" }), text));
    }
    if list.search {
        let text = "Return only rows that match these words, with the rules of `GET /search`. \
                    Misspelt words match only if nothing matches the words as written. If more \
                    than 100,000 rows match, only the 100,000 best matches are used.";
        all.push(parameter("search", json!({ "type": "string" }), text));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(
        page: Option<u32>,
        limit: Option<u32>,
        order_by: Option<&str>,
    ) -> Result<PageQuery<u8>> {
        let order_by = order_by.map(str::to_owned);
        let list = ListQuery { page, limit, order_by, ..ListQuery::default() };
        list.checked(&[("name", 1), ("createdAt", 2)], false, Some(50))
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
