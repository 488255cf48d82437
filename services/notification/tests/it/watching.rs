//! Watching one's own messages, and reading them all.

use crate::{APPLICANT, LEAD, client, list, name, signed_in, start, task_opened, tell, told};
use platform::{
    Caller,
    testing::{Stack, eventually},
};
use proto::notification::v1::{
    ReadAllMessagesRequest, ReadAllMessagesResponse, ReadMessageRequest, UnreadMessages, WatchMessagesRequest,
};
use tonic::{Code, Status, Streaming};

const WATCHED_AT_ONCE: usize = 10;

#[tokio::test]
async fn a_watcher_is_told_how_many_wait_at_once_and_then_whenever_that_changes() {
    let stack = start(None).await;
    let lead = signed_in(&stack, LEAD).await;
    let case = name(&stack, "cases");

    let mut seen = watch(&stack, &lead).await.unwrap();
    assert_eq!(next(&mut seen).await, UnreadMessages::default());
    tell(&stack, &case, &task_opened(&name(&stack, "tasks"), LEAD)).await;
    let first = next(&mut seen).await;
    tell(&stack, &case, &task_opened(&name(&stack, "tasks"), LEAD)).await;
    let second = next(&mut seen).await;
    let messages = told(&stack, &lead, 2).await;
    read(&stack, &lead, &messages[1].name).await;
    let one_read = next(&mut seen).await;
    read_all(&stack, &lead, &id(&stack)).await.unwrap();
    let all_read = next(&mut seen).await;

    let newest = |unread_count| UnreadMessages {
        unread_count,
        newest: messages[0].name.clone(),
        newest_title: messages[0].title.clone(),
    };
    assert_eq!((first.unread_count, &first.newest), (1, &messages[1].name));
    assert_eq!((second, one_read, all_read), (newest(2), newest(1), newest(0)));
    assert_eq!(first.newest_title, "Tugas baru: Memeriksa kelengkapan persyaratan (KT-2026-000001)");
}

#[tokio::test]
async fn what_changes_nothing_and_what_is_anothers_wakes_nobody() {
    let stack = start(None).await;
    let (lead, other) = (signed_in(&stack, LEAD).await, signed_in(&stack, APPLICANT).await);
    let case = name(&stack, "cases");
    let mut seen = watch(&stack, &lead).await.unwrap();
    next(&mut seen).await;

    tell(&stack, &case, &task_opened(&name(&stack, "tasks"), APPLICANT)).await;
    told(&stack, &other, 1).await;
    read_all(&stack, &lead, &id(&stack)).await.unwrap();
    tell(&stack, &case, &task_opened(&name(&stack, "tasks"), LEAD)).await;

    let mine = told(&stack, &lead, 1).await.remove(0);
    assert_eq!((next(&mut seen).await.unread_count, list(&stack, &lead).await.unread_count), (1, 1));
    assert_ne!(list(&stack, &other).await.messages[0].name, mine.name);
}

#[tokio::test]
async fn one_person_watches_ten_times_at_once_and_holds_up_no_other() {
    let stack = start(None).await;
    let (lead, other) = (signed_in(&stack, LEAD).await, signed_in(&stack, APPLICANT).await);
    let mut open = vec![];
    for _ in 0..WATCHED_AT_ONCE {
        open.push(watch(&stack, &lead).await.unwrap());
    }

    let refusal = watch(&stack, &lead).await.unwrap_err();
    let others = watch(&stack, &other).await;
    open.pop();

    assert_eq!(refusal.code(), Code::ResourceExhausted);
    assert!(others.is_ok());
    eventually(async || watch(&stack, &lead).await.ok()).await;
}

#[tokio::test]
async fn all_messages_are_read_once_and_ones_own_alone() {
    let stack = start(None).await;
    let (lead, other) = (signed_in(&stack, LEAD).await, signed_in(&stack, APPLICANT).await);
    let case = name(&stack, "cases");
    for count in 1..=2 {
        tell(&stack, &case, &task_opened(&name(&stack, "tasks"), LEAD)).await;
        told(&stack, &lead, count).await;
    }
    tell(&stack, &case, &task_opened(&name(&stack, "tasks"), APPLICANT)).await;
    told(&stack, &other, 1).await;
    let request_id = id(&stack);

    let first = read_all(&stack, &lead, &request_id).await.unwrap();
    let repeated = read_all(&stack, &lead, &request_id).await.unwrap();
    let again = read_all(&stack, &lead, &id(&stack)).await.unwrap();

    assert_eq!((first.read_count, repeated.read_count, again.read_count), (2, 2, 0));
    assert_eq!((list(&stack, &lead).await.unread_count, list(&stack, &other).await.unread_count), (0, 1));
    assert!(list(&stack, &lead).await.messages.iter().all(|it| it.read_time.is_some()));
}

#[tokio::test]
async fn nobody_watches_or_reads_the_messages_of_another_agency() {
    let stack = start(None).await;
    let lead = signed_in(&stack, LEAD).await;
    let parent = "agencies/kota-bandung".to_owned();
    let mut client = client(&stack);

    let watched = WatchMessagesRequest { parent: parent.clone() };
    let watched = client.watch_messages(stack.call(&lead, watched)).await.unwrap_err();
    let read = ReadAllMessagesRequest { parent, request_id: id(&stack) };
    let read = client.read_all_messages(stack.call(&lead, read)).await.unwrap_err();
    let unmarked = read_all(&stack, &lead, "").await.unwrap_err();

    assert_eq!((watched.code(), read.code()), (Code::NotFound, Code::NotFound));
    assert_eq!(unmarked.code(), Code::InvalidArgument);
}

async fn watch(stack: &Stack, caller: &Caller) -> Result<Streaming<UnreadMessages>, Status> {
    let request = stack.call(caller, WatchMessagesRequest { parent: caller.agency.name() });
    Ok(client(stack).watch_messages(request).await?.into_inner())
}

async fn next(seen: &mut Streaming<UnreadMessages>) -> UnreadMessages {
    seen.message().await.unwrap().expect("it goes on")
}

async fn read(stack: &Stack, caller: &Caller, message: &str) {
    let request = ReadMessageRequest { name: message.to_owned(), request_id: id(stack) };
    client(stack).read_message(stack.call(caller, request)).await.unwrap();
}

async fn read_all(
    stack: &Stack,
    caller: &Caller,
    request_id: &str,
) -> Result<ReadAllMessagesResponse, Status> {
    let request = ReadAllMessagesRequest { parent: caller.agency.name(), request_id: request_id.to_owned() };
    Ok(client(stack).read_all_messages(stack.call(caller, request)).await?.into_inner())
}

fn id(stack: &Stack) -> String {
    stack.parts.clock.id().to_string()
}
