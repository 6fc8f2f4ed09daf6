//! Writes the objects of a document to a file: small objects together in compressed streams (ISO
//! 32000-1, 7.5.7), which makes the structure of a tagged document cheap, and last the dictionary
//! of the signature with a gap for its value, whose place is thus known and never searched for.

use std::io::Write as _;
use std::ops::Range;

use anyhow::Context as _;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat};

use crate::error::Result;

/// The bytes reserved for a signature, which takes about 900.
pub const RESERVED: usize = 1_500;
/// The bytes reserved for a time-stamp as well, which takes 1,500 to 8,000.
pub const RESERVED_FOR_TOKEN: usize = 10_000;
/// `/ByteRange` is as long as this whatever the numbers.
const RANGE: usize = 48;

/// A file that lacks the value of its signature.
pub struct Unsigned {
    bytes: Vec<u8>,
    /// The hexadecimal string of the value, with its brackets.
    gap: Range<usize>,
}

impl Unsigned {
    /// What a signature covers: everything but the gap.
    pub fn covered(&self) -> [&[u8]; 2] {
        [&self.bytes[..self.gap.start], &self.bytes[self.gap.end..]]
    }

    /// Puts a signature into the gap.
    pub fn signed(mut self, signature: &[u8]) -> Result<Vec<u8>> {
        let value = hex::encode(signature);
        let room = self.gap.start + 1..self.gap.end - 1;
        if value.len() > room.len() {
            return Err(anyhow::anyhow!("a signature is too long for its gap").into());
        }
        self.bytes[room.start..room.start + value.len()].copy_from_slice(value.as_bytes());
        Ok(self.bytes)
    }
}

/// Writes a document without a signature.
pub fn plain(file: &Document) -> Result<Vec<u8>> {
    let mut writer = Writer::begin(file)?;
    writer.end(file)?;
    Ok(writer.out)
}

/// Writes a document whose object `id` is the dictionary of its signature, without `/ByteRange`
/// and `/Contents`, which are added here with room for so many bytes.
pub fn unsigned(
    file: &Document,
    id: ObjectId,
    signature: &Dictionary,
    reserved: usize,
) -> Result<Unsigned> {
    let mut writer = Writer::begin(file)?;
    writer.start(id);
    let mut head = vec![];
    dictionary(&mut head, signature);
    // Its closing brackets come after the two entries.
    head.truncate(head.len() - 2);
    writer.out.extend(head);
    writer.out.extend(b"/ByteRange ");
    let range = writer.out.len();
    writer.out.extend([b' '; RANGE]);
    writer.out.extend(b"/Contents ");
    let start = writer.out.len();
    writer.out.push(b'<');
    writer.out.extend([b'0'].repeat(2 * reserved));
    writer.out.extend(b">>>\nendobj\n");
    let gap = start..start + 2 * reserved + 2;
    writer.end(file)?;
    let mut bytes = writer.out;
    let numbers = format!("[0 {} {} {}]", gap.start, gap.end, bytes.len() - gap.end);
    bytes[range..range + numbers.len()].copy_from_slice(numbers.as_bytes());
    Ok(Unsigned { bytes, gap })
}

/// Where an object is.
#[derive(Clone, Copy)]
enum Place {
    /// Nowhere.
    Free,
    /// At an offset of the file.
    At(usize),
    /// In a stream of objects, and its position there.
    In(u32, u16),
}

struct Writer {
    out: Vec<u8>,
    places: Vec<Place>,
}

impl Writer {
    /// Writes everything but the signature.
    fn begin(file: &Document) -> Result<Self> {
        let mut writer = Self { out: vec![], places: vec![Place::Free] };
        // The comment tells programs that the file is binary (7.5.2).
        writer.out.extend(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
        let container = file.max_id + 1;
        let (mut index, mut packed, mut count) = (String::new(), vec![], 0_u16);
        for (&id, object) in &file.objects {
            if let Object::Stream(stream) = object {
                writer.stream(id, stream);
                continue;
            }
            index.push_str(&format!("{} {} ", id.0, packed.len()));
            value(&mut packed, object);
            packed.push(b'\n');
            writer.set(id, Place::In(container, count));
            count = count.checked_add(1).context("a document has too many objects")?;
        }
        let mut content = index.into_bytes();
        let first = content.len() as i64;
        content.extend(packed);
        let entries = [
            ("Type", Object::Name(b"ObjStm".to_vec())),
            ("N", Object::Integer(count.into())),
            ("First", Object::Integer(first)),
        ];
        writer.stream((container, 0), &deflated(Dictionary::from_iter(entries), &content)?);
        Ok(writer)
    }

    fn set(&mut self, (id, _): ObjectId, place: Place) {
        let at = id as usize;
        if self.places.len() <= at {
            self.places.resize(at + 1, Place::Free);
        }
        self.places[at] = place;
    }

    fn start(&mut self, id: ObjectId) {
        self.set(id, Place::At(self.out.len()));
        self.out.extend(format!("{} 0 obj\n", id.0).into_bytes());
    }

    fn stream(&mut self, id: ObjectId, stream: &Stream) {
        self.start(id);
        let mut entries = stream.dict.clone();
        entries.set("Length", stream.content.len() as i64);
        dictionary(&mut self.out, &entries);
        self.out.extend(b"\nstream\n");
        self.out.extend(&stream.content);
        self.out.extend(b"\nendstream\nendobj\n");
    }

    /// The cross-reference stream (7.5.8) and the end.
    fn end(&mut self, file: &Document) -> Result<()> {
        let start = self.out.len();
        let id = u32::try_from(self.places.len()).context("a document has too many objects")?;
        self.set((id, 0), Place::At(start));
        let mut table = vec![];
        for place in &self.places {
            let (kind, first, second) = match *place {
                Place::Free => (0, 0, u16::MAX),
                Place::At(offset) => (1, offset as u32, 0),
                Place::In(container, at) => (2, container, at),
            };
            table.push(kind);
            table.extend(first.to_be_bytes());
            table.extend(second.to_be_bytes());
        }
        let widths = [1, 4, 2].map(Object::Integer).to_vec();
        let mut entries = Dictionary::from_iter([
            ("Type", Object::Name(b"XRef".to_vec())),
            ("Size", Object::Integer(self.places.len() as i64)),
            ("W", Object::Array(widths)),
        ]);
        for key in ["Root", "Info", "ID"] {
            if let Ok(kept) = file.trailer.get(key.as_bytes()) {
                entries.set(key, kept.clone());
            }
        }
        self.stream((id, 0), &deflated(entries, &table)?);
        self.out.extend(format!("startxref\n{start}\n%%EOF\n").into_bytes());
        Ok(())
    }
}

/// Compresses the streams that allow it. lopdf would do so at the highest level: a third of the time
/// that a file takes, for one byte in a hundred.
pub fn compress(file: &mut Document) -> Result<()> {
    for object in file.objects.values_mut() {
        if let Object::Stream(stream) = object
            && stream.allows_compression
            && stream.dict.get(b"Filter").is_err()
        {
            let smaller = deflated(stream.dict.clone(), &stream.content)?;
            if smaller.content.len() < stream.content.len() {
                *stream = smaller;
            }
        }
    }
    Ok(())
}

fn deflated(mut entries: Dictionary, content: &[u8]) -> Result<Stream> {
    let mut encoder = ZlibEncoder::new(vec![], Compression::default());
    encoder.write_all(content).map_err(anyhow::Error::from)?;
    let content = encoder.finish().map_err(anyhow::Error::from)?;
    entries.set("Filter", Object::Name(b"FlateDecode".to_vec()));
    Ok(Stream::new(entries, content))
}

/// Writes an object (7.3).
fn value(out: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null => out.extend(b"null"),
        Object::Boolean(is) => out.extend(is.to_string().into_bytes()),
        Object::Integer(number) => out.extend(number.to_string().into_bytes()),
        Object::Real(number) => out.extend(number.to_string().into_bytes()),
        Object::Name(word) => name(out, word),
        Object::String(bytes, format) => string(out, bytes, format),
        Object::Reference((id, generation)) => {
            out.extend(format!("{id} {generation} R").into_bytes());
        }
        Object::Array(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(b' ');
                }
                value(out, item);
            }
            out.push(b']');
        }
        Object::Dictionary(entries) => dictionary(out, entries),
        // A stream is an object of its own (7.3.8.1).
        Object::Stream(stream) => dictionary(out, &stream.dict),
    }
}

fn dictionary(out: &mut Vec<u8>, entries: &Dictionary) {
    out.extend(b"<<");
    for (key, item) in entries {
        name(out, key);
        out.push(b' ');
        value(out, item);
    }
    out.extend(b">>");
}

fn name(out: &mut Vec<u8>, word: &[u8]) {
    out.push(b'/');
    for &byte in word {
        match byte {
            b'#' | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%' => {
                out.extend(format!("#{byte:02x}").into_bytes());
            }
            0x21..=0x7e => out.push(byte),
            _ => out.extend(format!("#{byte:02x}").into_bytes()),
        }
    }
}

fn string(out: &mut Vec<u8>, bytes: &[u8], format: &StringFormat) {
    let is_plain = bytes.iter().all(|byte| (0x20..0x7f).contains(byte));
    if *format == StringFormat::Hexadecimal || !is_plain {
        out.push(b'<');
        out.extend(hex::encode(bytes).into_bytes());
        out.push(b'>');
        return;
    }
    out.push(b'(');
    for &byte in bytes {
        if matches!(byte, b'(' | b')' | b'\\') {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out.push(b')');
}
