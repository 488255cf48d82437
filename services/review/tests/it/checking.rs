//! Checking a procedure before it is published, beside the real directory, and what was published.

use crate::{
    definition::{BANDUNG, TANGERANG},
    office::{CITY, HEAD, officer},
};
use platform::{Caller, json, testing::Stack};
use proto::review::v1::{
    CheckProcedureRequest, CheckProcedureResponse, GetProcedureRequest, ListProcedureVersionsRequest,
    review_service_client::ReviewServiceClient,
};
use std::path::Path;
use tonic::{Code, Request, Status, transport::Channel};

const NAME: &str = "agencies/kota-tangerang/procedures/pengajuan-aplikasi-e-government";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_fine_comes_back_as_it_was_understood_with_the_version_it_would_be() {
    let stack = start().await;
    let first = check(&stack, &administrator(), TANGERANG).await.unwrap();
    review::publish(&stack.parts, TANGERANG, None).await.unwrap();

    let same = check(&stack, &administrator(), TANGERANG).await.unwrap();
    let next = check(&stack, &administrator(), &TANGERANG.replace("fee: none", "fee: Rp0")).await.unwrap();

    let said = |it: &CheckProcedureResponse| (it.findings.len(), it.version, it.published);
    assert_eq!((said(&first), said(&same), said(&next)), ((0, 1, false), (0, 1, true), (0, 2, false)));
    assert_eq!(json::from_struct(next.definition.unwrap())["fee"], "Rp0");
    let newest = GetProcedureRequest { name: NAME.to_owned(), version: 0 };
    let newest = review(&stack).get_procedure(Request::new(newest)).await.unwrap().into_inner();
    assert_eq!((newest.version, newest.source.as_str()), (1, TANGERANG));
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_is_wrong_is_said_by_line_column_and_path() {
    let stack = start().await;
    let wrong = TANGERANG
        .replace("next: completeness_check", "next: nowhere")
        .replace("position: kepala-dinas", "position: jabatan-nihil");
    let line = |word: &str| {
        let at = wrong.lines().position(|it| it.contains(word)).unwrap();
        i32::try_from(at).unwrap() + 1
    };

    let checked = check(&stack, &administrator(), &wrong).await.unwrap();
    let garbled = check(&stack, &administrator(), "sop: [").await.unwrap();
    let foreign = check(&stack, &administrator(), BANDUNG).await.unwrap();

    let found = |part: &str| checked.findings.iter().find(|it| it.path.starts_with(part)).unwrap();
    let (step, actor) = (found("steps.receipt.next"), found("actors.dinas_head"));
    assert_eq!((step.line, actor.line), (line("next: nowhere"), line("jabatan-nihil")));
    assert!(step.message.contains("nowhere") && !step.message.contains("steps."), "{}", step.message);
    assert!(0 < step.column && checked.findings.iter().map(|it| it.line).is_sorted());
    assert_eq!((checked.definition, checked.version, checked.published), (None, 0, false));
    assert_eq!((garbled.findings.len(), garbled.findings[0].path.as_str()), (1, ""));
    assert_eq!((foreign.findings[0].path.as_str(), foreign.findings[0].line), ("agency", 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_agencys_administrator_checks() {
    let stack = start().await;
    let neighbour = Caller { agency: "kota-bandung".parse().unwrap(), administrator: true, ..officer(HEAD) };

    let officers = check(&stack, &officer(HEAD), TANGERANG).await.unwrap_err();
    let neighbours = check(&stack, &neighbour, TANGERANG).await.unwrap_err();

    assert_eq!((officers.code(), neighbours.code()), (Code::PermissionDenied, Code::PermissionDenied));
}

#[tokio::test(flavor = "multi_thread")]
async fn anyone_lists_the_versions_of_a_procedure_newest_first_in_pages() {
    let stack = start().await;
    for fee in ["fee: none", "fee: Rp0", "fee: Rp1"] {
        review::publish(&stack.parts, &TANGERANG.replace("fee: none", fee), None).await.unwrap();
    }
    let list = async |parent: &str, page_token: String| {
        let request = ListProcedureVersionsRequest { parent: parent.to_owned(), page_size: 2, page_token };
        Ok::<_, Status>(review(&stack).list_procedure_versions(Request::new(request)).await?.into_inner())
    };

    let first = list(NAME, String::new()).await.unwrap();
    let second = list(NAME, first.next_page_token.clone()).await.unwrap();
    let missing = list("agencies/kota-tangerang/procedures/nihil", String::new()).await.unwrap_err();

    let listed = first.versions.iter().chain(&second.versions);
    assert_eq!(listed.map(|it| it.version).collect::<Vec<_>>(), [3, 2, 1]);
    assert_eq!((first.versions[0].name.as_str(), &first.versions[0].definition), (NAME, &None));
    assert!(first.versions[0].publish_time.is_some() && second.next_page_token.is_empty());
    assert_eq!(missing.code(), Code::NotFound);
}

/// Review and directory with the demo cast.
async fn start() -> Stack {
    let stack = Stack::start(|parts| vec![review::service(parts), directory::service(parts)]).await;
    let cast = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/demo"));
    directory::import(&stack.parts, Some(cast)).await.unwrap();
    stack
}

fn review(stack: &Stack) -> ReviewServiceClient<Channel> {
    ReviewServiceClient::new(stack.channel.clone())
}

fn administrator() -> Caller {
    Caller { administrator: true, ..officer("administrator-telaah") }
}

async fn check(stack: &Stack, caller: &Caller, source: &str) -> Result<CheckProcedureResponse, Status> {
    let request = CheckProcedureRequest { parent: format!("agencies/{CITY}"), source: source.to_owned() };
    Ok(review(stack).check_procedure(stack.call(caller, request)).await?.into_inner())
}
