//! Tells what happened to a case: each fact that listeners need, complete, in the case's lane.

use crate::{
    case::{Event, Fact, Gap, LetterRequest, State, Task, Verdict},
    file::File,
    grpc::view,
    sop::{Issue, Sop, Withdrawal},
    store::ProcedureRow,
};
use platform::{
    Result, SlugName, json,
    outbox::{self, Batch},
    time,
};
use proto::{
    intake::v1 as intake,
    review::v1::{
        self as pb, CaseClosed, CaseOpened, CaseReopened, CaseReturned, CoordinationRequested,
        FollowUpConcluded, FollowUpReminded, FollowUpRequested, FollowUpTimed, LetterCancelled,
        LetterRequested, MarkReached, ProcedurePublished, TaskClosed, TaskOpened,
    },
};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

/// Tells `events`, after which `file` is as it is.
pub(crate) async fn tell(tx: &mut PgConnection, file: &File, events: &[Event]) -> Result<()> {
    let batch = Batch::new(&file.name(), file.now);
    events.iter().fold(batch, |batch, event| add(batch, file, event)).publish(tx).await
}

/// Tells of a procedure all that intake asks of a proposer.
pub(crate) async fn tell_published(
    tx: &mut PgConnection,
    name: &SlugName,
    sop: &Sop,
    row: &ProcedureRow,
) -> Result<()> {
    let withdrawal = match sop.deadlines.withdrawal {
        Withdrawal::Any => "any",
        Withdrawal::Never => "never",
    };
    let mut applicant = json!(sop.applicant);
    // Intake knows positions, not actors.
    applicant["recorded_by"] = sop.recorders().collect();
    let event = ProcedurePublished {
        procedure: name.to_string(),
        version: row.version,
        title: sop.title.clone(),
        reviewing_offices: sop.office.clone(),
        applicant: Some(json::to_struct(applicant)),
        dossier: Some(json::to_struct(json!(sop.dossier))),
        registration_pattern: sop.registration.clone(),
        withdrawal: withdrawal.to_owned(),
        complaints: sop.complaints.as_ref().map(|it| json::to_struct(json!(it))),
        carry: sop.carry.as_ref().map(|it| json::to_struct(json!(it))),
    };
    outbox::publish(tx, name, row.published_at, &event).await
}

fn add(batch: Batch, file: &File, event: &Event) -> Batch {
    let dossier = &file.case().dossier;
    let proposing_agency = || dossier.proposing_agency.clone();
    match &event.fact {
        Fact::CaseOpened { .. } => batch.and(&CaseOpened {
            case: file.name().to_string(),
            submission: dossier.submission.clone(),
            open_time: Some(time::to_proto(file.case().opened_at)),
        }),
        Fact::TaskOpened { task, .. } => {
            batch.and(&TaskOpened { task: Some(task_told(file, task)), proposing_agency: proposing_agency() })
        }
        Fact::TaskCompleted { task, .. } | Fact::TaskCancelled { task } => match file.case().task(*task) {
            Some(task) => batch.and(&TaskClosed { task: Some(task_told(file, task)) }),
            None => batch,
        },
        Fact::CaseReturned { gaps, note, performer, .. } => batch.and(&CaseReturned {
            case: file.name().to_string(),
            submission: dossier.submission.clone(),
            proposing_agency: proposing_agency(),
            gaps: gaps.iter().map(gap).collect(),
            note: note.clone(),
            return_time: Some(time::to_proto(event.at)),
            performer: Some(view::performer(performer)),
        }),
        Fact::LetterRequested(request) => batch.and(&requested(file, event, request)),
        Fact::LetterCancelled { letter, reason } => {
            batch.and(&LetterCancelled { letter: letter_name(file, *letter), reason: reason.clone() })
        }
        Fact::CaseClosed { state, letter, decision, .. } => {
            batch.and(&closed(file, event, *state, *letter, decision))
        }
        Fact::CoordinationRequested { team, .. } => batch.and(&CoordinationRequested {
            case: file.name().to_string(),
            team: team.clone(),
            dossier: Some(dossier.clone().into()),
            reviewing_offices: file.sop.office.clone(),
            request_time: Some(time::to_proto(event.at)),
        }),
        Fact::FollowUpRequested { follow_up, .. } => batch.and(&FollowUpRequested {
            case: file.name().to_string(),
            submission: dossier.submission.clone(),
            proposing_agency: proposing_agency(),
            outcome: file.case().discussions.last().map(|it| it.outcome.clone()).unwrap_or_default(),
            action_items: follow_up.items.iter().map(view::action_item).collect(),
            letter: follow_up.letter.map(|it| letter_name(file, it)).unwrap_or_default(),
            request_time: Some(time::to_proto(event.at)),
        }),
        Fact::FollowUpTimed { .. } | Fact::FollowUpExtended { .. } => batch.and(&timed(file)),
        Fact::FollowUpReminded { days_left } => batch.and(&FollowUpReminded {
            case: file.name().to_string(),
            submission: dossier.submission.clone(),
            proposing_agency: proposing_agency(),
            days_left: i32::try_from(*days_left).unwrap_or(i32::MAX),
            due_time: timed(file).due_time,
        }),
        Fact::FollowUpConcluded => batch.and(&FollowUpConcluded {
            case: file.name().to_string(),
            submission: dossier.submission.clone(),
            proposing_agency: proposing_agency(),
            conclude_time: Some(time::to_proto(event.at)),
        }),
        Fact::CaseReopened { .. } => batch.and(&CaseReopened {
            case: file.name().to_string(),
            submission: dossier.submission.clone(),
            proposing_agency: proposing_agency(),
            reopen_time: Some(time::to_proto(event.at)),
        }),
        Fact::MarkReached { percent, positions } => batch.and(&MarkReached {
            case: file.name().to_string(),
            submission: dossier.submission.clone(),
            registration_number: dossier.registration_number.clone(),
            app_title: dossier.app_title.clone(),
            percent: i32::try_from(*percent).unwrap_or(i32::MAX),
            positions: positions.clone(),
            activity: view::activity(file),
            clock: Some(view::file_clock(file)),
            reach_time: Some(time::to_proto(event.at)),
        }),
        Fact::ClockConfirmed
        | Fact::CaseDiscussed { .. }
        | Fact::LetterDelivered { .. }
        | Fact::ActionItemAnswered { .. }
        | Fact::TaskPrepared { .. }
        | Fact::CaseResubmitted { .. }
        | Fact::ClockTurned(_)
        | Fact::LetterIssued { .. } => batch,
    }
}

fn requested(file: &File, event: &Event, request: &LetterRequest) -> LetterRequested {
    use pb::letter_requested::Issue as Told;
    let dossier = &file.case().dossier;
    let issue = match request.issue {
        Issue::Sign => Told::Sign,
        Issue::Seal => Told::Seal,
        Issue::File => Told::File,
    };
    LetterRequested {
        letter: letter_name(file, request.letter),
        case: file.name().to_string(),
        submission: dossier.submission.clone(),
        registration_number: dossier.registration_number.clone(),
        proposing_agency: dossier.proposing_agency.clone(),
        proposing_office: dossier.proposing_office.clone(),
        reviewing_offices: file.sop.office.clone(),
        template: request.template.clone(),
        title: request.title.clone(),
        issue: issue.into(),
        register: request.register.clone(),
        number_pattern: request.number_pattern.clone(),
        signatory: request.signatory.clone(),
        barred_persons: request.barred.clone(),
        data: Some(json::to_struct(request.data.clone())),
        for_proposer: request.for_proposer,
        record: request.record.clone(),
        performer: request.performer.as_ref().map(view::performer),
        request_time: Some(time::to_proto(event.at)),
        subject: request.subject.clone(),
        initials: request.initials.clone(),
        urgency: request.urgency.clone(),
        security_class: request.security_class.clone(),
        meeting: String::new(),
        preparing_offices: dossier.preparing_offices.clone(),
    }
}

/// Until when the proposer has to follow up.
fn timed(file: &File) -> FollowUpTimed {
    let dossier = &file.case().dossier;
    let follow_up = file.case().follow_up.clone().unwrap_or_default();
    FollowUpTimed {
        case: file.name().to_string(),
        submission: dossier.submission.clone(),
        proposing_agency: dossier.proposing_agency.clone(),
        delivery_time: follow_up.delivered_at.map(time::to_proto),
        due_time: follow_up.due_at.map(time::to_proto),
        extended_to: follow_up.extended_to.map(|it| it.to_string()).unwrap_or_default(),
        extension_letter: follow_up.extension_letter,
    }
}

fn closed(
    file: &File,
    event: &Event,
    state: State,
    letter: Option<Uuid>,
    decision: &Option<String>,
) -> CaseClosed {
    let dossier = &file.case().dossier;
    CaseClosed {
        case: file.name().to_string(),
        submission: dossier.submission.clone(),
        proposing_agency: dossier.proposing_agency.clone(),
        state: view::case_state(state).into(),
        decision: decision.clone().unwrap_or_default(),
        decision_title: decision.as_deref().map_or("", |it| file.sop.decision_title(it)).to_owned(),
        letter: letter.map(|it| letter_name(file, it)).unwrap_or_default(),
        close_time: Some(time::to_proto(event.at)),
        marked_for_carry: file.case().is_marked_for_carry(&file.sop),
    }
}

/// What others need not read stays here: the sheet.
fn task_told(file: &File, task: &Task) -> pb::Task {
    pb::Task { sheet: None, form: None, ..view::task(&view::Of::file(file), task) }
}

fn gap(gap: &Gap) -> intake::Gap {
    use intake::gap::Verdict as Told;
    let verdict = match gap.verdict {
        Verdict::Missing => Told::Missing,
        Verdict::NotAsRequired | Verdict::Present => Told::NotAsRequired,
    };
    intake::Gap {
        item: gap.item.clone(),
        title: gap.title.clone(),
        verdict: verdict.into(),
        note: gap.note.clone(),
        corrected: false,
    }
}

fn letter_name(file: &File, letter: Uuid) -> String {
    format!("{}/letters/{letter}", file.agency.name())
}
