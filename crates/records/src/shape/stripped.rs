//! JSON without the nulls of its objects, as `nulls=stripped` asks for.

use indexmap::IndexMap;
use serde_json::value::RawValue;

/// Writes a JSON text without the keys whose value is null. Numbers stay as they were written.
pub(super) fn stripped(json: &[u8], out: &mut Vec<u8>) {
    match json.first() {
        Some(b'{') => match serde_json::from_slice::<IndexMap<String, &RawValue>>(json) {
            Ok(map) => {
                let kept = map.iter().filter(|(_, value)| value.get() != "null");
                list(b'{', b'}', out, kept, |(key, value), out| {
                    super::text::quoted(key.as_bytes(), out);
                    out.push(b':');
                    stripped(value.get().as_bytes(), out);
                });
            }
            Err(_) => out.extend_from_slice(json),
        },
        Some(b'[') => match serde_json::from_slice::<Vec<&RawValue>>(json) {
            Ok(items) => list(b'[', b']', out, items.iter(), |item, out| stripped(item.get().as_bytes(), out)),
            Err(_) => out.extend_from_slice(json),
        },
        _ => out.extend_from_slice(json),
    }
}

fn list<T>(open: u8, close: u8, out: &mut Vec<u8>, items: impl Iterator<Item = T>, one: impl Fn(T, &mut Vec<u8>)) {
    out.push(open);
    for (i, item) in items.enumerate() {
        if i > 0 {
            out.push(b',');
        }
        one(item, out);
    }
    out.push(close);
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_keys_are_taken_away() {
        let mut out = Vec::new();
        super::stripped(br#"{"a": null, "b": [null, {"c": null, "d": 1.50}], "e\n": "null"}"#, &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), r#"{"b":[null,{"d":1.50}],"e\n":"null"}"#);
    }
}
