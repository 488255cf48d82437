//! What document tells.

use crate::file::File;
use proto::document::v1::DocumentCleared;

impl From<&File> for DocumentCleared {
    fn from(file: &File) -> Self {
        Self { file: Some(file.into()) }
    }
}
