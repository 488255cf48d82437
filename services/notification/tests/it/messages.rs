//! What people read in the app, and that it is theirs alone.

use crate::{
    APPLICANT, CITY, HEAD, LEAD, client, filed, holders, list, name, signed_in, start, task_opened, tell,
    told,
};
use platform::{Caller, testing::caller};
use prost_types::Timestamp;
use proto::{
    intake::v1::{Gap, gap::Verdict},
    letter::v1::LetterIssued,
    notification::v1::{ListMessagesRequest, ReadMessageRequest},
    review::v1::{CaseClosed, CaseReturned, TaskClosed, case, task},
};
use tonic::Code;

#[tokio::test]
async fn the_holder_of_a_position_is_told_what_to_do_and_by_when() {
    let stack = start(None).await;
    let (case, task) = (name(&stack, "cases"), name(&stack, "tasks"));
    let lead = signed_in(&stack, LEAD).await;

    tell(&stack, &case, &task_opened(&task, LEAD)).await;

    let message = told(&stack, &lead, 1).await.remove(0);
    assert_eq!(message.title, "Tugas baru: Memeriksa kelengkapan persyaratan (KT-2026-000001)");
    assert!(
        message.text.contains("Batas waktu       : Senin, 5 Januari 2026 pukul 15.30 WIB\n"),
        "{}",
        message.text
    );
    assert!(message.text.contains("Instansi penelaah : Kota Tangerang\n"), "{}", message.text);
    assert!(message.text.ends_with(&format!("/open/{task}")), "{}", message.text);
    assert_eq!((message.resource, message.read_time, message.emailed), (task.to_string(), None, false));
}

#[tokio::test]
async fn everyone_who_holds_a_position_is_told() {
    let stack = start(None).await;
    let (case, task) = (name(&stack, "cases"), name(&stack, "tasks"));
    let both = holders(&stack, HEAD).await;

    tell(&stack, &case, &task_opened(&task, HEAD)).await;

    assert_eq!(both.len(), 2);
    for holder in both {
        told(&stack, &Caller { person: holder.person, ..caller(CITY, HEAD) }, 1).await;
    }
}

#[tokio::test]
async fn nobody_is_told_twice_of_one_fact() {
    let stack = start(None).await;
    let (case, task) = (name(&stack, "cases"), name(&stack, "tasks"));
    let lead = signed_in(&stack, LEAD).await;

    tell(&stack, &case, &task_opened(&task, LEAD)).await;
    tell(&stack, &case, &task_opened(&task, LEAD)).await;
    tell(&stack, &case, &task_opened(&name(&stack, "tasks"), LEAD)).await;

    // Notices are told in their order: once the third is there, the second was passed over.
    let messages = told(&stack, &lead, 2).await;
    assert_eq!(messages[1].resource, task.to_string());
}

#[tokio::test]
async fn the_applicant_is_told_from_the_receipt_to_the_decision() {
    let stack = start(None).await;
    let (submission, case, letter) =
        (name(&stack, "submissions"), name(&stack, "cases"), name(&stack, "letters"));
    let applicant = signed_in(&stack, APPLICANT).await;
    let gap = Gap {
        title: "Dasar hukum".to_owned(),
        verdict: Verdict::Missing.into(),
        note: "Lampirkan peraturannya.".to_owned(),
        ..Gap::default()
    };
    let returned = CaseReturned {
        case: case.to_string(),
        submission: submission.to_string(),
        gaps: vec![gap],
        return_time: Some(Timestamp::default()),
        ..CaseReturned::default()
    };
    let issued = LetterIssued {
        letter: letter.to_string(),
        submission: submission.to_string(),
        title: "Surat jawaban".to_owned(),
        number: "B-0001/2026".to_owned(),
        date: "2026-01-07".to_owned(),
        verification_code: "K7".to_owned(),
        for_proposer: true,
        ..LetterIssued::default()
    };
    let closed = CaseClosed {
        case: case.to_string(),
        submission: submission.to_string(),
        state: case::State::Decided.into(),
        decision_title: "Disetujui".to_owned(),
        ..CaseClosed::default()
    };

    // The return overtakes the filing, and waits for it.
    tell(&stack, &case, &returned).await;
    tell(&stack, &submission, &filed(&stack, &submission).await).await;
    told(&stack, &applicant, 2).await;
    tell(&stack, &letter, &issued).await;
    told(&stack, &applicant, 3).await;
    tell(&stack, &case, &closed).await;

    let messages = told(&stack, &applicant, 4).await;
    let about = |title: &str| &messages.iter().find(|it| it.title.starts_with(title)).unwrap().text;
    assert!(about("Tanda terima").contains("Diterima          : Senin, 5 Januari 2026 pukul 09.00 WIB\n"));
    assert!(
        about("Permohonan KT-2026-000001 perlu dilengkapi")
            .contains("1. Dasar hukum: belum ada\n   Lampirkan peraturannya.\n")
    );
    assert!(about("Surat jawaban telah terbit").contains("https://telaah.example/verify/K7\n"));
    assert!(about("Permohonan KT-2026-000001 telah diputuskan").contains("Keputusan         : Disetujui\n"));
}

#[tokio::test]
async fn a_task_that_was_done_is_no_news_and_one_that_was_cancelled_is() {
    let stack = start(None).await;
    let case = name(&stack, "cases");
    let lead = signed_in(&stack, LEAD).await;
    let closed = |state: task::State| {
        let mut task = task_opened(&name(&stack, "tasks"), LEAD).task.unwrap();
        task.state = state.into();
        TaskClosed { task: Some(task) }
    };

    tell(&stack, &case, &closed(task::State::Completed)).await;
    tell(&stack, &case, &closed(task::State::Cancelled)).await;

    let message = told(&stack, &lead, 1).await.remove(0);
    assert!(message.title.starts_with("Tugas dibatalkan: "), "{}", message.title);
}

#[tokio::test]
async fn a_letter_that_stays_in_the_agency_is_no_news_to_the_applicant() {
    let stack = start(None).await;
    let (submission, letter) = (name(&stack, "submissions"), name(&stack, "letters"));
    let applicant = signed_in(&stack, APPLICANT).await;
    let issued = |for_proposer| LetterIssued {
        letter: name(&stack, "letters").to_string(),
        submission: submission.to_string(),
        title: if for_proposer { "Surat jawaban" } else { "Lembar disposisi" }.to_owned(),
        for_proposer,
        ..LetterIssued::default()
    };

    tell(&stack, &submission, &filed(&stack, &submission).await).await;
    told(&stack, &applicant, 1).await;
    tell(&stack, &letter, &issued(false)).await;
    tell(&stack, &letter, &issued(true)).await;

    let messages = told(&stack, &applicant, 2).await;
    assert!(messages[0].title.starts_with("Surat jawaban"), "{}", messages[0].title);
}

#[tokio::test]
async fn a_message_is_read_once_and_by_its_reader_alone() {
    let stack = start(None).await;
    let lead = signed_in(&stack, LEAD).await;
    let other = signed_in(&stack, APPLICANT).await;
    tell(&stack, &name(&stack, "cases"), &task_opened(&name(&stack, "tasks"), LEAD)).await;
    let message = told(&stack, &lead, 1).await.remove(0);
    let read = |caller: &Caller| {
        let request_id = stack.parts.clock.id().to_string();
        let request = ReadMessageRequest { name: message.name.clone(), request_id };
        let request = stack.call(caller, request);
        let mut client = client(&stack);
        async move { client.read_message(request).await }
    };

    let hidden = read(&other).await.unwrap_err();
    let before = list(&stack, &lead).await.unread_count;
    let first = read(&lead).await.unwrap().into_inner();
    let again = read(&lead).await.unwrap().into_inner();

    assert_eq!(hidden.code(), Code::NotFound);
    assert_eq!((before, list(&stack, &lead).await.unread_count), (1, 0));
    assert!(first.read_time.is_some());
    assert_eq!(first, again);
}

#[tokio::test]
async fn messages_are_listed_newest_first_in_pages_and_unread_alone() {
    let stack = start(None).await;
    let lead = signed_in(&stack, LEAD).await;
    let case = name(&stack, "cases");
    for count in 1..=3 {
        tell(&stack, &case, &task_opened(&name(&stack, "tasks"), LEAD)).await;
        told(&stack, &lead, count).await;
    }
    let all = told(&stack, &lead, 3).await;
    let list = |unread, page_token: &str| {
        let (parent, page_token) = (lead.agency.name(), page_token.to_owned());
        let request = ListMessagesRequest { parent, page_size: 2, page_token, unread };
        let request = stack.call(&lead, request);
        let mut client = client(&stack);
        async move { client.list_messages(request).await.unwrap().into_inner() }
    };

    let first = list(false, "").await;
    let second = list(false, &first.next_page_token).await;
    let request_id = stack.parts.clock.id().to_string();
    let request = ReadMessageRequest { name: all[0].name.clone(), request_id };
    client(&stack).read_message(stack.call(&lead, request)).await.unwrap();
    let unread = list(true, "").await;

    assert_eq!((&first.messages[..], &second.messages[..]), (&all[..2], &all[2..]));
    assert_eq!(second.next_page_token, "");
    assert_eq!((&unread.messages[..], unread.unread_count), (&all[1..], 2));
}

#[tokio::test]
async fn nobody_lists_the_messages_of_another_agency() {
    let stack = start(None).await;
    let lead = signed_in(&stack, LEAD).await;
    let request =
        ListMessagesRequest { parent: "agencies/kota-bandung".to_owned(), ..ListMessagesRequest::default() };

    let refusal = client(&stack).list_messages(stack.call(&lead, request)).await.unwrap_err();

    assert_eq!(refusal.code(), Code::NotFound);
}
