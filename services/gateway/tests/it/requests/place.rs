//! Those who ask, and their browser.

use crate::{
    Front,
    browser::{Browser, location},
    every_method::{Folder, whole},
};
use platform::testing::eventually;
use std::{fs, path::Path};

pub(super) const ID: &str = "0190a000-0000-7000-8000-000000000002";
pub(super) const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n";

/// Those who ask, at the tests' agency with its first shipped procedure.
pub(super) struct Place {
    pub(super) front: Front,
    _folder: Folder,
    /// `agencies/{agency}/procedures/{procedure}`.
    pub(super) procedure: String,
    pub(super) requirements: Vec<String>,
    pub(super) sections: Vec<String>,
}

impl Place {
    pub(super) async fn start() -> Self {
        let (front, folder) = whole().await;
        directory::import(&front.stack.parts, Some(Path::new("../../deploy/demo"))).await.unwrap();
        let file = "../review/procedures/pengajuan-aplikasi-e-government.yaml";
        let source = fs::read_to_string(file).unwrap();
        let sop = review::sop::check(&source, None).unwrap();
        review::publish(&front.stack.parts, &source, None).await.unwrap();
        Self {
            procedure: format!("agencies/{}/procedures/{}", sop.agency, sop.sop),
            requirements: sop.dossier.requirements.iter().map(|it| it.id.clone()).collect(),
            sections: sop.dossier.sections.iter().map(|it| it.id.clone()).collect(),
            front,
            _folder: folder,
        }
    }

    pub(super) async fn sign_in(&self, name: &str) -> Browser<'_> {
        Browser::of(&self.front, name).await
    }

    /// The address of a new draft.
    pub(super) async fn draft(&self, browser: &Browser<'_>) -> String {
        let opened = eventually(async || {
            let form = [("request_id", ID), ("procedure", &self.procedure), ("purpose", "build")];
            let response = browser.post("/requests/new", &form).await;
            (response.status() == 303).then(|| location(&response))
        });
        opened.await.trim_end_matches("/draft").to_owned()
    }

    /// Writes all of a draft, as its pages lead from one to the next.
    pub(super) async fn write(&self, browser: &Browser<'_>, draft: &str) {
        let general = format!("{draft}/general");
        let page = browser.page(&general).await;
        let typed = [
            ("app_title", "Antrean Daring"),
            ("purpose", "build"),
            ("letter_number", "1/2026"),
            ("letter_date", "2026-01-05"),
        ];
        let mut next = location(&browser.fill(&page, &general, &typed).await);
        for section in &self.sections {
            assert_eq!(next, format!("{draft}/draft/{section}"));
            let page = browser.page(&next).await;
            next = location(&browser.fill(&page, &next, &[("text", "Uraian.")]).await);
        }
        for requirement in &self.requirements {
            assert_eq!(next, format!("{draft}/draft/{requirement}/document"));
            next = location(&browser.upload(&next, "surat.pdf", PDF).await);
        }
        assert_eq!(next, format!("{draft}/draft"));
    }

    /// The address of a new request that was filed.
    pub(super) async fn file(&self, browser: &Browser<'_>) -> String {
        let draft = self.draft(browser).await;
        self.write(browser, &draft).await;
        let check = format!("{draft}/check");
        let page = browser.page(&check).await;
        assert_eq!(location(&browser.fill(&page, &check, &[]).await), format!("{draft}/receipt"));
        draft
    }
}
