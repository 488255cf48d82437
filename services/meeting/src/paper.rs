//! A meeting's papers, with all that their templates may use; no I/O.

use crate::{
    meeting::{Attendee, Discussion, Meeting},
    team::Team,
};
use serde_json::{Value, json};
use uuid::Uuid;

/// A paper to be made.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Paper {
    pub(crate) letter: Uuid,
    pub(crate) template: &'static str,
    pub(crate) title: &'static str,
    pub(crate) subject: String,
    /// Whether a person signs it; otherwise it is filed as it is.
    pub(crate) is_signed: bool,
    pub(crate) register: &'static str,
    pub(crate) number_pattern: &'static str,
    /// Slug of the position in whose name it is issued.
    pub(crate) signatory: String,
    /// Slugs of those who initial the draft.
    pub(crate) initials: Vec<String>,
    pub(crate) data: Value,
}

/// Calls people to the meeting; the chair signs it.
pub(crate) fn invitation(meeting: &Meeting, team: &Team, letter: Uuid) -> Paper {
    Paper {
        letter,
        template: "invitation",
        title: "Surat undangan rapat",
        subject: format!("Undangan {}", meeting.title),
        is_signed: true,
        register: "undangan",
        number_pattern: "B-{sequence:4}/UND/{month}/{year}",
        signatory: team.chair_position.clone(),
        initials: vec![],
        data: data(meeting),
    }
}

/// Tells what was discussed and decided; the secretariat signs it once the chair has seen it.
pub(crate) fn minutes(meeting: &Meeting, team: &Team, letter: Uuid) -> Paper {
    Paper {
        letter,
        template: "minutes",
        title: "Notula rapat",
        subject: format!("Notula {}", meeting.title),
        is_signed: true,
        register: "",
        number_pattern: "",
        signatory: team.secretariat_position.clone(),
        initials: vec![team.chair_position.clone()],
        data: data(meeting),
    }
}

/// Tells who was present.
pub(crate) fn attendance_list(meeting: &Meeting, team: &Team, letter: Uuid) -> Paper {
    Paper {
        letter,
        template: "attendance_list",
        title: "Daftar hadir rapat",
        subject: format!("Daftar hadir {}", meeting.title),
        is_signed: false,
        register: "",
        number_pattern: "",
        signatory: team.secretariat_position.clone(),
        initials: vec![],
        data: data(meeting),
    }
}

fn data(meeting: &Meeting) -> Value {
    let (day_text, time_text) = when(meeting);
    let agenda = |it: &Discussion| json!(it.headline);
    let attendee = |it: &Attendee| {
        json!({
            "display_name": it.display_name,
            "position_title": it.position_title,
            "agency_title": it.agency_title,
        })
    };
    json!({
        "meeting": {
            "title": meeting.title,
            "day_text": day_text,
            "time_text": time_text,
            "place": meeting.place,
            "chair_title": meeting.content.chair_title,
        },
        "agenda": meeting.discussions.iter().map(agenda).collect::<Vec<_>>(),
        "invitees": meeting.invitations.iter().map(|it| it.addressee()).collect::<Vec<_>>(),
        "attendees": meeting.content.attendees.iter().map(attendee).collect::<Vec<_>>(),
        "discussions": meeting.discussions.iter().map(|it| discussed(meeting, it)).collect::<Vec<_>>(),
    })
}

fn discussed(meeting: &Meeting, discussion: &Discussion) -> Value {
    let actions = discussion.action_items.iter();
    json!({
        "registration_number": discussion.headline.registration_number,
        "app_title": discussion.headline.app_title,
        "proposing_agency_title": discussion.headline.proposing_agency_title,
        "points": discussion.points,
        "outcome": discussion.outcome,
        "result_title": discussion.result.map(|it| it.title()).unwrap_or_default(),
        "action_items": actions
            .map(|it| json!({ "text": it.text, "required": it.required }))
            .collect::<Vec<_>>(),
        "recused_agencies": meeting.recused(discussion).map(|it| it.title.as_str()).collect::<Vec<_>>(),
    })
}

/// As in `Senin, 12 Januari 2026` and `09.00 s.d. 11.00 WIB`.
fn when(meeting: &Meeting) -> (String, String) {
    const BETWEEN: &str = " pukul ";
    let zone = meeting.zone();
    let (start, end) = (zone.write(meeting.starts_at), zone.write(meeting.ends_at));
    let (first_day, from) = start.split_once(BETWEEN).unwrap_or((&start, ""));
    let (last_day, until) = end.split_once(BETWEEN).unwrap_or((&end, ""));
    let from = from.split(' ').next().unwrap_or_default();
    let day =
        if first_day == last_day { first_day.to_owned() } else { format!("{first_day} s.d. {last_day}") };
    (day, format!("{from} s.d. {until}"))
}
