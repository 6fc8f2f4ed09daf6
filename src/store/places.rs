//! The addresses of companies, employees and events, and their coordinates.

use super::columns::{ADDRESS, address};
use super::{Changes, Read, Rows, Tx, params};
use crate::error::Result;
use crate::model::Address;
use crate::model::address::{Located, Spot};

/// The address of a live row; None if there is no such row.
pub fn find(read: &Read, of: Located) -> Result<Option<Address>> {
    match of {
        Located::Company => read.first(
            &format!("SELECT {ADDRESS} FROM live_companies WHERE id = :company"),
            &[],
            address,
        ),
        Located::Employee { id } => read.first(
            &format!(
                "SELECT {ADDRESS} FROM live_employees WHERE company_id = :company AND id = :id"
            ),
            params! { ":id": id },
            address,
        ),
        Located::Event { id } => read.first(
            &format!("SELECT {ADDRESS} FROM live_events WHERE company_id = :company AND id = :id"),
            params! { ":id": id },
            address,
        ),
    }
}

/// Stores the coordinates of an address.
pub fn set(tx: &Tx, of: Located, spot: Spot) -> Result<()> {
    let Spot { lat, lng } = spot;
    match of {
        Located::Company => tx.change(
            "UPDATE companies SET lat = :lat, lng = :lng WHERE id = :company",
            params! { ":lat": lat, ":lng": lng },
        ),
        Located::Employee { id } => tx.change(
            "UPDATE employees SET lat = :lat, lng = :lng WHERE company_id = :company AND id = :id",
            params! { ":lat": lat, ":lng": lng, ":id": id },
        ),
        Located::Event { id } => tx.change(
            "UPDATE events SET lat = :lat, lng = :lng WHERE company_id = :company AND id = :id",
            params! { ":lat": lat, ":lng": lng, ":id": id },
        ),
    }?;
    Ok(())
}

/// Whether the row has an address without coordinates.
pub fn is_unplaced(read: &Read, of: Located) -> Result<bool> {
    Ok(find(read, of)?.is_some_and(|address| address.place().is_some()))
}
