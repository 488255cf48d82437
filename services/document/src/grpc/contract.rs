//! Files and readers as the contract writes them.

use crate::file::{COLLECTION, File, Reader, State};
use platform::{Agency, Error, ResourceName, Result, time};
use proto::document::v1 as pb;

/// Far more than offices take part in one request.
const MAX_READERS: usize = 100;

/// Reads who may read.
pub(crate) fn readers(readers: &[pb::Reader]) -> Result<Vec<Reader>> {
    if MAX_READERS < readers.len() {
        return Err(Error::invalid(format!("readers: more than {MAX_READERS}")));
    }
    let read =
        |it: &pb::Reader| Ok(Reader { agency: Agency::from_name(&it.agency)?, office: it.office.clone() });
    readers.iter().map(read).collect()
}

impl From<&File> for pb::File {
    fn from(file: &File) -> Self {
        let state = match file.state {
            State::Pending => pb::file::State::Pending,
            State::Cleared => pb::file::State::Cleared,
            State::Rejected => pb::file::State::Rejected,
        };
        let previous = file.previous.map(|id| ResourceName {
            agency: file.name.agency.clone(),
            collection: COLLECTION,
            id,
        });
        Self {
            name: file.name.to_string(),
            file_name: file.file_name.as_str().to_owned(),
            media_type: file.content.media_type.clone(),
            size_bytes: i64::try_from(file.content.size_bytes).unwrap_or(i64::MAX),
            sha256: file.content.sha256.to_string(),
            state: state.into(),
            version: file.version,
            previous: previous.map(|it| it.to_string()).unwrap_or_default(),
            create_time: Some(time::to_proto(file.stored_at)),
        }
    }
}
