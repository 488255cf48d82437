//! How each operation is called in the story: on which thing, by whom, with what body.

use super::{
    operations::Operation,
    things::{ADMINISTRATOR, ANSWERER, Things, acting, complaint, outage},
};
use journeys::{
    consideration::{ASSISTANT, CITY, DEPUTY, REGISTRY, SECRETARIAT, disposition},
    pdf,
};
use serde_json::{Value, json};

/// What is sent.
#[derive(Clone)]
pub(super) enum Body {
    None,
    Json(Value),
    File(Vec<u8>),
}

/// A call of an operation.
pub(super) struct Call {
    /// Whose business it is.
    pub(super) whose: &'static str,
    /// Who is on the other side of the case.
    pub(super) across: &'static str,
    /// What of the story it is about, such as `cases`; what the path begins with otherwise.
    pub(super) thing: Option<&'static str>,
    pub(super) query: String,
    pub(super) body: Body,
}

impl Call {
    /// One who may call reads or writes something that is there.
    pub(super) fn of(operation: &Operation, things: &Things) -> Self {
        let mut call = Self::plain(operation);
        let name = operation.id.split_once('_').map_or("", |it| it.1);
        match operation.id.split_once('_').map_or("", |it| it.0) {
            "DirectoryService" => call.directory(name, things),
            "IntakeService" => call.intake(name, things),
            "ComplaintService" | "RegisterService" | "NotificationService" => call.message(name),
            "ReviewService" => call.review(name, things),
            "MeetingService" => call.meeting(name, things),
            "LetterService" => call.letter(name),
            _ => call.gateway(name),
        }
        (call.whose, call.across) = (things.plays(call.whose), things.plays(call.across));
        let query = things.adapted(&json!(call.query));
        call.query = query.as_str().unwrap_or_default().to_owned();
        if let Body::Json(body) = &mut call.body {
            *body = things.adapted(body);
        }
        call
    }

    /// As most reading operations are called.
    fn plain(operation: &Operation) -> Self {
        let rest = operation.path.strip_prefix("/v1/agencies/{agency}/").unwrap_or_default();
        let collection = rest.split_once("/{").map(|it| it.0);
        let thing = COLLECTIONS.iter().find(|it| Some(**it) == collection).copied();
        let body = if operation.method == "GET" || operation.method == "DELETE" {
            Body::None
        } else {
            Body::Json(json!({}))
        };
        Self { whose: ASSISTANT, across: CITY, thing, query: String::new(), body }
    }

    fn by(&mut self, whose: &'static str, body: Value) {
        self.whose = whose;
        if whose == CITY {
            self.across = ASSISTANT;
        }
        if !body.is_null() {
            self.body = Body::Json(body);
        }
    }

    fn directory(&mut self, name: &str, things: &Things) {
        let unit = "agencies/kemenpanrb/units/sekretariat-kementerian";
        let body = match name {
            "CreateActingAssignment" => acting("menteri"),
            "CreateLocalDay" => json!({ "date": "2026-09-07", "kind": "LOCAL_HOLIDAY", "title": "Hari Kedua",
                "decree": "Keputusan Nomor 2 Tahun 2026", "announced": "2026-01-05" }),
            "UpdateLocalDay" => json!({ "title": "Hari Kenari Raya" }),
            "CreatePerson" => {
                json!({ "displayName": "Sari Kenari", "employeeIdNumber": "199102022016022002" })
            }
            "UpdatePerson" => json!({ "rank": "Penata (III/c)" }),
            "AppointPerson" => json!({ "position": things.name("positions") }),
            "CreatePosition" => json!({ "title": "Jabatan Kedua", "kind": "staff", "unit": unit }),
            "UpdatePosition" => json!({ "title": "Jabatan Kenari Raya" }),
            "CreateUnit" => json!({ "title": "Unit Kedua", "kind": "secretariat" }),
            "UpdateUnit" => json!({ "title": "Unit Kenari Raya" }),
            "DeleteLocalDay"
            | "EndActingAssignment"
            | "ReleasePerson"
            | "ListLocalDays"
            | "ListPeople"
            | "GetPerson" => Value::Null,
            _ => return,
        };
        self.query = match name {
            "CreatePosition" => "?positionId=jabatan-kedua",
            "CreateUnit" => "?unitId=unit-kedua",
            "UpdatePerson" => "?updateMask=rank",
            "UpdateLocalDay" | "UpdatePosition" | "UpdateUnit" => "?updateMask=title",
            _ => "",
        }
        .to_owned();
        self.by(ADMINISTRATOR, body);
    }

    fn intake(&mut self, name: &str, things: &Things) {
        let draft = json!({ "appTitle": "Aplikasi Lain" });
        match name {
            "CreateSubmission" => self.by(CITY, draft),
            "UpdateSubmission" => {
                self.by(CITY, json!({ "purpose": "build" }));
                self.thing = Some("draft");
            }
            "DeleteSubmission" => {
                self.by(CITY, Value::Null);
                self.thing = Some("second draft");
            }
            "UploadDocument" => {
                self.by(CITY, Value::Null);
                self.thing = Some("draft");
                self.query = "?requirement=usulan_letter&fileName=usulan.pdf".to_owned();
                self.body = Body::File(pdf("Usulan", &["Permohonan pertimbangan."]));
            }
            "RemoveDocument" => {
                self.by(CITY, json!({ "requirement": "usulan_letter" }));
                self.thing = Some("draft");
            }
            "CheckSubmission" | "FileSubmission" => {
                self.by(CITY, Value::Null);
                self.thing = Some("draft");
            }
            "RefileSubmission" => self.by(CITY, Value::Null),
            "WithdrawSubmission" => {
                self.by(CITY, json!({ "reason": "Tidak dilanjutkan." }));
                self.thing = Some("new submission");
            }
            "RecordSubmission" => self.by(
                REGISTRY,
                json!({
                    "submission": draft, "proposingAgency": "agencies/kota-tangerang",
                    "proposingOffice": "sekretariat-daerah", "channel": "email",
                    "incoming": { "agendaNumber": "AGD-9/2026", "receiptDate": "2026-01-12",
                        "signatory": "H. Fadli Ramadhan Kosasih", "signatoryKind": "regional_head" },
                }),
            ),
            "AnswerActionItem" => {
                let item = things.name("action item");
                self.by(CITY, json!({ "actionItem": item, "answer": "Kajian menyusul." }));
            }
            "ListSubmissions" | "CarrySubmission" => self.by(CITY, Value::Null),
            _ => (),
        }
    }

    fn message(&mut self, name: &str) {
        match name {
            "FileComplaint" => self.body = Body::Json(complaint()),
            "ListComplaints" => self.by(ANSWERER, Value::Null),
            "AnswerComplaint" => self.by(ANSWERER, json!({ "answer": "Surat telah dikirim." })),
            "ListMessages" | "ReadMessage" | "ReadAllMessages" | "WatchMessages" => {
                self.by(DEPUTY, Value::Null)
            }
            _ => (),
        }
    }

    fn review(&mut self, name: &str, things: &Things) {
        match name {
            "CheckProcedure" | "PublishProcedure" => {
                self.by(ADMINISTRATOR, json!({ "source": things.name("source") }));
            }
            "GetTask" | "ListTasks" | "SummarizeTasks" => self.by(REGISTRY, Value::Null),
            "PrepareTask" | "CompleteTask" => {
                self.by(REGISTRY, json!({ "sheet": disposition("deputi-kelembagaan-tata-laksana") }));
            }
            "ExtendFollowUp" => self.by(
                DEPUTY,
                json!({ "lastDay": "2026-12-18", "letterNumber": "B/7/2026", "reason": "Anggaran perubahan." }),
            ),
            "CreateOutage" => self.by(ADMINISTRATOR, outage()),
            "CreateComment" => self.by(ASSISTANT, json!({ "text": "Catatan." })),
            _ => (),
        }
    }

    fn meeting(&mut self, name: &str, things: &Things) {
        let body = match name {
            "CreateMeeting" => json!({
                "title": "Rapat Lain", "team": things.name("team"), "place": "Ruang Sriwijaya",
                "startTime": "2026-06-02T02:00:00Z", "endTime": "2026-06-02T04:00:00Z",
                "agendaItems": [things.name("agenda item")],
            }),
            "UpdateMeeting" => json!({ "place": "Ruang Majapahit" }),
            "CancelMeeting" => json!({ "reason": "Ditunda." }),
            "RespondInvitation" => json!({ "accept": true, "delegates": ["Utusan"] }),
            "RecordAttendance" => json!({ "attendees": [{ "agency": "agencies/kemenpanrb",
                "displayName": "Utusan", "positionTitle": "Wakil" }] }),
            "RecordDiscussion" => json!({ "discussion": { "agendaItem": things.name("agenda item"),
                "points": ["Pembiayaan"], "result": "CONTINUED", "outcome": "Dibahas kembali." } }),
            _ => Value::Null,
        };
        self.by(if name == "RespondInvitation" { CITY } else { SECRETARIAT }, body);
        if name == "ListAgendaItems" {
            self.query = "?state=CONVENED".to_owned();
        }
        if name == "UpdateMeeting" {
            self.query = "?updateMask=place".to_owned();
        }
        if name == "DownloadDocument" {
            self.query = format!("?file={}", things.name("document"));
        }
    }

    fn letter(&mut self, name: &str) {
        match name {
            "VerifyFile" => self.body = Body::File(pdf("Surat", &["Bukan surat."])),
            "UpdateLetter" => {
                self.by(DEPUTY, json!({ "subject": "Hal lain" }));
                self.query = "?updateMask=subject".to_owned();
                self.thing = Some("draft letter");
            }
            "DeliverLetter" => self.by(
                REGISTRY,
                json!({ "delivery": { "channel": "courier", "recipient": "Sekretariat Daerah",
                        "deliveryTime": "2026-01-13T03:00:00Z" } }),
            ),
            "VoidLetter" => self.by(DEPUTY, json!({ "reason": "Keliru." })),
            "SignLetter" | "PreviewLetter" => {
                self.by(DEPUTY, Value::Null);
                self.thing = Some("draft letter");
            }
            _ => (),
        }
    }

    fn gateway(&mut self, name: &str) {
        match name {
            "CreateSession" => self.body = Body::Json(json!({ "name": ADMINISTRATOR, "password": "demo" })),
            "AdvanceClock" => self.body = Body::Json(json!({ "to": "2020-01-01T00:00:00Z" })),
            _ => (),
        }
    }
}

/// Collections whose things have names in the story.
const COLLECTIONS: [&str; 14] = [
    "actingAssignments",
    "cases",
    "complaints",
    "files",
    "letters",
    "localDays",
    "meetings",
    "messages",
    "people",
    "positions",
    "procedures",
    "submissions",
    "tasks",
    "units",
];

/// The path of a call, and what of it is the thing's own: its id, or the agency where there is no thing.
pub(super) fn path(operation: &Operation, call: &Call, things: &Things) -> (String, String) {
    let path = &operation.path;
    if let Some(thing) = call.thing {
        let name = things.name(thing);
        let tail = path.match_indices('}').nth(1).map_or("", |(at, _)| &path[at + 1..]);
        let id = name.rsplit('/').next().unwrap_or_default();
        return (format!("/v1/{name}{tail}"), id.to_owned());
    }
    let agency = things.name("agencies");
    let path = path
        .replace("agencies/{agency}", agency)
        .replace("{ticket}", things.name("ticket"))
        .replace("{registration_number}", things.name("registration"))
        .replace("{code}", things.name("code"));
    (path, agency.trim_start_matches("agencies/").to_owned())
}
