//! Units and positions as an agency's administrator keeps them.

use crate::{CITY, OTHER_CITY, administrator_of, client, identity, mask, position, start_with_cast};
use platform::{
    Caller,
    testing::{Stack, caller},
};
use proto::directory::v1::{
    CreatePositionRequest, CreateUnitRequest, ListAgenciesRequest, Position, SearchPositionsRequest, Unit,
    UpdatePositionRequest, UpdateUnitRequest,
};
use tonic::{Code, Status};

#[tokio::test]
async fn a_new_unit_belongs_to_the_office_above_it() {
    let stack = start_with_cast().await;

    let unit = create_unit(&stack, &administrator_of(CITY), "Tim Kerja Data", "diskominfo").await.unwrap();
    let again =
        create_unit(&stack, &administrator_of(CITY), "Tim Kerja Data", "diskominfo").await.unwrap_err();
    let stray = create_unit(&stack, &administrator_of(CITY), "Tim Lain", "").await.unwrap_err();
    let lost = create_unit(&stack, &administrator_of(CITY), "Tim Lain", "tiada").await.unwrap_err();

    assert_eq!((unit.name, unit.office), (unit_name("tim-kerja-data"), unit_name("diskominfo")));
    assert_eq!(again.code(), Code::FailedPrecondition);
    assert_eq!((stray.code(), lost.code()), (Code::InvalidArgument, Code::InvalidArgument));
}

#[tokio::test]
async fn a_unit_that_moves_takes_those_below_it_to_another_office() {
    let stack = start_with_cast().await;
    let division = Unit { name: unit_name("bidang-sarana-prasarana-tik-persandian"), ..Unit::default() };

    let moved = Unit { parent: unit_name("dinas-kesehatan"), ..division.clone() };
    let moved = update_unit(&stack, &administrator_of(CITY), moved, &["parent"]).await.unwrap();
    let circle = Unit { parent: unit_name("tim-kerja-tata-kelola-tik"), ..division };
    let circle = update_unit(&stack, &administrator_of(CITY), circle, &["parent"]).await.unwrap_err();

    let lead = identity(&stack, "ketua-tim-kerja-tata-kelola-tik@kota-tangerang").await.unwrap();
    assert_eq!((moved.office, lead.office.as_str()), (unit_name("dinas-kesehatan"), "dinas-kesehatan"));
    assert!(circle.message().contains("among its own parents"), "{circle}");
}

#[tokio::test]
async fn a_stale_change_of_a_unit_or_a_position_is_refused() {
    let stack = start_with_cast().await;
    let administrator = administrator_of(CITY);
    let unit = Unit { name: unit_name("dinas-kesehatan"), title: "Dinkes".to_owned(), ..Unit::default() };
    let post = position(&stack, CITY, "camat-cipondoh").await.unwrap();
    let retitled = Position { title: "Camat".to_owned(), ..post.clone() };

    let first = update_unit(&stack, &administrator, unit.clone(), &[]).await.unwrap();
    let stale = Unit { etag: "0".to_owned(), ..unit };
    let stale = update_unit(&stack, &administrator, stale, &["title"]).await.unwrap_err();
    let changed = update_position(&stack, &administrator, retitled.clone(), &["title"]).await.unwrap();
    let stale_post = update_position(&stack, &administrator, retitled, &["title"]).await.unwrap_err();

    assert_eq!((first.title.as_str(), first.kind.as_str()), ("Dinkes", "regional_office"));
    assert_eq!((changed.title.as_str(), changed.holders), ("Camat", post.holders));
    assert_eq!((stale.code(), stale_post.code()), (Code::Aborted, Code::Aborted));
}

#[tokio::test]
async fn a_new_position_is_vacant_and_found_so() {
    let stack = start_with_cast().await;

    let created = create_position(&stack, &administrator_of(CITY), analyst()).await.unwrap();
    let vacant = search(&stack, "", "", true).await;
    let by_title = search(&stack, "ANALIS", "", false).await;
    let by_unit = search(&stack, "", "diskominfo", false).await;
    let holder = position(&stack, CITY, "camat-cipondoh").await.unwrap().holders.remove(0).display_name;
    let by_holder = search(&stack, &holder, "", false).await;

    assert_eq!((created.name.as_str(), created.vacant), (position_name("analis-data").as_str(), true));
    assert_eq!((vacant, by_title), (vec![created.name.clone()], vec![created.name.clone()]));
    assert_eq!(by_unit, [created.name, position_name("kepala-dinas")]);
    assert_eq!(by_holder, [position_name("camat-cipondoh")]);
}

#[tokio::test]
async fn a_position_no_agency_has_is_refused() {
    let stack = start_with_cast().await;
    let cases = [
        (Position { title: String::new(), ..analyst() }, "position_id"),
        (Position { kind: "king".to_owned(), ..analyst() }, "kind: \"king\" is not a kind"),
        (Position { unit: unit_name("tiada"), ..analyst() }, "unit: there is no unit \"tiada\""),
        (
            Position { unit: format!("agencies/{OTHER_CITY}/units/diskominfo"), ..analyst() },
            "is of another agency",
        ),
    ];

    for (wrong, reason) in cases {
        let refusal = create_position(&stack, &administrator_of(CITY), wrong).await.unwrap_err();
        assert_eq!(refusal.code(), Code::InvalidArgument, "{refusal}");
        assert!(refusal.message().contains(reason), "{refusal}");
    }
}

#[tokio::test]
async fn the_same_request_twice_enters_one_unit() {
    let stack = start_with_cast().await;
    let unit = Unit { title: "Dinas Baru".to_owned(), kind: "regional_office".to_owned(), ..Unit::default() };
    let request = CreateUnitRequest {
        parent: format!("agencies/{CITY}"),
        unit: Some(unit),
        unit_id: "baru".to_owned(),
        request_id: stack.parts.clock.id().to_string(),
    };

    let mut client = client(&stack);
    let first = client.create_unit(stack.call(&administrator_of(CITY), request.clone())).await.unwrap();
    let second = client.create_unit(stack.call(&administrator_of(CITY), request)).await.unwrap();

    assert_eq!(first.get_ref().name, unit_name("baru"));
    assert_eq!(first.get_ref(), second.get_ref());
}

#[tokio::test]
async fn only_the_agencys_administrator_changes_units_and_positions() {
    let stack = start_with_cast().await;
    let unit = Unit { name: unit_name("diskominfo"), title: "X".to_owned(), ..Unit::default() };
    let post = Position { name: position_name("kepala-dinas"), title: "X".to_owned(), ..Position::default() };
    let expected =
        [(caller(CITY, "camat"), Code::PermissionDenied), (administrator_of(OTHER_CITY), Code::NotFound)];

    for (who, code) in expected {
        let refusals = [
            create_unit(&stack, &who, "X", "diskominfo").await.unwrap_err(),
            update_unit(&stack, &who, unit.clone(), &[]).await.unwrap_err(),
            create_position(&stack, &who, analyst()).await.unwrap_err(),
            update_position(&stack, &who, post.clone(), &[]).await.unwrap_err(),
        ];
        assert!(refusals.iter().all(|it| it.code() == code), "{refusals:?}");
    }
}

#[tokio::test]
async fn agencies_of_one_kind_are_listed() {
    let stack = start_with_cast().await;
    let request =
        ListAgenciesRequest { query: "tangerang".to_owned(), kind: "city".to_owned(), ..Default::default() };

    let found = client(&stack).list_agencies(request).await.unwrap().into_inner().agencies;

    let names: Vec<&str> = found.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["agencies/kota-tangerang", "agencies/kota-tangerang-selatan"]);
}

fn analyst() -> Position {
    Position {
        title: "Analis Data".to_owned(),
        kind: "staff".to_owned(),
        unit: unit_name("diskominfo"),
        ..Position::default()
    }
}

fn unit_name(slug: &str) -> String {
    format!("agencies/{CITY}/units/{slug}")
}

fn position_name(slug: &str) -> String {
    format!("agencies/{CITY}/positions/{slug}")
}

async fn search(stack: &Stack, query: &str, unit: &str, vacant: bool) -> Vec<String> {
    let request = SearchPositionsRequest {
        parent: format!("agencies/{CITY}"),
        query: query.to_owned(),
        unit: if unit.is_empty() { String::new() } else { unit_name(unit) },
        vacant,
        ..SearchPositionsRequest::default()
    };
    let request = stack.call(&caller(CITY, "camat"), request);
    let found = client(stack).search_positions(request).await.unwrap().into_inner().positions;
    found.into_iter().map(|it| it.name).collect()
}

async fn create_unit(stack: &Stack, who: &Caller, title: &str, parent: &str) -> Result<Unit, Status> {
    let unit = Unit {
        title: title.to_owned(),
        kind: "work_team".to_owned(),
        parent: if parent.is_empty() { String::new() } else { unit_name(parent) },
        ..Unit::default()
    };
    let request = CreateUnitRequest {
        parent: format!("agencies/{CITY}"),
        unit: Some(unit),
        unit_id: String::new(),
        request_id: stack.parts.clock.id().to_string(),
    };
    Ok(client(stack).create_unit(stack.call(who, request)).await?.into_inner())
}

async fn update_unit(stack: &Stack, who: &Caller, unit: Unit, paths: &[&str]) -> Result<Unit, Status> {
    let request_id = stack.parts.clock.id().to_string();
    let request = UpdateUnitRequest { unit: Some(unit), update_mask: mask(paths), request_id };
    Ok(client(stack).update_unit(stack.call(who, request)).await?.into_inner())
}

async fn create_position(stack: &Stack, who: &Caller, position: Position) -> Result<Position, Status> {
    let request = CreatePositionRequest {
        parent: format!("agencies/{CITY}"),
        position: Some(position),
        position_id: String::new(),
        request_id: stack.parts.clock.id().to_string(),
    };
    Ok(client(stack).create_position(stack.call(who, request)).await?.into_inner())
}

async fn update_position(
    stack: &Stack,
    who: &Caller,
    position: Position,
    paths: &[&str],
) -> Result<Position, Status> {
    let request_id = stack.parts.clock.id().to_string();
    let request = UpdatePositionRequest { position: Some(position), update_mask: mask(paths), request_id };
    Ok(client(stack).update_position(stack.call(who, request)).await?.into_inner())
}
