//! What a query asks for: metrics with conditions, and the labels by which it groups.

use crate::prometheus::Series;
use anyhow::{Result, anyhow};
use promql_parser::{
    label::{MatchOp, Matcher},
    parser::{Expr, VectorSelector, parse},
    util::{ExprVisitor, walk_expr},
};
use std::collections::BTreeSet;

/// What one query asks for.
#[derive(Default)]
pub(crate) struct Asked {
    selectors: Vec<VectorSelector>,
    labels: BTreeSet<String>,
}

impl Asked {
    /// Parses `query`, in which Grafana's interval may stand.
    pub(crate) fn read(query: &str) -> Result<Self> {
        let expression =
            parse(&query.replace("$__rate_interval", "5m")).map_err(|it| anyhow!("{query}: {it}"))?;
        let mut asked = Self::default();
        walk_expr(&mut asked, &expression).map_err(|()| anyhow!("{query}: cannot be walked"))?;
        Ok(asked)
    }

    /// What of it no series of `exported` has.
    pub(crate) fn missing(&self, exported: &BTreeSet<Series>) -> Vec<String> {
        let mut missing = Vec::new();
        let mut found = Vec::new();
        for selector in &self.selectors {
            let matching: Vec<_> = exported.iter().filter(|it| is_matched(selector, it)).collect();
            if matching.is_empty() {
                missing.push(format!("no series {selector}"));
            }
            found.extend(matching);
        }
        for label in &self.labels {
            if !found.iter().any(|it| it.labels.contains_key(label)) {
                missing.push(format!("no label {label}"));
            }
        }
        if self.selectors.is_empty() {
            missing.push("it asks for no metric".to_owned());
        }
        missing
    }
}

impl ExprVisitor for Asked {
    type Error = ();

    fn pre_visit(&mut self, expression: &Expr) -> Result<bool, ()> {
        match expression {
            Expr::VectorSelector(it) => self.selectors.push(it.clone()),
            Expr::MatrixSelector(it) => self.selectors.push(it.vs.clone()),
            Expr::Aggregate(it) => {
                let grouped = it.modifier.iter().flat_map(|it| it.labels().labels.iter());
                self.labels.extend(grouped.cloned());
            }
            Expr::Binary(it) => {
                let matched = it.modifier.iter().filter_map(|it| it.matching.as_ref());
                self.labels.extend(matched.flat_map(|it| it.labels().labels.iter()).cloned());
            }
            _ => (),
        }
        Ok(true)
    }
}

fn is_matched(selector: &VectorSelector, series: &Series) -> bool {
    selector.name.as_deref() == Some(series.name.as_str())
        && selector.matchers.matchers.iter().all(|it| holds(it, series))
}

/// Unlike in Prometheus a label that is not there matches nothing: who names it believes that it is.
fn holds(matcher: &Matcher, series: &Series) -> bool {
    let Some(value) = series.labels.get(&matcher.name) else {
        return false;
    };
    match &matcher.op {
        MatchOp::Equal => *value == matcher.value,
        MatchOp::NotEqual => *value != matcher.value,
        MatchOp::Re(regex) => regex.is_match(value),
        MatchOp::NotRe(regex) => !regex.is_match(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exported() -> BTreeSet<Series> {
        let labels = [("job", "telaah"), ("band", "overdue")];
        let labels = labels.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        BTreeSet::from([Series { name: "tasks".to_owned(), labels }])
    }

    #[test]
    fn what_is_exported_may_be_asked_for_and_nothing_else() {
        let missing = |query: &str| Asked::read(query).expect("PromQL").missing(&exported());

        assert!(missing(r#"max by (band) (rate(tasks{band=~"over.*"}[5m])) > 1"#).is_empty());
        for query in [
            "rate(task[5m])",
            r#"tasks{band="later"}"#,
            r#"tasks{colour!="red"}"#,
            "sum by (bands) (tasks)",
            "tasks / on (bands) tasks",
            "absent(task)",
            "1 + 1",
        ] {
            assert_eq!(missing(query).len(), 1, "{query}");
        }
        assert!(Asked::read("sum(tasks").is_err());
    }
}
