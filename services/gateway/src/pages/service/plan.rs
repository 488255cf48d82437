//! Where the marks, lines and words of a procedure's drawing stand. Across, lanes share the width; down, all is in pixels from
//! the upper edge of its row, which may be taller than it must be.

mod drawn;
mod hang;
mod measure;

use super::{
    flow::Flow,
    ports::{Shape, nodes},
};
use drawn::Drawn;

/// Half of a mark.
pub(super) const HALF_WIDTH: i32 = 24;
pub(super) const HALF_HEIGHT: i32 = 14;
/// Half of the mark of an end, and of a letter.
pub(super) const HALF_SMALL: i32 = 9;
/// Half of a lane where it is narrowest.
pub(super) const HALF_LANE: i32 = 50;
/// How far from the middle of a mark a line from below reaches it.
const ASIDE: i32 = 16;
/// How far from the middle a line turns back within its lane.
const LOOP: i32 = 38;
/// Upper edge along which lines bend to the next mark.
const BEND: i32 = 8;
/// Letters of a line of words: beside a mark, below one where the next lane gives room, and where none does.
const NARROW: usize = 12;
const WIDE: usize = 20;
const EDGE: usize = 9;
pub(super) const LINE_HEIGHT: i32 = 11;

/// One row of the drawing.
pub(super) struct Row {
    pub(super) lane: usize,
    pub(super) shape: Shape,
    /// Where the middle of the mark is.
    pub(super) middle: i32,
    /// At least.
    pub(super) height: i32,
    pub(super) strokes: Vec<Stroke>,
    pub(super) arrows: Vec<Arrow>,
    pub(super) pins: Vec<Pin>,
    pub(super) words: Vec<Words>,
}

/// A line; `x` counts from the middle of its lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stroke {
    pub(super) lane: usize,
    pub(super) from: (i32, i32),
    pub(super) to: End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    At(i32, i32),
    /// Straight down to the lower edge.
    Edge,
    /// Across to the middle of another lane.
    Lane(usize),
}

/// The point of an arrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Arrow {
    pub(super) lane: usize,
    pub(super) tip: (i32, i32),
    pub(super) points: Heading,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heading {
    Down,
    Up,
    Left,
    Right,
}

/// A letter that stands for another mark, or a start or end beside a mark.
pub(super) struct Pin {
    pub(super) lane: usize,
    pub(super) middle: (i32, i32),
    pub(super) half_width: i32,
    pub(super) text: String,
    pub(super) is_letter: bool,
}

pub(super) struct Words {
    pub(super) lane: usize,
    /// Where the first line stands.
    pub(super) at: (i32, i32),
    /// As SVG's `text-anchor`.
    pub(super) anchor: &'static str,
    pub(super) lines: Vec<String>,
}

/// A row for each activity.
pub(super) fn rows(flow: &Flow<'_>) -> Vec<Row> {
    let nodes = nodes(flow);
    let last_lane = flow.lanes.len().saturating_sub(1);
    let row = |place: usize| Drawn::row(&nodes[place], nodes.get(place + 1), last_lane);
    (0..nodes.len()).map(row).collect()
}
