//! Plans of reads, kept by the shape of their query: `?id=eq.1` and `?id=eq.2` have one plan with another value.

use super::requested::Requested;
use records::Plan;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Plans kept; when there are more, all are forgotten.
const KEPT: usize = 2000;
/// Operators whose value travels unchanged as the parameter.
const PLAIN: [&str; 6] = ["eq.", "neq.", "gt.", "gte.", "lt.", "lte."];

/// The plans that are kept.
#[derive(Default)]
pub(crate) struct Plans(RwLock<HashMap<Shape, Kept>>);

/// What two queries of one plan share.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Shape {
    role: &'static str,
    table: String,
    text: String,
}

/// A plan ready to run.
#[derive(Clone)]
pub(super) struct Kept {
    pub(super) plan: Arc<Plan>,
    pub(super) sql: Arc<str>,
    pub(super) count: Option<Arc<str>>,
}

impl Kept {
    pub(super) fn new(plan: Plan) -> Kept {
        Kept {
            sql: plan.sql.text.as_str().into(),
            count: plan.count.as_ref().map(|c| c.text.as_str().into()),
            plan: Arc::new(plan),
        }
    }
}

impl Plans {
    pub(super) fn get(&self, shape: &Shape) -> Option<Kept> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(shape).cloned()
    }

    /// Keeps a plan if its parameters are exactly the values of its query, in order.
    pub(super) fn keep(&self, shape: Shape, values: &[Option<String>], kept: &Kept) {
        let same = kept.plan.sql.params == values && kept.plan.count.as_ref().is_none_or(|c| c.params == values);
        if same {
            let mut plans = self.0.write().unwrap_or_else(PoisonError::into_inner);
            if plans.len() >= KEPT {
                plans.clear();
            }
            plans.insert(shape, kept.clone());
        }
    }
}

/// The shape of a read and its values; none for queries that are planned every time.
pub(super) fn shape(asked: &Requested, table: &str, role: &'static str) -> Option<(Shape, Vec<Option<String>>)> {
    let mut text = String::with_capacity(asked.raw_query.len() + 16);
    let mut values = Vec::new();
    text.push_str(match asked.prefer.count {
        None => "",
        Some(records::Count::Exact) => "exact ",
        Some(records::Count::Planned) => "planned ",
        Some(records::Count::Estimated) => "estimated ",
    });
    for pair in asked.raw_query.split('&').filter(|p| !p.is_empty()) {
        let (name, value) = pair.split_once('=')?;
        text.push_str(name);
        text.push('=');
        match name {
            "select" | "order" | "limit" | "offset" => text.push_str(value),
            "after" | "and" | "or" | "columns" | "on_conflict" => return None,
            _ if name.contains('.') || name.contains('%') => return None,
            _ => {
                let operator = PLAIN.iter().find(|o| value.starts_with(**o))?;
                text.push_str(operator);
                let value = value[operator.len()..].replace('+', " ");
                let value = percent_encoding::percent_decode_str(&value).decode_utf8().ok()?;
                if value.contains('\0') {
                    return None;
                }
                values.push(Some(value.into_owned()));
            }
        }
        text.push('&');
    }
    Some((Shape { role, table: table.to_string(), text }, values))
}
