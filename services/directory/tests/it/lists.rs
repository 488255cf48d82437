//! Lists, page by page, and who sees them.

use crate::{CITY, OTHER_CITY, client, platform_of, start_with_cast};
use platform::{
    tenancy,
    testing::{Stack, caller},
};
use proto::directory::v1::{
    GetAgencyRequest, ListAgenciesRequest, ListAgenciesResponse, ListPositionsRequest, ListUnitsRequest,
};
use tonic::{Code, Status};

#[tokio::test]
async fn anyone_pages_through_all_agencies_by_title() {
    let stack = start_with_cast().await;

    let mut titles = vec![];
    let mut page_token = String::new();
    loop {
        let page = agencies(&stack, "", &page_token).await.unwrap();
        titles.extend(page.agencies.into_iter().map(|it| it.title));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }

    assert_eq!(titles.len(), 649);
    assert!(titles.is_sorted());
}

#[tokio::test]
async fn agencies_are_found_by_a_part_of_their_title() {
    let stack = start_with_cast().await;

    let found = agencies(&stack, "tangerang", "").await.unwrap();
    let none = agencies(&stack, "100%_", "").await.unwrap();

    let names: Vec<&str> = found.agencies.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(
        names,
        ["agencies/kabupaten-tangerang", "agencies/kota-tangerang", "agencies/kota-tangerang-selatan"]
    );
    assert_eq!(none, ListAgenciesResponse::default());
}

#[tokio::test]
async fn anyone_reads_an_agency_and_an_unknown_one_is_not_found() {
    let stack = start_with_cast().await;
    let get = async |slug: &str| {
        let request = GetAgencyRequest { name: format!("agencies/{slug}") };
        client(&stack).get_agency(request).await.map(tonic::Response::into_inner)
    };

    let ministry = get("kemenkes").await.unwrap();

    assert_eq!((ministry.short_title.as_str(), ministry.kind.as_str()), ("Kemenkes", "ministry"));
    assert_eq!(ministry.letterhead, None);
    assert_eq!(get("atlantis").await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn an_agencys_own_people_page_through_its_units_and_positions() {
    let stack = start_with_cast().await;

    let units = units(&stack, CITY, CITY).await.unwrap();
    let positions = positions(&stack, CITY).await.unwrap();

    assert!(
        units.is_sorted()
            && units.contains(&"agencies/kota-tangerang/units/tim-kerja-tata-kelola-tik".to_owned())
    );
    assert_eq!((units.len(), positions.len()), (14, 25));
}

#[tokio::test]
async fn another_agencys_units_are_not_found_and_nobody_signed_in_sees_none() {
    let stack = start_with_cast().await;
    let request =
        ListUnitsRequest { parent: format!("agencies/{CITY}"), page_size: 0, page_token: String::new() };

    let stranger = units(&stack, OTHER_CITY, CITY).await.unwrap_err();
    let nobody = client(&stack).list_units(request).await.unwrap_err();

    assert_eq!((stranger.code(), nobody.code()), (Code::NotFound, Code::Unauthenticated));
}

#[tokio::test]
async fn under_the_services_role_an_agency_sees_its_own_people_and_writes_no_other_agency() {
    let stack = start_with_cast().await;
    let mut tx = tenancy::begin(&stack.parts.database("directory"), &platform_of(OTHER_CITY)).await.unwrap();

    let seen: i64 =
        sqlx::query_scalar("select count(*) from directory.person").fetch_one(&mut *tx).await.unwrap();
    let renamed = sqlx::query("update directory.agency set title = 'x' where agency = 'kota-tangerang'");
    let renamed = renamed.execute(&mut *tx).await.unwrap().rows_affected();
    let add = sqlx::query(
        "insert into directory.local_day values ('kota-tangerang', '2026-02-02', 'make_up', 'x', '')",
    );
    let refusal = add.execute(&mut *tx).await.unwrap_err();

    assert_eq!((seen, renamed), (6, 0));
    assert!(refusal.to_string().contains("row-level security"), "{refusal}");
}

async fn agencies(stack: &Stack, query: &str, page_token: &str) -> Result<ListAgenciesResponse, Status> {
    let (query, page_token) = (query.to_owned(), page_token.to_owned());
    let request = ListAgenciesRequest { page_size: 200, page_token, query, kind: String::new() };
    Ok(client(stack).list_agencies(request).await?.into_inner())
}

async fn units(stack: &Stack, of: &str, agency: &str) -> Result<Vec<String>, Status> {
    let mut names = vec![];
    let mut page_token = String::new();
    loop {
        let request = ListUnitsRequest { parent: format!("agencies/{agency}"), page_size: 5, page_token };
        let page = client(stack).list_units(stack.call(&caller(of, "camat"), request)).await?.into_inner();
        names.extend(page.units.into_iter().map(|it| it.name));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(names);
        }
    }
}

async fn positions(stack: &Stack, agency: &str) -> Result<Vec<String>, Status> {
    let mut names = vec![];
    let mut page_token = String::new();
    loop {
        let request = ListPositionsRequest { parent: format!("agencies/{agency}"), page_size: 8, page_token };
        let page =
            client(stack).list_positions(stack.call(&caller(agency, "camat"), request)).await?.into_inner();
        names.extend(page.positions.into_iter().filter(|it| it.holders.len() == 1).map(|it| it.name));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(names);
        }
    }
}
