//! Converts text to lines of glyphs: printable characters, face and direction of each part, line
//! breaks.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use moka::sync::Cache;
use unicode_bidi::{BidiInfo, Level};
use unicode_linebreak::BreakOpportunity;
use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;

use super::fonts::{Cut, Fonts, is_silent};

/// A glyph and its position; lengths in ems.
#[derive(Debug, Clone, Copy)]
pub struct Glyph {
    pub id: u16,
    pub advance: f32,
    pub dx: f32,
    pub dy: f32,
}

/// The smallest unit written together: a letter with its marks, a ligature.
#[derive(Debug, Clone)]
pub struct Cluster {
    /// The bytes of the text it covers.
    pub range: Range<usize>,
    /// Its face index, see [`Fonts::face`].
    pub face: usize,
    pub level: Level,
    /// From left to right.
    pub glyphs: Vec<Glyph>,
    /// In ems.
    pub advance: f32,
}

/// A text without line ends, shaped.
#[derive(Debug, Clone)]
pub struct Shaped {
    pub text: String,
    /// In reading order.
    clusters: Vec<Cluster>,
    /// Some characters were replaced by a sign.
    pub unprinted: bool,
}

/// One line of a shaped text: clusters from left to right.
#[derive(Debug, Clone)]
pub struct Line {
    pub clusters: Vec<Cluster>,
    /// In ems.
    pub width: f32,
}

/// A text broken into lines.
#[derive(Debug)]
pub struct SetText {
    pub lines: Vec<Line>,
    /// What the clusters of its lines are ranges of.
    pub text: String,
    /// Some characters were replaced by a sign.
    pub unprinted: bool,
}

/// Texts that were set lately: most paragraphs of a document are those of the one before. In the
/// embedded faces a text always looks the same, so none of these is ever out of date.
static LATELY: LazyLock<Cache<String, Arc<SetText>>> = LazyLock::new(|| {
    Cache::builder()
        .weigher(|_, set: &Arc<SetText>| u32::try_from(set.text.len()).unwrap_or(u32::MAX))
        .max_capacity(MOST_KEPT)
        .time_to_idle(Duration::from_secs(600))
        .build()
});
/// The bytes of text in [`LATELY`], each of which takes a hundred in memory.
const MOST_KEPT: u64 = 40 << 10;

/// Breaks a text into lines no wider than `width` ems.
pub fn set(text: &str, cut: Cut, width: f32, fonts: &Fonts<'_>) -> Arc<SetText> {
    let key = format!("{cut:?} {} {text}", width.to_bits());
    if let Some(set) = LATELY.get(&key) {
        return set;
    }
    let shaped = shape(text, cut, fonts);
    // Which other faces there are differs between documents.
    let is_embedded = |cluster: &Cluster| Fonts::is_embedded(cluster.face);
    let is_lasting = !shaped.unprinted && shaped.clusters.iter().all(is_embedded);
    let lines = shaped.lines(width);
    let set = Arc::new(SetText { lines, text: shaped.text, unprinted: shaped.unprinted });
    if is_lasting {
        LATELY.insert(key, set.clone());
    }
    set
}

/// Replaces characters that no face has. A transliteration would be a guess, and a guess must not
/// be printed as somebody's name.
const UNPRINTED: char = '\u{25a1}';

/// The printable form of a text: composed, without control characters or direction controls.
/// Characters that no face has are replaced by their compatibility form (`Ａ` by `A`), or else by
/// [`UNPRINTED`].
fn printable<'t>(text: &'t str, cut: Cut, fonts: &Fonts<'_>) -> (Cow<'t, str>, bool) {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return (Cow::Borrowed(text), false);
    }
    let plain: String = text.chars().filter_map(printable_char).nfc().collect();
    let mut out = String::with_capacity(plain.len());
    let mut unprinted = false;
    for grapheme in plain.graphemes(true) {
        if fonts.covering(cut, grapheme).is_some() {
            out.push_str(grapheme);
            continue;
        }
        let compatible: String = grapheme.nfkc().collect();
        if fonts.covering(cut, &compatible).is_some() {
            out.push_str(&compatible);
            continue;
        }
        unprinted = true;
        let covered =
            |c: &char| !is_silent(*c) && fonts.covering(cut, c.encode_utf8(&mut [0; 4])).is_some();
        out.extend(grapheme.chars().filter(covered));
        out.push(UNPRINTED);
    }
    (Cow::Owned(out), unprinted)
}

fn printable_char(character: char) -> Option<char> {
    match character {
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        // Direction controls in a name would reorder or hide the rest of a sentence.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => None,
        '\u{ad}' | '\u{feff}' | '\u{61c}' => None,
        control if control.is_control() => None,
        other => Some(other),
    }
}

/// Shapes a text; line ends count as spaces.
pub fn shape(text: &str, cut: Cut, fonts: &Fonts<'_>) -> Shaped {
    let (text, unprinted) = printable(text, cut, fonts);
    let text = text.into_owned();
    let levels = levels(&text);
    let mut clusters = vec![];
    for (range, face, level) in items(&text, &levels, cut, fonts) {
        let rtl = level.is_rtl();
        let buffer = fonts.shape(face, &text[range.clone()], rtl);
        let upem = fonts.face(face).shaper.units_per_em() as f32;
        let first = clusters.len();
        for (info, place) in buffer.glyph_infos().iter().zip(buffer.glyph_positions()) {
            let start = range.start + info.cluster as usize;
            let glyph = Glyph {
                id: u16::try_from(info.glyph_id).unwrap_or(0),
                advance: place.x_advance as f32 / upem,
                dx: place.x_offset as f32 / upem,
                dy: place.y_offset as f32 / upem,
            };
            match clusters.last_mut() {
                Some(Cluster { range, glyphs, advance, .. })
                    if range.start == start && !glyphs.is_empty() =>
                {
                    glyphs.push(glyph);
                    *advance += glyph.advance;
                }
                _ => clusters.push(Cluster {
                    range: start..start,
                    face,
                    level,
                    glyphs: vec![glyph],
                    advance: glyph.advance,
                }),
            }
        }
        if rtl {
            clusters[first..].reverse();
        }
        // Each cluster extends to the beginning of the next, in reading order.
        let mut end = range.end;
        for cluster in clusters[first..].iter_mut().rev() {
            cluster.range.end = end;
            end = cluster.range.start;
        }
    }
    Shaped { text, clusters, unprinted }
}

/// The embedding level of each byte; documents as a whole run from left to right.
fn levels(text: &str) -> Vec<Level> {
    if text.is_ascii() {
        return vec![Level::ltr(); text.len()];
    }
    BidiInfo::new(text, Some(Level::ltr())).levels
}

/// Splits a text into parts of one face and one direction.
fn items(
    text: &str,
    levels: &[Level],
    cut: Cut,
    fonts: &Fonts<'_>,
) -> Vec<(Range<usize>, usize, Level)> {
    let mut items: Vec<(Range<usize>, usize, Level)> = vec![];
    for (start, grapheme) in text.grapheme_indices(true) {
        let level = levels.get(start).copied().unwrap_or(Level::ltr());
        let end = start + grapheme.len();
        let last = items.last_mut();
        let face = match (&last, grapheme) {
            // A space belongs to the part before it.
            (Some((_, face, _)), " ") if fonts.face(*face).shaper.glyph_index(' ').is_some() => {
                *face
            }
            _ => fonts.covering(cut, grapheme).unwrap_or(0),
        };
        match last {
            Some((range, last_face, last_level)) if *last_face == face && *last_level == level => {
                range.end = end;
            }
            _ => items.push((start..end, face, level)),
        }
    }
    items
}

impl Shaped {
    /// Breaks the text into lines no wider than `width` ems: where the language allows it, else
    /// (a word wider than the line) between clusters.
    pub fn lines(&self, width: f32) -> Vec<Line> {
        let mut lines = vec![];
        let (mut first, mut at, mut used) = (0, 0, 0.0_f32);
        for (end, opportunity) in unicode_linebreak::linebreaks(&self.text) {
            let from = at;
            while at < self.clusters.len() && self.clusters[at].range.start < end {
                at += 1;
            }
            let word = &self.clusters[from..at];
            let full = advance(word);
            let blank = word.iter().rev().take_while(|cluster| self.is_blank(cluster));
            let inked = full - blank.map(|cluster| cluster.advance).sum::<f32>();
            if used + inked > width && from > first {
                lines.push(self.line(first..from));
                (first, used) = (from, 0.0);
            }
            if inked > width {
                for place in from..at {
                    let next = self.clusters[place].advance;
                    if used + next > width && place > first && !self.is_blank(&self.clusters[place])
                    {
                        lines.push(self.line(first..place));
                        (first, used) = (place, 0.0);
                    }
                    used += next;
                }
            } else {
                used += full;
            }
            if opportunity == BreakOpportunity::Mandatory && at == self.clusters.len() {
                break;
            }
        }
        if first < self.clusters.len() {
            lines.push(self.line(first..self.clusters.len()));
        }
        lines
    }

    fn is_blank(&self, cluster: &Cluster) -> bool {
        self.text[cluster.range.clone()].chars().all(char::is_whitespace)
    }

    /// Lays out clusters from left to right. Of trailing blanks one is kept, outside the width:
    /// without it the last word would be copied and read aloud together with the next line's first.
    fn line(&self, range: Range<usize>) -> Line {
        let clusters = &self.clusters[range];
        let blanks = clusters.iter().rev().take_while(|cluster| self.is_blank(cluster)).count();
        let (clusters, blanks) = clusters.split_at(clusters.len() - blanks);
        let levels: Vec<Level> = clusters.iter().map(|cluster| cluster.level).collect();
        let order = BidiInfo::reorder_visual(&levels);
        let mut clusters: Vec<_> = order.into_iter().map(|at| clusters[at].clone()).collect();
        let width = advance(&clusters);
        clusters.extend(blanks.first().cloned());
        Line { width, clusters }
    }
}

fn advance(clusters: &[Cluster]) -> f32 {
    clusters.iter().map(|cluster| cluster.advance).sum()
}
