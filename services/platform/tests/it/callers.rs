//! Who is believed to be asking.

use crate::{PROPOSER, desk::start};
use jiff::ToSpan as _;
use platform::{
    Clock,
    testing::{Stack, caller},
    token::Keys,
};
use proto::notification::v1::{
    ListMessagesRequest, ReadMessageRequest, notification_service_client::NotificationServiceClient,
};
use std::time::Duration;
use tonic::{Code, Request, Status};

#[tokio::test]
async fn the_caller_of_a_token_is_the_one_who_is_asking() {
    let (stack, _) = start().await;
    let caller = caller(PROPOSER, "sekretaris");

    let request = stack.call(&caller, ListMessagesRequest::default());

    assert_eq!(ask(&stack, request).await.unwrap(), "sekretaris");
}

#[tokio::test]
async fn without_a_token_nobody_is_asking() {
    let (stack, _) = start().await;

    let refusal = ask(&stack, Request::new(ListMessagesRequest::default())).await.unwrap_err();

    assert_eq!(refusal.code(), Code::Unauthenticated);
}

#[tokio::test]
async fn a_token_of_another_key_is_refused() {
    let (stack, _) = start().await;
    let forged = Keys::generate(Clock::default()).unwrap().mint(&caller(PROPOSER, "sekretaris")).unwrap();
    let mut request = Request::new(ListMessagesRequest::default());
    request.metadata_mut().insert("authorization", format!("Bearer {forged}").parse().unwrap());

    let refusal = ask(&stack, request).await.unwrap_err();

    assert_eq!(refusal.code(), Code::Unauthenticated);
}

#[tokio::test]
async fn a_token_is_worth_nothing_after_its_five_minutes() {
    let (stack, _) = start().await;
    let request = stack.call(&caller(PROPOSER, "sekretaris"), ListMessagesRequest::default());

    stack.parts.advance_clock(stack.parts.clock.now() + 6.minutes()).await.unwrap();

    assert_eq!(ask(&stack, request).await.unwrap_err().code(), Code::Unauthenticated);
}

#[tokio::test]
async fn a_call_ends_at_its_callers_deadline() {
    let (stack, _) = start().await;
    let mut request = stack.call(&caller(PROPOSER, "sekretaris"), ReadMessageRequest::default());
    request.set_timeout(Duration::from_millis(50));

    let mut client = NotificationServiceClient::new(stack.channel.clone());
    let refusal = client.read_message(request).await.unwrap_err();

    assert!([Code::DeadlineExceeded, Code::Cancelled].contains(&refusal.code()), "{refusal}");
}

async fn ask(stack: &Stack, request: Request<ListMessagesRequest>) -> Result<String, Status> {
    let mut client = NotificationServiceClient::new(stack.channel.clone());
    Ok(client.list_messages(request).await?.into_inner().next_page_token)
}
