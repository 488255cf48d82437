//! Saving what was written, also where someone else wrote meanwhile: nothing of what they wrote is lost unseen.

use super::Key;
use crate::pages::{
    member::Member, posted::Posted, refusal::Refusal, told::submission::Submission, visit::encoded,
};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

/// Others are seldom faster more often than this.
const ATTEMPTS: usize = 3;

/// A field in its new wording.
pub(super) struct Edit {
    /// As an update mask names it.
    pub(super) field: String,
    pub(super) text: String,
    /// [`digest`] of the text on which it is based.
    pub(super) before: String,
}

/// What became of it.
pub(super) enum Saved {
    Done(Box<Submission>),
    /// Someone else has written here since.
    Conflict(Box<Submission>),
    /// It is no longer written on.
    Closed(Box<Submission>),
}

impl Edit {
    /// What a form sent for `field`, under `name`.
    pub(super) fn read(form: &Posted, field: impl Into<String>, name: &str) -> Self {
        let before = form.get(&format!("before.{name}")).to_owned();
        Self { field: field.into(), text: plain(form.get(name)), before }
    }

    fn is_change(&self) -> bool {
        digest(&self.text) != self.before
    }

    /// Whether something would be lost that whoever wrote this has not seen.
    fn conflicts(&self, now: &Submission) -> bool {
        let current = now.text(&self.field);
        digest(current) != self.before && !self.text.starts_with(current)
    }

    /// The item it belongs to, as gaps call it.
    fn item(&self) -> &str {
        self.field.strip_prefix("sections.").unwrap_or(&self.field)
    }
}

/// Saves all of `edits`, or none.
pub(super) async fn save(
    member: &Member,
    key: &Key,
    form: &Posted,
    edits: Vec<Edit>,
) -> Result<Saved, Refusal> {
    let edits: Vec<Edit> = edits.into_iter().filter(Edit::is_change).collect();
    if edits.is_empty() {
        return key.read(member).await.map(|it| Saved::Done(Box::new(it)));
    }
    let mask = edits.iter().map(|it| it.field.as_str()).collect::<Vec<_>>().join(",");
    let path = format!("{}?updateMask={}", key.path(), encoded(&mask));
    let (mut etag, mut request_id) = (form.get("etag").to_owned(), form.get("request_id").to_owned());
    for _ in 0..ATTEMPTS {
        match member.patch(&path, &request_id, &body(&edits, &etag)).await {
            Ok(saved) => return Ok(Saved::Done(Box::new(saved))),
            Err(refusal) if refusal.is_stale() => {
                let now = key.read(member).await?;
                if !edits.iter().all(|it| now.is_open(it.item())) {
                    return Ok(Saved::Closed(Box::new(now)));
                }
                if edits.iter().any(|it| it.conflicts(&now)) {
                    return Ok(Saved::Conflict(Box::new(now)));
                }
                (etag, request_id) = (now.etag, member.request_id());
            }
            Err(refusal) => return Err(refusal),
        }
    }
    key.read(member).await.map(|it| Saved::Conflict(Box::new(it)))
}

/// Tells texts apart without carrying them along.
pub(super) fn digest(text: &str) -> String {
    format!("{:x}", Sha256::digest(text))
}

/// As services keep it: browsers write the end of a line with two characters.
fn plain(text: &str) -> String {
    text.trim().replace("\r\n", "\n")
}

fn body(edits: &[Edit], etag: &str) -> Value {
    let mut body = Map::from_iter([("etag".to_owned(), json!(etag))]);
    let mut sections = Map::new();
    for Edit { field, text, .. } in edits {
        match field.strip_prefix("sections.") {
            Some(id) => sections.insert(id.to_owned(), json!(text)),
            None => body.insert(field.clone(), json!(text)),
        };
    }
    body.insert("sections".to_owned(), Value::Object(sections));
    Value::Object(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(before: &str, text: &str) -> Edit {
        Edit { field: "sections.a".to_owned(), text: text.to_owned(), before: digest(before) }
    }

    #[test]
    fn only_what_would_be_lost_unseen_is_a_conflict() {
        let sections = [("a".to_owned(), "dua".to_owned())].into();
        let now = Submission { sections, ..Submission::default() };

        assert!(edit("satu", "tiga").conflicts(&now));
        assert!(!edit("dua", "tiga").conflicts(&now), "it was based on what is there");
        assert!(!edit("satu", "dua kali").conflicts(&now), "all that is there is in it");
    }

    #[test]
    fn a_text_is_kept_with_plain_ends_of_lines() {
        let form = Posted::read(b"a=+satu%0D%0Adua+&before.a=x");

        assert_eq!(Edit::read(&form, "sections.a", "a").text, "satu\ndua");
    }
}
