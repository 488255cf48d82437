//! Who is invited to what, and what changes until then.

use crate::{
    client,
    team::{SECRETARIAT, Team, official},
};
use platform::{
    Caller, tenancy,
    testing::{caller, eventually},
};
use proto::meeting::v1::{
    CancelMeetingRequest, GetMeetingRequest, Meeting, MeetingCancelled, MeetingPaperRequested,
    MeetingPaperWithdrawn, MeetingScheduled, RespondInvitationRequest, UpdateMeetingRequest, agenda_item,
    invitation::Response, meeting,
};
use tonic::{Code, Status};

const MEMBER: &str = "wakil-tim-koordinasi-spbe";

#[tokio::test(flavor = "multi_thread")]
async fn without_a_mask_what_is_given_changes_and_the_rest_stays() {
    let team = Team::start(1).await;
    let planned = team.plan(&["kemenkes"]).await;

    let given = Meeting { place: "Ruang Majapahit".to_owned(), ..named(&planned) };
    let changed = team.update(Meeting { etag: planned.etag.clone(), ..given.clone() }).await.unwrap();
    let stale = team.update(Meeting { etag: planned.etag.clone(), ..given }).await.unwrap_err();

    let expected =
        Meeting { place: "Ruang Majapahit".to_owned(), etag: changed.etag.clone(), ..planned.clone() };
    assert_ne!(changed.etag, planned.etag);
    assert_eq!(changed, expected);
    assert_eq!(stale.code(), Code::Aborted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_invitation_is_drafted_anew_until_it_is_signed_and_told_again_after() {
    let team = Team::start(1).await;
    let scheduled = team.schedule(&team.plan(&[]).await).await;

    let changed = team.update(Meeting { place: "Daring".to_owned(), ..named(&scheduled) }).await.unwrap();
    let drafted = team.told::<MeetingPaperRequested>().await.len();
    team.sign_invitation(&changed).await;
    team.update(Meeting { place: "Ruang Majapahit".to_owned(), ..named(&scheduled) }).await.unwrap();

    assert_ne!(changed.invitation_letter, scheduled.invitation_letter);
    assert_eq!((drafted, team.told::<MeetingPaperRequested>().await.len()), (2, 2));
    let withdrawn = team.told::<MeetingPaperWithdrawn>().await;
    assert_eq!(withdrawn.iter().map(|it| &it.letter).collect::<Vec<_>>(), [&scheduled.invitation_letter]);
    let told = team.told::<MeetingScheduled>().await;
    let places: Vec<&str> = told.iter().map(|it| it.meeting.as_ref().unwrap().place.as_str()).collect();
    assert_eq!(places, ["Daring", "Ruang Majapahit"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_invited_once_the_last_case_left() {
    let team = Team::start(1).await;
    let scheduled = team.schedule(&team.plan(&[]).await).await;
    let ended = team.items(agenda_item::State::Convened).await.remove(0);

    team.close(&ended).await;
    eventually(async || (team.items(agenda_item::State::Removed).await.len() == 1).then_some(())).await;

    let left = team.get(&official(SECRETARIAT), &scheduled.name).await.unwrap();
    assert_eq!((left.discussions.len(), left.state()), (0, meeting::State::Planned));
    let withdrawn = team.told::<MeetingPaperWithdrawn>().await;
    assert_eq!(withdrawn.len(), 1);
    assert_eq!(withdrawn[0].letter, scheduled.invitation_letter);
    assert_eq!(
        team.told::<MeetingPaperRequested>().await.len(),
        1,
        "the invitation that was asked for first"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_meeting_gives_its_cases_back_and_is_told_to_those_who_know_of_it() {
    let team = Team::start(2).await;
    let unheard = team.schedule(&team.plan(&[]).await).await;
    team.cancel(&unheard).await.unwrap();
    let scheduled = team.schedule(&team.plan(&[]).await).await;
    team.sign_invitation(&scheduled).await;

    let cancelled = team.cancel(&scheduled).await.unwrap();
    let again = team.cancel(&scheduled).await.unwrap_err();

    assert_eq!(cancelled.state(), meeting::State::Cancelled);
    assert_eq!(again.code(), Code::FailedPrecondition);
    assert_eq!(team.items(agenda_item::State::Waiting).await.len(), 2);
    let told = team.told::<MeetingCancelled>().await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].meeting.as_ref().unwrap().name, scheduled.name);
    // The one that was out stays; the one that nobody signed is not to be signed any more.
    let withdrawn = team.told::<MeetingPaperWithdrawn>().await;
    assert_eq!(withdrawn.len(), 1);
    assert_eq!(withdrawn[0].letter, unheard.invitation_letter);
    assert!(withdrawn[0].reason.starts_with("Rapatnya dibatalkan: "), "{}", withdrawn[0].reason);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_was_signed_after_it_was_replaced_invites_nobody() {
    let team = Team::start(1).await;
    let scheduled = team.schedule(&team.plan(&[]).await).await;
    let changed = team.update(Meeting { place: "Daring".to_owned(), ..named(&scheduled) }).await.unwrap();

    team.sign_letter(&scheduled).await;
    team.sign_invitation(&changed).await;

    let told = team.told::<MeetingScheduled>().await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].meeting.as_ref().unwrap().invitation_letter, changed.invitation_letter);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_is_put_to_the_team_again_is_called_as_it_is_now() {
    let team = Team::start(1).await;
    let planned = team.plan(&[]).await;
    let before = planned.discussions[0].app_title.clone();

    team.rename(&planned.discussions[0].case, "Nama Baru").await;

    let seen = eventually(async || {
        let seen = team.get(&official(SECRETARIAT), &planned.name).await.unwrap();
        (seen.discussions[0].app_title != before).then_some(seen)
    });
    assert_eq!(seen.await.discussions[0].app_title, "Nama Baru");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invited_agency_answers_for_itself_once_it_is_invited() {
    let team = Team::start(1).await;
    let scheduled = team.schedule(&team.plan(&[]).await).await;
    let member = Caller { office: "tim-koordinasi-spbe".to_owned(), ..caller("bssn", MEMBER) };
    let colleague = Caller { office: "biro-umum".to_owned(), ..caller("bssn", "kepala-biro") };

    let early = team.respond(&member, &scheduled).await.unwrap_err();
    team.sign_invitation(&scheduled).await;
    let stranger = team.respond(&caller("kota-bandung", "camat"), &scheduled).await.unwrap_err();
    let other_office = team.respond(&colleague, &scheduled).await.unwrap_err();
    let seen = team.respond(&member, &scheduled).await.unwrap();

    assert_eq!([early.code(), stranger.code()], [Code::NotFound; 2]);
    assert_eq!(other_office.code(), Code::PermissionDenied);
    assert_eq!(seen.invitations.len(), 1, "what others answered is for the convening side");
    let convened = team.get(&official(SECRETARIAT), &scheduled.name).await.unwrap();
    let accepted = convened.invitations.iter().filter(|it| it.response() == Response::Accepted);
    let accepted: Vec<_> = accepted.map(|it| (it.agency.as_str(), it.delegates.clone())).collect();
    assert_eq!(accepted, [("agencies/bssn", vec!["Reza, Wakil".to_owned()])]);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_place_leaves_the_answers_and_another_time_asks_again() {
    let team = Team::start(1).await;
    let scheduled = team.schedule(&team.plan(&[]).await).await;
    team.sign_invitation(&scheduled).await;
    let member = Caller { office: "tim-koordinasi-spbe".to_owned(), ..caller("bssn", MEMBER) };
    team.respond(&member, &scheduled).await.unwrap();
    let answer = async || team.get(&member, &scheduled.name).await.unwrap().invitations.remove(0);

    team.update(Meeting { place: "Daring".to_owned(), ..named(&scheduled) }).await.unwrap();
    let stayed = answer().await;
    let later = scheduled.end_time.map(|it| prost_types::Timestamp { seconds: it.seconds + 3_600, ..it });
    team.update(Meeting { end_time: later, ..named(&scheduled) }).await.unwrap();
    let asked = answer().await;

    assert_eq!((stayed.response(), stayed.delegates.len()), (Response::Accepted, 1));
    assert_eq!((asked.response(), asked.delegates.len()), (Response::Pending, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invited_agency_writes_nothing_but_its_answer() {
    let team = Team::start(1).await;
    team.sign_invitation(&team.schedule(&team.plan(&[]).await).await).await;
    let write = async |set: &str| {
        let member = Caller::platform(&"bssn".parse().unwrap());
        let mut tx = tenancy::begin(&team.stack.parts.database("meeting"), &member).await.unwrap();
        let sql = sqlx::AssertSqlSafe(format!("update meeting.invitation set {set}"));
        sqlx::query(sql).execute(&mut *tx).await.map(|it| it.rows_affected())
    };

    let answered = write("response = 'declined', note = 'Rapat lain'").await.unwrap();
    let refused = write("role = 'guest'").await.unwrap_err();

    assert_eq!(answered, 1, "its own");
    assert!(refused.to_string().contains("writes its answer alone"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposer_sees_its_own_case_of_a_meeting_and_a_guest_none() {
    let team = Team::start(1).await;
    team.request(1, "kota-bandung").await;
    let scheduled = team.schedule(&team.plan(&["kemenkes"]).await).await;
    team.sign_invitation(&scheduled).await;
    let proposer = |agency: &str| Caller {
        office: "sekretariat-daerah".to_owned(),
        ..caller(agency, "sekretaris-daerah")
    };

    let city = team.get(&proposer("kota-bandung"), &scheduled.name).await.unwrap();
    let member = team.get(&caller("bssn", MEMBER), &scheduled.name).await.unwrap();
    let guest = team.get(&caller("kemenkes", "kepala"), &scheduled.name).await.unwrap();
    let outsider = team.get(&caller("kota-bogor", "camat"), &scheduled.name).await.unwrap_err();

    let titles = |of: &Meeting| -> Vec<String> {
        of.discussions.iter().map(|it| it.proposing_agency_title.clone()).collect()
    };
    assert_eq!(titles(&city), ["kota-bandung"]);
    assert_eq!(city.agenda_items.len(), 1);
    assert_eq!(titles(&member).len(), 2);
    assert_eq!((titles(&guest).len(), guest.invitations.len()), (0, 1));
    assert_eq!(outsider.code(), Code::NotFound);
}

impl Team {
    pub(crate) async fn update(&self, meeting: Meeting) -> Result<Meeting, Status> {
        let request =
            UpdateMeetingRequest { meeting: Some(meeting), update_mask: None, request_id: self.id() };
        Ok(client(&self.stack).update_meeting(self.call(SECRETARIAT, request)).await?.into_inner())
    }

    pub(crate) async fn cancel(&self, meeting: &Meeting) -> Result<Meeting, Status> {
        let request = CancelMeetingRequest {
            name: meeting.name.clone(),
            reason: "Ketua berhalangan".to_owned(),
            request_id: self.id(),
        };
        Ok(client(&self.stack).cancel_meeting(self.call(SECRETARIAT, request)).await?.into_inner())
    }

    pub(crate) async fn respond(&self, by: &Caller, meeting: &Meeting) -> Result<Meeting, Status> {
        let request = RespondInvitationRequest {
            name: meeting.name.clone(),
            accept: true,
            delegates: vec!["Reza, Wakil".to_owned()],
            note: String::new(),
            request_id: self.id(),
        };
        Ok(client(&self.stack).respond_invitation(self.stack.call(by, request)).await?.into_inner())
    }

    pub(crate) async fn get(&self, by: &Caller, name: &str) -> Result<Meeting, Status> {
        let request = self.stack.call(by, GetMeetingRequest { name: name.to_owned() });
        Ok(client(&self.stack).get_meeting(request).await?.into_inner())
    }
}

fn named(meeting: &Meeting) -> Meeting {
    Meeting { name: meeting.name.clone(), ..Meeting::default() }
}
