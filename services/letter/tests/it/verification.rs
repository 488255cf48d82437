//! Telling anyone whether a file is a letter as it was issued.

use super::*;
use futures::stream;
use lopdf::{Document, SaveOptions};
use proto::letter::v1::{
    FileVerification, PreviewLetterRequest, VerifyFileRequest, VoidLetterRequest, file_verification::Outcome,
    verification,
};
use sqlx::Executor as _;
use tonic::Code;

const FOREIGN: &[u8] = b"%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_file_as_it_was_issued_is_authentic() {
    let desk = Desk::start().await;
    let (signed, signed_pdf) = desk.signed().await;
    let sealed = desk.request(desk.notice()).await;
    let sealed = desk.issued(&sealed).await;
    let sealed_pdf = desk.download(&head(), &sealed.name).await.unwrap();

    for (letter, pdf) in [(signed, signed_pdf), (sealed, sealed_pdf)] {
        let told = desk.verify_file(&pdf).await.unwrap();
        assert_eq!(
            (told.outcome(), &told.verification_code),
            (Outcome::Authentic, &letter.verification_code)
        );
        assert_eq!(told.sha256, letter.sha256);
        let verified = told.letter.unwrap();
        assert_eq!(verified, desk.verify(&letter.verification_code).await.unwrap());
        assert_eq!((verified.state(), verified.number), (verification::State::Valid, letter.number));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_appended_or_changed_is_told_with_the_letter_that_was_issued() {
    let desk = Desk::start().await;
    let (letter, pdf) = desk.signed().await;
    let appended = [&pdf[..], b"\n9 0 obj\n<<>>\nendobj\n%%EOF\n"].concat();
    let shortened = pdf[..pdf.len() - 1].to_vec();
    // Within the first compressed stream, and within the link to the code itself.
    let within = |what: &[u8], by: usize| {
        let mut changed = pdf.clone();
        let at = pdf.windows(what.len()).position(|it| it == what).unwrap() + by;
        changed[at] ^= 1;
        changed
    };
    let code = letter.verification_code.as_bytes();

    for file in [appended, shortened, within(b"stream\n", 30), within(code, 2)] {
        let told = desk.verify_file(&file).await.unwrap();
        assert_eq!((told.outcome(), &told.verification_code), (Outcome::Altered, &letter.verification_code));
        let issued = told.letter.unwrap();
        assert_eq!((&issued.number, &issued.sha256), (&letter.number, &letter.sha256));
        assert_ne!(told.sha256, letter.sha256);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_program_saved_anew_is_altered() {
    let desk = Desk::start().await;
    let (letter, pdf) = desk.signed().await;
    let mut document = Document::load_mem(&pdf).unwrap();
    // Metadata is what programs leave out most readily.
    document.catalog_mut().unwrap().remove(b"Metadata");
    document.trailer.remove(b"Info");
    document.prune_objects();
    document.compress();
    let mut saved = vec![];
    let packed = SaveOptions::builder().use_object_streams(true).use_xref_streams(true).build();
    document.save_with_options(&mut saved, packed).unwrap();

    let told = desk.verify_file(&saved).await.unwrap();

    assert_eq!((told.outcome(), told.verification_code), (Outcome::Altered, letter.verification_code));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voided_letter_is_authentic_and_does_not_stand() {
    let desk = Desk::start().await;
    let (letter, pdf) = desk.signed().await;
    let request = VoidLetterRequest {
        name: letter.name.clone(),
        reason: "Salah alamat".to_owned(),
        request_id: desk.stack.parts.clock.id().to_string(),
    };
    desk.client().void_letter(desk.stack.call(&head(), request)).await.unwrap();

    let told = desk.verify_file(&pdf).await.unwrap();
    let altered = desk.verify_file(&[&pdf[..], b"\n"].concat()).await.unwrap();

    for (told, outcome) in [(told, Outcome::Authentic), (altered, Outcome::Altered)] {
        assert_eq!(told.outcome(), outcome);
        let verified = told.letter.unwrap();
        assert_eq!(verified.state(), verification::State::Voided);
        assert_eq!(verified.void_reason, "Salah alamat");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_sheets_and_foreign_files_are_unknown() {
    let desk = Desk::start().await;
    let draft = desk.request(desk.reply()).await;
    desk.get(&head(), &draft).await.unwrap();
    let request = desk.stack.call(&head(), PreviewLetterRequest { name: draft });
    let preview = bytes(desk.client().preview_letter(request).await.unwrap().into_inner()).await.unwrap();
    let sheet = desk.request(desk.sheet()).await;
    desk.issued(&sheet).await;
    let sheet = desk.download(&head(), &sheet).await.unwrap();
    let invented = [FOREIGN, b"(K7QM-4WTX-9RHD-2ZPF)"].concat();

    for file in [preview, sheet, FOREIGN.to_vec(), invented] {
        let told = desk.verify_file(&file).await.unwrap();
        assert_eq!(told.outcome(), Outcome::Unknown);
        assert_eq!((told.letter, told.verification_code.as_str()), (None, ""));
        assert_eq!(told.sha256.len(), 64);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_pdf_or_too_large_is_refused() {
    let desk = Desk::start().await;
    let mut large = FOREIGN.to_vec();
    large.resize((25 << 20) + 1, b' ');

    for file in [&b""[..], b"PK\x03\x04", &large] {
        let refusal = desk.verify_file(file).await.unwrap_err();
        assert_eq!(refusal.code(), Code::InvalidArgument, "{refusal}");
    }
    let empty = desk.client().verify_file(stream::empty()).await.unwrap_err();
    assert_eq!(empty.code(), Code::InvalidArgument);
}

#[tokio::test(flavor = "multi_thread")]
async fn row_level_security_shows_the_row_of_the_file_alone() {
    let desk = Desk::start().await;
    let (letter, _) = desk.signed().await;
    desk.signed().await;
    let mut tx = desk.stack.parts.database("letter").begin().await.unwrap();
    let seen = "select count(*) from letter.verification";

    let before: i64 = sqlx::query_scalar(seen).fetch_one(&mut *tx).await.unwrap();
    let named = format!("set local telaah.file_sha256 = '{}'", letter.sha256);
    tx.execute(sqlx::AssertSqlSafe(named)).await.unwrap();
    let after: i64 = sqlx::query_scalar(seen).fetch_one(&mut *tx).await.unwrap();

    assert_eq!((before, after), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_issued_before_hashes_were_kept_is_found_too() {
    let desk = Desk::start().await;
    let (_, pdf) = desk.signed().await;
    let mut owner = desk.stack.owner.connect().await.unwrap();
    let undone = "drop policy anyone_with_the_file on letter.verification;
                  alter table letter.verification drop sha256;";
    owner.execute(undone).await.unwrap();

    owner.execute(include_str!("../../migrations/3_file_hash.sql")).await.unwrap();

    assert_eq!(desk.verify_file(&pdf).await.unwrap().outcome(), Outcome::Authentic);
}

impl Desk {
    /// A letter that its head signed, and its file.
    async fn signed(&self) -> (Letter, Vec<u8>) {
        let name = self.request(self.reply()).await;
        let letter = self.sign(&head(), &name).await.unwrap();
        let pdf = self.download(&head(), &name).await.unwrap();
        (letter, pdf)
    }

    /// Without a token, as anyone may.
    async fn verify_file(&self, file: &[u8]) -> Result<FileVerification, Status> {
        let piece = |data: &[u8]| VerifyFileRequest {
            content: Some(HttpBody { data: data.to_vec().into(), ..HttpBody::default() }),
        };
        let pieces: Vec<VerifyFileRequest> = file.chunks(60_000).map(piece).collect();
        Ok(self.client().verify_file(stream::iter(pieces)).await?.into_inner())
    }
}
