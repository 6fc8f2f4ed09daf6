//! Benchmark of the console's pages, of a studio with many people, shoots and photographs.

use std::fmt::Write;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use super::client::{Client, page_request};
use super::instance::{Instance, data};
use super::load::expect;
use super::scenes::Studio;
use super::{middle, millis};
use crate::adapters::SystemClock;
use crate::cli::failure::Failure;
use crate::model::{Role, UserId};
use crate::store::bench::{Amounts, fill_console};
use crate::store::{Db, users};

/// The readings of each page; the first is left out.
const TIMES: usize = 10;
/// What a page may weigh compressed, without photographs, and the milliseconds it may take.
const MOST_BYTES: usize = 60_000;
const MOST_MS: f64 = 100.0;

/// The pages, with ids of the sample.
const PAGES: &[&str] = &[
    "/console",
    "/console/shoots",
    "/console/shoots?page=50",
    "/console/shoots?search=portraits+7",
    "/console/shoots/new",
    "/console/shoots/1",
    "/console/shoots/1?state=open&sort=-written",
    "/console/shoots/1?search=clemence&page=5",
    "/console/shoots/1/ask",
    "/console/shoots/1/edit",
    "/console/shoots/1/duplicate",
    "/console/shoots/1/papers",
    "/console/shoots/1/history",
    "/console/shoots/1/photos",
    "/console/shoots/1/photos?use=web&state=allowed&page=20",
    "/console/shoots/1/photos/1000",
    "/console/people",
    "/console/people?sort=-name&page=200",
    "/console/people?search=clemence",
    "/console/people?group=7",
    "/console/people/new",
    "/console/people/import",
    "/console/people/5",
    "/console/people/5/edit",
    "/console/groups",
    "/console/groups/7",
    "/console/calendar",
    "/console/notifications",
    "/console/search?q=muler",
    "/console/search?q=clemence&kind=employee",
    "/console/settings",
    "/console/settings/studio",
    "/console/settings/release",
    "/console/settings/release/standard",
    "/console/settings/release/1",
    "/console/settings/requests",
    "/console/settings/team",
    "/console/settings/tokens",
    "/console/settings/data",
    "/console/settings/data/register",
    "/console/settings/audit",
    "/console/settings/profile",
    "/console/settings/security",
    "/console/settings/notifications",
    "/console/settings/companies",
    "/console/settings/mails",
    "/console/instance",
    "/console/instance/companies",
    "/console/instance/companies/1",
    "/console/instance/users",
    "/console/instance/users/1",
    "/console/instance/settings",
    "/console/instance/audit",
    "/console/instance/mails",
    "/console/instance/jobs",
    "/console/instance/schedules",
    "/console/instance/backups",
    "/console/instance/messages",
    "/verify",
];

struct Measured {
    path: &'static str,
    ms: f64,
    bytes: usize,
    gzip: usize,
}

impl Measured {
    fn is_too_much(&self) -> bool {
        self.gzip > MOST_BYTES || self.ms > MOST_MS
    }
}

/// Fills a studio, reads each page several times, and returns a table, or JSON.
pub async fn measure(folder: &Path, people: i64, json: bool) -> Result<String, Failure> {
    let (mut instance, _) = Instance::start(folder).await?;
    Studio::open(instance.address).await?;
    instance.kill()?;
    let amounts = Amounts { people, events: 1_000, asked: 960.min(people), photos: 2_000 };
    let began = Instant::now();
    {
        let db = Db::open(&data(folder).join("be-right.db"), Arc::new(SystemClock))?;
        db.write_all(move |all| {
            fill_console(all, amounts)?;
            // The pages of the instance are an administrator's.
            users::set_instance_role(all, UserId(1), Some(Role::Admin)).map(drop)
        })
        .await?;
    }
    let filled = began.elapsed().as_secs_f64();
    (instance, _) = Instance::start(folder).await?;
    // Until the search index holds everything.
    instance.is_quiet().await;
    let cookie = Studio::opens_the_console(instance.address).await?;
    let mut pages = vec![];
    for path in PAGES {
        pages.push(one(&mut Client::new(instance.address), path, &cookie).await?);
    }
    if json {
        let row = |one: &Measured| json!({ "path": one.path, "ms": one.ms, "bytes": one.bytes, "gzip": one.gzip });
        let rows: Vec<_> = pages.iter().map(row).collect();
        let text = serde_json::to_string_pretty(&rows).map_err(anyhow::Error::from)?;
        return Ok(text + "\n");
    }
    let mut out = String::new();
    let Amounts { people, events, asked, photos } = amounts;
    let _ = writeln!(
        out,
        "Pages of the console: {people} people, {events} shoots, {asked} people and {photos} \
         photographs in the first; filled in {filled:.0} s"
    );
    let _ = writeln!(out, "{:<58}{:>9}{:>10}{:>9}", "", "ms", "bytes", "gzip");
    for Measured { path, ms, bytes, gzip } in &pages {
        let _ = writeln!(out, "{path:<58}{ms:>9.1}{bytes:>10}{gzip:>9}");
    }
    let over = pages.iter().filter(|one| one.is_too_much()).count();
    let _ = writeln!(
        out,
        "{over} of {} take more than {MOST_MS} ms or {MOST_BYTES} bytes",
        pages.len()
    );
    if cfg!(debug_assertions) {
        let _ = writeln!(out, "This build is not optimised: its times mean nothing.");
    }
    Ok(out)
}

async fn one(client: &mut Client, path: &'static str, cookie: &str) -> Result<Measured, Failure> {
    let asked = page_request(path, cookie);
    let (mut times, mut body) = (vec![], vec![]);
    for _ in 0..=TIMES {
        let began = Instant::now();
        let reply = client.send(&asked).await?;
        times.push(millis(began.elapsed()));
        let status = reply.status;
        let reply = expect(reply, 200);
        body = reply.map_err(|_| Failure::new(format!("{path} replied {status}")))?.body;
    }
    times.remove(0);
    times.sort_unstable_by(f64::total_cmp);
    // The level of the server.
    let mut smaller = GzEncoder::new(vec![], Compression::new(4));
    smaller.write_all(&body)?;
    Ok(Measured { path, ms: middle(&times), bytes: body.len(), gzip: smaller.finish()?.len() })
}
