//! Answers as the company manages them: requests, reminders, renewals, lists, evidence.

mod archive;
mod ask;
mod awaited;
mod evidence_check;
mod expiry;
mod export;
mod hold;
mod person_export;
mod proof;
mod queries;
mod receipts;
mod remind;
mod renew;
mod root_check;
mod roots;
mod roster;
mod row_check;
mod sealing;
mod time_stamps;

pub use archive::Archive;
pub use ask::{ask, ask_many, delete, restore, update};
pub use awaited::{plan_reminders, remind_awaited};
pub use evidence_check::{
    check_all as check_evidence, check_some as check_chains, check_unsealed, seal_earlier,
    seal_with, seals_with_known_key,
};
pub use expiry::follow as follow_terms;
pub use export::{Table, export};
pub use hold::release;
pub use person_export::{export_person, record_of};
pub use proof::{evidence, make_pdf, pdf};
pub use queries::{
    Filter, NotArrived, Order, event_names, event_titles, find, list, not_arrived, of_employee,
    of_event, other_names,
};
pub use receipts::{
    KeptFiles, KeptReceipt, ReceiptFor, kept_files, make_receipt, receipt_pdf, receipts,
};
pub use remind::{CopiedLink, Raised, link, mails_of_reminder, remind, remind_all, remind_some};
pub use renew::{Renewed, renew, renew_event};
pub use roots::{RootPage, anchor_state, anchor_states, daily_roots, make_daily_root};
pub use roster::{DOCUMENTS, Kept, document, kept, merged, roster};
pub use time_stamps::{KeptToken, time_stamp_root};
