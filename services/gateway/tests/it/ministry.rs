//! A ministry with its coordination team, proposals that wait for a meeting, and browsers of those concerned.

use super::{
    Front, PASSWORD,
    every_method::{Folder, whole},
    text,
};
use platform::testing::eventually;
use reqwest::{Method, Response, redirect::Policy};
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
        let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        let mut browser = Browser { front: &self.front, http, cookie: String::new() };
        let signed_in = browser.post("/sign-in", &[("name", name), ("password", PASSWORD)]).await;
        let cookie = signed_in.headers()["set-cookie"].to_str().unwrap();
        cookie.split(';').next().unwrap().clone_into(&mut browser.cookie);
        browser
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

/// A browser that follows nothing by itself.
pub(super) struct Browser<'f> {
    front: &'f Front,
    http: reqwest::Client,
    cookie: String,
}

impl Browser<'_> {
    pub(super) async fn get(&self, path: &str) -> Response {
        self.send(self.http.get(self.front.url(path))).await
    }

    pub(super) async fn page(&self, path: &str) -> String {
        let page = self.get(path).await;
        assert_eq!(page.status(), 200, "{path}");
        page.text().await.unwrap()
    }

    pub(super) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Response {
        self.send(self.http.post(self.front.url(path)).form(form)).await
    }

    /// What the form that goes to `path` hides, with `typed` in its fields, sent there.
    pub(super) async fn fill(&self, page: &str, path: &str, typed: &[(&str, &str)]) -> Response {
        let hidden = hidden(page, path);
        let mut form: Vec<(&str, &str)> = hidden.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
        form.extend(typed);
        self.post(path, &form).await
    }

    /// The same as htmx sends it.
    pub(super) async fn fill_part(&self, page: &str, path: &str, typed: &[(&str, &str)]) -> Response {
        let hidden = hidden(page, path);
        let mut form: Vec<(&str, &str)> = hidden.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
        form.extend(typed);
        self.send(self.http.post(self.front.url(path)).form(&form).header("hx-request", "true")).await
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Response {
        request.header("accept", "text/html").header("cookie", &self.cookie).send().await.unwrap()
    }
}

pub(super) fn location(response: &Response) -> String {
    response.headers()["location"].to_str().unwrap().to_owned()
}

/// Values of a page's fields of this name.
pub(super) fn values(page: &str, name: &str) -> Vec<String> {
    let start = format!("name=\"{name}\" value=\"");
    let fields = page.split(&start).skip(1);
    fields.map(|it| unescaped(it.split('"').next().unwrap())).collect()
}

/// Names and values of the hidden fields of the form that goes to `path`.
fn hidden(page: &str, path: &str) -> Vec<(String, String)> {
    let form = page
        .split(&format!("action=\"{path}\""))
        .nth(1)
        .unwrap_or_else(|| panic!("{page} has no form to {path}"));
    let fields = form.split("</form>").next().unwrap().split("<input type=\"hidden\" name=\"").skip(1);
    let field = |it: &str| {
        let (name, rest) = it.split_once('"').unwrap();
        let value = rest.split_once("value=\"").unwrap().1.split('"').next().unwrap();
        (name.to_owned(), unescaped(value))
    };
    fields.map(field).collect()
}

/// As a browser reads an attribute.
fn unescaped(text: &str) -> String {
    let signs = [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")];
    signs.iter().fold(text.to_owned(), |text, (escaped, sign)| text.replace(escaped, sign))
}
