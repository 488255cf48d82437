//! The one client by which any service reads who is who: cached, since a name changes less often than it is read.

use crate::{Agency, Caller, Result, channels::Channels, token::Keys};
use proto::directory::v1::{
    self as pb, GetAgencyRequest, GetPositionRequest, directory_service_client::DirectoryServiceClient,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tonic::{Request, transport::Channel};

/// An acting assignment takes effect within it.
const FRESH: Duration = Duration::from_secs(30);
const PATIENCE: Duration = Duration::from_secs(5);
const MAX_ENTRIES: usize = 20_000;

/// Reads of the directory. Clones share the cache.
#[derive(Clone)]
pub struct Directory {
    channels: Channels,
    keys: Keys,
    positions: Cache<pb::Position>,
    agencies: Cache<pb::Agency>,
}

impl Directory {
    pub(crate) fn new(channels: Channels, keys: Keys) -> Self {
        Self { channels, keys, positions: Cache::default(), agencies: Cache::default() }
    }

    /// The position with those who hold it now, one who acts first. [`crate::Error::NotFound`] where there is none.
    pub async fn position(&self, agency: &Agency, position: &str) -> Result<pb::Position> {
        let name = format!("agencies/{agency}/positions/{position}");
        if let Some(found) = self.positions.get(&name) {
            return Ok(found);
        }
        let request = self.request(agency, GetPositionRequest { name: name.clone() })?;
        let found = self.client().get_position(request).await?.into_inner();
        self.positions.put(name, found.clone());
        Ok(found)
    }

    /// The agency. [`crate::Error::NotFound`] where there is none.
    pub async fn agency(&self, agency: &Agency) -> Result<pb::Agency> {
        let name = agency.name();
        if let Some(found) = self.agencies.get(&name) {
            return Ok(found);
        }
        let request = self.request(agency, GetAgencyRequest { name: name.clone() })?;
        let found = self.client().get_agency(request).await?.into_inner();
        self.agencies.put(name, found.clone());
        Ok(found)
    }

    fn client(&self) -> DirectoryServiceClient<Channel> {
        DirectoryServiceClient::new(self.channels.to("directory"))
    }

    fn request<T>(&self, agency: &Agency, message: T) -> Result<Request<T>> {
        let mut request = crate::parts::request_as(&self.keys, &Caller::platform(agency), message)?;
        request.set_timeout(PATIENCE);
        Ok(request)
    }
}

#[derive(Clone)]
struct Cache<T>(Arc<Mutex<HashMap<String, (Instant, T)>>>);

impl<T> Default for Cache<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T: Clone> Cache<T> {
    fn get(&self, name: &str) -> Option<T> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, found) = entries.get(name)?;
        (since.elapsed() < FRESH).then(|| found.clone())
    }

    fn put(&self, name: String, found: T) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if MAX_ENTRIES <= entries.len() {
            entries.clear();
        }
        entries.insert(name, (Instant::now(), found));
    }
}
