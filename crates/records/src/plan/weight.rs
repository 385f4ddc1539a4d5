//! How much work a read may be, told from its plan.

use super::Planner;
use super::embed::Frame;
use super::read::is_pinned;
use crate::parse::{Logic, Op, SelectItem};
use catalog::Table;

/// Rows a page may have whose answer others may wait behind.
const QUICK_ROWS: u64 = 200;

/// How long a request may take. What is heavy has a share of the connections, so that the rest always finds one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// It surely answers within a moment, so that others may wait behind it: a row by its key, or a plain page.
    Quick,
    /// An index leads to its rows, and they are answered as they are stored. Writes are light.
    Light,
    /// Everything else: embedding, counting, computing, searching, sorting.
    Heavy,
}

impl<'a> Planner<'a> {
    /// The weight of a read of so many rows.
    pub(super) fn weight(&self, frame: &Frame<'a, '_>, counts: bool, limit: u64) -> Weight {
        let (table, query) = (frame.table, frame.query);
        let stored = |item: &SelectItem| match item {
            SelectItem::Star => true,
            SelectItem::Field(item) => {
                item.aggregate.is_none() && item.field.as_ref().is_some_and(|f| table.column(&f.name).is_some())
            }
            SelectItem::Embed(_) => false,
        };
        if counts || table.is_view || !query.select.iter().all(stored) {
            return Weight::Heavy;
        }
        let by_key = !table.primary_key.is_empty() && table.primary_key.iter().all(|key| is_pinned(query, key));
        let orders = self.orders(frame);
        let small = query.offset() < 1000 && limit <= QUICK_ROWS;
        if by_key || (query.filters.is_empty() && orders.is_empty() && small) {
            return Weight::Quick;
        }
        let plain = |o: &crate::parse::Order| o.relation.is_none() && table.column(&o.field.name).is_some();
        let found = query.filters.iter().any(|(path, logic)| match logic {
            Logic::Leaf(f) => {
                let equal = !f.not && f.quantifier.is_none() && matches!(f.op, Op::Compare("=") | Op::In);
                equal && path.is_empty() && f.field.path.is_empty() && self.begins_index(table, &f.field.name)
            }
            Logic::Group { .. } => false,
        });
        let computed = query.filters.iter().any(|(_, logic)| !reads_stored(table, logic));
        let sorted = query.filters.is_empty()
            && small
            && orders.first().is_some_and(|o| o.field.path.is_empty() && self.begins_index(table, &o.field.name));
        let light = (found || sorted) && !computed && orders.iter().all(plain);
        if light { Weight::Light } else { Weight::Heavy }
    }

    /// Whether an index leads from a value of this column to its rows, the tenant left out.
    fn begins_index(&self, table: &Table, column: &str) -> bool {
        let tenant = self.catalog.scope.tenant.as_deref();
        let begins =
            |columns: &[String]| columns.iter().find(|c| Some(c.as_str()) != tenant).is_some_and(|c| c == column);
        table.indexes.iter().any(|i| !i.partial && begins(&i.columns))
    }
}

/// Whether a condition compares stored columns only.
fn reads_stored(table: &Table, logic: &Logic) -> bool {
    match logic {
        Logic::Group { items, .. } => items.iter().all(|item| reads_stored(table, item)),
        Logic::Leaf(f) => table.column(&f.field.name).is_some() && !matches!(f.op, Op::Search(..)),
    }
}
