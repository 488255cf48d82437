//! A procedure's steps in the order of its form, who does each, and the ways from one to the next.

use super::{
    definition::{Definition, Step, Wait},
    words,
};
use std::collections::{BTreeMap, BTreeSet};

const PROPOSER: &str = "Pemohon";
const MEETING: &str = "Peserta rapat";

/// The steps, and who does them in the order of first use.
pub(super) struct Flow<'d> {
    pub(super) lanes: Vec<String>,
    pub(super) activities: Vec<Activity<'d>>,
}

pub(super) struct Activity<'d> {
    pub(super) title: String,
    pub(super) step: &'d Step,
    /// Who does it, as a place among the lanes.
    pub(super) lane: usize,
    /// In the order in which they are read; none twice to the same place.
    pub(super) ways: Vec<Way>,
}

/// A way out of a step.
#[derive(Clone)]
pub(super) struct Way {
    /// The outcomes that lead there; none where there is one way alone.
    pub(super) titles: Vec<String>,
    pub(super) to: To,
}

/// Where a way leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum To {
    /// To a step, as a place among the activities; of several, to the one it came from.
    Steps(Vec<usize>),
    End,
}

impl<'d> Flow<'d> {
    pub(super) fn of(definition: &'d Definition) -> Self {
        let order = order(&definition.steps);
        let places: BTreeMap<&str, usize> =
            order.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        let mut lanes = vec![];
        if definition.steps.values().any(|it| it.wait == Some(Wait::Proposer)) {
            // Theirs is the first act of all: to apply.
            lanes.push(PROPOSER.to_owned());
        }
        let activities = order.iter().map(|id| {
            let step = &definition.steps[*id];
            let who = who(definition, step);
            let lane = lanes.iter().position(|it| *it == who).unwrap_or_else(|| {
                lanes.push(who);
                lanes.len() - 1
            });
            let ways = ways(&definition.steps, id, &places);
            Activity { title: step.title(id), step, lane, ways }
        });
        let activities = activities.collect();
        Self { lanes, activities }
    }
}

impl Activity<'_> {
    /// Whether someone chooses, or something decides, how it goes on.
    pub(super) fn is_decision(&self) -> bool {
        1 < self.ways.len()
    }
}

impl To {
    /// None where it ends.
    pub(super) fn steps(&self) -> &[usize] {
        match self {
            Self::Steps(places) => places,
            Self::End => &[],
        }
    }
}

impl Way {
    pub(super) fn title(&self) -> String {
        self.titles.join(" / ")
    }
}

/// Heading of the column of whoever does a step.
fn who(definition: &Definition, step: &Step) -> String {
    match (&step.actor, step.wait) {
        (Some(id), _) => {
            let actor = definition.actors.get(id);
            let title = actor.and_then(|it| it.title.clone());
            title.unwrap_or_else(|| words::plain(actor.and_then(|it| it.position.as_deref()).unwrap_or(id)))
        }
        (None, Some(Wait::Meeting)) => MEETING.to_owned(),
        (None, _) => PROPOSER.to_owned(),
    }
}

/// By number, each followed by those without a number to which it leads.
fn order(steps: &BTreeMap<String, Step>) -> Vec<&str> {
    let reached: BTreeSet<&str> =
        steps.iter().flat_map(|(id, step)| step.targets().filter(move |it| it != id)).collect();
    let mut starts: Vec<(&str, &Step)> = steps.iter().map(|(id, step)| (id.as_str(), step)).collect();
    starts.sort_by_key(|(id, step)| (reached.contains(id), step.number.unwrap_or(u32::MAX)));
    let mut order = vec![];
    for (id, step) in &starts {
        if order.is_empty() || step.number.is_some() {
            follow(steps, id, &mut order);
        }
    }
    for (id, _) in &starts {
        follow(steps, id, &mut order);
    }
    order
}

/// A step, then those without a number: each after all that lead to it, but for what leads back.
fn follow<'s>(steps: &'s BTreeMap<String, Step>, id: &'s str, order: &mut Vec<&'s str>) {
    let mut seen: BTreeSet<&str> = order.iter().copied().collect();
    let mut last_first = vec![];
    visit(steps, id, &mut seen, &mut last_first);
    order.extend(last_first.into_iter().rev());
}

fn visit<'s>(
    steps: &'s BTreeMap<String, Step>,
    id: &'s str,
    seen: &mut BTreeSet<&'s str>,
    last_first: &mut Vec<&'s str>,
) {
    let Some(step) = steps.get(id) else { return };
    if !seen.insert(id) {
        return;
    }
    let mut targets: Vec<&str> = step.targets().collect();
    targets.reverse();
    // What comes straight back is an aside, and read before the rest.
    let comes_back = |it: &str| steps.get(it).is_some_and(|step| step.targets().all(|back| back == id));
    targets.sort_by_key(|it| comes_back(it));
    for target in targets {
        if steps.get(target).is_some_and(|it| it.number.is_none()) {
            visit(steps, target, seen, last_first);
        }
    }
    last_first.push(id);
}

fn ways(steps: &BTreeMap<String, Step>, id: &str, places: &BTreeMap<&str, usize>) -> Vec<Way> {
    let step = &steps[id];
    let to = |next: &Option<String>| match next.as_deref().and_then(|it| places.get(it)) {
        Some(place) => To::Steps(vec![*place]),
        None => To::End,
    };
    let mut found: Vec<(String, To)> = vec![];
    found.extend(step.next.iter().map(|it| (String::new(), to(&Some(it.clone())))));
    found.extend(step.outcomes.iter().map(|(name, outcome)| {
        let title = outcome.title.clone().unwrap_or_else(|| words::plain(name));
        let came_from = || steps.iter().filter(|it| it.1.targets().any(|to| to == id));
        let back = outcome.back.then(|| came_from().filter_map(|it| places.get(it.0.as_str()).copied()));
        (title, back.map_or_else(|| to(&outcome.next), |it| To::Steps(sorted(it))))
    }));
    found.extend(step.when.iter().map(|(what, next)| (words::arrival(what), to(&Some(next.clone())))));
    found.extend(step.lapses.iter().map(|it| (format!("Lewat {}", words::amount(&it.after)), to(&it.next))));
    // First the next step on, then those further on, the end, and what leads back.
    let place = places[id];
    found.sort_by_cached_key(|(title, to)| match to {
        To::Steps(to) => (to.first().is_none_or(|it| *it <= place), to.clone(), title.clone()),
        To::End => (false, vec![usize::MAX], title.clone()),
    });
    let mut ways: Vec<Way> = vec![];
    for (title, to) in found {
        match ways.iter_mut().find(|it| it.to == to) {
            Some(way) => way.titles.push(title),
            None => ways.push(Way { titles: vec![title], to }),
        }
    }
    if let [only] = ways.as_mut_slice() {
        only.titles.clear();
    }
    ways
}

fn sorted(places: impl Iterator<Item = usize>) -> Vec<usize> {
    places.collect::<BTreeSet<_>>().into_iter().collect()
}
