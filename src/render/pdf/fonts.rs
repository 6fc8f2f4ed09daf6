//! The fonts of documents: three styles of DejaVu, parsed once, and for scripts they lack installed
//! fonts or, without any, coarse ones. Installed fonts are optional.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::LazyLock;

use rustybuzz::{BufferFlags, Direction, GlyphBuffer, Script, ShapePlan, UnicodeBuffer};
use unicode_segmentation::UnicodeSegmentation as _;

use super::pixels;
use super::system_fonts::{Library, Spare};
use crate::error::Result;

/// The style of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cut {
    Regular,
    Bold,
    /// Monospaced, for hashes.
    Mono,
}

/// A parsed font.
pub struct Face<'a> {
    pub shaper: rustybuzz::Face<'a>,
    pub data: &'a [u8],
    /// The index in a font collection.
    pub index: u32,
    /// The PostScript name.
    pub name: String,
}

impl<'a> Face<'a> {
    fn parse(data: &'a [u8], index: u32) -> Option<Self> {
        let shaper = rustybuzz::Face::from_slice(data, index)?;
        let names = shaper.names().into_iter();
        let name = names
            .filter(|name| name.name_id == rustybuzz::ttf_parser::name_id::POST_SCRIPT_NAME)
            .find_map(|name| name.to_string())
            .map(|name| name.chars().filter(char::is_ascii_alphanumeric).collect())
            .unwrap_or_else(|| "Font".to_owned());
        Some(Self { shaper, data, index, name })
    }

    fn covers(&self, character: char) -> bool {
        self.shaper.glyph_index(character).is_some_and(|glyph| glyph.0 != 0)
    }
}

/// The embedded faces, in the order of [`Cut`].
static EMBEDDED: LazyLock<Vec<Face<'static>>> = LazyLock::new(|| {
    let files = [
        dejavu::sans_condensed::regular(),
        dejavu::sans_condensed::bold(),
        dejavu::sans_mono::regular(),
    ];
    files.into_iter().filter_map(|data| Face::parse(data, 0)).collect()
});

type PlanKey = (usize, bool, Option<Script>);

/// The faces of one document, identified by index: the embedded ones first, then the spare ones.
pub struct Fonts<'a> {
    spares: Vec<Face<'a>>,
    plans: RefCell<HashMap<PlanKey, ShapePlan>>,
}

impl<'a> Fonts<'a> {
    pub fn new(spares: &'a [Spare]) -> Result<Self> {
        if EMBEDDED.len() != 3 {
            return Err(anyhow::anyhow!("the embedded fonts cannot be read").into());
        }
        let spares = spares.iter().filter_map(|spare| Face::parse(&spare.data, spare.index));
        Ok(Self { spares: spares.collect(), plans: RefCell::default() })
    }

    pub fn face(&self, at: usize) -> &Face<'_> {
        EMBEDDED.get(at).unwrap_or_else(|| &self.spares[at - EMBEDDED.len()])
    }

    /// Whether a face is one of those that every document has.
    pub fn is_embedded(at: usize) -> bool {
        at < EMBEDDED.len()
    }

    /// The indexes to search for a glyph, in order of preference.
    fn chain(&self, cut: Cut) -> impl Iterator<Item = usize> {
        let first = match cut {
            Cut::Regular => 0,
            Cut::Bold => 1,
            Cut::Mono => 2,
        };
        let spares = EMBEDDED.len()..EMBEDDED.len() + self.spares.len();
        [first, 0].into_iter().chain(spares)
    }

    /// The first face that covers a whole grapheme.
    pub fn covering(&self, cut: Cut, grapheme: &str) -> Option<usize> {
        self.chain(cut).find(|&at| {
            let face = self.face(at);
            grapheme.chars().filter(|&c| !is_silent(c)).all(|c| face.covers(c))
        })
    }

    /// Shapes a text of one face and one direction.
    pub fn shape(&self, at: usize, text: &str, rtl: bool) -> GlyphBuffer {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(if rtl { Direction::RightToLeft } else { Direction::LeftToRight });
        buffer.guess_segment_properties();
        buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        let face = &self.face(at).shaper;
        let (direction, script) = (buffer.direction(), buffer.script());
        let mut plans = self.plans.borrow_mut();
        let plan = plans.entry((at, rtl, Some(script))).or_insert_with(|| {
            ShapePlan::new(face, direction, Some(script), buffer.language().as_ref(), &[])
        });
        rustybuzz::shape_with_plan(face, plan, buffer)
    }
}

/// Whether a character has no glyph of its own, so that no face needs to cover it.
pub fn is_silent(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Fonts for the characters of these texts that the embedded ones lack: installed ones, and
/// [`pixels`] for what those lack too.
pub fn spares_for<'t>(texts: impl Iterator<Item = &'t str>, library: &Library) -> Vec<Spare> {
    let Some(regular) = EMBEDDED.first() else { return vec![] };
    let mut missing = BTreeSet::new();
    for text in texts.filter(|text| !text.is_ascii()) {
        for grapheme in text.graphemes(true) {
            let lacks = |c: char| !is_silent(c) && !c.is_control() && !regular.covers(c);
            if grapheme.chars().any(lacks) {
                // The whole grapheme, so that a base and its marks come from one face.
                missing.extend(grapheme.chars().filter(|&c| !is_silent(c)));
            }
        }
    }
    if missing.is_empty() {
        return vec![];
    }
    let mut spares = library.covering(missing.clone());
    let faces: Vec<_> =
        spares.iter().filter_map(|spare| Face::parse(&spare.data, spare.index)).collect();
    let is_left = |c: &char| pixels::covers(*c) && !faces.iter().any(|face| face.covers(*c));
    let left: Vec<char> = missing.into_iter().filter(is_left).collect();
    if !left.is_empty() {
        let data = pixels::font(&left);
        spares.push(Spare { path: PathBuf::new(), data, index: 0 });
    }
    spares
}
