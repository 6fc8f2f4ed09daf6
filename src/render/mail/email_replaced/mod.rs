//! To the former e-mail of somebody who has answered: it was changed.

use super::new_links::NewLinks;
#[cfg(test)]
use super::new_links::sample;
#[cfg(test)]
use super::samples::Sample;
use super::{Folder, Rendered};
#[cfg(test)]
use crate::model::Locale;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// The links that still work, to the e-mail they were sent to.
#[derive(Debug, Clone)]
pub struct EmailReplaced(pub NewLinks);

impl EmailReplaced {
    pub fn render(&self) -> Rendered {
        self.0.render_as("email-replaced")
    }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    vec![("email_replaced", EmailReplaced(sample(locale)).render())]
}
