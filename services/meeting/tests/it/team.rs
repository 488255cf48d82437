//! The national team at work.

use crate::client;
use jiff::SignedDuration;
use platform::{
    Agency, Caller, Parts, ResourceName, Service,
    inbox::Subscriptions,
    outbox, tenancy,
    testing::{Stack, caller, eventually},
    time,
};
use prost::{Message, Name};
use proto::{
    intake::v1::Dossier,
    letter::v1::LetterIssued,
    meeting::v1::{
        AgendaItem, Attendee, ConfirmMeetingRequest, CreateMeetingRequest, Discussion, Guest,
        ListAgendaItemsRequest, ListCoordinationTeamsRequest, Meeting, MeetingScheduled,
        RecordAttendanceRequest, RecordDiscussionRequest, ScheduleMeetingRequest, agenda_item, discussion,
    },
    review::v1::{CaseClosed, CoordinationRequested, case},
};
use sqlx::{ConnectOptions as _, migrate::Migrator};
use std::path::Path;
use tonic::{Status, service::Routes};

pub(crate) const MINISTRY: &str = "kemenpanrb";
pub(crate) const OFFICE: &str = "deputi-kelembagaan-tata-laksana";
pub(crate) const SECRETARIAT: &str = "sekretariat-tim-koordinasi-spbe";

/// The national team with cases of a city on its agenda.
pub(crate) struct Team {
    pub(crate) stack: Stack,
}

impl Team {
    /// With so many cases on its agenda.
    pub(crate) async fn start(cases: usize) -> Self {
        let team = Self::start_with(|_| vec![]).await;
        for number in 0..cases {
            team.request(number, "kota-tangerang").await;
        }
        team
    }

    /// With other services besides, and nothing on its agenda.
    pub(crate) async fn start_with(others: impl FnOnce(&Parts) -> Vec<Service>) -> Self {
        let services = |parts: &Parts| {
            let own =
                [meeting::service(parts), directory::service(parts), teller("review"), teller("letter")];
            own.into_iter().chain(others(parts)).collect()
        };
        let team = Self { stack: Stack::start(services).await };
        let deploy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy");
        directory::import(&team.stack.parts, Some(&deploy.join("demo"))).await.unwrap();
        let title_of = |slug: &str| directory::find(slug).map(|it| it.title.clone());
        meeting::import(&team.stack.parts, &deploy.join("teams"), title_of).await.unwrap();
        team
    }

    /// Puts a case of an agency on the agenda.
    pub(crate) async fn request(&self, number: usize, proposer: &str) {
        self.request_with(number, proposer, Dossier::default()).await;
    }

    /// The same with what else `dossier` holds.
    pub(crate) async fn request_with(&self, number: usize, proposer: &str, dossier: Dossier) {
        let case = format!("agencies/{MINISTRY}/cases/{}", self.id());
        let dossier = Dossier {
            submission: format!("agencies/{MINISTRY}/submissions/{}", self.id()),
            registration_number: format!("PANRB-2026-{number:06}"),
            app_title: "Perizinan".to_owned(),
            proposing_agency: format!("agencies/{proposer}"),
            proposing_agency_title: proposer.to_owned(),
            proposing_office: "sekretariat-daerah".to_owned(),
            ..dossier
        };
        let event = self.requested(&case, dossier);
        let before = self.items(agenda_item::State::Waiting).await.len();
        self.tell("review", &ResourceName::parse("cases", &case).unwrap(), &event).await;
        eventually(async || (before < self.items(agenda_item::State::Waiting).await.len()).then_some(()))
            .await;
    }

    /// Puts a case to the team once more, under another name.
    pub(crate) async fn rename(&self, case: &str, app_title: &str) {
        let dossier = Dossier {
            app_title: app_title.to_owned(),
            proposing_agency: "agencies/kota-tangerang".to_owned(),
            ..Dossier::default()
        };
        let event = self.requested(case, dossier);
        self.tell("review", &ResourceName::parse("cases", case).unwrap(), &event).await;
    }

    fn requested(&self, case: &str, dossier: Dossier) -> CoordinationRequested {
        CoordinationRequested {
            case: case.to_owned(),
            team: "spbe-nasional".to_owned(),
            dossier: Some(dossier),
            reviewing_offices: vec![OFFICE.to_owned()],
            request_time: Some(time::to_proto(self.stack.parts.clock.now())),
        }
    }

    /// A meeting on every waiting case, which has begun and at which four members are present.
    pub(crate) async fn convene(&self) -> Meeting {
        let planned = self.plan(&[]).await;
        self.schedule(&planned).await;
        self.begin(planned.name).await
    }

    /// A scheduled meeting begins, and four members are present.
    pub(crate) async fn begin(&self, name: String) -> Meeting {
        let clock = &self.stack.parts.clock;
        clock.set_shift(clock.shift_to(clock.now() + SignedDuration::from_mins(65)).unwrap());
        let record = RecordAttendanceRequest { name, attendees: four_members(), request_id: self.id() };
        client(&self.stack).record_attendance(self.call(SECRETARIAT, record)).await.unwrap().into_inner()
    }

    /// A meeting in an hour on every waiting case, with the heads of these agencies as guests.
    pub(crate) async fn plan(&self, guests: &[&str]) -> Meeting {
        self.try_plan(guests).await.unwrap()
    }

    pub(crate) async fn try_plan(&self, guests: &[&str]) -> Result<Meeting, Status> {
        let items = self.items(agenda_item::State::Waiting).await;
        let teams = ListCoordinationTeamsRequest { parent: parent(), ..Default::default() };
        let teams = client(&self.stack).list_coordination_teams(self.call(SECRETARIAT, teams)).await.unwrap();
        let start = self.stack.parts.clock.now() + SignedDuration::from_hours(1);
        let guest = |it: &&str| Guest { agency: format!("agencies/{it}"), position: "kepala".to_owned() };
        let meeting = Meeting {
            title: "Rapat Pembahasan".to_owned(),
            team: teams.into_inner().coordination_teams[0].name.clone(),
            start_time: Some(time::to_proto(start)),
            end_time: Some(time::to_proto(start + SignedDuration::from_hours(2))),
            place: "Ruang Sriwijaya".to_owned(),
            agenda_items: items.iter().map(|it| it.name.clone()).collect(),
            guests: guests.iter().map(guest).collect(),
            ..Meeting::default()
        };
        let create = CreateMeetingRequest { parent: parent(), meeting: Some(meeting), request_id: self.id() };
        Ok(client(&self.stack).create_meeting(self.call(SECRETARIAT, create)).await?.into_inner())
    }

    pub(crate) async fn schedule(&self, meeting: &Meeting) -> Meeting {
        let schedule = ScheduleMeetingRequest { name: meeting.name.clone(), request_id: self.id() };
        client(&self.stack).schedule_meeting(self.call(SECRETARIAT, schedule)).await.unwrap().into_inner()
    }

    /// Has the invitation of a scheduled meeting signed.
    pub(crate) async fn sign_invitation(&self, meeting: &Meeting) {
        let before = self.told::<MeetingScheduled>().await.len();
        self.sign_letter(meeting).await;
        eventually(async || (before < self.told::<MeetingScheduled>().await.len()).then_some(())).await;
    }

    /// The invitation that `meeting` names was signed, whether it counts or not.
    pub(crate) async fn sign_letter(&self, meeting: &Meeting) {
        let event = LetterIssued {
            letter: meeting.invitation_letter.clone(),
            meeting: meeting.name.clone(),
            ..LetterIssued::default()
        };
        self.tell("letter", &ResourceName::parse("letters", &event.letter).unwrap(), &event).await;
    }

    pub(crate) async fn discuss(&self, meeting: &Meeting, item: &str) {
        let discussion = Discussion {
            agenda_item: item.to_owned(),
            result: discussion::Result::Concluded.into(),
            outcome: "Dilanjutkan".to_owned(),
            ..Discussion::default()
        };
        let request = RecordDiscussionRequest {
            name: meeting.name.clone(),
            discussion: Some(discussion),
            request_id: self.id(),
        };
        client(&self.stack).record_discussion(self.call(SECRETARIAT, request)).await.unwrap();
    }

    pub(crate) async fn confirm(
        &self,
        position: &str,
        meeting: &Meeting,
        request_id: &str,
    ) -> Result<Meeting, Status> {
        let (name, request_id) = (meeting.name.clone(), request_id.to_owned());
        let request = self.call(position, ConfirmMeetingRequest { name, request_id });
        Ok(client(&self.stack).confirm_meeting(request).await?.into_inner())
    }

    pub(crate) async fn items(&self, state: agenda_item::State) -> Vec<AgendaItem> {
        let request = ListAgendaItemsRequest { parent: parent(), state: state.into(), ..Default::default() };
        let answer = client(&self.stack).list_agenda_items(self.call(SECRETARIAT, request)).await;
        answer.unwrap().into_inner().agenda_items
    }

    /// Every event of a kind that was told.
    pub(crate) async fn told<E: Message + Name + Default>(&self) -> Vec<E> {
        let mut db = self.stack.owner.connect().await.unwrap();
        let bodies: Vec<Vec<u8>> =
            sqlx::query_scalar("select body from meeting.outbox where kind = $1 order by position")
                .bind(E::full_name())
                .fetch_all(&mut db)
                .await
                .unwrap();
        bodies.iter().map(|it| E::decode(it.as_slice()).unwrap()).collect()
    }

    /// Tells that a case ended, as review would.
    pub(crate) async fn close(&self, item: &AgendaItem) {
        let event = CaseClosed {
            case: item.case.clone(),
            submission: item.submission.clone(),
            state: case::State::Withdrawn.into(),
            ..CaseClosed::default()
        };
        self.tell("review", &ResourceName::parse("cases", &item.case).unwrap(), &event).await;
    }

    /// Tells an event of another service.
    async fn tell<E: Message + Name>(&self, service: &'static str, about: &ResourceName, event: &E) {
        let agency: Agency = MINISTRY.parse().unwrap();
        let mut tx =
            tenancy::begin(&self.stack.parts.database(service), &Caller::platform(&agency)).await.unwrap();
        outbox::publish(&mut tx, about, self.stack.parts.clock.now(), event).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub(crate) fn call<T>(&self, position: &str, body: T) -> tonic::Request<T> {
        self.stack.call(&official(position), body)
    }

    pub(crate) fn id(&self) -> String {
        self.stack.parts.clock.id().to_string()
    }
}

/// Who holds a position of the convening office.
pub(crate) fn official(position: &str) -> Caller {
    Caller { office: OFFICE.to_owned(), ..caller(MINISTRY, position) }
}

/// Who was present: a quorum of the seven members.
pub(crate) fn four_members() -> Vec<Attendee> {
    let attendee = |it: &str| Attendee {
        agency: format!("agencies/{it}"),
        agency_title: String::new(),
        display_name: "Utusan".to_owned(),
        position_title: "Wakil".to_owned(),
    };
    ["kemenpanrb", "bssn", "brin", "kemenkeu"].map(attendee).to_vec()
}

fn parent() -> String {
    format!("agencies/{MINISTRY}")
}

/// A service that has nothing but an outbox.
fn teller(name: &'static str) -> Service {
    Service {
        name,
        migrations: Migrator::with_migrations(vec![]),
        routes: Routes::default(),
        subscriptions: Subscriptions::new(),
        workers: vec![],
    }
}
