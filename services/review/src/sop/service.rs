//! What a procedure promises besides its steps: who is told when time runs out, and where to complain.

use super::Amount;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who is told when parts of the service standard are used up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// In percent of the service standard, each once per clock.
    pub marks: Vec<u32>,
    /// `actor`: whoever has the case; `actor.superior`: the one above; or an actor's id.
    pub to: Vec<String>,
}

/// In [`Escalation::to`]: whoever has the case.
pub(crate) const ACTOR: &str = "actor";
/// In [`Escalation::to`]: the one above.
pub(crate) const SUPERIOR: &str = "actor.superior";

/// How complaints, suggestions and other input are taken and answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Complaints {
    /// Slug of the position that answers.
    pub answered_by: String,
    /// How long that may take, such as `14 working_days`.
    pub answer_within: Amount,
    /// Other ways to complain, as the source lists them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Channel>,
}

/// A way to complain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// `letter`, `phone`, `fax`, `email`, `web`, `sms`, `social`, `app`.
    pub kind: String,
    /// As people call it.
    pub title: String,
    /// Address, number or URL.
    pub value: String,
}
