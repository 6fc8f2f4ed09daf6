//! The SQLite engine: connections, statements, migrations, and what only SQLite can do. The rest of
//! the store names neither it nor its crates: tables are read by [`Row`] and [`FromColumn`], and
//! parameters are given with [`params`] and [`ToParam`].
//!
//! Another engine offers what [`Connection`] does: rows as [`Cells`], values as [`Value`], errors
//! as [`Error`](crate::error::Error).

mod connection;
mod damage;
mod migrations;
mod row;
mod statistics;
mod value;
mod versions;
mod whole;

pub use connection::{Connection, Pool};
pub use damage::{Damage, Identity, damage_of, identity};
#[cfg(test)]
pub use migrations::schema;
pub use migrations::{
    ACTING, UPGRADE_COPY, acting, known as known_schema, run as migrate, schema_differences,
};
pub use row::{Asked, Cells, Row};
pub(in crate::store) use value::params;
pub use value::{FromColumn, Params, ToParam, Value};
pub use versions::Versions;
