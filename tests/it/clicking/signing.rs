//! A head signs several letters at once, and is told of each what became of it.

use super::portal::Portal;
use crate::browser::Scripts;
use anyhow::Result;
use journeys::{
    AGENCY, App, eventually,
    own::Own,
    sheet,
    story::{APP, DEVELOPMENT, GOVERNANCE, HEAD, INFRASTRUCTURE, PROPOSER, PUBLIC_SERVICE, text},
};
use serde_json::{Value, json};

const REPLY: &str = "Surat jawaban atas permohonan";
const TITLES: [&str; 3] = ["Antrean Puskesmas Daring", "Rekam Medis Daring", "Jadwal Imunisasi Daring"];
/// Who acts for the head for some days.
const SUBSTITUTE: &str = "ketua-tim-kerja-manajemen-pemerintahan";

#[tokio::test]
async fn a_head_signs_several_letters_at_once_by_clicking() -> Result<()> {
    let own = Own::start().await?;
    own.advance("2026-01-12T08:00:00").await?;
    for title in TITLES {
        awaits_its_reply(&own, title).await?;
    }
    has_a_substitute(&own).await?;
    let Some(portal) = Portal::of(own, Scripts::Off).await? else { return Ok(()) };

    portal.signs_in(HEAD).await?;
    portal.click("Naskah dinas").await?;
    for title in TITLES {
        portal.awaits(&subject(title)).await?;
    }
    portal.sees("Setujui yang dipilih").await?;
    for title in TITLES {
        portal.choose(&format!("Tanda tangani {REPLY}: {}", subject(title))).await?;
    }
    portal.open_tab().await?;
    signs_meanwhile(&portal, TITLES[1]).await?;
    portal.signs_in(HEAD).await?;
    portal.close_tab().await?;
    portal.click("Setujui yang dipilih").await?;

    portal.sees("2 dari 3 naskah sudah Anda setujui.").await?;
    portal.sees("Naskah ini sudah ditandatangani orang lain dan diterbitkan.").await?;
    portal.click("Kembali ke naskah yang menunggu").await?;
    portal.sees("Tidak ada naskah yang menunggu paraf atau tanda tangan Anda.").await?;
    all_are_answered(&portal).await
}

async fn signs_meanwhile(portal: &Portal, title: &str) -> Result<()> {
    portal.signs_in(SUBSTITUTE).await?;
    portal.click("Naskah dinas").await?;
    portal.click_in(&subject(title), REPLY).await?;
    portal.sees("Menunggu tanda tangan Anda").await?;
    portal.click("Tanda tangani").await?;
    portal.sees("Naskah sudah Anda tanda tangani dan diterbitkan.").await?;
    portal.sees("Plh. Kepala Dinas Komunikasi dan Informatika").await
}

async fn all_are_answered(portal: &Portal) -> Result<()> {
    portal.signs_in(PROPOSER).await?;
    for title in TITLES {
        portal.opens_request(title).await?;
        portal.awaits("Disetujui").await?;
        portal.sees(REPLY).await?;
    }
    Ok(())
}

fn subject(title: &str) -> String {
    format!("Jawaban atas Permohonan Pembangunan Aplikasi {title}")
}

/// A request on which all is done but the signature of its reply.
async fn awaits_its_reply(own: &Own, title: &str) -> Result<()> {
    let filed = own.sign_in(PROPOSER).await?.file(App { title, ..APP }).await?;
    let submission = text(&filed["name"]);
    own.sign_in(GOVERNANCE).await?.awaited_task(&submission, "receipt").await?;
    let explained = "Telah ditelaah.";
    let steps = [
        (GOVERNANCE, "receipt", "", Value::Null),
        (GOVERNANCE, "completeness_check", "complete", sheet::checklist(&[])),
        (INFRASTRUCTURE, "acknowledgement", "", sheet::disposition(GOVERNANCE)),
        (GOVERNANCE, "feasibility", "", sheet::feasibility("feasible", explained)),
        (INFRASTRUCTURE, "feasibility_validation", "feasible", sheet::validation(explained)),
        (DEVELOPMENT, "categorisation", "", sheet::category("public_service")),
        (PUBLIC_SERVICE, "technical_analysis", "", sheet::technical("suitable", explained)),
        (DEVELOPMENT, "technical_validation", "suitable", sheet::validation(explained)),
    ];
    for (who, step, outcome, sheet) in steps {
        own.sign_in(who).await?.complete(&submission, step, outcome, sheet).await?;
    }
    Ok(())
}

/// The administrator has entered who acts for the head, and the letters' service knows.
async fn has_a_substitute(own: &Own) -> Result<()> {
    let agency = format!("agencies/{AGENCY}");
    let acting = json!({
        "position": format!("{agency}/positions/{HEAD}"), "ownPosition": format!("{agency}/positions/{SUBSTITUTE}"),
        "capacity": "DAILY_ACTING", "firstDay": "2026-01-12", "lastDay": "2026-01-16",
        "appointingLetter": "800/12/BKPSDM/2026",
    });
    let administrator = own.sign_in("administrator-telaah").await?;
    administrator.post(&format!("{agency}/actingAssignments"), &acting).await?.ok()?;
    eventually("the substitute has the letters", async || {
        let page =
            own.sign_in(SUBSTITUTE).await?.get(&format!("{agency}/letters?awaitingMe=true")).await?.ok()?;
        Ok((page["letters"].as_array().map(Vec::len) == Some(TITLES.len())).then_some(()))
    })
    .await
}
