//! Amounts in a verb's input.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::borrow::Cow;

/// A number as it was sent, digit for digit: a JSON number, or a text so that no digit is lost on the way.
#[derive(Debug, Clone)]
pub struct Decimal(String);

impl Decimal {
    /// Its digits, for PostgreSQL to understand; nothing for a blank text.
    pub fn digits(&self) -> Option<String> {
        Some(self.0.trim()).filter(|d| !d.is_empty()).map(str::to_string)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
        match Value::deserialize(from)? {
            Value::String(text) => Ok(Decimal(text)),
            Value::Number(number) => Ok(Decimal(number.to_string())),
            _ => Err(D::Error::custom("an amount is a number, or a text with its digits")),
        }
    }
}

impl JsonSchema for Decimal {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Decimal".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["number", "string"] })
    }
}
