//! What goes into a verb and comes out of it, as JSON Schema (2020-12) derived from its Rust types.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// The schema of a verb's input or answer. Doc comments of the type are its descriptions; `x-noun` says that a uuid names a
/// record of that noun, `x-setting` that an admin's setting lists the values.
#[derive(Debug, Clone)]
pub struct Schema(Value);

/// One value a verb takes.
#[derive(Debug, Clone, Copy)]
pub struct Parameter<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its schema.
    pub schema: &'a Value,
    /// Nothing can be done without it.
    pub required: bool,
}

impl Schema {
    /// Of a type.
    pub fn of<T: JsonSchema>() -> Schema {
        let settings = SchemaSettings::draft2020_12().with(|s| {
            s.inline_subschemas = true;
            s.meta_schema = None;
        });
        let mut value = Value::from(settings.into_generator().into_root_schema_for::<T>());
        plain(&mut value);
        Schema(value)
    }

    /// Of an input with these properties, none of them required.
    pub fn with(properties: Value) -> Schema {
        Schema(json!({ "type": "object", "properties": properties, "additionalProperties": false }))
    }

    /// Of a list of objects with these properties.
    pub fn list(properties: Value) -> Schema {
        Schema(json!({ "type": "array", "items": { "type": "object", "properties": properties } }))
    }

    /// As JSON.
    pub fn json(&self) -> &Value {
        &self.0
    }

    /// The values of an object, in the order of their declaration.
    pub fn parameters(&self) -> impl Iterator<Item = Parameter<'_>> {
        let required = self.0["required"].as_array().map_or(&[][..], Vec::as_slice);
        let properties = self.0["properties"].as_object().into_iter().flatten();
        properties.map(|(name, schema)| Parameter {
            name,
            schema,
            required: required.iter().any(|r| r.as_str() == Some(name)),
        })
    }

    /// The value of this name.
    pub fn parameter(&self, name: &str) -> Option<Parameter<'_>> {
        self.parameters().find(|p| p.name == name)
    }

    /// What somebody could send: everything that is required, and what has an example of its own.
    pub fn example(&self) -> Value {
        let told = self.parameters().filter(|p| p.required || p.schema.get("examples").is_some());
        Value::Object(told.map(|p| (p.name.to_string(), example(p.schema))).collect::<Map<_, _>>())
    }
}

/// A value that fits a schema.
fn example(schema: &Value) -> Value {
    if let Some(first) = schema["examples"].get(0).or_else(|| schema["enum"].get(0)) {
        return first.clone();
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or("string");
    match (kind, schema["format"].as_str()) {
        ("integer" | "number", _) => schema.get("minimum").cloned().unwrap_or(json!(1)),
        ("boolean", _) => json!(true),
        ("array", _) => json!([example(&schema["items"])]),
        ("object", _) => Schema(schema.clone()).example(),
        (_, Some("uuid")) => json!("019ab3f2-7c41-7d6e-9a55-3f0c2e8b1d47"),
        (_, Some("date")) => json!("2026-12-01"),
        (_, Some("date-time")) => json!("2026-12-01T09:00:00Z"),
        (_, Some("email")) => json!("jo@example.org"),
        _ => json!("…"),
    }
}

/// Names of types and sizes of Rust's numbers say nothing to who calls.
fn plain(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if map.contains_key("properties") {
                map.remove("title");
            }
            if map
                .get("format")
                .and_then(Value::as_str)
                .is_some_and(|f| f.starts_with("int") || f.starts_with("uint") || f == "double")
            {
                map.remove("format");
            }
            map.values_mut().for_each(plain);
        }
        Value::Array(list) => list.iter_mut().for_each(plain),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    /// A thing to do.
    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    struct Thing {
        /// The deal.
        #[schemars(extend("x-noun" = "opportunities"))]
        deal: Uuid,
        days: Option<i32>,
        #[schemars(extend("enum" = ["a", "b"]))]
        kind: String,
        lines: Option<Vec<Inner>>,
    }

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    struct Inner {
        title: String,
    }

    #[test]
    fn schemas_say_what_is_needed_and_show_an_example() {
        let schema = Schema::of::<Thing>();
        let deal = schema.parameter("deal").unwrap();
        assert!(deal.required);
        assert_eq!(deal.schema["x-noun"], "opportunities");
        assert_eq!(deal.schema["description"], "The deal.");
        assert_eq!(deal.schema["format"], "uuid");
        let days = schema.parameter("days").unwrap();
        assert!(!days.required);
        assert_eq!(*days.schema, json!({ "type": ["integer", "null"] }));
        assert_eq!(schema.parameter("lines").unwrap().schema["items"]["properties"]["title"]["type"], "string");
        assert_eq!(schema.example()["kind"], "a");
        assert!(schema.example().get("days").is_none());
        assert_eq!(schema.parameters().map(|p| p.name).collect::<Vec<_>>(), ["deal", "days", "kind", "lines"]);
    }
}
