//! What is told of meetings: to whom they are, and to whom they are not any more.

use super::{Desk, required};
use crate::{
    notice::{Addressee, Content, Happening, Meeting},
    store,
};
use platform::{Agency, ResourceName, Result, inbox::Handle};
use proto::meeting::v1::{self as meeting, MeetingCancelled, MeetingScheduled, invitation::Role};
use sqlx::PgConnection;

/// Someone invited, with the requests of theirs that are discussed.
struct Invited {
    addressee: Addressee,
    registration_numbers: Vec<String>,
    app_titles: Vec<String>,
}

impl Handle<MeetingScheduled> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: MeetingScheduled) -> Result<()> {
        let meeting = required("meeting", event.meeting)?;
        let name = ResourceName::parse("meetings", &meeting.name)?;
        let told = told(&meeting, event.sequence)?;
        let invited = self.invited(tx, &meeting).await?;
        let now: Vec<Addressee> = invited.iter().map(|it| it.addressee.clone()).collect();
        let before = store::replace_invited(tx, &name, &now).await?;

        // One fact for both: who is still invited in another position is not told that they are not.
        let fact = format!("scheduled {name} as {}", event.sequence);
        self.tell_invited(tx, &fact, &name, invited, &Happening::MeetingScheduled(told.clone())).await?;
        let gone = before.into_iter().filter(|it| !now.contains(it)).map(Invited::alone).collect();
        self.tell_invited(tx, &fact, &name, gone, &Happening::MeetingLeft(told)).await
    }
}

impl Handle<MeetingCancelled> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: MeetingCancelled) -> Result<()> {
        let meeting = required("meeting", event.meeting)?;
        let name = ResourceName::parse("meetings", &meeting.name)?;
        let told = told(&meeting, event.sequence)?;
        let invited = self.invited(tx, &meeting).await?;
        let happening = Happening::MeetingCancelled { meeting: told, reason: event.reason };
        self.tell_invited(tx, &format!("cancelled {name}"), &name, invited, &happening).await
    }
}

impl Desk {
    /// The positions that are invited, and those who filed what is discussed: each once, whatever brings them.
    async fn invited(&self, tx: &mut PgConnection, meeting: &meeting::Meeting) -> Result<Vec<Invited>> {
        let mut invited: Vec<Invited> = vec![];
        for invitation in meeting.invitations.iter().filter(|it| !it.position.is_empty()) {
            let agency = Agency::from_name(&invitation.agency)?;
            let position = invitation.position.clone();
            let mut it = Invited::alone(Addressee { agency, position, person: None });
            // Members see the whole agenda, guests none of it.
            if invitation.role() == Role::Member {
                for discussion in &meeting.discussions {
                    it.discusses(&discussion.registration_number, &discussion.app_title);
                }
            }
            invited.push(it);
        }
        for discussion in &meeting.discussions {
            let known = self.known(tx, &discussion.submission).await?;
            let place = match invited.iter().position(|it| it.addressee == known.applicant) {
                Some(place) => place,
                None => {
                    invited.push(Invited::alone(known.applicant));
                    invited.len() - 1
                }
            };
            invited[place].discusses(&known.registration_number, &known.app_title);
        }
        Ok(invited)
    }

    async fn tell_invited(
        &self,
        tx: &mut PgConnection,
        fact: &str,
        meeting: &ResourceName,
        invited: Vec<Invited>,
        happening: &Happening,
    ) -> Result<()> {
        for it in invited {
            let content = Content {
                registration_number: it.registration_numbers.join(", "),
                app_title: it.app_titles.join("; "),
                happening: happening.clone(),
            };
            let (fact, resource, agency) = (fact.to_owned(), meeting.to_string(), meeting.agency.clone());
            self.put(tx, fact, resource, agency, content, it.addressee).await?;
        }
        Ok(())
    }
}

impl Invited {
    fn alone(addressee: Addressee) -> Self {
        Self { addressee, registration_numbers: vec![], app_titles: vec![] }
    }

    fn discusses(&mut self, registration_number: &str, app_title: &str) {
        self.registration_numbers.push(registration_number.to_owned());
        self.app_titles.push(app_title.to_owned());
    }
}

fn told(meeting: &meeting::Meeting, sequence: i32) -> Result<Meeting> {
    let start_second = required("start_time", meeting.start_time)?.seconds;
    Ok(Meeting {
        title: meeting.title.clone(),
        start_second,
        end_second: meeting.end_time.map_or(start_second, |it| it.seconds),
        place: meeting.place.clone(),
        changed: 1 < sequence,
        sequence,
    })
}
