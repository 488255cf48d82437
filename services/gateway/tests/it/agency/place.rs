//! The tests' agency with a published procedure.

use crate::{
    Front,
    browser::Browser,
    every_method::{Folder, whole},
};
use std::{fs, path::Path};

/// A UUID.
pub(super) const ID: &str = "0190a000-0000-7000-8000-000000000002";

/// An agency with people and a procedure.
pub(super) struct Place {
    pub(super) front: Front,
    _folder: Folder,
    /// `agencies/{agency}/procedures/{procedure}`.
    pub(super) procedure: String,
    /// In YAML, as it was published.
    pub(super) source: String,
}

impl Place {
    pub(super) async fn start() -> Self {
        let (front, folder) = whole().await;
        directory::import(&front.stack.parts, Some(Path::new("../../deploy/demo"))).await.unwrap();
        let source = fs::read_to_string("../review/procedures/pengajuan-aplikasi-e-government.yaml").unwrap();
        let sop = review::sop::check(&source, None).unwrap();
        review::publish(&front.stack.parts, &source, None).await.unwrap();
        let procedure = format!("agencies/{}/procedures/{}", sop.agency, sop.sop);
        Self { front, _folder: folder, procedure, source }
    }

    pub(super) async fn sign_in(&self, name: &str) -> Browser<'_> {
        Browser::of(&self.front, name).await
    }
}
