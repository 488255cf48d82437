//! What a stack's mail says, byte for byte: no header and no calendar line of somebody's own.

use super::words::Words;
use anyhow::{Context as _, Result, ensure};
use journeys::own::Own;
use mail_parser::{MessageParser, MimeHeaders as _};
use std::{collections::BTreeSet, fs};

/// All that a head of ours has.
const HEADERS: [&str; 11] = [
    "X-Envelope-From",
    "X-Envelope-To",
    "From",
    "To",
    "Subject",
    "Message-ID",
    "Date",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
];

/// How many mails there are, and the fields that are in them.
pub(super) struct Mails {
    pub(super) count: usize,
    pub(super) met: BTreeSet<usize>,
}

/// As the value of a calendar line (RFC 5545, 3.3.11).
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,")
}

pub(super) fn judge(own: &Own, words: &Words) -> Result<Mails> {
    let mut mails = Mails { count: 0, met: BTreeSet::new() };
    for entry in fs::read_dir(own.folder().join("mail"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|it| it == "eml") {
            mails.count += 1;
            let met = judge_one(&fs::read(&path)?, words);
            mails.met.extend(met.with_context(|| path.display().to_string())?);
        }
    }
    Ok(mails)
}

fn judge_one(bytes: &[u8], words: &Words) -> Result<BTreeSet<usize>> {
    let raw = String::from_utf8_lossy(bytes);
    let (head, _) = raw.split_once("\r\n\r\n").context("a head ends")?;
    let mut seen = BTreeSet::new();
    for line in head.split("\r\n").filter(|it| !it.starts_with([' ', '\t'])) {
        let (name, _) = line.split_once(':').with_context(|| format!("{line} is no header"))?;
        ensure!(HEADERS.contains(&name) && seen.insert(name), "a header {line}");
    }
    ensure!(
        !head.contains(['\0']) && head.split("\r\n").all(|it| !it.contains(['\r', '\n'])),
        "a line of its own: {head}"
    );

    let mail = MessageParser::default().parse(bytes).context("no mail")?;
    let subject = mail.subject().unwrap_or_default();
    ensure!(!subject.contains(char::is_control), "the subject has lines: {subject:?}");
    let mut met = words.met(subject, |shown, text| shown.starts_with(text))?;
    let addresses: Vec<_> =
        mail.to().into_iter().flat_map(|it| it.iter()).filter_map(|it| it.address()).collect();
    ensure!(addresses.len() == 1 && !addresses[0].contains("x@y.id"), "it goes to {addresses:?}");
    for part in &mail.parts {
        let media_type = part
            .content_type()
            .map_or_else(String::new, |it| format!("{}/{}", it.ctype(), it.subtype().unwrap_or_default()));
        ensure!(media_type != "text/html", "it has a part in HTML, which is looked at nowhere here");
        let Some(text) = part.text_contents() else { continue };
        let is_calendar = media_type.ends_with("calendar") || media_type.ends_with("ics");
        ensure!(
            !text.lines().any(|it| it.starts_with("Bcc:")),
            "a line of {media_type} is somebody's own: {text}"
        );
        if is_calendar {
            // Lines are folded, and some signs escaped (RFC 5545, 3.1 and 3.3.11).
            let whole = text.replace("\r\n ", "").replace("\r\n\t", "");
            let is_named = |it: &str| it.chars().all(|it| it.is_ascii_uppercase() || it == '-');
            for line in whole.lines() {
                let name = line.split([':', ';']).next().unwrap_or_default();
                ensure!(is_named(name), "a calendar line {line}");
            }
            for line in whole.lines() {
                // Parameters cannot hold quotation marks.
                let is_person = line.starts_with("ATTENDEE") || line.starts_with("ORGANIZER");
                let written = |it: &str| if is_person { it.replace('"', "'") } else { escaped(it) };
                met.extend(words.met(line, |shown, text| shown.starts_with(&written(text)))?);
            }
        } else {
            met.extend(words.met(text, |shown, text| shown.starts_with(text))?);
        }
    }
    Ok(met)
}
