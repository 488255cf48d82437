//! Who may read a file, and that to anyone else it does not exist.

use crate::{Desk, KEMENPANRB, PDF, TANGERANG, colleague, reader};
use platform::{Caller, tenancy, testing::caller};
use proto::document::v1::{FileSpec, GrantReadRequest, ListFileVersionsRequest, Reader};
use tonic::{Code, Status};

#[tokio::test]
async fn to_anyone_but_its_readers_a_file_does_not_exist() {
    let desk = Desk::start().await;
    let head = caller(TANGERANG, "kepala-dinas-kesehatan");
    let stored = desk.store(&head, &desk.spec(&head), PDF).await.unwrap();
    let name = &stored.name;

    for stranger in [colleague(TANGERANG, "dinas-pendidikan"), caller("kota-bandung", "kepala-dinas")] {
        let list = ListFileVersionsRequest { name: name.clone(), ..ListFileVersionsRequest::default() };
        let refusals = [
            desk.get(&stranger, name).await.unwrap_err(),
            desk.download(&stranger, name).await.unwrap_err(),
            desk.client().list_file_versions(desk.stack.call(&stranger, list)).await.unwrap_err(),
            grant(&desk, &stranger, &[name], &stranger).await.unwrap_err(),
        ];
        let unknown = desk.get(&stranger, &desk.name(TANGERANG)).await.unwrap_err();

        assert_eq!(unknown.code(), Code::NotFound);
        for refusal in refusals {
            assert_eq!((refusal.code(), refusal.message()), (Code::NotFound, &*format!("{name} not found")));
        }
    }
}

#[tokio::test]
async fn a_reader_without_office_is_every_office_of_the_agency() {
    let desk = Desk::start().await;
    let head = caller(TANGERANG, "kepala-dinas-kesehatan");
    let everyone = Reader { agency: head.agency.name(), office: String::new() };
    let spec = FileSpec { readers: vec![everyone], ..desk.spec(&head) };

    let stored = desk.store(&head, &spec, PDF).await.unwrap();

    let other_office = colleague(TANGERANG, "dinas-pendidikan");
    assert_eq!(desk.get(&other_office, &stored.name).await.unwrap(), stored);
}

#[tokio::test]
async fn more_readers_are_let_in_and_the_same_again_changes_nothing() {
    let desk = Desk::start().await;
    let head = caller(TANGERANG, "kepala-dinas-kesehatan");
    let deputy = caller(KEMENPANRB, "deputi");
    let mut names = Vec::new();
    for _ in 0..3 {
        let spec = FileSpec { file: desk.name(KEMENPANRB), ..desk.spec(&head) };
        names.push(desk.store(&head, &spec, PDF).await.unwrap().name);
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();

    grant(&desk, &head, &names, &deputy).await.unwrap();
    grant(&desk, &head, &names, &deputy).await.unwrap();

    for name in names {
        assert_eq!(desk.download(&deputy, name).await.unwrap().1, PDF);
    }
}

#[tokio::test]
async fn one_unknown_file_among_others_lets_nobody_in() {
    let desk = Desk::start().await;
    let head = caller(TANGERANG, "kepala-dinas-kesehatan");
    let colleague = colleague(TANGERANG, "dinas-komunikasi-dan-informatika");
    let stored = desk.store(&head, &desk.spec(&head), PDF).await.unwrap();

    let unknown = desk.name(TANGERANG);
    let refusal = grant(&desk, &head, &[&stored.name, &unknown], &colleague).await.unwrap_err();

    assert_eq!(refusal.message(), format!("{unknown} not found"));
    assert_eq!(desk.get(&colleague, &stored.name).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn the_platform_reads_and_grants_for_the_agency_whose_file_it_is() {
    let desk = Desk::start().await;
    let head = caller(TANGERANG, "kepala-dinas-kesehatan");
    let platform = Caller::platform(&head.agency);
    let spec = FileSpec { readers: vec![], ..desk.spec(&head) };
    let stored = desk.store(&platform, &spec, PDF).await.unwrap();

    grant(&desk, &platform, &[&stored.name], &head).await.unwrap();

    assert_eq!(desk.get(&platform, &stored.name).await.unwrap(), stored);
    assert_eq!(desk.get(&head, &stored.name).await.unwrap(), stored);
}

#[tokio::test]
async fn the_database_itself_hides_the_files_of_others() {
    let desk = Desk::start().await;
    let head = caller(TANGERANG, "kepala-dinas-kesehatan");
    desk.store(&head, &desk.spec(&head), PDF).await.unwrap();
    let db = desk.stack.parts.database("document");

    let mut seen = Vec::new();
    for agency in [TANGERANG, "kota-bandung"] {
        let mut tx = tenancy::begin(&db, &caller(agency, "a")).await.unwrap();
        let count = "select (select count(*) from document.file), (select count(*) from document.reader)";
        seen.push(sqlx::query_as::<_, (i64, i64)>(count).fetch_one(&mut *tx).await.unwrap());
    }

    assert_eq!(seen, [(1, 1), (0, 0)]);
}

async fn grant(desk: &Desk, caller: &Caller, files: &[&str], new: &Caller) -> Result<(), Status> {
    let request = GrantReadRequest {
        files: files.iter().map(|it| (*it).to_owned()).collect(),
        readers: vec![reader(new)],
    };
    desk.client().grant_read(desk.stack.call(caller, request)).await?;
    Ok(())
}
