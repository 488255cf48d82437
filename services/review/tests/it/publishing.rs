//! Publishing procedures: by whom, once, for good.

use crate::{
    definition::{KEMENPANRB, TANGERANG},
    office::{CITY, GOVERNANCE, HEAD, Office, officer},
};
use platform::{Caller, json};
use proto::review::v1::{
    GetProcedureRequest, ListProceduresRequest, ProcedurePublished, PublishProcedureRequest,
};
use serde_json::json;
use tonic::{Code, Request};

const NAME: &str = "agencies/kota-tangerang/procedures/pengajuan-aplikasi-e-government";

#[tokio::test(flavor = "multi_thread")]
async fn the_same_source_again_is_the_same_version_and_another_the_next() {
    let office = Office::open().await;

    let again = office.publish(TANGERANG).await;
    let changed =
        office.publish(&TANGERANG.replace("norm: 10 working_minutes", "norm: 20 working_minutes")).await;

    assert_eq!((again.version(), again.is_new()), (1, false));
    assert_eq!((changed.version(), changed.is_new()), (2, true));
    let told = office.told::<ProcedurePublished>().await;
    assert_eq!(told.iter().map(|it| it.version).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(told[0].reviewing_offices, ["diskominfo"]);
    assert_eq!(told[0].registration_pattern, "KT-{year}-{sequence:6}");
    let dossier = json::from_struct(told[0].dossier.clone().unwrap());
    assert_eq!(dossier["requirements"][0]["id"], "request_letter");
}

#[tokio::test(flavor = "multi_thread")]
async fn intake_is_told_who_records_where_complaints_go_and_where_a_request_may_go_on_to() {
    let office = Office::open().await;

    office.publish(KEMENPANRB).await;

    let told = office.told::<ProcedurePublished>().await;
    let of = |part: &Option<prost_types::Struct>| json::from_struct(part.clone().unwrap());
    let [local, national] = &told[..] else { panic!("{told:?}") };
    assert_eq!((of(&local.applicant)["recorded_by"].clone(), &local.complaints), (json!([]), &None));
    assert_eq!(of(&local.carry)["sections"]["functions_services"], "user_requirements");
    assert_eq!(of(&national.applicant)["recorded_by"], json!(["petugas-persuratan"]));
    assert_eq!(of(&national.complaints)["answer_within"], "14 working_days");
    assert_eq!(national.carry, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_case_stays_with_the_version_it_was_opened_on() {
    let office = Office::open().await;
    office.file().await;
    let task = office.awaited(GOVERNANCE).await;

    office.publish(&TANGERANG.replace("norm: 60 working_minutes", "norm: 90 working_minutes")).await;
    let done = office.complete_as(&officer(GOVERNANCE), &task, "", None).await.unwrap();

    let case = done.case.unwrap();
    assert_eq!((case.procedure_version, case.open_tasks[0].norm_amount), (1, 60));
}

#[tokio::test(flavor = "multi_thread")]
async fn anyone_reads_a_procedure_whole_in_any_version() {
    let office = Office::open().await;
    office.publish(&TANGERANG.replace("fee: none", "fee: Rp0")).await;
    let get = async |version: i32| {
        let request = Request::new(GetProcedureRequest { name: NAME.to_owned(), version });
        office.review().get_procedure(request).await.map(tonic::Response::into_inner)
    };

    let newest = get(0).await.unwrap();
    let first = get(1).await.unwrap();
    let none = get(3).await.unwrap_err();
    let list = ListProceduresRequest { parent: format!("agencies/{CITY}"), ..Default::default() };
    let listed = office.review().list_procedures(Request::new(list)).await.unwrap().into_inner().procedures;

    assert_eq!((newest.version, first.version, none.code()), (2, 1, Code::NotFound));
    assert_eq!(json::from_struct(first.definition.unwrap())["steps"]["reply"]["number"], 9);
    assert_eq!(listed.iter().map(|it| it.version).collect::<Vec<_>>(), [2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_agencys_administrator_publishes_and_only_what_passes_the_check() {
    let office = Office::open().await;
    let publish = async |caller: &Caller, source: &str| {
        let request = PublishProcedureRequest {
            parent: format!("agencies/{CITY}"),
            source: source.to_owned(),
            request_id: office.id(),
        };
        office.review().publish_procedure(office.stack.call(caller, request)).await.unwrap_err()
    };
    let administrator = Caller { administrator: true, ..officer("administrator-telaah") };

    let denied = publish(&officer(HEAD), TANGERANG).await;
    let wrong =
        publish(&administrator, &TANGERANG.replace("next: completeness_check", "next: nowhere")).await;
    let foreign = publish(&administrator, crate::definition::BANDUNG).await;

    assert_eq!(denied.code(), Code::PermissionDenied);
    assert_eq!((wrong.code(), foreign.code()), (Code::InvalidArgument, Code::InvalidArgument));
    assert!(wrong.message().contains("line ") && wrong.message().contains("nowhere"), "{}", wrong.message());
}
