//! Giving out a file's bytes.

use super::Desk;
use crate::{
    file::{COLLECTION, File, Sight},
    store,
};
use futures::{StreamExt as _, stream::BoxStream};
use platform::{Call, Error, ResourceName, Result, tenancy};
use proto::{document::v1 as pb, google::api::HttpBody};
use tonic::{
    Response, Status,
    metadata::{MetadataMap, MetadataValue},
};

impl Desk {
    pub(super) async fn download(
        &self,
        call: Call<pb::DownloadFileRequest>,
    ) -> Result<Response<BoxStream<'static, Result<HttpBody, Status>>>> {
        let name = ResourceName::parse(COLLECTION, &call.body.name)?;
        let mut tx = tenancy::begin(&self.db, &call.caller).await?;
        let file = store::load(&mut tx, &name, Sight::from(&call.caller)).await?;
        // The bytes may take long, and need no connection to the database.
        drop(tx);
        file.check_usable()?;

        let pieces = self.objects.read(file.content.sha256).await?;
        let mut content_type = file.content.media_type.clone();
        let messages = pieces.map(move |piece| {
            let content_type = std::mem::take(&mut content_type);
            Ok(HttpBody { content_type, data: piece? })
        });
        let mut response = Response::new(messages.boxed());
        describe(&file, response.metadata_mut())?;
        Ok(response)
    }
}

/// What goes ahead of the bytes. The length has a name of its own, since gRPC's frames make the body longer.
fn describe(file: &File, metadata: &mut MetadataMap) -> Result<()> {
    let entries = [
        ("content-disposition", file.file_name.content_disposition()),
        ("etag", format!("\"{}\"", file.content.sha256)),
        ("telaah-content-length", file.content.size_bytes.to_string()),
    ];
    for (key, value) in entries {
        metadata.insert(key, MetadataValue::try_from(value).map_err(Error::internal)?);
    }
    Ok(())
}
