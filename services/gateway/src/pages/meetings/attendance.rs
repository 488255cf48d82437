//! Who was present: a row for each, of the agencies that were invited.

use super::{
    find,
    mistake::{Mistake, explained},
    path,
};
use crate::pages::{
    member::Member,
    posted::{Posted, Sent},
    refusal::Refusal,
    shell::{Shell, page, shown},
    told::meeting::{Attendee, Meeting},
};
use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use serde_json::json;

/// Empty rows that are offered besides those in use.
const SPARE: usize = 3;

#[derive(Template)]
#[template(path = "meetings/attendance.html")]
struct Attendance {
    shell: Shell,
    meeting: Meeting,
    rows: Vec<Attendee>,
    request_id: String,
    mistake: Mistake,
}

/// The rows there are, or those that invited agencies said they would send.
pub(super) async fn open(
    member: Member,
    Path((agency, id)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let meeting = find(&member, &agency, &id).await?;
    let mut rows = meeting.attendees.clone();
    if rows.is_empty() {
        rows = expected(&meeting);
    }
    Ok(page(&build(&member, meeting, rows, Mistake::default()).await?))
}

/// Keeps who was present, or shows more rows.
pub(super) async fn save(
    Path((agency, id)): Path<(String, String)>,
    Sent { member, form }: Sent,
) -> Result<Response, Refusal> {
    let rows = read(&form);
    if form.has("more") {
        let meeting = find(&member, &agency, &id).await?;
        return Ok(page(&build(&member, meeting, rows, Mistake::default()).await?));
    }
    if filled(&rows).any(|it| it.agency.is_empty()) {
        let meeting = find(&member, &agency, &id).await?;
        let mistake = Mistake::new("attendees", "Pilih instansi setiap yang hadir.");
        return Ok(shown(StatusCode::BAD_REQUEST, &build(&member, meeting, rows, mistake).await?));
    }
    let attendee = |it: &Attendee| json!({ "agency": it.agency, "displayName": it.display_name, "positionTitle": it.position_title });
    let attendees: Vec<_> = filled(&rows).map(attendee).collect();
    let path = format!("{}:recordAttendance", path(&agency, &id));
    match member.post::<Meeting>(&path, form.get("request_id"), &json!({ "attendees": attendees })).await {
        Ok(meeting) => Ok(Redirect::to(&format!("{}?done=attended", meeting.address())).into_response()),
        Err(refusal) => {
            let meeting = find(&member, &agency, &id).await?;
            let again = build(&member, meeting, rows, explained(&refusal)).await?;
            Ok(shown(refusal.status, &again))
        }
    }
}

async fn build(
    member: &Member,
    meeting: Meeting,
    mut rows: Vec<Attendee>,
    mistake: Mistake,
) -> Result<Attendance, Refusal> {
    if !mistake.is_some() {
        rows.extend((0..SPARE).map(|_| Attendee::default()));
    }
    Ok(Attendance {
        shell: Shell::of(member).await?,
        meeting,
        rows,
        request_id: member.request_id(),
        mistake,
    })
}

impl Attendance {
    /// Whether a row was begun and not finished.
    fn is_wrong(&self, row: &Attendee) -> bool {
        let is_blank = row.display_name.is_empty() && row.position_title.is_empty();
        let lacks_one = row.agency.is_empty() || row.display_name.is_empty() || row.position_title.is_empty();
        self.mistake.is_some() && !is_blank && lacks_one
    }

    /// Id of the first field that was left out.
    fn first_incomplete(&self) -> String {
        let at = self.rows.iter().position(|it| self.is_wrong(it)).unwrap_or_default();
        let field = match self.rows.get(at) {
            Some(row) if row.agency.is_empty() => "agency",
            Some(row) if row.display_name.is_empty() => "name",
            _ => "position",
        };
        format!("{field}-{}", at + 1)
    }
}

fn expected(meeting: &Meeting) -> Vec<Attendee> {
    let coming = meeting.invitations.iter().filter(|it| it.response != "DECLINED");
    coming
        .flat_map(|it| {
            let names = if it.delegates.is_empty() { vec![String::new()] } else { it.delegates.clone() };
            names.into_iter().map(|name| {
                let (display_name, position_title) =
                    name.split_once(',').map_or((name.as_str(), ""), |(name, title)| (name, title.trim()));
                Attendee {
                    agency: it.agency.clone(),
                    display_name: display_name.to_owned(),
                    position_title: position_title.to_owned(),
                    ..Attendee::default()
                }
            })
        })
        .collect()
}

/// Rows without a name were not filled in.
fn filled(rows: &[Attendee]) -> impl Iterator<Item = &Attendee> {
    rows.iter().filter(|it| !it.display_name.is_empty() || !it.position_title.is_empty())
}

fn read(form: &Posted) -> Vec<Attendee> {
    let columns = form.all("agency").zip(form.all("name")).zip(form.all("position"));
    let rows = columns.map(|((agency, name), position)| Attendee {
        agency: agency.to_owned(),
        display_name: name.to_owned(),
        position_title: position.to_owned(),
        ..Attendee::default()
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_were_left_empty_are_nobody() {
        let form = Posted::read(
            b"agency=agencies/a&name=Ani&position=Kepala&agency=agencies/b&name=&position=&agency=agencies/c&name=Budi&position=Staf",
        );

        let rows = read(&form);

        let names: Vec<_> = filled(&rows).map(|it| (it.agency.as_str(), it.display_name.as_str())).collect();
        assert_eq!(names, [("agencies/a", "Ani"), ("agencies/c", "Budi")]);
    }
}
