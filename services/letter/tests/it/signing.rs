use super::*;
use futures::future::join_all;
use platform::Capacity;
use proto::letter::v1::{DownloadRootCertificateRequest, verification};
use sqlx::Row as _;
use tonic::Code;

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_letter_is_numbered_stored_and_verified() {
    let desk = Desk::start().await;
    let name = desk.request(desk.reply()).await;

    let letter = desk.sign(&head(), &name).await.unwrap();

    assert_eq!(letter.state(), State::Issued);
    assert_eq!(letter.number, "B-0001/DISKOMINFO/TI.01/01/2026");
    assert_eq!((letter.date.as_str(), letter.signatory_capacity.as_str()), ("2026-01-05", "INCUMBENT"));
    let pdf = desk.download(&proposer(), &name).await.unwrap();
    let text = text_of(&pdf);
    for part in [
        "DINAS KOMUNIKASI DAN INFORMATIKA",
        "Tangerang, 5 Januari 2026",
        "B-0001/DISKOMINFO/TI.01/01/2026",
        "Yth. Kepala Dinas Kesehatan Kota Tangerang",
        "disetujui dengan ketentuan",
        "Ditempatkan pada pusat data.",
        "Kepala Dinas Komunikasi dan Informatika, Ditandatangani secara elektronik",
        "NIP 197004121995032003",
        letter.verification_code.as_str(),
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("BSrE"));
    let report = pdfsig(&desk.folder, &pdf);
    assert!(report.contains("Signature is Valid") && report.contains("Total document signed"), "{report}");
    let found = desk.verify(&letter.verification_code.to_lowercase()).await.unwrap();
    assert_eq!((found.state(), found.sha256), (verification::State::Valid, letter.sha256.clone()));
    assert_eq!(found.signatory, "Dra. Hj. Ratna Wulandari, M.Si., Kepala Dinas Komunikasi dan Informatika");
    assert_eq!(desk.get(&stranger(), &name).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_signatures_at_once_take_the_numbers_from_1_to_20() {
    let desk = Desk::start().await;
    let names = join_all((0..20).map(|_| desk.request(desk.reply()))).await;

    let head = head();
    let letters = join_all(names.iter().map(|it| desk.sign(&head, it))).await;

    let mut numbers: Vec<String> = letters.into_iter().map(|it| it.unwrap().number).collect();
    numbers.sort();
    let expected: Vec<String> = (1..=20).map(|it| format!("B-{it:04}/DISKOMINFO/TI.01/01/2026")).collect();
    assert_eq!(numbers, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_gets_the_same_answer_and_another_one_is_too_late() {
    let desk = Desk::start().await;
    let name = desk.request(desk.reply()).await;
    let request_id = desk.stack.parts.clock.id().to_string();
    let request = SignLetterRequest { name: name.clone(), request_id, ..SignLetterRequest::default() };

    let head = head();
    let (first, again) =
        tokio::join!(desk.sign_as(&head, request.clone()), desk.sign_as(&head, request.clone()));

    assert_eq!(first.unwrap(), again.unwrap());
    assert!(desk.sign_as(&head, request).await.is_ok());
    assert_eq!(desk.sign(&head, &name).await.unwrap_err().code(), Code::FailedPrecondition);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_signatures_of_one_letter_at_once_leave_one_number() {
    let desk = Desk::start().await;
    let name = desk.request(desk.reply()).await;

    let head = head();
    let (one, other) = tokio::join!(desk.sign(&head, &name), desk.sign(&head, &name));

    assert_eq!([&one, &other].into_iter().filter(|it| it.is_ok()).count(), 1, "{one:?} {other:?}");
    let next = desk.request(desk.reply()).await;
    assert_eq!(desk.sign(&head, &next).await.unwrap().number, "B-0002/DISKOMINFO/TI.01/01/2026");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_after_an_outage_keeps_the_number() {
    let desk = Desk::start().await;
    let authority = desk.folder.join("authority");
    fs::write(&authority, "in the way").unwrap();
    let (name, other) = (desk.request(desk.reply()).await, desk.request(desk.reply()).await);

    assert_eq!(desk.sign(&head(), &name).await.unwrap_err().code(), Code::Unavailable);

    let waiting = desk.get(&head(), &name).await.unwrap();
    assert_eq!((waiting.state(), waiting.verification_code.as_str()), (State::Numbered, ""));
    fs::remove_file(&authority).unwrap();
    assert_eq!(desk.sign(&head(), &other).await.unwrap().number, "B-0002/DISKOMINFO/TI.01/01/2026");
    assert_eq!(desk.sign(&head(), &name).await.unwrap().number, "B-0001/DISKOMINFO/TI.01/01/2026");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_leaves_a_void_number_with_its_reason() {
    let desk = Desk::start().await;
    let name = desk.request(desk.reply()).await;
    let nameless = Caller { display_name: String::new(), ..head() };

    let refusal = desk.sign(&nameless, &name).await.unwrap_err();

    assert_eq!(refusal.code(), Code::FailedPrecondition);
    assert_eq!(desk.get(&head(), &name).await.unwrap().state(), State::Draft);
    assert_eq!(desk.sign(&head(), &name).await.unwrap().number, "B-0002/DISKOMINFO/TI.01/01/2026");
    let mut db = desk.stack.owner.connect().await.unwrap();
    let entries = sqlx::query("select void_reason from letter.number_entry order by sequence");
    let reasons = entries.fetch_all(&mut db).await.unwrap();
    let reasons: Vec<String> = reasons.iter().map(|it| it.get(0)).collect();
    assert!(reasons[0].contains("nama penanda tangan kosong"), "{reasons:?}");
    assert_eq!(reasons[1], "");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_holder_of_the_position_signs_and_never_one_who_is_barred() {
    let desk = Desk::start().await;
    let clerk = Caller { office: REVIEWING.to_owned(), ..caller(CITY, "ketua-tim-kerja-tata-kelola-tik") };
    let barred = LetterRequested { barred_persons: vec![head().person], ..desk.reply() };
    let (name, barred) = (desk.request(desk.reply()).await, desk.request(barred).await);

    assert_eq!(desk.sign(&clerk, &name).await.unwrap_err().code(), Code::PermissionDenied);
    let refusal = desk.sign(&head(), &barred).await.unwrap_err();
    assert_eq!(refusal.code(), Code::PermissionDenied);
    assert!(refusal.message().contains("orang yang berbeda"), "{}", refusal.message());
    assert_eq!(desk.sign(&stranger(), &name).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_made_again_after_a_crash_is_the_same() {
    let desk = Desk::start().await;
    let name = desk.request(desk.reply()).await;
    let first = desk.sign(&head(), &name).await.unwrap();
    let mut db = desk.stack.owner.connect().await.unwrap();
    // As the process left it that died between storing the file and registering it.
    for forget in [
        "update letter.letter set state = 'numbered', file = null, issued_at = null",
        "delete from letter.outbox",
        "delete from letter.outbox_lane",
    ] {
        sqlx::query(forget).execute(&mut db).await.unwrap();
    }

    let again = desk.sign(&head(), &name).await.unwrap();

    let made =
        |it: &Letter| (it.number.clone(), it.file.clone(), it.sha256.clone(), it.verification_code.clone());
    assert_eq!(made(&again), made(&first));
    let told: Vec<String> =
        sqlx::query_scalar("select kind from letter.outbox").fetch_all(&mut db).await.unwrap();
    assert_eq!(told, ["telaah.letter.v1.LetterIssued"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_agency_gets_its_letter_and_no_other() {
    let desk = Desk::start().await;
    let other = Caller { office: "dinas-perhubungan".to_owned(), ..caller("kota-bandung", "kepala-dinas") };
    let event = LetterRequested {
        proposing_agency: "agencies/kota-bandung".to_owned(),
        proposing_office: other.office.clone(),
        ..desk.reply()
    };
    let (theirs, ours) = (desk.request(event).await, desk.request(desk.reply()).await);

    assert_eq!(desk.get(&other, &theirs).await.unwrap_err().code(), Code::NotFound);
    let signed = desk.sign(&head(), &theirs).await.unwrap();
    desk.sign(&head(), &ours).await.unwrap();

    assert_eq!(desk.get(&other, &theirs).await.unwrap(), signed);
    assert!(text_of(&desk.download(&other, &theirs).await.unwrap()).contains(&signed.number));
    assert_eq!(desk.get(&other, &ours).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(desk.sign(&other, &theirs).await.unwrap_err().code(), Code::PermissionDenied);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_acts_signs_as_such() {
    let desk = Desk::start().await;
    let name = desk.request(desk.reply()).await;
    let mut acting = head();
    acting.display_name = "Dewi Kartikasari, S.Kom.".to_owned();
    acting.positions[0].capacity = Capacity::Acting;

    let letter = desk.sign(&acting, &name).await.unwrap();

    assert_eq!(letter.signatory_capacity, "ACTING");
    let text = text_of(&desk.download(&head(), &name).await.unwrap());
    assert!(text.contains("Plt. Kepala Dinas Komunikasi dan Informatika,"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_root_certificate_is_everyones() {
    let desk = Desk::start().await;

    let body = desk.client().download_root_certificate(DownloadRootCertificateRequest {}).await.unwrap();

    let pem = String::from_utf8(bytes(body.into_inner()).await.unwrap()).unwrap();
    assert!(pem.starts_with("-----BEGIN CERTIFICATE-----"), "{pem}");
}
