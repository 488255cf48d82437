//! What anyone may know: where a request stands, what was decided, and whether a letter is genuine.

use super::{
    every_method::whole,
    ministry::{CITY, DEPUTY, Ministry},
};
use reqwest::{Response, header::CONTENT_TYPE, redirect::Policy};

const FOREIGN: &[u8] = b"%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n";

async fn check(ministry: &Ministry, file: &[u8]) -> Response {
    let mut body =
        b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"surat.pdf\"\r\n\r\n".to_vec();
    body.extend(file);
    body.extend(b"\r\n--x--\r\n");
    let request = ministry.front.http.post(ministry.front.url("/verify")).body(body);
    request.header(CONTENT_TYPE, "multipart/form-data; boundary=x").send().await.unwrap()
}

#[tokio::test]
async fn a_file_is_told_to_be_genuine_altered_or_foreign() {
    let ministry = Ministry::start().await;
    ministry.put_to_the_team("Satu Data").await;
    let (_, letter) = ministry.invite().await;
    let deputy = ministry.sign_in(DEPUTY).await;
    let page = deputy.page(&letter).await;
    deputy.fill(&page, &format!("{letter}/approve"), &[]).await;
    let paper = deputy.get(&format!("{letter}/letter.pdf")).await.bytes().await.unwrap();
    let page = deputy.page(&letter).await;
    let code = page.split("href=\"/verify/").nth(1).unwrap().split('"').next().unwrap();

    let genuine = check(&ministry, &paper).await.text().await.unwrap();
    let altered = check(&ministry, &[&paper[..], b"\n% lain\n"].concat()).await.text().await.unwrap();
    let foreign = check(&ministry, FOREIGN).await.text().await.unwrap();
    let not_one = check(&ministry, b"halo").await;
    let empty = check(&ministry, b"").await.status();
    let by_code = ministry.front.page(&format!("/verify/{code}")).await;
    let unknown = ministry.front.page("/verify/AAAA-AAAA-AAAA-AAAA").await;

    assert!(genuine.contains("Berkas ini asli dan sah"), "{genuine}");
    assert!(
        altered.contains("memuat kode surat") && altered.contains("bukan berkas yang diterbitkan"),
        "{altered}"
    );
    assert!(foreign.contains("bukan surat dari Telaah"), "{foreign}");
    assert_eq!((not_one.status().as_u16(), empty.as_u16()), (400, 400));
    assert!(not_one.text().await.unwrap().contains("href=\"#file\""));
    assert!(by_code.0 == 200 && by_code.1.contains("Surat ini sah"), "{}", by_code.1);
    assert!(unknown.0 == 404 && unknown.1.contains("Surat tidak ditemukan"), "{}", unknown.1);
}

#[tokio::test]
async fn anyone_learns_where_a_request_stands_and_no_more() {
    let ministry = Ministry::start().await;
    ministry.put_to_the_team("Satu Data Rahasia").await;
    let city = ministry.sign_in(CITY).await;
    let list = city.page("/requests").await;
    let at = list.find("PANRB-2026-").unwrap();
    let number = &list[at..at + 17];

    let start = ministry.front.page("/track").await;
    let found = ministry.front.page(&format!("/track?number=%20{number}")).await;
    let none = ministry.front.page("/track?number=%3Cscript%3E").await;

    assert_eq!(start.0, 200);
    assert!(found.0 == 200 && found.1.contains("sedang diproses"), "{}", found.1);
    assert!(!found.1.contains("Satu Data Rahasia"), "{}", found.1);
    assert_eq!(none.0, 404);
    assert!(
        none.1.contains("Tidak ada permohonan dengan nomor") && !none.1.contains("<script>"),
        "{}",
        none.1
    );
}

#[tokio::test]
async fn the_register_is_open_and_says_when_it_is_empty() {
    let (front, _folder) = whole().await;

    let all = front.page("/register").await;
    let none = front.page("/register?query=%22%3E%3Cb%3E&year=2020").await;
    let csv = front.get("/register.csv").await;

    assert!(all.0 == 200 && all.1.contains("Belum ada permohonan yang diputus"), "{}", all.1);
    assert!(none.0 == 200 && none.1.contains("Tidak ada keputusan yang cocok"), "{}", none.1);
    assert!(!none.1.contains("<b>"), "{}", none.1);
    assert_eq!(csv.headers()["content-type"], "text/csv; charset=utf-8");
}

#[tokio::test]
async fn an_address_in_a_mail_leads_to_the_page_about_it() {
    let (front, _folder) = whole().await;
    let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();

    for (resource, page) in [
        ("agencies/a/tasks/1", "/tasks/1"),
        ("agencies/a/letters/1", "/letters/a/1"),
        ("agencies/a/meetings/1", "/meetings/a/1"),
        ("agencies/a/complaints/1", "/complaints-inbox/1"),
        ("agencies/a/submissions/1", "/requests/agencies/a/submissions/1"),
        ("agencies/a/tasks/%0D%0A", "/tasks/%0D%0A"),
        ("//example.org", "/messages"),
    ] {
        let led = http.get(front.url(&format!("/open/{resource}"))).send().await.unwrap();

        assert_eq!((led.status().as_u16(), led.headers()["location"].to_str().unwrap()), (303, page));
    }
}
