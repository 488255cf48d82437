//! The audit chain: written with the case, proved afterwards, broken by tampering.

use crate::office::{CITY, GOVERNANCE, HEAD, Office, checklist, officer};
use proto::review::v1::ListCaseHistoryRequest;
use review::{NAME, audit::verify};

#[tokio::test(flavor = "multi_thread")]
async fn history_tells_every_step_in_an_unbroken_chain() {
    let office = Office::open().await;
    let (_, reply) = office.approved().await;

    let request = ListCaseHistoryRequest { parent: reply.case.clone(), page_size: 200, ..Default::default() };
    let request = office.stack.call(&officer(HEAD), request);
    let entries = office.review().list_case_history(request).await.unwrap().into_inner().entries;
    let case = office.case(&reply.case).await;

    assert_eq!(entries[0].kind, "case_opened");
    assert_eq!(entries.iter().filter(|it| it.kind == "task_completed").count(), 8);
    assert!(
        entries
            .windows(2)
            .all(|it| it[1].previous_hash == it[0].hash && it[1].sequence == it[0].sequence + 1)
    );
    assert_eq!(entries.last().unwrap().hash, case.audit_head);
    let completed = entries.iter().find(|it| it.kind == "task_completed").unwrap();
    assert_eq!(
        (completed.step.as_str(), completed.performer.as_ref().unwrap().position.as_str()),
        ("receipt", GOVERNANCE)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sound_database_is_proved_and_counted() {
    let office = Office::open().await;
    office.approved().await;
    office.file().await;
    office.awaited(GOVERNANCE).await;

    let report = verify(&office.stack.parts.database(NAME), None).await.unwrap();

    assert!(report.is_sound(), "{report}");
    assert_eq!((report.agencies, report.cases), (1, 2));
    assert!(20 < report.entries);
}

#[tokio::test(flavor = "multi_thread")]
async fn tampering_is_found_at_the_first_entry_that_does_not_hold() {
    for (tampering, sequence, reason) in [
        (
            "update review.audit set entry = replace(entry, '\"receipt\"', '\"reply\"') where sequence = 3",
            3,
            "written",
        ),
        ("delete from review.audit where sequence = 4", 4, "missing"),
        ("delete from review.audit where sequence = (select max(sequence) from review.audit)", 0, "missing"),
        ("update review.audit set hash = sha256('x') where sequence = 2", 2, "written"),
        ("update review.case_file set audit_head = sha256('x')", 0, "ends with"),
    ] {
        let office = Office::open().await;
        office.file().await;
        office.does(GOVERNANCE, "", None).await;
        office.does(GOVERNANCE, "complete", Some(checklist(&[]))).await;
        office.tamper(tampering).await;

        let report = verify(&office.stack.parts.database(NAME), Some(&CITY.parse().unwrap())).await.unwrap();

        assert_eq!(report.broken.len(), 1, "{tampering}");
        let broken = &report.broken[0];
        assert!(broken.reason.contains(reason), "{tampering}: {}", broken.reason);
        assert!(sequence == 0 || broken.sequence == sequence, "{tampering}: entry {}", broken.sequence);
    }
}
