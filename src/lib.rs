//! be-right, layer by layer. Start reading here. A module may use only the layers ("floors")
//! below its own; `tests/house` checks it.
//!
//! | floor | modules                                | contents                                     |
//! |-------|----------------------------------------|----------------------------------------------|
//! | 5     | `cli`                                  | the process: command line, wiring, start     |
//! | 4     | `http`, `worker`                       | entry points: requests, jobs, schedules      |
//! | 3     | `actions`                              | use cases, one function per verb             |
//! | 2     | `app`, `config`, `live`                | shared state of actions; settings; SSE       |
//! | 1     | `store`, `ports`, `adapters`, `render` | SQL; interfaces and implementations; text, mail, pages, PDF |
//! | 0     | `model`, `error`                       | plain values and pure rules                  |
//!
//! House rules:
//!  1. Start at lib.rs. A floor uses only the floors below it.
//!  2. One word per feature, on every floor.
//!  3. Handlers translate, actions decide, the store reads and writes, the model holds the rules.
//!  4. SQL only in store/; no dialect; parameters by name; columns by name.
//!  5. A view of the database opens with a Scope, which callers receive and cannot construct.
//!  6. An action has at most one write transaction, without slow or external calls inside it.
//!  7. To trigger later work, write a Fact or a Job in that transaction. Never call a higher floor
//!     or another module of the same one.
//!  8. Jobs carry ids and may run twice.
//!  9. Time comes from tx.now() or app.clock.
//! 10. Error variants are what a caller can act on; codes are stable; texts are in the locales.
//! 11. A row of another company is reported as not found.
//! 12. GET changes nothing.
//! 13. A test's name is a sentence, and it uses public interfaces. No test leaves a job behind.
//! 14. Never edit a shipped migration. Commit openapi/ and schema.sql with the change to them.
//! 15. A rule that a machine can check goes into tests/house; others stay here or are dropped.

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
