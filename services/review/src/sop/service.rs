//! What a procedure promises besides its steps: who is told when time runs out, where to complain, and where a decided request
//! may go on to.

use super::Amount;
use indexmap::IndexMap;
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

/// To which procedure of another agency a decided request can be carried on, and what goes along. What is there cannot be
/// checked here: it is another agency's, and may be published later.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Carry {
    /// Slug of the agency that reviews there.
    pub agency: String,
    /// Slug of its procedure.
    pub procedure: String,
    /// Ids of the decisions after which it can be.
    pub decisions: Vec<String>,
    /// The field of a form, as in `sheet.field`, that says whether it shall be; left out: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marked_by: Option<String>,
    /// Which requirement here has the paper for the requirement there: ids there, and here.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub documents: IndexMap<String, String>,
    /// Which section here has the text for the section there.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub sections: IndexMap<String, String>,
    /// As which record the letter is kept here that is a paper there.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub letters: IndexMap<String, String>,
}
