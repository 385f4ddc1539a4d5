//! How tables relate: along a reference, against it, or through a junction.

use crate::{KeyKind, Table};
use indexmap::IndexMap;

/// How many rows stand on the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cardinality {
    /// The row points at one other row.
    ManyToOne,
    /// Other rows point at this one.
    OneToMany,
    /// At most one other row points at this one.
    OneToOne,
    /// Rows of a junction link both sides.
    ManyToMany,
}

/// One way from a table to another.
#[derive(Debug, Clone)]
pub struct Relation {
    /// The table on the other side.
    pub target: String,
    /// How many rows stand there.
    pub cardinality: Cardinality,
    /// The constraint it follows; for junctions the one on the near side.
    pub constraint: String,
    /// Pairs of columns that are equal: (here, there). Empty for junctions.
    pub on: Vec<(String, String)>,
    /// The reference's own column, the tenant left out: `client_id`.
    pub column: Option<String>,
    /// The junction in between.
    pub junction: Option<Junction>,
}

/// The table between two others.
#[derive(Debug, Clone)]
pub struct Junction {
    /// Its name.
    pub table: String,
    /// Pairs (here, junction).
    pub near: Vec<(String, String)>,
    /// Pairs (junction, there).
    pub far: Vec<(String, String)>,
    /// The constraint on the far side.
    pub far_constraint: String,
}

struct Reference<'a> {
    from: &'a str,
    to: &'a str,
    name: &'a str,
    columns: &'a [String],
    targets: &'a [String],
    unique: bool,
}

pub(crate) fn all(tables: &IndexMap<String, Table>, tenant: Option<&str>) -> IndexMap<String, Vec<Relation>> {
    let mut references = Vec::new();
    for table in tables.values() {
        for key in table.keys.iter().filter(|k| k.kind == KeyKind::Foreign) {
            let (Some(columns), Some(target), Some(targets)) = (&key.columns, &key.target, &key.target_columns) else {
                continue;
            };
            let Some(there) = tables.get(target).filter(|t| Some(&t.schema) == key.target_schema.as_ref()) else {
                continue;
            };
            let unique = table.keys.iter().any(|k| {
                matches!(k.kind, KeyKind::Primary | KeyKind::Unique)
                    && k.columns.as_ref().is_some_and(|c| same(c, columns))
            }) || table.indexes.iter().any(|i| i.unique && !i.partial && same(&i.columns, columns));
            references.push(Reference {
                from: &table.name,
                to: &there.name,
                name: &key.name,
                columns,
                targets,
                unique,
            });
        }
    }
    let own = |columns: &[String]| columns.iter().filter(|c| Some(c.as_str()) != tenant).cloned().collect::<Vec<_>>();
    let single = |columns: &[String]| Some(own(columns)).filter(|c| c.len() == 1).map(|c| c[0].clone());
    let mut relations: IndexMap<String, Vec<Relation>> = tables.keys().map(|t| (t.clone(), Vec::new())).collect();
    let mut add = |from: &str, relation: Relation| relations.entry(from.to_string()).or_default().push(relation);
    for r in &references {
        let on: Vec<(String, String)> = r.columns.iter().cloned().zip(r.targets.iter().cloned()).collect();
        let back = on.iter().map(|(a, b)| (b.clone(), a.clone())).collect();
        let forth = if r.unique { Cardinality::OneToOne } else { Cardinality::ManyToOne };
        add(
            r.from,
            Relation {
                target: r.to.into(),
                cardinality: forth,
                constraint: r.name.into(),
                on,
                column: single(r.columns),
                junction: None,
            },
        );
        let against = if r.unique { Cardinality::OneToOne } else { Cardinality::OneToMany };
        add(
            r.to,
            Relation {
                target: r.from.into(),
                cardinality: against,
                constraint: r.name.into(),
                on: back,
                column: single(r.columns),
                junction: None,
            },
        );
    }
    for near in &references {
        for far in references.iter().filter(|far| far.from == near.from && far.name != near.name) {
            let table = &tables[near.from];
            // A junction's primary key is made of both references.
            if !own(near.columns).iter().chain(&own(far.columns)).all(|c| table.primary_key.contains(c)) {
                continue;
            }
            let junction = Junction {
                table: near.from.into(),
                near: near.targets.iter().cloned().zip(near.columns.iter().cloned()).collect(),
                far: far.columns.iter().cloned().zip(far.targets.iter().cloned()).collect(),
                far_constraint: far.name.into(),
            };
            add(
                near.to,
                Relation {
                    target: far.to.into(),
                    cardinality: Cardinality::ManyToMany,
                    constraint: near.name.into(),
                    on: Vec::new(),
                    column: None,
                    junction: Some(junction),
                },
            );
        }
    }
    relations
}

fn same(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().all(|x| b.contains(x))
}
