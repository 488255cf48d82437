//! How much room things take.

use super::{
    super::ports::{Exit, Node, Side},
    BEND, HALF_HEIGHT, HALF_SMALL, LINE_HEIGHT, NARROW,
};

/// How much room a row needs above the middle of its mark.
pub(super) fn above(node: &Node) -> i32 {
    let beside = node.exits.iter().filter(|it| *it.0 != Side::Bottom).filter_map(|it| it.1.title());
    let words = beside.map(|it| 8 + LINE_HEIGHT * count(&wrapped(it, NARROW))).max().unwrap_or_default();
    let start = if node.starts { HALF_HEIGHT + 14 + 2 * HALF_SMALL + 4 } else { 0 };
    let entry = if node.letter.is_some() { HALF_SMALL + 4 - entry(node, 0).1 } else { 0 };
    let bend = if node.bent_from.is_some() { BEND + 4 } else { 0 };
    (HALF_HEIGHT + 16).max(words).max(start).max(entry) + bend
}

/// Beside which upper corner the letter of a mark stands, and how high where the mark is in the middle.
pub(super) fn entry(node: &Node, middle: i32) -> (Side, i32) {
    let words = |side: &Side| {
        let title = node.exits.get(side).and_then(Exit::title).unwrap_or_default();
        LINE_HEIGHT * count(&wrapped(title, NARROW))
    };
    let rises = |side: &Side| matches!(node.exits.get(side), Some(Exit::Loop { .. }));
    let side = if words(&Side::Left) <= words(&Side::Right) { Side::Left } else { Side::Right };
    let side = if rises(&side) { side.other() } else { side };
    (side, middle - (HALF_HEIGHT + 13).max(words(&side) + HALF_SMALL + 8))
}

pub(super) fn half_width(text: &str) -> i32 {
    HALF_SMALL.max(4 + 5 * i32::try_from(text.chars().count()).unwrap_or(i32::MAX / 8) / 2)
}

pub(super) fn count(lines: &[String]) -> i32 {
    i32::try_from(lines.len()).unwrap_or(i32::MAX)
}

/// As SVG's `text-anchor`, of words that run away from a mark.
pub(super) fn anchor(side: Side) -> &'static str {
    if side == Side::Left { "end" } else { "start" }
}

/// Words in lines of at most so many letters, where a single word is not longer.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
