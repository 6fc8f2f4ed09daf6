//! HTML pages: for each, a struct of plain values that renders itself. Pages contain no decisions;
//! the caller chooses what to show. Templates are in `assets/templates/pages`, texts in several
//! files of `assets/locales`: `pages.ftl`, `console.ftl`, `people.ftl` and others.

pub mod assets;
pub mod brand;
pub mod console;
mod email;
mod frame;
mod join;
mod lost;
mod release;
mod reset;
mod roots;
mod sign;
mod site;
mod strokes;
pub mod ui;
mod unsubscribe;
mod verify;

pub use email::EmailConfirm;
pub use frame::{Brand, Frame, Picture as LogoPicture};
pub use join::{Join, JoinDone};
pub use lost::{LostCode, LostLink};
pub use release::{Block, Fact, Release};
pub use reset::{Reset, ResetDone};
pub use roots::{RootRow, RootStamp, Roots};
pub use sign::{
    Answered, Ask, Choice, Code, Filled, Intro, Kept, Notice, Other, Problem, RefuseConfirm,
    UseRow, Way, WithdrawConfirm,
};
pub use site::{
    Claim, ClaimFilled, ClaimProblem, Claimed, Landing, Message, MessageKind, Outbox, OutboxMail,
    OutboxRow,
};
pub use strokes::Drawing;
pub use unsubscribe::Unsubscribe;
pub use verify::{Compared, FileReport, TodayState, UseToday, Verify, VerifyResult};

/// A complete HTML document.
pub trait Page {
    /// The document. Templates are checked at compile time; remaining errors are logged, and give
    /// an empty page.
    fn html(&self) -> String;
}

impl<T: askama::Template> Page for T {
    fn html(&self) -> String {
        self.render().unwrap_or_else(|problem| {
            tracing::error!(%problem, "a page that does not render");
            String::new()
        })
    }
}

#[cfg(test)]
mod tests;
