//! `be-right reindex`: rebuilds the search index from the database.

use std::io::{Write, stdout};
use std::time::Instant;

use super::data_dir::DataDir;
use super::failure::Failure;
use super::serve::runtime;
use super::{Global, logging, wire};
use crate::actions::search;
use crate::worker;

pub fn run(global: &Global) -> Result<(), Failure> {
    logging::start_quiet();
    let config = global.config()?;
    let data = DataDir::open(&config)?;
    let held = data.hold();
    let report = runtime()?.block_on(async {
        let app = wire::app(config, &data)?;
        search::rebuild_later(&app).await?;
        if held.is_err() {
            return Ok::<_, Failure>(
                "The running server makes the index anew, and searches the old one meanwhile;\n\
                 GET /readyz says `\"search\":\"ready\"` when it is done.\n"
                    .to_owned(),
            );
        }
        let began = Instant::now();
        worker::index_now(&app).await?;
        search::trim(&app).await?;
        let documents = search::count(&app).await?;
        Ok(format!("{documents} documents in {} ms.\n", began.elapsed().as_millis()))
    })?;
    Ok(stdout().write_all(report.as_bytes())?)
}
