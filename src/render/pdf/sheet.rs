//! A series of A4 pages to draw on. Lengths are in points, `y` grows downwards from the top of
//! the page.

use std::collections::BTreeMap;
use std::sync::Arc;

use printpdf::{
    Codepoint, Color, DictItem, Line as Path, LineCapStyle, LineJoinStyle, LinePoint, Op,
    PaintMode, PdfFontHandle, Polygon, PolygonRing, Pt, RawImage, Rect, Rgb, TextItem, TextMatrix,
    WindingOrder, XObjectId, XObjectTransform,
};
use rustybuzz::ttf_parser::GlyphId;
use subsetter::GlyphRemapper;

use super::fonts::{Cut, Face, Fonts};
use super::tags::{NodeId, Tag, Tree};
use super::text::{self, Cluster, Line, SetText};
use crate::render::Colour;

pub const WIDTH: f32 = 595.276;
pub const HEIGHT: f32 = 841.89;

/// The style of a text.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    pub cut: Cut,
    pub size: f32,
    /// From one base line to the next.
    pub leading: f32,
    pub colour: Colour,
}

/// Lines ready to be drawn.
#[derive(Debug, Clone)]
pub struct Block {
    pub style: Style,
    set: Arc<SetText>,
}

impl Block {
    pub fn lines(&self) -> &[Line] {
        &self.set.lines
    }

    pub fn height(&self) -> f32 {
        self.lines().len() as f32 * self.style.leading
    }

    /// The width of its longest line.
    pub fn width(&self) -> f32 {
        self.lines().iter().map(|line| line.width).fold(0.0, f32::max) * self.style.size
    }
}

/// The parts of a face that a document uses.
#[derive(Default)]
pub struct Used {
    pub glyphs: GlyphRemapper,
    known: Vec<UsedGlyph>,
    /// By glyph of the face: its position in `known` plus one, or 0.
    places: Vec<u16>,
}

/// A glyph of a subset.
struct UsedGlyph {
    /// Its id in the subset.
    id: u16,
    /// In thousandths of an em.
    advance: u16,
    /// What is copied where it is shown.
    says: String,
}

impl Used {
    /// Looks up a glyph, which is added if it is new: then `says` tells its text when copied.
    fn glyph(&mut self, face: &Face<'_>, id: u16, says: impl FnOnce() -> String) -> &UsedGlyph {
        let at = usize::from(id);
        if self.places.len() <= at {
            self.places.resize(at + 1, 0);
        }
        if self.places[at] == 0 {
            let upem = f32::from(face.shaper.units_per_em().max(1) as u16);
            let advance = face.shaper.glyph_hor_advance(GlyphId(id)).unwrap_or(0);
            self.known.push(UsedGlyph {
                id: self.glyphs.remap(id),
                advance: (f32::from(advance) * 1000.0 / upem).round() as u16,
                says: says(),
            });
            self.places[at] = self.known.len() as u16;
        }
        &self.known[usize::from(self.places[at]) - 1]
    }

    /// Advances in thousandths of an em, by glyph of the subset.
    pub fn widths(&self) -> BTreeMap<u16, u16> {
        self.known.iter().map(|glyph| (glyph.id, glyph.advance)).collect()
    }
}

/// The pages so far.
pub struct Sheets<'f> {
    pub fonts: &'f Fonts<'f>,
    pub pages: Vec<Vec<Op>>,
    /// By face index, see [`Fonts::face`].
    pub used: BTreeMap<usize, Used>,
    pub images: Vec<RawImage>,
    /// Some text could not be written completely.
    pub unprinted: bool,
    /// The structure of what is drawn.
    pub tree: Tree,
    /// Whether text is drawn that belongs to the page, not to the document.
    is_margin: bool,
    /// The page of the last marked content, and the part it belongs to.
    last_mark: Option<(usize, Option<NodeId>)>,
}

impl<'f> Sheets<'f> {
    pub fn new(fonts: &'f Fonts<'f>) -> Self {
        Self {
            fonts,
            pages: vec![vec![]],
            used: BTreeMap::new(),
            images: vec![],
            unprinted: false,
            tree: Tree::new(),
            is_margin: false,
            last_mark: None,
        }
    }

    /// Breaks a text into lines no wider than `width`.
    pub fn set(&mut self, text: &str, style: Style, width: f32) -> Block {
        let set = text::set(text, style.cut, width / style.size, self.fonts);
        self.unprinted |= set.unprinted;
        Block { style, set }
    }

    /// Draws a block with its top left corner at `x`, `y`; returns its bottom.
    pub fn put(&mut self, block: &Block, x: f32, y: f32) -> f32 {
        if block.lines().is_empty() {
            return y;
        }
        let own = self.start_paragraph();
        for at in 0..block.lines().len() {
            self.put_line(block, at, x, y + at as f32 * block.style.leading);
        }
        self.end_paragraph(own);
        y + block.height()
    }

    /// Opens a paragraph, unless text can be placed in the open part.
    pub fn start_paragraph(&mut self) -> bool {
        let is_own = !self.is_margin && !self.tree.tag(self.tree.innermost()).holds_text();
        if is_own {
            self.open(Tag::Paragraph);
        }
        is_own
    }

    pub fn end_paragraph(&mut self, is_own: bool) {
        if is_own {
            self.tree.leave();
        }
    }

    /// Opens a part of the document.
    pub fn open(&mut self, tag: Tag) {
        let node = self.tree.add(tag);
        self.tree.enter(node);
    }

    /// Opens a picture that is read aloud as `alternative`.
    pub fn open_figure(&mut self, alternative: &str, x: f32, y: f32, width: f32, height: f32) {
        self.open(Tag::Figure);
        let bounds = [x, HEIGHT - y - height, x + width, HEIGHT - y];
        self.tree.describe(self.tree.innermost(), alternative.to_owned(), bounds);
    }

    /// Closes the part opened last.
    pub fn close(&mut self) {
        self.tree.leave();
    }

    /// Begins content of the open part, or content that no reader reads aloud.
    fn begin(&mut self, is_text: bool) {
        let node = self.tree.innermost();
        let tag = self.tree.tag(node);
        let is_read =
            !self.is_margin && if is_text { tag.holds_text() } else { tag == Tag::Figure };
        let owner = is_read.then_some(node);
        let at = self.pages.len().saturating_sub(1);
        let Some(page) = self.pages.last_mut() else { return };
        if self.last_mark == Some((at, owner)) && matches!(page.last(), Some(Op::EndMarkedContent))
        {
            page.pop();
            return;
        }
        self.last_mark = Some((at, owner));
        match owner {
            None => page.push(Op::BeginMarkedContent { tag: "Artifact".to_owned() }),
            Some(node) => {
                let mark = self.tree.mark(node, at) as i64;
                page.push(Op::BeginMarkedContentWithProperties {
                    tag: tag.name().to_owned(),
                    properties: DictItem::Dict {
                        map: [("MCID".to_owned(), DictItem::Int(mark))].into(),
                    },
                });
            }
        }
    }

    fn end(&mut self) {
        self.push(Op::EndMarkedContent);
    }

    /// Draws one line of a block, with its top at `y`.
    pub fn put_line(&mut self, block: &Block, at: usize, x: f32, y: f32) {
        let Some(line) = block.lines().get(at) else { return };
        let Style { size, leading, colour, .. } = block.style;
        // Centres the lower-case letters in the line.
        let base = HEIGHT - (y + leading / 2.0 + size * 0.36);
        let own = self.start_paragraph();
        self.begin(true);
        self.push(Op::StartTextSection);
        self.push(Op::SetFillColor { col: ink(colour) });
        let mut pen = Pen { base, size, face: None, run: vec![], start: x, at: x, shown: x };
        for cluster in &line.clusters {
            self.write(&mut pen, cluster, &block.set.text[cluster.range.clone()]);
        }
        self.flush(&mut pen);
        self.push(Op::EndTextSection);
        self.end();
        self.end_paragraph(own);
    }

    /// Writes a cluster: into the open run, or on its own if its glyphs alone would be copied
    /// wrongly, or if a mark is raised.
    fn write(&mut self, pen: &mut Pen, cluster: &Cluster, text: &str) {
        if pen.face != Some(cluster.face) {
            self.flush(pen);
            pen.face = Some(cluster.face);
            let size = Pt(pen.size);
            self.push(Op::SetFont { font: handle(cluster.face), size });
        }
        // Most clusters: a letter.
        if let [glyph] = cluster.glyphs[..]
            && glyph.dy == 0.0
            && text.chars().nth(1).is_none()
        {
            let face = self.fonts.face(cluster.face);
            let used = self.used.entry(cluster.face).or_default();
            let known = used.glyph(face, glyph.id, || text.to_owned());
            if same_text(&known.says, text) {
                let code = Codepoint::with_cid(known.id, 0.0, known.says.clone());
                pen.add(code, glyph.dx, glyph.advance, known.advance);
                return;
            }
        }
        let (glyphs, said) = self.use_glyphs(cluster, text);
        let raised = cluster.glyphs.iter().any(|glyph| glyph.dy != 0.0);
        // Viewers that reverse right-to-left text would put marks before their letter.
        let turned = cluster.level.is_rtl() && cluster.glyphs.len() > 1;
        let true_text = same_text(&said, text) && !turned;
        if true_text && !raised {
            for (glyph, (code, width)) in cluster.glyphs.iter().zip(glyphs) {
                pen.add(code, glyph.dx, glyph.advance, width);
            }
            return;
        }
        self.flush(pen);
        if !true_text {
            let utf16 = text.encode_utf16().flat_map(u16::to_be_bytes);
            let data: Vec<u8> = [0xfe, 0xff].into_iter().chain(utf16).collect();
            let actual = DictItem::String { data, literal: false };
            let map = [("ActualText".to_owned(), actual)].into();
            self.push(Op::BeginMarkedContentWithProperties {
                tag: "Span".to_owned(),
                properties: DictItem::Dict { map },
            });
        }
        for (glyph, (code, _)) in cluster.glyphs.iter().zip(glyphs) {
            let x = pen.at + glyph.dx * pen.size;
            self.push(Op::SetTextMatrix {
                matrix: TextMatrix::Translate(Pt(x), Pt(pen.base + glyph.dy * pen.size)),
            });
            self.push(Op::ShowText { items: vec![TextItem::GlyphIds(vec![code])] });
            pen.at += glyph.advance * pen.size;
        }
        if !true_text {
            self.push(Op::EndMarkedContent);
        }
        pen.start = pen.at;
        pen.shown = pen.at;
    }

    /// Adds a cluster's glyphs to the subset; returns them, each with its advance in thousandths of
    /// an em, and their text when copied.
    fn use_glyphs(&mut self, cluster: &Cluster, text: &str) -> (Vec<(Codepoint, u16)>, String) {
        let face = self.fonts.face(cluster.face);
        let used = self.used.entry(cluster.face).or_default();
        let mut left = text;
        let mut codes = vec![];
        let rtl = cluster.level.is_rtl();
        let count = cluster.glyphs.len();
        let mut said = String::new();
        // In reading order, so that a base precedes its marks.
        for nth in 0..count {
            let at = if rtl { count - 1 - nth } else { nth };
            let id = cluster.glyphs[at].id;
            let known = used.glyph(face, id, || {
                let own = text.chars().find(|&c| face.shaper.glyph_index(c) == Some(GlyphId(id)));
                match own {
                    Some(own) => own.to_string(),
                    None if nth == 0 || nth + 1 == count => left.to_owned(),
                    None => String::new(),
                }
            });
            left = left.strip_prefix(known.says.as_str()).unwrap_or(left);
            said.push_str(&known.says);
            let code = Codepoint::with_cid(known.id, 0.0, known.says.clone());
            codes.push((code, known.advance));
        }
        if rtl {
            codes.reverse();
        }
        (codes, said)
    }

    fn flush(&mut self, pen: &mut Pen) {
        if pen.run.is_empty() {
            return;
        }
        let (x, y) = (Pt(pen.start), Pt(pen.base));
        self.push(Op::SetTextMatrix { matrix: TextMatrix::Translate(x, y) });
        let items = vec![TextItem::GlyphIds(std::mem::take(&mut pen.run))];
        self.push(Op::ShowText { items });
        pen.start = pen.at;
        pen.shown = pen.at;
    }

    pub fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, colour: Colour) {
        self.begin(false);
        self.push(Op::SetFillColor { col: ink(colour) });
        self.rectangle(x, y, width, height, PaintMode::Fill);
        self.end();
    }

    pub fn frame(&mut self, x: f32, y: f32, width: f32, height: f32, colour: Colour) {
        self.begin(false);
        self.push(Op::SetOutlineColor { col: ink(colour) });
        self.push(Op::SetOutlineThickness { pt: Pt(0.6) });
        self.rectangle(x, y, width, height, PaintMode::Stroke);
        self.end();
    }

    fn rectangle(&mut self, x: f32, y: f32, width: f32, height: f32, mode: PaintMode) {
        let rectangle = Rect {
            x: Pt(x),
            y: Pt(HEIGHT - y - height),
            width: Pt(width),
            height: Pt(height),
            mode: Some(mode),
            winding_order: None,
        };
        self.push(Op::DrawRectangle { rectangle });
    }

    /// Fills polygons as one path.
    pub fn polygons(&mut self, rings: Vec<Vec<(f32, f32)>>, colour: Colour) {
        let ring = |points: Vec<(f32, f32)>| PolygonRing {
            points: points.into_iter().map(|(x, y)| corner(x, y, false)).collect(),
        };
        let rings = rings.into_iter().map(ring).collect();
        let winding_order = WindingOrder::NonZero;
        self.begin(false);
        self.push(Op::SetFillColor { col: ink(colour) });
        let polygon = Polygon { rings, mode: PaintMode::Fill, winding_order };
        self.push(Op::DrawPolygon { polygon });
        self.end();
    }

    /// Strokes curves with round caps: each is a start, followed by triples of two control points
    /// and an end.
    pub fn curves(&mut self, curves: &[Vec<(f32, f32)>], thickness: f32, colour: Colour) {
        self.begin(false);
        self.push(Op::SaveGraphicsState);
        self.push(Op::SetOutlineColor { col: ink(colour) });
        self.push(Op::SetOutlineThickness { pt: Pt(thickness) });
        self.push(Op::SetLineCapStyle { cap: LineCapStyle::Round });
        self.push(Op::SetLineJoinStyle { join: LineJoinStyle::Round });
        for curve in curves {
            let handle = |at: usize| !at.is_multiple_of(3);
            let points = curve.iter().enumerate();
            let points = points.map(|(at, &(x, y))| corner(x, y, handle(at))).collect();
            self.push(Op::DrawLine { line: Path { points, is_closed: false } });
        }
        self.push(Op::RestoreGraphicsState);
        self.end();
    }

    /// Draws an image into a rectangle.
    pub fn image(&mut self, image: RawImage, x: f32, y: f32, width: f32, height: f32) {
        let id = image_id(self.images.len());
        self.images.push(image);
        self.begin(false);
        self.push(Op::UseXobject {
            id,
            transform: XObjectTransform {
                translate_x: Some(Pt(x)),
                translate_y: Some(Pt(HEIGHT - y - height)),
                scale_x: Some(width),
                scale_y: Some(height),
                no_auto_scale: true,
                ..XObjectTransform::default()
            },
        });
        self.end();
    }

    /// Makes a rectangle a link of the open part, which is read aloud as `says`.
    pub fn link(&mut self, url: &str, says: &str, [x, y, width, height]: [f32; 4]) {
        let page = self.pages.len().saturating_sub(1);
        let is_link = |op: &&Op| matches!(op, Op::LinkAnnotation { .. });
        let at = self.pages.last().map_or(0, |page| page.iter().filter(is_link).count());
        self.tree.annotate(page, at, says.to_owned());
        let rect = Rect {
            x: Pt(x),
            y: Pt(HEIGHT - y - height),
            width: Pt(width),
            height: Pt(height),
            mode: None,
            winding_order: None,
        };
        let border = printpdf::BorderArray::Solid([0.0, 0.0, 0.0]);
        let actions = printpdf::Actions::Uri(url.to_owned());
        let link = printpdf::LinkAnnotation::new(rect, actions, Some(border), None, None);
        self.push(Op::LinkAnnotation { link });
    }

    pub fn new_page(&mut self) {
        self.pages.push(vec![]);
    }

    /// Draws the margins of an earlier page, which are no part of the document.
    pub fn on_page(&mut self, page: usize, draw: impl FnOnce(&mut Self)) {
        let later = self.pages.split_off(page + 1);
        self.is_margin = true;
        draw(self);
        self.is_margin = false;
        self.pages.extend(later);
    }

    fn push(&mut self, op: Op) {
        if let Some(page) = self.pages.last_mut() {
            page.push(op);
        }
    }
}

/// The position of the next glyph, and the run being collected.
struct Pen {
    base: f32,
    size: f32,
    face: Option<usize>,
    run: Vec<Codepoint>,
    /// Where the run starts.
    start: f32,
    /// The position of the next glyph.
    at: f32,
    /// The position a viewer computes, from whole thousandths of an em.
    shown: f32,
}

impl Pen {
    fn add(&mut self, mut code: Codepoint, dx: f32, advance: f32, width: u16) {
        let thousandth = self.size / 1000.0;
        let off = (self.at + dx * self.size - self.shown) / thousandth;
        if self.run.is_empty() {
            self.start = self.at + dx * self.size;
            self.shown = self.start;
        } else if off.abs() >= 1.0
            && let Some(before) = self.run.last_mut()
        {
            before.offset -= off.round();
            self.shown += off.round() * thousandth;
        }
        code.offset = 0.0;
        self.run.push(code);
        self.shown += f32::from(width) * thousandth;
        self.at += advance * self.size;
    }
}

/// All kinds of white space are copied alike.
fn same_text(said: &str, text: &str) -> bool {
    let fold = |c: char| if c.is_whitespace() { ' ' } else { c };
    said.chars().map(fold).eq(text.chars().map(fold))
}

fn corner(x: f32, y: f32, bezier: bool) -> LinePoint {
    LinePoint { p: printpdf::Point { x: Pt(x), y: Pt(HEIGHT - y) }, bezier }
}

fn handle(face: usize) -> PdfFontHandle {
    PdfFontHandle::External(font_id(face))
}

/// The name of a face inside the file.
pub fn font_id(face: usize) -> printpdf::FontId {
    printpdf::FontId(format!("Face{face}"))
}

/// The name of an image inside the file.
pub fn image_id(at: usize) -> XObjectId {
    XObjectId(format!("Image{at}"))
}

fn ink(colour: Colour) -> Color {
    let part = |value: u8| f32::from(value) / 255.0;
    Color::Rgb(Rgb {
        r: part(colour.red),
        g: part(colour.green),
        b: part(colour.blue),
        icc_profile: None,
    })
}
