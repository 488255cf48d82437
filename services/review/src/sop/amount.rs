//! Lengths of time as procedures write them: `60 working_days`, `none`.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, str::FromStr};
use worktime::Allowance;

/// So many of a unit, such as `60 working_minutes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Amount(pub Allowance);

/// How long a case may take as a whole, if anything says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ServiceStandard(pub Option<Allowance>);

const NONE: &str = "none";
const PATTERN: &str = "^[1-9][0-9]* (working_minutes|working_days|calendar_days|calendar_months)$";

impl TryFrom<String> for Amount {
    type Error = <Allowance as FromStr>::Err;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Self)
    }
}

impl From<Amount> for String {
    fn from(amount: Amount) -> Self {
        amount.0.to_string()
    }
}

impl TryFrom<String> for ServiceStandard {
    type Error = <Allowance as FromStr>::Err;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text == NONE { Ok(Self(None)) } else { text.parse().map(Some).map(Self) }
    }
}

impl From<ServiceStandard> for String {
    fn from(standard: ServiceStandard) -> Self {
        standard.0.map_or_else(|| NONE.to_owned(), |it| it.to_string())
    }
}

impl JsonSchema for Amount {
    fn schema_name() -> Cow<'static, str> {
        "Amount".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": PATTERN })
    }
}

impl JsonSchema for ServiceStandard {
    fn schema_name() -> Cow<'static, str> {
        "ServiceStandard".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "const": NONE }, { "type": "string", "pattern": PATTERN }] })
    }
}
