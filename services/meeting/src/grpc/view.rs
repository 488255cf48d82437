//! Teams, agenda and meetings as contracts write them.

use crate::{
    agenda::{self, AgendaItem, Document, Section},
    meeting::{
        ActionItem, Attendee, Discussion, EarlierSession, Guest, Invitation, LETTERS, MEETINGS, Meeting,
        Outcome, Response, Role, State,
    },
    team::{Member, TEAMS, Team},
};
use jiff::civil::Date;
use platform::{Agency, Caller, ResourceName, time};
use proto::{
    intake::v1 as intake,
    meeting::v1::{self as pb, agenda_item, discussion, invitation, meeting as told},
};
use uuid::Uuid;

/// With the members of `today`.
pub(crate) fn team(team: Team, today: Date) -> pb::CoordinationTeam {
    pb::CoordinationTeam {
        name: team.name().to_string(),
        members: team.on(today).map(member).collect(),
        title: team.title,
        slug: team.slug,
        quorum_percent: team.quorum_percent,
        chair_position: team.chair_position,
        secretariat_position: team.secretariat_position,
    }
}

pub(crate) fn agenda_item(item: AgendaItem) -> pb::AgendaItem {
    use agenda_item::State as Told;
    let state = match item.state {
        agenda::State::Waiting => Told::Waiting,
        agenda::State::Convened => Told::Convened,
        agenda::State::Concluded => Told::Concluded,
        agenda::State::Removed => Told::Removed,
    };
    pb::AgendaItem {
        name: item.name().to_string(),
        case: named(&item.agency, agenda::CASES, Some(item.case_id)),
        meeting: named(&item.agency, MEETINGS, item.meeting),
        submission: item.submission,
        registration_number: item.headline.registration_number,
        app_title: item.headline.app_title,
        proposing_agency: item.proposing_agency.name(),
        proposing_agency_title: item.headline.proposing_agency_title,
        state: state.into(),
        request_time: Some(time::to_proto(item.requested_at)),
        session_count: item.session_count,
        documents: item.documents.into_iter().map(document).collect(),
    }
}

/// What those who discuss a case read of it.
pub(crate) fn dossier(item: AgendaItem, sessions: &[EarlierSession]) -> discussion::Dossier {
    let proposal = item.proposal.unwrap_or_default();
    let sessions = sessions.iter().filter(|it| it.agenda_item == item.id);
    let section = |it: Section| intake::Section { id: it.id, title: it.title, text: it.text };
    discussion::Dossier {
        purpose_title: proposal.purpose_title,
        proposing_office_title: proposal.proposing_office_title,
        letter_number: proposal.letter_number,
        letter_date: proposal.letter_date,
        sections: proposal.sections.into_iter().map(section).collect(),
        documents: item.documents.into_iter().map(document).collect(),
        earlier_sessions: sessions.map(earlier_session).collect(),
    }
}

fn earlier_session(it: &EarlierSession) -> discussion::EarlierSession {
    discussion::EarlierSession {
        meeting: it.meeting.to_string(),
        meeting_title: it.title.clone(),
        start_time: Some(time::to_proto(it.starts_at)),
        outcome: it.outcome.clone(),
    }
}

/// The whole of it for the side that convenes, and for an invited agency what is its own to see; to anyone else it does
/// not exist.
pub(crate) fn seen_by(caller: &Caller, mut meeting: Meeting) -> Option<pb::Meeting> {
    if meeting.is_convened_by(caller) {
        return Some(self::meeting(meeting));
    }
    let own = meeting.invitation_of(caller)?.clone();
    let is_member = own.role == Role::Member;
    let may_see = |it: &Discussion| is_member || it.is_proposed_by(caller);
    meeting.discussions.retain(may_see);
    if meeting.state != State::Confirmed {
        meeting.discussions = meeting.discussions.into_iter().map(Discussion::without_record).collect();
    }
    meeting.invitations = vec![own];
    Some(self::meeting(meeting))
}

/// All there is.
pub(crate) fn meeting(meeting: Meeting) -> pb::Meeting {
    let state = match meeting.state {
        State::Planned => told::State::Planned,
        State::Scheduled => told::State::Scheduled,
        State::Confirmed => told::State::Confirmed,
        State::Cancelled => told::State::Cancelled,
    };
    let items = meeting.discussions.iter().map(item_name);
    let letter = |id| named(&meeting.agency, LETTERS, id);
    pb::Meeting {
        name: meeting.name().to_string(),
        start_time: Some(time::to_proto(meeting.starts_at)),
        end_time: Some(time::to_proto(meeting.ends_at)),
        team: named(&meeting.agency, TEAMS, Some(meeting.team)),
        agenda_items: items.collect(),
        guests: meeting.content.guests.iter().map(guest).collect(),
        state: state.into(),
        invitations: meeting.invitations.iter().map(invitation).collect(),
        discussions: meeting.discussions.iter().map(|it| discussion(&meeting, it)).collect(),
        attendees: meeting.content.attendees.iter().map(attendee).collect(),
        invitation_letter: letter(meeting.invitation_letter),
        minutes_letter: letter(meeting.minutes_letter),
        attendance_letter: letter(meeting.attendance_letter),
        confirm_time: meeting.confirmed_at.map(time::to_proto),
        etag: meeting.etag(),
        title: meeting.title,
        place: meeting.place,
        cancel_reason: meeting.cancel_reason,
    }
}

pub(crate) fn action_item(item: ActionItem) -> pb::AgreedActionItem {
    pb::AgreedActionItem { id: item.id, text: item.text, required: item.required }
}

fn discussion(meeting: &Meeting, it: &Discussion) -> pb::Discussion {
    use discussion::Result as Told;
    let tally = meeting.tally(it);
    let result = match it.result {
        None => Told::Unspecified,
        Some(Outcome::Concluded) => Told::Concluded,
        Some(Outcome::Continued) => Told::Continued,
    };
    pb::Discussion {
        agenda_item: item_name(it),
        case: it.case().to_string(),
        submission: it.submission.clone(),
        registration_number: it.headline.registration_number.clone(),
        app_title: it.headline.app_title.clone(),
        proposing_agency_title: it.headline.proposing_agency_title.clone(),
        points: it.points.clone(),
        result: result.into(),
        outcome: it.outcome.clone(),
        action_items: it.action_items.iter().cloned().map(action_item).collect(),
        recused_agencies: meeting.recused(it).map(|it| it.title.clone()).collect(),
        quorum: tally.quorum,
        present_members: tally.present,
        dossier: None,
    }
}

fn invitation(it: &Invitation) -> pb::Invitation {
    let role = match it.role {
        Role::Member => invitation::Role::Member,
        Role::Proposer => invitation::Role::Proposer,
        Role::Guest => invitation::Role::Guest,
    };
    let response = match it.response {
        Response::Pending => invitation::Response::Pending,
        Response::Accepted => invitation::Response::Accepted,
        Response::Declined => invitation::Response::Declined,
    };
    pb::Invitation {
        agency: it.member_agency.name(),
        agency_title: it.title.clone(),
        position: it.position.clone(),
        role: role.into(),
        response: response.into(),
        delegates: it.delegates.clone(),
        note: it.note.clone(),
    }
}

fn member(it: &Member) -> pb::TeamMember {
    pb::TeamMember {
        agency: it.member_agency.name(),
        agency_title: it.title.clone(),
        position: it.position.clone(),
        chair: it.chair,
        first_day: it.first_day.to_string(),
        last_day: it.last_day.map(|it| it.to_string()).unwrap_or_default(),
    }
}

fn guest(it: &Guest) -> pb::Guest {
    pb::Guest { agency: it.agency.name(), position: it.position.clone() }
}

fn attendee(it: &Attendee) -> pb::Attendee {
    pb::Attendee {
        agency: it.agency.name(),
        agency_title: it.agency_title.clone(),
        display_name: it.display_name.clone(),
        position_title: it.position_title.clone(),
    }
}

fn document(document: Document) -> intake::Document {
    let Document { requirement, title, file, file_name, media_type, size_bytes, sha256 } = document;
    intake::Document { requirement, title, file, file_name, media_type, size_bytes, sha256 }
}

fn item_name(it: &Discussion) -> String {
    named(&it.agency, agenda::AGENDA_ITEMS, Some(it.agenda_item))
}

fn named(agency: &Agency, collection: &'static str, id: Option<Uuid>) -> String {
    id.map(|id| ResourceName { agency: agency.clone(), collection, id }.to_string()).unwrap_or_default()
}
