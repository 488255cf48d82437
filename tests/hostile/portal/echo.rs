//! What is typed into a form or an address and comes back from there is text too.

use super::{
    browser::{Browser, Page},
    crawl::{crawl, kind},
    markup::{Form, escaped, foreign, forms, unbroken},
    words::Words,
};
use anyhow::{Result, ensure};
use journeys::{
    consideration::{REGISTRY, SECRETARIAT},
    story::{GOVERNANCE, PROPOSER, Story},
};
use std::collections::{BTreeMap, BTreeSet};

const ADMINISTRATOR: &str = "administrator-telaah";
/// Where something is looked for.
const SEARCHES: [&str; 22] = [
    "/services?query=",
    "/track?number=",
    "/register?query=",
    "/register?year=",
    "/register?page=",
    "/complaints?query=",
    "/complaints?agency=",
    "/complaints/",
    "/verify/",
    "/sign-in?return=",
    "/no-such-page/",
    "/agencies/",
    "/tasks?query=",
    "/tasks?page=",
    "/cases?query=",
    "/requests?state=",
    "/letters?show=",
    "/agency/people?query=",
    "/agency/positions?query=",
    "/agency/calendar?year=",
    "/open/",
    "/requests/new?procedure=",
];

#[tokio::test]
async fn what_is_typed_comes_back_as_text() -> Result<()> {
    let story = Story::filed_at("2026-01-07T08:00:00").await?;
    let words = Words::default();
    let (mut echoed, mut seen, mut faults) = (BTreeMap::<u16, usize>::new(), BTreeSet::new(), vec![]);
    let mut judge = |who: &str, page: &Page| {
        *echoed.entry(page.status).or_default() += 1;
        let text = unbroken(&page.text());
        let is_text = |shown: &str, text: &str| shown.starts_with(&escaped(text));
        // Several fields of a request hold one text; a problem document is no page.
        let met = if page.is_of("text/html") { words.met(&text, is_text) } else { Ok(BTreeSet::new()) };
        match met {
            _ if 500 <= page.status => faults.push(format!("{who}: {} → {}", page.path, page.status)),
            _ if page.is_of("text/html") && !foreign(&text).is_empty() => {
                faults.push(format!("{who}: {} has {:?}", page.path, foreign(&text)));
            }
            Ok(met) => seen.extend(met),
            Err(error) => faults.push(format!("{who}: {}: {error}", page.path)),
        }
    };

    for who in ["", PROPOSER, GOVERNANCE, ADMINISTRATOR] {
        let browser = Browser::of(&story.own, who).await?;
        for search in SEARCHES {
            judge(who, &browser.get(&format!("{search}{}", encoded(&words.line(search)))).await?);
        }
    }
    let mut kinds = BTreeSet::new();
    for who in ["", PROPOSER, GOVERNANCE, ADMINISTRATOR, REGISTRY, SECRETARIAT] {
        let browser = Browser::of(&story.own, who).await?;
        let first = if who.is_empty() { "/" } else { "/home" };
        let pages = crawl(&browser, &[first.to_owned()]).await?;
        let forms =
            pages.iter().filter(|it| it.is_of("text/html")).flat_map(|it| forms(&it.text(), &it.path));
        for form in forms.collect::<Vec<_>>() {
            let is_new = form.action != "/sign-out" && kinds.insert(kind(&form.action));
            if is_new && !form.is_multipart {
                judge(who, &typed_into(&browser, &form, &words).await?);
            }
        }
    }

    let (fields, _) = words.count();
    println!(
        "typed: {fields} texts into {} searches and {} kinds of forms, by status {echoed:?}; {} came back",
        SEARCHES.len(),
        kinds.len(),
        seen.len()
    );
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    ensure!(40 <= seen.len(), "only {} came back: nothing was looked at", seen.len());
    Ok(())
}

/// The form with an attack in everything that people fill in, dates and choices too.
async fn typed_into(browser: &Browser, form: &Form, words: &Words) -> Result<Page> {
    let value = |(name, value): &(String, String)| match form.typed.contains(name) {
        true => (name.clone(), words.line("a field of a form")),
        false => (name.clone(), value.clone()),
    };
    let fields: Vec<_> = form.fields.iter().map(value).collect();
    let fields: Vec<_> = fields.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
    browser.post(&form.action, &fields).await
}

/// As a part of an address.
pub(super) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|it| if it.is_ascii_alphanumeric() { char::from(it).to_string() } else { format!("%{it:02X}") })
        .collect()
}
