//! What is not kept: people and shoots erased at someone's wish, and every night
//! what has been deleted for long and the evidence that need not be kept any more.

mod erase;
mod purge;

pub use erase::{erase_any_shoot, erase_anybody, erase_person, erase_shoot};
pub use purge::purge;
