//! What the server answered.

use anyhow::{Context as _, Result, ensure};
use reqwest::Response;
use serde_json::Value;

/// An answer, read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// What was asked, for messages.
    pub asked: String,
    /// The bytes as they came.
    pub body: Vec<u8>,
}

impl Answer {
    pub(crate) async fn read(asked: String, response: Response) -> Result<Self> {
        let status = response.status().as_u16();
        let body = response.bytes().await.with_context(|| format!("{asked}: the answer broke off"))?;
        Ok(Self { status, asked, body: body.to_vec() })
    }

    /// The body as JSON; null where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The bytes of a success.
    pub fn bytes(self) -> Result<Vec<u8>> {
        let text = String::from_utf8_lossy(&self.body);
        ensure!((200..300).contains(&self.status), "{} → {} {text}", self.asked, self.status);
        Ok(self.body)
    }

    /// The JSON of a success.
    pub fn ok(self) -> Result<Value> {
        let asked = self.asked.clone();
        serde_json::from_slice(&self.bytes()?).with_context(|| format!("{asked}: no JSON"))
    }

    /// What a refusal with this status says.
    pub fn refused(&self, status: u16) -> Result<String> {
        let text = String::from_utf8_lossy(&self.body);
        ensure!(self.status == status, "{} → {} instead of {status}: {text}", self.asked, self.status);
        Ok(self.json()["detail"].as_str().unwrap_or_default().to_owned())
    }
}
