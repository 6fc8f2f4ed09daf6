//! Finding where the addresses people typed are.

use crate::App;
use crate::error::Result;
use crate::model::address::Located;
use crate::store::{Scope, places};

/// Asks where an address is and notes it, unless the address was changed, or
/// placed by hand, in the meantime. A place nobody knows stays without coordinates.
pub async fn locate(app: &App, scope: Scope, of: Located) -> Result<()> {
    let Some(geocoder) = &app.geocoder else { return Ok(()) };
    let Some(address) = app.db.read(scope, move |read| places::find(read, of)).await? else {
        return Ok(());
    };
    let Some(place) = address.place() else { return Ok(()) };
    let Some(spot) = geocoder.find(&place).await? else { return Ok(()) };
    app.db
        .write(scope, move |tx| {
            if places::find(tx, of)?.as_ref() == Some(&address) {
                places::set(tx, of, spot)?;
            }
            Ok(())
        })
        .await
}
