//! A letter as its table keeps it.

use crate::letter::{
    Block, COLLECTION, Channel, Content, Delivery, File, Issue, Letter, SecurityClass, State, Taken, Urgency,
    VerificationCode,
};
use platform::{Agency, Error, ResourceName, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

pub(super) struct Row {
    pub(super) agency: Agency,
    pub(super) id: Uuid,
    pub(super) case_name: String,
    pub(super) submission: String,
    pub(super) meeting: String,
    pub(super) proposing_agency: Agency,
    pub(super) proposing_office: String,
    pub(super) preparing_offices: Vec<String>,
    pub(super) reviewing_offices: Vec<String>,
    pub(super) template: String,
    pub(super) title: String,
    pub(super) issue: Issue,
    pub(super) register: String,
    pub(super) number_pattern: String,
    pub(super) signatory_position: String,
    pub(super) barred_persons: Vec<String>,
    pub(super) for_proposer: bool,
    pub(super) record: String,
    pub(super) urgency: Urgency,
    pub(super) security_class: SecurityClass,
    pub(super) data: Value,
    pub(super) state: State,
    pub(super) subject: String,
    pub(super) paragraphs: Vec<String>,
    pub(super) carbon_copies: Vec<String>,
    pub(super) initials: Value,
    pub(super) revision: i64,
    pub(super) created_at: jiff_sqlx::Timestamp,
    pub(super) taken: Option<Value>,
    pub(super) number: String,
    pub(super) verification_code: String,
    pub(super) file: Option<Uuid>,
    pub(super) sha256: String,
    pub(super) size_bytes: i64,
    pub(super) issued_at: Option<jiff_sqlx::Timestamp>,
    pub(super) void_reason: String,
    pub(super) delivered_at: Option<jiff_sqlx::Timestamp>,
    pub(super) delivery_channel: Option<Channel>,
    pub(super) recipient: String,
}

/// What the column `taken` holds besides what has columns of its own.
#[derive(Serialize, Deserialize)]
struct Kept {
    date: String,
    signed_at: String,
    block: Block,
}

pub(super) fn to_json(taken: &Taken) -> Result<Value> {
    let kept = Kept {
        date: taken.date.to_string(),
        signed_at: taken.signed_at.to_string(),
        block: taken.block.clone(),
    };
    serde_json::to_value(kept).map_err(Error::internal)
}

/// The column `initials`.
pub(super) fn initials(letter: &Letter) -> Result<Value> {
    serde_json::to_value(&letter.initials).map_err(Error::internal)
}

fn from_json(json: Value, number: String, code: &str) -> Result<Taken> {
    let Kept { date, signed_at, block } = serde_json::from_value(json).map_err(Error::internal)?;
    let code = if code.is_empty() { None } else { Some(VerificationCode::parse(code)?) };
    Ok(Taken {
        number,
        code,
        date: date.parse().map_err(|it: jiff::Error| Error::internal(it))?,
        signed_at: signed_at.parse().map_err(|it: jiff::Error| Error::internal(it))?,
        block,
    })
}

impl TryFrom<Row> for Letter {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let taken = row.taken.map(|it| from_json(it, row.number, &row.verification_code)).transpose()?;
        let file = row.file.zip(row.issued_at).map(|(id, issued_at)| File {
            id,
            sha256: row.sha256,
            size_bytes: row.size_bytes,
            issued_at: issued_at.to_jiff(),
        });
        let delivery = row.delivered_at.zip(row.delivery_channel).map(|(at, channel)| Delivery {
            at: at.to_jiff(),
            channel,
            recipient: row.recipient,
        });
        Ok(Self {
            name: ResourceName { agency: row.agency, collection: COLLECTION, id: row.id },
            case: row.case_name,
            submission: row.submission,
            meeting: row.meeting,
            proposing_agency: row.proposing_agency,
            proposing_office: row.proposing_office,
            preparing_offices: row.preparing_offices,
            reviewing_offices: row.reviewing_offices,
            template: row.template,
            title: row.title,
            issue: row.issue,
            register: row.register,
            number_pattern: row.number_pattern,
            signatory_position: row.signatory_position,
            barred_persons: row.barred_persons,
            for_proposer: row.for_proposer,
            record: row.record,
            urgency: row.urgency,
            security_class: row.security_class,
            data: row.data,
            state: row.state,
            content: Content {
                subject: row.subject,
                paragraphs: row.paragraphs,
                carbon_copies: row.carbon_copies,
            },
            initials: serde_json::from_value(row.initials).map_err(Error::internal)?,
            revision: row.revision,
            created_at: row.created_at.to_jiff(),
            taken,
            file,
            void_reason: row.void_reason,
            delivery,
        })
    }
}
