//! Asking for official documents, with all that their templates may use.

use super::{
    Progress,
    enter::{Origin, defect, position_of},
};
use crate::{
    case::{Fact, Gap, LetterRequest, LetterState, Performer, Task},
    reckon, sheet,
    sop::Issue,
    text,
};
use jiff::{Timestamp, tz::TimeZone};
use platform::{Result, indonesian};
use serde_json::{Map, Value, json};
use uuid::Uuid;

impl Progress<'_> {
    /// Asks for a letter of the procedure. `position` signs where the procedure names nobody else.
    pub(super) fn request_letter(
        &mut self,
        step: &str,
        id: &str,
        position: &str,
        gaps: Vec<Gap>,
        note: &str,
    ) -> Result<()> {
        let sop = self.context.sop;
        let letter =
            sop.letters.get(id).ok_or_else(|| defect(format!("the procedure has no letter {id}")))?;
        let signatory = match &letter.signatory {
            Some(actor) => position_of(sop, &self.case, actor)?,
            None => position.to_owned(),
        };
        let mut data = self.data();
        data.insert("gaps".to_owned(), json!(gaps));
        data.insert("note".to_owned(), json!(note));
        data.insert("letter".to_owned(), json!({ "carbon_copies": letter.carbon_copies }));
        data.insert(
            "memo".to_owned(),
            json!({ "to": letter.addressee, "from": sheet::position_title(sop, &signatory) }),
        );
        self.tell_of_meeting(&mut data);
        let initials = letter.initials.iter().map(|it| position_of(sop, &self.case, it));
        let initials: Vec<String> = initials.collect::<Result<_>>()?;
        let request = LetterRequest {
            letter: self.context.fresh.letter,
            step: step.to_owned(),
            template: letter.template.clone(),
            title: letter.title.clone(),
            subject: self.subject(&letter.subject),
            issue: letter.issue,
            register: letter.register.clone(),
            number_pattern: letter.number.clone(),
            signatory,
            record: letter.record.clone().unwrap_or_default(),
            for_proposer: letter.for_proposer,
            barred: self.barred(step),
            initials,
            urgency: letter.urgency.clone().unwrap_or_default(),
            security_class: letter.security_class.clone().unwrap_or_default(),
            performer: None,
            data: Value::Object(data),
        };
        self.tell(self.context.now, Fact::LetterRequested(Box::new(request)));
        Ok(())
    }

    /// Asks for the printed form of the sheet that was just filled in.
    pub(super) fn print(&mut self, step: &str, origin: &Origin) -> Result<()> {
        let sop = self.context.sop;
        let definition = super::enter::definition(sop, step)?;
        let (Some(print), Some(task)) = (&definition.print, self.case.task(origin.task)) else {
            return Ok(());
        };
        let title =
            print.title.clone().or_else(|| definition.output.clone()).unwrap_or_else(|| step.to_owned());
        let mut data = self.data();
        let mut printed = self.sheet_data(task);
        printed["title"] = json!(title);
        data.insert("sheet".to_owned(), printed);
        data.insert("performer".to_owned(), performer_data(&origin.performer, origin.at, &self.zone()));
        let request = LetterRequest {
            letter: self.context.fresh.print,
            step: step.to_owned(),
            template: print.template.clone(),
            subject: title.clone(),
            title,
            issue: Issue::File,
            register: String::new(),
            number_pattern: String::new(),
            signatory: origin.performer.position.clone(),
            record: print.record.clone().unwrap_or_default(),
            for_proposer: false,
            barred: vec![],
            initials: vec![],
            urgency: String::new(),
            security_class: String::new(),
            performer: Some(origin.performer.clone()),
            data: Value::Object(data),
        };
        self.tell(origin.at, Fact::LetterRequested(Box::new(request)));
        Ok(())
    }

    /// What the last meeting made of the case, and the time to follow that up.
    fn tell_of_meeting(&self, data: &mut Map<String, Value>) {
        let zone = self.zone();
        if let Some(it) = self.case.discussions.last() {
            let started = it.started_at.to_zoned(zone.clone());
            data.insert(
                "discussion".to_owned(),
                json!({
                    "meeting_title": it.meeting_title,
                    "day_text": indonesian::date(started.date()),
                    "time_text": format!("{:02}.{:02}", started.hour(), started.minute()),
                    "place": it.place,
                    "present_agencies": it.present_agencies,
                    "recused_agencies": it.recused_agencies,
                    "points": it.points,
                    "outcome": it.outcome,
                    "action_items": items(&self.agreed_items()),
                }),
            );
        }
        if let Some(it) = &self.case.follow_up {
            let text = |at: Option<Timestamp>| at.map(|it| text::day(it, &zone)).unwrap_or_default();
            data.insert(
                "lapse".to_owned(),
                json!({
                    "delivered_date_text": text(it.delivered_at),
                    "last_day_text": text(it.due_at),
                    "action_items": items(&it.items),
                }),
            );
        }
    }

    /// Letters that wait for a signature.
    pub(super) fn letters_to_sign(&self) -> Vec<Uuid> {
        let waits = |it: &&crate::case::Letter| it.is_to_sign && it.state == LetterState::Requested;
        self.case.letters.iter().filter(waits).map(|it| it.id).collect()
    }

    fn subject(&self, pattern: &str) -> String {
        let dossier = &self.case.dossier;
        let values = [
            dossier.app_title.as_str(),
            &dossier.purpose_title,
            &dossier.registration_number,
            self.decision_title(),
        ];
        let words: Vec<(&str, &str)> = text::SUBJECT_WORDS.into_iter().zip(values).collect();
        text::fill(pattern, &words)
    }

    fn decision_title(&self) -> &str {
        self.case.decision.as_deref().map_or("", |it| self.context.sop.decision_title(it))
    }

    /// What every document of the case may tell.
    fn data(&self) -> Map<String, Value> {
        let dossier = &self.case.dossier;
        let zone = self.zone();
        let sheets = self.case.completed().filter(|it| it.sheet.is_some());
        let sheets: Map<String, Value> = sheets.map(|it| (it.step.clone(), self.sheet_data(it))).collect();
        let mut data = json!({
            "case": {
                "registration_number": dossier.registration_number,
                "app_title": dossier.app_title,
                "purpose": dossier.purpose,
                "purpose_title": dossier.purpose_title,
                "letter_number": dossier.letter_number,
                "letter_date_text": indonesian::date_of(&dossier.letter_date),
                "received_date_text": text::day(dossier.filed_at, &zone),
                "proposing_office_title": dossier.proposing_office_title,
                "proposing_agency_title": dossier.proposing_agency_title,
                "applicant": {
                    "display_name": dossier.applicant.display_name,
                    "position_title": dossier.applicant.position_title,
                },
                "sections": dossier.sections,
                "documents": dossier.documents.iter().map(|it| json!({
                    "item": it.requirement, "title": it.title, "file_name": it.file_name, "sha256": it.sha256,
                })).collect::<Vec<_>>(),
            },
            "procedure": { "title": self.context.sop.title, "product": self.context.sop.product },
            "decision": { "id": self.case.decision, "title": self.decision_title() },
            "sheets": sheets,
        });
        if !dossier.agenda_number.is_empty() {
            data["case"]["agenda_number"] = dossier.agenda_number.as_str().into();
            data["case"]["receipt_date_text"] = indonesian::date_of(&dossier.receipt_date).into();
            data["case"]["channel"] = dossier.channel.as_str().into();
        }
        data.as_object().cloned().unwrap_or_default()
    }

    /// What a step filled in, in words.
    fn sheet_data(&self, task: &Task) -> Value {
        let sop = self.context.sop;
        let content = task.sheet.clone().unwrap_or_else(|| json!({}));
        let step = sop.step(&task.step);
        let outcome = step.and_then(|it| it.outcomes.get(&task.outcome));
        let performer = task.performer.clone().unwrap_or_default();
        let (content, fields) = match sop.sheet_of(&task.step) {
            Some((_, sheet)) => {
                (sheet::printed(sop, sheet.kind, &content), sheet::fields(sop, sheet, &content))
            }
            None => (content, vec![]),
        };
        json!({
            "title": step.and_then(|it| it.output.clone()),
            "content": content,
            "fields": fields,
            "outcome": task.outcome,
            "outcome_title": outcome.and_then(|it| it.title.clone()).unwrap_or_default(),
            "performer": performer_data(&performer, task.closed_at.unwrap_or(self.context.now), &self.zone()),
        })
    }

    fn zone(&self) -> TimeZone {
        reckon::zone(self.context.calendar)
    }
}

fn items(items: &[crate::case::ActionItem]) -> Vec<Value> {
    let shown = items.iter().map(
        |it| json!({ "text": it.text, "required": it.is_required, "answered": it.answered_at.is_some() }),
    );
    shown.collect()
}

fn performer_data(performer: &Performer, at: Timestamp, zone: &TimeZone) -> Value {
    json!({
        "display_name": performer.display_name,
        "position_title": performer.position_title,
        "employee_id_number": performer.employee_id_number,
        "capacity": performer.capacity,
        "date_text": text::day(at, zone),
    })
}
