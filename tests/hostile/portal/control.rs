//! Characters that no text holds are refused wherever they are written.

use anyhow::{Result, ensure};
use journeys::{
    AGENCY, Actor, eventually,
    story::{GOVERNANCE, HEAD, PROPOSER, Story, text},
};
use serde_json::{Value, json};

const NUL: &str = "a\0b";

#[tokio::test]
async fn text_with_a_nul_is_refused_wherever_it_is_written() -> Result<()> {
    let story = Story::filed_at("2026-01-07T08:00:00").await?;
    let own = &story.own;
    let agency = format!("agencies/{AGENCY}");
    let administrator = own.sign_in("administrator-telaah").await?;
    let (officer, head) = (own.sign_in(GOVERNANCE).await?, own.sign_in(HEAD).await?);
    let people = administrator.get(&format!("{agency}/people?query=kesehatan")).await?.ok()?;
    let person = text(&people["people"][0]["name"]);
    let case = text(&officer.task(&story.submission, "receipt").await?["case"]);
    story.approve().await?;
    let letter = text(&head.awaited_task(&story.submission, "reply").await?["letter"]);
    eventually("the draft of the letter", async || head.get(&letter).await?.ok().map(Some)).await?;
    let reply = text(&head.task(&story.submission, "reply").await?["name"]);
    let day = json!({ "date": "2026-12-31", "kind": "LOCAL_HOLIDAY", "title": NUL, "decree": "x", "announced": "2026-01-05" });
    let outage = json!({
        "reason": "SYSTEM", "startTime": "2026-01-06T02:00:00Z", "endTime": "2026-01-06T03:00:00Z", "evidence": NUL,
    });
    let attacks: Vec<(&Actor, &str, String, Value)> = vec![
        (&administrator, "PATCH", person.clone(), json!({ "displayName": NUL })),
        (&administrator, "PATCH", person.clone(), json!({ "rank": NUL })),
        (&administrator, "PATCH", person, json!({ "email": NUL })),
        (
            &administrator,
            "PATCH",
            format!("{agency}/units/dinas-kesehatan"),
            json!({ "title": "a\r\nBcc: x@y.id" }),
        ),
        (&administrator, "PATCH", format!("{agency}/positions/{PROPOSER}"), json!({ "title": NUL })),
        (&administrator, "PATCH", format!("{agency}/units/dinas-kesehatan"), json!({ "title": NUL })),
        (&administrator, "POST", format!("{agency}/localDays"), day),
        (&administrator, "POST", format!("{agency}/outages"), outage),
        (&administrator, "POST", format!("{agency}/procedures:check"), json!({ "source": NUL })),
        (&administrator, "POST", format!("{agency}/procedures:publish"), json!({ "source": NUL })),
        (&officer, "POST", format!("{case}/comments"), json!({ "text": NUL })),
        (&head, "POST", format!("{reply}:prepare"), json!({ "sheet": { "note": NUL } })),
        (&head, "POST", format!("{reply}:prepare"), json!({ "sheet": { NUL: "a" } })),
        (
            &head,
            "POST",
            format!("{reply}:complete"),
            json!({ "outcome": "sent_back", "sheet": { "note": NUL } }),
        ),
        (&head, "PATCH", letter.clone(), json!({ "subject": NUL })),
        (&head, "PATCH", letter.clone(), json!({ "paragraphs": [NUL] })),
        (&head, "PATCH", letter, json!({ "carbonCopies": [NUL] })),
    ];

    let (mut faults, count) = (vec![], attacks.len());
    for (actor, method, path, body) in attacks {
        let answer = if method == "PATCH" {
            actor.patch(&path, &body).await?
        } else {
            actor.post(&path, &body).await?
        };
        // A check is answered by what it found.
        let is_refused = match answer.status {
            200 => path.ends_with(":check") && !answer.json()["findings"][0].is_null(),
            status => (400..500).contains(&status),
        };
        if !is_refused {
            faults.push(format!(
                "{method} {path} {body} → {} {}",
                answer.status,
                String::from_utf8_lossy(&answer.body)
            ));
        }
    }

    println!("control characters: {} of {count} texts refused", count - faults.len());
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}
