//! What a file needs beyond its pages to be kept for decades and read aloud: PDF/A-3b (ISO 19005-3)
//! and PDF/UA-1 (ISO 14289-1). Colours get a meaning (sRGB), the file says what it is (XMP, and the
//! same in the older dictionary), and carries other files that belong to it.

use std::sync::LazyLock;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, text_string};
use moxcms::{ColorDateTime, ColorProfile};
use quick_xml::escape::escape;

use super::About;
use crate::error::Result;
use crate::model::Timestamp;

/// A file inside a PDF.
#[derive(Debug, Clone)]
pub struct Attachment {
    pub name: String,
    /// `application/zip`.
    pub media_type: &'static str,
    /// What it is, for readers.
    pub about: String,
    pub bytes: Vec<u8>,
}

/// The colour profile of all colours: those of screens (IEC 61966-2-1).
static SRGB: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut profile = ColorProfile::new_srgb();
    // The same in every file.
    profile.creation_date_time = ColorDateTime {
        year: 2026,
        month: 1,
        day_of_the_month: 1,
        hours: 0,
        minutes: 0,
        seconds: 0,
    };
    // The description in code points is of a later version than PDF 1.7 knows.
    profile.cicp = None;
    profile.encode().unwrap_or_default()
});

fn name(word: &str) -> Object {
    Object::Name(word.as_bytes().to_vec())
}

/// Completes a document.
pub fn complete(file: &mut Document, about: &About, pages: &[ObjectId]) -> Result<()> {
    file.version = "1.7".to_owned();
    for &page in pages {
        notes(file, page)?;
        let page = file.get_dictionary_mut(page).map_err(anyhow::Error::from)?;
        // In which colours transparent pictures are mixed.
        let group = [("S", name("Transparency")), ("CS", name("DeviceRGB"))];
        page.set("Group", Dictionary::from_iter(group));
    }
    let profile = Dictionary::from_iter([("N", Object::Integer(3))]);
    let profile = file.add_object(Stream::new(profile, SRGB.clone()));
    let intent = Dictionary::from_iter([
        ("Type", name("OutputIntent")),
        ("S", name("GTS_PDFA1")),
        ("OutputConditionIdentifier", Object::string_literal("sRGB")),
        ("Info", Object::string_literal("sRGB IEC61966-2.1")),
        ("DestOutputProfile", Object::Reference(profile)),
    ]);
    let kind = [("Type", name("Metadata")), ("Subtype", name("XML"))];
    let packet = Stream::new(Dictionary::from_iter(kind), xmp(about).into_bytes());
    // Readable by programs that know nothing of PDF.
    let packet = file.add_object(packet.with_compression(false));
    let attached: Vec<(String, ObjectId)> = about
        .attachments
        .iter()
        .map(|one| (one.name.clone(), attach(file, one, about.made_at)))
        .collect();
    let catalog = file.catalog_mut().map_err(anyhow::Error::from)?;
    catalog.set("Lang", Object::string_literal(about.locale.tag()));
    let preferences = Dictionary::from_iter([("DisplayDocTitle", Object::Boolean(true))]);
    catalog.set("ViewerPreferences", preferences);
    catalog.set("OutputIntents", vec![Object::Dictionary(intent)]);
    catalog.set("Metadata", Object::Reference(packet));
    if !attached.is_empty() {
        let files = attached.iter().map(|(_, id)| Object::Reference(*id)).collect::<Vec<_>>();
        catalog.set("AF", files);
        let names: Vec<Object> = attached
            .into_iter()
            .flat_map(|(name, id)| [text_string(&name), Object::Reference(id)])
            .collect();
        let names = Object::Dictionary(Dictionary::from_iter([("Names", Object::Array(names))]));
        catalog.set("Names", Dictionary::from_iter([("EmbeddedFiles", names)]));
    }
    information(file, about)
}

/// Makes the annotations of a page objects of their own, and printed ones.
fn notes(file: &mut Document, page: ObjectId) -> Result<()> {
    let list = file.get_dictionary(page).and_then(|page| page.get(b"Annots")).cloned();
    let Ok(Object::Array(list)) = list else { return Ok(()) };
    let mut found = vec![];
    for note in list {
        let Object::Dictionary(mut note) = note else {
            found.push(note);
            continue;
        };
        note.set("F", 4);
        found.push(Object::Reference(file.add_object(note)));
    }
    let page = file.get_dictionary_mut(page).map_err(anyhow::Error::from)?;
    match found.is_empty() {
        true => drop(page.remove(b"Annots")),
        false => page.set("Annots", found),
    }
    Ok(())
}

/// Adds a file; returns its specification.
fn attach(file: &mut Document, attachment: &Attachment, at: Timestamp) -> ObjectId {
    let size = attachment.bytes.len() as i64;
    let parameters = [("Size", size.into()), ("ModDate", date(at))];
    let stream = Stream::new(
        Dictionary::from_iter([
            ("Type", name("EmbeddedFile")),
            ("Subtype", name(attachment.media_type)),
            ("Params", Object::Dictionary(Dictionary::from_iter(parameters))),
        ]),
        attachment.bytes.clone(),
    )
    .with_compression(false);
    let stream = Object::Reference(file.add_object(stream));
    let streams = [("F", stream.clone()), ("UF", stream)];
    file.add_object(Dictionary::from_iter([
        ("Type", name("Filespec")),
        ("F", text_string(&attachment.name)),
        ("UF", text_string(&attachment.name)),
        ("AFRelationship", name("Data")),
        ("Desc", text_string(&attachment.about)),
        ("EF", Object::Dictionary(Dictionary::from_iter(streams))),
    ]))
}

/// A date (ISO 32000-1, 7.9.4), in UTC.
pub fn date(at: Timestamp) -> Object {
    Object::string_literal(at.to_jiff().strftime("D:%Y%m%d%H%M%SZ").to_string())
}

/// The older form of the metadata: the same as in XMP. And the identity of the file: from the
/// values, not from the clock or random numbers.
fn information(file: &mut Document, about: &About) -> Result<()> {
    let information = Dictionary::from_iter([
        ("Title", text_string(&plain(&about.title))),
        ("Author", text_string(&plain(&about.author))),
        ("Subject", text_string(&plain(&about.subject))),
        ("Creator", text_string("be-right")),
        ("Producer", text_string("be-right")),
        ("CreationDate", date(about.made_at)),
        ("ModDate", date(about.made_at)),
    ]);
    if let Ok(id) = file.trailer.get(b"Info").and_then(Object::as_reference) {
        file.set_object(id, information);
    }
    let id = Object::String(about.identity.as_bytes()[..16].to_vec(), StringFormat::Hexadecimal);
    file.trailer.set("ID", vec![id.clone(), id]);
    Ok(())
}

/// A text without characters that XML lacks (XML 1.0, 2.2).
fn plain(text: &str) -> String {
    let is_known = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars().filter(is_known).collect()
}

/// The metadata as XMP (ISO 16684-1). PDF/A wants the schema of PDF/UA described.
fn xmp(about: &About) -> String {
    let made = about.made_at.to_jiff().strftime("%Y-%m-%dT%H:%M:%SZ");
    let text = |text: &str| escape(plain(text)).into_owned();
    // The packet is in clear text: without a slash, a name cannot look like an entry of the file.
    let typed = |typed: &str| text(typed).replace('/', "&#47;");
    let (title, author, subject) =
        (typed(&about.title), typed(&about.author), typed(&about.subject));
    let language = about.locale.tag();
    let address = about.address.as_deref().map_or(String::new(), |address| {
        format!("<dc:identifier>{}</dc:identifier>\n", text(address))
    });
    format!(
        r#"<?xpacket begin="{bom}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
{address}<pdf:Producer>be-right</pdf:Producer>
<xmp:CreatorTool>be-right</xmp:CreatorTool>
<xmp:CreateDate>{made}</xmp:CreateDate>
<xmp:ModifyDate>{made}</xmp:ModifyDate>
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
{invoice}<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li>{invoice_schema}</rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"#,
        invoice = if about.is_invoice { FACTURX } else { "" },
        invoice_schema = if about.is_invoice { facturx_schema() } else { String::new() },
        bom = '\u{feff}'
    )
}

/// What says that an invoice carries its data (Factur-X 1.0, 6.2.2).
const FACTURX: &str = r#"<rdf:Description rdf:about="" xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#">
<fx:DocumentType>INVOICE</fx:DocumentType>
<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>
<fx:Version>1.0</fx:Version>
<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>
</rdf:Description>
"#;

/// The description of these entries, which PDF/A wants.
fn facturx_schema() -> String {
    let properties = [
        ("DocumentFileName", "The name of the embedded XML document"),
        ("DocumentType", "The type of the hybrid document in capital letters"),
        ("Version", "The actual version of the standard applying to the embedded XML document"),
        ("ConformanceLevel", "The conformance level of the embedded XML document"),
    ]
    .map(|(name, about)| {
        format!(
            r#"<rdf:li rdf:parseType="Resource">
<pdfaProperty:name>{name}</pdfaProperty:name>
<pdfaProperty:valueType>Text</pdfaProperty:valueType>
<pdfaProperty:category>external</pdfaProperty:category>
<pdfaProperty:description>{about}</pdfaProperty:description>
</rdf:li>"#
        )
    });
    format!(
        r#"<rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>fx</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>{}</rdf:Seq></pdfaSchema:property>
</rdf:li>"#,
        properties.concat()
    )
}
