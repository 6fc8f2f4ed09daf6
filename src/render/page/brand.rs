//! The stylesheet of a company's colour, at `/assets/brand/{rrggbb}.css`, since pages have no
//! inline style.

use super::assets;
use crate::model::Theme;
use crate::render::colour::Colour;

/// The darker of the two light backgrounds of `app.css`, and the lighter of the dark ones.
const DAY: Colour = Colour { red: 0xf4, green: 0xf1, blue: 0xea };
const NIGHT: Colour = Colour { red: 0x1b, green: 0x1e, blue: 0x23 };

/// The URL of a colour's stylesheet in a theme.
pub fn sheet_url(colour: Colour, theme: Theme) -> String {
    let name = format!("{}.css", colour.to_string().trim_start_matches('#'));
    format!("/assets/brand/{}", assets::in_theme(&name, theme))
}

/// The stylesheet called `file`, as in [`sheet_url`]: the colour for surfaces, the text colour on
/// it, and a variant legible as text.
pub fn sheet(file: &str) -> Option<String> {
    let (file, theme) = assets::theme_of(file);
    let colour = Colour::parse(&format!("#{}", file.strip_suffix(".css")?))?;
    let ink = colour.readable_on_it();
    let (day, night) = (colour.legible_on(DAY), colour.legible_on(NIGHT));
    let dark = assets::DARK_DEVICE;
    let sheet = format!(
        ":root{{--brand:{colour};--brand-ink:{ink};--brand-text:{day}}}\n\
         {dark}{{:root{{--brand:{colour};--brand-ink:{ink};--brand-text:{night}}}}}\n",
    );
    Some(assets::themed(&sheet, theme).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stylesheet_is_made_of_a_colour_and_nothing_else() {
        let colour = Colour::parse("#ffee00").unwrap();
        let url = sheet_url(colour, Theme::System);
        assert_eq!(url, "/assets/brand/ffee00.css");
        let css = sheet(url.rsplit_once('/').unwrap().1).unwrap();
        assert!(
            css.starts_with(":root{--brand:#ffee00;--brand-ink:#000000;--brand-text:#"),
            "{css}"
        );
        for odd in ["", ".css", "ffee00", "fff.css", "red;}.css", "../../app.css"] {
            assert_eq!(sheet(odd), None, "{odd}");
        }
    }
}
