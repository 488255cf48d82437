//! Measures bytes as they pass: how many, of which hash, of what kind.

use crate::{
    file::{Content, Hash},
    media_type::Sniffer,
};
use platform::{Error, Result};
use sha2::{Digest as _, Sha256};

/// What bytes must be like to be kept.
#[derive(Debug)]
pub(crate) struct Demands {
    /// At most so many.
    pub(crate) max_bytes: u64,
    /// One of these types; none: any that is known.
    pub(crate) media_types: Vec<String>,
}

/// Bytes that are passing.
pub(crate) struct Examination {
    demands: Demands,
    size_bytes: u64,
    sha256: Sha256,
    sniffer: Sniffer,
}

impl Examination {
    pub(crate) fn new(demands: Demands) -> Self {
        Self { demands, size_bytes: 0, sha256: Sha256::new(), sniffer: Sniffer::default() }
    }

    /// Looks at the next bytes. Refuses those that go beyond the limit.
    pub(crate) fn read(&mut self, bytes: &[u8]) -> Result<()> {
        let max_bytes = self.demands.max_bytes;
        self.size_bytes += bytes.len() as u64;
        if max_bytes < self.size_bytes {
            return Err(Error::invalid(format!("the file is larger than the {max_bytes} bytes allowed")));
        }
        self.sha256.update(bytes);
        self.sniffer.read(bytes);
        Ok(())
    }

    /// What all the bytes were. Refuses what is of no allowed type.
    pub(crate) fn finish(self) -> Result<Content> {
        let allowed = &self.demands.media_types;
        let one_of = if allowed.is_empty() { "of a known type".to_owned() } else { allowed.join(" or ") };
        let refuse = |reason| Error::invalid(format!("the file must be {one_of}: {reason}"));
        let media_type = self.sniffer.media_type().map_err(|it| refuse(it.to_owned()))?;
        if !allowed.is_empty() && !allowed.iter().any(|it| it == media_type) {
            return Err(refuse(format!("by its bytes it is {media_type}")));
        }
        Ok(Content {
            media_type: media_type.to_owned(),
            size_bytes: self.size_bytes,
            sha256: Hash(self.sha256.finalize().into()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn examine(bytes: &[u8], max_bytes: u64, media_types: &[&str]) -> Result<Content> {
        let media_types = media_types.iter().map(|it| (*it).to_owned()).collect();
        let mut examination = Examination::new(Demands { max_bytes, media_types });
        examination.read(bytes)?;
        examination.finish()
    }

    #[test]
    fn the_hash_is_that_of_all_bytes() {
        let content = examine(b"abc", 3, &["text/plain"]).unwrap();

        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!((content.sha256.to_string().as_str(), content.size_bytes), (known, 3));
    }

    #[test]
    fn one_byte_too_many_is_refused() {
        let refusal = examine(b"abcd", 3, &[]).unwrap_err();

        assert_eq!(refusal.to_string(), "the file is larger than the 3 bytes allowed");
    }

    #[test]
    fn a_type_that_was_not_asked_for_is_refused_by_name() {
        let refusal = examine(b"abc", 3, &["application/pdf"]).unwrap_err();

        assert_eq!(refusal.to_string(), "the file must be application/pdf: by its bytes it is text/plain");
    }
}
