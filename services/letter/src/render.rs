//! Turns a template and its data into a PDF/A-2b: the same data gives the same bytes.

mod world;

use jiff::{Timestamp, tz::TimeZone};
use platform::{Error, Result};
use qrcode::{QrCode, render::svg};
use serde_json::Value;
use typst::{
    diag::SourceDiagnostic,
    foundations::{Datetime, Smart},
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use world::World;

/// Whether there is a template of this name.
pub(crate) fn knows(template: &str) -> bool {
    world::template(template).is_some()
}

/// Renders `template` with `data`. `verification_url` goes into the code that cameras read; `at` is the time of making.
///
/// The data is shown as text and never read as markup. Takes some milliseconds of a core: call it off the runtime.
pub(crate) fn pdf(
    template: &str,
    data: &Value,
    verification_url: Option<&str>,
    at: Timestamp,
) -> Result<Vec<u8>> {
    let main = world::template(template)
        .ok_or_else(|| Error::invalid(format!("template {template:?} is not one of the letter service's")))?;
    let qr = verification_url.map(qr_code).transpose()?;
    let world = World::new(main, &legible(data), qr);
    let rendered = render(&world, at);
    // The next letter shares nothing with this one, so its memory is not worth keeping.
    typst::comemo::evict(0);
    rendered
}

fn render(world: &World, at: Timestamp) -> Result<Vec<u8>> {
    let document: PagedDocument = typst::compile(world).output.map_err(|it| failure(&it))?;
    let options = PdfOptions {
        ident: Smart::Custom(world.identity()),
        creator: Smart::Custom(Some("Telaah".into())),
        timestamp: creation_time(at),
        standards: PdfStandards::new(&[PdfStandard::A_2b])
            .map_err(|it| Error::internal(it.message().to_string()))?,
        ..PdfOptions::default()
    };
    let mut pdf = typst_pdf::pdf(&document, &options).map_err(|it| failure(&it))?;
    leave_out_suspects(&mut pdf);
    Ok(pdf)
}

/// Says nothing of suspects, which means that there are none: poppler takes the word for a syntax error.
fn leave_out_suspects(pdf: &mut [u8]) {
    const MARKED: &[u8] = b"/MarkInfo<</Marked true";
    const SUSPECTS: &[u8] = b"/Suspects false";
    let both = [MARKED, SUSPECTS].concat();
    if let Some(at) = pdf.windows(both.len()).position(|it| it == both) {
        pdf[at + MARKED.len()..at + both.len()].fill(b' ');
    }
}

fn creation_time(at: Timestamp) -> Option<typst_pdf::Timestamp> {
    let at = at.to_zoned(TimeZone::UTC).datetime();
    let part = |it: i8| it.unsigned_abs();
    let time = Datetime::from_ymd_hms(
        at.year().into(),
        part(at.month()),
        part(at.day()),
        part(at.hour()),
        part(at.minute()),
        part(at.second()),
    )?;
    Some(typst_pdf::Timestamp::new_utc(time))
}

fn qr_code(url: &str) -> Result<String> {
    let code = QrCode::new(url).map_err(|it| Error::internal(format!("QR code of {url:?}: {it}")))?;
    Ok(code.render::<svg::Color<'_>>().quiet_zone(false).min_dimensions(200, 200).build())
}

/// The data with every character that the fonts do not have replaced: PDF/A forbids to leave it out.
fn legible(data: &Value) -> Value {
    match data {
        Value::String(text) => {
            let shown: String = text.chars().map(|it| if world::can_write(it) { it } else { '?' }).collect();
            shown.into()
        }
        Value::Array(items) => items.iter().map(legible).collect(),
        Value::Object(fields) => fields.iter().map(|(name, it)| (name.clone(), legible(it))).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => data.clone(),
    }
}

fn failure(diagnostics: &[SourceDiagnostic]) -> Error {
    let messages: Vec<&str> = diagnostics.iter().map(|it| it.message.as_str()).collect();
    Error::internal(format!("the template failed: {}", messages.join("; ")))
}

#[cfg(test)]
mod tests;
