//! Finding where an address is.

use async_trait::async_trait;

use crate::error::Result;
use crate::model::address::{Place, Spot};

/// Knows where addresses are.
#[async_trait]
pub trait Geocoder: Send + Sync {
    /// Where a place is; none if there is no such place, or no telling which is
    /// meant. `Unavailable` if it is worth asking again later.
    async fn find(&self, place: &Place) -> Result<Option<Spot>>;
}
