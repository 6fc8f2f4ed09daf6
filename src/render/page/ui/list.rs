//! What lists need: an address that holds filters, order and page; sortable headers; a chart.

use askama::Template;

use crate::model::Locale;
use crate::render::grouped;

/// The address of a list, with everything that is chosen in it.
#[derive(Debug, Clone)]
pub struct ListPath {
    path: String,
    chosen: Vec<(&'static str, String)>,
}

impl ListPath {
    /// Empty values are left out.
    pub fn new(
        path: impl Into<String>,
        chosen: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Self {
        let chosen = chosen.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        Self { path: path.into(), chosen }
    }

    /// The address with another value, or without one if it is empty; of the first page.
    pub fn with(&self, name: &'static str, value: &str) -> String {
        let mut pairs: Vec<_> = self.chosen.clone();
        pairs.retain(|(key, _)| *key != name);
        if !value.is_empty() {
            pairs.push((name, value.to_owned()));
        }
        written(&self.path, &pairs)
    }

    /// The address as it is, of the first page.
    pub fn here(&self) -> String {
        written(&self.path, &self.chosen)
    }

    /// The address up to the number of a page.
    pub fn page_base(&self) -> String {
        let here = self.here();
        let joint = if here.contains('?') { '&' } else { '?' };
        format!("{here}{joint}page=")
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    /// The chosen values, for the hidden fields of a form.
    pub fn chosen(&self) -> &[(&'static str, String)] {
        &self.chosen
    }

    /// The header of a column by which the list can be sorted: `sort=key` or `sort=-key`.
    pub fn head(&self, key: &str, label: impl Into<String>, now: &str) -> SortHead {
        let (sorted, descending) = match now.strip_prefix('-') {
            Some(now) => (now == key, true),
            None => (now == key, false),
        };
        // The default order has no name, and one direction.
        let next = match key {
            "" => String::new(),
            key if sorted && !descending => format!("-{key}"),
            key => key.to_owned(),
        };
        SortHead {
            label: label.into(),
            href: self.with("sort", &next),
            way: sorted.then_some(if descending { "descending" } else { "ascending" }),
        }
    }
}

fn written(path: &str, pairs: &[(&'static str, String)]) -> String {
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// Encodes the value of a query parameter.
fn encoded(value: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let bytes = value.bytes().map(|byte| match byte {
        byte if plain(byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    bytes.collect()
}

/// The header of a sortable column.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"<th scope="col"{% if let Some(way) = way %} aria-sort="{{ way }}"{% endif %}>{% if href.is_empty() %}{{ label }}{% else %}<a href="{{ href }}">{{ label }}<span class="way" aria-hidden="true">{% if self.way == Some("descending") %}▼{% else %}▲{% endif %}</span></a>{% endif %}</th>"#,
    ext = "html"
)]
pub struct SortHead {
    pub label: String,
    pub href: String,
    /// `ascending` or `descending`, if the list is sorted by it.
    pub way: Option<&'static str>,
}

impl SortHead {
    /// The header of a column by which the list cannot be sorted.
    pub fn plain(label: impl Into<String>) -> Self {
        Self { label: label.into(), href: String::new(), way: None }
    }
}

/// Parts of a whole as one bar, with a legend that says the numbers.
#[derive(Debug, Clone, Template)]
#[template(path = "pages/ui/chart.html")]
pub struct Chart {
    pub locale: Locale,
    /// What it shows, for those who do not see it.
    pub label: String,
    pub slices: Vec<Slice>,
}

/// A part of a chart.
#[derive(Debug, Clone)]
pub struct Slice {
    /// `is-yes`, `is-part`, `is-no` or `is-open`.
    pub class: &'static str,
    pub label: String,
    pub count: usize,
    /// What it leads to; empty for nothing.
    pub href: String,
    /// Whether the list shows this part now.
    pub is_chosen: bool,
}

impl Chart {
    fn said(&self, slice: &Slice) -> String {
        grouped(self.locale, slice.count as u64)
    }

    /// Each slice that is not empty: its class, where it begins, and its width, in per cent.
    fn bars(&self) -> Vec<(&'static str, String, String)> {
        let total: usize = self.slices.iter().map(|slice| slice.count).sum();
        let mut before = 0;
        let mut bars = vec![];
        for slice in self.slices.iter().filter(|slice| slice.count > 0) {
            let per_cent = |count: usize| format!("{:.2}", count as f64 * 100.0 / total as f64);
            bars.push((slice.class, per_cent(before), per_cent(slice.count)));
            before += slice.count;
        }
        bars
    }
}

/// Numbers over time, as columns; a table behind them says each.
#[derive(Debug, Clone, Template)]
#[template(path = "pages/ui/columns.html")]
pub struct Columns {
    pub locale: Locale,
    /// What they show, for those who do not see them.
    pub label: String,
    /// The label of the table.
    pub label_of_table: String,
    /// When, and how many.
    pub bars: Vec<(String, i64)>,
}

impl Columns {
    fn said(&self, number: &i64) -> String {
        grouped(self.locale, number.unsigned_abs())
    }

    fn width(&self) -> usize {
        self.bars.len() * 10
    }

    /// Left, top, height and words of each column that is not empty, below a height of 40.
    fn rects(&self) -> Vec<(usize, String, String, String)> {
        let most = self.bars.iter().map(|(_, number)| *number).max().unwrap_or(0).max(1);
        let column = |(at, (when, number)): (usize, &(String, i64))| {
            // One of many is still seen.
            let height = (*number as f64 * 40.0 / most as f64).max(1.0);
            let said = format!("{when}: {}", self.said(number));
            (at * 10 + 1, format!("{:.1}", 40.0 - height), format!("{height:.1}"), said)
        };
        self.bars.iter().enumerate().filter(|(_, (_, number))| *number > 0).map(column).collect()
    }

    /// When it begins and ends.
    fn ends(&self) -> Option<(&str, &str)> {
        Some((self.bars.first()?.0.as_str(), self.bars.last()?.0.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_what_is_chosen_and_nothing_empty() {
        let list = ListPath::new(
            "/list",
            [("search", "É & co".to_owned()), ("state", String::new()), ("sort", "-day".into())],
        );
        assert_eq!(list.here(), "/list?search=%C3%89%20%26%20co&sort=-day");
        assert_eq!(list.page_base(), "/list?search=%C3%89%20%26%20co&sort=-day&page=");
        assert_eq!(list.with("search", ""), "/list?sort=-day");
        assert_eq!(ListPath::new("/list", []).page_base(), "/list?page=");
    }

    #[test]
    fn a_column_is_turned_round_by_a_second_click() {
        let list = ListPath::new("/list", [("sort", "day".to_owned())]);
        let head = list.head("day", "Day", "day");
        assert_eq!((head.href.as_str(), head.way), ("/list?sort=-day", Some("ascending")));
        let head = list.head("day", "Day", "-day");
        assert_eq!((head.href.as_str(), head.way), ("/list?sort=day", Some("descending")));
        assert_eq!(list.head("name", "Name", "day").way, None);
    }
}
