//! Shoots.
