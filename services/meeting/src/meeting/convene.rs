//! Convening a meeting and changing it: what is asked, who is invited.

use super::{Content, Discussion, Invitation, Meeting, Party, Response, Role, State, day};
use crate::{
    agenda::{AgendaItem, Headline},
    team::Team,
};
use jiff::Timestamp;
use platform::{Agency, Error, Result, indonesian::Zone};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What the secretariat decides of a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) title: String,
    pub(crate) starts_at: Timestamp,
    pub(crate) ends_at: Timestamp,
    pub(crate) place: String,
    /// In their order, each once.
    pub(crate) items: Vec<Uuid>,
    /// Agency and slug of the position.
    pub(crate) guests: Vec<(Agency, String)>,
}

/// An agency that is invited besides members and proposers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Guest {
    pub(crate) agency: Agency,
    pub(crate) title: String,
    pub(crate) position: String,
}

/// What the directory knows of those concerned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Surroundings {
    /// IANA name.
    pub(crate) time_zone: String,
    /// Titles of the guests' agencies.
    pub(crate) agencies: BTreeMap<Agency, String>,
    /// Titles of positions, by agency and slug; one that is unknown is missing.
    pub(crate) positions: BTreeMap<(Agency, String), String>,
}

impl Surroundings {
    fn position(&self, agency: &Agency, position: &str) -> String {
        self.positions.get(&(agency.clone(), position.to_owned())).cloned().unwrap_or_default()
    }
}

impl Meeting {
    /// Plans a session of `team` on `items`.
    pub(crate) fn convene(
        id: Uuid,
        team: &Team,
        draft: Draft,
        items: &[AgendaItem],
        around: &Surroundings,
        now: Timestamp,
    ) -> Result<Self> {
        if draft.starts_at <= now {
            return Err(Error::invalid("start_time is past"));
        }
        let mut meeting = Self {
            agency: team.agency.clone(),
            id,
            team: team.id,
            title: String::new(),
            starts_at: draft.starts_at,
            ends_at: draft.ends_at,
            place: String::new(),
            state: State::Planned,
            offices: team.offices.clone(),
            content: Content::default(),
            revision: 1,
            sequence: 0,
            invitation_letter: None,
            minutes_letter: None,
            attendance_letter: None,
            invited_at: None,
            cancel_reason: String::new(),
            confirmed_at: None,
            invitations: vec![],
            discussions: vec![],
        };
        meeting.set(team, draft, items, around)?;
        Ok(meeting)
    }

    /// Changes what the secretariat decides. Where the invitation is requested and not signed yet, `letter` replaces it.
    pub(crate) fn change(
        &mut self,
        team: &Team,
        draft: Draft,
        items: &[AgendaItem],
        around: &Surroundings,
        now: Timestamp,
        letter: Uuid,
    ) -> Result<Change> {
        self.expect_open("changed")?;
        if draft.starts_at != self.starts_at && draft.starts_at <= now {
            return Err(Error::invalid("start_time is past"));
        }
        let is_moved = self.is_moved_by(&draft);
        self.set(team, draft, items, around)?;
        if is_moved {
            self.invitations.iter_mut().for_each(Invitation::ask_again);
        }
        self.revision += 1;
        Ok(self.announce(letter))
    }

    /// Whether `draft` is at another time: an answer was to its time, so all are asked again (RFC 5546, 3.2.2.1).
    pub(crate) fn is_moved_by(&self, draft: &Draft) -> bool {
        (draft.starts_at, draft.ends_at) != (self.starts_at, self.ends_at)
    }

    /// What the secretariat decided so far.
    pub(crate) fn draft(&self) -> Draft {
        Draft {
            title: self.title.clone(),
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            place: self.place.clone(),
            items: self.discussions.iter().map(|it| it.agenda_item).collect(),
            guests: self.content.guests.iter().map(|it| (it.agency.clone(), it.position.clone())).collect(),
        }
    }

    /// Takes a case off, since it ended. A proposer who is left without a case is not invited any more.
    pub(crate) fn take_off(&mut self, item: Uuid, letter: Uuid) -> Change {
        self.discussions.retain(|it| it.agenda_item != item);
        self.settle_proposers();
        self.revision += 1;
        self.announce(letter)
    }

    /// Calls a case as its dossier does since; none where it is called so already.
    pub(crate) fn rename(&mut self, item: Uuid, headline: &Headline, letter: Uuid) -> Option<Change> {
        let is_old = |it: &&mut Discussion| it.agenda_item == item && it.headline != *headline;
        self.discussions.iter_mut().find(is_old)?.headline.clone_from(headline);
        self.revision += 1;
        Some(self.announce(letter))
    }

    fn announce(&mut self, letter: Uuid) -> Change {
        if self.discussions.is_empty() {
            // Nobody is called to discuss nothing: the secretariat puts another case on it, or cancels it.
            if self.unsigned_invitation().is_some() {
                self.state = State::Planned;
                self.invitation_letter = None;
            }
            return Change::Plain;
        }
        if self.invited_at.is_some() {
            self.sequence += 1;
            return Change::ToTell;
        }
        if self.state == State::Scheduled {
            self.invitation_letter = Some(letter);
            return Change::ToInvite;
        }
        Change::Plain
    }

    fn set(&mut self, team: &Team, draft: Draft, items: &[AgendaItem], around: &Surroundings) -> Result<()> {
        let today = day(Zone::named(&around.time_zone), draft.starts_at);
        let members: Vec<_> = team.on(today).collect();
        self.title = draft.title;
        self.starts_at = draft.starts_at;
        self.ends_at = draft.ends_at;
        self.place = draft.place;
        self.discuss(team, &draft.items, items)?;
        self.content.time_zone = around.time_zone.clone();
        self.content.quorum_percent = team.quorum_percent;
        self.content.chair_title = match around.position(&team.agency, &team.chair_position) {
            title if title.is_empty() => format!("Ketua {}", team.title),
            title => title,
        };
        self.content.members = members.iter().map(|it| it.party()).collect();
        let guests = draft.guests.into_iter().map(|(agency, position)| {
            let title = around.agencies.get(&agency).cloned().unwrap_or_default();
            Guest { agency, title, position }
        });
        self.content.guests = guests.collect();

        let mut invited: Vec<Invitation> = members
            .iter()
            .map(|it| self.invitation(Role::Member, it.party(), it.position.clone(), around))
            .collect();
        for guest in &self.content.guests {
            if !invited.iter().any(|it| it.member_agency == guest.agency) {
                let party = Party { agency: guest.agency.clone(), title: guest.title.clone() };
                invited.push(self.invitation(Role::Guest, party, guest.position.clone(), around));
            }
        }
        self.invitations = invited;
        self.settle_proposers();
        self.expect_quorum()
    }

    /// An answer that was given stays.
    fn invitation(&self, role: Role, party: Party, position: String, around: &Surroundings) -> Invitation {
        let before = self.invitations.iter().find(|it| it.member_agency == party.agency);
        Invitation {
            agency: self.agency.clone(),
            meeting: self.id,
            position_title: around.position(&party.agency, &position),
            title: party.title,
            role,
            offices: vec![],
            response: before.map_or(Response::Pending, |it| it.response),
            delegates: before.map(|it| it.delegates.clone()).unwrap_or_default(),
            note: before.map(|it| it.note.clone()).unwrap_or_default(),
            member_agency: party.agency,
            position,
        }
    }

    /// Puts the cases in their order; what was recorded of one stays with it.
    fn discuss(&mut self, team: &Team, order: &[Uuid], items: &[AgendaItem]) -> Result<()> {
        let mut discussions = vec![];
        for (id, place) in order.iter().zip(1..) {
            let item = items.iter().find(|it| it.id == *id);
            let item = item.ok_or_else(|| Error::NotFound(format!("agenda item {id}")))?;
            item.fits(team, self.id)?;
            let known = self.discussions.iter().find(|it| it.agenda_item == *id).cloned();
            let known = known.unwrap_or_else(|| Discussion::of(item, self.id, place));
            discussions.push(Discussion { place, ..known });
        }
        self.discussions = discussions;
        Ok(())
    }

    /// Invites every proposer, as a member or guest where it is one already.
    fn settle_proposers(&mut self) {
        let mut offices: BTreeMap<Agency, (String, BTreeSet<String>)> = BTreeMap::new();
        for discussion in &self.discussions {
            let title = discussion.headline.proposing_agency_title.clone();
            let entry =
                offices.entry(discussion.proposing_agency.clone()).or_insert((title, BTreeSet::new()));
            entry.1.insert(discussion.proposing_office.clone());
        }
        self.invitations.retain(|it| it.role != Role::Proposer || offices.contains_key(&it.member_agency));
        for invitation in &mut self.invitations {
            let proposed = offices.remove(&invitation.member_agency);
            invitation.offices = proposed.map(|it| it.1.into_iter().collect()).unwrap_or_default();
        }
        for (agency, (title, offices)) in offices {
            let party = Party { agency, title };
            let invitation = self.invitation(Role::Proposer, party, String::new(), &Surroundings::default());
            self.invitations.push(Invitation { offices: offices.into_iter().collect(), ..invitation });
        }
    }

    /// Whether each case has members enough that are not recused.
    fn expect_quorum(&self) -> Result<()> {
        if self.content.members.is_empty() {
            return Err(Error::Conflict("the team has no members on that day".to_owned()));
        }
        for discussion in &self.discussions {
            if self.tally(discussion).members == 0 {
                let number = &discussion.headline.registration_number;
                return Err(Error::Conflict(format!(
                    "{number}: every member is recused, so there is no quorum"
                )));
            }
        }
        Ok(())
    }
}

/// What follows from a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// Nobody else knows of it yet.
    Plain,
    /// Another invitation is to be signed.
    ToInvite,
    /// Those invited are to be told.
    ToTell,
}
