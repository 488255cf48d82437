//! Meeting on real Postgres and NATS.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod confirming;
mod convening;
mod crashing;
mod dossier;
mod importing;
mod racing;
mod renaming;
mod replica;
mod team;

use platform::{
    Caller, tenancy,
    testing::{Stack, caller},
};
use proto::meeting::v1::{
    ListCoordinationTeamsRequest, ListMeetingsRequest, ListMeetingsResponse,
    meeting_service_client::MeetingServiceClient,
};
use tonic::{Code, Status, transport::Channel};

const MINISTRY: &str = "kemenpanrb";
const CITY: &str = "kota-tangerang";
const OTHER_CITY: &str = "kota-bandung";

#[tokio::test]
async fn where_nothing_was_entered_the_lists_are_empty() {
    let stack = start().await;
    let (parent, page_size) = (format!("agencies/{CITY}"), 0);
    let request = ListCoordinationTeamsRequest { parent, page_size, page_token: String::new() };

    let request = stack.call(&caller(CITY, "camat"), request);
    let teams = client(&stack).list_coordination_teams(request).await.unwrap().into_inner();

    assert_eq!((teams.coordination_teams.len(), teams.next_page_token.as_str()), (0, ""));
    assert_eq!(meetings(&stack, CITY, CITY, "").await.unwrap(), ListMeetingsResponse::default());
}

#[tokio::test]
async fn teams_are_listed_by_title_page_by_page() {
    let stack = start().await;
    enter(
        &stack,
        "insert into meeting.coordination_team (agency, id, title, slug)
         values ('kemenpanrb', gen_random_uuid(), 'B', 'b'), ('kemenpanrb', gen_random_uuid(), 'A', 'a')",
    )
    .await;

    let mut titles = vec![];
    let mut page_token = String::new();
    loop {
        let request =
            ListCoordinationTeamsRequest { parent: format!("agencies/{MINISTRY}"), page_size: 1, page_token };
        let request = stack.call(&caller(MINISTRY, "deputi"), request);
        let page = client(&stack).list_coordination_teams(request).await.unwrap().into_inner();
        titles.extend(page.coordination_teams.into_iter().map(|it| it.title));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }

    assert_eq!(titles, ["A", "B"]);
}

#[tokio::test]
async fn a_meeting_is_seen_by_those_who_convened_it_and_those_invited_and_nobody_else() {
    let stack = start().await;
    enter_meetings(&stack).await;

    let convened = meetings(&stack, MINISTRY, MINISTRY, "").await.unwrap();
    let invited = meetings(&stack, CITY, CITY, "").await.unwrap();

    let titles: Vec<&str> = convened.meetings.iter().map(|it| it.title.as_str()).collect();
    assert_eq!(titles, ["Kedua", "Pertama"]);
    assert_eq!(invited.meetings, convened.meetings[1..]);
    assert_eq!(meetings(&stack, OTHER_CITY, OTHER_CITY, "").await.unwrap(), ListMeetingsResponse::default());
}

#[tokio::test]
async fn the_meetings_of_another_agency_are_not_found() {
    let stack = start().await;
    enter_meetings(&stack).await;

    let refusal = meetings(&stack, CITY, MINISTRY, "").await.unwrap_err();

    assert_eq!(refusal.code(), Code::NotFound);
}

#[tokio::test]
async fn a_page_token_of_another_list_is_refused() {
    let stack = start().await;

    let refusal = meetings(&stack, CITY, CITY, "00").await.unwrap_err();

    assert_eq!(refusal.code(), Code::InvalidArgument);
}

/// Meeting and directory, with all agencies.
async fn start() -> Stack {
    let stack = Stack::start(|parts| vec![meeting::service(parts), directory::service(parts)]).await;
    directory::import(&stack.parts, None).await.unwrap();
    stack
}

async fn meetings(
    stack: &Stack,
    agency: &str,
    of: &str,
    page_token: &str,
) -> Result<ListMeetingsResponse, Status> {
    let (parent, page_token) = (format!("agencies/{of}"), page_token.to_owned());
    let request = stack
        .call(&caller(agency, "camat"), ListMeetingsRequest { parent, page_token, ..Default::default() });
    Ok(client(stack).list_meetings(request).await?.into_inner())
}

async fn enter_meetings(stack: &Stack) {
    let team = "01900000-0000-7000-8000-000000000001";
    let first = "01900000-0000-7000-8000-000000000002";
    let second = "01900000-0000-7000-8000-000000000003";
    enter(stack, &format!("insert into meeting.coordination_team (agency, id, title, slug) values ('kemenpanrb', '{team}', 'Tim', 'tim')"))
        .await;
    enter(
        stack,
        &format!(
            "insert into meeting.meeting (agency, id, team, title, starts_at, ends_at, state, invited_at) values
                 ('kemenpanrb', '{first}', '{team}', 'Pertama', '2026-01-06 09:00+07', '2026-01-06 11:00+07', 'scheduled', '2026-01-05 09:00+07'),
                 ('kemenpanrb', '{second}', '{team}', 'Kedua', '2026-01-07 09:00+07', '2026-01-07 11:00+07', 'scheduled', '2026-01-05 09:00+07')"
        ),
    )
    .await;
    enter(
        stack,
        &format!("insert into meeting.invitation (agency, meeting, member_agency) values ('kemenpanrb', '{first}', 'kota-tangerang')"),
    )
    .await;
}

/// As the service itself would, in the ministry's name.
async fn enter(stack: &Stack, sql: &str) {
    let ministry = Caller::platform(&MINISTRY.parse().unwrap());
    let mut tx = tenancy::begin(&stack.parts.database("meeting"), &ministry).await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

fn client(stack: &Stack) -> MeetingServiceClient<Channel> {
    MeetingServiceClient::new(stack.channel.clone())
}
