//! A procedure as a service: what the law on public services (UU 25/2009) has its agency tell everyone.

use super::{
    definition::{Definition, Requirement},
    flow::{Activity, Flow, To, Way},
    words,
};

/// What the page of a service tells besides the definition's own words.
pub(super) struct Standard {
    pub(super) units: Vec<String>,
    pub(super) positions: Vec<String>,
    /// Within a sentence.
    pub(super) purposes: String,
    /// Within a sentence.
    pub(super) channels: String,
    pub(super) papers: Vec<Paper>,
    pub(super) steps: Vec<Step>,
    /// Empty: the procedure promises no time as a whole.
    pub(super) time: String,
    /// What the norms of all steps come to.
    pub(super) norms: String,
    /// Activities during which the time is not counted.
    pub(super) pauses: Vec<String>,
    /// Empty: it is free.
    pub(super) fee: String,
    /// How soon complaints are answered; empty: none are taken here.
    pub(super) answer_within: String,
}

pub(super) struct Paper {
    pub(super) title: String,
    pub(super) media: String,
}

/// A step, as those read it who wait for it.
pub(super) struct Step {
    pub(super) activity: String,
    pub(super) who: String,
    pub(super) norm: String,
    pub(super) output: String,
    /// How it goes on, where that is not with the next one alone.
    pub(super) ways: Vec<Next>,
}

pub(super) struct Next {
    /// What leads there.
    pub(super) what: String,
    pub(super) step: Ahead,
}

/// Where a way leads, by the numbers of the page: the first is that of the filing itself.
pub(super) enum Ahead {
    Step(usize),
    /// To the one it came from.
    Back,
    End,
}

impl Standard {
    pub(super) fn of(definition: &Definition) -> Self {
        let flow = Flow::of(definition);
        let norms = definition.steps.values().filter_map(|it| it.norm.as_deref());
        let paused = flow.activities.iter().filter(|it| it.step.clock.is_some());
        let applicant = &definition.applicant;
        Self {
            units: applicant.units.iter().map(|it| words::unit(it)).collect(),
            positions: applicant.positions.iter().map(|it| words::position(it)).collect(),
            purposes: words::alternatives(definition.dossier.purpose.iter().map(|it| words::purpose(it))),
            channels: words::alternatives(applicant.channels.iter().map(|it| words::channel(it))),
            papers: definition.dossier.requirements.iter().map(Paper::of).collect(),
            steps: steps(&flow),
            time: promised(&definition.service_standard).map(words::amount).unwrap_or_default(),
            norms: words::sum(norms),
            pauses: paused.map(|it| it.title.clone()).collect(),
            fee: promised(&definition.fee).unwrap_or_default().to_owned(),
            answer_within: definition
                .complaints
                .as_ref()
                .map(|it| words::amount(&it.answer_within))
                .unwrap_or_default(),
        }
    }
}

impl Paper {
    fn of(requirement: &Requirement) -> Self {
        let media = requirement.media.iter().map(|it| it.to_uppercase());
        Self { title: requirement.title.clone(), media: words::alternatives(media) }
    }
}

fn steps(flow: &Flow<'_>) -> Vec<Step> {
    let step = |(place, activity): (usize, &Activity<'_>)| {
        let norm = activity.step.norm.as_deref().map(words::amount);
        let lapse =
            activity.step.lapses.as_ref().map(|it| format!("paling lama {}", words::amount(&it.after)));
        let goes_on = activity.ways.iter().all(|it| it.to == To::Steps(vec![place + 1]));
        let what = |way: &Way| if activity.is_decision() { way.title() } else { "Setelah itu".to_owned() };
        let ways = activity.ways.iter().filter(|_| !goes_on);
        Step {
            activity: activity.title.clone(),
            who: flow.lanes[activity.lane].clone(),
            norm: norm.or(lapse).unwrap_or_default(),
            output: activity.step.output.clone().unwrap_or_default(),
            ways: ways.map(|it| Next { what: what(it), step: Ahead::of(&it.to) }).collect(),
        }
    };
    flow.activities.iter().enumerate().map(step).collect()
}

impl Ahead {
    fn of(to: &To) -> Self {
        match to {
            To::End => Self::End,
            To::Steps(places) if places.len() == 1 => Self::Step(places[0] + 2),
            To::Steps(_) => Self::Back,
        }
    }
}

/// What is no `none`.
fn promised(text: &str) -> Option<&str> {
    Some(text).filter(|it| *it != "none")
}
