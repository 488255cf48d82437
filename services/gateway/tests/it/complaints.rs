//! Pages on which anyone complains, with every service behind them.

use super::every_method::whole;

#[tokio::test]
async fn whoever_looks_for_an_agency_finds_it_and_is_told_what_it_offers() {
    let (front, _folder) = whole().await;

    let start = front.page("/complaints").await;
    let many = front.page("/complaints?query=kota").await;
    let found = front.page("/complaints?query=kota%20tangerang").await;
    let none = front.page("/complaints?query=%3Cb%3E").await;
    let offered = front.page("/complaints?agency=kota-tangerang").await;

    assert_eq!(start.0, 200);
    assert!(start.1.contains("name=\"ticket\""));
    assert!(many.1.contains("Tuliskan namanya lebih lengkap"), "{}", many.1);
    assert!(found.1.contains("/complaints?agency=kota-tangerang\""), "{}", found.1);
    assert!(none.1.contains("Tidak ada instansi") && !none.1.contains("<b>"), "{}", none.1);
    assert!(offered.1.contains("belum menyelenggarakan layanan"), "{}", offered.1);
}

#[tokio::test]
async fn what_does_not_exist_is_said_so_on_a_page() {
    let (front, _folder) = whole().await;

    for path in [
        "/complaints?agency=tidak-ada",
        "/complaints?agency=%2F..%2F",
        "/complaints/TIDAK-ADA",
        "/agencies/kota-tangerang/procedures/tidak-ada/complaints",
        "/agencies/%20/procedures/x/complaints",
    ] {
        let (status, page) = front.page(path).await;

        assert_eq!(status, 404, "{path}");
        assert!(page.contains("tidak ditemukan"), "{path}: {page}");
    }
}

#[tokio::test]
async fn a_ticket_that_is_looked_for_leads_to_its_page() {
    let (front, _folder) = whole().await;

    let (status, page) = front.page("/complaints?ticket=%20AB%2FCD%20").await;

    assert_eq!(status, 404);
    assert!(page.contains("Tiket tidak ditemukan"), "{page}");
}
