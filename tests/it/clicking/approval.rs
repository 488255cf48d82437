//! A city office's request is approved, wholly by clicking.

use super::{filing::QUEUE, portal::Portal};
use crate::browser::Scripts;
use anyhow::{Context as _, Result, ensure};
use journeys::{
    letters,
    story::{DEVELOPMENT, GOVERNANCE, HEAD, INFRASTRUCTURE, PUBLIC_SERVICE},
};
use serde_json::Value;

const PROPOSER: &str = "kepala-dinas-kesehatan";
const REPLY: &str = "Surat jawaban atas permohonan";

#[tokio::test]
async fn an_app_is_approved_by_clicking() -> Result<()> {
    let Some(portal) = Portal::open_at("2026-01-12T08:00:00", Scripts::On).await? else { return Ok(()) };
    begins(&portal).await?;
    finds_out_what_is_missing(&portal).await?;
    let number = portal.files().await?;
    receives(&portal).await?;
    finds_it_incomplete(&portal).await?;
    corrects_beside_the_notes(&portal).await?;
    finds_it_complete(&portal).await?;
    decides(&portal).await?;
    opens_the_letter(&portal, &number).await?;
    everyone_learns_of_it(&portal, &number).await?;
    portal.own.audit()?;
    Ok(())
}

#[tokio::test]
async fn an_app_is_approved_by_clicking_without_scripts() -> Result<()> {
    let Some(portal) = Portal::open_at("2026-01-12T08:00:00", Scripts::Off).await? else { return Ok(()) };
    begins(&portal).await?;
    for paper in QUEUE.papers {
        portal.hands_in(paper).await?;
    }
    let number = portal.files().await?;
    receives(&portal).await?;
    finds_it_complete(&portal).await?;
    decides(&portal).await?;
    opens_the_letter(&portal, &number).await?;
    everyone_learns_of_it(&portal, &number).await
}

/// From the first page of the portal to a draft with all its texts.
async fn begins(portal: &Portal) -> Result<()> {
    portal.goes_to("/").await?;
    portal.sees("dari surat usulan sampai surat jawaban").await?;
    portal.click("Ajukan permohonan").await?;
    portal.sees("Kata sandi").await?;
    portal.gives_name_and_password(PROPOSER).await?;
    portal.opens_draft(&QUEUE).await?;
    portal.writes(&QUEUE).await
}

/// One paper is left out, and led to from the page that tells what is missing.
async fn finds_out_what_is_missing(portal: &Portal) -> Result<()> {
    let (last, first) = QUEUE.papers.split_last().context("papers")?;
    for paper in first {
        portal.hands_in(paper).await?;
    }
    portal.sees(last).await?;
    portal.click("Kembali ke daftar bagian").await?;
    portal.sees("5 dari 6 bagian sudah lengkap.").await?;
    portal.click("Periksa dan ajukan").await?;
    portal.sees("Masih kurang").await?;
    portal.click(last).await?;
    portal.hands_in(last).await?;
    portal.sees("6 dari 6 bagian sudah lengkap.").await
}

async fn receives(portal: &Portal) -> Result<()> {
    portal.takes_up(GOVERNANCE, QUEUE.title).await?;
    portal.completes().await
}

/// The checklist says what lacks, once it was told that it must.
async fn finds_it_incomplete(portal: &Portal) -> Result<()> {
    portal.sees("Ceklis Kelengkapan").await?;
    portal.judges(QUEUE.sections, "Ada").await?;
    portal.judges(&QUEUE.papers[..2], "Ada").await?;
    portal.choose_in("Dasar hukum", "Tidak sesuai").await?;
    portal.choose("Tidak lengkap").await?;
    portal.click("Selesaikan langkah ini").await?;
    portal.sees("Belum tersimpan").await?;
    ensure!(portal.focus().await?.contains("Belum tersimpan"), "{} has the focus", portal.focus().await?);
    portal.click("Dasar hukum: tulis apa yang kurang dan apa yang harus dilakukan.").await?;
    ensure!(portal.focus().await? == "Keterangan", "{} has the focus", portal.focus().await?);
    portal.enter("Lampirkan peraturan yang masih berlaku.").await?;
    portal.completes().await
}

async fn corrects_beside_the_notes(portal: &Portal) -> Result<()> {
    portal.signs_in(PROPOSER).await?;
    portal.opens_request(QUEUE.title).await?;
    portal.sees("Perlu diperbaiki").await?;
    portal.click("Perbaiki sekarang").await?;
    portal.sees("0 dari 1 bagian sudah diperbaiki.").await?;
    portal.click("Dasar hukum").await?;
    portal.sees("Lampirkan peraturan yang masih berlaku.").await?;
    portal.attach("Ganti dengan dokumen lain", &portal.paper("Peraturan yang masih berlaku")?).await?;
    portal.click("Ganti dan lanjutkan").await?;
    portal.sees("1 dari 1 bagian sudah diperbaiki.").await?;
    portal.click("Periksa dan ajukan kembali").await?;
    portal.click("Ajukan kembali").await?;
    portal.sees("Permohonan diajukan kembali").await
}

async fn finds_it_complete(portal: &Portal) -> Result<()> {
    portal.takes_up(GOVERNANCE, QUEUE.title).await?;
    portal.click("Semua ada dan sesuai").await?;
    portal.sees("Semua persyaratan ditandai ada dan sesuai").await?;
    portal.choose("Lengkap").await?;
    portal.completes().await
}

/// Disposition, analyses, validations, signature.
async fn decides(portal: &Portal) -> Result<()> {
    portal.takes_up(INFRASTRUCTURE, QUEUE.title).await?;
    portal.forwards().await?;

    portal.takes_up(GOVERNANCE, QUEUE.title).await?;
    let criteria = [
        "Kesesuaian dengan kebijakan dan dasar hukum",
        "Kejelasan proses bisnis",
        "Kebutuhan pengguna",
        "Kelengkapan input dan output",
        "Tidak tumpang tindih dengan aplikasi yang sudah ada",
        "Kesiapan perangkat daerah sebagai pengelola",
    ];
    portal.judges(&criteria, "Memenuhi").await?;
    portal.choose("Layak").await?;
    portal.fill("Penjelasan", "Proses bisnis jelas dan dasar hukumnya memadai.").await?;
    portal.completes().await?;

    portal.takes_up(INFRASTRUCTURE, QUEUE.title).await?;
    portal.fill("Penjelasan", "Hasil analisis kelayakan dapat diterima.").await?;
    portal.choose("Valid dan layak").await?;
    portal.completes().await?;

    portal.takes_up(DEVELOPMENT, QUEUE.title).await?;
    portal.choose("Layanan publik").await?;
    portal.completes().await?;

    portal.takes_up(PUBLIC_SERVICE, QUEUE.title).await?;
    let criteria = [
        "Kesesuaian dengan Arsitektur SPBE",
        "Bahasa pemrograman, platform, dan basis data",
        "Infrastruktur dan pusat data",
        "Integrasi dan interoperabilitas data",
        "Keamanan informasi",
        "Pemeliharaan dan keberlanjutan",
        "Kesimpulan",
    ];
    portal.judges(&criteria, "Sesuai").await?;
    portal.fill("Penjelasan", "Rancangan sesuai dengan Arsitektur SPBE Kota Tangerang.").await?;
    portal.completes().await?;

    portal.takes_up(DEVELOPMENT, QUEUE.title).await?;
    portal.fill("Penjelasan", "Hasil analisis teknis dapat diterima.").await?;
    portal.fill("Ketentuan (boleh kosong)", "Aplikasi ditempatkan pada pusat data kota.").await?;
    portal.choose("Valid dan sesuai").await?;
    portal.completes().await?;

    // A letter is reached from its task, as from the list of letters.
    portal.takes_up(HEAD, QUEUE.title).await?;
    portal.click("Buka naskah").await?;
    portal.click("Tanda tangani").await?;
    portal.sees("Naskah sudah Anda tanda tangani dan diterbitkan.").await
}

async fn opens_the_letter(portal: &Portal, number: &str) -> Result<()> {
    portal.signs_in(PROPOSER).await?;
    portal.opens_request(QUEUE.title).await?;
    portal.awaits(REPLY).await?;
    portal.sees("Disetujui").await?;
    portal.sees(number).await?;
    portal.click(REPLY).await?;
    ensure!(portal.path().await?.ends_with("/letter.pdf"), "{}", portal.path().await?);
    portal.back().await?;
    portal.sees("Kode verifikasi").await
}

/// The public checks the letter by its code and by its file, finds the decision in the register, follows the number.
async fn everyone_learns_of_it(portal: &Portal, number: &str) -> Result<()> {
    let code = portal.word_after("Kode verifikasi").await?;
    let proposer = portal.own.sign_in(PROPOSER).await?;
    let submissions = proposer.get(&format!("agencies/{}/submissions", journeys::AGENCY)).await?.ok()?;
    let submission = submissions["submissions"][0]["name"].as_str().context("a request")?.to_owned();
    let issued = letters(&proposer, &submission).await?;
    let reply = issued.last().and_then(|it: &Value| it["name"].as_str()).context("a letter")?;
    let pdf = proposer.letter(reply).await?.pdf;
    let (genuine, altered) =
        (portal.own.keep("reply.pdf", &pdf)?, portal.own.keep("altered.pdf", &[&pdf[..], b" "].concat())?);

    portal.signs_out().await?;
    portal.click("Periksa surat").await?;
    portal.sees("Periksa keaslian surat").await?;
    portal.fill("Kode verifikasi yang tercetak pada surat", &code).await?;
    portal.click("Periksa kode").await?;
    portal.sees("Surat ini sah").await?;
    for (file, said) in
        [(&genuine, "Berkas ini asli dan sah"), (&altered, "Berkas ini bukan berkas yang diterbitkan")]
    {
        portal.goes_to("/verify").await?;
        portal.attach("Berkas surat", file).await?;
        portal.click("Periksa berkas").await?;
        portal.sees(said).await?;
    }
    portal.click("Daftar keputusan").await?;
    portal.awaits(QUEUE.title).await?;
    portal.sees("Disetujui").await?;
    portal.click("Lacak permohonan").await?;
    portal.fill("Nomor registrasi", number).await?;
    portal.click("Lacak").await?;
    portal.sees("Permohonan sudah dijawab dengan surat yang ditandatangani.").await
}
