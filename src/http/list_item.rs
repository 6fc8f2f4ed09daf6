//! An item of a list, parsed separately: an error in one does not affect the others.

use std::borrow::Cow;
use std::marker::PhantomData;

use poem_openapi::registry::{MetaSchemaRef, Registry};
use poem_openapi::types::{ParseFromJSON, ParseResult, ToJSON, Type};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::body;
use crate::Error;

/// JSON to be parsed as a `T`, and described as one.
pub struct ListItem<T>(Value, PhantomData<fn() -> T>);

impl<T> ListItem<T> {
    pub fn of(value: Value) -> Self {
        Self(value, PhantomData)
    }
}

impl<T: DeserializeOwned> ListItem<T> {
    /// Parses it, and names the field that does not fit.
    pub fn read(self) -> Result<T, Error> {
        body::read(self.0)
    }
}

impl<'de, T> Deserialize<'de> for ListItem<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Value::deserialize(from).map(Self::of)
    }
}

impl<T: Type> Type for ListItem<T> {
    const IS_REQUIRED: bool = true;
    type RawValueType = Self;
    type RawElementValueType = Self;

    fn name() -> Cow<'static, str> {
        T::name()
    }

    fn schema_ref() -> MetaSchemaRef {
        T::schema_ref()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
        Box::new(self.as_raw_value().into_iter())
    }
}

impl<T: Type> ToJSON for ListItem<T> {
    fn to_json(&self) -> Option<Value> {
        Some(self.0.clone())
    }
}

impl<T: Type> ParseFromJSON for ListItem<T> {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        Ok(Self::of(value.unwrap_or_default()))
    }
}
