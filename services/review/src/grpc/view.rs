//! Our own words in those of the contract.

mod clock;
mod form;

pub(crate) use clock::file_clock;

use crate::{
    audit::{self, Head},
    case::{ActionItem, Case, Discussion, Dossier, FollowUp, Performer, State, Task, TaskState},
    file::{CASES, File, PROCEDURES, TASKS},
    reckon::{self, Calendar, Outage, Reading},
    sop::Sop,
    store::{CaseRow, TaskRow},
};
use clock::clock;
use form::{form, outcomes, sheet};
use jiff::Timestamp;
use platform::{Agency, json, time};
use proto::{
    intake,
    review::v1::{self as pb, task},
};
use uuid::Uuid;

/// What a task belongs to, as far as it shows.
pub(crate) struct Of<'a> {
    agency: &'a Agency,
    case: Uuid,
    submission: String,
    registration_number: &'a str,
    app_title: &'a str,
    proposing_office_title: &'a str,
    procedure: &'a str,
    procedure_version: i32,
    sop: &'a Sop,
    calendar: Option<&'a Calendar>,
    /// Of the case's clock.
    reading: Reading,
    now: Timestamp,
}

impl<'a> Of<'a> {
    pub(crate) fn file(file: &'a File) -> Self {
        let procedure = (file.row.procedure.as_str(), file.row.procedure_version);
        let (sop, outages) = (&file.sop, &file.row.outages);
        Self::case(&file.agency, file.case(), procedure, sop, file.calendar(), outages, file.now)
    }

    pub(super) fn summary(
        agency: &'a Agency,
        row: &'a CaseRow,
        sop: &'a Sop,
        calendar: Option<&'a Calendar>,
        now: Timestamp,
    ) -> Self {
        let procedure = (row.procedure.as_str(), row.procedure_version);
        Self::case(agency, &row.case, procedure, sop, calendar, &row.outages, now)
    }

    fn case(
        agency: &'a Agency,
        case: &'a Case,
        (procedure, procedure_version): (&'a str, i32),
        sop: &'a Sop,
        calendar: Option<&'a Calendar>,
        outages: &[Outage],
        now: Timestamp,
    ) -> Self {
        Self {
            agency,
            case: case.id,
            submission: case.dossier.submission.clone(),
            registration_number: &case.dossier.registration_number,
            app_title: &case.dossier.app_title,
            proposing_office_title: &case.dossier.proposing_office_title,
            procedure,
            procedure_version,
            sop,
            calendar,
            reading: reckon::read(calendar, &case.ledger, outages, sop, case.closed_at, now),
            now,
        }
    }

    pub(super) fn row(
        agency: &'a Agency,
        row: &'a TaskRow,
        sop: &'a Sop,
        calendar: Option<&'a Calendar>,
        now: Timestamp,
    ) -> Self {
        Self {
            agency,
            case: row.case,
            submission: format!("{}/submissions/{}", agency.name(), row.submission),
            registration_number: &row.registration_number,
            app_title: &row.app_title,
            proposing_office_title: &row.proposing_office_title,
            procedure: &row.procedure,
            procedure_version: row.procedure_version,
            sop,
            calendar,
            reading: reckon::read(calendar, &row.ledger, &row.outages, sop, row.closed_at, now),
            now,
        }
    }
}

impl Of<'_> {
    fn procedure_name(&self) -> String {
        format!("{}/{PROCEDURES}/{}", self.agency.name(), self.procedure)
    }
}

/// A task without its form.
pub(crate) fn task(of: &Of<'_>, task: &Task) -> pb::Task {
    let step = of.sop.step(&task.step);
    let norm = step.and_then(|it| it.norm).map(|it| it.0);
    let end = task.closed_at.unwrap_or(of.now);
    let used = norm.map_or(0, |it| reckon::used(of.calendar, task.opened_at, it.unit, end));
    pb::Task {
        name: name(of.agency, TASKS, task.id),
        case: name(of.agency, CASES, of.case),
        submission: of.submission.clone(),
        registration_number: of.registration_number.to_owned(),
        app_title: of.app_title.to_owned(),
        proposing_office_title: of.proposing_office_title.to_owned(),
        step: task.step.clone(),
        activity: step.map(|it| it.title(&task.step).to_owned()).unwrap_or_default(),
        position: task.position.clone(),
        state: match task.state {
            TaskState::Open => task::State::Open,
            TaskState::Completed => task::State::Completed,
            TaskState::Cancelled => task::State::Cancelled,
        }
        .into(),
        outcomes: outcomes(of.sop, &task.step),
        form: None,
        sheet: task.sheet.clone().map(json::to_struct),
        letter: task.letter.map(|it| name(of.agency, "letters", it)).unwrap_or_default(),
        open_time: Some(time::to_proto(task.opened_at)),
        due_time: task.due.at.map(time::to_proto),
        due_provisional: task.due.is_provisional,
        complete_time: task.closed_at.map(time::to_proto),
        performer: task.performer.as_ref().map(performer),
        outcome: task.outcome.clone(),
        used,
        norm_amount: norm.map_or(0, |it| i64::from(it.amount)),
        norm_unit: norm.map(|it| it.unit.to_string()).unwrap_or_default(),
        etag: task.version.to_string(),
        output: step.and_then(|it| it.output.clone()).unwrap_or_default(),
        entered_by: Some(task.entered_by.clone()).into_iter().filter(|it| !it.is_empty()).collect(),
        procedure: of.procedure_name(),
        procedure_version: of.procedure_version,
        procedure_title: of.sop.title.clone(),
        position_title: of.sop.position_title(&task.position).unwrap_or_default().to_owned(),
        case_due_time: of.reading.due.at.map(time::to_proto),
        case_due_provisional: of.reading.due.is_provisional,
        outcome_title: of.sop.outcome_title(&task.step, &task.outcome),
    }
}

/// A task with its form.
pub(crate) fn whole_task(file: &File, task: &Task) -> pb::Task {
    pb::Task { form: form(&file.sop, &task.step), ..self::task(&Of::file(file), task) }
}

pub(crate) fn case(file: &File) -> pb::Case {
    let case = file.case();
    let of = Of::file(file);
    let tasks: Vec<pb::Task> =
        case.tasks.iter().map(|it| pb::Task { sheet: None, ..task(&of, it) }).collect();
    let open = case.tasks.iter().filter(|it| it.state == TaskState::Open);
    pb::Case {
        sheets: case.completed().filter_map(|it| sheet(file, it)).collect(),
        open_tasks: open.map(|it| whole_task(file, it)).collect(),
        tasks,
        dossier: Some(intake::v1::Dossier::from(case.dossier.clone())),
        discussions: case.discussions.iter().map(discussion).collect(),
        follow_up: case.follow_up.as_ref().map(follow_up),
        ..summary(&of, case, file.row.head)
    }
}

/// A case as lists show it.
pub(super) fn summary(of: &Of<'_>, case: &Case, head: Head) -> pb::Case {
    let step = of.sop.step(&case.step);
    let decision = case.decision.clone().filter(|_| case.state == State::Decided);
    let at_step = !case.state.is_final();
    pb::Case {
        name: name(of.agency, CASES, case.id),
        submission: of.submission.clone(),
        procedure: of.procedure_name(),
        procedure_version: of.procedure_version,
        state: case_state(case.state).into(),
        steps: at_step.then(|| case.step.clone()).into_iter().collect(),
        activity: step.filter(|_| at_step).map(|it| it.title(&case.step).to_owned()).unwrap_or_default(),
        dossier: Some(headline(&case.dossier)),
        open_tasks: case.open_task().map(|it| pb::Task { sheet: None, ..task(of, it) }).into_iter().collect(),
        sheets: vec![],
        clock: Some(clock(of, case)),
        decision_title: decision.as_deref().map_or("", |it| of.sop.decision_title(it)).to_owned(),
        decision: decision.unwrap_or_default(),
        open_time: Some(time::to_proto(case.opened_at)),
        close_time: case.closed_at.map(time::to_proto),
        tasks: vec![],
        audit_head: audit::hexadecimal(&head.hash),
        etag: head.length.to_string(),
        discussions: vec![],
        follow_up: None,
        procedure_title: of.sop.title.clone(),
    }
}

/// Where the case is, in words of its procedure.
pub(crate) fn activity(file: &File) -> String {
    let step = &file.case().step;
    file.sop.step(step).map(|it| it.title(step).to_owned()).unwrap_or_default()
}

fn discussion(it: &Discussion) -> pb::Discussion {
    pb::Discussion {
        meeting: it.meeting.clone(),
        concluded: it.is_concluded,
        outcome: it.outcome.clone(),
        action_items: it.items.iter().map(action_item).collect(),
        confirm_time: Some(time::to_proto(it.confirmed_at)),
    }
}

pub(crate) fn action_item(it: &ActionItem) -> pb::ActionItem {
    pb::ActionItem {
        id: it.id.clone(),
        text: it.text.clone(),
        required: it.is_required,
        answer_time: it.answered_at.map(time::to_proto),
        answer: it.answer.clone(),
        documents: it.documents.iter().cloned().map(Into::into).collect(),
    }
}

fn follow_up(it: &FollowUp) -> pb::FollowUp {
    pb::FollowUp {
        action_items: it.items.iter().map(action_item).collect(),
        delivery_time: it.delivered_at.map(time::to_proto),
        due_time: it.due_at.map(time::to_proto),
        extended_to: it.extended_to.map(|it| it.to_string()).unwrap_or_default(),
        extension_letter: it.extension_letter.clone(),
        extension_reason: it.extension_reason.clone(),
    }
}

pub(crate) fn case_state(state: State) -> pb::case::State {
    match state {
        State::Running => pb::case::State::Running,
        State::Waiting => pb::case::State::Waiting,
        State::Decided => pb::case::State::Decided,
        State::Withdrawn => pb::case::State::Withdrawn,
        State::Lapsed => pb::case::State::Lapsed,
    }
}

pub(crate) fn performer(performer: &Performer) -> pb::Performer {
    pb::Performer {
        person: performer.person.clone(),
        display_name: performer.display_name.clone(),
        position: performer.position.clone(),
        position_title: performer.position_title.clone(),
        capacity: performer.capacity.clone(),
    }
}

/// What lists show of a dossier: neither its texts nor its papers.
fn headline(dossier: &Dossier) -> intake::v1::Dossier {
    let dossier = Dossier { sections: vec![], documents: vec![], author_persons: vec![], ..dossier.clone() };
    dossier.into()
}

fn name(agency: &Agency, collection: &str, id: Uuid) -> String {
    format!("{}/{collection}/{id}", agency.name())
}
