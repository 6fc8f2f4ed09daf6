//! The logical structure of a document (ISO 32000-1, 14.7 and 14.8; PDF/UA-1, ISO 14289-1): what
//! is a heading, a paragraph, a table or a picture, in reading order. It is built while the pages
//! are drawn and written into the finished file.

use lopdf::{Dictionary, Document, Object, ObjectId, text_string};

use crate::error::Result;

/// The role of a part of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    Document,
    /// Parts that belong together.
    Group,
    /// Its level, from 1.
    Heading(u8),
    Paragraph,
    Table,
    Row,
    /// The header of a column.
    ColumnHeader,
    /// The header of a row.
    RowHeader,
    Cell,
    Figure,
    Link,
    /// A field of a form: here, the digital signature.
    Form,
}

impl Tag {
    /// The standard structure type.
    pub fn name(self) -> &'static str {
        match self {
            Tag::Document => "Document",
            Tag::Group => "Div",
            Tag::Heading(1) => "H1",
            Tag::Heading(2) => "H2",
            Tag::Heading(_) => "H3",
            Tag::Paragraph => "P",
            Tag::Table => "Table",
            Tag::Row => "TR",
            Tag::ColumnHeader | Tag::RowHeader => "TH",
            Tag::Cell => "TD",
            Tag::Figure => "Figure",
            Tag::Link => "Link",
            Tag::Form => "Form",
        }
    }

    /// Whether text can be placed in it directly.
    pub fn holds_text(self) -> bool {
        !matches!(self, Tag::Document | Tag::Group | Tag::Table | Tag::Row | Tag::Form)
    }

    fn attributes(self, bounds: Option<[f32; 4]>) -> Option<Dictionary> {
        let name = |name: &str| Object::Name(name.as_bytes().to_vec());
        let scope = |of: &str| Dictionary::from_iter([("O", name("Table")), ("Scope", name(of))]);
        match self {
            Tag::ColumnHeader => Some(scope("Column")),
            Tag::RowHeader => Some(scope("Row")),
            Tag::Figure => bounds.map(|bounds| {
                let bounds = bounds.map(Object::Real).to_vec();
                Dictionary::from_iter([
                    ("O", name("Layout")),
                    ("Placement", name("Block")),
                    ("BBox", Object::Array(bounds)),
                ])
            }),
            _ => None,
        }
    }
}

/// The index of a node in its tree.
pub type NodeId = usize;

/// A part of a document.
#[derive(Debug)]
struct Node {
    tag: Tag,
    parent: NodeId,
    /// What a reader says instead of a picture.
    alternative: Option<String>,
    /// Of a picture: left, bottom, right, top.
    bounds: Option<[f32; 4]>,
    kids: Vec<Kid>,
}

#[derive(Debug)]
enum Kid {
    Node(NodeId),
    /// Marked content of a page.
    Content {
        page: usize,
        mark: usize,
    },
    /// An annotation of a page, by its place there.
    Annotation {
        page: usize,
        at: usize,
        says: String,
    },
}

/// The structure so far, and the part that is being drawn.
#[derive(Debug)]
pub struct Tree {
    nodes: Vec<Node>,
    /// From the document to the innermost open part.
    open: Vec<NodeId>,
    /// By page, the node of each marked content.
    marks: Vec<Vec<NodeId>>,
}

impl Tree {
    pub fn new() -> Self {
        let document =
            Node { tag: Tag::Document, parent: 0, alternative: None, bounds: None, kids: vec![] };
        Self { nodes: vec![document], open: vec![0], marks: vec![] }
    }

    /// Adds a part inside the open one.
    pub fn add(&mut self, tag: Tag) -> NodeId {
        let (parent, node) = (self.innermost(), self.nodes.len());
        self.nodes.push(Node { tag, parent, alternative: None, bounds: None, kids: vec![] });
        self.nodes[parent].kids.push(Kid::Node(node));
        node
    }

    /// Draws into a part from now on.
    pub fn enter(&mut self, node: NodeId) {
        self.open.push(node);
    }

    /// Draws into the part around this one again.
    pub fn leave(&mut self) {
        if self.open.len() > 1 {
            self.open.pop();
        }
    }

    pub fn innermost(&self) -> NodeId {
        self.open.last().copied().unwrap_or(0)
    }

    pub fn tag(&self, node: NodeId) -> Tag {
        self.nodes.get(node).map_or(Tag::Document, |node| node.tag)
    }

    /// Describes a picture: what is read aloud, and where it is (left, bottom, right, top).
    pub fn describe(&mut self, node: NodeId, alternative: String, bounds: [f32; 4]) {
        if let Some(node) = self.nodes.get_mut(node) {
            node.alternative = Some(alternative);
            node.bounds = Some(bounds);
        }
    }

    /// A new mark on a page for the content of a node.
    pub fn mark(&mut self, node: NodeId, page: usize) -> usize {
        if self.marks.len() <= page {
            self.marks.resize_with(page + 1, Vec::new);
        }
        let mark = self.marks[page].len();
        self.marks[page].push(node);
        self.nodes[node].kids.push(Kid::Content { page, mark });
        mark
    }

    /// Makes an annotation of a page part of the open node. `says` is read aloud.
    pub fn annotate(&mut self, page: usize, at: usize, says: String) {
        let node = self.innermost();
        self.nodes[node].kids.push(Kid::Annotation { page, at, says });
    }

    /// Writes the structure into a file whose pages are these.
    pub fn write(self, file: &mut Document, pages: &[ObjectId]) -> Result<()> {
        let root = file.new_object_id();
        let ids: Vec<ObjectId> = self.nodes.iter().map(|_| file.new_object_id()).collect();
        let id_of = |node: NodeId| Object::Reference(ids.get(node).copied().unwrap_or(root));
        let mut parents: Vec<Object> = vec![];
        for (nth, &page) in pages.iter().enumerate() {
            let marks = self.marks.get(nth).map(Vec::as_slice).unwrap_or_default();
            let marks = marks.iter().map(|&node| id_of(node)).collect();
            let list = file.add_object(Object::Array(marks));
            parents.extend([Object::Integer(nth as i64), Object::Reference(list)]);
            let page = file.get_dictionary_mut(page).map_err(anyhow::Error::from)?;
            page.set("StructParents", nth as i64);
            page.set("Tabs", Object::Name(b"S".to_vec()));
        }
        let mut next = pages.len() as i64;
        for (at, node) in self.nodes.iter().enumerate() {
            let mut kids = vec![];
            let mut on = None;
            for kid in &node.kids {
                let kid = match kid {
                    Kid::Node(node) => id_of(*node),
                    Kid::Content { page, mark } => {
                        let mark = *mark as i64;
                        match on {
                            None => {
                                on = Some(*page);
                                Object::Integer(mark)
                            }
                            Some(on) if on == *page => Object::Integer(mark),
                            Some(_) => reference("MCR", pages.get(*page), "MCID", mark.into()),
                        }
                    }
                    Kid::Annotation { page, at: nth, says } => {
                        let Some(found) = annotation(file, pages.get(*page), *nth) else {
                            continue;
                        };
                        let note = file.get_dictionary_mut(found).map_err(anyhow::Error::from)?;
                        note.set("StructParent", next);
                        note.set("Contents", text_string(says));
                        parents.extend([Object::Integer(next), id_of(at)]);
                        next += 1;
                        reference("OBJR", pages.get(*page), "Obj", Object::Reference(found))
                    }
                };
                kids.push(kid);
            }
            let parent = if at == 0 { Object::Reference(root) } else { id_of(node.parent) };
            let name = node.tag.name().as_bytes().to_vec();
            let mut element = Dictionary::from_iter([("S", Object::Name(name)), ("P", parent)]);
            if let Some(page) = on.and_then(|page| pages.get(page)) {
                element.set("Pg", Object::Reference(*page));
            }
            if let Some(says) = &node.alternative {
                element.set("Alt", text_string(says));
            }
            if let Some(attributes) = node.tag.attributes(node.bounds) {
                element.set("A", attributes);
            }
            match kids.len() {
                0 => {}
                1 => element.set("K", kids.remove(0)),
                _ => element.set("K", kids),
            }
            file.objects.insert(ids[at], Object::Dictionary(element));
        }
        let numbers = file.add_object(Dictionary::from_iter([("Nums", Object::Array(parents))]));
        let tree = Dictionary::from_iter([
            ("Type", Object::Name(b"StructTreeRoot".to_vec())),
            ("K", id_of(0)),
            ("ParentTree", Object::Reference(numbers)),
            ("ParentTreeNextKey", Object::Integer(next)),
        ]);
        file.objects.insert(root, Object::Dictionary(tree));
        let catalog = file.catalog_mut().map_err(anyhow::Error::from)?;
        catalog.set("StructTreeRoot", Object::Reference(root));
        catalog.set("MarkInfo", Dictionary::from_iter([("Marked", Object::Boolean(true))]));
        Ok(())
    }
}

/// A kid that names its page: marked content of another page, or an object.
fn reference(kind: &str, page: Option<&ObjectId>, key: &str, of: Object) -> Object {
    let mut kid = Dictionary::from_iter([("Type", Object::Name(kind.as_bytes().to_vec()))]);
    if let Some(page) = page {
        kid.set("Pg", Object::Reference(*page));
    }
    kid.set(key, of);
    Object::Dictionary(kid)
}

/// The annotation at a place of a page.
fn annotation(file: &Document, page: Option<&ObjectId>, at: usize) -> Option<ObjectId> {
    let list = file.get_dictionary(*page?).ok()?.get(b"Annots").ok()?;
    list.as_array().ok()?.get(at)?.as_reference().ok()
}
