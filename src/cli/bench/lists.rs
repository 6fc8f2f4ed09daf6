//! Benchmark of lists: pages of answers from ten thousand and from a million rows, in a database of
//! its own.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use super::{middle, millis};
use crate::adapters::SystemClock;
use crate::cli::failure::Failure;
use crate::model::{AnswerId, AnswerState, PageQuery};
use crate::store::answers::{self, Filter, Order};
use crate::store::{Db, Scope, bench};

const LIMIT: u32 = 20;

/// Fills both companies, reads the same pages of each, and returns a table of the times.
pub async fn measure(folder: &Path) -> Result<String, Failure> {
    let db = Db::open(&folder.join("lists.db"), Arc::new(SystemClock))?;
    let mut out = String::new();
    let began = Instant::now();
    let small = db.write_all(|all| bench::fill(all, 100, 100)).await?;
    let large = db.write_all(|all| bench::fill(all, 1_000, 1_000)).await?;
    let filled = began.elapsed().as_secs_f64();
    let _ = writeln!(out, "Lists of answers, {LIMIT} a page, filled in {filled:.0} s");
    let _ = writeln!(out, "{:<40}{:>12}{:>14}{:>8}", "", "10,000 ms", "1,000,000 ms", "ratio");
    let pending = Filter { state: Some(AnswerState::Pending), ..Filter::default() };
    let cases = [
        ("first page", 0.0, false, false, Filter::default()),
        ("first page, oldest first", 0.0, true, false, Filter::default()),
        ("first page, deleted ones too", 0.0, false, true, Filter::default()),
        ("first page, pending", 0.0, false, false, pending),
        ("last page", 1.0, false, false, Filter::default()),
        ("page in the middle", 0.5, false, false, Filter::default()),
        ("page in the middle, by `after`", 0.5, false, false, walking()),
        ("page at the end, by `after`", 0.99, false, false, walking()),
    ];
    for (what, part, ascending, with_deleted, filter) in cases {
        let read = Measured { part, ascending, with_deleted, filter };
        let (few, many) = (read.time(&db, small).await?, read.time(&db, large).await?);
        let _ = writeln!(out, "{what:<40}{few:>12.3}{many:>14.3}{:>8.1}", many / few);
    }
    Ok(out)
}

/// Marks a page that is requested by the row before it (keyset).
fn walking() -> Filter {
    Filter { after: Some(AnswerId(0)), ..Filter::default() }
}

#[derive(Clone, Copy)]
struct Measured {
    /// The position in the list, from 0 to 1.
    part: f64,
    ascending: bool,
    with_deleted: bool,
    filter: Filter,
}

impl Measured {
    /// The median of many readings, in milliseconds.
    async fn time(self, db: &Db, scope: Scope) -> Result<f64, Failure> {
        let query = move |page| PageQuery {
            page,
            limit: LIMIT,
            order: Order::CreatedAt,
            descending: !self.ascending,
            with_deleted: self.with_deleted,
            among: None,
        };
        let plain = Filter { after: None, ..self.filter };
        let first = db.read(scope, move |read| answers::list(read, &query(1), plain)).await?;
        let last = first.total_pages().max(1);
        let mut page = ((last as f64 * self.part) as u32).clamp(1, last as u32);
        let mut filter = plain;
        if self.filter.after.is_some() {
            let before =
                db.read(scope, move |read| answers::list(read, &query(page), plain)).await?;
            filter.after = before.data.last().map(|answer| answer.id);
            page = 1;
        }
        let mut times = vec![];
        for _ in 0..201 {
            let began = Instant::now();
            db.read(scope, move |read| answers::list(read, &query(page), filter)).await?;
            times.push(millis(began.elapsed()));
        }
        times.sort_unstable_by(f64::total_cmp);
        Ok(middle(&times))
    }
}
