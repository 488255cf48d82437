//! From a draft to an issued letter: number → render → sign → store → tell, each step safe to be taken again.

mod block;

use crate::{
    authority::{Person, Subject},
    composition, events,
    letter::{File, Issue, Letter, Taken, VerificationCode},
    number, render,
    sign::{Failure, Order, Provider},
    store::{self, NumberEntry},
};
pub(crate) use block::Signer;
use bytes::Bytes;
use futures::stream;
use jiff::Timestamp;
use platform::{Agency, Caller, Clock, Database, Error, Parts, Result, Tx, outbox, tenancy};
use proto::document::v1::{
    FileSpec, Reader, StoreFileRequest, document_service_client::DocumentServiceClient,
    store_file_request::Part,
};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use tokio::task::spawn_blocking;
use uuid::Uuid;

const FILES: &str = "files";
const PDF: &str = "application/pdf";
/// Bytes of one message of an upload.
const PIECE: usize = 64 * 1024;

/// Issues letters, for whoever asks: a person who signs, or the worker.
#[derive(Clone)]
pub(crate) struct Issuing {
    pub(crate) db: Database,
    pub(crate) clock: Clock,
    pub(crate) parts: Parts,
    pub(crate) provider: Arc<Provider>,
    pub(crate) verification_url: String,
}

/// A document, and the name it is stored under.
pub(crate) struct Made {
    id: Uuid,
    bytes: Vec<u8>,
    sha256: String,
}

impl Issuing {
    /// Takes the letter's number, unless this signer has it already, and settles all that the signature will cover.
    ///
    /// Commits nothing: the number is taken when the caller's transaction commits, and is kept from then on.
    pub(crate) async fn take(&self, tx: &mut Tx, letter: &mut Letter, signer: &Signer) -> Result<Taken> {
        let person = signer.block.signatory.person.as_str();
        if let Some(taken) = letter.taken.clone().filter(|_| letter.is_taken_by(person)) {
            return Ok(taken);
        }
        let signed_at = self.whole_second();
        let date = signed_at.to_zoned(signer.zone.clone()).date();
        let before = letter.taken.take();
        let number = match before.as_ref() {
            Some(before) => before.number.clone(),
            None => self.take_number(tx, letter, date, signed_at).await?,
        };
        let code = match before.and_then(|it| it.code) {
            Some(code) => Some(code),
            None => take_code(tx, letter).await?,
        };
        let taken = Taken { number, code, date, signed_at, block: signer.block.clone() };
        letter.take(taken.clone());
        store::save(tx, letter).await?;
        Ok(taken)
    }

    async fn take_number(
        &self,
        tx: &mut Tx,
        letter: &Letter,
        date: jiff::civil::Date,
        taken_at: Timestamp,
    ) -> Result<String> {
        if letter.register.is_empty() {
            return Ok(String::new());
        }
        let (register, year) = (letter.register.as_str(), date.year());
        let sequence = store::next_sequence(tx, &letter.name.agency, register, year).await?;
        let number = number::write(&letter.number_pattern, sequence, date)?;
        let entry = NumberEntry { register, year, sequence, number: &number, taken_at };
        store::insert_number(tx, &letter.name, &entry).await?;
        Ok(number)
    }

    /// Renders and signs. The same letter gives the same bytes, whenever it is made.
    pub(crate) async fn make(&self, letter: &Letter, taken: &Taken) -> Result<Made, Failure> {
        let (provider, letter, taken) = (Arc::clone(&self.provider), letter.clone(), taken.clone());
        let url = taken.code.as_ref().map(|it| self.url(it));
        let made = spawn_blocking(move || make(&provider, &letter, &taken, url.as_deref())).await;
        made.map_err(|it| Failure::Broken(Error::internal(it)))?
    }

    /// A draft's PDF as the letter would become.
    pub(crate) async fn preview(&self, letter: Letter, signer: Signer) -> Result<Vec<u8>> {
        let at = self.whole_second();
        let render =
            move || render::pdf(&letter.template, &composition::draft(&letter, &signer.block), None, at);
        spawn_blocking(render).await.map_err(Error::internal)?
    }

    /// Stores the document for its readers. May be repeated.
    pub(crate) async fn store(&self, letter: &Letter, taken: &Taken, made: &Made) -> Result<()> {
        let platform = Caller::platform(&letter.name.agency);
        let spec = FileSpec {
            file: file_name(&letter.name.agency, made.id),
            file_name: shown_file_name(letter, taken),
            media_types: vec![PDF.to_owned()],
            readers: readers(letter),
            ..FileSpec::default()
        };
        let data = made.bytes.chunks(PIECE).map(|it| Part::Data(Bytes::copy_from_slice(it)));
        let messages = [Part::Spec(spec)].into_iter().chain(data);
        let messages: Vec<_> = messages.map(|part| StoreFileRequest { part: Some(part) }).collect();
        let request = self.parts.request(&platform, stream::iter(messages))?;
        let stored = DocumentServiceClient::new(self.parts.channel("document")).store_file(request).await?;
        if stored.into_inner().sha256 == made.sha256 {
            return Ok(());
        }
        Err(Error::internal("document keeps other bytes than it was given"))
    }

    /// Registers the stored document: from here on the letter is valid. The caller commits.
    pub(crate) async fn finish(
        &self,
        tx: &mut Tx,
        letter: &mut Letter,
        taken: &Taken,
        made: &Made,
    ) -> Result<()> {
        let now = self.clock.now();
        let size_bytes = i64::try_from(made.bytes.len()).map_err(Error::internal)?;
        let file = File { id: made.id, sha256: made.sha256.clone(), size_bytes, issued_at: now };
        letter.issue(taken, file)?;
        store::save(tx, letter).await?;
        if let Some(code) = &taken.code {
            store::save_hash(tx, &letter.name.agency, code, &made.sha256).await?;
        }
        let issued = events::issued(letter, &shown_file_name(letter, taken));
        outbox::publish(tx, &letter.name, now, &issued).await
    }

    /// The provider will not sign: the number stays as a void one, and the letter is a draft again.
    pub(crate) async fn refused(&self, letter: &Letter, taken: &Taken, reason: &str) -> Result<()> {
        let mut tx = tenancy::begin(&self.db, &Caller::platform(&letter.name.agency)).await?;
        let mut letter = store::lock(&mut tx, &letter.name).await?;
        if letter.taken.as_ref() == Some(taken) && letter.check_open("").is_ok() {
            letter.refused();
            store::void_number(&mut tx, &letter.name, &taken.number, reason).await?;
            store::save(&mut tx, &letter).await?;
        }
        tx.commit().await
    }

    fn url(&self, code: &VerificationCode) -> String {
        format!("{}/{}", self.verification_url.trim_end_matches('/'), code.as_str())
    }

    /// Signatures know no smaller part of time.
    fn whole_second(&self) -> Timestamp {
        Timestamp::from_second(self.clock.now().as_second()).expect("it was a time before")
    }
}

/// A file's name in document.
pub(crate) fn file_name(agency: &Agency, id: Uuid) -> String {
    format!("agencies/{agency}/{FILES}/{id}")
}

async fn take_code(tx: &mut Tx, letter: &Letter) -> Result<Option<VerificationCode>> {
    if letter.issue == Issue::File {
        return Ok(None);
    }
    let code = VerificationCode::random();
    store::insert_code(tx, &letter.name, &code).await?;
    Ok(Some(code))
}

fn make(provider: &Provider, letter: &Letter, taken: &Taken, url: Option<&str>) -> Result<Made, Failure> {
    let data = composition::issued(letter, taken, url);
    let pdf = render::pdf(&letter.template, &data, url, taken.signed_at)?;
    let bytes = match letter.issue {
        Issue::File => pdf,
        Issue::Sign | Issue::Seal => provider.sign(&order(letter, taken, pdf))?,
    };
    let hash = Sha256::digest(&bytes);
    // The same bytes have the same name, so storing them again changes nothing.
    let name = Sha256::new().chain_update(letter.name.id).chain_update(hash).finalize();
    let id = uuid::Builder::from_custom_bytes(
        name[..16].try_into().map_err(|it| Failure::Broken(Error::internal(it)))?,
    );
    Ok(Made { id: id.into_uuid(), bytes, sha256: format!("{hash:x}") })
}

fn order(letter: &Letter, taken: &Taken, pdf: Vec<u8>) -> Order {
    let signatory = &taken.block.signatory;
    let person = (letter.issue == Issue::Sign).then(|| Person {
        name: signatory.display_name.clone(),
        employee_id_number: signatory.employee_id_number.clone(),
        position_title: signatory.position_title.clone(),
    });
    Order {
        pdf,
        subject: Subject {
            agency: letter.name.agency.clone(),
            agency_title: taken.block.agency_title.clone(),
            person,
            letter: letter.name.to_string(),
            at: taken.signed_at,
        },
        reason: letter.title.clone(),
        place: taken.block.letterhead.town.clone(),
    }
}

fn readers(letter: &Letter) -> Vec<Reader> {
    let reader = |agency: &Agency, office: &str| Reader { agency: agency.name(), office: office.to_owned() };
    let reviewing = letter.reviewing_offices.iter().map(String::as_str);
    let every = letter.reviewing_offices.is_empty().then_some("");
    let reviewing = reviewing.chain(every).map(|office| reader(&letter.name.agency, office));
    let asking = [&letter.proposing_office].into_iter().chain(&letter.preparing_offices);
    let asking =
        asking.filter(|_| letter.for_proposer).map(|office| reader(&letter.proposing_agency, office));
    reviewing.chain(asking).collect()
}

/// As people save it, such as `Surat jawaban B-0001-D.IV-2026.pdf`.
pub(crate) fn shown_file_name(letter: &Letter, taken: &Taken) -> String {
    let name = format!("{} {}", letter.title, taken.number);
    let tame = |it: char| if it.is_alphanumeric() || " .-_()".contains(it) { it } else { '-' };
    let name: String = name.trim().chars().map(tame).take(120).collect();
    format!("{}.pdf", name.trim())
}
