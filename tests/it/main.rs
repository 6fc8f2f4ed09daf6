//! The appliance, used as people use it: one binary, a file per noun.
#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

mod auth;
mod badges;
mod calendar;
mod command_line;
mod companies;
mod consent;
mod employees;
mod events;
mod faults;
mod files;
mod groups;
mod guardians;
mod images;
mod imports;
mod invitations;
mod kill;
mod limits;
mod lists;
mod live;
mod mails;
mod notifications;
mod openapi;
mod pages;
mod papers;
mod places;
mod proxies;
mod reach;
mod retention;
mod rounds;
mod search;
mod smtp;
mod support;
mod tenancy;
mod terms;
mod users;
