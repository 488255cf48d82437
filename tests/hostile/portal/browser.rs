//! A browser of one person: a cookie, and answers none of which another site may frame.

use anyhow::{Context as _, Result, ensure};
use journeys::{AGENCY, own::Own};
use reqwest::{
    Client, Method, RequestBuilder, Response,
    header::{ACCEPT, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HeaderMap, LOCATION, SET_COOKIE},
    redirect::Policy,
};

/// It follows nothing by itself.
pub(super) struct Browser {
    http: Client,
    url: String,
    /// Who sits before it; empty: nobody who is signed in.
    pub(super) who: String,
    /// As it is sent.
    pub(super) cookie: String,
}

/// An answer, read to its end.
pub(super) struct Page {
    /// Path and query that were asked for.
    pub(super) path: String,
    /// The page that leads there.
    pub(super) from: String,
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Browser {
    /// One in which nobody is signed in.
    pub(super) fn new(own: &Own) -> Result<Self> {
        let http = Client::builder().redirect(Policy::none()).build()?;
        Ok(Self { http, url: own.url.clone(), who: String::new(), cookie: String::new() })
    }

    /// One of who holds `position` in the city, or `position@agency`; of nobody where it is empty.
    pub(super) async fn of(own: &Own, position: &str) -> Result<Self> {
        let mut browser = Self::new(own)?;
        if !position.is_empty() {
            browser.sign_in(position).await?;
        }
        Ok(browser)
    }

    /// Signs in by the form; what was the cookie before is sent with it.
    pub(super) async fn sign_in(&mut self, position: &str) -> Result<Page> {
        let at = if position.contains('@') { "" } else { "@" };
        let name = if at.is_empty() { position.to_owned() } else { format!("{position}@{AGENCY}") };
        let page = self.post("/sign-in", &[("name", name.as_str()), ("password", "demo")]).await?;
        let cookie = page.header(SET_COOKIE.as_str()).split(';').next().unwrap_or_default().to_owned();
        ensure!(
            page.status == 303 && cookie.starts_with("telaah="),
            "{position} cannot sign in: {}",
            page.text()
        );
        (self.cookie, self.who) = (cookie, position.to_owned());
        Ok(page)
    }

    pub(super) async fn get(&self, path: &str) -> Result<Page> {
        self.send(path, self.request(Method::GET, path)).await
    }

    pub(super) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Result<Page> {
        self.send(path, self.request(Method::POST, path).form(form)).await
    }

    /// A request of this person for `path`.
    pub(super) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url));
        let request = request.header(ACCEPT, "text/html");
        if self.cookie.is_empty() { request } else { request.header(COOKIE, &self.cookie) }
    }

    /// Sends it; `path` is for messages.
    pub(super) async fn send(&self, path: &str, request: RequestBuilder) -> Result<Page> {
        let response = request.send().await.with_context(|| format!("{}: {path}: no answer", self.who))?;
        let page = Page::read(path, response).await?;
        ensure!(page.is_unframable(), "another site may frame {path} → {}: {:?}", page.status, page.headers);
        Ok(page)
    }
}

impl Page {
    pub(super) async fn read(path: &str, response: Response) -> Result<Self> {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.with_context(|| format!("{path}: the answer broke off"))?.to_vec();
        Ok(Self { path: path.to_owned(), from: String::new(), status, headers, body })
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default()
    }

    pub(super) fn is_of(&self, media_type: &str) -> bool {
        self.header(CONTENT_TYPE.as_str()).starts_with(media_type)
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Where it leads.
    pub(super) fn location(&self) -> &str {
        self.header(LOCATION.as_str())
    }

    /// Whether it forbids that pages of other sites show it (CSP level 3, 6.4.2).
    pub(super) fn is_unframable(&self) -> bool {
        let policies = self.headers.get_all(CONTENT_SECURITY_POLICY).iter().filter_map(|it| it.to_str().ok());
        let mut ancestors =
            policies.flat_map(|it| it.split(';')).filter_map(|it| it.trim().strip_prefix("frame-ancestors "));
        ancestors.any(|it| matches!(it.trim(), "'none'" | "'self'"))
    }
}
