//! Postal addresses and coordinates.

use serde::{Deserialize, Serialize};

use super::check::line;
use super::{Check, EmployeeId, EventId, Locale, country};

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
    /// Trims every part, drops empty ones and records invalid ones under `path`.
    pub fn checked(self, check: &mut Check, path: &str) -> Self {
        let mut own = Check::new();
        let mut part =
            |name: &'static str, text: Option<String>| own.optional(name, text.as_deref(), part);
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
        check.absorb(path, own);
        address.check_coordinates(check, path);
        address
    }

    /// Records invalid coordinates under `path`.
    pub(super) fn check_coordinates(&self, check: &mut Check, path: &str) {
        let mut own = Check::new();
        let within = |value: Option<f64>, most: f64| value.is_none_or(|v| v.abs() <= most);
        own.require(within(self.lat, 90.0), "lat", "latitude");
        own.require(within(self.lng, 180.0), "lng", "longitude");
        own.require(self.lat.is_some() == self.lng.is_some(), "lat", "lat_without_lng");
        check.absorb(path, own);
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// On one line: `12 rue des Lilas, 4000 Liège, Belgique`; None if empty. The country is named in
    /// the language of who reads it, unless it is `home`, that of the studio.
    pub fn one_line(&self, locale: Locale, home: Option<&str>) -> Option<String> {
        let town = match (&self.postal_code, &self.city) {
            (Some(code), Some(city)) => Some(format!("{code} {city}")),
            (code, city) => code.clone().or_else(|| city.clone()),
        };
        let parts = [self.line.clone(), self.line2.clone(), town];
        let mut parts: Vec<_> = parts.into_iter().flatten().collect();
        let is_home = |one: &str| home.is_some_and(|home| country::is_same(one, home));
        if let Some(one) = self.country.as_deref()
            && (parts.is_empty() || !is_home(one))
        {
            parts.push(country::said(one, locale).to_owned());
        }
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// The query for a geocoder; None if coordinates are known, or if the address names no more
    /// than a country.
    pub fn place(&self) -> Option<GeocodeQuery> {
        let narrow = self.line.is_some() || self.postal_code.is_some() || self.city.is_some();
        if self.lat.is_some() || !narrow {
            return None;
        }
        // The second line (floor, flat) misleads geocoders.
        let parts = [&self.line, &self.postal_code, &self.city];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        Some(GeocodeQuery { text: parts.join(" "), postal_code: self.postal_code.clone() })
    }
}

/// Checks one part of an address.
pub(super) fn part(text: &str) -> Result<String, &'static str> {
    line(text, 200)
}

/// A query for a geocoder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeocodeQuery {
    /// `12 rue des Lilas 75011 Paris`.
    pub text: String,
    pub postal_code: Option<String>,
}

/// A point on the earth, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    pub lat: f64,
    pub lng: f64,
}

impl Spot {
    /// None if out of range.
    pub fn new(lat: f64, lng: f64) -> Option<Self> {
        let within = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lng);
        within.then_some(Self { lat, lng })
    }
}

/// The owner of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Located {
    Company,
    Employee { id: EmployeeId },
    Event { id: EventId },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_without_coordinates_are_geocoded() {
        let text = |text: &str| Some(text.to_owned());
        let mut address = Address { country: text("France"), ..Address::default() };
        assert_eq!(address.place(), None);
        address.city = text("Paris");
        address.postal_code = text("75011");
        address.line = text("12 rue des Lilas");
        address.line2 = text("Bâtiment B");
        let place = address.place().unwrap();
        assert_eq!(place.text, "12 rue des Lilas 75011 Paris");
        address.lat = Some(48.8);
        address.lng = Some(2.3);
        assert_eq!(address.place(), None);
    }

    #[test]
    fn a_country_is_named_in_the_readers_language_unless_it_is_the_studios() {
        let text = |text: &str| Some(text.to_owned());
        let mut address =
            Address { country: text("BE"), city: text("Liège"), ..Address::default() };
        let lines = |address: &Address, home| {
            Locale::ALL.map(|locale| address.one_line(locale, home).unwrap_or_default())
        };
        assert_eq!(lines(&address, Some("FR")), ["Liège, Belgique", "Liège, Belgium"]);
        assert_eq!(lines(&address, None), ["Liège, Belgique", "Liège, Belgium"]);
        assert_eq!(lines(&address, Some("Belgien")), ["Liège", "Liège"]);
        address.city = None;
        assert_eq!(lines(&address, Some("BE")), ["Belgique", "Belgium"]);
        address.country = text("Atlantis");
        assert_eq!(lines(&address, Some("FR")), ["Atlantis", "Atlantis"]);
        assert_eq!(Address::default().one_line(Locale::Fr, Some("FR")), None);
    }
}
