//! `...relation(select)`: the values of another row that stand among a row's own. Of a to-many relation each is a list.

use super::binary::{Value, array, record};
use super::kind::{Member, Shape, Writing};

/// The keys a field answers: its own name, or those of what it spreads.
pub(crate) fn names<'f>(field: &'f Member, out: &mut Vec<&'f str>) {
    match &field.shape {
        Shape::Spread { fields, .. } => fields.iter().for_each(|f| names(f, out)),
        _ => out.push(&field.name),
    }
}

/// Writes what is spread as JSON, one text a key.
pub(super) fn columns(fields: &[Member], many: bool, value: Value<'_>, writing: &Writing<'_>) -> Vec<Vec<u8>> {
    let mut keys = Vec::new();
    fields.iter().for_each(|f| names(f, &mut keys));
    let mut columns = vec![Vec::new(); keys.len()];
    write(fields, many, value, writing, &mut columns);
    columns
}

fn write(fields: &[Member], many: bool, value: Value<'_>, writing: &Writing<'_>, columns: &mut [Vec<u8>]) {
    if !many {
        return write_one(fields, value, writing, columns);
    }
    let items = value.map(|v| array(v).0).unwrap_or_default();
    columns.iter_mut().for_each(|column| column.push(b'['));
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            columns.iter_mut().for_each(|column| column.push(b','));
        }
        write_one(fields, item, writing, columns);
        if writing.is_full(columns.iter().map(Vec::len).sum()) {
            break;
        }
    }
    columns.iter_mut().for_each(|column| column.push(b']'));
}

fn write_one(fields: &[Member], value: Value<'_>, writing: &Writing<'_>, columns: &mut [Vec<u8>]) {
    let mut values = record(value.unwrap_or_default());
    let mut rest = columns;
    for field in fields {
        let value = values.next().flatten();
        let mut keys = Vec::new();
        names(field, &mut keys);
        let (mine, after) = rest.split_at_mut(keys.len());
        rest = after;
        match &field.shape {
            Shape::Spread { fields, many } => write(fields, *many, value, writing, mine),
            shape => mine.iter_mut().for_each(|column| shape.json(value, writing, column)),
        }
    }
}
