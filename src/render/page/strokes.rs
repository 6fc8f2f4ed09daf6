//! Drawn signatures as SVG paths.

use std::fmt::Write;

/// A drawing: its size, and its strokes as points within it.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    pub width: f64,
    pub height: f64,
    pub strokes: Vec<Vec<(f64, f64)>>,
}

impl Drawing {
    /// The width of the pen, proportional to the size.
    pub fn pen(&self) -> String {
        format!("{:.1}", self.width / 180.0)
    }

    /// One SVG path per stroke; a dot is a line of length zero, visible by its round caps.
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
