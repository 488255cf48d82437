//! A complaint that attacks who answers it, and an answer that attacks who complained.

use super::{eyes::Eyes, words::Words};
use anyhow::Result;
use journeys::{consideration::MINISTRY, eventually, own::Own, story::text};
use serde_json::json;

const ANSWERER: &str = "sekretaris-kementerian@kemenpanrb";
const PROCEDURE: &str = "agencies/kemenpanrb/procedures/pertimbangan-aplikasi-khusus";

/// Somebody complains, and is answered; the page of the ticket.
pub(super) async fn complain(own: &Own, words: &Words, eyes: &mut Eyes<'_>) -> Result<String> {
    let complaint = json!({
        "kind": "COMPLAINT", "title": words.line("title of a complaint"), "text": words.lines("text of a complaint"),
        "registrationNumber": words.short("number in a complaint"), "displayName": words.line("who complains"),
        "email": "warga@contoh.example",
    });
    let filed = own.post(&format!("/v1/{PROCEDURE}/complaints:file"), &complaint).await?.ok()?;
    let answerer = own.sign_in(ANSWERER).await?;
    let listed = eventually("the complaint is listed", async || {
        let page = answerer.get(&format!("agencies/{MINISTRY}/complaints")).await?.ok()?;
        Ok(page["complaints"].as_array().and_then(|it| it.first()).cloned())
    })
    .await?;
    eyes.look_from(&[ANSWERER], &["/complaints-inbox"]).await?;
    let answer = json!({ "answer": words.lines("answer to a complaint") });
    answerer.post(&format!("{}:answer", text(&listed["name"])), &answer).await?.ok()?;
    own.mail("warga", &["dijawab"]).await?;
    Ok(format!("/complaints/{}", text(&filed["ticket"])))
}
