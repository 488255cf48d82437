//! Another agency's procedure of three steps runs on the same engine.

use crate::{
    definition::BANDUNG,
    office::{Office, officer_at},
};
use platform::testing::eventually;
use proto::review::v1::CaseClosed;
use serde_json::json;

const AGENCY: &str = "kota-bandung";

#[tokio::test(flavor = "multi_thread")]
async fn a_different_procedure_runs_by_its_file_alone() {
    let office = Office::open().await;
    office.publish(BANDUNG).await;
    office.tell_calendar(AGENCY, 1, &[]).await;
    office.file_as(office.dossier_for(AGENCY, "permohonan-subdomain")).await;

    let forwarding = office.awaited_at(AGENCY, "ketua-tim-layanan-aplikasi").await;
    let sheet = json!({ "recipients": ["kabid-aplikasi-informatika"], "instructions": ["study"], "limit": "2026-01-08" });
    let registrar = officer_at(AGENCY, "ketua-tim-layanan-aplikasi");
    office.complete_as(&registrar, &forwarding, "", Some(sheet)).await.unwrap();
    let examination = office.awaited_at(AGENCY, "kabid-aplikasi-informatika").await;
    let examiner = officer_at(AGENCY, "kabid-aplikasi-informatika");
    let wrong = json!({ "address": "sehat.example.com" });
    let refused = office.complete_as(&examiner, &examination, "fit", Some(wrong)).await.unwrap_err();
    let right = json!({ "address": "sehat.bandung.go.id" });
    office.complete_as(&examiner, &examination, "fit", Some(right)).await.unwrap();
    let answer = office.awaited_at(AGENCY, "kepala-dinas").await;
    office.sign(&answer, &answer.letter, "kepala-dinas").await;

    let closed = eventually(async || office.told::<CaseClosed>().await.pop()).await;
    assert!(refused.message().contains("sheet.address"), "{}", refused.message());
    assert_eq!((closed.decision.as_str(), closed.decision_title.as_str()), ("granted", "Diberikan"));
    let case = office.case(&answer.case).await;
    let clock = case.clock.unwrap();
    assert_eq!((clock.allowance, clock.unit.as_str()), (5, "working_days"));
}
