//! Public gRPC on the same port.

use super::{
    Front, HEAD,
    echo::{StoreFileRequest, StoredFile, saw},
};
use futures::{StreamExt as _, stream};
use platform::testing::eventually;
use proto::{
    directory::v1::{
        FindIdentityRequest, GetAgencyRequest, GetMeRequest, directory_service_client::DirectoryServiceClient,
    },
    gateway::v1::{CreateSessionRequest, session_service_client::SessionServiceClient},
};
use tonic::{
    Code, Request,
    client::Grpc,
    metadata::AsciiMetadataValue,
    transport::{Channel, Endpoint},
};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
use tonic_prost::ProstCodec;
use tonic_reflection::pb::v1::{
    ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
    server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
};

async fn channel(front: &Front) -> Channel {
    Endpoint::from_shared(front.url("")).unwrap().connect().await.unwrap()
}

fn with_token<T>(message: T, token: &str) -> Request<T> {
    let mut request = Request::new(message);
    let value: AsciiMetadataValue = format!("Bearer {token}").parse().unwrap();
    request.metadata_mut().insert("authorization", value);
    request
}

#[tokio::test]
async fn a_public_rpc_is_called_under_a_session() {
    let front = Front::with_people().await;
    let channel = channel(&front).await;
    let sign_in = CreateSessionRequest { name: HEAD.to_owned(), password: super::PASSWORD.to_owned() };
    let session = SessionServiceClient::new(channel.clone()).create_session(sign_in).await.unwrap();
    let mut directory = DirectoryServiceClient::new(channel);

    let me = directory.get_me(with_token(GetMeRequest {}, &session.get_ref().token)).await.unwrap();
    assert_eq!(me.get_ref().display_name, "Ratna Wijaya, M.T.");

    let nobody = directory.get_me(GetMeRequest {}).await.unwrap_err();
    assert_eq!(nobody.code(), Code::Unauthenticated);

    let anyone = GetAgencyRequest { name: "agencies/kota-tangerang".to_owned() };
    assert_eq!(directory.get_agency(anyone).await.unwrap().get_ref().title, "Kota Tangerang");
}

#[tokio::test]
async fn what_is_internal_does_not_exist_from_outside() {
    let front = Front::with_people().await;
    let mut directory = DirectoryServiceClient::new(channel(&front).await);
    let request = FindIdentityRequest { sign_in_name: HEAD.to_owned() };

    let refused = directory.find_identity(request).await.unwrap_err();

    assert_eq!(refused.code(), Code::Unimplemented);
}

#[tokio::test]
async fn a_clients_own_token_and_time_limit_do_not_go_on() {
    let front = Front::with_people().await;
    let mut directory = DirectoryServiceClient::new(channel(&front).await);
    let head = platform::testing::caller("kota-tangerang", "kepala-dinas");
    let minted = front.stack.parts.keys.mint(&head).unwrap();

    let smuggled = directory.get_me(with_token(GetMeRequest {}, &minted)).await.unwrap_err();
    assert_eq!(smuggled.code(), Code::Unauthenticated);

    let mut request = with_token(GetMeRequest {}, &front.token(HEAD).await);
    request.metadata_mut().insert("grpc-timeout", "99999999H".parse().unwrap());
    assert!(directory.get_me(request).await.is_ok());

    let mut request = with_token(GetMeRequest {}, &front.token(HEAD).await);
    request.metadata_mut().insert("grpc-timeout", "soon".parse().unwrap());
    assert_eq!(directory.get_me(request).await.unwrap_err().code(), Code::InvalidArgument);
}

#[tokio::test]
async fn reflection_shows_public_rpcs_and_no_others() {
    let front = Front::start().await;
    let mut reflection = ServerReflectionClient::new(channel(&front).await);
    let ask = |it| ServerReflectionRequest { host: String::new(), message_request: Some(it) };
    let questions = [
        ask(MessageRequest::ListServices(String::new())),
        ask(MessageRequest::FileContainingSymbol("telaah.directory.v1.DirectoryService".to_owned())),
    ];

    let answers = reflection.server_reflection_info(stream::iter(questions)).await.unwrap();
    let mut answers = answers.into_inner();

    let Some(MessageResponse::ListServicesResponse(services)) =
        answers.message().await.unwrap().unwrap().message_response
    else {
        panic!("no list");
    };
    let services: Vec<String> = services.service.into_iter().map(|it| it.name).collect();
    assert!(services.contains(&"telaah.intake.v1.IntakeService".to_owned()), "{services:?}");

    let Some(MessageResponse::FileDescriptorResponse(files)) =
        answers.message().await.unwrap().unwrap().message_response
    else {
        panic!("no file");
    };
    let bytes = files.file_descriptor_proto.concat();
    let has = |word: &str| bytes.windows(word.len()).any(|it| it == word.as_bytes());
    assert!(has("GetAgency") && !has("FindIdentity\x12"), "an internal RPC is shown");
}

#[tokio::test]
async fn health_is_told_over_grpc_too() {
    let front = Front::start().await;

    let health = HealthClient::new(channel(&front).await).check(HealthCheckRequest::default()).await.unwrap();

    assert_eq!(health.get_ref().status, 1);
}

#[tokio::test]
async fn a_stream_of_requests_that_is_given_up_is_never_taken_for_a_whole_one() {
    let front = Front::start().await;
    let mut client = Grpc::new(channel(&front).await);
    client.ready().await.unwrap();
    let first = StoreFileRequest { file_name: "half by gRPC.pdf".to_owned(), ..StoreFileRequest::default() };
    let messages = stream::iter([first]).chain(stream::pending());
    let path = "/telaah.echo.v1.EchoService/StoreFile".parse().unwrap();
    let codec: ProstCodec<StoreFileRequest, StoredFile> = ProstCodec::default();
    let call =
        tokio::spawn(async move { client.client_streaming(Request::new(messages), path, codec).await });
    eventually(async || saw("half by gRPC.pdf", "begun")).await;

    call.abort();

    eventually(async || saw("half by gRPC.pdf", "ended")).await;
    assert_eq!(saw("half by gRPC.pdf", "stored"), None);
}
