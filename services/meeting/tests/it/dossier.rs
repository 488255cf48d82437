//! Who reads the dossier of a case that is on a meeting, and from when until when.

mod room;

use crate::team::{SECRETARIAT, official};
use platform::{Caller, testing::caller};
use proto::meeting::v1::{Meeting, discussion};
use room::{Room, guest, member};
use tonic::Code;

#[tokio::test(flavor = "multi_thread")]
async fn an_invited_member_reads_from_the_signed_invitation_until_the_outcome_is_confirmed() {
    let room = Room::start().await;
    let file = room.put(1, "kota-tangerang").await;
    let scheduled = room.team.schedule(&room.team.plan(&["kemenkes"]).await).await;
    let read = async || room.download(&member("bssn"), &scheduled.name, &file).await;

    let early = read().await.unwrap_err();
    room.team.sign_invitation(&scheduled).await;
    let seen = room.dossiers(&member("bssn"), &scheduled.name).await;
    let during = read().await.unwrap();
    let begun = room.team.begin(scheduled.name.clone()).await;
    room.team.discuss(&begun, &begun.discussions[0].agenda_item).await;
    let recorded = read().await.unwrap();
    room.team.confirm(SECRETARIAT, &begun, &room.team.id()).await.unwrap();
    let late = read().await.unwrap_err();

    assert_eq!((during.as_slice(), recorded.as_slice()), (room::PDF, room::PDF));
    let [Some(dossier)] = &seen[..] else { panic!("one dossier: {seen:?}") };
    assert_eq!(dossier.documents[0].file, file);
    assert_eq!((dossier.purpose_title.as_str(), dossier.letter_number.as_str()), ("Pembangunan", "1/2026"));
    assert_eq!(dossier.sections[0].text, "Warga mengurus izin.");
    for refusal in [early, late] {
        assert_eq!((refusal.code(), refusal.message()), (Code::NotFound, &*format!("{file} not found")));
    }
    assert_eq!(room.dossiers(&member("bssn"), &scheduled.name).await, [None]);
    assert_eq!(room.download(&official(SECRETARIAT), &scheduled.name, &file).await.unwrap(), room::PDF);
}

#[tokio::test(flavor = "multi_thread")]
async fn to_anyone_else_a_document_does_not_exist() {
    let room = Room::start().await;
    let file = room.put(1, "kota-tangerang").await;
    let other = room.store().await;
    let scheduled = room.team.schedule(&room.team.plan(&["kemenkes"]).await).await;
    room.team.sign_invitation(&scheduled).await;
    let strangers = [
        guest("kemenkes"),
        caller("kota-bandung", "camat"),
        Caller { office: "biro-umum".to_owned(), ..caller("bssn", "kepala-biro") },
        Caller { office: "sekretariat-daerah".to_owned(), ..caller("kota-tangerang", "sekretaris-daerah") },
        Caller { office: "biro-umum".to_owned(), ..caller("kemenpanrb", "kepala-biro") },
    ];
    let colleague = Caller { office: "tim-koordinasi-spbe".to_owned(), ..caller("bssn", "analis") };

    let shared = room.download(&colleague, &scheduled.name, &file).await;
    let unlisted = room.download(&member("bssn"), &scheduled.name, &other).await.unwrap_err();
    let wrong = room.download(&member("bssn"), &scheduled.name, "surat.pdf").await.unwrap_err();

    assert_eq!(shared.unwrap(), room::PDF, "the office that was invited");
    assert_eq!((unlisted.code(), wrong.code()), (Code::NotFound, Code::InvalidArgument));
    for stranger in strangers {
        let refusal = room.download(&stranger, &scheduled.name, &file).await.unwrap_err();
        let said = (refusal.code(), refusal.message());
        assert_eq!(said, (Code::NotFound, &*format!("{file} not found")), "{}", stranger.agency);
    }
    let listed = room.dossiers(&member("bssn"), &scheduled.name).await;
    let hidden = Caller { office: "biro-umum".to_owned(), ..caller("bssn", "kepala-biro") };
    assert_eq!((listed.len(), room.dossiers(&hidden, &scheduled.name).await), (1, vec![None]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_that_proposes_or_declines_does_not_read() {
    let room = Room::start().await;
    let own = room.put(1, "bssn").await;
    let foreign = room.put(2, "kota-tangerang").await;
    let scheduled = room.team.schedule(&room.team.plan(&[]).await).await;
    room.team.sign_invitation(&scheduled).await;

    room.answer(&member("brin"), &scheduled, false).await;
    let recused = room.download(&member("bssn"), &scheduled.name, &own).await.unwrap_err();
    let counted = room.download(&member("bssn"), &scheduled.name, &foreign).await.unwrap();
    let declined = room.download(&member("brin"), &scheduled.name, &foreign).await.unwrap_err();
    room.answer(&member("brin"), &scheduled, true).await;
    let accepted = room.download(&member("brin"), &scheduled.name, &own).await.unwrap();

    assert_eq!([recused.code(), declined.code()], [Code::NotFound; 2]);
    assert_eq!((counted.as_slice(), accepted.as_slice()), (room::PDF, room::PDF));
    let dossiers = room.dossiers(&member("bssn"), &scheduled.name).await;
    assert_eq!(dossiers.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reads_on_what_was_taken_off_or_called_off() {
    let room = Room::start().await;
    let (first, second) = (room.put(1, "kota-tangerang").await, room.put(2, "kota-bandung").await);
    let scheduled = room.team.schedule(&room.team.plan(&[]).await).await;
    room.team.sign_invitation(&scheduled).await;
    let read = async |file: &str| room.download(&member("bssn"), &scheduled.name, file).await;
    let before = [read(&first).await.is_ok(), read(&second).await.is_ok()];

    let agenda_items = scheduled.agenda_items[1..].to_vec();
    let fewer = Meeting { name: scheduled.name.clone(), agenda_items, ..Meeting::default() };
    room.team.update(fewer).await.unwrap();
    let taken_off = [read(&first).await.is_ok(), read(&second).await.is_ok()];
    let visible = room.rows("bssn").await;
    room.team.cancel(&scheduled).await.unwrap();
    let called_off = read(&second).await.unwrap_err();

    assert_eq!((before, taken_off), ([true, true], [false, true]));
    assert_eq!(called_off.code(), Code::NotFound);
    assert_eq!((visible, room.rows("bssn").await, room.rows("kota-bogor").await), (1, 0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_itself_hides_what_a_member_may_not_read() {
    let room = Room::start().await;
    room.put(1, "bssn").await;
    room.put(2, "kota-tangerang").await;
    let scheduled = room.team.schedule(&room.team.plan(&["kemenkes"]).await).await;

    let before = room.rows("bssn").await;
    room.team.sign_invitation(&scheduled).await;
    room.answer(&member("brin"), &scheduled, false).await;

    let mut seen = vec![];
    for agency in ["kemenpanrb", "bssn", "kemenkeu", "brin", "kemenkes", "kota-tangerang"] {
        seen.push(room.rows(agency).await);
    }
    assert_eq!((before, seen), (0, vec![2, 1, 2, 0, 0, 0]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_is_discussed_again_comes_with_what_was_decided_before() {
    let room = Room::start().await;
    let file = room.put(1, "kota-tangerang").await;
    let first = room.team.schedule(&room.team.plan(&[]).await).await;
    room.team.sign_invitation(&first).await;
    let begun = room.team.begin(first.name.clone()).await;
    room.record(&begun, discussion::Result::Continued, "Lengkapi kajian keamanan.").await;
    room.team.confirm(SECRETARIAT, &begun, &room.team.id()).await.unwrap();

    let second = room.team.schedule(&room.team.plan(&[]).await).await;
    room.team.sign_invitation(&second).await;

    let dossiers = room.dossiers(&member("bssn"), &second.name).await;
    let [Some(dossier)] = &dossiers[..] else { panic!("one dossier: {dossiers:?}") };
    let told = dossier.earlier_sessions.iter().map(|it| (it.meeting.as_str(), it.outcome.as_str()));
    assert_eq!(told.collect::<Vec<_>>(), [(first.name.as_str(), "Lengkapi kajian keamanan.")]);
    assert_eq!(room.download(&member("bssn"), &second.name, &file).await.unwrap(), room::PDF);
    assert_eq!(room.download(&member("bssn"), &first.name, &file).await.unwrap_err().code(), Code::NotFound);
}
