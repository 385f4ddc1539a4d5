//! Whatever bytes arrive, reading them ends, and what is written stays in proportion.

use super::{Member, Nothing, Shape, Writing, object};
use proptest::prelude::*;

fn shape() -> impl Strategy<Value = Shape> {
    let plain = prop::sample::select(vec![
        Shape::Bool,
        Shape::Int2,
        Shape::Int4,
        Shape::Int8,
        Shape::Float4,
        Shape::Float8,
        Shape::Numeric,
        Shape::Text,
        Shape::Json,
        Shape::Jsonb,
        Shape::Uuid,
        Shape::Date,
        Shape::Timestamp,
        Shape::Timestamptz,
        Shape::Bytes,
        Shape::Pii { table: "t".into(), column: "c".into() },
    ]);
    plain.prop_recursive(3, 12, 4, |inner| {
        let fields = prop::collection::vec(inner.clone(), 1..4)
            .prop_map(|shapes| shapes.into_iter().map(|shape| Member { name: "f".into(), shape }).collect::<Vec<_>>());
        prop_oneof![
            inner.prop_map(|s| Shape::Array(Box::new(s))),
            fields.clone().prop_map(Shape::Object),
            (fields, any::<bool>()).prop_map(|(fields, many)| Shape::Spread { fields, many }),
        ]
    })
}

/// Bytes that fit a shape.
fn bytes(shape: &Shape) -> Vec<u8> {
    let with = |head: Vec<u8>, items: Vec<(bool, Vec<u8>)>| {
        items.into_iter().fold(head, |mut out, (typed, item)| {
            out.extend(if typed { &[0, 0, 0, 23][..] } else { &[] });
            out.extend((item.len() as i32).to_be_bytes());
            out.extend(item);
            out
        })
    };
    let list = |item: Vec<u8>| {
        let head = [1, 0, 23, 2, 1].iter().flat_map(|n: &i32| n.to_be_bytes()).collect();
        with(head, vec![(false, item.clone()), (false, item)])
    };
    let one = |fields: &[Member]| {
        let head = (fields.len() as i32).to_be_bytes().to_vec();
        with(head, fields.iter().map(|f| (true, bytes(&f.shape))).collect())
    };
    match shape {
        Shape::Array(element) => list(bytes(element)),
        Shape::Object(fields) | Shape::Spread { fields, many: false } => one(fields),
        Shape::Spread { fields, many: true } => list(one(fields)),
        Shape::Numeric => [2, 0, 0, 2, 1234, 5000].iter().flat_map(|n: &i16| n.to_be_bytes()).collect(),
        Shape::Jsonb => b"\x01{\"a\": [null, 1]}".to_vec(),
        Shape::Json => b"{\"a\": null}".to_vec(),
        _ => vec![0; 16],
    }
}

proptest! {
    #[test]
    fn mutated_bytes_end(
        shape in shape(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in any::<prop::sample::Index>(),
        cuts in any::<bool>(),
        without_nulls in any::<bool>(),
    ) {
        let mut value = bytes(&shape);
        for (at, byte) in changes {
            let at = at.index(value.len());
            value[at] = byte;
        }
        if cuts {
            value.truncate(cut.index(value.len()));
        }
        let length = value.len();
        let mut out = Vec::new();
        let field = Member { name: "f".into(), shape };
        let writing = Writing { without_nulls, ..Writing::new(&Nothing) };
        object(&[field], &mut [Some(&value[..])].into_iter(), &writing, &mut out);
        // A numeric of eight bytes may stand for 131,072 digits.
        prop_assert!(out.len() <= 1000 + (length / 8 + 1) * 200_000, "{} bytes from {length}", out.len());
    }

    #[test]
    fn an_array_has_no_more_elements_than_bytes(counts in prop::collection::vec(any::<i32>(), 1..9)) {
        let value: Vec<u8> = counts.iter().flat_map(|n| n.to_be_bytes()).collect();
        let mut out = Vec::new();
        Shape::Array(Box::new(Shape::Int4)).json(Some(&value), &Writing::new(&Nothing), &mut out);
        prop_assert!(out.len() <= 200, "{}", String::from_utf8_lossy(&out));
    }
}
