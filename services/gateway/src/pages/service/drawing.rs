//! One row of a procedure's drawing as SVG. Its width and height are those of its cell: across, all is placed in percent.

use super::{
    plan::{Arrow, End, HALF_HEIGHT, HALF_SMALL, HALF_WIDTH, Heading, LINE_HEIGHT, Pin, Row, Stroke, Words},
    ports::Shape,
};
use askama::Template;

/// From the tip of an arrow to its back, and half of its back.
const ARROW: (i32, i32) = (8, 4);

#[derive(Template)]
#[template(path = "service/drawing.html")]
pub(super) struct Drawing<'r> {
    pub(super) row: &'r Row,
    pub(super) lanes: usize,
    /// What it shows, for those who hear it.
    pub(super) spoken: &'r str,
}

impl Drawing<'_> {
    /// Where the left edge of a lane is.
    fn edge(&self, lane: &usize) -> String {
        percent(2 * lane, self.lanes)
    }

    fn centre(&self, lane: &usize) -> String {
        percent(2 * lane + 1, self.lanes)
    }

    fn strokes(&self, lane: &usize) -> Vec<&Stroke> {
        self.row.strokes.iter().filter(|it| it.lane == *lane).collect()
    }

    fn end(&self, stroke: &Stroke) -> (String, String) {
        match stroke.to {
            End::At(x, y) => (x.to_string(), y.to_string()),
            End::Edge => (stroke.from.0.to_string(), "100%".to_owned()),
            End::Lane(lane) if lane < stroke.lane => {
                (format!("-{}", percent(2 * (stroke.lane - lane), self.lanes)), stroke.from.1.to_string())
            }
            End::Lane(lane) => (percent(2 * (lane - stroke.lane), self.lanes), stroke.from.1.to_string()),
        }
    }

    fn arrows(&self, lane: &usize) -> Vec<&Arrow> {
        self.row.arrows.iter().filter(|it| it.lane == *lane).collect()
    }

    fn pins(&self, lane: &usize) -> Vec<&Pin> {
        self.row.pins.iter().filter(|it| it.lane == *lane).collect()
    }

    fn words(&self, lane: &usize) -> Vec<&Words> {
        self.row.words.iter().filter(|it| it.lane == *lane).collect()
    }

    /// Whether anything of it stands over the lines of a lane.
    fn has_marks(&self, lane: &usize) -> bool {
        self.row.lane == *lane || !self.arrows(lane).is_empty()
    }

    fn diamond(&self) -> String {
        let middle = self.row.middle;
        format!(
            "-{HALF_WIDTH},{middle} 0,{} {HALF_WIDTH},{middle} 0,{}",
            middle - HALF_HEIGHT,
            middle + HALF_HEIGHT
        )
    }
}

impl Arrow {
    fn corners(&self) -> String {
        let (x, y) = self.tip;
        let (long, half) = ARROW;
        let (left, right) = match self.points {
            Heading::Down => ((x - half, y - long), (x + half, y - long)),
            Heading::Up => ((x - half, y + long), (x + half, y + long)),
            Heading::Left => ((x + long, y - half), (x + long, y + half)),
            Heading::Right => ((x - long, y - half), (x - long, y + half)),
        };
        format!("{x},{y} {},{} {},{}", left.0, left.1, right.0, right.1)
    }
}

impl Pin {
    /// The five corners of the form's sign for a connection.
    fn corners(&self) -> String {
        let ((x, y), half) = (self.middle, self.half_width);
        let (left, right, top, waist) = (x - half, x + half, y - HALF_SMALL, y + HALF_SMALL / 2);
        format!("{left},{top} {right},{top} {right},{waist} {x},{} {left},{waist}", y + HALF_SMALL)
    }
}

/// So many halves of a lane.
fn percent(halves: usize, lanes: usize) -> String {
    let thousandths = halves * 50_000 / lanes.max(1);
    format!("{}.{:03}%", thousandths / 1000, thousandths % 1000)
}
