//! A mail server that keeps what it is sent: it speaks SMTP, and refuses whom it is told to.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// It stops when it is dropped.
pub(crate) struct Sink {
    pub(crate) address: SocketAddr,
    mails: Arc<Mutex<Vec<Mail>>>,
    task: JoinHandle<()>,
}

/// A mail as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mail {
    pub(crate) to: String,
    pub(crate) head: String,
    pub(crate) text: String,
}

impl Sink {
    /// Listens on `address`, and never takes mail for anyone whose address contains `refused`.
    pub(crate) async fn start(address: SocketAddr, refused: &'static str) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let mails: Arc<Mutex<Vec<Mail>>> = Arc::default();
        let kept = Arc::clone(&mails);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&kept), refused));
            }
        });
        Self { address, mails, task }
    }

    pub(crate) fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    pub(crate) fn mails(&self) -> Vec<Mail> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(stream: TcpStream, mails: Arc<Mutex<Vec<Mail>>>, refused: &'static str) -> Option<()> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    let mut to = String::new();
    writer.write_all(b"220 sink\r\n").await.ok()?;
    while let Some(line) = lines.next_line().await.ok()? {
        let (verb, rest) = line.split_at(line.len().min(4));
        let answer = match verb {
            "EHLO" => "250-sink\r\n250 8BITMIME",
            "RCPT" if !refused.is_empty() && rest.contains(refused) => "450 not now",
            "RCPT" => {
                to = rest.trim_start_matches(" TO:<").trim_end_matches('>').to_owned();
                "250 ok"
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await.ok()?;
                let mut content = Vec::new();
                loop {
                    match lines.next_line().await.ok()??.as_str() {
                        "." => break,
                        line => content.push(line.strip_prefix('.').unwrap_or(line).to_owned()),
                    }
                }
                let content = content.join("\n");
                let (head, text) = content.split_once("\n\n").unwrap_or_default();
                let mail = Mail { to: to.clone(), head: head.to_owned(), text: text.to_owned() };
                mails.lock().unwrap_or_else(PoisonError::into_inner).push(mail);
                "250 kept"
            }
            "QUIT" => return None,
            _ => "250 ok",
        };
        writer.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
    }
    None
}
