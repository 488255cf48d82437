//! A city's procedure with requests on the desks of those who review, and their browsers.

use crate::{
    Front, PASSWORD,
    every_method::{Folder, whole},
    text,
};
use platform::testing::eventually;
use reqwest::{Method, Response, redirect::Policy};
use serde_json::{Value, json};
use std::{fs, path::Path};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n";
pub(super) const LEAD: &str = "ketua-tim-kerja-tata-kelola-tik@kota-tangerang";
pub(super) const PROPOSER: &str = "sekretaris-dinas-kesehatan@kota-tangerang";
const CITY: &str = "/v1/agencies/kota-tangerang";

/// Those who review, at the tests' agency with its first shipped procedure.
pub(super) struct Place {
    pub(super) front: Front,
    _folder: Folder,
    requirements: Vec<String>,
    sections: Vec<String>,
}

impl Place {
    pub(super) async fn start() -> Self {
        let (front, folder) = whole().await;
        directory::import(&front.stack.parts, Some(Path::new("../../deploy/demo"))).await.unwrap();
        let source = fs::read_to_string("../review/procedures/pengajuan-aplikasi-e-government.yaml").unwrap();
        let sop = review::sop::check(&source, None).unwrap();
        review::publish(&front.stack.parts, &source, None).await.unwrap();
        Self {
            front,
            _folder: folder,
            requirements: sop.dossier.requirements.iter().map(|it| it.id.clone()).collect(),
            sections: sop.dossier.sections.iter().map(|it| it.id.clone()).collect(),
        }
    }

    /// Files a request for an app of this title, and waits for its first task; answers with the task's id.
    pub(super) async fn file(&self, title: &str) -> String {
        let token = self.front.token(PROPOSER).await;
        let sections: Value = self
            .sections
            .iter()
            .map(|it| (it.clone(), json!("Teks.")))
            .collect::<serde_json::Map<_, _>>()
            .into();
        let draft = json!({
            "appTitle": title, "purpose": "build", "letterNumber": "1/2026", "letterDate": "2026-01-05", "sections": sections,
        });
        let draft = eventually(async || {
            let sent = self.call(&token, &format!("{CITY}/submissions"), draft.clone()).await;
            (sent.status() == 200).then_some(sent)
        });
        let name = text(&draft.await.json().await.unwrap(), "name");
        for requirement in &self.requirements {
            let path = format!("/v1/{name}/documents:upload?requirement={requirement}&fileName=a.pdf");
            let paper = self.front.request(Method::POST, &path).bearer_auth(&token);
            let paper = paper.header("content-type", "application/pdf").body(PDF);
            assert_eq!(paper.send().await.unwrap().status(), 200);
        }
        let filed = eventually(async || {
            let filed = self.call(&token, &format!("/v1/{name}:file"), json!({})).await;
            (filed.status() == 200).then_some(())
        });
        filed.await;
        let lead = self.front.token(LEAD).await;
        eventually(async || {
            let tasks =
                self.front.request(Method::GET, &format!("{CITY}/tasks?pageSize=200")).bearer_auth(&lead);
            let tasks: Value = tasks.send().await.unwrap().json().await.unwrap();
            let mut tasks = tasks["tasks"].as_array().unwrap().iter();
            tasks.find(|it| it["submission"] == name.as_str()).map(|it| id(&text(it, "name")))
        })
        .await
    }

    async fn call(&self, token: &str, path: &str, body: Value) -> Response {
        self.front.request(Method::POST, path).bearer_auth(token).json(&body).send().await.unwrap()
    }

    pub(super) async fn sign_in(&self, name: &str) -> Browser<'_> {
        let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        let mut browser = Browser { front: &self.front, http, cookie: String::new() };
        let signed_in = browser.post("/sign-in", &[("name", name), ("password", PASSWORD)]).await;
        let cookie = signed_in.headers()["set-cookie"].to_str().unwrap();
        cookie.split(';').next().unwrap().clone_into(&mut browser.cookie);
        browser
    }

    /// Names of the verdicts of a checklist, one for each item.
    pub(super) fn verdicts(&self) -> Vec<String> {
        let count = self.requirements.len() + self.sections.len();
        (0..count).map(|it| format!("sheet.items.{it}.verdict")).collect()
    }

    /// The page of the checklist of a request that was just filed.
    pub(super) async fn checklist(&self, lead: &Browser<'_>, title: &str) -> (String, String) {
        let first = self.file(title).await;
        let path = format!("/tasks/{first}");
        let page = lead.page(&path).await;
        let led = location(&lead.fill(&page, &path, &[("act", "complete")]).await);
        let path = led.split('?').next().unwrap().to_owned();
        let page = lead.page(&path).await;
        assert!(page.contains("data-keys"), "{page}");
        (path, page)
    }
}

/// A browser that follows nothing by itself.
pub(super) struct Browser<'f> {
    front: &'f Front,
    pub(super) http: reqwest::Client,
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

    /// What the form on a page hides, with `typed` in its fields.
    pub(super) async fn fill(&self, page: &str, path: &str, typed: &[(&str, &str)]) -> Response {
        let hidden = hidden(page);
        let mut form: Vec<(&str, &str)> = hidden.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
        form.extend(typed);
        self.post(path, &form).await
    }

    pub(super) async fn send(&self, request: reqwest::RequestBuilder) -> Response {
        request.header("accept", "text/html").header("cookie", &self.cookie).send().await.unwrap()
    }
}

fn id(name: &str) -> String {
    name.rsplit('/').next().unwrap().to_owned()
}

pub(super) fn location(response: &Response) -> String {
    assert_eq!(response.status(), 303);
    response.headers()["location"].to_str().unwrap().to_owned()
}

/// Names and values of a page's hidden fields.
pub(super) fn hidden(page: &str) -> Vec<(String, String)> {
    let fields = page.split("<input type=\"hidden\" name=\"").skip(1);
    let field = |it: &str| {
        let (name, rest) = it.split_once('"').unwrap();
        let value = rest.split_once("value=\"").unwrap().1.split('"').next().unwrap();
        (name.to_owned(), value.to_owned())
    };
    fields.map(field).collect()
}

/// The first value of a page's choice `name` other than `not`.
pub(super) fn value(page: &str, name: &str, not: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let values = page.split(&mark).skip(1);
    let mut values = values.map(|it| it.split('"').next().unwrap());
    values.find(|it| *it != not).unwrap().to_owned()
}
