//! Directory on real Postgres and NATS, with the real agencies and the demo cast.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod acting;
mod by_hand;
mod calendars;
mod identity;
mod imports;
mod lists;
mod local_days;
mod people;
mod places;

use platform::{
    Caller,
    testing::{Stack, caller},
};
use prost_types::FieldMask;
use proto::directory::v1::{
    FindIdentityRequest, GetPositionRequest, Identity, Position,
    directory_service_client::DirectoryServiceClient,
};
use std::{fs, path::PathBuf};
use tonic::{Status, transport::Channel};

const CITY: &str = "kota-tangerang";
const OTHER_CITY: &str = "kota-bandung";

/// The service, which knows nobody yet.
async fn start() -> Stack {
    Stack::start(|parts| vec![directory::service(parts)]).await
}

/// The service with all agencies and the demo cast.
async fn start_with_cast() -> Stack {
    let stack = start().await;
    directory::import(&stack.parts, Some(&demo())).await.unwrap();
    stack
}

fn demo() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/demo"))
}

/// A folder of one test's own: the demo cast, with some files replaced.
fn changed_cast(stack: &Stack, files: &[(&str, String)]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(stack.parts.clock.id().to_string());
    fs::create_dir_all(&folder).unwrap();
    for entry in fs::read_dir(demo()).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
    }
    for (file, text) in files {
        fs::write(folder.join(file), text).unwrap();
    }
    folder
}

fn cast_file(file: &str) -> String {
    fs::read_to_string(demo().join(file)).unwrap()
}

fn client(stack: &Stack) -> DirectoryServiceClient<Channel> {
    DirectoryServiceClient::new(stack.channel.clone())
}

/// Someone of `agency` with the administrator's right, and no person of the cast.
fn administrator_of(agency: &str) -> Caller {
    let mut administrator = caller(agency, "administrator-telaah");
    administrator.administrator = true;
    administrator
}

/// What a change names.
fn mask(paths: &[&str]) -> Option<FieldMask> {
    Some(FieldMask { paths: paths.iter().map(|it| (*it).to_owned()).collect() })
}

fn platform_of(agency: &str) -> Caller {
    Caller::platform(&agency.parse().unwrap())
}

async fn identity(stack: &Stack, sign_in_name: &str) -> Result<Identity, Status> {
    let request = FindIdentityRequest { sign_in_name: sign_in_name.to_owned() };
    Ok(client(stack).find_identity(stack.call(&platform_of(CITY), request)).await?.into_inner())
}

async fn position(stack: &Stack, agency: &str, slug: &str) -> Result<Position, Status> {
    let request = GetPositionRequest { name: format!("agencies/{CITY}/positions/{slug}") };
    Ok(client(stack).get_position(stack.call(&caller(agency, "anyone"), request)).await?.into_inner())
}
