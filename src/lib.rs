//! be-right, floor by floor. Start reading here. A module may use only the
//! floors below its own; `tests/house` holds us to it.
//!
//! | floor | modules                             | what lives there                                |
//! |-------|-------------------------------------|-------------------------------------------------|
//! | 5     | `cli`                               | the process: parse, wire, run                   |
//! | 4     | `http`, `worker`                    | the ways in: a request, a due job, a tick       |
//! | 3     | `actions`                           | what people do, one function per verb           |
//! | 2     | `app`, `config`, `live`             | everything an action may reach; what was set; who listens |
//! | 1     | `store`, `ports`, `adapters`, `render` | SQL; the outside world; text, mail, pages, PDF |
//! | 0     | `model`, `error`                    | plain values and pure rules                     |
//!
//! House rules:
//!  1. Start at lib.rs. A floor uses only the floors below it.
//!  2. One word per feature, on every floor.
//!  3. Handlers translate. Actions decide. The store fetches. The model knows.
//!  4. SQL only in store/; no dialect; parameters by name; columns by name.
//!  5. Open a view with a Scope. You can't make one; you are given it.
//!  6. One action, at most one write transaction; nothing slow or outward inside it.
//!  7. To cause something later, write a Fact or a Job in that transaction. Never call upward, never sideways.
//!  8. Jobs carry ids and may run twice.
//!  9. Time comes from tx.now() or app.clock.
//! 10. Errors are what a caller can act on; codes are stable; sentences live in locales.
//! 11. Someone else's row is not found.
//! 12. GET changes nothing.
//! 13. A test is a sentence and goes in by the front door. Leave no job behind.
//! 14. Never edit a shipped migration. Commit openapi/ and schema.sql with the change that moved them.
//! 15. If a machine can check a rule, put it in tests/house; if not, keep it on this list or drop it.

pub mod actions;
pub mod adapters;
pub mod app;
pub mod cli;
pub mod config;
pub mod error;
pub mod http;
pub mod live;
pub mod model;
pub mod ports;
pub mod render;
pub mod store;
pub mod worker;

pub use app::App;
pub use error::{Error, Result};
