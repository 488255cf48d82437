//! A ministry with its coordination team, proposals that wait for a meeting, and browsers of those concerned.

use super::{
    Front,
    browser::{Browser, location, values},
    every_method::{Folder, whole},
    text,
};
use platform::testing::eventually;
use reqwest::{Method, Response};
use serde_json::{Map, Value, json};
use std::{fs, path::Path};

pub(super) const MINISTRY: &str = "/v1/agencies/kemenpanrb";
pub(super) const DEPUTY: &str = "deputi-kelembagaan-tata-laksana@kemenpanrb";
pub(super) const ASSISTANT: &str = "asdep-tata-kelola-spbe@kemenpanrb";
pub(super) const SECRETARIAT: &str = "sekretariat-tim-koordinasi-spbe@kemenpanrb";
pub(super) const MEMBER: &str = "wakil-tim-koordinasi-spbe@bssn";
pub(super) const CITY: &str = "sekretaris-daerah@kota-tangerang";
pub(super) const MEMBERS: [&str; 4] = ["kemenpanrb", "kemkomdigi", "bappenas", "bssn"];
const REGISTRY: &str = "petugas-persuratan@kemenpanrb";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n";

/// The ministry at work.
pub(super) struct Ministry {
    pub(super) front: Front,
    _folder: Folder,
    requirements: Vec<String>,
    sections: Vec<String>,
}

impl Ministry {
    pub(super) async fn start() -> Self {
        let (front, folder) = whole().await;
        let parts = &front.stack.parts;
        directory::import(parts, Some(Path::new("../../deploy/demo"))).await.unwrap();
        meeting::import(parts, Path::new("../../deploy/teams"), |it| Some(it.to_owned())).await.unwrap();
        let source = fs::read_to_string("../review/procedures/pertimbangan-aplikasi-khusus.yaml").unwrap();
        let sop = review::sop::check(&source, None).unwrap();
        review::publish(parts, &source, None).await.unwrap();
        Self {
            requirements: sop.dossier.requirements.iter().map(|it| it.id.clone()).collect(),
            sections: sop.dossier.sections.iter().map(|it| it.id.clone()).collect(),
            front,
            _folder: folder,
        }
    }

    pub(super) async fn sign_in(&self, name: &str) -> Browser<'_> {
        Browser::of(&self.front, name).await
    }

    /// Files a proposal, and takes it to where it waits for the team; answers with its submission.
    pub(super) async fn put_to_the_team(&self, title: &str) -> String {
        let submission = self.file(title).await;
        let disposition =
            |to: &str| json!({ "recipients": [to], "instructions": ["study"], "limit": "2026-01-30" });
        self.complete(REGISTRY, &submission, "", disposition("deputi-kelembagaan-tata-laksana")).await;
        self.complete(DEPUTY, &submission, "", disposition("asdep-tata-kelola-spbe")).await;
        let all = self.requirements.iter().chain(&self.sections);
        let items: Vec<_> = all.map(|it| json!({ "item": it, "verdict": "present" })).collect();
        self.complete(ASSISTANT, &submission, "dossier_complete", json!({ "items": items })).await;
        let parts = ["issue", "assumptions", "facts", "analysis", "conclusion", "suggestion"];
        let study: Map<_, _> = parts.iter().map(|it| ((*it).to_owned(), json!("Layak dibahas."))).collect();
        self.complete(ASSISTANT, &submission, "", study.into()).await;
        self.complete(DEPUTY, &submission, "to_discussion", json!({})).await;
        let secretariat = self.front.token(SECRETARIAT).await;
        eventually(async || {
            let agenda = self.read(&secretariat, &format!("{MINISTRY}/agendaItems?pageSize=200")).await;
            agenda.to_string().contains(&submission).then_some(())
        })
        .await;
        submission
    }

    /// The address of a meeting on everything that waits, whose invitation the chair signed; it has begun.
    pub(super) async fn convene(&self) -> String {
        let (meeting, letter) = self.invite().await;
        let deputy = self.sign_in(DEPUTY).await;
        let page = deputy.page(&letter).await;
        let signed = deputy.fill(&page, &format!("{letter}/approve"), &[]).await;
        assert_eq!(location(&signed), format!("{letter}?done=signed"));
        let member = self.sign_in(MEMBER).await;
        eventually(async || (member.get(&meeting).await.status() == 200).then_some(())).await;
        let token = self.front.token(SECRETARIAT).await;
        let moved = self.call(&token, "/v1/clock:advance", json!({ "to": "2026-01-06T04:30:00Z" })).await;
        assert_eq!(moved.status(), 200);
        meeting
    }

    /// The addresses of a meeting on everything that waits, tomorrow at eleven, and of its invitation, which is not signed.
    pub(super) async fn invite(&self) -> (String, String) {
        let secretariat = self.sign_in(SECRETARIAT).await;
        let agenda = secretariat.page("/agenda").await;
        let items = values(&agenda, "item");
        let page = secretariat.page("/agenda/convene").await;
        let mut typed = vec![
            ("title", "Rapat Pembahasan"),
            ("date", "2026-01-06"),
            ("start", "11:00"),
            ("end", "12:00"),
            ("place", "Ruang Sriwijaya"),
        ];
        let team = page.split("<option value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        typed.push(("team", &team));
        typed.extend(items.iter().map(|it| ("item", it.as_str())));
        let planned = location(&secretariat.fill(&page, "/agenda/convene", &typed).await);
        let repeated = location(&secretariat.fill(&page, "/agenda/convene", &typed).await);
        assert_eq!(planned, repeated, "it is convened once");
        let meeting = planned.trim_end_matches("?done=planned").to_owned();
        let page = secretariat.page(&planned).await;
        secretariat.fill(&page, &format!("{meeting}/schedule"), &[]).await;
        let letter = eventually(async || {
            let page = secretariat.page(&meeting).await;
            page.contains("menunggu tanda tangan ketua").then_some(page)
        });
        let letter =
            letter.await.split("href=\"/letters/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        (meeting, format!("/letters/{letter}"))
    }

    async fn file(&self, title: &str) -> String {
        let token = self.front.token(CITY).await;
        let sections: Map<_, _> = self.sections.iter().map(|it| (it.clone(), json!("Teks."))).collect();
        let draft = json!({
            "appTitle": title, "purpose": "build", "letterNumber": "1/2026", "letterDate": "2026-01-05", "sections": sections,
        });
        let draft = eventually(async || {
            let sent = self.call(&token, &format!("{MINISTRY}/submissions"), draft.clone()).await;
            (sent.status() == 200).then_some(sent)
        });
        let name = text(&draft.await.json().await.unwrap(), "name");
        for requirement in &self.requirements {
            let path = format!("/v1/{name}/documents:upload?requirement={requirement}&fileName=a.pdf");
            let request = self.front.request(Method::POST, &path).bearer_auth(&token).body(PDF);
            let stored = request.header("content-type", "application/octet-stream").send().await.unwrap();
            assert_eq!(stored.status(), 200);
        }
        assert_eq!(self.call(&token, &format!("/v1/{name}:file"), json!({})).await.status(), 200);
        name
    }

    async fn complete(&self, who: &str, submission: &str, outcome: &str, sheet: Value) {
        let token = self.front.token(who).await;
        let task = self.task(&token, submission).await;
        let body = json!({ "outcome": outcome, "sheet": sheet });
        let done = self.call(&token, &format!("/v1/{}:complete", text(&task, "name")), body).await;
        assert_eq!(done.status(), 200, "{who}: {}", done.text().await.unwrap());
    }

    /// The open task on a submission, once it comes.
    pub(super) async fn task(&self, token: &str, submission: &str) -> Value {
        eventually(async || {
            let inbox = self.read(token, &format!("{MINISTRY}/tasks?pageSize=200")).await;
            let tasks = inbox["tasks"].as_array().unwrap();
            tasks.iter().find(|it| it["submission"] == submission).cloned()
        })
        .await
    }

    pub(super) async fn read(&self, token: &str, path: &str) -> Value {
        let request = self.front.request(Method::GET, path).bearer_auth(token);
        request.send().await.unwrap().json().await.unwrap()
    }

    pub(super) async fn call(&self, token: &str, path: &str, body: Value) -> Response {
        self.front.request(Method::POST, path).bearer_auth(token).json(&body).send().await.unwrap()
    }
}
