//! A city's procedure with requests on the desks of those who review, and their browsers.

use crate::{
    Front,
    browser::{Browser, location, values},
    every_method::{Folder, whole},
    text,
};
use platform::testing::eventually;
use reqwest::{Method, Response};
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
        Browser::of(&self.front, name).await
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

fn id(name: &str) -> String {
    name.rsplit('/').next().unwrap().to_owned()
}

/// The first value of a page's choice `name` other than `not`.
pub(super) fn value(page: &str, name: &str, not: &str) -> String {
    values(page, name).into_iter().find(|it| it != not).unwrap()
}
