//! Files that are too large, cut, slow, falsely named or false are refused, and nothing of them is kept.

use super::attack::{Refusals, kept, resident_megabytes};
use anyhow::{Context as _, Result, ensure};
use futures::future;
use journeys::{
    AGENCY, eventually,
    own::Own,
    pdf,
    story::{APP, PROPOSER},
};
use reqwest::{Body, Client};
use serde_json::Value;
use std::time::{Duration, Instant};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

/// More than a process may grow by while it refuses 200 MB.
const MAX_GROWTH_MEGABYTES: u64 = 60;
const SLOW_ONES: usize = 50;
const LARGE_ONES: usize = 12;
const LARGE_BYTES: usize = 8 << 20;

fn large_paper() -> Vec<u8> {
    let (mut paper, end) = (pdf("Surat Permohonan", &["Isi."]), b"\nstartxref\n9\n%%EOF\n");
    paper.resize(LARGE_BYTES - end.len(), b' ');
    paper.extend(end);
    paper
}

/// A stack, a draft on it, and who may hand in papers.
struct Desk {
    own: Own,
    token: String,
    draft: String,
}

impl Desk {
    async fn open() -> Result<Self> {
        let own = Own::start().await?;
        let proposer = own.sign_in(PROPOSER).await?;
        let draft = proposer.post(&format!("agencies/{AGENCY}/submissions"), &APP.draft()).await?.ok()?;
        let draft = draft["name"].as_str().context("a draft has a name")?.to_owned();
        let token = proposer.token().to_owned();
        Ok(Self { own, token, draft })
    }

    fn path(&self, file_name: &str) -> String {
        format!("/v1/{}/documents:upload?requirement=request_letter&file_name={file_name}", self.draft)
    }

    async fn hand_in(&self, file_name: &str, bytes: impl Into<Body>) -> Result<reqwest::Response> {
        let request = Client::new().post(format!("{}{}", self.own.url, self.path(file_name)));
        let request = request.bearer_auth(&self.token).header("Content-Type", "application/pdf");
        Ok(request.body(bytes).send().await?)
    }

    /// A connection on which an upload of `length` bytes has begun.
    async fn begin(&self, length: usize) -> Result<TcpStream> {
        let host = self.own.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).await?;
        let head = format!(
            "POST {} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\nContent-Type: application/pdf\r\n\
             Content-Length: {length}\r\n\r\n%PDF-1.4\n",
            self.path("lambat.pdf"),
            self.token
        );
        stream.write_all(head.as_bytes()).await?;
        Ok(stream)
    }
}

#[tokio::test]
async fn what_is_no_paper_is_refused_and_nothing_of_it_stays() -> Result<()> {
    let desk = Desk::open().await?;
    let paper = pdf("Surat Permohonan", &["Isi."]);
    desk.hand_in("surat.pdf", paper.clone()).await?.error_for_status()?;
    let (before, memory) = (kept(&desk.own)?, resident_megabytes(&desk.own)?);
    let began = Instant::now();

    let mut large = paper.clone();
    large.resize(200 << 20, b' ');
    let attacks = [
        ("200 MB", "surat.pdf", large),
        ("nothing", "surat.pdf", vec![]),
        ("a program", "surat.pdf", b"\x7fELF\x02\x01\x01".repeat(1_000)),
        ("a page", "surat.pdf", b"<html><script>alert(1)</script></html>".to_vec()),
        ("NUL bytes", "surat.pdf", vec![0; 10_000]),
        ("the head of a PDF", "surat.pdf", b"%PDF-1.4\n".to_vec()),
    ];
    let (mut refusals, mut faults) = (Refusals::default(), vec![]);
    for (what, name, bytes) in attacks {
        faults.extend(refusals.take(what, desk.hand_in(name, bytes).await?, "").await);
    }

    let grown = resident_megabytes(&desk.own)?.saturating_sub(memory);
    let seconds = began.elapsed().as_secs_f64();
    println!("false papers: {refusals}; {memory} MB and {grown} MB more after; {seconds:.1} s; {before}");
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    ensure!(grown <= MAX_GROWTH_MEGABYTES, "the process grew by {grown} MB");
    nothing_new(&desk, &before).await
}

#[tokio::test]
async fn names_of_files_lose_their_paths_and_what_cannot_be_seen() -> Result<()> {
    let desk = Desk::open().await?;
    let paper = pdf("Surat Permohonan", &["Isi."]);

    let mut faults = vec![];
    for name in [
        "..%2f..%2fetc%2fpasswd.pdf",
        "..%5c..%5cboot.pdf",
        "%2froot%2fx.pdf",
        "surat%e2%80%aefdp.exe.pdf",
        "a%0d%0aSet-Cookie:x=1.pdf",
        "a%00b.pdf",
        "%3cscript%3ealert(1)%3c%2fscript%3e.pdf",
        "%22%3b%20filename=x.html",
        "CON.pdf",
        "....pdf",
    ] {
        let answer = desk.hand_in(name, paper.clone()).await?;
        let status = answer.status().as_u16();
        let said = answer.text().await?;
        let told: Value = serde_json::from_str(&said).unwrap_or_default();
        let documents = told["documents"].to_string();
        let given: Vec<&str> =
            documents.split("\"fileName\":\"").skip(1).filter_map(|it| it.split('"').next()).collect();
        let is_bare = |it: &&str| !it.contains(['/', '\u{202e}', '\0', '\r', '\n']) && !it.contains("\\");
        println!("{name} → {status} {given:?}");
        let is_right = match status {
            200 => !given.is_empty() && given.iter().all(is_bare),
            _ => (400..500).contains(&status) && told["detail"].is_string(),
        };
        if !is_right {
            faults.push(format!("{name} → {status} {given:?} {said}"));
        }
    }

    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}

#[tokio::test]
async fn an_upload_that_is_cut_leaves_nothing() -> Result<()> {
    let desk = Desk::open().await?;
    let before = kept(&desk.own)?;

    for length in [1_000, 1 << 20, 40 << 20] {
        let mut stream = desk.begin(length).await?;
        stream.write_all(&vec![b' '; length / 2]).await?;
        eventually("it has begun", async || Ok((kept(&desk.own)? != before).then_some(()))).await?;
        drop(stream);
        nothing_new(&desk, &before).await?;
    }

    nothing_new(&desk, &before).await?;
    desk.hand_in("surat.pdf", pdf("Surat", &["Isi."])).await?.error_for_status()?;
    Ok(())
}

/// What waits on one connection must not stand in the way of what would let it go on.
#[tokio::test]
async fn large_papers_all_come_in_at_once() -> Result<()> {
    let desk = Desk::open().await?;
    let large = large_paper();
    let began = Instant::now();

    let uploads = (0..LARGE_ONES).map(|_| desk.hand_in("besar.pdf", large.clone()));
    let answers = timeout(Duration::from_secs(60), future::try_join_all(uploads)).await;
    let answers = answers.context("the uploads stand in each other's way")??;

    let taken = answers.iter().filter(|it| it.status().is_success()).count();
    println!(
        "{taken} of {LARGE_ONES} papers of {} MB in {:.1} s",
        LARGE_BYTES >> 20,
        began.elapsed().as_secs_f64()
    );
    ensure!(taken == LARGE_ONES, "{taken} of {LARGE_ONES} were taken");
    Ok(())
}

#[tokio::test]
async fn slow_downloads_hinder_nobody() -> Result<()> {
    let desk = Desk::open().await?;
    let large = large_paper();
    let held: Value = desk.hand_in("besar.pdf", large).await?.error_for_status()?.json().await?;
    let file = held["documents"][0]["file"].as_str().context("a document names its file")?;
    let path = format!("{}/v1/{file}:download", desk.own.url);
    let begin = || Client::new().get(&path).bearer_auth(&desk.token).send();

    // Each is begun, and then nobody reads on.
    let slow = future::try_join_all((0..SLOW_ONES).map(|_| begin())).await?;
    let quick = Instant::now();
    let whole = timeout(Duration::from_secs(20), async { begin().await?.bytes().await }).await;
    let whole = whole.context("those who do not read stand in the way")??;

    println!("{SLOW_ONES} downloads that stand still: another took {:.1} s", quick.elapsed().as_secs_f64());
    ensure!(slow.iter().all(|it| it.status().is_success()), "a download did not begin");
    ensure!(whole.len() == LARGE_BYTES, "{} bytes came", whole.len());
    Ok(())
}

#[tokio::test]
async fn slow_uploads_end_and_hinder_nobody() -> Result<()> {
    let desk = Desk::open().await?;
    let before = kept(&desk.own)?;
    let began = Instant::now();
    let mut slow = vec![];
    for _ in 0..SLOW_ONES {
        slow.push(desk.begin(1 << 20).await?);
    }

    let quick = Instant::now();
    desk.own.sign_in(PROPOSER).await?.get(&desk.draft).await?.ok()?;
    let quick = quick.elapsed();
    let mut refused = 0;
    for stream in &mut slow {
        let mut answer = vec![0; 4096];
        let read = timeout(Duration::from_secs(60), stream.read(&mut answer)).await;
        let count = read.context("a slow upload has no deadline")??;
        refused += usize::from(answer[..count].starts_with(b"HTTP/1.1 408"));
    }

    println!(
        "{SLOW_ONES} slow uploads: {refused} refused with 408 after {:.0} s; a quick read beside them {:.2} s",
        began.elapsed().as_secs_f64(),
        quick.as_secs_f64()
    );
    ensure!(refused == SLOW_ONES, "{refused} of {SLOW_ONES} were refused");
    ensure!(quick < Duration::from_secs(3), "a quick read took {quick:?}");
    nothing_new(&desk, &before).await
}

/// What was begun is taken away soon.
async fn nothing_new(desk: &Desk, before: &str) -> Result<()> {
    eventually("nothing is left behind", async || Ok((kept(&desk.own)? == before).then_some(()))).await
}
