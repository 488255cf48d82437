//! What must be there before a request is filed, and what filing, refiling and withdrawing make of it.

use super::{
    Applicant, Filing, Gap, State, Submission, Verdict,
    content::{APP_TITLE, LETTER_DATE, LETTER_NUMBER, PURPOSE},
    dossier::Dossier,
    incoming::received_at,
};
use crate::{
    form::{Asking, Form, Withdrawal},
    text::written_date,
    timeline::Entry,
};
use jiff::{Timestamp, Zoned, civil::Date};
use platform::{Caller, Error, Result};

/// A draft that may be filed, and who files it.
#[derive(Debug)]
pub(crate) struct Ready(Applicant);

/// A returned submission that may be sent back, who does it, and what it was filed as.
#[derive(Debug)]
pub(crate) struct Corrected(Applicant, Filing);

/// What a filing is to be told as.
#[derive(Debug)]
pub(crate) struct Filed {
    pub(crate) entry: Entry,
    pub(crate) dossier: Dossier,
    /// Ids of the items that were corrected.
    pub(crate) changed: Vec<String>,
}

impl Submission {
    /// All that a dossier still lacks, in the order of the form.
    pub(crate) fn missing(&self, form: &Form) -> Vec<Gap> {
        let content = &self.content;
        let rules = &form.rules.dossier;
        let fields = [
            (APP_TITLE, "Nama aplikasi", content.app_title.is_empty()),
            (
                PURPOSE,
                "Jenis permohonan",
                !rules.purposes.is_empty() && form.purpose(&content.purpose).is_none(),
            ),
            (LETTER_NUMBER, "Nomor surat permohonan", content.letter_number.is_empty()),
            (LETTER_DATE, "Tanggal surat permohonan", content.letter_date.is_none()),
        ];
        let fields = fields.into_iter().map(|(item, title, lacks)| (item, title, "Belum diisi.", lacks));
        let papers = rules.requirements.iter().map(|it| {
            (it.id.as_str(), it.title.as_str(), "Belum diunggah.", content.document(&it.id).is_none())
        });
        let sections = rules.sections.iter().map(|it| {
            (it.id.as_str(), it.title.as_str(), "Belum diisi.", !content.sections.contains_key(&it.id))
        });
        let all = fields.chain(papers).chain(sections).filter(|(.., lacks)| *lacks);
        all.map(|(item, title, note, _)| Gap {
            item: item.to_owned(),
            title: title.to_owned(),
            verdict: Verdict::Missing,
            note: note.to_owned(),
            corrected: false,
        })
        .collect()
    }

    /// What is left to do before it goes to the reviewing agency: what is missing, and what was marked and stands.
    pub(crate) fn to_do(&self, form: &Form) -> Vec<Gap> {
        let missing = self.missing(form);
        let marked =
            self.uncorrected(form).filter(|it| missing.iter().all(|other| other.item != it.item)).cloned();
        let marked: Vec<Gap> = marked.collect();
        missing.into_iter().chain(marked).collect()
    }

    /// Whether the caller may file it as it is.
    pub(crate) fn ready_to_file(&self, form: &Form, asking: &Asking<'_>) -> Result<Ready> {
        if self.state != State::Draft {
            return Err(self.wrong_state("filed"));
        }
        self.check_incoming()?;
        self.complete(form, asking).map(Ready)
    }

    /// Files a draft under `registration_number`.
    pub(crate) fn file(
        &mut self,
        form: &Form,
        Ready(applicant): Ready,
        registration_number: String,
        agency_title: String,
        now: &Zoned,
    ) -> Filed {
        let zone = now.time_zone();
        let now = now.timestamp();
        let channel = self.incoming.as_ref().map_or(form.channel(), |it| &it.channel).to_owned();
        let filing = Filing {
            version: form.version,
            registration_number,
            revision: 1,
            applicant,
            reviewing_offices: form.rules.reviewing_offices.clone(),
            filed_at: now,
            channel,
            agency_title,
        };
        self.state = State::Filed;
        self.touch(&filing.applicant.person, now);
        let mut dossier = self.dossier(&filing, form);
        dossier.received_at = self.incoming.as_ref().and_then(|it| received_at(it.receipt_date, now, zone));
        let entry = match &self.incoming {
            Some(incoming) => Entry::recorded(&filing, incoming),
            None => Entry::filed(&filing),
        };
        let filed = Filed { entry, dossier, changed: vec![] };
        self.filing = Some(filing);
        filed
    }

    /// Whether the caller may send it back as it was corrected.
    pub(crate) fn ready_to_refile(&self, form: &Form, asking: &Asking<'_>) -> Result<Corrected> {
        let (State::Returned, Some(filing)) = (self.state, &self.filing) else {
            return Err(self.wrong_state("refiled"));
        };
        let applicant = self.complete(form, asking)?;
        let open: Vec<String> = self.uncorrected(form).map(named).collect();
        if open.is_empty() {
            return Ok(Corrected(applicant, filing.clone()));
        }
        Err(Error::Conflict(format!("not corrected yet: {}; change them and refile again", open.join("; "))))
    }

    /// Sends it back corrected. What completes a recorded letter counts from the day of its receipt.
    pub(crate) fn refile(
        &mut self,
        form: &Form,
        corrected: Corrected,
        receipt: Option<Date>,
        now: &Zoned,
    ) -> Filed {
        let Corrected(applicant, before) = corrected;
        let (zone, now) = (now.time_zone(), now.timestamp());
        let filing = Filing { applicant, revision: before.revision + 1, filed_at: now, ..before };
        let changed = std::mem::take(&mut self.gaps).into_iter().filter(|it| it.corrected);
        let (changed, titles): (Vec<String>, Vec<String>) = changed.map(|it| (it.item, it.title)).unzip();
        self.state = State::InReview;
        self.activity = String::new();
        self.touch(&filing.applicant.person, now);
        let mut dossier = self.dossier(&filing, form);
        dossier.received_at = receipt.and_then(|it| received_at(it, now, zone));
        let filed = Filed { entry: Entry::refiled(&filing, titles), dossier, changed };
        self.filing = Some(filing);
        filed
    }

    /// Takes it back, if the caller may and nothing was decided.
    pub(crate) fn withdraw(
        &mut self,
        form: &Form,
        asking: &Asking<'_>,
        reason: String,
        now: Timestamp,
    ) -> Result<(Entry, Applicant)> {
        if !matches!(self.state, State::Filed | State::InReview | State::Returned | State::FollowUp) {
            return Err(self.wrong_state("withdrawn"));
        }
        if form.rules.withdrawal == Withdrawal::Never {
            let reason = format!("{} knows no withdrawal: wait for its decision", form.title);
            return Err(Error::Conflict(reason));
        }
        let applicant = self.applicant(form, asking)?;
        self.state = State::Withdrawn;
        self.withdrawal_reason = reason;
        self.activity = String::new();
        self.gaps = vec![];
        self.closed_at = Some(now);
        self.touch(&applicant.person, now);
        Ok((Entry::withdrawn(self), applicant))
    }

    /// Who files, if they may and nothing is missing.
    fn complete(&self, form: &Form, asking: &Asking<'_>) -> Result<Applicant> {
        let applicant = self.applicant(form, asking)?;
        let missing: Vec<String> = self.missing(form).iter().map(named).collect();
        if missing.is_empty() {
            return Ok(applicant);
        }
        let reason =
            format!("the dossier is not complete; missing: {}; add them and try again", missing.join("; "));
        Err(Error::Conflict(reason))
    }

    /// The day of receipt, if the caller may name one and it can have been.
    pub(crate) fn receipt(&self, caller: &Caller, receipt_date: &str, now: &Zoned) -> Result<Option<Date>> {
        let Some(day) = written_date("receipt_date", receipt_date)? else { return Ok(None) };
        if !self.is_recorded_by(caller) {
            let reason = "receipt_date: only who records requests that come on paper names one".to_owned();
            return Err(Error::Denied(reason));
        }
        let filed = self.filing.as_ref().map(|it| it.filed_at.to_zoned(now.time_zone().clone()).date());
        if now.date() < day || filed.is_some_and(|filed| day < filed) {
            let reason = format!("receipt_date: {day} is in the future, or before it was filed last");
            return Err(Error::Invalid(reason));
        }
        Ok(Some(day))
    }

    /// Who asks, if the caller may file for them. Where a letter was recorded that is who signed it, unless the agency
    /// itself sends the correction.
    fn applicant(&self, form: &Form, asking: &Asking<'_>) -> Result<Applicant> {
        match &self.incoming {
            Some(incoming) if self.is_recorded_by(asking.caller) => Ok(incoming.applicant()),
            _ => Applicant::of(form, asking),
        }
    }

    /// Why the caller may not file it; none if they may.
    pub(crate) fn refusal(&self, form: &Form, asking: &Asking<'_>) -> Option<String> {
        self.applicant(form, asking).err().map(|it| it.to_string())
    }

    /// What was marked, can be changed, and was not.
    fn uncorrected<'s>(&'s self, form: &'s Form) -> impl Iterator<Item = &'s Gap> {
        let fields = [APP_TITLE, PURPOSE, LETTER_NUMBER, LETTER_DATE];
        let known = move |item: &str| {
            fields.contains(&item) || form.requirement(item).is_some() || form.section(item).is_some()
        };
        self.gaps.iter().filter(move |it| !it.corrected && known(&it.item))
    }
}

/// `app_title (Nama aplikasi)`.
fn named(gap: &Gap) -> String {
    format!("{} ({})", gap.item, gap.title)
}
