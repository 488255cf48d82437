//! Requests that write on a submission, once they have been checked.

use crate::{
    form::PROCEDURES,
    submission::{COLLECTION, Change},
};
use platform::{Agency, Error, ResourceName, Result, SlugName};
use proto::intake::v1 as pb;

/// A new draft's agency, procedure and first content.
pub(super) struct Draft {
    pub(super) agency: Agency,
    /// Slug; none: the one that the agency has.
    pub(super) procedure: Option<String>,
    /// The lapsed one that it follows.
    pub(super) predecessor: Option<ResourceName>,
    pub(super) changes: Vec<Change>,
}

impl Draft {
    /// Reads what shall be opened at `parent`.
    pub(super) fn read(parent: &str, submission: Option<&pb::Submission>) -> Result<Self> {
        let agency = Agency::from_name(parent)?;
        let none = pb::Submission::default();
        let submission = submission.unwrap_or(&none);
        let procedure = match submission.procedure.as_str() {
            "" => None,
            name => {
                let name = SlugName::parse(PROCEDURES, name)?;
                if name.agency != agency {
                    let reason = format!("procedure: {name} is not one of {parent}");
                    return Err(Error::Invalid(reason));
                }
                Some(name.slug)
            }
        };
        let predecessor = Some(submission.predecessor.as_str()).filter(|it| !it.is_empty());
        let predecessor = predecessor.map(|it| ResourceName::parse(COLLECTION, it)).transpose()?;
        Ok(Self { agency, procedure, predecessor, changes: given(submission)? })
    }
}

/// What an update changes: what its mask names, or all that is given.
pub(super) fn changes(request: &pb::UpdateSubmissionRequest) -> Result<Vec<Change>> {
    let submission = request.submission.as_ref().ok_or_else(|| Error::invalid("submission is missing"))?;
    match &request.update_mask {
        Some(mask) if !mask.paths.is_empty() => mask.paths.iter().map(|it| masked(submission, it)).collect(),
        _ => given(submission),
    }
}

fn masked(submission: &pb::Submission, path: &str) -> Result<Change> {
    match path {
        "app_title" => Change::app_title(&submission.app_title),
        "purpose" => Change::purpose(&submission.purpose),
        "letter_number" => Change::letter_number(&submission.letter_number),
        "letter_date" => Change::letter_date(&submission.letter_date),
        "sections" => Err(Error::invalid("update_mask: name each section, such as sections.background")),
        other => match other.strip_prefix("sections.") {
            Some(id) => Change::section(id, submission.sections.get(id).map_or("", String::as_str)),
            None => Err(Error::invalid(format!(
                "update_mask: {other:?} cannot be changed; app_title, purpose, letter_number, letter_date and \
                 sections.<id> can"
            ))),
        },
    }
}

fn given(submission: &pb::Submission) -> Result<Vec<Change>> {
    let mut changes = vec![];
    if !submission.app_title.is_empty() {
        changes.push(Change::app_title(&submission.app_title)?);
    }
    if !submission.purpose.is_empty() {
        changes.push(Change::purpose(&submission.purpose)?);
    }
    if !submission.letter_number.is_empty() {
        changes.push(Change::letter_number(&submission.letter_number)?);
    }
    if !submission.letter_date.is_empty() {
        changes.push(Change::letter_date(&submission.letter_date)?);
    }
    for (id, text) in &submission.sections {
        changes.push(Change::section(id, text)?);
    }
    Ok(changes)
}
