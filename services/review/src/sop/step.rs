//! A step of a procedure, and the ways out of it.

use super::Amount;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Work for an actor, or a wait for someone else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its number in the official form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// What is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<String>,
    /// Who does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Ids of the requirements and sections it works on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub completeness: Vec<String>,
    /// What it works on, as the official form words it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completeness_text: Option<String>,
    /// How long it may take, such as `60 working_minutes`; starts anew with every opening.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub norm: Option<Amount>,
    /// Another actor who may do it in the actor's name, as a registry enters what a minister decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_by: Option<String>,
    /// What is filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// What it makes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// Remarks of the official form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    /// The printed form of its sheet, made when it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub print: Option<Print>,
    /// The official document it asks for. One to sign ends the step once it was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<String>,
    /// For whom the case waits here; it has no actor then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<Wait>,
    /// Of a step that waits for a meeting: slug of the standing team that discusses the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// What becomes of the case's clock while the case is here; left out: it runs on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockRule>,
    /// Why the clock stands here; left out: what the case waits for says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<StopReason>,
    /// Of a step that waits for a follow-up: when the case lapses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapses: Option<Lapse>,
    /// The step that follows, where there is one way out alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The ways out from which the actor chooses. `signed`: the letter was signed and issued.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub outcomes: IndexMap<String, Outcome>,
    /// The step that follows what the case waits for: `resubmitted` (the dossier was completed), `concluded` (the meeting
    /// ended its discussion), or `followed_up` (every required action item was answered).
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub when: IndexMap<String, String>,
}

/// A way out of a step: exactly one of `next`, `end`, `back`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// As people read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The step that follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// What it decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
    /// How it ends the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
    /// To the step it came from.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub back: bool,
    /// The dossier was complete when it came in, so that the due date of the case is provisional no more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confirms: bool,
}

/// When a case that waits for a follow-up is over by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lapse {
    /// How long the proposer has, in a calendar unit such as `2 calendar_months`.
    pub after: Amount,
    /// From when the time counts.
    pub from: LapseStart,
    /// So many calendar days before the last day the proposer is reminded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remind_days: Vec<u32>,
    /// Actor who may grant a later last day, in writing and before the time is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extend_by: Option<String>,
    /// The step that makes the notice of it; the case is over by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// From when the time to follow up counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LapseStart {
    /// From the delivery of the letter whose signature led here.
    OutcomeDelivered,
}

/// Why a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// The dossier lacks something.
    ReturnedIncomplete,
    /// A coordination team has the case.
    CoordinationTeam,
    /// The proposer has to do something.
    AwaitingProposer,
}

/// The printed form of a sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Print {
    /// File name of its template.
    pub template: String,
    /// What it is; left out: the step's output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// As which of the request's records it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
}

/// For whom a case waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Wait {
    /// The dossier is with them; what the checklist marks can be corrected.
    Proposer,
    /// A coordination team, which discusses it in one or more sessions.
    Meeting,
}

/// What becomes of the case's clock while it waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockRule {
    /// It stands, and goes on afterwards.
    Pause,
    /// It stands, and starts from nothing afterwards.
    Restart,
}

/// How a case ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// By what was decided.
    Decided,
    /// By time: it was over before, and what is left of it is done.
    Lapsed,
}

/// The outcome that a signature brings about.
pub(crate) const SIGNED: &str = "signed";
/// What a case that waits for the proposer waits for.
pub(crate) const RESUBMITTED: &str = "resubmitted";
/// What a case that waits for a meeting waits for.
pub(crate) const CONCLUDED: &str = "concluded";
/// What a case waits for whose proposer has action items.
pub(crate) const FOLLOWED_UP: &str = "followed_up";

impl StopReason {
    /// As ledgers write it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::ReturnedIncomplete => "returned_incomplete",
            Self::CoordinationTeam => "coordination_team",
            Self::AwaitingProposer => "awaiting_proposer",
        }
    }
}

impl Step {
    /// Why the clock stands here.
    pub(crate) fn stop_reason(&self) -> StopReason {
        self.reason.unwrap_or(match self.wait {
            Some(Wait::Meeting) => StopReason::CoordinationTeam,
            Some(Wait::Proposer) if self.when.contains_key(RESUBMITTED) => StopReason::ReturnedIncomplete,
            _ => StopReason::AwaitingProposer,
        })
    }

    /// Whether the proposer has to correct the dossier here.
    pub(crate) fn waits_for_dossier(&self) -> bool {
        self.wait == Some(Wait::Proposer) && self.when.contains_key(RESUBMITTED)
    }

    /// What people call it; an id where the procedure gives no words.
    pub(crate) fn title<'a>(&'a self, id: &'a str) -> &'a str {
        self.activity.as_deref().unwrap_or(id)
    }

    /// The ways out, with that of `next` under no name.
    pub(crate) fn ways(&self) -> impl Iterator<Item = (&str, Outcome)> {
        let only =
            self.next.as_ref().map(|next| ("", Outcome { next: Some(next.clone()), ..Outcome::default() }));
        only.into_iter().chain(self.outcomes.iter().map(|(id, outcome)| (id.as_str(), outcome.clone())))
    }

    /// The way out called `id`.
    pub(crate) fn way(&self, id: &str) -> Option<Outcome> {
        self.ways().find(|(found, _)| *found == id).map(|(_, outcome)| outcome)
    }
}
