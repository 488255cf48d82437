//! Pages of services, made of what an agency published.

use super::{Front, every_method::whole};
use std::fs;

/// What the tests publish: its id, and words of its own.
struct Published {
    path: String,
    title: String,
    activity: String,
    law: String,
}

/// Publishes the first shipped procedure of the tests' agency.
async fn publish(front: &Front) -> Published {
    let file = "../review/procedures/pengajuan-aplikasi-e-government.yaml";
    let source = fs::read_to_string(file).unwrap();
    let sop = review::sop::check(&source, None).unwrap();
    review::publish(&front.stack.parts, &source, None).await.unwrap();
    Published {
        path: format!("/agencies/{}/procedures/{}", sop.agency, sop.sop),
        activity: sop.steps.values().find_map(|it| it.activity.clone()).unwrap(),
        law: sop.head.legal_basis[3].clone(),
        title: sop.title,
    }
}

#[tokio::test]
async fn a_service_tells_what_the_law_demands() {
    let (front, _folder) = whole().await;
    let published = publish(&front).await;

    let (status, page) = front.page(&published.path).await;

    assert_eq!(status, 200);
    for heading in [
        "Persyaratan",
        "Sistem, mekanisme, dan prosedur",
        "Jangka waktu penyelesaian",
        "Biaya/tarif",
        "Produk layanan",
        "Penanganan pengaduan, saran, dan masukan",
        "Dasar hukum",
    ] {
        assert!(page.contains(&format!(">{heading}</h2>")), "{heading}");
    }
    for part in [
        &published.title,
        &published.activity,
        &published.law,
        "Camat",
        "Tidak dipungut biaya",
        "430 menit dan 2 hari kerja",
        &format!("href=\"/requests/new?procedure={}\"", &published.path[1..]),
        &format!("href=\"{}/sop\"", published.path),
    ] {
        assert!(page.contains(part), "{part}");
    }
}

#[tokio::test]
async fn the_official_form_has_its_head_and_a_drawing_in_each_row() {
    let (front, _folder) = whole().await;
    let published = publish(&front).await;

    let (status, page) = front.page(&format!("{}/sop", published.path)).await;

    assert_eq!(status, 200);
    assert!(page.contains("4 November 2024") && page.contains(&published.law), "{page}");
    assert!(page.contains("<dt>Nomor SOP</dt><dd></dd>"), "what is empty stays empty");
    let (drawings, rows) = (page.matches("role=\"img\"").count(), page.matches("<th scope=\"row\"").count());
    assert_eq!(drawings, rows);
    assert!(9 <= rows && page.contains("Valid dan layak"), "{rows}");
    assert!(!page.contains("style=") && !page.contains("<script>"), "the policy forbids it");
}

#[tokio::test]
async fn an_old_version_says_so_and_leads_to_the_new_one() {
    let (front, _folder) = whole().await;
    let published = publish(&front).await;
    let source = fs::read_to_string("../review/procedures/pengajuan-aplikasi-e-government.yaml").unwrap();
    let source =
        source.replace(&format!("title: {}", published.title), "title: Layanan yang diganti namanya");
    review::publish(&front.stack.parts, &source, None).await.unwrap();

    let (_, new) = front.page(&published.path).await;
    let (_, old) = front.page(&format!("{}?version=1", published.path)).await;
    let (missing, _) = front.page(&format!("{}?version=3", published.path)).await;

    assert!(new.contains("Layanan yang diganti namanya") && !new.contains("sudah diganti"), "{new}");
    assert!(new.contains(&format!("href=\"{}?version=1\"", published.path)), "{new}");
    assert!(old.contains("Ini versi 1, yang sudah diganti") && old.contains(&published.title), "{old}");
    assert!(old.contains(&format!("href=\"{}/sop?version=1\"", published.path)), "{old}");
    assert_eq!(missing, 404);
}

#[tokio::test]
async fn whoever_looks_for_an_agency_is_led_to_its_services() {
    let (front, _folder) = whole().await;
    let empty = front.page("/agencies/kota-tangerang").await;
    let published = publish(&front).await;

    let start = front.page("/services").await;
    let found = front.page("/services?query=kota%20tangerang").await;
    let none = front.page("/services?query=%3Cb%3E").await;
    let agency = front.page("/agencies/kota-tangerang").await;

    assert!(start.0 == 200 && start.1.contains("name=\"query\""));
    assert!(found.1.contains("href=\"/agencies/kota-tangerang\""), "{}", found.1);
    assert!(none.1.contains("Tidak ada instansi") && !none.1.contains("<b>"), "{}", none.1);
    assert!(empty.1.contains("belum menyelenggarakan layanan"), "{}", empty.1);
    assert!(agency.1.contains(&format!("href=\"{}\">{}", published.path, published.title)), "{}", agency.1);
}

#[tokio::test]
async fn what_no_agency_offers_is_not_found() {
    let (front, _folder) = whole().await;

    for path in [
        "/agencies/tidak-ada",
        "/agencies/%2F..%2F",
        "/agencies/kota-tangerang/procedures/tidak-ada",
        "/agencies/kota-tangerang/procedures/tidak-ada/sop",
        "/agencies/kota-tangerang/procedures/%20/sop",
    ] {
        let (status, page) = front.page(path).await;

        assert_eq!(status, 404, "{path}");
        assert!(page.contains("tidak ditemukan"), "{path}: {page}");
    }
}
