//! The values of columns and parameters, and how our types become and are read from them.

/// The value of a column or a parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'v> {
    Null,
    Integer(i64),
    Real(f64),
    Text(&'v str),
    Blob(&'v [u8]),
}

/// Named parameters, as `params!` makes them.
pub type Params<'p> = &'p [(&'p str, Value<'p>)];

/// A type that can be given as a parameter.
pub trait ToParam {
    fn to_param(&self) -> Value<'_>;
}

/// A type that can be read from a column.
pub trait FromColumn: Sized {
    /// None if the value is of another kind or out of range.
    fn from_column(value: Value<'_>) -> Option<Self>;
}

/// The parameters of a statement: `params! { ":id": id, ":now": tx.now() }`.
macro_rules! params {
    ($($name:literal: $value:expr),* $(,)?) => {
        &[$(($name, $crate::store::engine::ToParam::to_param(&$value))),*]
    };
}
pub(in crate::store) use params;

impl ToParam for Value<'_> {
    fn to_param(&self) -> Value<'_> {
        *self
    }
}

impl<T: ToParam + ?Sized> ToParam for &T {
    fn to_param(&self) -> Value<'_> {
        (**self).to_param()
    }
}

impl<T: ToParam> ToParam for Option<T> {
    fn to_param(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, T::to_param)
    }
}

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_column(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            _ => T::from_column(value).map(Some),
        }
    }
}

macro_rules! integers {
    ($($type:ty),+) => {$(
        impl ToParam for $type {
            fn to_param(&self) -> Value<'_> {
                Value::Integer(i64::from(*self))
            }
        }

        impl FromColumn for $type {
            fn from_column(value: Value<'_>) -> Option<Self> {
                i64::from_column(value)?.try_into().ok()
            }
        }
    )+};
}

integers!(u8, u16, u32, i32);

impl ToParam for i64 {
    fn to_param(&self) -> Value<'_> {
        Value::Integer(*self)
    }
}

impl FromColumn for i64 {
    fn from_column(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Integer(number) => Some(number),
            _ => None,
        }
    }
}

impl ToParam for bool {
    fn to_param(&self) -> Value<'_> {
        Value::Integer(i64::from(*self))
    }
}

impl FromColumn for bool {
    fn from_column(value: Value<'_>) -> Option<Self> {
        i64::from_column(value).map(|number| number != 0)
    }
}

impl ToParam for f64 {
    fn to_param(&self) -> Value<'_> {
        Value::Real(*self)
    }
}

impl FromColumn for f64 {
    fn from_column(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Real(number) => Some(number),
            Value::Integer(number) => Some(number as f64),
            _ => None,
        }
    }
}

impl ToParam for str {
    fn to_param(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl ToParam for String {
    fn to_param(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl FromColumn for String {
    fn from_column(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.to_owned()),
            _ => None,
        }
    }
}

impl ToParam for [u8] {
    fn to_param(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl<const N: usize> ToParam for [u8; N] {
    fn to_param(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl ToParam for Vec<u8> {
    fn to_param(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl FromColumn for Vec<u8> {
    fn from_column(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Blob(bytes) => Some(bytes.to_owned()),
            _ => None,
        }
    }
}
