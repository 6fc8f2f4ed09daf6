//! The format of a table that a client downloads: by parameter, else by the `Accept` header.

use std::cmp::Ordering;

use poem::http::header;
use poem::{FromRequest, Request, RequestBody};
use poem_openapi::Enum;

use crate::http::weighted_header::weights;
use crate::render::sheet;

/// The format of a table.
///
/// - `csv`: comma-separated values.
/// - `xlsx`: an Excel workbook.
#[derive(Clone, Copy, Enum)]
#[oai(rename_all = "lowercase")]
pub enum TableFormat {
    /// Comma-separated values.
    Csv,
    /// An Excel workbook.
    Xlsx,
}

/// The format that the `Accept` header prefers.
pub struct Accepted(sheet::Format);

impl Accepted {
    /// The parameter outranks the header.
    pub fn or(&self, asked: Option<TableFormat>) -> sheet::Format {
        match asked {
            Some(TableFormat::Csv) => sheet::Format::Csv,
            Some(TableFormat::Xlsx) => sheet::Format::Xlsx,
            None => self.0,
        }
    }
}

impl<'a> FromRequest<'a> for Accepted {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        let listed = weights(request.headers(), &header::ACCEPT);
        let of = |kind: &str| listed.iter().position(|(word, weight)| word == kind && *weight > 0);
        let weight = |at: Option<usize>| at.map_or(0, |at| listed[at].1);
        let (xlsx, csv) = (of(sheet::Format::Xlsx.media_type()), of("text/csv"));
        // With equal weights, the one named first.
        let is_first = xlsx.is_some() && csv.is_none_or(|csv| xlsx < Some(csv));
        let is_xlsx = match weight(xlsx).cmp(&weight(csv)) {
            Ordering::Greater => true,
            Ordering::Equal => is_first,
            Ordering::Less => false,
        };
        Ok(Self(if is_xlsx { sheet::Format::Xlsx } else { sheet::Format::Csv }))
    }
}
