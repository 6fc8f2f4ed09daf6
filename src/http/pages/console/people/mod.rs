//! The people of the studio: the list, one person, their form; and groups.

mod account;
mod form;
mod groups;
mod list;
mod many;
mod person;

pub use account::invite_person;
pub use form::{add_person, save_person, show_edit_person, show_new_person};
pub use groups::{
    add_members, change_group, create_group, delete_group, list_groups, restore_group, show_group,
};
pub(super) use list::{LONGEST_SEARCH, Narrowed};
pub use list::{export_people, list_people};
pub use many::act_on_people;
pub use person::{delete_person, erase_person, restore_person, show_person};
