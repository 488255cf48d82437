//! What of a page is markup, as browsers read it (HTML Living Standard, 13.2.5).

use std::collections::BTreeSet;

/// A tag that begins an element.
pub(super) struct Tag {
    /// In lower case.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
}

/// A form that is sent by POST.
#[derive(Debug, Clone, Default)]
pub(super) struct Form {
    /// Where it goes.
    pub(super) action: String,
    /// Its fields with what stands in them.
    pub(super) fields: Vec<(String, String)>,
    /// Names of those that people fill in.
    pub(super) typed: BTreeSet<String>,
    /// Whether it sends files.
    pub(super) is_multipart: bool,
}

impl Tag {
    /// The value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|it| it.0 == name).map(|it| it.1.as_str())
    }

    /// Whether no page of ours has such a tag: it runs a script, or loads what is another's.
    fn is_foreign(&self) -> bool {
        let is_ours = |it: Option<&str>| it.is_some_and(|it| it.starts_with('/') && !it.starts_with("//"));
        match self.name.as_str() {
            "script" => !is_ours(self.get("src")),
            "iframe" => !is_ours(self.get("src")),
            "img" | "object" | "embed" | "base" | "marquee" | "video" | "audio" | "style" => true,
            _ => self.attributes.iter().any(|(name, value)| {
                name.starts_with("on")
                    || name == "style"
                    || value.trim().to_lowercase().starts_with("javascript:")
            }),
        }
    }
}

/// The tags of a page that no page of ours has.
pub(super) fn foreign(page: &str) -> Vec<String> {
    tags(page)
        .into_iter()
        .filter(Tag::is_foreign)
        .map(|it| format!("<{} {:?}>", it.name, it.attributes))
        .collect()
}

/// Addresses on this site that a page leads to or loads.
pub(super) fn links(page: &str) -> Vec<String> {
    let address = |tag: &Tag| {
        match tag.name.as_str() {
            "form" if tag.get("method") == Some("post") => None,
            "form" => tag.get("action"),
            _ => tag.get("href").or_else(|| tag.get("src")).or_else(|| tag.get("hx-get")),
        }
        .map(|it| it.split('#').next().unwrap_or_default().to_owned())
    };
    let all = tags(page).iter().filter_map(address).collect::<Vec<_>>();
    all.into_iter().filter(|it| it.starts_with('/') && !it.starts_with("//")).collect()
}

/// The forms of the page at `path` that are sent by POST, and what scripts send.
pub(super) fn forms(page: &str, path: &str) -> Vec<Form> {
    let (mut forms, mut elsewhere, mut open): (Vec<Form>, Vec<Form>, bool) = (vec![], vec![], false);
    for tag in tags(page) {
        let (name, value) = (tag.get("name"), tag.get("value").unwrap_or_default());
        match tag.name.as_str() {
            "form" => {
                open = tag.get("method") == Some("post");
                let is_multipart = tag.get("enctype").is_some_and(|it| it.starts_with("multipart"));
                let action = tag.get("action").unwrap_or(path).to_owned();
                if open {
                    forms.push(Form { action, is_multipart, ..Form::default() });
                }
            }
            "/form" => open = false,
            "input" | "button" | "textarea" | "select" if open => {
                let Some((name, form)) = name.zip(forms.last_mut()) else { continue };
                form.fields.push((name.to_owned(), value.to_owned()));
                if tag.name != "button" && tag.get("type") != Some("hidden") {
                    form.typed.insert(name.to_owned());
                }
            }
            _ => {}
        }
        let others = tag.get("hx-post").or_else(|| tag.get("formaction"));
        elsewhere.extend(others.map(|it| Form { action: it.to_owned(), ..Form::default() }));
    }
    forms.into_iter().chain(elsewhere).collect()
}

fn tags(page: &str) -> Vec<Tag> {
    let (mut tags, mut rest) = (vec![], page);
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |it| it.1);
        } else if rest.starts_with(|it: char| it.is_ascii_alphabetic() || it == '/') {
            let end = rest.find(|it: char| it.is_whitespace() || it == '>').unwrap_or(rest.len());
            let name = rest[..end].trim_end_matches('/').to_lowercase();
            let (attributes, after) = attributes(&rest[end..]);
            tags.push(Tag { name, attributes });
            rest = after;
        }
    }
    tags
}

/// The attributes up to the end of the tag, and what follows it.
fn attributes(tag: &str) -> (Vec<(String, String)>, &str) {
    let (mut attributes, mut rest) = (vec![], tag);
    loop {
        rest = rest.trim_start_matches(|it: char| it.is_whitespace() || it == '/');
        if rest.is_empty() {
            return (attributes, rest);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (attributes, after);
        }
        // A name may begin with an equals sign, and with nothing else that ends it.
        let end =
            rest.char_indices().skip(1).find(|(_, it)| it.is_whitespace() || matches!(it, '=' | '>' | '/'));
        let (name, after) = rest.split_at(end.map_or(rest.len(), |it| it.0));
        let (value, after) = match after.trim_start().strip_prefix('=') {
            Some(value) => value_of(value.trim_start()),
            None => ("", after),
        };
        attributes.push((name.to_lowercase(), unescaped(value)));
        rest = after;
    }
}

fn value_of(text: &str) -> (&str, &str) {
    match text.chars().next() {
        Some(quote @ ('"' | '\'')) => text[1..].split_once(quote).unwrap_or((&text[1..], "")),
        _ => text.split_at(text.find(|it: char| it.is_whitespace() || it == '>').unwrap_or(text.len())),
    }
}

/// Text as our pages write it.
pub(super) fn escaped(text: &str) -> String {
    let signs = [('&', "&#38;"), ('<', "&#60;"), ('>', "&#62;"), ('"', "&#34;"), ('\'', "&#39;")];
    text.chars()
        .map(|it| signs.iter().find(|(sign, _)| *sign == it).map_or(it.to_string(), |it| it.1.to_owned()))
        .collect()
}

/// The page without places where words may break, and without breaks in the lines of its drawings.
pub(super) fn unbroken(page: &str) -> String {
    let page = page.replace("<wbr>", "");
    let mut parts = page.split("</tspan><tspan ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| format!("{text} {}", part.split_once('>').map_or("", |it| it.1)))
}

/// As a browser reads an attribute.
fn unescaped(text: &str) -> String {
    let signs =
        [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&amp;", "&"), ("&#38;", "&")];
    signs.iter().fold(text.to_owned(), |text, (escaped, sign)| text.replace(escaped, sign))
}

#[test]
fn markup_is_found_wherever_it_gets_out() {
    for page in [
        "<p><script>alert(1)</script>",
        "<p title=\"\"><img src=x onerror=alert(1)>\">",
        "<a href=\"javascript:alert(1)\">",
        "<p title=\"\" onclick=\"alert(1)\">",
        "<input value=x onfocus=alert(1)>",
        "<p><SCRIPT src=\"https://evil.example/x.js\">",
    ] {
        assert_eq!(foreign(page).len(), 1, "{page}");
    }
    let ours = "<script src=\"/htmx.js?v=1\" defer></script><p title=\"&#60;script&#62; onclick=&#34;\">a &#60;img&#62;</p>";
    assert_eq!(foreign(ours), Vec::<String>::new());
}

#[test]
fn links_and_forms_are_read_as_browsers_do() {
    let page = "<a href=\"/a?x=1&#38;y=2#z\"><a href=\"https://b\"><iframe src='/c'></iframe><form method=\"get\" action=\"/d\">\
                </form><form method=\"post\"><input name=\"e\" value=\"&#34;\"><textarea name=f></textarea></form>";

    let forms = forms(page, "/page");

    assert_eq!(links(page), ["/a?x=1&y=2", "/c", "/d"]);
    assert_eq!((forms.len(), forms[0].action.as_str(), forms[0].fields.len()), (1, "/page", 2));
    assert_eq!(forms[0].fields[0], ("e".to_owned(), "\"".to_owned()));
}
