//! What document can be asked.

mod contract;
mod download;
mod upload;

use crate::{
    Config, Objects,
    file::{COLLECTION, Sight},
    store,
};
use contract::readers;
use futures::stream::BoxStream;
use platform::{Call, Caller, Clock, Database, Error, ResourceName, Result, page::Page, tenancy};
use proto::{
    document::v1::{
        self as pb,
        document_service_server::{DocumentService, DocumentServiceServer},
    },
    google::api::HttpBody,
};
use tonic::{Request, Response, Status, Streaming, service::Routes};
use tracing::Instrument as _;
use uuid::Uuid;

/// One dossier never has so many.
const MAX_GRANTED: usize = 1_000;

pub(crate) fn routes(db: Database, clock: Clock, config: Config) -> Routes {
    let Config { files, files_max_bytes } = config;
    Routes::new(DocumentServiceServer::new(Desk { db, clock, objects: files, max_bytes: files_max_bytes }))
}

#[derive(Clone)]
struct Desk {
    db: Database,
    clock: Clock,
    objects: Objects,
    max_bytes: u64,
}

#[tonic::async_trait]
impl DocumentService for Desk {
    type DownloadFileStream = BoxStream<'static, Result<HttpBody, Status>>;

    async fn get_file(&self, request: Request<pb::GetFileRequest>) -> Result<Response<pb::File>, Status> {
        Ok(self.get(request.try_into()?).await?.into())
    }

    async fn list_file_versions(
        &self,
        request: Request<pb::ListFileVersionsRequest>,
    ) -> Result<Response<pb::ListFileVersionsResponse>, Status> {
        Ok(self.list_versions(request.try_into()?).await?.into())
    }

    async fn download_file(
        &self,
        request: Request<pb::DownloadFileRequest>,
    ) -> Result<Response<Self::DownloadFileStream>, Status> {
        Ok(self.download(request.try_into()?).await?)
    }

    async fn store_file(
        &self,
        request: Request<Streaming<pb::StoreFileRequest>>,
    ) -> Result<Response<pb::File>, Status> {
        // In a task of its own: a call that is cut drops this future, and what came in must still be removed.
        let storing = tokio::spawn(self.clone().store(request.try_into()?).in_current_span());
        Ok(storing.await.map_err(Error::internal)??.into())
    }

    async fn grant_read(
        &self,
        request: Request<pb::GrantReadRequest>,
    ) -> Result<Response<pb::GrantReadResponse>, Status> {
        Ok(self.grant(request.try_into()?).await?.into())
    }
}

impl Desk {
    async fn get(&self, call: Call<pb::GetFileRequest>) -> Result<pb::File> {
        let name = ResourceName::parse(COLLECTION, &call.body.name)?;
        let mut tx = tenancy::begin(&self.db, &call.caller).await?;
        let file = store::load(&mut tx, &name, Sight::from(&call.caller)).await?;
        Ok((&file).into())
    }

    async fn list_versions(
        &self,
        call: Call<pb::ListFileVersionsRequest>,
    ) -> Result<pb::ListFileVersionsResponse> {
        let Call { caller, body } = call;
        let name = ResourceName::parse(COLLECTION, &body.name)?;
        let page: Page<i32> = Page::read(format!("versions of {name}"), body.page_size, &body.page_token)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let sight = Sight::from(&caller);
        let file = store::load(&mut tx, &name, sight).await?;
        let files = store::list_versions(&mut tx, &file, sight, page.after, page.limit).await?;
        let (files, next_page_token) = page.cut(files, |it| it.version);
        Ok(pb::ListFileVersionsResponse { files: files.iter().map(Into::into).collect(), next_page_token })
    }

    async fn grant(&self, call: Call<pb::GrantReadRequest>) -> Result<pb::GrantReadResponse> {
        let Call { caller, body } = call;
        let names = body.files.iter().map(|it| ResourceName::parse(COLLECTION, it));
        let names: Vec<ResourceName> = names.collect::<Result<_>>()?;
        let readers = readers(&body.readers)?;
        let Some(agency) = names.first().map(|it| it.agency.clone()) else {
            return Ok(pb::GrantReadResponse {});
        };
        if names.iter().any(|it| it.agency != agency) {
            return Err(Error::invalid("files: all of them must be of one agency"));
        }
        if MAX_GRANTED < names.len() {
            return Err(Error::invalid(format!("files: more than {MAX_GRANTED} at once")));
        }

        // Readers are written by the agency whose file it is; that the caller may read it is checked for each.
        let mut tx = tenancy::begin(&self.db, &Caller::platform(&agency)).await?;
        let ids: Vec<Uuid> = names.iter().map(|it| it.id).collect();
        let granted = store::grant(&mut tx, &agency, &ids, Sight::from(&caller), &readers).await?;
        if let Some(hidden) = names.iter().find(|it| !granted.contains(&it.id)) {
            return Err(Error::NotFound(hidden.to_string()));
        }
        tx.commit().await?;
        Ok(pb::GrantReadResponse {})
    }
}
