//! JSON between contracts, which carry it as a `Struct`, and our own code.

use prost_types::{ListValue, Struct, Value as ProtoValue, value::Kind};
use serde_json::{Map, Number, Value};

/// As contracts write it. Anything but an object becomes an empty one.
pub fn to_struct(value: Value) -> Struct {
    match value {
        Value::Object(fields) => {
            Struct { fields: fields.into_iter().map(|(name, value)| (name, to_proto(value))).collect() }
        }
        _ => Struct::default(),
    }
}

/// As our own code reads it. Whole numbers come back as such.
pub fn from_struct(object: Struct) -> Value {
    let fields = object.fields.into_iter().map(|(name, value)| (name, from_proto(value)));
    Value::Object(fields.collect::<Map<_, _>>())
}

fn to_proto(value: Value) -> ProtoValue {
    let kind = match value {
        Value::Null => Kind::NullValue(0),
        Value::Bool(it) => Kind::BoolValue(it),
        Value::Number(it) => Kind::NumberValue(it.as_f64().unwrap_or_default()),
        Value::String(it) => Kind::StringValue(it),
        Value::Array(items) => {
            Kind::ListValue(ListValue { values: items.into_iter().map(to_proto).collect() })
        }
        value @ Value::Object(_) => Kind::StructValue(to_struct(value)),
    };
    ProtoValue { kind: Some(kind) }
}

fn from_proto(value: ProtoValue) -> Value {
    /// Beyond it a double is no longer exact.
    const MAX_SAFE: f64 = 9_007_199_254_740_991.0;
    match value.kind {
        None | Some(Kind::NullValue(_)) => Value::Null,
        Some(Kind::BoolValue(it)) => Value::Bool(it),
        #[expect(clippy::cast_possible_truncation, reason = "it is whole and within the range")]
        Some(Kind::NumberValue(it)) if it.fract() == 0.0 && it.abs() <= MAX_SAFE => Value::from(it as i64),
        Some(Kind::NumberValue(it)) => Number::from_f64(it).map_or(Value::Null, Value::Number),
        Some(Kind::StringValue(it)) => Value::String(it),
        Some(Kind::ListValue(list)) => Value::Array(list.values.into_iter().map(from_proto).collect()),
        Some(Kind::StructValue(it)) => from_struct(it),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_goes_out_comes_back() {
        let value = json!({ "a": [1, 2.5, "x", null, true], "b": { "c": -7 } });

        assert_eq!(from_struct(to_struct(value.clone())), value);
    }
}
