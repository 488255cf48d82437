//! Who looks at everything there is, page by page, and says what is no text.

use super::{
    browser::{Browser, Page},
    crawl::{crawl, kind},
    forgery::Forgery,
    mail,
    markup::{escaped, foreign, forms, unbroken},
    paper,
    words::Words,
};
use anyhow::{Context as _, Result, ensure};
use futures::future;
use journeys::own::Own;
use std::collections::BTreeSet;

/// What was looked at on a stack, and what was found.
pub(super) struct Eyes<'o> {
    own: &'o Own,
    words: &'o Words,
    forgery: Forgery<'o>,
    /// Fields that were met as text.
    met: BTreeSet<usize>,
    kinds: BTreeSet<String>,
    pages: usize,
    papers: BTreeSet<String>,
    faults: Vec<String>,
}

impl<'o> Eyes<'o> {
    pub(super) fn new(own: &'o Own, words: &'o Words) -> Self {
        Self {
            own,
            words,
            forgery: Forgery::new(own),
            met: BTreeSet::new(),
            kinds: BTreeSet::new(),
            pages: 0,
            papers: BTreeSet::new(),
            faults: vec![],
        }
    }

    /// Looks at every page that each of `people` finds from their first page on, and forges every form there.
    pub(super) async fn look(&mut self, people: &[&str]) -> Result<()> {
        self.look_from(people, &[]).await
    }

    /// The same from other pages too.
    pub(super) async fn look_from(&mut self, people: &[&str], pages: &[&str]) -> Result<()> {
        let own = self.own;
        let browsers = future::try_join_all(people.iter().map(|it| Browser::of(own, it))).await?;
        let begin = |browser: &Browser| {
            let first = if browser.who.is_empty() { "/" } else { "/home" };
            [first].iter().chain(pages).map(|it| (*it).to_owned()).collect::<Vec<_>>()
        };
        let crawls = browsers.iter().map(async |it| crawl(it, &begin(it)).await);
        for (browser, pages) in browsers.iter().zip(future::try_join_all(crawls).await?) {
            for page in &pages {
                let judged = self.judge(page);
                self.faults.extend(judged.err().map(|it| format!("{:?} {}: {it:#}", browser.who, page.path)));
            }
            let found =
                pages.iter().filter(|it| it.is_of("text/html")).flat_map(|it| forms(&it.text(), &it.path));
            let taken = self.forgery.try_all(browser, found.collect()).await?;
            ensure!(taken.is_empty(), "forged:\n{}", taken.join("\n"));
        }
        Ok(())
    }

    fn judge(&mut self, page: &Page) -> Result<()> {
        ensure!(matches!(page.status, 200 | 303), "answers {}, and {} leads there", page.status, page.from);
        self.kinds.insert(kind(&page.path));
        self.pages += 1;
        if page.is_of("text/html") {
            let text = page.text();
            let foreign = foreign(&text);
            ensure!(foreign.is_empty(), "has {foreign:?}");
            let is_text = |shown: &str, text: &str| shown.starts_with(&escaped(text));
            self.met.extend(self.words.met(&unbroken(&text), is_text)?);
        } else if page.is_of("text/csv") {
            let is_text = |shown: &str, text: &str| shown.starts_with(&text.replace('"', "\"\""));
            self.met.extend(self.words.met(&page.text(), is_text)?);
        } else if page.is_of("application/pdf") && self.papers.insert(page.path.clone()) {
            self.met.extend(paper::judge(self.own, self.words, &page.body)?);
        }
        ensure!(
            page.status == 303
                || page.header("x-content-type-options") == "nosniff"
                || page.is_of("text/csv"),
            "may be sniffed"
        );
        Ok(())
    }

    /// Looks at the mail, and says what was seen of all that was written.
    pub(super) fn close(mut self, what: &str) -> Result<()> {
        let mails = mail::judge(self.own, self.words).context("mail")?;
        self.met.extend(mails.met);
        let (fields, names) = self.words.count();
        let others = self.words.others(&self.met);
        println!(
            "{what}: {fields} fields ({names} kinds) attack, {} of them met as text on {} pages of {} kinds, {} papers and {} \
             mails; {}",
            self.met.len(),
            self.pages,
            self.kinds.len(),
            self.papers.len(),
            mails.count,
            self.forgery
        );
        let faults = self.faults.join("\n");
        ensure!(self.faults.is_empty() && others.is_empty(), "{faults}\nmet nowhere: {others:?}");
        Ok(())
    }
}
