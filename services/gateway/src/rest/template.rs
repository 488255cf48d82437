//! Path templates of `google.api.http`: `/v1/{parent=agencies/*}/submissions:file`.

use anyhow::{Context as _, bail, ensure};
use percent_encoding::percent_decode_str;

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Template {
    segments: Vec<Segment>,
    /// What follows the last colon: a custom method.
    verb: Option<String>,
    variables: Vec<Variable>,
}

/// The path of a request, taken apart once for all templates.
pub(crate) struct Path {
    segments: Vec<String>,
    verb: Option<String>,
}

/// In the order in which they are tried.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Literal(String),
    One,
    Rest,
}

/// The segments that a field gets, joined by slashes.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Variable {
    field: String,
    start: usize,
    end: usize,
}

impl Template {
    pub(crate) fn parse(text: &str) -> anyhow::Result<Self> {
        let (mut segments, mut variables) = (Vec::new(), Vec::new());
        let mut rest = text;
        while let Some(tail) = rest.strip_prefix('/') {
            if let Some(tail) = tail.strip_prefix('{') {
                let (variable, tail) = tail.split_once('}').context("a { is not closed")?;
                let (field, pattern) = variable.split_once('=').unwrap_or((variable, "*"));
                let start = segments.len();
                segments.extend(pattern.split('/').map(Segment::read));
                variables.push(Variable { field: field.to_owned(), start, end: segments.len() });
                rest = tail;
            } else {
                let (segment, tail) = tail.split_at(tail.find(['/', ':']).unwrap_or(tail.len()));
                segments.push(Segment::read(segment));
                rest = tail;
            }
        }
        let verb = rest.strip_prefix(':').map(str::to_owned);
        ensure!(verb.is_some() || rest.is_empty(), "cannot read {rest:?}");
        if segments.iter().rev().skip(1).any(|it| *it == Segment::Rest) {
            bail!("** must be last");
        }
        Ok(Self { segments, verb, variables })
    }

    pub(crate) fn matches(&self, path: &Path) -> bool {
        let (wanted, given) = (self.segments.len(), path.segments.len());
        let is_open = self.segments.last() == Some(&Segment::Rest);
        path.verb == self.verb
            && (given == wanted || is_open && given > wanted)
            && self.segments.iter().zip(&path.segments).all(|(segment, given)| segment.fits(given))
    }

    /// The fields that a path that matches gives.
    pub(crate) fn fields_of(&self, path: &Path) -> Vec<(&str, String)> {
        let given = &path.segments;
        // Only the last segment can stand for several.
        let end = |it: &Variable| if it.end == self.segments.len() { given.len() } else { it.end };
        self.variables.iter().map(|it| (it.field.as_str(), given[it.start..end(it)].join("/"))).collect()
    }

    pub(crate) fn fields(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().map(|it| it.field.as_str())
    }

    /// As OpenAPI writes it, where a parameter is one segment, and the names of the parameters:
    /// `agencies/*` becomes `agencies/{agency}`.
    pub(crate) fn openapi(&self) -> (String, Vec<String>) {
        let (mut path, mut parameters) = (String::new(), Vec::new());
        let mut before = "item";
        for (place, segment) in self.segments.iter().enumerate() {
            if let Segment::Literal(word) = segment {
                path += &format!("/{word}");
                before = word;
            } else {
                let parameter = self.alone(place).map_or_else(|| singular(before), str::to_owned);
                path += &format!("/{{{parameter}}}");
                parameters.push(parameter);
            }
        }
        path += &self.verb.as_ref().map(|it| format!(":{it}")).unwrap_or_default();
        (path, parameters)
    }

    /// The field that gets this segment and no other.
    fn alone(&self, place: usize) -> Option<&str> {
        let variable = self.variables.iter().find(|it| it.start == place && it.end == place + 1)?;
        variable.field.rsplit('.').next()
    }
}

impl Path {
    /// Nothing for a path no template can match. An id with a colon must encode it.
    pub(crate) fn read(path: &str) -> Option<Self> {
        let last = path.rfind('/')?;
        let (path, verb) = match path[last..].rfind(':') {
            Some(colon) => (&path[..last + colon], Some(path[last + colon + 1..].to_owned())),
            None => (path, None),
        };
        let segments: Option<_> = path.strip_prefix('/')?.split('/').map(decode).collect();
        Some(Self { segments: segments?, verb })
    }
}

impl Segment {
    fn read(text: &str) -> Self {
        match text {
            "*" => Self::One,
            "**" => Self::Rest,
            _ => Self::Literal(text.to_owned()),
        }
    }

    fn fits(&self, given: &str) -> bool {
        match self {
            Self::Literal(word) => word == given,
            Self::One | Self::Rest => !given.is_empty(),
        }
    }
}

/// Nothing for what would add a segment once decoded.
fn decode(segment: &str) -> Option<String> {
    let text = percent_decode_str(segment).decode_utf8().ok()?;
    (!text.contains('/')).then(|| text.into_owned())
}

fn singular(word: &str) -> String {
    match word.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => word.strip_suffix('s').unwrap_or(word).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(template: &str, path: &str) -> Option<Vec<(String, String)>> {
        let template = Template::parse(template).unwrap();
        let path = Path::read(path)?;
        let fields = template.matches(&path).then(|| template.fields_of(&path))?;
        Some(fields.into_iter().map(|(field, value)| (field.to_owned(), value)).collect())
    }

    #[test]
    fn a_variable_takes_the_segments_of_its_pattern() {
        let found = fields("/v1/{name=agencies/*/cases/*}", "/v1/agencies/kemen%20panrb/cases/7");
        assert_eq!(found, Some(vec![("name".into(), "agencies/kemen panrb/cases/7".into())]));
    }

    #[test]
    fn a_custom_method_is_no_part_of_an_id() {
        assert_eq!(fields("/v1/{name=cases/*}", "/v1/cases/7:close"), None);
        assert_eq!(fields("/v1/{name=cases/*}:close", "/v1/cases/7"), None);
        assert!(fields("/v1/{name=cases/*}:close", "/v1/cases/7:close").is_some());
    }

    #[test]
    fn an_encoded_slash_adds_no_segment() {
        assert_eq!(fields("/v1/{name=cases/*}", "/v1/cases/a%2Fb"), None);
    }

    #[test]
    fn two_stars_take_the_rest() {
        let found = fields("/v1/{name=files/**}", "/v1/files/a/b");
        assert_eq!(found, Some(vec![("name".into(), "files/a/b".into())]));
    }
}
