//! The events of the studio: the list, planning, the people of one, its documents and history.

mod act;
mod ask;
mod change;
mod list;
mod newcomer;
mod papers;
mod pay;
mod people;
mod plan_form;
mod remind;
mod withdraw;

pub use act::act_on_answers;
pub use ask::{ask_more, show_ask, synchronise};
pub use change::{cancel, duplicate, restore, save, show_duplicate, show_edit};
pub use list::list_events;
pub use papers::{
    answer_document, answer_evidence, answer_receipt, download_table, show_history, show_papers,
};
pub(super) use papers::{papers_of, steps};
pub use people::{change_bounced_email, find_answer, show_event};
pub(super) use people::{guardians_answered, signed_as};
pub(super) use plan_form::people_picker;
pub use plan_form::{plan, show_new};
pub use remind::remind_awaited;
