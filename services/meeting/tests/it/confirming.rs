//! Confirming writes the outcome to all cases or to none, once, and by the secretariat alone.

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
    meeting::v1::{
        AgendaItem, Attendee, CaseDiscussed, ConfirmMeetingRequest, CreateMeetingRequest, Discussion,
        ListAgendaItemsRequest, ListCoordinationTeamsRequest, Meeting, RecordAttendanceRequest,
        RecordDiscussionRequest, ScheduleMeetingRequest, agenda_item, discussion,
    },
    review::v1::{CaseClosed, CoordinationRequested, case},
};
use sqlx::{ConnectOptions as _, migrate::Migrator};
use std::path::Path;
use tonic::{Code, Status, service::Routes};

const MINISTRY: &str = "kemenpanrb";
const OFFICE: &str = "deputi-kelembagaan-tata-laksana";
const SECRETARIAT: &str = "sekretariat-tim-koordinasi-spbe";

/// The national team with cases of a city on its agenda.
struct Team {
    stack: Stack,
}

#[tokio::test(flavor = "multi_thread")]
async fn one_case_without_an_outcome_keeps_the_outcome_from_all_of_them() {
    let team = Team::start(3).await;
    let meeting = team.convene().await;
    for item in &meeting.agenda_items[..2] {
        team.discuss(&meeting, item).await;
    }

    let refused = team.confirm(SECRETARIAT, &meeting, &team.id()).await.unwrap_err();
    let before = (team.told().await.len(), team.items(agenda_item::State::Convened).await.len());
    team.discuss(&meeting, &meeting.agenda_items[2]).await;
    let confirmed = team.confirm(SECRETARIAT, &meeting, &team.id()).await.unwrap();

    assert_eq!((refused.code(), before), (Code::FailedPrecondition, (0, 3)));
    assert_eq!(confirmed.discussions.len(), 3);
    assert_eq!((team.told().await.len(), team.items(agenda_item::State::Concluded).await.len()), (3, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_meeting_is_confirmed_once_and_the_same_request_gets_the_same_answer() {
    let team = Team::start(1).await;
    let meeting = team.convene().await;
    team.discuss(&meeting, &meeting.agenda_items[0]).await;
    let request_id = team.id();

    let other = team.confirm("staf-deputi-kelembagaan", &meeting, &team.id()).await.unwrap_err();
    let confirmed = team.confirm(SECRETARIAT, &meeting, &request_id).await.unwrap();
    let repeated = team.confirm(SECRETARIAT, &meeting, &request_id).await.unwrap();
    let again = team.confirm(SECRETARIAT, &meeting, &team.id()).await.unwrap_err();

    assert_eq!((other.code(), again.code()), (Code::PermissionDenied, Code::FailedPrecondition));
    assert_eq!(confirmed, repeated);
    assert_eq!(team.told().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_ended_leaves_its_meeting_and_is_not_discussed() {
    let team = Team::start(2).await;
    let meeting = team.convene().await;
    let ended = team.items(agenda_item::State::Convened).await.remove(0);

    team.tell(&ended.case, &CaseClosed { state: case::State::Withdrawn.into(), ..closed(&ended) }).await;
    eventually(async || (team.items(agenda_item::State::Removed).await.len() == 1).then_some(())).await;
    let left = meeting.agenda_items.iter().find(|it| **it != ended.name).unwrap();
    team.discuss(&meeting, left).await;
    let confirmed = team.confirm(SECRETARIAT, &meeting, &team.id()).await.unwrap();

    assert_eq!(confirmed.discussions.len(), 1);
    assert!(team.told().await.iter().all(|it| it.case != ended.case));
}

impl Team {
    /// With so many cases on its agenda.
    async fn start(cases: usize) -> Self {
        let services =
            |parts: &Parts| vec![meeting::service(parts), directory::service(parts), teller("review")];
        let team = Self { stack: Stack::start(services).await };
        let deploy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy");
        directory::import(&team.stack.parts, Some(&deploy.join("demo"))).await.unwrap();
        let title_of = |slug: &str| directory::find(slug).map(|it| it.title.clone());
        meeting::import(&team.stack.parts, &deploy.join("teams"), title_of).await.unwrap();
        for number in 0..cases {
            team.request(number).await;
        }
        eventually(async || (team.items(agenda_item::State::Waiting).await.len() == cases).then_some(()))
            .await;
        team
    }

    async fn request(&self, number: usize) {
        let case = format!("agencies/{MINISTRY}/cases/{}", self.id());
        let event = CoordinationRequested {
            case: case.clone(),
            team: "spbe-nasional".to_owned(),
            dossier: Some(Dossier {
                submission: format!("agencies/{MINISTRY}/submissions/{}", self.id()),
                registration_number: format!("PANRB-2026-{number:06}"),
                app_title: "Perizinan".to_owned(),
                proposing_agency: "agencies/kota-tangerang".to_owned(),
                proposing_agency_title: "Kota Tangerang".to_owned(),
                proposing_office: "sekretariat-daerah".to_owned(),
                ..Dossier::default()
            }),
            reviewing_offices: vec![OFFICE.to_owned()],
            request_time: Some(time::to_proto(self.stack.parts.clock.now())),
        };
        self.tell(&case, &event).await;
    }

    /// A meeting on every waiting case, which has begun and at which four members are present.
    async fn convene(&self) -> Meeting {
        let items = self.items(agenda_item::State::Waiting).await;
        let teams = ListCoordinationTeamsRequest { parent: parent(), ..Default::default() };
        let teams = client(&self.stack).list_coordination_teams(self.call(SECRETARIAT, teams)).await.unwrap();
        let start = self.stack.parts.clock.now() + SignedDuration::from_hours(1);
        let meeting = Meeting {
            title: "Rapat Pembahasan".to_owned(),
            team: teams.into_inner().coordination_teams[0].name.clone(),
            start_time: Some(time::to_proto(start)),
            end_time: Some(time::to_proto(start + SignedDuration::from_hours(2))),
            place: "Ruang Sriwijaya".to_owned(),
            agenda_items: items.iter().map(|it| it.name.clone()).collect(),
            ..Meeting::default()
        };
        let create = CreateMeetingRequest { parent: parent(), meeting: Some(meeting), request_id: self.id() };
        let name = client(&self.stack)
            .create_meeting(self.call(SECRETARIAT, create))
            .await
            .unwrap()
            .into_inner()
            .name;
        let schedule = ScheduleMeetingRequest { name: name.clone(), request_id: self.id() };
        client(&self.stack).schedule_meeting(self.call(SECRETARIAT, schedule)).await.unwrap();
        let clock = &self.stack.parts.clock;
        clock.set_shift(clock.shift_to(start + SignedDuration::from_mins(5)).unwrap());
        let attendees = ["kemenpanrb", "bssn", "brin", "kemenkeu"].map(|it| Attendee {
            agency: format!("agencies/{it}"),
            agency_title: String::new(),
            display_name: "Utusan".to_owned(),
            position_title: "Wakil".to_owned(),
        });
        let record = RecordAttendanceRequest { name, attendees: attendees.to_vec(), request_id: self.id() };
        let request = self.call(SECRETARIAT, record);
        let meeting = client(&self.stack).record_attendance(request).await.unwrap().into_inner();
        Meeting { agenda_items: items.into_iter().map(|it| it.name).collect(), ..meeting }
    }

    async fn discuss(&self, meeting: &Meeting, item: &str) {
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

    async fn confirm(&self, position: &str, meeting: &Meeting, request_id: &str) -> Result<Meeting, Status> {
        let (name, request_id) = (meeting.name.clone(), request_id.to_owned());
        let request = self.call(position, ConfirmMeetingRequest { name, request_id });
        Ok(client(&self.stack).confirm_meeting(request).await?.into_inner())
    }

    async fn items(&self, state: agenda_item::State) -> Vec<AgendaItem> {
        let request = ListAgendaItemsRequest { parent: parent(), state: state.into(), ..Default::default() };
        let answer = client(&self.stack).list_agenda_items(self.call(SECRETARIAT, request)).await;
        answer.unwrap().into_inner().agenda_items
    }

    /// Every outcome that was told.
    async fn told(&self) -> Vec<CaseDiscussed> {
        let mut db = self.stack.owner.connect().await.unwrap();
        let bodies: Vec<Vec<u8>> = sqlx::query_scalar("select body from meeting.outbox where kind = $1")
            .bind(CaseDiscussed::full_name())
            .fetch_all(&mut db)
            .await
            .unwrap();
        bodies.iter().map(|it| CaseDiscussed::decode(it.as_slice()).unwrap()).collect()
    }

    /// Tells an event about a case, as review would.
    async fn tell<E: Message + Name>(&self, case: &str, event: &E) {
        let case = ResourceName::parse("cases", case).unwrap();
        let agency: Agency = MINISTRY.parse().unwrap();
        let mut tx =
            tenancy::begin(&self.stack.parts.database("review"), &Caller::platform(&agency)).await.unwrap();
        outbox::publish(&mut tx, &case, self.stack.parts.clock.now(), event).await.unwrap();
        tx.commit().await.unwrap();
    }

    fn call<T>(&self, position: &str, body: T) -> tonic::Request<T> {
        let caller = Caller { office: OFFICE.to_owned(), ..caller(MINISTRY, position) };
        self.stack.call(&caller, body)
    }

    fn id(&self) -> String {
        self.stack.parts.clock.id().to_string()
    }
}

fn parent() -> String {
    format!("agencies/{MINISTRY}")
}

fn closed(item: &AgendaItem) -> CaseClosed {
    CaseClosed { case: item.case.clone(), submission: item.submission.clone(), ..CaseClosed::default() }
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
