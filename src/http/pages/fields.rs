//! The fields of a form that was sent, as they were written.

use poem::web::Form;
use poem::{FromRequest, Request, RequestBody, Result};

use crate::model::Locale;

/// A form's names and values, in their order. The first of a name counts.
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// What the field holds; nothing if it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The same, without spaces around it, or none if nothing is left.
    pub fn filled(&self, name: &str) -> Option<&str> {
        Some(self.text(name).trim()).filter(|text| !text.is_empty())
    }

    /// All the ids sent under a name; what is no number is passed over.
    pub fn ids(&self, name: &str) -> Vec<i64> {
        let sent = self.0.iter().filter(|(key, _)| key == name);
        sent.filter_map(|(_, value)| value.trim().parse().ok()).collect()
    }

    /// All that was sent under a name, without what is empty.
    pub fn texts(&self, name: &str) -> Vec<String> {
        let sent = self.0.iter().filter(|(key, _)| key == name);
        let sent = sent.map(|(_, value)| value.trim()).filter(|value| !value.is_empty());
        sent.map(str::to_owned).collect()
    }

    /// Whether a box is ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.text(name) == "yes"
    }

    /// A question answered by yes or no.
    pub fn choice(&self, name: &str) -> Option<bool> {
        match self.text(name) {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }

    /// The language the form was filled in.
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
