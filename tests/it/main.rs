//! The appliance, used as people use it: one binary, a file per noun.
#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

mod auth;
mod badges;
mod command_line;
mod companies;
mod consent;
mod employees;
mod events;
mod faults;
mod groups;
mod kill;
mod limits;
mod live;
mod mails;
mod notifications;
mod openapi;
mod pages;
mod proxies;
mod smtp;
mod support;
mod tenancy;
mod users;
