//! Letters and ends beside a mark, on the line that leaves it.

use super::{
    super::ports::{Item, Side},
    EDGE, End, HALF_HEIGHT, HALF_LANE, HALF_SMALL, HALF_WIDTH, LINE_HEIGHT, LOOP, WIDE,
    drawn::Drawn,
    measure::{anchor, count, half_width, wrapped},
};

const END: &str = "Selesai";

/// How letters and ends hang on their line.
struct Hanger {
    /// To which side branches go; none: straight on.
    branch: Option<i32>,
    /// Whether words have room beside them; else they stand below, from the edge of the lane.
    has_room: bool,
    /// In which direction words run.
    words: i32,
    /// How far words keep away from the line.
    clear: i32,
}

impl Drawn<'_> {
    /// Letters and ends: one straight on, several on branches one below the other.
    pub(super) fn hang(&mut self, side: Side, items: &[Item]) {
        let hanger = self.hanger(side, items);
        if let ([item], true) = (items, side != Side::Bottom && hanger.has_room) {
            return self.beside(side, item);
        }
        let x = if side == Side::Bottom { 0 } else { side.sign() * LOOP };
        let mut y = self.row.middle;
        if side == Side::Bottom {
            y += HALF_HEIGHT;
        } else {
            self.stroke(0, y, End::At(x, y));
        }
        let mut trunk = y;
        for item in items {
            let text = item.letters.as_deref().unwrap_or(END);
            let half_width = half_width(text);
            let at = y.max(self.row.middle + HALF_HEIGHT - 8) + 12 + HALF_SMALL;
            let pin = match hanger.branch {
                None => {
                    self.stroke(x, trunk, End::At(x, at - HALF_SMALL));
                    // Beside an outer lane it keeps within.
                    if x == 0 { x } else { side.sign() * (HALF_LANE - 1 - half_width) }
                }
                Some(way) => {
                    self.stroke(x, trunk, End::At(x, at));
                    self.stroke(x, at, End::At(x + way * 12, at));
                    trunk = at;
                    x + way * (12 + half_width)
                }
            };
            self.pin(pin, at, item.letters.is_some(), text);
            let lines = wrapped(&item.title, if hanger.has_room { WIDE } else { EDGE });
            let height = LINE_HEIGHT * count(&lines);
            let anchor = if hanger.words < 0 { "end" } else { "start" };
            if hanger.has_room {
                let from = half_width.max(if hanger.branch.is_none() { hanger.clear } else { 0 }) + 5;
                let start = at + 4 - (height - LINE_HEIGHT) / 2;
                self.words((pin + hanger.words * from, start), anchor, lines);
                y = at + HALF_SMALL.max(height / 2);
            } else {
                let edge = -hanger.words * (HALF_LANE - 2);
                self.words((edge, at + HALF_SMALL + LINE_HEIGHT), anchor, lines);
                y = at + HALF_SMALL + height + 4;
            }
            self.row.height = self.row.height.max(y + 10);
        }
    }

    /// The only one, level with the mark.
    fn beside(&mut self, side: Side, item: &Item) {
        let text = item.letters.as_deref().unwrap_or(END);
        let (half_width, middle) = (half_width(text), self.row.middle);
        let x = HALF_WIDTH + 12 + half_width;
        self.stroke(0, middle, End::At(side.sign() * (x - half_width), middle));
        self.pin(side.sign() * x, middle, item.letters.is_some(), text);
        let lines = wrapped(&item.title, WIDE);
        let first = middle + 4 - LINE_HEIGHT * (count(&lines) - 1) / 2;
        self.words((side.sign() * (x + half_width + 5), first), anchor(side), lines);
    }

    fn hanger(&self, side: Side, items: &[Item]) -> Hanger {
        let (room, from) = self.room();
        let taken = self.node.from_below.map(|it| Side::towards(self.node.lane, it));
        let is_wide = taken.is_some() && items.iter().any(|it| it.letters.is_none());
        let branches = 1 < items.len() || (side == Side::Bottom && is_wide);
        let is_inner = |side: Side| {
            if side == Side::Left { self.node.lane != 0 } else { self.node.lane != self.last_lane }
        };
        let out = match (side, taken) {
            (Side::Bottom, Some(taken)) if branches => taken.other(),
            (Side::Bottom, _) => room,
            (side, _) => side,
        };
        let has_room = is_inner(out);
        // Beside the edge branches turn inwards, under the mark.
        let turn = if has_room || side == Side::Bottom { 1 } else { -1 };
        Hanger {
            branch: branches.then(|| turn * out.sign()),
            has_room,
            words: if has_room { out.sign() } else { -out.sign() },
            clear: from - 1,
        }
    }
}
