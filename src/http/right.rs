//! Rights as types, a type for each: an operation or a page names the one that it requires where it
//! takes its caller, so that the right is known before anything else of the request is read.

use crate::model::Right;

/// A right that is required.
pub trait Required: Send + Sync + 'static {
    const RIGHT: Right;
}

macro_rules! required {
    ($($name:ident)+) => {$(
        pub struct $name;

        impl Required for $name {
            const RIGHT: Right = Right::$name;
        }
    )+};
}

required! {
    Administer Belong Curate Erase Govern Name Operate Own OwnAccount Plan Read SeeAnswers
    SeeEvents SeeFiles Upload
}
