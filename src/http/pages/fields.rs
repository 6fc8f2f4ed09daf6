//! The fields of a submitted form, as entered.

use poem::web::Form;
use poem::{FromRequest, Request, RequestBody, Result};

use crate::model::Locale;

/// The names and values of a form, in order. The first of a name counts.
#[derive(Default, Clone)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// The value of a field; empty if it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Whether a field was sent.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// Replaces the value of a field.
    pub fn set(&mut self, name: &str, value: &str) {
        self.0.retain(|(key, _)| key != name);
        self.0.push((name.to_owned(), value.to_owned()));
    }

    /// Replaces all values of a field.
    pub fn set_ids(&mut self, name: &str, ids: &[i64]) {
        self.0.retain(|(key, _)| key != name);
        self.0.extend(ids.iter().map(|id| (name.to_owned(), id.to_string())));
    }

    /// The trimmed value, or None if it is empty.
    pub fn filled(&self, name: &str) -> Option<&str> {
        Some(self.text(name).trim()).filter(|text| !text.is_empty())
    }

    /// All ids sent under a name; values that are no numbers are skipped.
    pub fn ids(&self, name: &str) -> Vec<i64> {
        let sent = self.0.iter().filter(|(key, _)| key == name);
        sent.filter_map(|(_, value)| value.trim().parse().ok()).collect()
    }

    /// All non-empty values sent under a name.
    pub fn texts(&self, name: &str) -> Vec<String> {
        let sent = self.0.iter().filter(|(key, _)| key == name);
        let sent = sent.map(|(_, value)| value.trim()).filter(|value| !value.is_empty());
        sent.map(str::to_owned).collect()
    }

    /// Whether a checkbox is ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.text(name) == "yes"
    }

    /// The answer to a yes/no question.
    pub fn choice(&self, name: &str) -> Option<bool> {
        match self.text(name) {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }

    /// All names and values, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The language of the form.
    pub fn locale(&self) -> Option<Locale> {
        Locale::from_tag(self.text("lang"))
    }
}

impl From<Vec<(String, String)>> for Fields {
    fn from(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }
}

impl<'a> FromRequest<'a> for Fields {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> Result<Self> {
        let Form(fields) = Form::<Vec<(String, String)>>::from_request(request, body).await?;
        Ok(Self(fields))
    }
}
