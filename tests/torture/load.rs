//! Several people at once take requests from filing to the signed letter, and ask again under the same key until they are
//! answered.

use crate::{
    log::{Entry, Log, Sent, check_refusal},
    patience::{pause, through_faults},
    request::steps,
    seed::Chance,
};
use anyhow::{Context as _, Result, ensure};
use futures::future::try_join_all;
use journeys::{
    AGENCY, Actor, App, REQUIREMENTS,
    own::Own,
    story::{DEVELOPMENT, GOVERNANCE, HEAD, INFRASTRUCTURE, PROPOSER, PUBLIC_SERVICE},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::time::timeout;

/// How many requests are on their way at once.
const AT_ONCE: u32 = 6;
/// By when the gateway has answered whatever happens: its own patience, and a little.
const DEADLINE: Duration = Duration::from_secs(32);

/// A request that came to its end.
#[derive(Debug, Clone)]
pub(crate) struct Decided {
    /// Its name.
    pub(crate) submission: String,
    pub(crate) title: String,
    pub(crate) registration_number: String,
}

/// The people, what they asked, and what came of it.
pub(crate) struct Load<'o> {
    pub(crate) own: &'o Own,
    pub(crate) log: Log,
    /// By position.
    people: BTreeMap<&'static str, Actor>,
    chance: Mutex<Chance>,
    is_enough: AtomicBool,
    count: AtomicU32,
    decided: Mutex<Vec<Decided>>,
}

impl<'o> Load<'o> {
    /// Signs everyone in.
    pub(crate) async fn new(own: &'o Own, chance: Chance) -> Result<Self> {
        own.advance("2026-01-15T08:00:00").await?;
        own.refill()?;
        let mut people = BTreeMap::new();
        for position in [PROPOSER, GOVERNANCE, INFRASTRUCTURE, DEVELOPMENT, PUBLIC_SERVICE, HEAD] {
            people.insert(position, own.sign_in(position).await?);
        }
        Ok(Self {
            own,
            log: Log::default(),
            people,
            chance: Mutex::new(chance),
            is_enough: AtomicBool::new(false),
            count: AtomicU32::new(0),
            decided: Mutex::default(),
        })
    }

    /// Takes one request after the other to its end, several at once, until it is enough; none is left half done.
    pub(crate) async fn run(&self) -> Result<()> {
        try_join_all((0..AT_ONCE).map(async |_| {
            while !self.is_enough.load(Ordering::Relaxed) {
                self.case().await?;
            }
            anyhow::Ok(())
        }))
        .await?;
        Ok(())
    }

    /// No new request is begun.
    pub(crate) fn enough(&self) {
        self.is_enough.store(true, Ordering::Relaxed);
    }

    /// A number below `limit`, of the run's chance.
    pub(crate) fn below(&self, limit: u64) -> u64 {
        self.chance.lock().unwrap_or_else(PoisonError::into_inner).below(limit)
    }

    /// What came to its end.
    pub(crate) fn decided(&self) -> Vec<Decided> {
        self.decided.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many requests were begun.
    pub(crate) fn begun(&self) -> u32 {
        self.count.load(Ordering::Relaxed)
    }

    pub(crate) fn person(&self, position: &str) -> &Actor {
        &self.people[position]
    }

    async fn case(&self) -> Result<()> {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let title = format!("Antrean Daring ke-{number:04}");
        let letter_number = format!("440/{number:04}/Dinkes/2026");
        let app = App { title: &title, purpose: "build", letter_number: &letter_number };
        let (submission, registration_number) = self.file(app).await.with_context(|| title.clone())?;
        for (position, step, outcome, sheet) in steps() {
            let task = self.task(position, &submission, step).await?;
            let mut body = json!({ "outcome": outcome });
            if !sheet.is_null() {
                body["sheet"] = sheet;
            }
            self.change(position, &format!("{}:complete", text(&task["name"])?), body).await?;
        }
        self.sign(&submission).await?;
        let decided = Decided { submission, title, registration_number };
        self.decided.lock().unwrap_or_else(PoisonError::into_inner).push(decided);
        Ok(())
    }

    /// Writes a request with its papers and files it; answers with its name and registration number.
    pub(crate) async fn file(&self, app: App<'_>) -> Result<(String, String)> {
        let draft = self.change(PROPOSER, &format!("agencies/{AGENCY}/submissions"), app.draft()).await?;
        let name = text(&draft["name"])?;
        for (requirement, _) in REQUIREMENTS {
            let query = format!("requirement={requirement}&file_name={requirement}.pdf");
            let path = format!("{name}/documents:upload?{query}");
            self.ask(PROPOSER, &path, Sent::Paper(app.paper(requirement))).await?;
        }
        let filed = self.change(PROPOSER, &format!("{name}:file"), json!({})).await?;
        Ok((name, text(&filed["registrationNumber"])?))
    }

    async fn sign(&self, submission: &str) -> Result<()> {
        let letter = text(&self.task(HEAD, submission, "reply").await?["letter"])?;
        let head = self.person(HEAD);
        through_faults("the draft of the letter", async || {
            Ok((head.get(&letter).await?.status == 200).then_some(()))
        })
        .await?;
        self.change(HEAD, &format!("{letter}:sign"), json!({})).await?;
        through_faults("the decision with its letter", async || {
            let submission = self.person(PROPOSER).submission(submission).await?;
            let has_letter = submission["letters"].as_array().is_some_and(|it| !it.is_empty());
            Ok((submission["state"] == "DECIDED" && has_letter).then_some(()))
        })
        .await
    }

    async fn task(&self, position: &str, submission: &str, step: &str) -> Result<Value> {
        let officer = self.person(position);
        let what = format!("{step} of {submission}");
        through_faults(&what, async || officer.task(submission, step).await.map(Some)).await
    }

    async fn change(&self, position: &str, path: &str, body: Value) -> Result<Value> {
        self.ask(position, path, Sent::Json(body)).await
    }

    /// Asks under one key until there is an answer, and often once more: that must be the same answer.
    async fn ask(&self, position: &str, path: &str, sent: Sent) -> Result<Value> {
        let actor = self.person(position).clone();
        let key = self.key();
        let start = Instant::now();
        let (answer, tries) = answered(&actor, path, &key, &sent).await?;
        let took = start.elapsed();
        if self.below(4) == 0 {
            let (again, _) = answered(&actor, path, &key, &sent).await?;
            ensure!(again == answer, "{answer:?} became {again:?}");
        }
        let entry = Entry { actor, path: path.to_owned(), key, sent, tries, took, answer: answer.clone() };
        self.log.add(entry);
        answer.ok().with_context(|| format!("after {tries} tries"))
    }

    fn key(&self) -> String {
        let (high, low) = (self.below(1 << 32), self.below(1 << 48));
        format!("{high:08x}-7a3c-7c11-9d0e-{low:012x}")
    }
}

/// The answer that is none of a server in trouble, and the number of tries it took.
async fn answered(actor: &Actor, path: &str, key: &str, sent: &Sent) -> Result<(journeys::Answer, u32)> {
    let mut tries = 0;
    let start = Instant::now();
    loop {
        tries += 1;
        let answer = timeout(DEADLINE, Entry::send(actor, path, key, sent)).await;
        match answer.with_context(|| format!("{path}: no answer by the deadline"))? {
            Ok(answer) if matches!(answer.status, 503 | 504) => check_refusal(&answer)?,
            Ok(answer) => return Ok((answer, tries)),
            // The connection broke.
            Err(_) => (),
        }
        ensure!(start.elapsed() < Duration::from_mins(5), "{path}: no answer in {tries} tries");
        pause().await;
    }
}

fn text(value: &Value) -> Result<String> {
    Ok(value.as_str().with_context(|| format!("{value} is no text"))?.to_owned())
}
