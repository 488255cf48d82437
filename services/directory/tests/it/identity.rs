//! Who signs in, and as what.

use crate::{CITY, OTHER_CITY, client, identity, position, start_with_cast};
use platform::testing::caller;
use proto::directory::v1::{Capacity, FindIdentityRequest, GetMeRequest};
use tonic::Code;

#[tokio::test]
async fn an_official_is_known_with_unit_office_and_position() {
    let stack = start_with_cast().await;

    let lead = identity(&stack, "ketua-tim-kerja-tata-kelola-tik@kota-tangerang").await.unwrap();

    assert_eq!(lead.display_name, "Arif Rahman Hakim, S.Kom., M.Kom.");
    assert_eq!((lead.unit.as_str(), lead.unit_kind.as_str()), ("tim-kerja-tata-kelola-tik", "work_team"));
    assert_eq!((lead.office.as_str(), lead.office_kind.as_str()), ("diskominfo", "regional_office"));
    assert_eq!(lead.office_title, "Dinas Komunikasi dan Informatika");
    assert_eq!((lead.positions.len(), lead.positions[0].capacity()), (1, Capacity::Incumbent));
    assert_eq!((lead.parent_office_title.as_str(), lead.administrator, lead.assists.len()), ("", false, 0));
}

#[tokio::test]
async fn staff_assist_the_one_who_decides_for_their_unit() {
    let stack = start_with_cast().await;

    let staff = identity(&stack, "staf-sarana-prasarana-tik@kota-tangerang").await.unwrap();
    let administrator = identity(&stack, "administrator-telaah@kota-tangerang").await.unwrap();

    assert_eq!(staff.assists, ["kabid-sarana-prasarana-tik-persandian"]);
    assert_eq!((administrator.administrator, administrator.assists.len()), (true, 0));
}

#[tokio::test]
async fn a_technical_unit_and_an_urban_village_know_their_parent_office() {
    let stack = start_with_cast().await;

    let unit = identity(&stack, "kepala-uptd-puskesmas-cipondoh@kota-tangerang").await.unwrap();
    let village = identity(&stack, "lurah-poris-plawad@kota-tangerang").await.unwrap();

    assert_eq!(
        (unit.office_kind.as_str(), unit.parent_office_title.as_str()),
        ("technical_unit", "Dinas Kesehatan")
    );
    assert_eq!(village.parent_office_title, "Kecamatan Cipondoh");
}

#[tokio::test]
async fn a_name_nobody_signs_in_under_is_not_found() {
    let stack = start_with_cast().await;

    for name in ["kepala-dinas@atlantis", "tiada@kota-tangerang", "kepala-dinas", "@", "a@B"] {
        assert_eq!(identity(&stack, name).await.unwrap_err().code(), Code::NotFound, "{name}");
    }
}

#[tokio::test]
async fn only_the_platform_looks_up_a_sign_in_name() {
    let stack = start_with_cast().await;
    let request = FindIdentityRequest { sign_in_name: "kepala-dinas@kota-tangerang".to_owned() };

    let refusal =
        client(&stack).find_identity(stack.call(&caller(CITY, "camat"), request)).await.unwrap_err();

    assert_eq!(refusal.code(), Code::PermissionDenied);
}

#[tokio::test]
async fn whoever_calls_is_told_what_their_token_says() {
    let stack = start_with_cast().await;
    let mut camat = caller(CITY, "camat-cipondoh");
    camat.assists = vec!["x".to_owned()];

    let me = client(&stack).get_me(stack.call(&camat, GetMeRequest {})).await.unwrap().into_inner();
    let nobody = client(&stack).get_me(GetMeRequest {}).await.unwrap_err();

    assert_eq!((me.person, me.agency), (camat.person, "agencies/kota-tangerang".to_owned()));
    assert_eq!((me.positions[0].position.as_str(), me.assists), ("camat-cipondoh", camat.assists));
    assert_eq!(nobody.code(), Code::Unauthenticated);
}

#[tokio::test]
async fn a_position_names_its_holder_office_and_letterhead() {
    let stack = start_with_cast().await;

    let found = position(&stack, CITY, "kabid-pengembangan-e-government").await.unwrap();

    assert_eq!(found.office, "agencies/kota-tangerang/units/diskominfo");
    assert_eq!(found.unit_title, "Bidang Pengembangan E-Government");
    assert_eq!(found.holders[0].employee_id_number, "197811052005012006");
    let lines = found.letterhead.unwrap().lines;
    assert_eq!(lines, ["PEMERINTAH KOTA TANGERANG", "DINAS KOMUNIKASI DAN INFORMATIKA"]);
    assert_eq!(position(&stack, CITY, "tiada").await.unwrap_err().code(), Code::NotFound);
    assert_eq!(position(&stack, OTHER_CITY, "kepala-dinas").await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn every_service_reads_positions_and_agencies_through_the_platform() {
    let stack = start_with_cast().await;
    let city = CITY.parse().unwrap();

    let head = stack.parts.directory().position(&city, "kepala-dinas").await.unwrap();
    let agency = stack.parts.directory().agency(&city).await.unwrap();

    assert_eq!((head.kind.as_str(), head.holders.len()), ("office_head", 1));
    assert_eq!((agency.title.as_str(), agency.code.as_str()), ("Kota Tangerang", "36.71"));
    assert_eq!(agency.letterhead.unwrap().town, "Tangerang");
}
