//! Giving out documents and the root certificate.

use super::{Body, Desk, Provider};
use crate::{issuing::file_name, letter::COLLECTION};
use bytes::Bytes;
use futures::{StreamExt as _, stream};
use platform::{Call, Error, ResourceName, Result};
use proto::{
    document::v1::{DownloadFileRequest, document_service_client::DocumentServiceClient},
    google::api::HttpBody,
    letter::v1 as pb,
};
use std::sync::Arc;
use tokio::task::spawn_blocking;
use tonic::{Response, metadata::MetadataValue};

/// Bytes of one message.
const PIECE: usize = 64 * 1024;

impl Desk {
    pub(super) async fn download(&self, call: Call<pb::DownloadLetterRequest>) -> Result<Response<Body>> {
        let name = ResourceName::parse(COLLECTION, &call.body.name)?;
        let letter = self.find(&call.caller, &name).await?;
        let Some(file) = &letter.file else {
            return Err(Error::Conflict(format!("{name} was not issued yet: preview it")));
        };

        let request = DownloadFileRequest { name: file_name(&name.agency, file.id) };
        let request = self.issuing.parts.request(&call.caller, request)?;
        let mut document = DocumentServiceClient::new(self.issuing.parts.channel("document"));
        let (metadata, messages, _) = document.download_file(request).await?.into_parts();
        self.opened(&letter, &call.caller).await?;
        let mut response = Response::new(messages.boxed());
        for key in ["content-disposition", "etag", "telaah-content-length"] {
            if let Some(value) = metadata.get(key) {
                response.metadata_mut().insert(key, value.clone());
            }
        }
        Ok(response)
    }

    pub(super) async fn root_certificate(&self) -> Result<Response<Body>> {
        let provider = Arc::clone(&self.issuing.provider);
        let pem = spawn_blocking(move || match &*provider {
            Provider::Local(authority) => authority.root_pem(),
        });
        let pem = pem.await.map_err(Error::internal)??;
        body("application/x-pem-file", "otoritas-lokal-telaah.pem", pem.into_bytes())
    }
}

/// `bytes` as a file to be saved under `file_name`.
pub(super) fn body(content_type: &str, file_name: &str, bytes: Vec<u8>) -> Result<Response<Body>> {
    let mut content_type = content_type.to_owned();
    let pieces: Vec<_> = bytes.chunks(PIECE).map(Bytes::copy_from_slice).collect();
    let messages = stream::iter(pieces)
        .map(move |data| Ok(HttpBody { content_type: std::mem::take(&mut content_type), data }));
    let mut response = Response::new(messages.boxed());
    let plain: String =
        file_name.chars().map(|it| if it.is_ascii() && it != '"' { it } else { '_' }).collect();
    let disposition = MetadataValue::try_from(format!("attachment; filename=\"{plain}\""));
    response.metadata_mut().insert("content-disposition", disposition.map_err(Error::internal)?);
    Ok(response)
}
