//! Pages on which a coordination team is convened, attends, and is recorded; with every service behind them.

use super::{
    browser::{location, values},
    ministry::{CITY, DEPUTY, MEMBER, MEMBERS, Ministry, SECRETARIAT},
};

const PDF: &str = "application/pdf";

#[tokio::test]
async fn a_session_is_held_recorded_and_confirmed() {
    let ministry = Ministry::start().await;
    ministry.put_to_the_team("Satu Data <b>").await;
    let meeting = ministry.convene().await;
    let secretariat = ministry.sign_in(SECRETARIAT).await;
    let page = secretariat.page(&meeting).await;
    let item = page.split("/discussions/").nth(1).unwrap().split('"').next().unwrap().to_owned();

    let attendance = format!("{meeting}/attendance");
    let sheet = secretariat.page(&attendance).await;
    let agencies = MEMBERS.map(|it| format!("agencies/{it}"));
    let mut present: Vec<(&str, &str)> = vec![];
    for agency in &agencies {
        present.extend([("agency", agency.as_str()), ("name", "Utusan"), ("position", "Wakil")]);
    }
    let attended = secretariat.fill(&sheet, &attendance, &present).await;
    let discussion = format!("{meeting}/discussions/{item}");
    let form = secretariat.page(&discussion).await;
    let noted = [
        ("points", "Satu\r\n\r\nDua"),
        ("result", "CONCLUDED"),
        ("outcome", "Dilanjutkan."),
        ("action", "Kajian <keamanan>"),
        ("required", "1"),
    ];
    let typing = secretariat.fill_part(&form, &discussion, &noted[..2]).await.text().await.unwrap();
    let form = secretariat.page(&discussion).await;
    let saved = secretariat.fill(&form, &discussion, &noted).await;
    let repeated = secretariat.fill(&form, &discussion, &noted).await;
    let page = secretariat.page(&meeting).await;
    let confirmed = secretariat.fill(&page, &format!("{meeting}/confirm"), &[]).await;
    let page = secretariat.page(&meeting).await;

    assert_eq!(location(&attended), format!("{meeting}?done=attended"));
    assert!(typing.contains("Tersimpan pukul") && !typing.contains("<html"), "{typing}");
    assert!(form.contains("Satu\n\nDua</textarea>"), "{form}");
    assert_eq!(location(&saved), format!("{meeting}?done=discussed#{item}"));
    assert_eq!(location(&repeated), location(&saved));
    assert_eq!(location(&confirmed), format!("{meeting}?done=confirm"));
    assert!(
        page.contains("Hasil ditetapkan") && page.contains("Kajian &#60;keamanan&#62; (wajib)"),
        "{page}"
    );
    assert!(page.contains("/files/") && page.contains("Satu Data &#60;b&#62;"), "{page}");
}

#[tokio::test]
async fn who_is_invited_reads_and_answers_and_sees_no_more_than_that() {
    let ministry = Ministry::start().await;
    ministry.put_to_the_team("Satu Data").await;
    let (meeting, _) = ministry.invite().await;
    let member = ministry.sign_in(MEMBER).await;
    let before = member.get(&meeting).await.status();
    let deputy = ministry.sign_in(DEPUTY).await;
    let letter = deputy.page(&meeting).await;
    let letter = letter.split("href=\"/letters/").nth(1).unwrap().split('"').next().unwrap();
    let letter = format!("/letters/{letter}");
    let sheet = deputy.page(&letter).await;
    deputy.fill(&sheet, &format!("{letter}/approve"), &[]).await;
    platform::testing::eventually(async || (member.get(&meeting).await.status() == 200).then_some(())).await;

    let page = member.page(&meeting).await;
    let respond = format!("{meeting}/respond");
    let answer = [("accept", "yes"), ("delegates", "Ani, Analis\r\nBudi, Perencana"), ("note", "")];
    let answered = member.fill(&page, &respond, &answer).await;
    let after = member.page(&meeting).await;
    let long = "x".repeat(201);
    let refused = member
        .fill(&page, &respond, &[("request_id", &long[..0]), ("accept", "no"), ("delegates", &long)])
        .await;
    let listed = member.page("/meetings").await;
    let csv = member.get("/meetings.csv").await.text().await.unwrap();
    let secretariat = ministry.sign_in(SECRETARIAT).await.page(&meeting).await;

    assert_eq!(before, 404, "nobody knows before the chair has signed");
    assert!(
        page.contains("Kirim jawaban") && !page.contains("/letters/") && !page.contains("/cases/"),
        "{page}"
    );
    assert_eq!(location(&answered), format!("{meeting}?done=respond"));
    assert!(after.contains("Ani, Analis\nBudi, Perencana</textarea>"), "{after}");
    assert_eq!(refused.status(), 400);
    assert!(refused.text().await.unwrap().contains(&format!("{long}</textarea>")));
    assert!(listed.contains("Rapat Pembahasan") && csv.contains("Rapat Pembahasan"), "{listed} {csv}");
    assert!(secretariat.contains("mengutus Ani, Analis; Budi, Perencana"), "{secretariat}");
}

#[tokio::test]
async fn those_who_discuss_a_case_read_its_papers_until_the_meeting_is_over() {
    let ministry = Ministry::start().await;
    ministry.put_to_the_team("Satu Data <b>").await;
    let meeting = ministry.convene().await;
    let member = ministry.sign_in(MEMBER).await;
    let secretariat = ministry.sign_in(SECRETARIAT).await;
    let proposer = ministry.sign_in(CITY).await;
    let page = member.page(&meeting).await;
    let reading = link(&page, &format!("{meeting}/dossiers/"));
    let paper = link(&page, &format!("{meeting}/files/"));

    let read = member.page(&reading).await;
    let opened = member.get(&paper).await;
    let unwritten = member.get(&reading.replace("/dossiers/", "/discussions/")).await;
    let minutes = secretariat.page(&reading.replace("/dossiers/", "/discussions/")).await;
    let own = proposer.page(&meeting).await;
    let hidden = [proposer.get(&reading).await.status(), proposer.get(&paper).await.status()];
    let unknown = member.get(&format!("{}x", &paper[..paper.len() - 1])).await.status();
    let late = secretariat.page(&meeting).await;
    secretariat.fill(&late, &format!("{meeting}/cancel"), &[("reason", "Ketua berhalangan")]).await;
    let after = member.page(&meeting).await;
    let closed = [member.get(&reading).await.status(), member.get(&paper).await.status()];

    assert!(page.contains("PDF, 42 bita · a.pdf") && page.contains("target=\"_blank\""), "{page}");
    assert!(read.contains("Satu Data &#60;b&#62;") && read.contains("Teks."), "{read}");
    assert!(read.contains(&format!("class=\"paper-frame\" name=\"paper\" src=\"{paper}\"")), "{read}");
    assert_eq!(opened.status(), 200);
    assert_eq!(opened.headers()["content-type"], PDF);
    assert!(opened.headers()["content-disposition"].to_str().unwrap().starts_with("inline"));
    assert_eq!(location(&unwritten), reading);
    assert!(minutes.contains(&paper) && minutes.contains("name=\"points\""), "{minutes}");
    assert!(own.contains("/requests/agencies/") && !own.contains("/files/"), "{own}");
    assert_eq!([hidden[0], hidden[1], closed[0], closed[1]].map(|it| it.as_u16()), [404; 4]);
    assert!(unknown.is_client_error(), "{unknown}");
    assert!(after.contains("Bahan rapat hanya terbuka sampai") && !after.contains("/files/"), "{after}");
}

#[tokio::test]
async fn a_member_that_declines_is_told_why_it_reads_no_papers() {
    let ministry = Ministry::start().await;
    ministry.put_to_the_team("Satu Data").await;
    let meeting = ministry.convene().await;
    let member = ministry.sign_in(MEMBER).await;
    let page = member.page(&meeting).await;
    let reading = link(&page, &format!("{meeting}/dossiers/"));

    member.fill(&page, &format!("{meeting}/respond"), &[("accept", "no")]).await;
    let declined = member.page(&meeting).await;

    assert!(declined.contains("terbuka bila instansi Anda menyatakan hadir"), "{declined}");
    assert_eq!(member.get(&reading).await.status(), 404);
    member.fill(&declined, &format!("{meeting}/respond"), &[("accept", "yes")]).await;
    assert_eq!(member.get(&reading).await.status(), 200);
}

#[tokio::test]
async fn a_refused_meeting_keeps_what_was_typed_and_leads_to_the_field() {
    let ministry = Ministry::start().await;
    let secretariat = ministry.sign_in(SECRETARIAT).await;
    let page = secretariat.page("/agenda/convene").await;
    let team = page.split("<option value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let typed = |date, guests| {
        [
            ("title", "Rapat <script>"),
            ("team", team.as_str()),
            ("date", date),
            ("start", "09:00"),
            ("end", "10:00"),
            ("place", "Aula"),
            ("guests", guests),
        ]
    };

    let past = secretariat.fill(&page, "/agenda/convene", &typed("2025-01-06", "")).await;
    let nobody = secretariat.fill(&page, "/agenda/convene", &typed("2026-01-06", "Kepala Dinas")).await;
    let deputy = ministry.sign_in(DEPUTY).await;
    let denied = deputy.fill(&page, "/agenda/convene", &typed("2026-01-06", "")).await;

    assert_eq!(past.status(), 400);
    let past = past.text().await.unwrap();
    assert!(past.contains("<title>Kesalahan: ") && past.contains("href=\"#date\""), "{past}");
    assert!(past.contains("value=\"Rapat &#60;script&#62;\"") && past.contains("aria-invalid"), "{past}");
    assert_eq!(nobody.status(), 400);
    assert!(nobody.text().await.unwrap().contains("href=\"#guests\""));
    assert_eq!(denied.status(), 403);
    assert!(denied.text().await.unwrap().contains("Hanya sekretariat tim"));
}

#[tokio::test]
async fn a_meeting_is_changed_with_guests_and_called_off() {
    let ministry = Ministry::start().await;
    ministry.put_to_the_team("Satu Data").await;
    let (meeting, _) = ministry.invite().await;
    let secretariat = ministry.sign_in(SECRETARIAT).await;
    let change = format!("{meeting}/change");
    let old = secretariat.page(&change).await;
    let items = values(&old, "item");
    let typed = |place| {
        [
            ("title", "Rapat Pembahasan"),
            ("date", "2026-01-07"),
            ("start", "09:00"),
            ("end", "10:00"),
            ("place", place),
            ("guests", "kepala-dinas@kota-tangerang"),
            ("item", items[0].as_str()),
        ]
    };

    let changed = secretariat.fill(&old, &change, &typed("Aula")).await;
    let page = secretariat.page(&change).await;
    let mut late: Vec<(&str, &str)> = vec![("request_id", "0190a000-0000-7000-8000-000000000031")];
    let etag = values(&old, "etag").remove(0);
    late.push(("etag", &etag));
    let second = typed("Ruang lain");
    late.extend(second);
    let stale = secretariat.post(&change, &late).await;
    let page_of = secretariat.page(&meeting).await;
    let unexplained = secretariat.fill(&page_of, &format!("{meeting}/cancel"), &[("reason", " ")]).await;
    let off = secretariat.fill(&page_of, &format!("{meeting}/cancel"), &[("reason", "Berhalangan")]).await;
    let agenda = secretariat.page("/agenda").await;

    assert_eq!(location(&changed), format!("{meeting}?done=changed"));
    assert!(page.contains("kepala-dinas@kota-tangerang</textarea>"), "{page}");
    assert!(stale.status().is_client_error());
    let stale = stale.text().await.unwrap();
    assert!(
        stale.contains("Rapat seperti tercatat sekarang") && stale.contains("value=\"Ruang lain\""),
        "{stale}"
    );
    assert_eq!(unexplained.status(), 400);
    assert!(unexplained.text().await.unwrap().contains("href=\"#reason\""));
    assert_eq!(location(&off), format!("{meeting}?done=cancel"));
    assert!(agenda.contains("Satu Data"), "its case waits again");
}

#[tokio::test]
async fn notes_of_another_are_not_overwritten() {
    let ministry = Ministry::start().await;
    ministry.put_to_the_team("Satu Data").await;
    let meeting = ministry.convene().await;
    let secretariat = ministry.sign_in(SECRETARIAT).await;
    let page = secretariat.page(&meeting).await;
    let item = page.split("/discussions/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let discussion = format!("{meeting}/discussions/{item}");
    let old = secretariat.page(&discussion).await;
    secretariat.fill_part(&old, &discussion, &[("points", "Yang lebih dahulu")]).await;

    let part = secretariat.fill_part(&old, &discussion, &[("points", "Yang kemudian")]).await;
    let whole = secretariat.fill(&old, &discussion, &[("points", "Yang kemudian")]).await;

    assert!(part.text().await.unwrap().contains("diubah orang lain"));
    assert_eq!(whole.status(), 409);
    let whole = whole.text().await.unwrap();
    assert!(whole.contains("Yang lebih dahulu") && whole.contains("Yang kemudian</textarea>"), "{whole}");
    let kept = secretariat.fill(&whole, &discussion, &[("points", "Yang kemudian")]).await;
    assert!(location(&kept).contains("?done=discussed"));
}

#[tokio::test]
async fn meetings_exist_for_those_concerned_alone() {
    let ministry = Ministry::start().await;
    ministry.put_to_the_team("Satu Data").await;
    let (meeting, _) = ministry.invite().await;
    let city = ministry.sign_in(CITY).await;

    let unseen = city.get(&meeting).await.status();
    let empty = city.page("/meetings").await;
    let agenda = city.page("/agenda").await;
    let member = ministry.sign_in("wakil-tim-koordinasi-spbe@brin").await;
    let foreign = member.get(&format!("{meeting}/change")).await.status();

    assert_eq!((unseen.as_u16(), foreign.as_u16()), (404, 404));
    assert!(empty.contains("Belum ada rapat"), "{empty}");
    assert!(agenda.contains("tidak mempunyai tim koordinasi"), "{agenda}");
}

/// The first link of a page that begins so.
fn link(page: &str, start: &str) -> String {
    let rest = page.split(&format!("href=\"{start}")).nth(1).unwrap_or_else(|| panic!("no {start}: {page}"));
    format!("{start}{}", rest.split('"').next().unwrap())
}
