//! The studio's side of consent: asking, reminding, following, keeping proof.

mod ask;
mod follow;
mod proof;
mod remind;

pub use ask::{ask, ask_many, delete, restore, update};
pub use follow::{Filter, Order, find, list, of_employee, of_event};
pub use proof::{evidence, make_pdf, pdf};
pub use remind::{CopiedLink, link, remind};
