//! Metrics of the writer.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};

/// Shared by the writer and its readers; cheap to clone.
#[derive(Debug, Clone)]
pub struct WriterMeters {
    /// The time a change waited in the queue, in seconds.
    pub wait: Histogram,
    /// The number of changes per commit.
    pub batch: Histogram,
    /// The time from BEGIN to the end of COMMIT, in seconds.
    pub commit: Histogram,
    /// The statements of all changes, without those that begin and end them.
    pub statements: Counter,
    /// Batches that failed to commit.
    pub failed: Counter,
}

impl Default for WriterMeters {
    fn default() -> Self {
        // From 0.1 ms to about 6 s.
        let seconds = || Histogram::new(exponential_buckets(0.0001, 3.0, 11));
        Self {
            wait: seconds(),
            batch: Histogram::new(exponential_buckets(1.0, 2.0, 7)),
            commit: seconds(),
            statements: Counter::default(),
            failed: Counter::default(),
        }
    }
}
