//! Erasure: of employees and events on request, and nightly of what was deleted long ago and of
//! evidence whose retention is over.

mod erase;
mod purge;

pub use erase::{erase_any_event, erase_anybody, erase_event, erase_person};
pub use purge::purge;
