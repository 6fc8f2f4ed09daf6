//! Converts values to text or bytes: words, dates, mails, pages, PDFs, tables. Independent of the
//! values' source and of the output's destination.

pub mod bundle;
pub mod calendar;
pub mod colour;
pub mod consent_record;
pub mod dates;
pub mod document;
pub mod facturx;
pub mod judge;
pub mod mail;
pub mod manifest;
pub mod names;
pub mod notification;
pub mod page;
pub mod pdf;
pub mod qr;
pub mod sheet;
pub mod words;

pub use colour::Colour;
pub use words::{Words, grouped, words};
