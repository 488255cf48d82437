//! The mark of a row, with the lines and words around it.

use super::{
    super::ports::{Exit, Node, Shape, Side},
    ASIDE, Arrow, BEND, End, HALF_HEIGHT, HALF_SMALL, HALF_WIDTH, Heading, LINE_HEIGHT, LOOP, NARROW, Pin,
    Row, Stroke, WIDE, Words,
    measure::{above, anchor, count, entry, half_width, wrapped},
};

const START: &str = "Mulai";

/// A row as far as it is drawn.
pub(super) struct Drawn<'n> {
    pub(super) node: &'n Node,
    pub(super) last_lane: usize,
    pub(super) row: Row,
}

impl<'n> Drawn<'n> {
    pub(super) fn row(node: &'n Node, next: Option<&Node>, last_lane: usize) -> Row {
        let middle = above(node);
        let row = Row {
            lane: node.lane,
            shape: node.shape,
            middle,
            height: middle + HALF_HEIGHT + 8,
            strokes: vec![],
            arrows: vec![],
            pins: vec![],
            words: vec![],
        };
        let mut drawn = Self { node, last_lane, row };
        drawn.arrivals();
        for (side, exit) in &node.exits {
            drawn.exit(*side, exit);
        }
        if let Some(Exit::Bend { .. }) = node.exits.get(&Side::Bottom) {
            drawn.stroke(0, middle, End::Edge);
        }
        if next.is_some_and(|it| it.exits.values().any(|exit| matches!(exit, Exit::Loop { .. }))) {
            drawn.row.height += 4;
        }
        drawn.row
    }

    pub(super) fn stroke(&mut self, x: i32, y: i32, to: End) {
        self.row.strokes.push(Stroke { lane: self.node.lane, from: (x, y), to });
    }

    fn arrow(&mut self, x: i32, y: i32, points: Heading) {
        self.row.arrows.push(Arrow { lane: self.node.lane, tip: (x, y), points });
    }

    /// What comes into the mark, and what passes it by.
    fn arrivals(&mut self) {
        let (node, middle) = (self.node, self.row.middle);
        let top = middle - HALF_HEIGHT;
        for lane in &node.passing {
            self.row.strokes.push(Stroke { lane: *lane, from: (0, 0), to: End::Edge });
        }
        if node.from_above {
            self.stroke(0, 0, End::At(0, top));
        }
        if let Some(lane) = node.bent_from {
            self.row.strokes.push(Stroke { lane, from: (0, 0), to: End::At(0, BEND) });
            self.stroke(0, BEND, End::Lane(lane));
            self.stroke(0, BEND, End::At(0, top));
        }
        if node.starts {
            let at = top - 14 - HALF_SMALL;
            self.pin(0, at, false, START);
            self.stroke(0, at + HALF_SMALL, End::At(0, top));
        }
        if let Some(letter) = &node.letter {
            let (side, y) = entry(node, middle);
            let x = side.sign() * (HALF_WIDTH + 15);
            self.pin(x, y, true, letter);
            self.stroke(x - side.sign() * HALF_SMALL, y, End::At(0, y));
            self.stroke(0, y, End::At(0, top));
        }
        if node.from_above || node.bent_from.is_some() || node.starts || node.letter.is_some() {
            self.arrow(0, top, Heading::Down);
        }
        if let Some(lane) = node.from_below {
            let x = Side::towards(node.lane, lane).sign() * ASIDE;
            let rim = if node.shape == Shape::Decision { HALF_HEIGHT / 3 } else { HALF_HEIGHT };
            self.stroke(x, middle + rim, End::Edge);
            self.arrow(x, middle + rim, Heading::Up);
        }
        if let Some(side) = node.looped {
            self.stroke(side.sign() * LOOP, middle, End::At(side.sign() * HALF_WIDTH, middle));
            self.stroke(side.sign() * LOOP, middle, End::Edge);
            let points = if side == Side::Left { Heading::Right } else { Heading::Left };
            self.arrow(side.sign() * HALF_WIDTH, middle, points);
        }
    }

    fn exit(&mut self, side: Side, exit: &Exit) {
        let (lane, middle) = (self.node.lane, self.row.middle);
        match exit {
            Exit::Down { title } => {
                self.stroke(0, middle, End::Edge);
                self.words_below(title);
            }
            Exit::Bend { title } => self.words_below(title),
            Exit::Across { to, title } => {
                self.stroke(0, middle, End::Lane(*to));
                self.row.strokes.push(Stroke { lane: *to, from: (0, middle), to: End::Edge });
                self.words_beside(side, title);
            }
            Exit::Back { to, title } => {
                let x = -Side::towards(lane, *to).sign() * ASIDE;
                self.row.strokes.push(Stroke { lane: *to, from: (x, middle), to: End::Lane(lane) });
                self.row.strokes.push(Stroke { lane: *to, from: (x, middle), to: End::At(x, 0) });
                self.words_beside(side, title);
            }
            Exit::Loop { title } => {
                self.stroke(0, middle, End::At(side.sign() * LOOP, middle));
                self.stroke(side.sign() * LOOP, middle, End::At(side.sign() * LOOP, 0));
                self.words_beside(side, title);
            }
            Exit::Hang(items) => self.hang(side, items),
        }
    }

    /// Above a line that leaves by a side.
    fn words_beside(&mut self, side: Side, title: &str) {
        let lines = wrapped(title, NARROW);
        let y = self.row.middle - 5 - LINE_HEIGHT * (count(&lines) - 1);
        // Where the line turns up at once, words stand outside.
        let from = if matches!(self.node.exits.get(&side), Some(Exit::Loop { .. })) {
            LOOP + 5
        } else {
            HALF_WIDTH - 2
        };
        self.words((side.sign() * from, y), anchor(side), lines);
    }

    /// Beside a line that leaves below.
    fn words_below(&mut self, title: &str) {
        let (side, x) = self.room();
        let lines = wrapped(title, WIDE);
        let bottom = self.row.middle + HALF_HEIGHT + 10 + LINE_HEIGHT * count(&lines);
        self.words((side.sign() * x, self.row.middle + HALF_HEIGHT + 12), anchor(side), lines);
        self.row.height = self.row.height.max(bottom);
    }

    /// On which side of the lower end words have room, and from where.
    pub(super) fn room(&self) -> (Side, i32) {
        let taken = self.node.from_below.map(|it| Side::towards(self.node.lane, it));
        let side = match taken {
            _ if self.node.lane == self.last_lane => Side::Left,
            Some(Side::Right) if self.node.lane != 0 => Side::Left,
            _ => Side::Right,
        };
        if self.node.looped == Some(side) {
            return (side, LOOP + 6);
        }
        (side, if taken == Some(side) { ASIDE + 6 } else { 6 })
    }

    pub(super) fn pin(&mut self, x: i32, y: i32, is_letter: bool, text: &str) {
        self.row.pins.push(Pin {
            lane: self.node.lane,
            middle: (x, y),
            half_width: half_width(text),
            text: text.to_owned(),
            is_letter,
        });
    }

    pub(super) fn words(&mut self, at: (i32, i32), anchor: &'static str, lines: Vec<String>) {
        if !lines.is_empty() {
            self.row.words.push(Words { lane: self.node.lane, at, anchor, lines });
        }
    }
}
