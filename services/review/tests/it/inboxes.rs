//! Inboxes filtered, those of a whole office, and how many tasks wait where.

use crate::{
    definition::BANDUNG,
    office::{CITY, GOVERNANCE, HEAD, INFRASTRUCTURE, Office, checklist, officer, officer_at},
};
use jiff::{SignedDuration, Timestamp};
use platform::{Caller, testing::eventually, time};
use proto::{
    intake::v1::Dossier,
    review::v1::{
        ListTasksRequest, ListTasksResponse, PositionTasks, ProcedureTasks, SummarizeTasksRequest,
        SummarizeTasksResponse, Task, TaskCounts, task,
    },
};
use tonic::{Code, Status};

pub(crate) const APPS: &str = "agencies/kota-tangerang/procedures/pengajuan-aplikasi-e-government";
pub(crate) const DOMAINS: &str = "agencies/kota-tangerang/procedures/permohonan-subdomain";
pub(crate) const REGISTRAR: &str = "ketua-tim-layanan-aplikasi";
const OTHER_OFFICE: &str = "sekretariat-daerah";

#[tokio::test(flavor = "multi_thread")]
async fn a_search_finds_part_of_the_number_the_title_or_the_office_page_by_page() {
    let office = Office::open().await;
    file(&office, "KT-2026-000011", "Antrean Puskesmas", "Dinas Kesehatan").await;
    file(&office, "KT-2026-000012", "Izin 100% Daring", "Badan Kesatuan Bangsa").await;
    file(&office, "KT-2026-000013", "Rekam Medis", "DINAS KESEHATAN").await;
    let found = async |query: &str| {
        let wanted = ListTasksRequest { query: query.to_owned(), page_size: 1, ..asked() };
        pages(&office, &officer(GOVERNANCE), wanted).await
    };

    let (by_office, number) = (found("kesehatan").await, found("-00001").await);
    let (title, sign, pattern) = (found(" REKAM ").await, found("100%").await, found("1%0").await);
    assert_eq!(numbers(&by_office), ["KT-2026-000011", "KT-2026-000013"]);
    assert_eq!(numbers(&number), ["KT-2026-000011", "KT-2026-000012", "KT-2026-000013"]);
    assert_eq!((numbers(&title), numbers(&sign)), (vec!["KT-2026-000013"], vec!["KT-2026-000012"]));
    assert!(pattern.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_due_before_a_time_is_listed_where_one_is_given() {
    let office = Office::open().await;
    for number in ["KT-2026-000021", "KT-2026-000022", "KT-2026-000023"] {
        file(&office, number, "Antrean", "Dinas Kesehatan").await;
    }
    let tasks = waiting(&office, GOVERNANCE, 3).await;
    let before = |due_before| ListTasksRequest { due_before, page_size: 1, ..asked() };

    let two = pages(&office, &officer(GOVERNANCE), before(tasks[2].due_time)).await;
    let none = pages(&office, &officer(GOVERNANCE), before(tasks[0].due_time)).await;
    let nonsense = Some(prost_types::Timestamp { seconds: i64::MAX, nanos: 0 });
    let refusal = list(&office, &officer(GOVERNANCE), before(nonsense)).await.unwrap_err();

    assert_eq!(two, tasks[..2]);
    assert!(none.is_empty());
    assert_eq!(refusal.code(), Code::InvalidArgument);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inbox_can_be_kept_to_one_procedure() {
    let office = with_domains("diskominfo").await;
    let both = Caller { assists: vec![REGISTRAR.to_owned()], ..officer(GOVERNANCE) };
    eventually(async || (pages(&office, &both, asked()).await.len() == 2).then_some(())).await;
    let by = |procedure: &str| ListTasksRequest { procedure: procedure.to_owned(), ..asked() };

    let apps = pages(&office, &both, by(APPS)).await;
    let domains = pages(&office, &both, by(DOMAINS)).await;
    let foreign = by("agencies/kota-bandung/procedures/permohonan-subdomain");
    let foreign = list(&office, &both, foreign).await.unwrap_err();
    let malformed = list(&office, &both, by("permohonan-subdomain")).await.unwrap_err();

    assert_eq!(numbers(&apps), ["KT-2026-000001"]);
    assert_eq!(numbers(&domains), ["SUB-1"]);
    assert_eq!((foreign.code(), malformed.code()), (Code::InvalidArgument, Code::InvalidArgument));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_sees_where_its_files_wait_and_no_other_office_does() {
    let office = with_domains(OTHER_OFFICE).await;
    office.does(GOVERNANCE, "", None).await;
    office.does(GOVERNANCE, "complete", Some(checklist(&[]))).await;
    office.awaited(INFRASTRUCTURE).await;
    file(&office, "KT-2026-000031", "Rekam Medis", "Dinas Kesehatan").await;
    let whole = ListTasksRequest { office: true, page_size: 1, ..asked() };
    let secretariat = Caller { office: OTHER_OFFICE.to_owned(), ..officer(HEAD) };
    let stranger = officer_at("kota-bandung", HEAD);

    let own = pages(&office, &officer(HEAD), asked()).await;
    let seen = pages(&office, &officer(HEAD), whole.clone()).await;
    let narrow = ListTasksRequest { position: INFRASTRUCTURE.to_owned(), ..whole.clone() };
    let narrow = pages(&office, &officer(HEAD), narrow).await;
    let found = ListTasksRequest { query: "rekam".to_owned(), ..whole.clone() };
    let found = pages(&office, &officer(HEAD), found).await;

    assert!(own.is_empty());
    let mut positions: Vec<&str> = seen.iter().map(|it| it.position.as_str()).collect();
    positions.sort_unstable();
    assert_eq!(positions, [INFRASTRUCTURE, GOVERNANCE]);
    assert!(seen.iter().map(|it| it.due_time.unwrap().seconds).is_sorted());
    assert_eq!(numbers(&narrow), ["KT-2026-000001"]);
    assert_eq!(numbers(&found), ["KT-2026-000031"]);
    assert_eq!(numbers(&pages(&office, &secretariat, whole.clone()).await), ["SUB-1"]);
    assert!(pages(&office, &stranger, whole).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn done_tasks_are_neither_searched_nor_listed_by_office() {
    let office = Office::open().await;
    let done = ListTasksRequest { state: task::State::Completed.into(), ..asked() };
    let refused = [
        ListTasksRequest { query: "a".to_owned(), ..done.clone() },
        ListTasksRequest { procedure: APPS.to_owned(), ..done.clone() },
        ListTasksRequest { office: true, ..done.clone() },
        ListTasksRequest { query: "x".repeat(101), ..asked() },
    ];

    for wanted in refused {
        let refusal = list(&office, &officer(GOVERNANCE), wanted).await.unwrap_err();
        assert_eq!(refusal.code(), Code::InvalidArgument, "{}", refusal.message());
    }
    let due = ListTasksRequest { due_before: Some(time::to_proto(office.now())), ..done };
    assert!(pages(&office, &officer(GOVERNANCE), due).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_goes_on_with_the_same_filter_alone() {
    let office = Office::open().await;
    for number in ["KT-2026-000041", "KT-2026-000042"] {
        file(&office, number, "Antrean", "Dinas Kesehatan").await;
    }
    let wanted = ListTasksRequest { query: "antrean".to_owned(), page_size: 1, ..asked() };
    let first = list(&office, &officer(GOVERNANCE), wanted.clone()).await.unwrap();
    let page_token = first.next_page_token;

    let other = ListTasksRequest { query: "kesehatan".to_owned(), page_token: page_token.clone(), ..wanted };
    let refusal = list(&office, &officer(GOVERNANCE), other).await.unwrap_err();

    assert!(!page_token.is_empty());
    assert_eq!(refusal.code(), Code::InvalidArgument);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_summary_counts_what_is_open_overdue_and_due_soon_by_position_and_procedure() {
    let office = with_domains("diskominfo").await;
    office.awaited(REGISTRAR).await;
    let late = waiting(&office, GOVERNANCE, 1).await.remove(0);
    office.advance(SignedDuration::from_hours(3));
    file(&office, "KT-2026-000051", "Rekam Medis", "Dinas Kesehatan").await;
    let soon = waiting(&office, GOVERNANCE, 2).await.remove(1);
    let due_soon_before = Some(time::to_proto(instant(soon.due_time) + SignedDuration::from_secs(1)));

    let own = summarize(&office, &officer(GOVERNANCE), false, due_soon_before).await;
    let whole = summarize(&office, &officer(HEAD), true, None).await;
    let none = summarize(&office, &officer(HEAD), false, due_soon_before).await;

    let lead =
        TaskCounts { open_count: 2, overdue_count: 1, due_soon_count: 1, oldest_open_time: late.open_time };
    let title = "KETUA TIM KERJA TATA KELOLA TIK".to_owned();
    let position =
        PositionTasks { position: GOVERNANCE.to_owned(), position_title: title, counts: Some(lead) };
    let procedure = ProcedureTasks {
        procedure: APPS.to_owned(),
        procedure_title: "Pengajuan Aplikasi e-Government".to_owned(),
        counts: Some(lead),
    };
    assert_eq!((own.total, own.positions, own.procedures), (Some(lead), vec![position], vec![procedure]));
    let open =
        whole.positions.iter().map(|it| (it.position.as_str(), it.counts.as_ref().unwrap().open_count));
    assert_eq!(open.collect::<Vec<_>>(), [(GOVERNANCE, 2), (REGISTRAR, 1)]);
    let counts = whole.procedures.iter().map(|it| (it.procedure.as_str(), it.counts.as_ref().unwrap()));
    let counts = counts.map(|(it, counts)| (it, counts.open_count, counts.due_soon_count));
    assert_eq!(counts.collect::<Vec<_>>(), [(APPS, 2, 0), (DOMAINS, 1, 0)]);
    assert_eq!((none.total, none.positions.len()), (Some(TaskCounts::default()), 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_counts_its_own_cases_and_no_others() {
    let office = with_domains(OTHER_OFFICE).await;
    waiting(&office, GOVERNANCE, 1).await;
    office.awaited(REGISTRAR).await;
    let secretariat = Caller { office: OTHER_OFFICE.to_owned(), ..officer(HEAD) };

    let ours = summarize(&office, &officer(HEAD), true, None).await;
    let theirs = summarize(&office, &secretariat, true, None).await;

    let names =
        |it: SummarizeTasksResponse| it.procedures.into_iter().map(|it| it.procedure).collect::<Vec<_>>();
    assert_eq!((names(ours), names(theirs)), (vec![APPS.to_owned()], vec![DOMAINS.to_owned()]));
}

/// An office with a request for an app, and one for a subdomain that `reviewer` reviews.
pub(crate) async fn with_domains(reviewer: &str) -> Office {
    let office = Office::open().await;
    let source = BANDUNG
        .replace("agency: kota-bandung", "agency: kota-tangerang")
        .replace("office: [diskominfo]", &format!("office: [{reviewer}]"));
    office.publish(&source).await;
    office.file().await;
    let domain = Dossier {
        registration_number: "SUB-1".to_owned(),
        ..office.dossier_for(CITY, "permohonan-subdomain")
    };
    office.file_as(domain).await;
    office
}

/// Files a request, whose task comes after those there are.
pub(crate) async fn file(
    office: &Office,
    registration_number: &str,
    app_title: &str,
    proposing_office_title: &str,
) {
    let dossier = Dossier {
        registration_number: registration_number.to_owned(),
        app_title: app_title.to_owned(),
        proposing_office_title: proposing_office_title.to_owned(),
        ..office.dossier()
    };
    let count = office.inbox(&officer(GOVERNANCE)).await.len();
    office.file_as(dossier).await;
    waiting(office, GOVERNANCE, count + 1).await;
    office.advance(SignedDuration::from_mins(1));
}

/// The tasks of a position, once there are so many.
pub(crate) async fn waiting(office: &Office, position: &str, count: usize) -> Vec<Task> {
    eventually(async || Some(office.inbox(&officer(position)).await).filter(|it| it.len() == count)).await
}

fn asked() -> ListTasksRequest {
    ListTasksRequest { parent: format!("agencies/{CITY}"), ..ListTasksRequest::default() }
}

async fn list(
    office: &Office,
    caller: &Caller,
    wanted: ListTasksRequest,
) -> Result<ListTasksResponse, Status> {
    Ok(office.review().list_tasks(office.stack.call(caller, wanted)).await?.into_inner())
}

/// All that is wanted, page by page.
async fn pages(office: &Office, caller: &Caller, mut wanted: ListTasksRequest) -> Vec<Task> {
    let mut tasks = vec![];
    loop {
        let page = list(office, caller, wanted.clone()).await.unwrap();
        tasks.extend(page.tasks);
        if page.next_page_token.is_empty() {
            return tasks;
        }
        wanted.page_token = page.next_page_token;
    }
}

async fn summarize(
    office: &Office,
    caller: &Caller,
    whole: bool,
    due_soon_before: Option<prost_types::Timestamp>,
) -> SummarizeTasksResponse {
    let request =
        SummarizeTasksRequest { parent: format!("agencies/{CITY}"), office: whole, due_soon_before };
    office.review().summarize_tasks(office.stack.call(caller, request)).await.unwrap().into_inner()
}

fn numbers(tasks: &[Task]) -> Vec<&str> {
    tasks.iter().map(|it| it.registration_number.as_str()).collect()
}

fn instant(time: Option<prost_types::Timestamp>) -> Timestamp {
    time::from_proto("time", time).unwrap()
}
