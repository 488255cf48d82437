//! A procedure as a graph: which step leads to which, and what can be reached how.

use super::{End, Outcome, Sop, Step};
use std::collections::{BTreeMap, BTreeSet};

/// Which step leads to which. Steps that do not exist are left out: [`super::check`] names them.
pub(super) struct Flow<'a> {
    sop: &'a Sop,
    edges: BTreeMap<&'a str, Vec<Edge<'a>>>,
}

struct Edge<'a> {
    to: &'a str,
    decides: bool,
    is_back: bool,
}

impl<'a> Flow<'a> {
    pub(super) fn of(sop: &'a Sop) -> Self {
        let mut edges: BTreeMap<&str, Vec<Edge<'_>>> = BTreeMap::new();
        for (id, step) in &sop.steps {
            edges.insert(id, forward(step).filter(|it| sop.steps.contains_key(it.to)).collect());
        }
        for (id, step) in &sop.steps {
            if step.outcomes.values().any(|it| it.back) {
                let origins: Vec<&str> =
                    edges.iter().filter(|(_, to)| leads_to(to, id)).map(|(from, _)| *from).collect();
                let back = origins.into_iter().map(|to| Edge { to, decides: false, is_back: true });
                edges.entry(id).or_default().extend(back);
            }
        }
        Self { sop, edges }
    }

    /// The steps a case can come to, not counting ways through `avoided` steps.
    pub(super) fn reachable(&self, avoided: impl Fn(&str) -> bool) -> BTreeSet<&'a str> {
        self.spread(|_| true, |step| !avoided(step))
    }

    /// The steps a case can come to with nothing decided.
    pub(super) fn undecided(&self) -> BTreeSet<&'a str> {
        self.spread(|edge| !edge.decides, |_| true)
    }

    /// The steps from which a case can end.
    pub(super) fn ending(&self) -> BTreeSet<&'a str> {
        let mut ending: BTreeSet<&str> =
            self.sop.steps.iter().filter(|(_, step)| ends(step)).map(|(id, _)| id.as_str()).collect();
        loop {
            let more: Vec<&str> = (self.edges.iter())
                .filter(|(from, to)| !ending.contains(*from) && to.iter().any(|it| ending.contains(it.to)))
                .map(|(from, _)| *from)
                .collect();
            if more.is_empty() {
                return ending;
            }
            ending.extend(more);
        }
    }

    /// The steps that lead to `step`.
    pub(super) fn origins(&self, step: &str) -> Vec<&'a str> {
        self.edges.iter().filter(|(_, to)| leads_to(to, step)).map(|(from, _)| *from).collect()
    }

    /// The heaviest way through, each loop passed once.
    pub(super) fn heaviest(&self, weight: impl Fn(&Step) -> u64) -> u64 {
        let mut walk =
            Heaviest { flow: self, weight: &weight, found: BTreeMap::new(), open: BTreeSet::new() };
        self.sop.steps.keys().next().map_or(0, |first| walk.from(first))
    }

    /// Going back leads to where the case was already, so it opens no new way.
    fn spread(&self, follow: impl Fn(&Edge<'a>) -> bool, enter: impl Fn(&str) -> bool) -> BTreeSet<&'a str> {
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<&str> = self.sop.steps.keys().take(1).map(String::as_str).collect();
        while let Some(step) = waiting.pop() {
            if enter(step) && seen.insert(step) {
                let ways = self.edges[step].iter().filter(|it| !it.is_back && follow(it));
                waiting.extend(ways.map(|it| it.to));
            }
        }
        seen
    }
}

struct Heaviest<'f, 'a, W> {
    flow: &'f Flow<'a>,
    weight: &'f W,
    found: BTreeMap<&'a str, u64>,
    open: BTreeSet<&'a str>,
}

impl<'a, W: Fn(&Step) -> u64> Heaviest<'_, 'a, W> {
    /// A step that is still open further up would close a loop: it is passed once.
    fn from(&mut self, step: &'a str) -> u64 {
        if let Some(found) = self.found.get(step) {
            return *found;
        }
        self.open.insert(step);
        let flow = self.flow;
        let ways = flow.edges[step].iter().filter(|it| !it.is_back).map(|it| it.to);
        let further: Vec<&str> = ways.filter(|it| !self.open.contains(it)).collect();
        let rest = further.into_iter().map(|it| self.from(it)).max().unwrap_or_default();
        self.open.remove(step);
        let total = (self.weight)(&self.flow.sop.steps[step]) + rest;
        self.found.insert(step, total);
        total
    }
}

fn forward(step: &Step) -> impl Iterator<Item = Edge<'_>> {
    let next = step.next.iter().map(|to| Edge { to, decides: false, is_back: false });
    let outcomes = step.outcomes.values().filter_map(|it: &Outcome| {
        let to = it.next.as_deref()?;
        Some(Edge { to, decides: it.decision.is_some(), is_back: false })
    });
    let when = step.when.values().map(|to| Edge { to, decides: false, is_back: false });
    let lapse = step.lapses.iter().filter_map(|it| it.next.as_deref());
    let lapse = lapse.map(|to| Edge { to, decides: true, is_back: false });
    next.chain(outcomes).chain(when).chain(lapse)
}

fn leads_to(edges: &[Edge<'_>], step: &str) -> bool {
    edges.iter().any(|it| it.to == step && !it.is_back)
}

fn ends(step: &Step) -> bool {
    step.lapses.is_some()
        || step.outcomes.values().any(|it| matches!(it.end, Some(End::Decided | End::Lapsed)))
}
