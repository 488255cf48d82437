//! A case's clock as it stands.

use super::Of;
use crate::{
    case::{Case, Interval},
    file::File,
    reckon,
    sop::Sop,
};
use platform::time;
use proto::review::v1::{self as pb, clock};

/// A case's clock as it stands.
pub(crate) fn file_clock(file: &File) -> pb::Clock {
    clock(&Of::file(file), file.case())
}

pub(super) fn clock(of: &Of<'_>, case: &Case) -> pb::Clock {
    let reading = &of.reading;
    let state = match reading.state {
        reckon::State::Running => clock::State::Running,
        reckon::State::Paused => clock::State::Paused,
        reckon::State::Overdue => clock::State::Overdue,
        reckon::State::Stopped => clock::State::Stopped,
    };
    pb::Clock {
        intervals: case.ledger.intervals.iter().map(|it| interval(of.sop, it)).collect(),
        used: reading.used,
        unit: reading.unit.to_string(),
        allowance: reading.allowance,
        due_time: reading.due.at.map(time::to_proto),
        due_provisional: reading.due.is_provisional,
        state: state.into(),
        read_time: Some(time::to_proto(of.now)),
    }
}

fn interval(sop: &Sop, it: &Interval) -> pb::Interval {
    pb::Interval {
        start_time: Some(time::to_proto(it.start)),
        end_time: it.end.map(time::to_proto),
        running: it.is_running,
        reason: it.reason.clone(),
        actor: it.actor.clone(),
        evidence: it.evidence.clone(),
        actor_title: sop.position_title(&it.actor).unwrap_or_default().to_owned(),
    }
}
