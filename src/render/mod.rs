//! Values in, text or bytes out: words, dates, mails, pages, PDFs. Nothing here
//! knows where the values came from or where the result goes.

pub mod page;
pub mod words;

pub use words::{Words, words};
