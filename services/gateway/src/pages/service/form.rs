//! The official form of a procedure (Permenpan 35/2012): its head, and its table with the drawing.

use super::{
    definition::{ClockRule, Definition, Head, Wait},
    drawing::Drawing,
    flow::{Activity, Flow, To},
    plan::{Row, rows},
    ports::Shape,
    words,
};
use askama::Template;
use platform::indonesian;

const WHOLE: &str = "Seluruh dokumen dan keterangan yang dipersyaratkan";

/// The form, to be shown within a page.
#[derive(Template)]
#[template(path = "service/form.html")]
pub(super) struct Form<'d> {
    pub(super) title: &'d str,
    pub(super) head: &'d Head,
    pub(super) lanes: Vec<String>,
    pub(super) rows: Vec<Line>,
    /// Whether letters stand for lines that would be too long.
    pub(super) has_letters: bool,
}

/// A line of its table.
pub(super) struct Line {
    /// Empty where the procedure gives none.
    pub(super) number: String,
    pub(super) activity: String,
    pub(super) lane: usize,
    /// SVG.
    pub(super) drawing: String,
    pub(super) completeness: String,
    pub(super) norm: String,
    pub(super) output: String,
    pub(super) remarks: Vec<String>,
}

impl<'d> Form<'d> {
    /// Fails where the drawing cannot be written.
    pub(super) fn of(definition: &'d Definition) -> askama::Result<Self> {
        let flow = Flow::of(definition);
        let drawn = rows(&flow);
        let lines = flow.activities.iter().zip(&drawn).map(|(activity, row)| {
            let spoken = spoken(&flow, activity, row);
            let drawing = Drawing { row, lanes: flow.lanes.len(), spoken: &spoken }.render()?;
            Ok(Line::of(definition, activity, drawing))
        });
        let rows = lines.collect::<askama::Result<_>>()?;
        let has_letters = drawn.iter().any(|it| it.pins.iter().any(|pin| pin.is_letter));
        Ok(Self { title: &definition.title, head: &definition.head, rows, has_letters, lanes: flow.lanes })
    }
}

impl Head {
    /// The lists below the form's identity, in pairs as they stand beside each other.
    pub(super) fn lists(&self) -> [(&'static str, &[String]); 6] {
        [
            ("Dasar hukum", &self.legal_basis),
            ("Kualifikasi pelaksana", &self.qualifications),
            ("Keterkaitan", &self.related),
            ("Peralatan/perlengkapan", &self.equipment),
            ("Peringatan", &self.warnings),
            ("Pencatatan dan pendataan", &self.records),
        ]
    }

    /// Number and days, as far as they are known.
    pub(super) fn identity(&self) -> [(&'static str, String); 4] {
        let day = |day: &Option<String>| day.as_deref().map(indonesian::date_of).unwrap_or_default();
        [
            ("Nomor SOP", self.number.clone().unwrap_or_default()),
            ("Tanggal pembuatan", day(&self.created)),
            ("Tanggal revisi", day(&self.revised)),
            ("Tanggal efektif", day(&self.effective)),
        ]
    }
}

impl Line {
    fn of(definition: &Definition, activity: &Activity<'_>, drawing: String) -> Self {
        let step = activity.step;
        let listed = || {
            if definition.is_whole(&step.completeness) {
                return WHOLE.to_owned();
            }
            let titles: Vec<&str> = step.completeness.iter().map(|it| definition.title_of(it)).collect();
            titles.join("; ")
        };
        let mut remarks: Vec<String> = step.remarks.iter().cloned().collect();
        remarks.extend(step.clock.map(|it| pause(it).to_owned()));
        let lapse = step.lapses.as_ref().map(|it| format!("Paling lama {}", words::amount(&it.after)));
        Self {
            number: step.number.map(|it| it.to_string()).unwrap_or_default(),
            activity: activity.title.clone(),
            lane: activity.lane,
            drawing,
            completeness: step.completeness_text.clone().unwrap_or_else(listed),
            norm: step.norm.as_deref().map(words::amount).or(lapse).unwrap_or_default(),
            output: step.output.clone().unwrap_or_default(),
            remarks,
        }
    }
}

/// `text` where it may be broken besides at its spaces: after each `/`.
fn breakable(text: &str) -> std::str::SplitInclusive<'_, char> {
    text.split_inclusive('/')
}

fn pause(rule: ClockRule) -> &'static str {
    match rule {
        ClockRule::Pause => "Jangka waktu dihentikan sementara",
        ClockRule::Restart => "Jangka waktu dihitung dari awal setelah berkas lengkap",
    }
}

/// The row of the drawing in words.
fn spoken(flow: &Flow<'_>, activity: &Activity<'_>, row: &Row) -> String {
    let kind = match (row.shape, activity.step.wait) {
        (Shape::Decision, _) => "keputusan",
        (_, Some(Wait::Meeting)) => "rapat",
        (_, Some(Wait::Proposer)) => "menunggu",
        (Shape::Terminator, None) if activity.ways.iter().all(|it| it.to == To::End) => "kegiatan terakhir",
        (Shape::Terminator, None) => "kegiatan pertama",
        (Shape::Activity, None) => "kegiatan",
    };
    let ways = activity.ways.iter().map(|way| {
        let next = ahead(flow, &way.to);
        match way.title() {
            title if title.is_empty() => format!(" {}.", words::plain(&next)),
            title => format!(" {title}: {next}."),
        }
    });
    format!("{}: {kind}.{}", flow.lanes[activity.lane], ways.collect::<String>())
}

/// Where a way leads, in words.
fn ahead(flow: &Flow<'_>, to: &To) -> String {
    match to {
        To::End => "selesai".to_owned(),
        To::Steps(places) if places.len() == 1 => {
            format!("lanjut ke “{}”", flow.activities[places[0]].title)
        }
        To::Steps(_) => "kembali ke kegiatan sebelumnya".to_owned(),
    }
}
