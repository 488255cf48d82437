//! An administrator keeps people, calendar and procedures, and others feel it. Wholly by clicking.

use super::{administrator::ADMINISTRATOR, filing::PERMITS, portal::Portal};
use crate::browser::Scripts;
use anyhow::{Result, ensure};
use journeys::{
    consideration::{CITY, Proposal, REGISTRY, disposition},
    own::root,
};
use std::fs;

const POSITION: &str = "Analis Kebijakan Ahli Muda";
const UNIT: &str = "Asisten Deputi Tata Kelola SPBE";
const PERSON: &str = "Puspa Rinjani, S.I.P.";
const DEPUTY: &str = "Deputi Bidang Kelembagaan dan Tata Laksana";
const SUBSTITUTE: &str = "Dr. Maya Sekarwangi, M.Kom.";
const OWN_POSITION: &str = "Asisten Deputi Arsitektur SPBE";
const DECREE: &str = "Keputusan Menteri PANRB Nomor 7 Tahun 2026";

#[tokio::test]
async fn what_an_administrator_keeps_is_felt_by_others() -> Result<()> {
    let Some(portal) = Portal::open_at("2026-01-12T08:00:00", Scripts::On).await? else { return Ok(()) };
    let proposal = Proposal::file(&portal.own, CITY, PERMITS.title, "").await?;
    proposal
        .does(REGISTRY, "minister_forwarding", "", disposition("deputi-kelembagaan-tata-laksana"))
        .await?;

    portal.signs_in(ADMINISTRATOR).await?;
    portal.adds_position(POSITION, UNIT).await?;
    let newcomer = portal.adds_person(PERSON, &format!("{POSITION} – {UNIT}")).await?;
    let (position, who) = (format!("{DEPUTY} – {DEPUTY}"), format!("{SUBSTITUTE} – {OWN_POSITION}"));
    portal.appoints_acting(&position, &who, ["2026-01-12", "2026-01-16"], "SP/3/M.SM/2026").await?;
    acts_for_the_deputy(&portal).await?;
    prepares_a_checklist(&portal, &newcomer).await?;

    reads_why(&portal, "Jumat, 17 April 2026").await?;
    portal.signs_in(ADMINISTRATOR).await?;
    portal.declares_holiday("2026-02-03", "Hari Jadi Kementerian", DECREE).await?;
    portal.takes_up(&newcomer, PERMITS.title).await?;
    reads_why(&portal, "Senin, 20 April 2026").await?;
    portal.sees("Hari Jadi Kementerian").await?;
    portal.sees(DECREE).await?;

    publishes(&portal).await?;
    portal.takes_up(&newcomer, PERMITS.title).await?;
    reads_why(&portal, "Senin, 20 April 2026").await
}

/// While the deputy is away someone else disposes, in the deputy's name and their own.
async fn acts_for_the_deputy(portal: &Portal) -> Result<()> {
    portal.takes_up("asdep-arsitektur-spbe@kemenpanrb", PERMITS.title).await?;
    portal.sees(&format!("Anda bertindak sebagai Plh. {DEPUTY}")).await?;
    portal.pick("1 (penanggung jawab)", UNIT).await?;
    portal.forwards().await
}

/// The newcomer is staff: what they fill in is a draft for who decides.
async fn prepares_a_checklist(portal: &Portal, newcomer: &str) -> Result<()> {
    portal.takes_up(newcomer, PERMITS.title).await?;
    portal.sees("Anda menyiapkan lembar ini untuk").await?;
    portal.sees(SUBSTITUTE).await?;
    portal.sees(&format!("Plh. {DEPUTY}")).await?;
    portal.click("Semua ada dan sesuai").await?;
    portal.sees("Semua persyaratan ditandai ada dan sesuai").await
}

async fn reads_why(portal: &Portal, due: &str) -> Result<()> {
    portal.click_in("Tenggat berkas", "Mengapa tanggal ini?").await?;
    portal.awaits(&format!("Jatuh tempo {due}")).await?;
    portal.sees("Jangka waktu dihitung sejak").await
}

/// A new version, first with a step that leads nowhere. Who asks from now on has a shorter time; what runs keeps its own.
async fn publishes(portal: &Portal) -> Result<()> {
    let source =
        fs::read_to_string(root().join("services/review/procedures/pertimbangan-aplikasi-khusus.yaml"))?;
    let shorter = source.replace("service_standard: 60 working_days", "service_standard: 55 working_days");
    let broken = shorter.replacen("next: deputy_forwarding", "next: deputy_forwarded", 1);
    ensure!(source != shorter && shorter != broken, "the source was changed");
    let (broken, shorter) = (
        portal.own.keep("broken.yaml", broken.as_bytes())?,
        portal.own.keep("shorter.yaml", shorter.as_bytes())?,
    );

    portal.signs_in(ADMINISTRATOR).await?;
    portal.has_checked(PERMITS.service, &broken).await?;
    portal.sees("Belum terbit").await?;
    portal.sees("deputy_forwarded").await?;
    ensure!(!portal.reads("Terbitkan versi 2").await?, "what is wrong can be published");
    portal.attach("Berkas YAML", &shorter).await?;
    portal.click("Unggah dan periksa").await?;
    portal.sees("sudah benar dan dapat terbit sebagai versi 2").await?;
    portal.sees("Perubahan terhadap versi yang berlaku").await?;
    portal.sees("service_standard: 55 working_days").await?;
    portal.click("Terbitkan versi 2").await?;
    portal.sees("Versi baru sudah terbit.").await?;
    portal.click("Lihat SOP yang berlaku").await?;
    portal.sees("Kegiatan dan bagan alur").await?;

    portal.goes_to("/agencies/kemenpanrb/procedures/pertimbangan-aplikasi-khusus").await?;
    portal.awaits("55 hari kerja").await?;
    portal.sees("Persyaratan").await
}
