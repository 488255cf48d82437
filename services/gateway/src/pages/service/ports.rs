//! Which side of its mark each way leaves by, so that lines neither meet marks nor each other where it can be helped.

use super::flow::{Activity, Flow, To, Way};
use std::collections::{BTreeMap, BTreeSet};

/// Over so many rows a line is still followed with the eye; what leads further is named by a letter.
const LONGEST: usize = 3;

/// One mark, and what leaves and reaches it.
pub(super) struct Node {
    pub(super) lane: usize,
    pub(super) shape: Shape,
    /// Whether the start has a mark of its own, above.
    pub(super) starts: bool,
    pub(super) exits: BTreeMap<Side, Exit>,
    /// A line from above into its top.
    pub(super) from_above: bool,
    /// The lane from which a line comes along its upper edge.
    pub(super) bent_from: Option<usize>,
    /// The lane of the next mark, which leads back to this one from below.
    pub(super) from_below: Option<usize>,
    /// The side on which the next mark, in the same lane, leads back to this one.
    pub(super) looped: Option<Side>,
    /// Lanes in which lines pass it by.
    pub(super) passing: BTreeSet<usize>,
    /// By this letter other marks lead here.
    pub(super) letter: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    /// The first and the last activity.
    Terminator,
    Activity,
    Decision,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Side {
    Bottom,
    Left,
    Right,
}

/// What leaves a mark by one side.
pub(super) enum Exit {
    /// Straight down to the next mark in the lane.
    Down { title: String },
    /// Down, and along the upper edge of the next row.
    Bend { title: String },
    /// Across to another lane, and down there.
    Across { to: usize, title: String },
    /// Across to the lane of the mark above, and up there.
    Back { to: usize, title: String },
    /// Up along the lane to the mark above.
    Loop { title: String },
    /// Marks that lead on elsewhere, or end.
    Hang(Vec<Item>),
}

pub(super) struct Item {
    pub(super) title: String,
    /// Those of the marks it may lead to; none: it ends.
    pub(super) letters: Option<String>,
}

impl Side {
    /// -1 on the left, 1 on the right.
    pub(super) fn sign(self) -> i32 {
        if self == Self::Left { -1 } else { 1 }
    }

    /// Across the mark.
    pub(super) fn other(self) -> Self {
        if self == Self::Left { Self::Right } else { Self::Left }
    }

    pub(super) fn towards(from: usize, to: usize) -> Self {
        if to < from { Self::Left } else { Self::Right }
    }
}

impl Exit {
    /// What it says beside its line.
    pub(super) fn title(&self) -> Option<&str> {
        match self {
            Self::Down { title }
            | Self::Bend { title }
            | Self::Across { title, .. }
            | Self::Back { title, .. }
            | Self::Loop { title } => Some(title),
            Self::Hang(_) => None,
        }
    }
}

/// A node for each activity.
pub(super) fn nodes(flow: &Flow<'_>) -> Vec<Node> {
    let mut board = Board::new(flow);
    let mut rest: Vec<(usize, Way)> = vec![];
    for (row, activity) in flow.activities.iter().enumerate() {
        // A mark that is the last one says so itself.
        let ways = activity.ways.iter().filter(|it| activity.is_decision() || it.to != To::End);
        rest.extend(ways.map(|it| (row, it.clone())));
    }
    for (row, _) in &rest {
        board.waiting[*row] += 1;
    }
    let drawers: [Drawer; 3] = [Board::draw_back, Board::draw_next, Board::draw_far];
    for draw in drawers {
        rest.retain(|(row, way)| {
            let [to] = way.to.steps() else { return true };
            let is_drawn = board.may_leave(*row) && draw(&mut board, *row, *to, &way.title());
            board.waiting[*row] -= usize::from(is_drawn);
            !is_drawn
        });
    }
    board.hang(rest);
    board.nodes
}

/// Draws a way from a mark to another one, with its title, or says that it cannot.
type Drawer = fn(&mut Board, usize, usize, &str) -> bool;

struct Board {
    nodes: Vec<Node>,
    lanes: usize,
    /// How many ways of each mark were not drawn yet.
    waiting: Vec<usize>,
}

impl Board {
    fn new(flow: &Flow<'_>) -> Self {
        let node = |(row, activity): (usize, &Activity<'_>)| {
            let ends = activity.ways.iter().all(|it| it.to == To::End);
            let shape = match (activity.is_decision(), row == 0 || ends) {
                (true, _) => Shape::Decision,
                (false, true) => Shape::Terminator,
                (false, false) => Shape::Activity,
            };
            Node {
                lane: activity.lane,
                shape,
                starts: row == 0 && shape == Shape::Decision,
                exits: BTreeMap::new(),
                from_above: false,
                bent_from: None,
                from_below: None,
                looped: None,
                passing: BTreeSet::new(),
                letter: None,
            }
        };
        let nodes: Vec<_> = flow.activities.iter().enumerate().map(node).collect();
        Self { waiting: vec![0; nodes.len()], nodes, lanes: flow.lanes.len() }
    }

    /// Whether a line may take a side of this mark: the last one is for all ways that are left.
    fn may_leave(&self, row: usize) -> bool {
        let free =
            [Side::Bottom, Side::Left, Side::Right].iter().filter(|it| self.is_free(row, **it)).count();
        1 < free || self.waiting[row] == 1
    }

    fn is_free(&self, row: usize, side: Side) -> bool {
        let node = &self.nodes[row];
        !node.exits.contains_key(&side) && node.looped != Some(side)
    }

    fn draw_back(&mut self, row: usize, to: usize, title: &str) -> bool {
        if to + 1 != row {
            return false;
        }
        let title = title.to_owned();
        let (from_lane, to_lane) = (self.nodes[row].lane, self.nodes[to].lane);
        if from_lane != to_lane {
            let side = Side::towards(from_lane, to_lane);
            self.nodes[row].exits.insert(side, Exit::Back { to: to_lane, title });
            self.nodes[to].from_below = Some(from_lane);
            return true;
        }
        let free = |it: &Side| self.is_free(row, *it) && self.is_free(to, *it);
        let Some(side) = [Side::Right, Side::Left].into_iter().find(free) else { return false };
        self.nodes[row].exits.insert(side, Exit::Loop { title });
        self.nodes[to].looped = Some(side);
        true
    }

    fn draw_next(&mut self, row: usize, to: usize, title: &str) -> bool {
        to == row + 1 && self.draw_down(row, to, title)
    }

    fn draw_far(&mut self, row: usize, to: usize, title: &str) -> bool {
        let lane = self.nodes[to].lane;
        if to <= row + 1 || row + LONGEST < to {
            return false;
        }
        let is_clear =
            self.nodes[row + 1..to].iter().all(|it| it.lane != lane && !it.passing.contains(&lane));
        is_clear && self.draw_down(row, to, title)
    }

    fn draw_down(&mut self, row: usize, to: usize, title: &str) -> bool {
        let title = title.to_owned();
        let (from_lane, to_lane) = (self.nodes[row].lane, self.nodes[to].lane);
        let side = Side::towards(from_lane, to_lane);
        let bottom = self.is_free(row, Side::Bottom);
        if from_lane == to_lane && bottom {
            self.nodes[row].exits.insert(Side::Bottom, Exit::Down { title });
        } else if from_lane != to_lane && self.is_free(row, side) {
            self.nodes[row].exits.insert(side, Exit::Across { to: to_lane, title });
        } else if from_lane != to_lane && bottom && to == row + 1 {
            self.nodes[row].exits.insert(Side::Bottom, Exit::Bend { title });
            self.nodes[to].bent_from = Some(from_lane);
            return true;
        } else {
            return false;
        }
        self.nodes[to].from_above = true;
        for between in &mut self.nodes[row + 1..to] {
            between.passing.insert(to_lane);
        }
        true
    }

    /// What no line leads to: marks with the letters of where it goes on, and the end.
    fn hang(&mut self, rest: Vec<(usize, Way)>) {
        let targets: BTreeSet<usize> = rest.iter().flat_map(|(_, way)| way.to.steps()).copied().collect();
        for (place, target) in targets.into_iter().enumerate() {
            self.nodes[target].letter = Some(letter(place));
        }
        let mut hanging: BTreeMap<usize, Vec<Item>> = BTreeMap::new();
        for (row, way) in rest {
            let letters: Vec<&str> =
                way.to.steps().iter().filter_map(|it| self.nodes[*it].letter.as_deref()).collect();
            let letters = (way.to != To::End).then(|| letters.join(", "));
            hanging.entry(row).or_default().push(Item { title: way.title(), letters });
        }
        for (row, items) in hanging {
            for (side, items) in self.sides(row, items) {
                self.nodes[row].exits.insert(side, Exit::Hang(items));
            }
        }
    }

    /// By which sides the items leave: the end below, the rest where there is room.
    fn sides(&self, row: usize, items: Vec<Item>) -> Vec<(Side, Vec<Item>)> {
        let lane = self.nodes[row].lane;
        // Inwards first: beside an outer lane there is no room for words.
        let sides =
            if lane + 1 == self.lanes { [Side::Left, Side::Right] } else { [Side::Right, Side::Left] };
        let mut free = [Side::Bottom].into_iter().chain(sides).filter(|it| self.is_free(row, *it));
        // One is always left: see `may_leave`.
        let first = free.next().unwrap_or(Side::Bottom);
        let (ends, others): (Vec<_>, Vec<_>) = items.into_iter().partition(|it| it.letters.is_none());
        match free.next() {
            Some(second) if !ends.is_empty() && !others.is_empty() => vec![(first, ends), (second, others)],
            _ => vec![(first, ends.into_iter().chain(others).collect())],
        }
    }
}

/// `A`, `B` and so on; after `Z` comes `A1`.
fn letter(place: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(place % 26).unwrap_or_default());
    if place < 26 { letter.to_string() } else { format!("{letter}{}", place / 26) }
}
