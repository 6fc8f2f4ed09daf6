//! Writes pages to a PDF file: fonts are subset to the glyphs in use, then printpdf serialises,
//! then the entries that printpdf does not let callers set are corrected.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, StringFormat, text_string};
use printpdf::{
    FontMetrics, FontType, ParsedFont, PdfDocument, PdfFont, PdfFontMetricsStub, PdfPage,
    PdfSaveOptions, Pt, XObject,
};

use super::About;
use super::sheet::{self, Sheets, Used};
use crate::error::Result;
use crate::model::Digest;

/// Writes the file; deterministic.
pub fn write(sheets: Sheets<'_>, about: &About) -> Result<Vec<u8>> {
    let mut document = PdfDocument::new("");
    for (&face, used) in &sheets.used {
        let font = PdfFont::new(embed(&sheets, face, used)?);
        document.resources.fonts.map.insert(sheet::font_id(face), font);
    }
    for (at, image) in sheets.images.into_iter().enumerate() {
        document.resources.xobjects.map.insert(sheet::image_id(at), XObject::Image(image));
    }
    let (width, height) = (Pt(sheet::WIDTH).into(), Pt(sheet::HEIGHT).into());
    let pages = sheets.pages.into_iter().map(|ops| PdfPage::new(width, height, ops));
    document.with_pages(pages.collect());
    let options = PdfSaveOptions { image_optimization: None, ..PdfSaveOptions::default() };
    let mut warnings = vec![];
    let mut file = document.to_lopdf_document(&options, &mut warnings);
    finish(&mut file, about)?;
    // printpdf excludes images from compression.
    for object in file.objects.values_mut() {
        if let Object::Stream(stream) = object {
            stream.allows_compression |= stream.dict.get(b"Filter").is_err();
        }
    }
    file.compress();
    let mut bytes = vec![];
    file.save_to(&mut bytes).map_err(anyhow::Error::from)?;
    Ok(bytes)
}

/// The subset of a face as a printpdf font. Lengths are in thousandths of an em, to which PDF
/// rounds anyway.
fn embed(sheets: &Sheets<'_>, at: usize, used: &Used) -> Result<ParsedFont> {
    let face = sheets.fonts.face(at);
    let bytes = subsetter::subset(face.data, face.index, &used.glyphs)
        .map_err(|problem| anyhow::anyhow!("cutting {} down: {problem}", face.name))?;
    let shaper = &face.shaper;
    let upem = shaper.units_per_em().max(1);
    let thousandths = |units: i16| {
        let scaled = i32::from(units) * 1000 / upem;
        scaled.clamp(i16::MIN.into(), i16::MAX.into()) as i16
    };
    let bounds = shaper.global_bounding_box();
    let name = format!("{}+{}", tag(&bytes), face.name);
    Ok(ParsedFont {
        original_bytes: bytes,
        font_index: 0,
        font_name: Some(name),
        codepoint_to_glyph: BTreeMap::new(),
        glyph_widths: used.widths.clone(),
        units_per_em: 1000,
        font_metrics: FontMetrics {
            ascent: thousandths(shaper.ascender()),
            descent: thousandths(shaper.descender()),
        },
        font_type: FontType::TrueType,
        pdf_font_metrics: PdfFontMetricsStub {
            units_per_em: 1000,
            x_min: thousandths(bounds.x_min),
            y_min: thousandths(bounds.y_min),
            x_max: thousandths(bounds.x_max),
            y_max: thousandths(bounds.y_max),
            us_weight_class: shaper.weight().to_number(),
            ..PdfFontMetricsStub::default()
        },
    })
}

/// The six-letter tag of a subset (ISO 32000-1, 9.6.4), derived from its content.
fn tag(bytes: &[u8]) -> String {
    let digest = Digest::of(bytes);
    digest.as_bytes().iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
}

/// Sets language, title, dates and identity: from the values, not from the clock or random
/// numbers, and without the PDF/X claim that printpdf adds.
fn finish(file: &mut Document, about: &About) -> Result<()> {
    file.version = "1.7".to_owned();
    let catalog = file.catalog_mut().map_err(anyhow::Error::from)?;
    catalog.set("Lang", Object::string_literal(about.locale.tag()));
    let preferences = Dictionary::from_iter([("DisplayDocTitle", Object::Boolean(true))]);
    catalog.set("ViewerPreferences", preferences);
    let made = about.made_at.to_jiff().strftime("D:%Y%m%d%H%M%SZ").to_string();
    let information = Dictionary::from_iter([
        ("Title", text_string(&about.title)),
        ("Author", text_string(&about.author)),
        ("Subject", text_string(&about.subject)),
        ("Creator", text_string("be-right")),
        ("Producer", text_string("be-right")),
        ("CreationDate", Object::string_literal(made.clone())),
        ("ModDate", Object::string_literal(made)),
    ]);
    if let Ok(id) = file.trailer.get(b"Info").and_then(Object::as_reference) {
        file.set_object(id, information);
    }
    let id = Object::String(about.identity.as_bytes()[..16].to_vec(), StringFormat::Hexadecimal);
    file.trailer.set("ID", vec![id.clone(), id]);
    Ok(())
}
