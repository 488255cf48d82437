//! The tests' agency with a published procedure, and a browser of someone who works there.

use crate::{
    Front, PASSWORD,
    every_method::{Folder, whole},
};
use reqwest::{Response, header::CONTENT_TYPE, redirect::Policy};
use std::{fs, path::Path};

/// A UUID.
pub(super) const ID: &str = "0190a000-0000-7000-8000-000000000002";

/// An agency with people and a procedure.
pub(super) struct Place {
    pub(super) front: Front,
    _folder: Folder,
    /// `agencies/{agency}/procedures/{procedure}`.
    pub(super) procedure: String,
    /// In YAML, as it was published.
    pub(super) source: String,
}

/// A browser that follows nothing by itself.
pub(super) struct Browser<'f> {
    front: &'f Front,
    http: reqwest::Client,
    cookie: String,
}

impl Place {
    pub(super) async fn start() -> Self {
        let (front, folder) = whole().await;
        directory::import(&front.stack.parts, Some(Path::new("../../deploy/demo"))).await.unwrap();
        let source = fs::read_to_string("../review/procedures/pengajuan-aplikasi-e-government.yaml").unwrap();
        let sop = review::sop::check(&source, None).unwrap();
        review::publish(&front.stack.parts, &source, None).await.unwrap();
        let procedure = format!("agencies/{}/procedures/{}", sop.agency, sop.sop);
        Self { front, _folder: folder, procedure, source }
    }

    pub(super) async fn sign_in(&self, name: &str) -> Browser<'_> {
        let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        let mut browser = Browser { front: &self.front, http, cookie: String::new() };
        let signed_in = browser.post("/sign-in", &[("name", name), ("password", PASSWORD)]).await;
        let cookie = signed_in.headers()["set-cookie"].to_str().unwrap();
        cookie.split(';').next().unwrap().clone_into(&mut browser.cookie);
        browser
    }
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

    pub(super) async fn upload(&self, path: &str, content: &[u8]) -> Response {
        let head = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.yaml\"\r\n\r\n";
        let body = [head.as_bytes(), content, b"\r\n--x--\r\n"].concat();
        let request = self.http.post(self.front.url(path)).body(body);
        self.send(request.header(CONTENT_TYPE, "multipart/form-data; boundary=x")).await
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Response {
        request.header("accept", "text/html").header("cookie", &self.cookie).send().await.unwrap()
    }
}

/// Where an answer leads.
pub(super) fn location(response: &Response) -> String {
    let location = response.headers().get("location");
    location.unwrap_or_else(|| panic!("{response:?} leads nowhere")).to_str().unwrap().to_owned()
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
