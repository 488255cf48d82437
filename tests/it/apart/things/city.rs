//! The same within one agency, where no policy helps: an office of a city reviews what another one asks for.

use super::{ADMINISTRATOR, ANSWERER, CANARY, Things};
use anyhow::Result;
use journeys::{
    App,
    consideration::{ASSISTANT, CITY, DEPUTY, REGISTRY, SECRETARIAT},
    eventually,
    story::{APP, GOVERNANCE, HEAD, Story},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Who in the city does what someone does in the ministry's story.
const CAST: [(&str, &str); 9] = [
    (ADMINISTRATOR, "administrator-telaah@kota-tangerang"),
    (ANSWERER, "kepala-dinas@kota-tangerang"),
    (ASSISTANT, "kepala-dinas@kota-tangerang"),
    (CITY, "sekretaris-dinas-kesehatan@kota-tangerang"),
    (DEPUTY, "kepala-dinas@kota-tangerang"),
    (REGISTRY, "ketua-tim-kerja-tata-kelola-tik@kota-tangerang"),
    (SECRETARIAT, "kepala-dinas@kota-tangerang"),
    ("staf-deputi-kelembagaan@kemenpanrb", "staf-tata-kelola-tik@kota-tangerang"),
    ("asdep-arsitektur-spbe@kemenpanrb", "staf-sarana-prasarana-tik@kota-tangerang"),
];
/// What things of the ministry are called in the city.
const NAMES: [(&str, &str); 7] = [
    ("positions/deputi-kelembagaan-tata-laksana", "positions/kepala-dinas"),
    ("positions/menteri", "positions/kepala-dinas"),
    ("asdep-arsitektur-spbe", "kabid-pengembangan-e-government"),
    ("sekretariat-kementerian", "diskominfo"),
    ("pertimbangan-aplikasi-khusus", "pengajuan-aplikasi-e-government"),
    ("usulan_letter", "request_letter"),
    ("kemenpanrb", "kota-tangerang"),
];
/// What the city's procedure does not know, or what the ministry's story shows as well.
const LACKING: [&str; 5] = [
    "ComplaintService",
    "IntakeService_AnswerActionItem",
    "IntakeService_RecordSubmission",
    "LetterService_VoidLetter",
    "MeetingService",
];

impl Things {
    /// A request whose answer waits for its signature, a new one, drafts, and what there is besides.
    pub(in super::super) async fn of_one_city() -> Result<Self> {
        let story = Story::filed_at("2026-01-12T08:00:00").await?;
        story.approve().await?;
        let new = App { title: CANARY, ..APP };
        let new = story.proposer.file(new).await?;
        let (case, submission) = (story.case().await?, story.proposer.submission(&story.submission).await?);
        let mut things = Self { own: story.own, names: BTreeMap::new(), is_city: true };
        let head = things.own.sign_in(HEAD).await?;
        let reply = head.awaited_task(&story.submission, "reply").await?;
        let new_name = new["name"].as_str().unwrap_or_default();
        let receipt = things.own.sign_in(GOVERNANCE).await?.awaited_task(new_name, "receipt").await?;
        let issued = eventually("a sheet is issued as a letter", async || {
            let page = head.get("agencies/kota-tangerang/letters?state=ISSUED").await?.ok()?;
            Ok(page["letters"].as_array().and_then(|it| it.first()).cloned())
        });
        let issued = issued.await?;
        for (what, value) in [
            ("agencies", &json!("agencies/kota-tangerang")),
            ("submissions", &submission["name"]),
            ("registration", &submission["registrationNumber"]),
            ("files", &submission["documents"][0]["file"]),
            ("cases", &case["name"]),
            ("letters", &issued["name"]),
            ("draft letter", &reply["letter"]),
            ("new submission", &new["name"]),
            ("tasks", &receipt["name"]),
        ] {
            things.put(what, value)?;
        }
        things.told().await?;
        things.drafts().await?;
        things.directory().await?;
        Ok(things)
    }

    /// Who does here what someone of the ministry's story does there.
    pub(in super::super) fn plays(&self, who: &'static str) -> &'static str {
        let found = CAST.iter().find(|it| self.is_city && it.0 == who);
        found.map_or(who, |it| it.1)
    }

    /// What is sent here instead of what is sent to the ministry.
    pub(in super::super) fn adapted(&self, sent: &Value) -> Value {
        let renamed = |text: String| NAMES.iter().fold(text, |text, (there, here)| text.replace(there, here));
        match sent {
            sent if !self.is_city => sent.clone(),
            Value::String(text) => renamed(text.clone()).into(),
            Value::Object(fields) => {
                fields.iter().map(|(key, value)| (key.clone(), self.adapted(value))).collect()
            }
            Value::Array(items) => items.iter().map(|it| self.adapted(it)).collect(),
            sent => sent.clone(),
        }
    }

    /// Whether there is something here that the operation is about.
    pub(in super::super) fn knows(&self, operation: &str, anyone: bool) -> bool {
        !self.is_city || !anyone && !LACKING.iter().any(|it| operation.starts_with(it))
    }
}
