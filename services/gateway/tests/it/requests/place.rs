//! Those who ask, and their browser.

use crate::{
    Front, PASSWORD,
    every_method::{Folder, whole},
};
use platform::testing::eventually;
use reqwest::{Response, header::CONTENT_TYPE, redirect::Policy};
use std::{fs, path::Path};

pub(super) const ID: &str = "0190a000-0000-7000-8000-000000000002";
pub(super) const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n";

/// Those who ask, at the tests' agency with its first shipped procedure.
pub(super) struct Place {
    pub(super) front: Front,
    _folder: Folder,
    /// `agencies/{agency}/procedures/{procedure}`.
    pub(super) procedure: String,
    pub(super) requirements: Vec<String>,
    pub(super) sections: Vec<String>,
}

impl Place {
    pub(super) async fn start() -> Self {
        let (front, folder) = whole().await;
        directory::import(&front.stack.parts, Some(Path::new("../../deploy/demo"))).await.unwrap();
        let file = "../review/procedures/pengajuan-aplikasi-e-government.yaml";
        let source = fs::read_to_string(file).unwrap();
        let sop = review::sop::check(&source, None).unwrap();
        review::publish(&front.stack.parts, &source, None).await.unwrap();
        Self {
            procedure: format!("agencies/{}/procedures/{}", sop.agency, sop.sop),
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

    /// The address of a new draft.
    pub(super) async fn draft(&self, browser: &Browser<'_>) -> String {
        let opened = eventually(async || {
            let form = [("request_id", ID), ("procedure", &self.procedure), ("purpose", "build")];
            let response = browser.post("/requests/new", &form).await;
            (response.status() == 303).then(|| location(&response))
        });
        opened.await.trim_end_matches("/draft").to_owned()
    }

    /// Writes all of a draft, as its pages lead from one to the next.
    pub(super) async fn write(&self, browser: &Browser<'_>, draft: &str) {
        let general = format!("{draft}/general");
        let page = browser.page(&general).await;
        let typed = [
            ("app_title", "Antrean Daring"),
            ("purpose", "build"),
            ("letter_number", "1/2026"),
            ("letter_date", "2026-01-05"),
        ];
        let mut next = location(&browser.fill(&page, &general, &typed).await);
        for section in &self.sections {
            assert_eq!(next, format!("{draft}/draft/{section}"));
            let page = browser.page(&next).await;
            next = location(&browser.fill(&page, &next, &[("text", "Uraian.")]).await);
        }
        for requirement in &self.requirements {
            assert_eq!(next, format!("{draft}/draft/{requirement}/document"));
            next = location(&browser.upload(&next, "surat.pdf", PDF).await);
        }
        assert_eq!(next, format!("{draft}/draft"));
    }

    /// The address of a new request that was filed.
    pub(super) async fn file(&self, browser: &Browser<'_>) -> String {
        let draft = self.draft(browser).await;
        self.write(browser, &draft).await;
        let check = format!("{draft}/check");
        let page = browser.page(&check).await;
        assert_eq!(location(&browser.fill(&page, &check, &[]).await), format!("{draft}/receipt"));
        draft
    }
}

/// A browser that follows nothing by itself.
pub(super) struct Browser<'f> {
    pub(super) front: &'f Front,
    pub(super) http: reqwest::Client,
    pub(super) cookie: String,
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

    /// What the form on a page hides, with `typed` in its fields, sent to where it stands.
    pub(super) async fn fill(&self, page: &str, path: &str, typed: &[(&str, &str)]) -> Response {
        let hidden = hidden(page);
        let mut form: Vec<(&str, &str)> = hidden.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
        form.extend(typed);
        self.post(path, &form).await
    }

    pub(super) async fn upload(&self, path: &str, name: &str, content: &[u8]) -> Response {
        let mut body = format!(
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/pdf\r\n\r\n"
        )
        .into_bytes();
        body.extend(content);
        body.extend(b"\r\n--x--\r\n");
        let request = self.http.post(self.front.url(path)).body(body);
        self.send(request.header(CONTENT_TYPE, "multipart/form-data; boundary=x")).await
    }

    pub(super) async fn send(&self, request: reqwest::RequestBuilder) -> Response {
        request.header("accept", "text/html").header("cookie", &self.cookie).send().await.unwrap()
    }
}

pub(super) fn location(response: &Response) -> String {
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
