//! The few commands of the W3C WebDriver protocol that a journey needs, over the client that the journeys have anyway.

use anyhow::{Context as _, Result, ensure};
use journeys::{eventually, own::free_port};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
};

/// The name under which the protocol hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// `no-sandbox`: Chromium has none for root. The others keep it from calling its maker.
const ARGUMENTS: [&str; 10] = [
    "headless",
    "no-sandbox",
    "disable-gpu",
    "disable-quic",
    "disable-dev-shm-usage",
    "no-first-run",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
    "lang=id",
];

/// A chromedriver with one session.
pub(super) struct Driver {
    process: Child,
    port: u16,
    http: Client,
    session: String,
}

/// Something on a page, until the page changes.
pub(super) struct Element(String);

impl Driver {
    /// Starts it with a fresh profile; its log goes into `folder`.
    pub(super) async fn start(folder: &Path, is_scriptless: bool) -> Result<Self> {
        let port = free_port()?;
        let log = fs::File::create(folder.join("browser.log"))?;
        let process = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("chromedriver is missing: use make test, or deploy/local/install chromium")?;
        let mut driver = Self { process, port, http: Client::new(), session: String::new() };
        let ready = eventually("chromedriver is ready", async || {
            let status = driver.send(Method::GET, "status", None).await?;
            Ok((status["ready"] == true).then_some(()))
        });
        ready.await?;
        let mut options = json!({ "args": ARGUMENTS });
        if is_scriptless {
            options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
        }
        let wanted = json!({ "browserName": "chrome", "goog:chromeOptions": options });
        let wanted = json!({ "capabilities": { "alwaysMatch": wanted } });
        let session = driver.send(Method::POST, "session", Some(&wanted)).await?;
        driver.session = session["sessionId"].as_str().context("a session")?.to_owned();
        Ok(driver)
    }

    /// Everything that an XPath leads to, in the order of the page.
    pub(super) async fn find(&self, path: &str) -> Result<Vec<Element>> {
        let found = self.post("elements", &json!({ "using": "xpath", "value": path })).await?;
        let found = found.as_array().context("a list of elements")?;
        found.iter().map(|it| Ok(Element(it[ELEMENT].as_str().context("an element")?.to_owned()))).collect()
    }

    /// Whether a person sees it.
    pub(super) async fn is_shown(&self, element: &Element) -> Result<bool> {
        let path = format!("session/{}/element/{}/displayed", self.session, element.0);
        Ok(self.send(Method::GET, &path, None).await? == true)
    }

    /// What a field holds.
    pub(super) async fn value(&self, element: &Element) -> Result<String> {
        let value = self.get(&format!("element/{}/property/value", element.0)).await?;
        Ok(value.as_str().context("a field has a value")?.to_owned())
    }

    pub(super) async fn click(&self, element: &Element) -> Result<()> {
        self.post(&format!("element/{}/click", element.0), &json!({})).await.map(drop)
    }

    /// Presses it twice, as fast as can be.
    pub(super) async fn double_click(&self, element: &Element) -> Result<()> {
        let (down, up) =
            (json!({ "type": "pointerDown", "button": 0 }), json!({ "type": "pointerUp", "button": 0 }));
        let origin = json!({ ELEMENT: element.0 });
        let there = json!({ "type": "pointerMove", "origin": origin, "x": 0, "y": 0 });
        let mouse = json!({ "type": "pointer", "id": "mouse", "actions": [there, down, up, down, up] });
        self.post("actions", &json!({ "actions": [mouse] })).await.map(drop)
    }

    pub(super) async fn clear(&self, element: &Element) -> Result<()> {
        self.post(&format!("element/{}/clear", element.0), &json!({})).await.map(drop)
    }

    pub(super) async fn write(&self, element: &Element, text: &str) -> Result<()> {
        self.post(&format!("element/{}/value", element.0), &json!({ "text": text })).await.map(drop)
    }

    /// Presses one key after another in whatever has the focus.
    pub(super) async fn keys(&self, text: &str) -> Result<()> {
        let press = |key: char| {
            [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })]
        };
        let pressed: Vec<Value> = text.chars().flat_map(press).collect();
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": pressed });
        self.post("actions", &json!({ "actions": [keyboard] })).await.map(drop)
    }

    /// What the body of a function returns in the page, even where pages may run none of their own.
    pub(super) async fn run(&self, script: &str) -> Result<Value> {
        self.post("execute/sync", &json!({ "script": script, "args": [] })).await
    }

    /// What a script in the page hands to the function that is its last argument.
    pub(super) async fn run_async(&self, script: &str) -> Result<Value> {
        self.post("execute/async", &json!({ "script": script, "args": [] })).await
    }

    /// A command of Chromium's own protocol.
    pub(super) async fn chrome(&self, command: &str, parameters: &Value) -> Result<Value> {
        self.post("goog/cdp/execute", &json!({ "cmd": command, "params": parameters })).await
    }

    pub(super) async fn post(&self, command: &str, body: &Value) -> Result<Value> {
        self.send(Method::POST, &format!("session/{}/{command}", self.session), Some(body)).await
    }

    pub(super) async fn get(&self, command: &str) -> Result<Value> {
        self.send(Method::GET, &format!("session/{}/{command}", self.session), None).await
    }

    pub(super) async fn delete(&self, command: &str) -> Result<()> {
        self.send(Method::DELETE, &format!("session/{}/{command}", self.session), None).await.map(drop)
    }

    async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value> {
        let mut request = self.http.request(method, format!("http://127.0.0.1:{}/{path}", self.port));
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await?;
        let is_done = response.status().is_success();
        let mut answer: Value = response.json().await?;
        let value = answer["value"].take();
        let message = value["message"].as_str().unwrap_or_default().lines().next().unwrap_or_default();
        ensure!(is_done, "{}: {message}", value["error"].as_str().unwrap_or_default());
        Ok(value)
    }
}

impl Drop for Driver {
    /// Asked to shut down, it ends Chromium as well; killed, it would leave it behind.
    fn drop(&mut self) {
        if let Ok(mut connection) = TcpStream::connect(("127.0.0.1", self.port)) {
            let _ = connection
                .write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
            let _ = connection.read_to_end(&mut vec![]);
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The bytes of a base64 text.
pub(super) fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for letter in text.bytes().take_while(|it| *it != b'=') {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        (bits, count) = (bits << 6 | u32::from(value), count + 6);
        if 8 <= count {
            count -= 8;
            bytes.extend((bits >> count).to_le_bytes().first());
        }
    }
    Some(bytes)
}
