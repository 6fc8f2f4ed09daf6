//! Vertical layout over as many pages as needed.

use super::fonts::Cut;
use super::sheet::{self, Block, Sheets, Style};
use super::tags::{NodeId, Tag};
use crate::render::Colour;

pub const MARGIN: f32 = 56.0;
pub const TOP: f32 = 44.0;
pub const BOTTOM: f32 = sheet::HEIGHT - 58.0;
pub const CONTENT: f32 = sheet::WIDTH - 2.0 * MARGIN;

pub const TEXT: Colour = Colour { red: 0x1c, green: 0x20, blue: 0x26 };
pub const GREY: Colour = Colour { red: 0x5c, green: 0x64, blue: 0x70 };
pub const HAIRLINE: Colour = Colour { red: 0xd4, green: 0xd8, blue: 0xde };

const fn style(cut: Cut, size: f32, leading: f32, colour: Colour) -> Style {
    Style { cut, size, leading, colour }
}

pub const BODY: Style = style(Cut::Regular, 9.2, 12.9, TEXT);
pub const STRONG: Style = style(Cut::Bold, 9.2, 12.9, TEXT);
pub const CLOSE: Style = style(Cut::Regular, 8.4, 11.5, TEXT);
pub const CLOSE_STRONG: Style = style(Cut::Bold, 8.8, 12.5, TEXT);
pub const TITLE: Style = style(Cut::Bold, 19.0, 24.0, TEXT);
pub const HEADING: Style = style(Cut::Bold, 11.0, 15.0, TEXT);
pub const LABEL: Style = style(Cut::Regular, 8.0, 11.5, GREY);
pub const SMALL: Style = style(Cut::Regular, 8.0, 11.2, TEXT);
pub const FINE: Style = style(Cut::Regular, 7.5, 10.0, GREY);
pub const HASH: Style = style(Cut::Mono, 7.2, 10.4, TEXT);

/// A cell of a table: texts below each other.
pub struct Cell {
    pub tag: Tag,
    pub x: f32,
    pub blocks: Vec<Block>,
}

impl Cell {
    pub fn new(tag: Tag, x: f32, block: Block) -> Self {
        Self { tag, x, blocks: vec![block] }
    }

    pub fn height(&self) -> f32 {
        self.blocks.iter().map(Block::height).sum()
    }
}

/// A column of items, from the top of a page downwards.
pub struct Flow<'s, 'f> {
    pub sheets: &'s mut Sheets<'f>,
    /// The position of the next item.
    pub y: f32,
}

impl<'s, 'f> Flow<'s, 'f> {
    pub fn new(sheets: &'s mut Sheets<'f>) -> Self {
        Self { sheets, y: TOP }
    }

    /// Begins a new page unless `height` is left on this one, or is more than a page has.
    pub fn need(&mut self, height: f32) {
        if self.y + height > BOTTOM && self.y > TOP && height <= BOTTOM - TOP {
            self.new_page();
        }
    }

    pub fn new_page(&mut self) {
        self.sheets.new_page();
        self.y = TOP;
    }

    pub fn gap(&mut self, height: f32) {
        self.y += height;
    }

    /// Writes a text over the whole width; its first and last two lines stay together.
    pub fn text(&mut self, text: &str, style: Style) {
        let block = self.sheets.set(text, style, CONTENT);
        self.block(&block, MARGIN);
    }

    /// Writes a heading of a level over the whole width.
    pub fn heading(&mut self, text: &str, style: Style, level: u8) {
        let block = self.sheets.set(text, style, CONTENT);
        if !block.lines().is_empty() {
            self.sheets.open(Tag::Heading(level));
            self.block(&block, MARGIN);
            self.sheets.close();
        }
    }

    /// Writes a block across page ends without leaving a single line behind.
    pub fn block(&mut self, block: &Block, x: f32) {
        let count = block.lines().len();
        if count == 0 {
            return;
        }
        let own = self.sheets.start_paragraph();
        for at in 0..count {
            let together = match (at, count - at) {
                (0, left) | (_, left @ 2) => left.min(2),
                _ => 1,
            };
            self.need(together as f32 * block.style.leading);
            self.sheets.put_line(block, at, x, self.y);
            self.y += block.style.leading;
        }
        self.sheets.end_paragraph(own);
    }

    /// Writes a row of a table: cells side by side, on one page if they fit, else line by line.
    pub fn row(&mut self, cells: &[Cell]) {
        let height = cells.iter().map(Cell::height).fold(0.0, f32::max);
        self.need(height);
        self.sheets.open(Tag::Row);
        let nodes: Vec<NodeId> = cells.iter().map(|cell| self.sheets.tree.add(cell.tag)).collect();
        if self.y + height <= BOTTOM {
            for (cell, node) in cells.iter().zip(nodes) {
                self.sheets.tree.enter(node);
                let mut y = self.y;
                for block in &cell.blocks {
                    y = self.sheets.put(block, cell.x, y);
                }
                self.sheets.close();
            }
            self.y += height;
        } else {
            self.long_row(cells, &nodes);
        }
        self.sheets.close();
    }

    /// Writes a row that is longer than a page.
    fn long_row(&mut self, cells: &[Cell], nodes: &[NodeId]) {
        let lines: Vec<Vec<(&Block, usize)>> = cells
            .iter()
            .map(|cell| {
                let blocks = cell.blocks.iter();
                blocks
                    .flat_map(|block| (0..block.lines().len()).map(move |at| (block, at)))
                    .collect()
            })
            .collect();
        let count = lines.iter().map(Vec::len).max().unwrap_or(0);
        let mut tops: Vec<f32> = vec![self.y; cells.len()];
        for nth in 0..count {
            let bottom = |(top, lines): (&f32, &Vec<(&Block, usize)>)| {
                lines.get(nth).map_or(0.0, |(block, _)| top + block.style.leading)
            };
            if tops.iter().zip(&lines).map(bottom).fold(0.0, f32::max) > BOTTOM {
                self.new_page();
                tops.fill(self.y);
            }
            for (at, cell) in cells.iter().enumerate() {
                let Some((block, line)) = lines[at].get(nth) else { continue };
                self.sheets.tree.enter(nodes[at]);
                self.sheets.put_line(block, *line, cell.x, tops[at]);
                self.sheets.close();
                tops[at] += block.style.leading;
            }
        }
        self.y = tops.into_iter().fold(TOP, f32::max).max(self.y);
    }

    pub fn hairline(&mut self) {
        self.sheets.fill(MARGIN, self.y, CONTENT, 0.6, HAIRLINE);
        self.y += 0.6;
    }
}
