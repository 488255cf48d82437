//! What tasks and cases say of their procedure, so that a page asks no further.

use crate::{
    inboxes::{APPS, DOMAINS, REGISTRAR, waiting, with_domains},
    office::{GOVERNANCE, Office, checklist, officer},
};
use proto::review::v1::ListCaseHistoryRequest;

#[tokio::test(flavor = "multi_thread")]
async fn a_task_names_its_procedure_its_position_and_when_its_case_is_due() {
    let office = with_domains("diskominfo").await;
    let task = waiting(&office, GOVERNANCE, 1).await.remove(0);
    let domain = office.awaited(REGISTRAR).await;
    let case = office.case(&domain.case).await;

    let whole = office.task(&officer(REGISTRAR), &domain.name).await.unwrap();

    assert_eq!((task.procedure.as_str(), task.procedure_version), (APPS, 1));
    assert_eq!(task.procedure_title, "Pengajuan Aplikasi e-Government");
    assert_eq!(task.position_title, "KETUA TIM KERJA TATA KELOLA TIK");
    assert_eq!((task.case_due_time, task.case_due_provisional), (None, false));
    let clock = case.clock.unwrap();
    assert!(clock.due_time.is_some());
    for it in [&domain, &whole, &case.open_tasks[0]] {
        assert_eq!((it.case_due_time, it.case_due_provisional), (clock.due_time, clock.due_provisional));
        assert_eq!((it.procedure.as_str(), it.position_title.as_str()), (DOMAINS, ""));
    }
    assert_eq!(case.procedure_title, "Permohonan Subdomain");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_brings_the_words_of_its_procedure_for_what_was_done() {
    let office = Office::open().await;
    office.file().await;
    office.does(GOVERNANCE, "", None).await;
    let case = office.does(GOVERNANCE, "incomplete", Some(checklist(&["legal_basis"]))).await.case.unwrap();

    let case = office.case(&case.name).await;
    let history = ListCaseHistoryRequest { parent: case.name.clone(), ..Default::default() };
    let history = office.review().list_case_history(office.stack.call(&officer(GOVERNANCE), history)).await;

    let entry = history.unwrap().into_inner().entries.pop().unwrap();
    assert_ne!(entry.activity, entry.step);
    let sheet = &case.sheets[0];
    assert!(sheet.form.as_ref().unwrap().schema.is_some());
    assert_eq!(sheet.activity, case.tasks[1].activity);
    assert_ne!((sheet.outcome_title.as_str(), case.tasks[1].outcome.as_str()), ("", ""));
    assert_eq!(sheet.outcome_title, case.tasks[1].outcome_title);
    let stopped = case.clock.unwrap().intervals.into_iter().find(|it| !it.running).unwrap();
    assert_eq!(
        (stopped.actor.as_str(), stopped.actor_title.as_str()),
        (GOVERNANCE, "KETUA TIM KERJA TATA KELOLA TIK")
    );
}
