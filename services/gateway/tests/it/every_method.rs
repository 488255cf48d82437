//! Every public RPC of the contracts is reached, by REST and by gRPC.

use super::{Front, HEAD, echo};
use prost_reflect::{DescriptorPool, MethodDescriptor};
use reqwest::Method;
use serde_json::{Value, json};
use tonic::{Code, client::Grpc, metadata::AsciiMetadataValue, transport::Endpoint};
use tonic_prost::ProstCodec;

/// What stands in for every id in a path.
const ID: &str = "0190a000-0000-7000-8000-000000000001";
/// Services whose RPCs are served here.
const SERVED: [&str; 3] = ["gateway", "directory", "echo"];

fn is_served(method: &MethodDescriptor) -> bool {
    let word = method.parent_service().package_name().split('.').nth(1).unwrap_or_default().to_owned();
    SERVED.contains(&word.as_str()) && method.parent_service().name() != "TestService"
}

fn public() -> Vec<MethodDescriptor> {
    let pool = DescriptorPool::decode(echo::descriptors()).unwrap();
    let http = pool.get_extension_by_name("google.api.http").unwrap();
    let methods = pool.services().flat_map(|it| it.methods().collect::<Vec<_>>());
    methods.filter(|it| it.options().has_extension(&http)).collect()
}

#[tokio::test]
async fn every_public_rpc_has_its_entry_and_is_reached_by_rest() {
    let front = Front::with_people().await;
    let document: Value = front.get("/openapi.json").await.json().await.unwrap();
    let operations: Vec<(String, String, Value)> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            item.as_object().unwrap().iter().map(|(method, it)| (path.clone(), method.clone(), it.clone()))
        })
        .collect();
    let mut reached = 0;

    for rpc in public() {
        let grpc = format!("{}/{}", rpc.parent_service().full_name(), rpc.name());
        let mut entries = operations.iter().filter(|(.., it)| it["x-grpc"] == grpc.as_str()).peekable();
        assert!(entries.peek().is_some(), "{grpc} is not documented");
        for (path, method, _) in entries {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let path = path.replace("{agency}", "kota-tangerang").replace("{size}", "1");
            let path =
                path.split('{').map(|it| it.split_once('}').map_or(it, |(_, rest)| rest)).collect::<Vec<_>>();
            let token = front.token(HEAD).await;
            let mut request = front.request(method.clone(), &path.join(ID)).bearer_auth(token);
            if method != Method::GET && method != Method::DELETE {
                request = request.json(&json!({}));
            }
            let response = request.send().await.unwrap();
            let status = response.status().as_u16();
            if is_served(&rpc) {
                assert!(![405, 415, 500, 501, 503].contains(&status), "{method} {path:?}: {status}");
                reached += 1;
            }
            if status == 404 {
                let body = response.text().await.unwrap();
                assert!(!body.contains("nothing is found here"), "{method} {path:?} has no route");
            }
        }
    }
    assert!(reached > 10, "{reached}");
}

#[tokio::test]
async fn every_public_rpc_is_reached_by_grpc() {
    let front = Front::with_people().await;
    let channel = Endpoint::from_shared(front.url("")).unwrap().connect().await.unwrap();

    for rpc in public().iter().filter(|it| is_served(it)) {
        let mut request = tonic::Request::new(());
        let token: AsciiMetadataValue = format!("Bearer {}", front.token(HEAD).await).parse().unwrap();
        request.metadata_mut().insert("authorization", token);
        let path = format!("/{}/{}", rpc.parent_service().full_name(), rpc.name()).parse().unwrap();
        let mut client = Grpc::new(channel.clone());
        client.ready().await.unwrap();
        let codec: ProstCodec<(), ()> = ProstCodec::default();

        // On the wire one message is what every kind of call begins with.
        let outcome = match client.server_streaming(request, path, codec).await {
            Ok(answers) => answers.into_inner().message().await.err(),
            Err(status) => Some(status),
        };

        let code = outcome.map_or(Code::Ok, |it| it.code());
        assert!(
            ![Code::Unimplemented, Code::Unavailable, Code::Internal].contains(&code),
            "{}: {code:?}",
            rpc.full_name()
        );
    }
}
