//! Sessions of the team that something ends in the midst of their confirmation.

use crate::{
    replica::Replica,
    team::{MINISTRY, Team, four_members},
};
use jiff::SignedDuration;
use platform::{ResourceName, testing::eventually, time};
use prost::Message as _;
use proto::meeting::v1::{
    CaseDiscussed, ConfirmMeetingRequest, CreateMeetingRequest, ListAgendaItemsRequest,
    ListCoordinationTeamsRequest, Meeting, MeetingPaperRequested, RecordAttendanceRequest,
    ScheduleMeetingRequest, agenda_item, meeting,
};
use sqlx::{ConnectOptions as _, PgConnection};
use std::{
    collections::BTreeSet,
    hash::{BuildHasher as _, RandomState},
    time::{Duration, Instant},
};
use tokio::time::timeout;
use tonic::Status;

const CASES: usize = 20;

/// What happens in the midst of a confirmation.
#[derive(Clone, Copy)]
pub(super) enum Blow {
    /// The process dies.
    Kill,
    /// The database drops its connections.
    Cut,
}

/// How many confirmations were found on which side.
#[derive(Debug, Default)]
struct Sides {
    /// Not written, and nothing announced.
    before: u32,
    /// Not written, though some of it was announced in its transaction.
    within: u32,
    /// Written, and nobody heard of it.
    unanswered: u32,
    /// Written and answered.
    answered: u32,
}

/// One session of the team after the other on the same cases, which no session concludes.
pub(super) struct Trial {
    name: String,
    /// The database, as its owner.
    db: PgConnection,
    stream: async_nats::jetstream::stream::Stream,
    team: String,
    replica: Replica,
    /// After how long a confirmation is about to be written; follows what was found.
    turning_point: Duration,
    /// How many sessions were confirmed.
    sessions: i32,
    sides: Sides,
}

impl Trial {
    /// With a replica that alone serves, and after three confirmations that nothing disturbed.
    pub(super) async fn start() -> Self {
        let team = Team::start(CASES).await;
        let name = team.stack.owner.get_database().unwrap().to_owned();
        let (mut db, stream) = (team.stack.owner.connect().await.unwrap(), team.stack.stream().await);
        drop(team);
        eventually(async || backends(&mut db).await.is_empty().then_some(())).await;

        let replica = Replica::start(&name);
        let (team, sides) = (String::new(), Sides::default());
        let mut trial =
            Self { name, db, stream, team, replica, turning_point: Duration::MAX, sessions: 0, sides };
        let parent = format!("agencies/{MINISTRY}");
        let teams = trial.replica.call(ListCoordinationTeamsRequest { parent, ..Default::default() });
        let teams = trial.replica.client().list_coordination_teams(teams).await.unwrap().into_inner();
        trial.team.clone_from(&teams.coordination_teams[0].name);
        for _ in 0..3 {
            let request = trial.prepare().await;
            let start = Instant::now();
            confirm(&trial.replica, request.clone()).await.unwrap();
            trial.turning_point = trial.turning_point.min(start.elapsed());
            assert!(trial.is_written(&request).await);
            trial.sessions += 1;
        }
        trial
    }

    /// Has a confirmation cut off, looks at what is left, and has it confirmed by the same request again.
    pub(super) async fn strike(&mut self, blow: Blow) {
        let request = self.prepare().await;
        let begun = self.begun().await;
        // At any instant, and most often about when it is written.
        let delay = self.turning_point.mul_f64(1.0 + (2.0 * random() - 1.0).powi(3));

        let mut call = tokio::spawn(confirm(&self.replica, request.clone()));
        let early = timeout(delay, &mut call).await;
        let struck = match blow {
            Blow::Kill => {
                self.replica.kill();
                backends(&mut self.db).await
            }
            Blow::Cut => self.cut().await,
        };
        let first = match early {
            Ok(answer) => answer.unwrap(),
            Err(_) => call.await.unwrap(),
        };
        eventually(async || backends(&mut self.db).await.is_disjoint(&struck).then_some(())).await;
        let is_written = self.is_written(&request).await;
        let is_within = begun < self.begun().await;

        if let Blow::Kill = blow {
            self.replica = Replica::start(&self.name);
        }
        let again = eventually(async || confirm(&self.replica, request.clone()).await.ok()).await;
        let once_more = confirm(&self.replica, request.clone()).await.unwrap();
        assert_eq!(again.state(), meeting::State::Confirmed);
        assert_eq!(again, once_more);
        assert!(self.is_written(&request).await);
        if let Ok(first) = &first {
            assert!(is_written, "what was answered stands");
            assert_eq!(*first, again);
        }

        self.sessions += 1;
        let (side, next) = match (is_written, first.is_ok(), is_within) {
            (true, true, _) => (&mut self.sides.answered, 0.9),
            (true, false, _) => (&mut self.sides.unanswered, 0.95),
            (false, _, true) => (&mut self.sides.within, 1.05),
            (false, _, false) => (&mut self.sides.before, 1.1),
        };
        *side += 1;
        self.turning_point = self.turning_point.mul_f64(next);
    }

    /// A meeting on all cases that can be confirmed, and the request to do so.
    async fn prepare(&mut self) -> ConfirmMeetingRequest {
        let (replica, mut client) = (&self.replica, self.replica.client());
        let parent = format!("agencies/{MINISTRY}");
        let waiting = ListAgendaItemsRequest {
            parent: parent.clone(),
            state: agenda_item::State::Waiting.into(),
            ..Default::default()
        };
        let items = client.list_agenda_items(replica.call(waiting)).await.unwrap().into_inner().agenda_items;
        assert_eq!(items.len(), CASES);
        let start =
            items[0].request_time.map(|it| time::from_proto("request_time", Some(it)).unwrap()).unwrap();
        let start = start + SignedDuration::from_hours(24);
        let meeting = Meeting {
            title: "Rapat Pembahasan".to_owned(),
            team: self.team.clone(),
            start_time: Some(time::to_proto(start)),
            end_time: Some(time::to_proto(start + SignedDuration::from_hours(2))),
            place: "Ruang Sriwijaya".to_owned(),
            agenda_items: items.iter().map(|it| it.name.clone()).collect(),
            ..Meeting::default()
        };
        let create = CreateMeetingRequest { parent, meeting: Some(meeting), request_id: new_id() };
        let name = client.create_meeting(replica.call(create)).await.unwrap().into_inner().name;
        let schedule = ScheduleMeetingRequest { name: name.clone(), request_id: new_id() };
        client.schedule_meeting(replica.call(schedule)).await.unwrap();
        let attendees = four_members();
        let attendance = RecordAttendanceRequest { name: name.clone(), attendees, request_id: new_id() };
        client.record_attendance(replica.call(attendance)).await.unwrap();
        // Its hour comes, and each case is to be discussed once more.
        let id = ResourceName::parse("meetings", &name).unwrap().id;
        for sql in [
            "update meeting.meeting set starts_at = starts_at - interval '2 days' where id = $1",
            "update meeting.discussion set result = 'continued', outcome = 'Dilanjutkan' where meeting = $1",
        ] {
            sqlx::query(sql).bind(id).execute(&mut self.db).await.unwrap();
        }
        ConfirmMeetingRequest { name, request_id: new_id() }
    }

    /// Whether the outcome was written, and all that goes with it. Anything between all and nothing fails the test.
    async fn is_written(&mut self, request: &ConfirmMeetingRequest) -> bool {
        let id = ResourceName::parse("meetings", &request.name).unwrap().id;
        let (state, convened, discussed, answers): (String, i64, i64, i64) = sqlx::query_as(
            "select state,
                 (select count(*) from meeting.agenda_item it
                  where it.state = 'convened' and it.meeting = meeting.id and session_count = $2),
                 (select count(*) from meeting.agenda_item it
                  where it.state = 'waiting' and it.meeting is null and session_count = $2 + 1),
                 (select count(*) from meeting.answer where request_id = $3::uuid)
             from meeting.meeting where id = $1",
        )
        .bind(id)
        .bind(self.sessions)
        .bind(&request.request_id)
        .fetch_one(&mut self.db)
        .await
        .unwrap();
        let told = self.told::<CaseDiscussed>(&request.name).await;
        let cases: BTreeSet<_> = told.iter().map(|it| &it.case).collect();
        let papers = self.told::<MeetingPaperRequested>(&request.name).await.into_iter();
        let papers = papers.filter(|it| it.letter.as_ref().unwrap().template != "invitation").count();

        let found = (convened as usize, discussed as usize, told.len(), cases.len(), papers, answers);
        match state.as_str() {
            "scheduled" => assert_eq!(found, (CASES, 0, 0, 0, 0, 0), "none of it"),
            "confirmed" => assert_eq!(found, (0, CASES, CASES, CASES, 2, 1), "all of it"),
            other => panic!("the meeting is {other}"),
        }
        state == "confirmed"
    }

    /// How many announcements were ever begun: what is rolled back keeps its number.
    async fn begun(&mut self) -> i64 {
        let begun = "select last_value from meeting.outbox_position_seq";
        sqlx::query_scalar(begun).fetch_one(&mut self.db).await.unwrap()
    }

    /// Ends every connection of the service.
    async fn cut(&mut self) -> BTreeSet<i32> {
        let found = backends(&mut self.db).await;
        // Those that were found, and no others: a condition on the view itself may be asked of every process of the server.
        sqlx::query("select pg_terminate_backend(pid) from unnest($1::integer[]) pid")
            .bind(found.iter().copied().collect::<Vec<_>>())
            .execute(&mut self.db)
            .await
            .unwrap();
        found
    }

    /// Every event of a kind that names a meeting, told or about to be.
    async fn told<E: prost::Message + prost::Name + Default>(&mut self, meeting: &str) -> Vec<E> {
        let bodies = "select body from meeting.outbox where kind = $1 and 0 < position($2 in body)";
        let bodies: Vec<Vec<u8>> = sqlx::query_scalar(bodies)
            .bind(E::full_name())
            .bind(meeting.as_bytes())
            .fetch_all(&mut self.db)
            .await
            .unwrap();
        bodies.iter().map(|it| E::decode(it.as_slice()).unwrap()).collect()
    }

    /// Ends the trial: blows fell on both sides, and each outcome came out on its lane once.
    pub(super) async fn expect_every_side_and_each_outcome_told_once(mut self, blows: u32) {
        let Sides { before, within, unanswered, answered } = self.sides;
        println!("{blows} blows: {:?}", self.sides);
        assert_eq!(before + within + unanswered + answered, blows);
        assert!(0 < within && 0 < before + within && 0 < unanswered + answered, "{:?}", self.sides);

        let unpublished = "select count(*) = 0 from meeting.outbox where published_at is null";
        eventually(async || {
            let is_all: bool = sqlx::query_scalar(unpublished).fetch_one(&mut self.db).await.unwrap();
            is_all.then_some(())
        })
        .await;
        let subject = format!("{}.meeting.CaseDiscussed.{MINISTRY}", self.name);
        let mut heard = vec![];
        for sequence in 1..=self.stream.get_info().await.unwrap().state.last_sequence {
            let message = self.stream.get_raw_message(sequence).await.unwrap();
            if message.subject.as_str() == subject {
                let event = CaseDiscussed::decode(message.payload).unwrap();
                heard.push((event.meeting, event.case));
            }
        }
        let each: BTreeSet<_> = heard.iter().collect();
        let expected = CASES * usize::try_from(self.sessions).unwrap();
        assert_eq!((heard.len(), each.len()), (expected, expected));
    }
}

/// Processes of the database that serve the service.
async fn backends(db: &mut PgConnection) -> BTreeSet<i32> {
    let pids = "select pid from pg_stat_activity where datname = current_database() and usename = 'meeting'";
    let pids: Vec<i32> = sqlx::query_scalar(pids).fetch_all(db).await.unwrap();
    pids.into_iter().collect()
}

fn confirm(
    replica: &Replica,
    request: ConfirmMeetingRequest,
) -> impl Future<Output = Result<Meeting, Status>> + Send + 'static {
    let (mut client, request) = (replica.client(), replica.call(request));
    async move { Ok(client.confirm_meeting(request).await?.into_inner()) }
}

/// From 0 to 1.
fn random() -> f64 {
    RandomState::new().hash_one(()) as f64 / u64::MAX as f64
}

fn new_id() -> String {
    platform::Clock::default().id().to_string()
}
