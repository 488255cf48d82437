//! Tells of meetings, of what became of their cases, and which papers are to be made.

use crate::{
    grpc::view,
    meeting::{Discussion, LETTERS, Meeting, Outcome},
    paper::Paper,
};
use jiff::Timestamp;
use platform::{Caller, ResourceName, json, time};
use proto::{
    meeting::v1::{
        CaseDiscussed, MeetingCancelled, MeetingPaperRequested, MeetingPaperWithdrawn, MeetingScheduled,
    },
    review::v1::{LetterRequested, Performer, letter_requested::Issue},
};
use uuid::Uuid;

pub(crate) fn scheduled(meeting: &Meeting) -> MeetingScheduled {
    MeetingScheduled { meeting: Some(view::meeting(meeting.clone())), sequence: meeting.sequence }
}

pub(crate) fn cancelled(meeting: &Meeting) -> MeetingCancelled {
    MeetingCancelled {
        meeting: Some(view::meeting(meeting.clone())),
        sequence: meeting.sequence,
        reason: meeting.cancel_reason.clone(),
    }
}

/// What a confirmed meeting decided of one of its cases.
pub(crate) fn discussed(meeting: &Meeting, discussion: &Discussion) -> CaseDiscussed {
    CaseDiscussed {
        case: discussion.case().to_string(),
        submission: discussion.submission.clone(),
        meeting: meeting.name().to_string(),
        meeting_title: meeting.title.clone(),
        concluded: discussion.result == Some(Outcome::Concluded),
        outcome: discussion.outcome.clone(),
        discussion_points: discussion.points.clone(),
        action_items: discussion.action_items.iter().cloned().map(view::action_item).collect(),
        present_agencies: meeting.present(),
        recused_agencies: meeting.recused(discussion).map(|it| it.title.clone()).collect(),
        start_time: Some(time::to_proto(meeting.starts_at)),
        confirm_time: meeting.confirmed_at.map(time::to_proto),
        place: meeting.place.clone(),
    }
}

/// Takes back the invitation that was asked for before a change, if it is not the one that is wanted since.
pub(crate) fn withdrawn(
    before: Option<Uuid>,
    meeting: &Meeting,
    now: Timestamp,
) -> Option<MeetingPaperWithdrawn> {
    let id = before.filter(|it| meeting.unsigned_invitation() != Some(*it))?;
    let letter = ResourceName { agency: meeting.agency.clone(), collection: LETTERS, id };
    let reason = match meeting.cancel_reason.as_str() {
        "" => "Rapatnya diubah sebelum undangan ini ditandatangani".to_owned(),
        reason => format!("Rapatnya dibatalkan: {reason}"),
    };
    Some(MeetingPaperWithdrawn {
        letter: letter.to_string(),
        reason,
        withdraw_time: Some(time::to_proto(now)),
    })
}

/// Asks for a paper; `by` made it, where it is filed as it is.
pub(crate) fn requested(
    meeting: &Meeting,
    paper: Paper,
    by: Option<&Caller>,
    now: Timestamp,
) -> MeetingPaperRequested {
    let letter = ResourceName { agency: meeting.agency.clone(), collection: LETTERS, id: paper.letter };
    let issue = if paper.is_signed { Issue::Sign } else { Issue::File };
    let letter = LetterRequested {
        letter: letter.to_string(),
        proposing_agency: meeting.agency.name(),
        reviewing_offices: meeting.offices.clone(),
        template: paper.template.to_owned(),
        title: paper.title.to_owned(),
        issue: issue.into(),
        register: paper.register.to_owned(),
        number_pattern: paper.number_pattern.to_owned(),
        performer: by.map(|it| performer(it, &paper.signatory)),
        signatory: paper.signatory,
        data: Some(json::to_struct(paper.data)),
        request_time: Some(time::to_proto(now)),
        subject: paper.subject,
        initials: paper.initials,
        meeting: meeting.name().to_string(),
        ..LetterRequested::default()
    };
    MeetingPaperRequested { letter: Some(letter) }
}

fn performer(caller: &Caller, position: &str) -> Performer {
    let held = caller.holds(position);
    Performer {
        person: caller.person.clone(),
        display_name: caller.display_name.clone(),
        position: position.to_owned(),
        position_title: held.map(|it| it.title.clone()).unwrap_or_default(),
        capacity: held.map(|it| it.capacity.to_string()).unwrap_or_default(),
    }
}
