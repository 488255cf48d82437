//! Forms as a page of another site sends them in the name of who is signed in.

use super::{
    browser::{Browser, Page},
    crawl::kind,
    markup::Form,
};
use anyhow::{Result, ensure};
use journeys::{eventually, own::Own};
use reqwest::{Method, header::CONTENT_TYPE};
use std::{collections::BTreeSet, fmt};

/// What a browser says of where a form comes from that is none of ours (Fetch, W3C Fetch Metadata).
const ORIGINS: [&[(&str, &str)]; 5] = [
    &[("origin", "https://evil.example")],
    &[("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site")],
    &[("origin", "null")],
];
/// What all that people make is, to the last letter.
const ALL: &str = "select md5(string_agg(content, ',' order by place)) from (
    select t.schemaname || '.' || t.tablename as place, (xpath('/row/c/text()', query_to_xml(format(
        'select md5(string_agg(it::text, '','' order by it::text)) as c from %I.%I it', t.schemaname, t.tablename),
        false, true, '')))[1]::text as content
    from pg_tables t
    where t.schemaname in ('directory', 'document', 'intake', 'letter', 'meeting', 'review')
        and t.tablename !~ '^(outbox|inbox|parked|answer)') all_tables";

/// The kinds of forms that were forged.
pub(super) struct Forgery<'o> {
    own: &'o Own,
    kinds: BTreeSet<String>,
    sent: usize,
    controls: usize,
}

impl<'o> Forgery<'o> {
    pub(super) fn new(own: &'o Own) -> Self {
        Self { own, kinds: BTreeSet::new(), sent: 0, controls: 0 }
    }

    /// Forges every form of a kind that was not met yet; says what was taken, or changed anything.
    pub(super) async fn try_all(&mut self, browser: &Browser, mut forms: Vec<Form>) -> Result<Vec<String>> {
        forms.retain(|it| self.kinds.insert(kind_of(it)));
        // Were it taken, the others would be refused for want of a session.
        forms.sort_by_key(|it| it.action == "/sign-out");
        if forms.is_empty() {
            return Ok(vec![]);
        }
        let (mut faults, before) = (vec![], self.at_rest().await?);
        let nobody = Browser::new(self.own)?;
        for form in &forms {
            for origin in ORIGINS {
                faults.extend(self.forge(browser, form, origin).await?);
            }
            faults.extend(self.forge(&nobody, form, ORIGINS[0]).await?);
            // The same from our own page is let in, and stopped by the session that it lacks.
            let answer = send(&nobody, form, &[("sec-fetch-site", "same-origin")], true).await?;
            self.controls += 1;
            let is_refused = matches!(answer.status, 400 | 401 | 404 | 415 | 422 | 429);
            if !is_refused && !answer.location().starts_with("/sign-in") {
                faults.push(format!("{} of our own without a session → {}", form.action, answer.status));
            }
        }
        let same = async || Ok((self.state()? == before).then_some(()));
        if eventually("nothing has changed", same).await.is_err() {
            let forged: Vec<&str> = forms.iter().map(|it| it.action.as_str()).collect();
            faults.push(format!("one of these changed something: {forged:?}"));
        }
        Ok(faults)
    }

    async fn forge(
        &mut self,
        browser: &Browser,
        form: &Form,
        origin: &[(&str, &str)],
    ) -> Result<Option<String>> {
        self.sent += 1;
        let status = send(browser, form, origin, false).await?.status;
        Ok((status != 403).then(|| format!("{:?}: {} from {origin:?} → {status}", browser.who, form.action)))
    }

    /// The state once what events bring about is done.
    async fn at_rest(&self) -> Result<String> {
        let mut last = String::new();
        eventually("the stack is at rest", async || {
            let now = self.state()?;
            let is_same = now == last;
            last.clone_from(&now);
            Ok(is_same.then_some(now))
        })
        .await
    }

    fn state(&self) -> Result<String> {
        let state = self.own.past_services(ALL)?;
        ensure!(state.len() == 32, "no digest: {state}");
        Ok(state)
    }
}

/// Sends it as it stands, or with nothing in it.
async fn send(browser: &Browser, form: &Form, origin: &[(&str, &str)], is_empty: bool) -> Result<Page> {
    let mut request = browser.request(Method::POST, &form.action);
    for (name, value) in origin {
        request = request.header(*name, *value);
    }
    let request = if form.is_multipart {
        request.header(CONTENT_TYPE, "multipart/form-data; boundary=x").body("--x--\r\n")
    } else {
        request.form(&form.fields[..if is_empty { 0 } else { form.fields.len() }])
    };
    browser.send(&form.action, request).await
}

/// Where it goes, and which of its buttons are there.
fn kind_of(form: &Form) -> String {
    let names: BTreeSet<&str> =
        form.fields.iter().map(|it| it.0.as_str()).filter(|it| !it.contains('.')).collect();
    format!("{} {names:?}", kind(&form.action))
}

impl fmt::Display for Forgery<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let targets: BTreeSet<&str> = self.kinds.iter().filter_map(|it| it.split(' ').next()).collect();
        write!(
            f,
            "{} kinds of forms to {} targets forged {} times and refused, {} of our own stopped at the session",
            self.kinds.len(),
            targets.len(),
            self.sent,
            self.controls
        )
    }
}
