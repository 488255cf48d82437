//! A case that is put to the team again under another name, while it is on a meeting.

use crate::{
    client,
    team::{SECRETARIAT, Team, official},
};
use platform::testing::eventually;
use proto::meeting::v1::{
    GetMeetingRequest, Meeting, MeetingPaperRequested, MeetingPaperWithdrawn, MeetingScheduled,
};

const NAME: &str = "Nama Baru";

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_waits_for_its_signature_is_drafted_anew_with_the_new_name() {
    let team = Team::start(1).await;
    let scheduled = team.schedule(&team.plan(&[]).await).await;

    let renamed = rename(&team, &scheduled).await;

    let papers = team.told::<MeetingPaperRequested>().await.into_iter().map(|it| it.letter.unwrap());
    let papers: Vec<_> = papers.collect();
    assert_eq!(papers.len(), 2);
    assert_eq!(papers[1].letter, renamed.invitation_letter);
    assert!(
        format!("{:?}", papers[1].data).contains(NAME) && !format!("{:?}", papers[0].data).contains(NAME)
    );
    let withdrawn = team.told::<MeetingPaperWithdrawn>().await;
    assert_eq!(withdrawn.iter().map(|it| &it.letter).collect::<Vec<_>>(), [&scheduled.invitation_letter]);
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_are_invited_are_told_the_new_name_once() {
    let team = Team::start(1).await;
    let scheduled = team.schedule(&team.plan(&[]).await).await;
    team.sign_invitation(&scheduled).await;

    rename(&team, &scheduled).await;
    team.rename(&scheduled.discussions[0].case, NAME).await;
    team.request(2, "kota-bandung").await;

    let told = team.told::<MeetingScheduled>().await;
    let titles = told.iter().map(|it| it.meeting.as_ref().unwrap().discussions[0].app_title.as_str());
    assert_eq!(titles.collect::<Vec<_>>(), ["Perizinan", NAME]);
    assert_eq!(team.told::<MeetingPaperWithdrawn>().await, []);
}

/// Puts the only case of a meeting to the team again. Answers with the meeting once it calls it so.
async fn rename(team: &Team, meeting: &Meeting) -> Meeting {
    team.rename(&meeting.discussions[0].case, NAME).await;
    eventually(async || {
        let request = GetMeetingRequest { name: meeting.name.clone() };
        let request = team.stack.call(&official(SECRETARIAT), request);
        let seen = client(&team.stack).get_meeting(request).await.unwrap().into_inner();
        (seen.discussions[0].app_title == NAME).then_some(seen)
    })
    .await
}
