//! How Prometheus names what comes by OTLP.

use crate::collector::{Attributes, attributes};
use opentelemetry_proto::tonic::{
    common::v1::KeyValue,
    metrics::v1::{Metric, metric::Data},
};

/// One time series: its labels, and its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Series {
    pub(crate) name: String,
    pub(crate) labels: Attributes,
}

/// The series that become of `metric` from a process that `resource` describes. The bounds of buckets are one series here.
pub(crate) fn series(metric: Metric, resource: &Attributes) -> Vec<Series> {
    let base = with_unit(&written(&metric.name), &metric.unit);
    let (suffixes, points): (&[&str], Vec<Vec<KeyValue>>) = match metric.data {
        Some(Data::Gauge(it)) => (&[""], it.data_points.into_iter().map(|it| it.attributes).collect()),
        Some(Data::Sum(it)) => {
            let suffixes: &[&str] = if it.is_monotonic { &["_total"] } else { &[""] };
            (suffixes, it.data_points.into_iter().map(|it| it.attributes).collect())
        }
        Some(Data::Histogram(it)) => {
            (&["_bucket", "_sum", "_count"], it.data_points.into_iter().map(|it| it.attributes).collect())
        }
        _ => (&[], vec![]),
    };
    let mut series = Vec::new();
    for point in points {
        let mut labels: Attributes =
            attributes(point).into_iter().map(|(key, value)| (written(&key), value)).collect();
        labels.insert("job".to_owned(), resource.get("service.name").cloned().unwrap_or_default());
        for suffix in suffixes {
            let mut labels = labels.clone();
            if *suffix == "_bucket" {
                labels.insert("le".to_owned(), "+Inf".to_owned());
            }
            series.push(Series { name: format!("{base}{suffix}"), labels });
        }
    }
    series
}

/// With underscores for what Prometheus does not take.
fn written(name: &str) -> String {
    name.chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '_' }).collect()
}

fn with_unit(name: &str, unit: &str) -> String {
    match unit {
        "s" if !name.ends_with("_seconds") => format!("{name}_seconds"),
        _ => name.to_owned(),
    }
}
