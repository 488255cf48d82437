//! The compressed streams of a PDF: other programs put metadata and links there when they save a letter anew.

use super::codes::Codes;
use crate::letter::VerificationCode;
use flate2::{Decompress, FlushDecompress, Status};

/// After it a stream's bytes begin (ISO 32000-1, 7.3.8).
const KEYWORD: &[u8] = b"stream";
/// How much is inflated of one file: a small one may be made to hold any amount.
const MAX_BYTES: usize = 64 << 20;
const PIECE: usize = 32 << 10;

/// Inflates what looks like a stream, and looks for codes in it.
pub(super) struct Inflating {
    place: Place,
    codes: Codes,
    piece: Vec<u8>,
    left_bytes: usize,
}

/// Where in the file the next byte is.
enum Place {
    /// Outside of a stream, behind so many bytes of the keyword.
    Outside(usize),
    /// Behind the keyword, before the end of its line.
    Before,
    Inside(Box<Decompress>),
}

impl Default for Inflating {
    fn default() -> Self {
        Self {
            place: Place::Outside(0),
            codes: Codes::default(),
            piece: vec![0; PIECE],
            left_bytes: MAX_BYTES,
        }
    }
}

impl Inflating {
    /// Adds the codes in streams that the next bytes hold to `found`.
    pub(super) fn look(&mut self, mut bytes: &[u8], found: &mut Vec<VerificationCode>) {
        while let [next, rest @ ..] = bytes
            && self.left_bytes != 0
        {
            match &mut self.place {
                Place::Outside(matched) => {
                    let expected = KEYWORD[*matched];
                    *matched =
                        if *next == expected { *matched + 1 } else { usize::from(*next == KEYWORD[0]) };
                    if *matched == KEYWORD.len() {
                        self.place = Place::Before;
                    }
                    bytes = rest;
                }
                Place::Before if matches!(next, b'\r' | b'\n') => bytes = rest,
                Place::Before => {
                    self.codes = Codes::default();
                    self.place = Place::Inside(Box::new(Decompress::new(true)));
                }
                Place::Inside(_) => bytes = self.inflate(bytes, found),
            }
        }
    }

    /// Answers with the bytes that are left.
    fn inflate<'b>(&mut self, bytes: &'b [u8], found: &mut Vec<VerificationCode>) -> &'b [u8] {
        let Place::Inside(stream) = &mut self.place else { return bytes };
        let before = (stream.total_in(), stream.total_out());
        let status = stream.decompress(bytes, &mut self.piece, FlushDecompress::None);
        let count = |now: u64, before: u64| usize::try_from(now - before).unwrap_or(usize::MAX);
        let taken = count(stream.total_in(), before.0).min(bytes.len());
        let inflated = count(stream.total_out(), before.1).min(PIECE);
        self.codes.look(&self.piece[..inflated], found);
        self.left_bytes = self.left_bytes.saturating_sub(inflated);
        let goes_on = matches!(status, Ok(Status::Ok | Status::BufError)) && taken + inflated != 0;
        if !goes_on {
            self.place = Place::Outside(0);
        }
        &bytes[taken..]
    }
}
