//! Writes pages to a PDF file: fonts are subset to the glyphs in use, printpdf makes the objects,
//! [`archive`] and [`super::tags`] add what it lacks, [`writer`] serialises, and the result is
//! signed.

use std::collections::BTreeMap;

use anyhow::Context as _;
use lopdf::{Dictionary, Document, Object, ObjectId, text_string};
use printpdf::{
    FontMetrics, FontType, ParsedFont, PdfDocument, PdfFont, PdfFontMetricsStub, PdfPage,
    PdfSaveOptions, Pt, XObject,
};

use super::sheet::{self, Sheets, Used};
use super::signature::Identity;
use super::tags::{Tag, Tree};
use super::{About, archive, writer};
use crate::error::Result;
use crate::model::{Digest, Timestamp};
use crate::render::words;

/// A signature to be made.
pub struct SignedBy<'i> {
    pub identity: &'i Identity,
    /// The time that the file claims for it.
    pub at: Timestamp,
    /// Whether there is to be room for a time-stamp, which is put in later.
    pub has_room: bool,
}

/// Writes the file; deterministic.
pub fn write(sheets: Sheets<'_>, about: &About, signing: Option<&SignedBy<'_>>) -> Result<Vec<u8>> {
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
    let pages: Vec<ObjectId> = file.page_iter().collect();
    archive::complete(&mut file, about, &pages)?;
    let mut tree = sheets.tree;
    let signature = match signing {
        Some(signing) => Some((signing, field(&mut file, &mut tree, &pages, about, signing)?)),
        None => None,
    };
    tree.write(&mut file, &pages)?;
    // printpdf excludes images from compression. An attached file stays as it is, so that it can be
    // taken out without a reader of PDF: see [`super::signed`].
    for object in file.objects.values_mut() {
        if let Object::Stream(stream) = object
            && !stream.dict.has_type(b"Metadata")
            && !stream.dict.has_type(b"EmbeddedFile")
        {
            stream.allows_compression |= stream.dict.get(b"Filter").is_err();
        }
    }
    writer::compress(&mut file)?;
    match signature {
        Some((signing, (id, values))) => {
            let token = if signing.has_room { writer::RESERVED_FOR_TOKEN } else { 0 };
            let reserved = writer::RESERVED + token;
            signing.identity.sign(writer::unsigned(&file, id, &values, reserved)?)
        }
        None => writer::plain(&file),
    }
}

/// Adds a signature field without an appearance to the first page; returns the signature to be
/// written. It certifies the file: readers call any later change one that is not allowed.
fn field(
    file: &mut Document,
    tree: &mut Tree,
    pages: &[ObjectId],
    about: &About,
    signing: &SignedBy<'_>,
) -> Result<(ObjectId, Dictionary)> {
    let name = |word: &str| Object::Name(word.as_bytes().to_vec());
    let page = *pages.first().context("a document without pages")?;
    let id = file.new_object_id();
    let says = words(about.locale).say("pdf-signature-field");
    let widget = file.add_object(Dictionary::from_iter([
        ("Type", name("Annot")),
        ("Subtype", name("Widget")),
        ("FT", name("Sig")),
        ("T", text_string("Signature")),
        ("TU", text_string(&says)),
        // Printed, locked.
        ("F", Object::Integer(132)),
        ("Rect", Object::Array(vec![Object::Integer(0); 4])),
        ("P", Object::Reference(page)),
        ("V", Object::Reference(id)),
    ]));
    let first = file.get_dictionary_mut(page).map_err(anyhow::Error::from)?;
    let mut notes = match first.remove(b"Annots") {
        Some(Object::Array(notes)) => notes,
        _ => vec![],
    };
    notes.push(Object::Reference(widget));
    let form = tree.add(Tag::Form);
    tree.enter(form);
    tree.annotate(0, notes.len() - 1, says.into_owned());
    tree.leave();
    first.set("Annots", notes);
    let catalog = file.catalog_mut().map_err(anyhow::Error::from)?;
    let fields = Object::Array(vec![Object::Reference(widget)]);
    catalog.set("AcroForm", Dictionary::from_iter([("Fields", fields), ("SigFlags", 3.into())]));
    catalog.set("Perms", Dictionary::from_iter([("DocMDP", Object::Reference(id))]));
    let allowed = Dictionary::from_iter([
        ("Type", name("TransformParams")),
        ("P", Object::Integer(1)),
        ("V", name("1.2")),
    ]);
    let reference = Dictionary::from_iter([
        ("Type", name("SigRef")),
        ("TransformMethod", name("DocMDP")),
        ("TransformParams", Object::Dictionary(allowed)),
    ]);
    let values = Dictionary::from_iter([
        ("Type", name("Sig")),
        ("Filter", name("Adobe.PPKLite")),
        ("SubFilter", name("ETSI.CAdES.detached")),
        ("M", archive::date(signing.at)),
        ("Reference", Object::Array(vec![Object::Dictionary(reference)])),
    ]);
    Ok((id, values))
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
        glyph_widths: used.widths(),
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
