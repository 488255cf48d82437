//! Every public RPC of the contracts is reached, by REST and by gRPC.

use super::{Front, HEAD, echo, people};
use platform::{Parts, Service};
use prost_reflect::{DescriptorPool, MethodDescriptor};
use reqwest::Method;
use serde_json::{Value, json};
use std::path::PathBuf;
use tonic::{Code, client::Grpc, metadata::AsciiMetadataValue, transport::Endpoint};
use tonic_prost::ProstCodec;

/// What stands in for every id in a path.
const ID: &str = "0190a000-0000-7000-8000-000000000001";

/// A gateway with every service behind it, and the folder that dies with it.
pub(super) async fn whole() -> (Front, Folder) {
    let folder = Folder(std::env::temp_dir().join(format!("telaah-{}", platform::Clock::default().id())));
    std::fs::create_dir(&folder.0).unwrap();
    let front = Front::start_with(|parts| services(parts, &folder)).await;
    people(&front).await;
    (front, folder)
}

pub(super) struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

fn services(parts: &Parts, folder: &Folder) -> Vec<Service> {
    let letter = letter::Config {
        authority_folder: folder.0.join("authority"),
        verification_url: "http://127.0.0.1:8080/verify".to_owned(),
    };
    let notification = notification::Config {
        smtp_url: None,
        mail_from: "Telaah <telaah@localhost>".parse().unwrap(),
        portal_url: "http://127.0.0.1:8080".to_owned(),
    };
    vec![
        directory::service(parts),
        document::service(parts, document::Config::new(folder.0.to_str().unwrap().parse().unwrap())),
        intake::service(parts),
        review::service(parts),
        meeting::service(parts),
        letter::service(parts, letter),
        notification::service(parts, notification),
        echo::service(),
    ]
}

/// All but those of a service that the tests only read.
fn public() -> Vec<MethodDescriptor> {
    let pool = DescriptorPool::decode(echo::descriptors()).unwrap();
    let http = pool.get_extension_by_name("google.api.http").unwrap();
    let methods = pool.services().flat_map(|it| it.methods().collect::<Vec<_>>());
    let public = methods.filter(|it| it.options().has_extension(&http));
    public.filter(|it| it.parent_service().name() != "TestService").collect()
}

#[tokio::test]
async fn every_public_rpc_has_its_entry_and_is_reached_by_rest() {
    let (front, _folder) = whole().await;
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
            assert!(![405, 415, 500, 501, 503].contains(&status), "{method} {path:?}: {status}");
            if status == 404 {
                let body = response.text().await.unwrap();
                assert!(!body.contains("nothing is found here"), "{method} {path:?} has no route");
            }
            reached += 1;
        }
    }
    assert!(public().len() <= reached, "{reached}");
}

#[tokio::test]
async fn every_public_rpc_is_reached_by_grpc() {
    let (front, _folder) = whole().await;
    let channel = Endpoint::from_shared(front.url("")).unwrap().connect().await.unwrap();

    for rpc in public() {
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
