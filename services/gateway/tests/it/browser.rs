//! A browser in tests: a cookie, and forms filled in as they stand on a page.

use super::{Front, PASSWORD};
use reqwest::{
    Client, RequestBuilder, Response,
    header::{ACCEPT, CONTENT_TYPE, COOKIE},
    redirect::Policy,
};

/// A browser that follows nothing by itself.
pub(crate) struct Browser<'f> {
    pub(crate) front: &'f Front,
    pub(crate) http: Client,
    pub(crate) cookie: String,
}

impl<'f> Browser<'f> {
    /// One in which nobody is signed in.
    pub(crate) fn new(front: &'f Front) -> Self {
        let http = Client::builder().redirect(Policy::none()).build().unwrap();
        Self { front, http, cookie: String::new() }
    }

    /// One of someone who is signed in.
    pub(crate) async fn of(front: &'f Front, name: &str) -> Self {
        let mut browser = Self::new(front);
        browser.sign_in(&[("name", name), ("password", PASSWORD)]).await;
        browser
    }

    pub(crate) async fn sign_in(&mut self, form: &[(&str, &str)]) -> Response {
        let response = self.post("/sign-in", form).await;
        let cookie = response.headers()["set-cookie"].to_str().unwrap();
        cookie.split(';').next().unwrap().clone_into(&mut self.cookie);
        response
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.send(self.http.get(self.front.url(path))).await
    }

    pub(crate) async fn page(&self, path: &str) -> String {
        let page = self.get(path).await;
        assert_eq!(page.status(), 200, "{path}");
        page.text().await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Response {
        self.send(self.http.post(self.front.url(path)).form(form)).await
    }

    /// What the form that goes to `path` hides, with `typed` in its fields, sent there.
    pub(crate) async fn fill(&self, page: &str, path: &str, typed: &[(&str, &str)]) -> Response {
        self.send(self.filled(page, path, typed)).await
    }

    /// The same as htmx sends it.
    pub(crate) async fn fill_part(&self, page: &str, path: &str, typed: &[(&str, &str)]) -> Response {
        self.send(self.filled(page, path, typed).header("hx-request", "true")).await
    }

    fn filled(&self, page: &str, path: &str, typed: &[(&str, &str)]) -> RequestBuilder {
        // A form that names no address goes to the page's own.
        let form = page.split(&format!("action=\"{path}\"")).nth(1).and_then(|it| it.split("</form>").next());
        let hidden = hidden(form.unwrap_or(page));
        let mut form: Vec<(&str, &str)> = hidden.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
        form.extend(typed);
        self.http.post(self.front.url(path)).form(&form)
    }

    /// Sends a file under the name `file`.
    pub(crate) async fn upload(&self, path: &str, name: &str, content: &[u8]) -> Response {
        let head = format!(
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        let body = [head.as_bytes(), content, b"\r\n--x--\r\n"].concat();
        let request = self.http.post(self.front.url(path)).body(body);
        self.send(request.header(CONTENT_TYPE, "multipart/form-data; boundary=x")).await
    }

    pub(crate) async fn send(&self, request: RequestBuilder) -> Response {
        request.header(ACCEPT, "text/html").header(COOKIE, &self.cookie).send().await.unwrap()
    }
}

/// Where an answer leads.
pub(crate) fn location(response: &Response) -> String {
    let location = response.headers().get("location");
    location.unwrap_or_else(|| panic!("{response:?} leads nowhere")).to_str().unwrap().to_owned()
}

/// Names and values of a page's hidden fields.
pub(crate) fn hidden(page: &str) -> Vec<(String, String)> {
    let fields = page.split("<input type=\"hidden\" name=\"").skip(1);
    let field = |it: &str| {
        let (name, rest) = it.split_once('"').unwrap();
        let value = rest.split_once("value=\"").unwrap().1.split('"').next().unwrap();
        (name.to_owned(), unescaped(value))
    };
    fields.map(field).collect()
}

/// Values of a page's fields of this name.
pub(crate) fn values(page: &str, name: &str) -> Vec<String> {
    let start = format!("name=\"{name}\" value=\"");
    page.split(&start).skip(1).map(|it| unescaped(it.split('"').next().unwrap())).collect()
}

/// As a browser reads an attribute.
fn unescaped(text: &str) -> String {
    let signs = [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")];
    signs.iter().fold(text.to_owned(), |text, (escaped, sign)| text.replace(escaped, sign))
}
