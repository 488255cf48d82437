//! A procedure as an agency writes it down: the words of its file, which is all the engine knows of it.

mod amount;
mod ask;
mod check;
mod flow;
mod locate;
mod path;
mod read;
mod service;
mod step;

pub use amount::{Amount, ServiceStandard};
pub use check::check;
pub(crate) use check::note;
pub(crate) use read::read;
pub use read::{MAX_SOURCE_BYTES, Problem, schema};
pub(crate) use service::{ACTOR, SUPERIOR};
pub use service::{Carry, Channel, Complaints, Escalation};
pub(crate) use step::{CONCLUDED, FOLLOWED_UP, RESUBMITTED, SIGNED};
pub use step::{ClockRule, End, Lapse, LapseStart, Outcome, Print, Step, StopReason, Wait};

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The whole definition of a procedure; immutable once it was published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sop {
    /// Its id, a slug.
    pub sop: String,
    /// Slug of the agency that reviews.
    pub agency: String,
    /// Slugs of the offices that review; left out: every office of the agency.
    #[serde(default)]
    pub office: Vec<String>,
    /// As people call it.
    pub title: String,
    /// What the proposer gets.
    pub product: String,
    /// `none`, or how long it may take as a whole, such as `60 working_days`.
    pub service_standard: ServiceStandard,
    /// `none`, or what it costs.
    pub fee: String,
    /// Pattern of registration numbers, with `{year}` and `{sequence:WIDTH}`.
    #[serde(default = "registration")]
    pub registration: String,
    /// The form's head, shown with the procedure; what is empty stays empty.
    #[serde(default)]
    pub head: Head,
    /// Who may apply.
    pub applicant: Applicant,
    /// What is asked of them.
    pub dossier: Dossier,
    /// Who does the steps.
    pub actors: IndexMap<String, Actor>,
    /// Groups of steps: no one person does two of a group on one case.
    #[serde(default)]
    pub separation: Vec<Vec<String>>,
    /// What steps fill in.
    #[serde(default)]
    pub sheets: IndexMap<String, Sheet>,
    /// What can be decided: the titles by id.
    #[serde(default)]
    pub decisions: IndexMap<String, String>,
    /// Official documents that steps ask for.
    #[serde(default)]
    pub letters: IndexMap<String, Letter>,
    /// From the first one on.
    pub steps: IndexMap<String, Step>,
    /// What the proposer may do until when.
    #[serde(default)]
    pub deadlines: Deadlines,
    /// Who is told when parts of the service standard are used up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalation: Option<Escalation>,
    /// How complaints, suggestions and other input are taken and answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complaints: Option<Complaints>,
    /// To which procedure of another agency a decided request can be carried on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carry: Option<Carry>,
}

/// Head of the official form. None of it moves the engine.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Head {
    /// Who issued it, line by line.
    pub issued_by: Vec<String>,
    /// Its number.
    pub number: Option<String>,
    /// Day it was written.
    pub created: Option<String>,
    /// Day it was revised.
    pub revised: Option<String>,
    /// Day it came into force.
    pub effective: Option<String>,
    /// Who approved it.
    pub approved_by: Option<Approver>,
    /// Instruments it rests on.
    pub legal_basis: Vec<String>,
    /// What those who do it must be.
    pub qualifications: Vec<String>,
    /// Procedures beside it.
    pub related: Vec<String>,
    /// What is needed.
    pub equipment: Vec<String>,
    /// What to take care of.
    pub warnings: Vec<String>,
    /// What is recorded.
    pub records: Vec<String>,
}

/// Who approved a procedure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approver {
    /// Title of the position.
    pub office: String,
    /// With academic titles.
    pub name: String,
    /// NIP.
    #[serde(default)]
    pub id_number: Option<String>,
}

/// Who may apply, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Applicant {
    /// Kinds of unit that may; the others are told the office above them.
    pub units: Vec<String>,
    /// Kinds of position of which the person must hold one.
    pub positions: Vec<String>,
    /// Ways in which a request may come: `portal`, `letter`, `email`.
    pub channels: Vec<String>,
    /// Ids of the actors who record what comes as a letter or by e-mail.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recorded_by: Vec<String>,
}

/// What a request consists of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dossier {
    /// What may be asked for.
    pub purpose: Vec<String>,
    /// Papers to hand in.
    pub requirements: Vec<Requirement>,
    /// Texts to write.
    #[serde(default)]
    pub sections: Vec<Section>,
}

/// A paper to hand in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Unique among requirements and sections.
    pub id: String,
    /// As people call it.
    pub title: String,
    /// Kinds of file that are taken, such as `pdf`.
    pub media: Vec<String>,
}

/// A text to write.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Unique among requirements and sections.
    pub id: String,
    /// As people call it.
    pub title: String,
}

/// A position of the agency; or a choice: made by a field of a sheet among positions given here by its values, or among
/// the recipients of a disposition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Actor {
    /// Slug of the position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    /// Heading of its column in the official form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The actor above it, who is told when time runs out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superior: Option<String>,
    /// `{sheet}.{field}` that chooses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choice: Option<String>,
    /// The position for each value of the field.
    #[serde(flatten)]
    pub values: IndexMap<String, Place>,
}

/// A position that can be chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "`{position: …}` of a value that is chosen")]
pub struct Place {
    /// Slug of the position.
    pub position: String,
}

/// What a step fills in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// What sort of form it is.
    pub kind: SheetKind,
    /// As people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Of a form: the JSON Schema of its fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Value>,
    /// Of a disposition: positions it may go to; left out: any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<String>,
}

/// What sort of form a sheet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SheetKind {
    /// Each requirement and section of the dossier: present, missing, not as required, with a note.
    Checklist,
    /// Recipients (the lead first), instructions, limit, note.
    Disposition,
    /// Fields of its own.
    Form,
}

/// An official document that steps ask for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// What it is.
    pub title: String,
    /// File name of its template.
    pub template: String,
    /// Its subject line, with `{app_title}`, `{purpose_title}`, `{registration_number}`, `{decision_title}`.
    pub subject: String,
    /// What makes it valid.
    pub issue: Issue,
    /// Register from which it takes its number.
    pub register: String,
    /// Pattern of its number.
    pub number: String,
    /// Actor in whose name it is issued; left out: the actor of the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signatory: Option<String>,
    /// As which of the request's records it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// Whether the proposer gets it.
    #[serde(default)]
    pub for_proposer: bool,
    /// Actors who initial the draft before it is signed, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub initials: Vec<String>,
    /// How fast it is to be handled: `biasa`, `segera`, `sangat_segera`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgency: Option<String>,
    /// Who may read it: `biasa`, `terbatas`, `rahasia`, `sangat_rahasia`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security_class: Option<String>,
    /// To whom copies go (tembusan).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carbon_copies: Vec<String>,
    /// Of a memo: to whom it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addressee: Option<String>,
}

/// What makes an official document valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Issue {
    /// A person signs it.
    Sign,
    /// The agency's seal, at once.
    Seal,
    /// Nothing: it is filed as it is.
    #[serde(skip_deserializing)]
    #[schemars(skip)]
    File,
}

/// What the proposer may do until when.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deadlines {
    /// Until when a request may be withdrawn.
    #[serde(default)]
    pub withdrawal: Withdrawal,
}

/// Until when a request may be withdrawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Withdrawal {
    /// Until its case ends.
    #[default]
    Any,
    /// Not once it was filed.
    Never,
}

fn registration() -> String {
    "{year}-{sequence:6}".to_owned()
}
