//! What is told of meetings, and what goes into the readers' calendars.

use crate::{
    APPLICANT, CITY, HEAD, LEAD, filed, name, signed_in,
    sink::{Mail, Sink},
    start, tell, told,
};
use mail_parser::{MessageParser, MimeHeaders as _};
use platform::{
    ResourceName,
    testing::{Stack, eventually},
};
use prost_types::Timestamp;
use proto::meeting::v1::{
    Discussion, Invitation, Meeting, MeetingCancelled, MeetingScheduled, invitation::Role,
};
use std::net::{Ipv4Addr, SocketAddr};

const ANY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
/// Acts for the head of the office besides.
const DIVISION_HEAD: &str = "kabid-pengembangan-e-government";

#[tokio::test]
async fn those_invited_are_told_when_and_where_and_when_it_is_called_off() {
    let stack = start(None).await;
    let head = signed_in(&stack, HEAD).await;
    let name = name(&stack, "meetings");

    schedule(&stack, &name, &[HEAD], 1).await;
    let invited = told(&stack, &head, 1).await.remove(0);
    cancel(&stack, &name, &[HEAD], 2).await;
    let off = told(&stack, &head, 2).await.remove(0);

    assert_eq!(invited.title, "Undangan: Rapat Pembahasan");
    assert!(invited.text.contains("Selasa, 6 Januari 2026 pukul 09.00 WIB"), "{}", invited.text);
    assert!(invited.text.contains("Ruang Sriwijaya") && !invited.text.contains("Nomor registrasi"));
    assert!(off.title.starts_with("Dibatalkan") && off.text.contains("Pimpinan berhalangan"));
}

#[tokio::test]
async fn who_is_not_invited_any_more_is_told_so_and_nobody_else() {
    let stack = start(None).await;
    let (head, lead) = (signed_in(&stack, HEAD).await, signed_in(&stack, LEAD).await);
    let name = name(&stack, "meetings");
    schedule(&stack, &name, &[HEAD, LEAD], 1).await;

    schedule(&stack, &name, &[HEAD], 2).await;

    let left = told(&stack, &lead, 2).await.remove(0);
    let changed = told(&stack, &head, 2).await.remove(0);
    assert_eq!(left.title, "Tidak diundang lagi: Rapat Pembahasan");
    assert!(changed.text.contains("berubah menjadi sebagai berikut"), "{}", changed.text);
}

#[tokio::test]
async fn who_is_invited_in_two_positions_is_told_once_and_stays_while_one_of_them_does() {
    let sink = Sink::start(ANY, "").await;
    let stack = start(Some(sink.url())).await;
    let acting = signed_in(&stack, DIVISION_HEAD).await;
    let name = name(&stack, "meetings");

    schedule(&stack, &name, &[HEAD, DIVISION_HEAD], 1).await;
    schedule(&stack, &name, &[HEAD], 2).await;
    cancel(&stack, &name, &[HEAD], 3).await;

    let titles: Vec<String> = told(&stack, &acting, 3).await.into_iter().map(|it| it.title).collect();
    let invited = "Undangan: Rapat Pembahasan";
    assert_eq!(titles, ["Dibatalkan: Rapat Pembahasan", invited, invited]);
    // Three to each of the two who hold the position.
    let mails = received(&sink, 6).await;
    let cancelled: Vec<bool> = mails
        .iter()
        .filter(|it| it.to.starts_with(DIVISION_HEAD))
        .map(|it| entry(it).contains(&"METHOD:CANCEL".to_owned()))
        .collect();
    assert_eq!(cancelled.iter().filter(|it| **it).count(), 1, "{cancelled:?}");
}

#[tokio::test]
async fn members_are_told_what_is_discussed_and_guests_are_not() {
    let sink = Sink::start(ANY, "").await;
    let stack = start(Some(sink.url())).await;
    let (applicant, submission) = (signed_in(&stack, APPLICANT).await, name(&stack, "submissions"));
    tell(&stack, &submission, &filed(&stack, &submission).await).await;
    told(&stack, &applicant, 1).await;
    let name = name(&stack, "meetings");
    let discussion = Discussion {
        submission: submission.to_string(),
        registration_number: "KT-2026-000001".to_owned(),
        app_title: "Izin Daring".to_owned(),
        ..Discussion::default()
    };
    let mut told_of = Meeting { discussions: vec![discussion], ..meeting(&name, &[LEAD, DIVISION_HEAD]) };
    told_of.invitations[0].role = Role::Member.into();
    told_of.invitations[1].role = Role::Guest.into();

    tell(&stack, &name, &MeetingScheduled { meeting: Some(told_of), sequence: 1 }).await;

    // The receipt, and three invitations.
    let mails = received(&sink, 4).await;
    let described = |position: &str| {
        let of = |it: &&Mail| it.to.starts_with(position) && it.head.contains("Subject: Undangan");
        entry(mails.iter().find(of).unwrap()).into_iter().find(|it| it.starts_with("DESCRIPTION:")).unwrap()
    };
    for position in [LEAD, APPLICANT] {
        let text = described(position);
        assert!(text.contains("KT-2026-000001") && text.contains("Izin Daring"), "{text}");
    }
    let guest = described(DIVISION_HEAD);
    assert!(!guest.contains("KT-2026-000001") && !guest.contains("Izin Daring"), "{guest}");
}

#[tokio::test]
async fn who_is_not_invited_any_more_has_it_taken_out_of_the_calendar() {
    let sink = Sink::start(ANY, "").await;
    let stack = start(Some(sink.url())).await;
    let name = name(&stack, "meetings");
    schedule(&stack, &name, &[LEAD], 1).await;
    received(&sink, 1).await;

    schedule(&stack, &name, &[], 2).await;

    let out = entry(&received(&sink, 2).await[1]);
    let uid = format!("UID:{name}@telaah");
    for line in ["METHOD:CANCEL", uid.as_str(), "SEQUENCE:2", "STATUS:CANCELLED"] {
        assert!(out.iter().any(|it| it == line), "{line} is not in {out:#?}");
    }
}

#[tokio::test]
async fn who_filed_two_requests_of_one_meeting_is_told_once_of_both() {
    let stack = start(None).await;
    let applicant = signed_in(&stack, APPLICANT).await;
    let (first, second) = (name(&stack, "submissions"), name(&stack, "submissions"));
    for submission in [&first, &second] {
        tell(&stack, submission, &filed(&stack, submission).await).await;
    }
    told(&stack, &applicant, 2).await;
    let name = name(&stack, "meetings");
    let of = |it: &ResourceName| Discussion { submission: it.to_string(), ..Discussion::default() };
    let both = Meeting { discussions: vec![of(&first), of(&second)], ..meeting(&name, &[]) };

    tell(&stack, &name, &MeetingScheduled { meeting: Some(both.clone()), sequence: 1 }).await;
    tell(&stack, &name, &MeetingScheduled { meeting: Some(both), sequence: 2 }).await;

    let messages = told(&stack, &applicant, 4).await;
    let number = "KT-2026-000001";
    assert!(messages[1].text.contains(&format!("{number}, {number}")), "{}", messages[1].text);
}

#[tokio::test]
async fn an_invitation_goes_into_the_calendar_of_its_reader_and_out_of_it_again() {
    let sink = Sink::start(ANY, "").await;
    let stack = start(Some(sink.url())).await;
    let name = name(&stack, "meetings");

    schedule(&stack, &name, &[LEAD], 1).await;
    let invited = entry(&received(&sink, 1).await[0]);
    cancel(&stack, &name, &[LEAD], 2).await;
    let off = entry(&received(&sink, 2).await[1]);

    let uid = format!("UID:{name}@telaah");
    for line in [
        "METHOD:REQUEST",
        uid.as_str(),
        "SEQUENCE:1",
        "DTSTART:20260106T020000Z",
        "DTEND:20260106T040000Z",
        "STATUS:CONFIRMED",
        "SUMMARY:Rapat Pembahasan",
        "LOCATION:Ruang Sriwijaya\\, Jakarta",
        "ORGANIZER;CN=Kota Tangerang:mailto:telaah@telaah.example",
    ] {
        assert!(invited.iter().any(|it| it == line), "{line} is not in {invited:#?}");
    }
    let attendees: Vec<&String> = invited.iter().filter(|it| it.starts_with("ATTENDEE")).collect();
    assert_eq!(attendees.len(), 1, "{attendees:?}");
    assert!(attendees[0].ends_with(&format!("mailto:{LEAD}@{CITY}.example")), "{attendees:?}");
    for line in ["METHOD:CANCEL", uid.as_str(), "SEQUENCE:2", "STATUS:CANCELLED"] {
        assert!(off.iter().any(|it| it == line), "{line} is not in {off:#?}");
    }
}

/// The lines of the calendar that a mail carries: once to be shown, and once more as a file.
fn entry(mail: &Mail) -> Vec<String> {
    let raw = format!("{}\n\n{}", mail.head, mail.text);
    let parsed = MessageParser::default().parse(raw.as_bytes()).unwrap();
    assert!(parsed.body_text(0).unwrap().contains("Ruang Sriwijaya, Jakarta"), "{raw}");
    let calendars = parsed.parts.iter().filter(|it| {
        it.content_type().is_some_and(|it| it.subtype() == Some("calendar") || it.subtype() == Some("ics"))
    });
    let texts: Vec<String> =
        calendars.map(|it| String::from_utf8_lossy(it.contents()).replace("\r\n", "\n")).collect();
    assert_eq!(texts.len(), 2, "{raw}");
    assert_eq!(texts[0], texts[1]);
    let shown =
        parsed.parts.iter().find_map(|it| it.content_type().filter(|it| it.subtype() == Some("calendar")));
    let method = shown.unwrap().attribute("method").unwrap();
    assert!(texts[0].contains(&format!("METHOD:{method}\n")), "{raw}");
    texts[0].replace("\n ", "").lines().map(str::to_owned).collect()
}

fn meeting(name: &ResourceName, invited: &[&str]) -> Meeting {
    let invitation = |position: &&str| Invitation {
        agency: format!("agencies/{CITY}"),
        position: (*position).to_owned(),
        ..Invitation::default()
    };
    Meeting {
        name: name.to_string(),
        title: "Rapat Pembahasan".to_owned(),
        start_time: Some(Timestamp { seconds: 1_767_664_800, nanos: 0 }),
        end_time: Some(Timestamp { seconds: 1_767_672_000, nanos: 0 }),
        place: "Ruang Sriwijaya, Jakarta".to_owned(),
        invitations: invited.iter().map(invitation).collect(),
        ..Meeting::default()
    }
}

async fn schedule(stack: &Stack, name: &ResourceName, invited: &[&str], sequence: i32) {
    let event = MeetingScheduled { meeting: Some(meeting(name, invited)), sequence };
    tell(stack, name, &event).await;
}

async fn cancel(stack: &Stack, name: &ResourceName, invited: &[&str], sequence: i32) {
    let reason = "Pimpinan berhalangan".to_owned();
    tell(stack, name, &MeetingCancelled { meeting: Some(meeting(name, invited)), sequence, reason }).await;
}

async fn received(sink: &Sink, count: usize) -> Vec<Mail> {
    eventually(async || (sink.mails().len() == count).then(|| sink.mails())).await
}
