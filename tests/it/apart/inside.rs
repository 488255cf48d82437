//! A second process of the stack whose key is known, for tokens as services have them among themselves.

use super::things::Things;
use anyhow::{Context as _, Result, ensure};
use journeys::{
    Stack,
    consideration::DEPUTY,
    own::{free_port, token_keys},
};
use reqwest::{
    Client, Response,
    header::{AUTHORIZATION, CONTENT_TYPE},
};
use serde_json::json;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// What the gateway asks the directory, and nobody asks the gateway.
pub(super) const INTERNAL: &str = "/telaah.directory.v1.DirectoryService/FindIdentity";

/// The process; it ends with the stack.
pub(super) struct Inside {
    /// Of its gateway.
    pub(super) url: String,
    /// Of the gRPC that services have among themselves.
    pub(super) services: String,
    folder: PathBuf,
}

impl Inside {
    /// Starts it beside the story's own.
    pub(super) async fn start(things: &Things) -> Result<Self> {
        let folder = things.own.folder().join("inside");
        fs::create_dir_all(&folder)?;
        let keys = token_keys(&folder)?;
        let [key, public_key] = keys.each_ref().map(|it| it.to_str().unwrap_or_default());
        let services = format!("127.0.0.1:{}", free_port()?);
        let now = things.own.now().await?.to_string();
        let told = [
            ("DEMO_START", now.as_str()),
            ("GRPC_LISTEN", services.as_str()),
            ("TOKEN_KEY", key),
            ("TOKEN_PUBLIC_KEY", public_key),
        ];
        let stack = things.own.beside("all", &told)?;
        stack.opens().await?;
        Ok(Self { url: stack.url, services: format!("http://{services}"), folder })
    }

    /// A token that says the platform itself asks in the name of the ministry. Services believe it.
    pub(super) async fn token(&self, things: &Things) -> Result<String> {
        let now = Stack::new(self.url.clone()).now().await?.as_second();
        let agency = things.name("agencies").trim_start_matches("agencies/");
        let caller = json!({
            "agency": agency, "person": "", "display_name": "", "employee_id_number": "", "unit": "",
            "unit_title": "", "unit_kind": "", "office": "", "office_title": "", "office_kind": "",
            "parent_office_title": "", "positions": [], "assists": [], "administrator": true,
        });
        let claims = json!({ "iat": now, "exp": now + 300_000, "caller": caller });
        let header = self.encoded(br#"{"alg":"EdDSA","typ":"JWT"}"#)?;
        let signed = format!("{header}.{}", self.encoded(claims.to_string().as_bytes())?);
        let (message, signature) = (self.folder.join("message"), self.folder.join("signature"));
        fs::write(&message, &signed)?;
        let key = self.folder.join("token.key");
        openssl(&[
            "pkeyutl".as_ref(),
            "-sign".as_ref(),
            "-rawin".as_ref(),
            "-inkey".as_ref(),
            key.as_path(),
            "-in".as_ref(),
            message.as_path(),
            "-out".as_ref(),
            signature.as_path(),
        ])?;
        let token = format!("{signed}.{}", self.encoded(&fs::read(&signature)?)?);
        let answer =
            call(&self.services, INTERNAL, Some(&token), &text_field(1, things.plays(DEPUTY))).await?;
        ensure!(
            answer.status().is_success() && code(&answer).is_none(),
            "services do not believe it: {answer:?}"
        );
        Ok(token)
    }

    /// Base64 for addresses, without padding.
    fn encoded(&self, bytes: &[u8]) -> Result<String> {
        let plain = self.folder.join("plain");
        fs::write(&plain, bytes)?;
        let text = openssl(&["base64".as_ref(), "-A".as_ref(), "-in".as_ref(), plain.as_path()])?;
        Ok(text.trim().trim_end_matches('=').replace('+', "-").replace('/', "_"))
    }
}

/// Calls by gRPC with a message that is encoded.
pub(super) async fn call(url: &str, rpc: &str, token: Option<&str>, message: &[u8]) -> Result<Response> {
    let client = Client::builder().http2_prior_knowledge().build()?;
    let mut body = vec![0];
    body.extend(u32::try_from(message.len())?.to_be_bytes());
    body.extend(message);
    let mut request = client.post(format!("{url}{rpc}")).header(CONTENT_TYPE, "application/grpc").body(body);
    if let Some(token) = token {
        request = request.header(AUTHORIZATION, format!("Bearer {token}"));
    }
    Ok(request.header("te", "trailers").send().await?)
}

/// The code with which a call was refused at once; none where an answer has begun.
pub(super) fn code(answer: &Response) -> Option<&str> {
    answer.headers().get("grpc-status").and_then(|it| it.to_str().ok())
}

/// A field of a message that holds text.
pub(super) fn text_field(number: u8, text: &str) -> Vec<u8> {
    let length = u8::try_from(text.len()).expect("names are short");
    let mut field = vec![number << 3 | 2];
    if 127 < length {
        field.extend([length & 127 | 128, length >> 7]);
    } else {
        field.push(length);
    }
    field.extend(text.as_bytes());
    field
}

fn openssl(arguments: &[&Path]) -> Result<String> {
    let output = Command::new("openssl").args(arguments).output().context("openssl is missing")?;
    ensure!(output.status.success(), "openssl: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
