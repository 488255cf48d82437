//! Two that want the same rows at one instant: whoever is first, what is left agrees with itself.

use crate::{
    client,
    team::{MINISTRY, SECRETARIAT, Team, official},
};
use jiff::SignedDuration;
use platform::{
    Caller,
    testing::{caller, eventually},
    time,
};
use proto::meeting::v1::{
    AgendaItem, CaseDiscussed, Invitation, ListMeetingsRequest, Meeting, agenda_item, invitation::Response,
};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection};
use tonic::Code;

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_ends_right_after_it_was_convened_leaves_the_meeting() {
    let team = Team::start(2).await;
    let ending = team.items(agenda_item::State::Waiting).await.remove(0);
    let row = Row::hold(&team, "agenda_item where id", &ending.name).await;

    let convened = async {
        row.is_awaited_by(1).await;
        team.close(&ending).await;
        row.is_awaited_by(2).await;
        row.release().await;
    };
    let (planned, ()) = tokio::join!(team.plan(&[]), convened);
    removed(&team).await;

    assert_eq!(planned.discussions.len(), 2);
    let left = team.get(&official(SECRETARIAT), &planned.name).await.unwrap();
    assert_eq!(left.discussions.len(), 1);
    assert_ne!(left.agenda_items, [ending.name]);
    let other = &team.items(agenda_item::State::Convened).await[0];
    assert_eq!(team.meetings(&other.case).await.len(), 1);
    assert_eq!(team.meetings(&ending.case).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_ends_right_before_it_is_convened_is_on_no_meeting() {
    let team = Team::start(2).await;
    let ending = team.items(agenda_item::State::Waiting).await.remove(0);
    let row = Row::hold(&team, "agenda_item where id", &ending.name).await;
    team.close(&ending).await;
    row.is_awaited_by(1).await;

    let ended = async {
        row.is_awaited_by(2).await;
        row.release().await;
    };
    let (refused, ()) = tokio::join!(team.try_plan(&[]), ended);

    let refused = refused.unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert!(refused.message().contains("does not wait for a meeting any more"), "{}", refused.message());
    removed(&team).await;
    assert_eq!(team.items(agenda_item::State::Waiting).await.len(), 1);
    assert_eq!(team.meetings("").await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_ends_right_before_its_meeting_is_confirmed_gets_no_outcome() {
    let (team, meeting, ending) = discussed().await;
    let row = Row::hold(&team, "meeting where id", &meeting.name).await;
    team.close(&ending).await;
    row.is_awaited_by(1).await;

    let ended = async {
        row.is_awaited_by(2).await;
        row.release().await;
    };
    let request_id = team.id();
    let (confirmed, ()) = tokio::join!(team.confirm(SECRETARIAT, &meeting, &request_id), ended);
    removed(&team).await;

    assert_eq!(confirmed.unwrap().discussions.len(), 1);
    let told = team.told::<CaseDiscussed>().await;
    assert!(told.len() == 1 && told[0].case != ending.case, "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_ends_right_after_its_meeting_was_confirmed_keeps_its_outcome() {
    let (team, meeting, ending) = discussed().await;
    let row = Row::hold(&team, "meeting where id", &meeting.name).await;

    let confirmed = async {
        row.is_awaited_by(1).await;
        team.close(&ending).await;
        row.is_awaited_by(2).await;
        row.release().await;
    };
    let request_id = team.id();
    let (answer, ()) = tokio::join!(team.confirm(SECRETARIAT, &meeting, &request_id), confirmed);
    removed(&team).await;

    assert_eq!(answer.unwrap().discussions.len(), 2);
    assert_eq!(team.told::<CaseDiscussed>().await.len(), 2);
    let kept = team.get(&official(SECRETARIAT), &meeting.name).await.unwrap();
    assert_eq!(kept.discussions.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_gets_another_name_while_its_meeting_is_confirmed_hinders_nobody() {
    let (team, meeting, renamed) = discussed().await;
    let row = Row::hold(&team, "agenda_item where id", &renamed.name).await;
    team.rename(&renamed.case, "Nama Baru").await;
    row.is_awaited_by(1).await;

    let both = async {
        row.is_awaited_by(2).await;
        row.release().await;
    };
    let request_id = team.id();
    let (confirmed, ()) = tokio::join!(team.confirm(SECRETARIAT, &meeting, &request_id), both);

    let confirmed = confirmed.unwrap();
    assert!(
        confirmed.discussions.iter().any(|it| it.app_title == "Nama Baru"),
        "{:?}",
        confirmed.discussions
    );
    let deadlocks = "select deadlocks from pg_stat_database where datname = current_database()";
    let mut db = team.stack.owner.connect().await.unwrap();
    let deadlocks: i64 = sqlx::query_scalar(deadlocks).fetch_one(&mut db).await.unwrap();
    assert_eq!(deadlocks, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_the_time_before_a_move_is_refused() {
    let (team, scheduled, later) = invited().await;
    let row = Row::hold(&team, "invitation where member_agency = 'bssn' and meeting", &scheduled.name).await;

    let moved = async { team.update(later).await.unwrap() };
    let member = member();
    let answered = async {
        row.is_awaited_by(1).await;
        tokio::join!(team.respond(&member, &scheduled), async {
            row.is_awaited_by(2).await;
            row.release().await;
        })
    };
    let (_, (answer, ())) = tokio::join!(moved, answered);
    let refused = answer.unwrap_err();

    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert!(refused.message().contains("moved to another time"), "{}", refused.message());
    assert_eq!(own_invitation(&team, &scheduled).await.response(), Response::Pending);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_right_before_a_move_is_forgotten_with_it() {
    let (team, scheduled, later) = invited().await;
    let row = Row::hold(&team, "invitation where member_agency = 'bssn' and meeting", &scheduled.name).await;

    let answered = async { team.respond(&member(), &scheduled).await.unwrap() };
    let moved = async {
        row.is_awaited_by(1).await;
        tokio::join!(team.update(later), async {
            row.is_awaited_by(2).await;
            row.release().await;
        })
    };
    let (answer, (moved, ())) = tokio::join!(answered, moved);

    moved.unwrap();
    assert_eq!(answer.invitations[0].response(), Response::Accepted);
    assert_eq!(own_invitation(&team, &scheduled).await.response(), Response::Pending);
}

/// A row that a transaction of the test has locked, so that others queue for it.
struct Row {
    db: PgConnection,
    watch: tokio::sync::Mutex<PgConnection>,
}

impl Row {
    /// That of the id of `name`.
    async fn hold(team: &Team, row: &str, name: &str) -> Self {
        let mut db = team.stack.owner.connect().await.unwrap();
        let watch = tokio::sync::Mutex::new(team.stack.owner.connect().await.unwrap());
        let id = name.rsplit('/').next().unwrap();
        let sql = format!("begin; select from meeting.{row} = '{id}' for update");
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut db).await.unwrap();
        Self { db, watch }
    }

    /// Waits until so many transactions wait.
    async fn is_awaited_by(&self, count: i64) {
        let waiting = "select count(*) from pg_stat_activity
                       where datname = current_database() and wait_event_type = 'Lock'";
        eventually(async || {
            let mut watch = self.watch.lock().await;
            let found: i64 = sqlx::query_scalar(waiting).fetch_one(&mut *watch).await.unwrap();
            (found == count).then_some(())
        })
        .await;
    }

    /// Lets them have it, in their order.
    async fn release(self) {
        self.db.close().await.unwrap();
    }
}

/// A meeting whose two cases are discussed, and one of them.
async fn discussed() -> (Team, Meeting, AgendaItem) {
    let team = Team::start(2).await;
    let meeting = team.convene().await;
    for item in &meeting.agenda_items {
        team.discuss(&meeting, item).await;
    }
    let item = team.items(agenda_item::State::Convened).await.remove(0);
    (team, meeting, item)
}

/// A meeting to which its members are invited, and what moves it.
async fn invited() -> (Team, Meeting, Meeting) {
    let team = Team::start(1).await;
    let scheduled = team.schedule(&team.plan(&[]).await).await;
    team.sign_invitation(&scheduled).await;
    let end = time::from_proto("end_time", scheduled.end_time).unwrap() + SignedDuration::from_hours(1);
    let later =
        Meeting { name: scheduled.name.clone(), end_time: Some(time::to_proto(end)), ..Meeting::default() };
    (team, scheduled, later)
}

fn member() -> Caller {
    Caller { office: "tim-koordinasi-spbe".to_owned(), ..caller("bssn", "wakil-tim-koordinasi-spbe") }
}

async fn own_invitation(team: &Team, meeting: &Meeting) -> Invitation {
    team.get(&member(), &meeting.name).await.unwrap().invitations.remove(0)
}

async fn removed(team: &Team) {
    eventually(async || (team.items(agenda_item::State::Removed).await.len() == 1).then_some(())).await;
}

impl Team {
    async fn meetings(&self, case: &str) -> Vec<Meeting> {
        let (parent, case) = (format!("agencies/{MINISTRY}"), case.to_owned());
        let request = ListMeetingsRequest { parent, case, ..Default::default() };
        let request = self.call(SECRETARIAT, request);
        client(&self.stack).list_meetings(request).await.unwrap().into_inner().meetings
    }
}
