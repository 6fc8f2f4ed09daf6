//! The branding of a company's pages.

use crate::App;
use crate::actions::files;
use crate::model::{Contact, Logo};
use crate::render::colour::Colour;
use crate::render::page::{Brand, LogoPicture};

/// The branding of a company, without a contact. An invalid colour is left out.
pub fn brand(app: &App, name: &str, colour: Option<&str>, logo: Option<&Logo>) -> Brand {
    let logo = logo.map(|logo| {
        let (width, height) = logo.shown();
        LogoPicture { src: files::logo_path(app, logo), width, height, ground: logo.ground }
    });
    Brand {
        name: name.to_owned(),
        colour: colour.and_then(Colour::parse),
        logo,
        contact: Contact::default(),
    }
}
