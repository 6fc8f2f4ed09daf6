//! Where something is.

use serde::{Deserialize, Serialize};

use super::Check;
use super::check::line;

/// A postal address; every part may be missing.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Address {
    pub line: Option<String>,
    pub line2: Option<String>,
    pub postal_code: Option<String>,
    pub city: Option<String>,
    pub subdivision: Option<String>,
    pub subdivision2: Option<String>,
    pub country: Option<String>,
    /// Degrees north, -90 to 90.
    pub lat: Option<f64>,
    /// Degrees east, -180 to 180.
    pub lng: Option<f64>,
}

impl Address {
    /// Trims every part, drops the empty ones and notes what is wrong under `path`.
    pub fn checked(self, check: &mut Check, path: &str) -> Self {
        let mut own = Check::new();
        let mut part = |name: &'static str, text: Option<String>| {
            own.optional(name, text.as_deref(), |text| line(text, 200))
        };
        let address = Self {
            line: part("line", self.line),
            line2: part("line2", self.line2),
            postal_code: part("postalCode", self.postal_code),
            city: part("city", self.city),
            subdivision: part("subdivision", self.subdivision),
            subdivision2: part("subdivision2", self.subdivision2),
            country: part("country", self.country),
            lat: self.lat,
            lng: self.lng,
        };
        let within = |value: Option<f64>, most: f64| value.is_none_or(|v| v.abs() <= most);
        own.require(within(self.lat, 90.0), "lat", "latitude");
        own.require(within(self.lng, 180.0), "lng", "longitude");
        own.require(self.lat.is_some() == self.lng.is_some(), "lat", "lat_without_lng");
        check.absorb(path, own);
        address
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// As written on one line: `12 rue des Lilas, 75011 Paris, France`; none if empty.
    pub fn one_line(&self) -> Option<String> {
        let town = match (&self.postal_code, &self.city) {
            (Some(code), Some(city)) => Some(format!("{code} {city}")),
            (code, city) => code.clone().or_else(|| city.clone()),
        };
        let parts = [self.line.clone(), self.line2.clone(), town, self.country.clone()];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}
