//! The report of a benchmark, as a table or JSON.

use std::fmt::Write;

use serde::Serialize;

use super::load::Tally;
use super::search::SearchFigures;

/// The results of one run.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    pub version: &'static str,
    /// False for a build without optimisation, whose figures mean little.
    pub optimised: bool,
    pub cores: usize,
    /// The duration of each load.
    pub seconds: f64,
    pub binary_bytes: u64,
    pub start: Start,
    pub memory: Memory,
    pub pdf: Pdf,
    pub listeners: Listeners,
    pub search: SearchFigures,
    pub loads: Vec<Load>,
}

/// Milliseconds from the launch to the first 200.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Start {
    /// In an empty folder, including the database and the keys.
    pub first: f64,
    /// Of ten starts on the sample data, each after a kill.
    pub median: f64,
    pub worst: f64,
}

/// Resident memory in KiB, if the system reports it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Memory {
    pub idle: Option<u64>,
    pub after_load: Option<u64>,
    pub most: Option<u64>,
}

/// Rendering the sample document in this process.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Pdf {
    pub pages: usize,
    pub bytes: usize,
    pub first_ms: f64,
    pub median_ms: f64,
}

/// Event streams, all of one studio.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Listeners {
    pub count: usize,
    /// Of the server, in KiB, with all streams open and after events were sent.
    pub memory: Option<u64>,
    /// Percent of a core, without streams and with all of them idle.
    pub idle_percent: Option<f64>,
    pub listening_percent: Option<f64>,
    /// From the reply to the request until a subscriber has the event.
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub worst_ms: f64,
    /// Subscribers that missed events and were sent a resync.
    pub lost: usize,
    /// From the reply to the request that makes a thousand notifications until all have arrived.
    pub thousand_ms: f64,
}

/// The results of one load.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Load {
    pub what: String,
    pub connections: usize,
    pub count: usize,
    pub per_second: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    /// The rate, relative to the route without work.
    pub of_nothing: f64,
}

impl Load {
    /// `nothing`: the rate of the route without work, if it is known already.
    pub fn of(what: &str, tally: &Tally, nothing: Option<f64>) -> Self {
        let per_second = tally.per_second();
        Self {
            what: what.to_owned(),
            connections: tally.connections,
            count: tally.count(),
            per_second,
            p50_ms: tally.within(0.5),
            p99_ms: tally.within(0.99),
            of_nothing: per_second / nothing.unwrap_or(per_second).max(1e-9),
        }
    }
}

impl Report {
    /// A table with a sentence of interpretation.
    pub fn table(&self) -> String {
        let mut out = String::new();
        // Writing to a string does not fail.
        let _ = self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        let Self { start, memory, pdf, .. } = self;
        let (cores, seconds) = (self.cores, self.seconds);
        writeln!(
            out,
            "be-right {}, {cores} cores, {seconds} s a load, client and server on this machine",
            self.version
        )?;
        if !self.optimised {
            writeln!(out, "This build is not optimised: measure `cargo build --release`.")?;
        }
        writeln!(out)?;
        writeln!(
            out,
            "{:<34}{:>6}{:>8}{:>11}{:>10}{:>10}{:>12}",
            "", "conns", "count", "per s", "p50 ms", "p99 ms", "of nothing"
        )?;
        for load in &self.loads {
            let Load { what, connections, count, per_second, p50_ms, p99_ms, of_nothing } = load;
            writeln!(
                out,
                "{what:<34}{connections:>6}{count:>8}{per_second:>11.1}{p50_ms:>10.2}{p99_ms:>10.2}{of_nothing:>12.4}"
            )?;
        }
        writeln!(out)?;
        let kib = |amount: Option<u64>| amount.map_or("unknown".to_owned(), mib);
        let lines = [
            ("start in an empty folder", format!("{:.1} ms to the first 200", start.first)),
            (
                "start after a kill",
                format!("{:.1} ms (median of 10), {:.1} at worst", start.median, start.worst),
            ),
            ("memory, idle", kib(memory.idle)),
            (
                "memory, after the loads",
                format!("{}, {} at most", kib(memory.after_load), kib(memory.most)),
            ),
            ("binary", mib(self.binary_bytes / 1024)),
            (
                "PDF",
                format!(
                    "{:.1} ms (the first {:.1}), {} pages, {} bytes",
                    pdf.median_ms, pdf.first_ms, pdf.pages, pdf.bytes
                ),
            ),
        ];
        for (what, figure) in lines {
            writeln!(out, "{what:<26}{figure}")?;
        }
        let heard = &self.listeners;
        let percent =
            |part: Option<f64>| part.map_or("?".to_owned(), |part| format!("{part:.1} %"));
        writeln!(
            out,
            "{:<26}{} at a time, {}; told in {:.1} ms (p50), {:.1} (p99), {:.1} at worst; {} lost",
            "listeners",
            heard.count,
            kib(heard.memory),
            heard.p50_ms,
            heard.p99_ms,
            heard.worst_ms,
            heard.lost
        )?;
        writeln!(out, "{:<26}{:.0} ms", "1,000 notifications", heard.thousand_ms)?;
        writeln!(
            out,
            "{:<26}{} of a core; {} with the listeners",
            "doing nothing",
            percent(heard.idle_percent),
            percent(heard.listening_percent)
        )?;
        self.write_search(out)
    }
}

impl Report {
    fn write_search(&self, out: &mut String) -> std::fmt::Result {
        let search = &self.search;
        let kib = |amount: Option<u64>| amount.map_or("unknown".to_owned(), mib);
        writeln!(
            out,
            "\nsearch among {} documents, in this process: {:.2} ms, {:.2} ms p99",
            search.documents, search.p50_ms, search.p99_ms
        )?;
        writeln!(
            out,
            "filled at {:.0} documents/s; index {}; writer's heap 14.3 MiB; this process {} before, {} after",
            search.documents_per_second,
            mib(search.index_bytes / 1024),
            kib(search.memory_before),
            kib(search.memory_after)
        )?;
        writeln!(
            out,
            "one change committed and findable: {:.1} ms, {:.1} ms p99",
            search.commit_p50_ms, search.commit_p99_ms
        )?;
        for way in &search.ways {
            writeln!(
                out,
                "  {:<32}{:>10.2}{:>10.2}{:>12.0} found",
                way.what, way.p50_ms, way.p99_ms, way.found
            )?;
        }
        Ok(())
    }
}

fn mib(kib: u64) -> String {
    format!("{:.1} MiB", kib as f64 / 1024.0)
}
