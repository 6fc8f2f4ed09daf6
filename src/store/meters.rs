//! What the writer measures of itself, for operators.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};

/// Shared by the writer and whoever looks; cheap to clone.
#[derive(Debug, Clone)]
pub struct WriterMeters {
    /// How long a change waited for its turn, in seconds.
    pub wait: Histogram,
    /// How many changes shared a commit.
    pub batch: Histogram,
    /// How long it took from BEGIN to the end of COMMIT, in seconds.
    pub commit: Histogram,
    /// Batches that could not be kept.
    pub failed: Counter,
}

impl Default for WriterMeters {
    fn default() -> Self {
        // From a tenth of a millisecond to six seconds.
        let seconds = || Histogram::new(exponential_buckets(0.0001, 3.0, 11));
        Self {
            wait: seconds(),
            batch: Histogram::new(exponential_buckets(1.0, 2.0, 7)),
            commit: seconds(),
            failed: Counter::default(),
        }
    }
}
