//! What the instance counts while it works, for operators; about nobody in particular.

use prometheus_client::metrics::counter::Counter;

/// Cheap to clone: every part is shared.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// Derivatives that were made to order.
    pub pictures_made: Counter,
    /// Derivatives that had been made before.
    pub pictures_kept: Counter,
    /// Orders refused because too many were waiting.
    pub pictures_refused: Counter,
}
