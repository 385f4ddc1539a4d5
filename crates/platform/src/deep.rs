//! JSON from before its depth was bounded: it is read as far as it goes, so that one value never keeps a page, a list
//! or a history from being shown.

use serde_json::Value;
use serde_json::value::RawValue;
use std::error::Error;
use tokio_postgres::types::{FromSql, Type};

/// Levels that are read as they are. What lies deeper, and is deeper than the parser goes, stands there as its JSON
/// text. The database refuses to store as many levels, so what was read so is never written back in place of the value.
const LEVELS: usize = 64;

/// Reads JSON of any depth.
///
/// # Errors
/// When it is no JSON.
pub fn read(json: &[u8]) -> serde_json::Result<Value> {
    serde_json::from_slice(json).or_else(|_| level(serde_json::from_slice::<&RawValue>(json)?.get(), 0))
}

fn level(json: &str, at: usize) -> serde_json::Result<Value> {
    if let Ok(value) = serde_json::from_str(json) {
        return Ok(value);
    }
    if at == LEVELS {
        return Ok(Value::String(json.to_string()));
    }
    if json.starts_with('[') {
        let items: Vec<&RawValue> = serde_json::from_str(json)?;
        return items.into_iter().map(|item| level(item.get(), at + 1)).collect::<Result<_, _>>().map(Value::Array);
    }
    let fields: indexmap::IndexMap<String, &RawValue> = serde_json::from_str(json)?;
    fields.into_iter().map(|(key, v)| Ok((key, level(v.get(), at + 1)?))).collect::<Result<_, _>>().map(Value::Object)
}

/// A `json` or `jsonb` of a row, of any depth.
pub struct Deep(pub Value);

impl<'a> FromSql<'a> for Deep {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Deep, Box<dyn Error + Sync + Send>> {
        let json = if *ty == Type::JSONB { raw.get(1..).unwrap_or_default() } else { raw };
        Ok(Deep(read(json)?))
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::JSON | Type::JSONB)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_depth_is_read_and_nothing_of_it_is_lost() {
        let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(read(b"{\"a\": [1, null]}").unwrap(), serde_json::json!({ "a": [1, null] }));
        for depth in [100, 127, 128, 200, 20_000] {
            let json = format!("{{\"plain\": \"x\", \"deep\": {}}}", nested(depth));
            let value = read(json.as_bytes()).unwrap();
            assert_eq!(value["plain"], "x", "{depth}");
            let mut left = &value["deep"];
            let mut levels = 0;
            while let Some(inner) = left.get(0) {
                (left, levels) = (inner, levels + 1);
            }
            let rest = left.as_str().map_or_else(|| left.to_string(), str::to_string);
            assert_eq!(rest, nested(depth - levels), "{depth}");
        }
        assert!(read(b"{\"a\": ").is_err() && read(b"[1,]").is_err());
    }
}
