//! A proposal comes by e-mail, and the registry records it.

use anyhow::{Context as _, Result, ensure};
use journeys::{
    consideration::{MINISTRY, Proposal, REGISTRY},
    own::Own,
    story::assert_at,
};
use serde_json::json;

#[tokio::test]
async fn what_came_by_e_mail_is_recorded_and_counted_from_its_receipt() -> Result<()> {
    let own = Own::start().await?;
    own.advance("2026-01-12T09:00:00").await?;
    let proposal = Proposal::record(&own, "Perizinan Terpadu", "2026-01-08").await?;

    // Who recorded it is no author: the same officer enters the minister's disposition.
    proposal.dispose().await?;
    proposal.return_and_complete().await?;
    proposal.conclude().await?;
    let decided = proposal.recommend().await?;

    assert_eq!(decided["decision"], "recommended");
    assert_eq!(decided["channel"], "email");
    let incoming = &decided["incoming"];
    assert_eq!(
        (&incoming["agendaNumber"], &incoming["receiptDate"]),
        (&json!("AGD-117/2026"), &json!("2026-01-08"))
    );
    let case = proposal.case().await?;
    // Its first interval runs from the opening of the day of receipt, not from when it was typed in.
    assert_at(&case["clock"]["intervals"][0]["startTime"], "2026-01-08T08:00:00");
    own.sign_in("kepala-dinas@kota-bandung").await?.get(&proposal.submission).await?.refused(404)?;
    own.audit()?;
    Ok(())
}

#[tokio::test]
async fn nobody_but_the_registry_records_and_only_for_those_who_may_propose() -> Result<()> {
    let own = Own::start().await?;
    let path = format!("agencies/{MINISTRY}/submissions:record");
    let request = |agency: &str, day: &str| {
        json!({
            "submission": { "appTitle": "Uji", "letterNumber": "1", "letterDate": "2026-01-02" },
            "proposingAgency": format!("agencies/{agency}"),
            "channel": "letter",
            "incoming": {
                "agendaNumber": "7", "receiptDate": day, "signatory": "Wali Kota", "signatoryKind": "regional_head",
            },
        })
    };
    let registry = own.sign_in(REGISTRY).await?;

    let staff = own.sign_in("staf-tata-kelola-spbe@kemenpanrb").await?;
    let refusal = staff.post(&path, &request("kota-tangerang", "2026-01-05")).await?.refused(403)?;
    ensure!(refusal.contains("dicatat oleh pejabat"), "{refusal}");
    let future = registry.post(&path, &request("kota-tangerang", "2026-01-06")).await?.refused(400)?;
    ensure!(future.contains("receipt_date"), "{future}");
    registry.post(&path, &request("kota-tanpa-nama", "2026-01-05")).await?.refused(404)?;
    let city = own.sign_in("sekretaris-daerah").await?;
    city.post(&path, &request("kota-tangerang", "2026-01-05")).await?.refused(404)?;

    // What was typed wrongly is thrown away, and was never anyone else's to see.
    let draft = registry.post(&path, &request("kota-tangerang", "2026-01-05")).await?.ok()?;
    let name = draft["name"].as_str().context("a name")?;
    staff.get(name).await?.refused(404)?;
    city.get(name).await?.refused(404)?;
    registry.delete(name).await?.ok()?;
    registry.get(name).await?.refused(404)?;
    Ok(())
}
