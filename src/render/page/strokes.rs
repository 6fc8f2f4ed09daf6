//! A drawn signature shown again as lines on a page.

use std::fmt::Write;

/// A drawing: its frame, and its strokes as points in that frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    pub width: f64,
    pub height: f64,
    pub strokes: Vec<Vec<(f64, f64)>>,
}

impl Drawing {
    /// The width of the pen, which follows the frame.
    pub fn pen(&self) -> String {
        format!("{:.1}", self.width / 180.0)
    }

    /// One SVG path per stroke; a dot is a line of no length, which round caps show.
    pub fn paths(&self) -> Vec<String> {
        self.strokes.iter().filter_map(|stroke| path(stroke)).collect()
    }
}

fn path(stroke: &[(f64, f64)]) -> Option<String> {
    let ((x, y), rest) = stroke.split_first()?;
    let mut path = format!("M{x:.1} {y:.1}");
    if rest.is_empty() {
        path.push_str("h0");
    }
    for (x, y) in rest {
        // Writing to a string cannot fail.
        let _ = write!(path, "L{x:.1} {y:.1}");
    }
    Some(path)
}
