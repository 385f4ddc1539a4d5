//! PostgreSQL's binary rows, records and arrays, taken apart. Every count is believed only as far as there are bytes.

/// Dimensions an array of PostgreSQL may have.
const DIMENSIONS: usize = 6;

/// One value; none for null.
pub(super) type Value<'a> = Option<&'a [u8]>;

/// The values of a DataRow message's body.
pub(crate) fn row(body: &[u8]) -> impl Iterator<Item = Value<'_>> {
    let mut rest = body.get(2..).unwrap_or_default();
    std::iter::from_fn(move || take(&mut rest))
}

/// The values of a binary record: each has its type before it.
pub(super) fn record(value: &[u8]) -> impl Iterator<Item = Value<'_>> {
    let mut rest = value.get(4..).unwrap_or_default();
    std::iter::from_fn(move || {
        rest = rest.get(4..)?;
        take(&mut rest)
    })
}

/// The elements of a binary array, and its lengths by dimension, which always multiply to the number of elements.
pub(super) fn array(value: &[u8]) -> (Vec<Value<'_>>, Vec<usize>) {
    let count = length(value).min(DIMENSIONS);
    let mut rest = value.get(12..).unwrap_or_default();
    let mut lengths = Vec::with_capacity(count);
    for _ in 0..count {
        lengths.push(length(rest));
        rest = rest.get(8..).unwrap_or_default();
    }
    let items: Vec<_> = std::iter::from_fn(|| take(&mut rest)).collect();
    let said = lengths.iter().try_fold(1_usize, |all, n| all.checked_mul(*n));
    // Without elements a length beside a zero would be believed.
    if said != Some(items.len()) || items.is_empty() {
        lengths = vec![items.len()];
    }
    (items, lengths)
}

/// The first bytes of a value, zero where there are none.
pub(super) fn fixed<const N: usize>(value: &[u8]) -> [u8; N] {
    value.first_chunk::<N>().copied().unwrap_or([0; N])
}

fn length(value: &[u8]) -> usize {
    usize::try_from(i32::from_be_bytes(fixed(value))).unwrap_or(0)
}

fn take<'a>(rest: &mut &'a [u8]) -> Option<Value<'a>> {
    let (length, after) = rest.split_first_chunk::<4>()?;
    let Ok(length) = usize::try_from(i32::from_be_bytes(*length)) else {
        *rest = after;
        return Some(None);
    };
    let (value, after) = after.split_at_checked(length)?;
    *rest = after;
    Some(Some(value))
}
