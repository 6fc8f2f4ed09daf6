//! Merges several PDFs into one.

use anyhow::Context;
use lopdf::{Dictionary, Document, Object, ObjectId};

use crate::error::Result;

/// The pages of all files, in order. A copy to read and print: the seals are over the original
/// files, not over this one.
pub fn merged(files: &[Vec<u8>]) -> Result<Vec<u8>> {
    Ok(merge(files)?)
}

fn merge(files: &[Vec<u8>]) -> anyhow::Result<Vec<u8>> {
    let mut whole = Document::with_version("1.7");
    let mut pages: Vec<ObjectId> = vec![];
    let root = whole.new_object_id();
    for bytes in files {
        let mut one = Document::load_mem(bytes).context("a kept PDF cannot be read")?;
        one.renumber_objects_with(whole.max_id + 1);
        for id in one.page_iter().collect::<Vec<_>>() {
            inherit(&mut one, id);
            strip(&mut one, id)?;
            let page = one.get_object_mut(id)?.as_dict_mut()?;
            page.set("Parent", Object::Reference(root));
            pages.push(id);
        }
        whole.max_id = whole.max_id.max(one.max_id);
        whole.objects.extend(one.objects);
    }
    let kids = pages.iter().map(|id| Object::Reference(*id)).collect::<Vec<_>>();
    let tree = Dictionary::from_iter([
        ("Type", Object::Name(b"Pages".to_vec())),
        ("Count", Object::Integer(pages.len() as i64)),
        ("Kids", Object::Array(kids)),
    ]);
    whole.objects.insert(root, Object::Dictionary(tree));
    let catalog = whole.add_object(Dictionary::from_iter([
        ("Type", Object::Name(b"Catalog".to_vec())),
        ("Pages", Object::Reference(root)),
    ]));
    whole.trailer.set("Root", Object::Reference(catalog));
    // The catalogs and page trees of the single files are unreachable now.
    whole.prune_objects();
    whole.renumber_objects();
    whole.compress();
    let mut bytes = vec![];
    whole.save_to(&mut bytes)?;
    Ok(bytes)
}

/// Removes from a page what is true of its own file only: the signature, and its place in the
/// structure.
fn strip(file: &mut Document, page: ObjectId) -> anyhow::Result<()> {
    let notes = file.get_dictionary(page)?.get(b"Annots").and_then(Object::as_array).cloned();
    let mut kept = notes.unwrap_or_default();
    kept.retain(|note| {
        let note = match note {
            Object::Reference(id) => file.get_dictionary(*id),
            note => note.as_dict(),
        };
        let kind = note.and_then(|note| note.get(b"Subtype")).and_then(Object::as_name);
        kind.is_ok_and(|kind| kind != b"Widget")
    });
    for id in kept.iter().filter_map(|note| note.as_reference().ok()) {
        file.get_dictionary_mut(id)?.remove(b"StructParent");
    }
    let page = file.get_dictionary_mut(page)?;
    page.remove(b"StructParents");
    page.set("Annots", kept);
    Ok(())
}

/// Copies to a page the attributes it inherits from the page tree (ISO 32000-1, 7.7.3.4).
fn inherit(file: &mut Document, page: ObjectId) {
    for key in [&b"Resources"[..], b"MediaBox", b"CropBox", b"Rotate"] {
        let mut at = page;
        let mut found = None;
        // Deeper than any tree of ours, and bounded against cycles.
        for _ in 0..16 {
            let Ok(node) = file.get_object(at).and_then(Object::as_dict) else { break };
            if let Ok(value) = node.get(key) {
                found = Some(value.clone());
                break;
            }
            let Ok(parent) = node.get(b"Parent").and_then(Object::as_reference) else { break };
            at = parent;
        }
        if let Some(value) = found
            && at != page
            && let Ok(node) = file.get_object_mut(page).and_then(Object::as_dict_mut)
        {
            node.set(key, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::pdf::{SignedBy, release, sample, sample_identity};

    #[test]
    fn all_pages_are_there_in_their_order() {
        let signing =
            SignedBy { identity: &sample_identity(), at: sample().made_at, has_room: false };
        let one = release(&sample(), &signing).unwrap();
        let whole = merged(&[one.bytes.clone(), one.bytes.clone(), one.bytes.clone()]).unwrap();
        let read = Document::load_mem(&whole).unwrap();
        assert_eq!(read.get_pages().len(), 3 * one.pages);
        for page in read.page_iter() {
            let page = read.get_dictionary(page).unwrap();
            assert!(page.get(b"StructParents").is_err());
            let notes = page.get(b"Annots").and_then(Object::as_array);
            for note in notes.map_or(&[][..], Vec::as_slice) {
                let note = read.get_dictionary(note.as_reference().unwrap()).unwrap();
                assert_eq!(note.get(b"Subtype").unwrap().as_name().unwrap(), b"Link");
            }
        }
        assert!(merged(&[b"%PDF-".to_vec()]).is_err());
    }
}
