//! Rows of other tables inside a row: which relation is meant, and its SQL.

use super::{Planner, Sql, quote};
use crate::error::{Error, Result};
use crate::parse::{Embed, Order, SelectField, SelectItem};
use crate::request::Query;
use crate::shape::{Member, Shape};
use catalog::{Cardinality, Relation, Table};

/// One level of a request: a table, what it is called in SQL, and where in the query it stands.
pub(super) struct Frame<'a, 'q> {
    pub(super) table: &'a Table,
    pub(super) alias: String,
    pub(super) query: &'q Query,
    pub(super) items: &'q [SelectItem],
    pub(super) path: Vec<String>,
}

/// One value to answer: its SQL and its field.
pub(super) struct Output {
    pub(super) sql: String,
    pub(super) field: Member,
    pub(super) aggregate: bool,
}

impl<'q> Frame<'_, 'q> {
    pub(super) fn embeds(&self) -> impl Iterator<Item = &'q Embed> + use<'q> {
        self.items.iter().filter_map(|item| if let SelectItem::Embed(embed) = item { Some(embed) } else { None })
    }

    /// Whether a filter's path leads to this level.
    pub(super) fn is_here(&self, path: &[String]) -> bool {
        path == self.path
    }

    fn of<T>(&self, list: &'q [(Vec<String>, T)]) -> Option<&'q T> {
        list.iter().rev().find(|(path, _)| self.is_here(path)).map(|(_, value)| value)
    }
}

impl<'a> Planner<'a> {
    /// Every filter, order, limit and offset must speak of something in `select`.
    pub(super) fn check_paths(&self, query: &Query) -> Result<()> {
        self.check_size(query)?;
        let paths = query
            .filters
            .iter()
            .map(|(p, _)| p)
            .chain(query.orders.iter().map(|(p, _)| p))
            .chain(query.limits.iter().map(|(p, _)| p))
            .chain(query.offsets.iter().map(|(p, _)| p));
        for path in paths {
            let mut items = query.select.as_slice();
            for step in path {
                let found = items.iter().find_map(|item| match item {
                    SelectItem::Embed(embed) if embed.name() == step => Some(embed),
                    _ => None,
                });
                let embed = found.ok_or_else(|| {
                    Error::new(400, "PGRST108", format!("'{step}' is not an embedded resource in this request"))
                        .hint(format!("Verify that '{step}' is included in the 'select' query parameter."))
                })?;
                items = &embed.select;
            }
        }
        Ok(())
    }

    /// What the items of one level answer.
    pub(super) fn outputs(&self, frame: &Frame<'a, '_>, sql: &mut Sql) -> Result<Vec<Output>> {
        let mut all = Vec::new();
        for item in frame.items {
            match item {
                SelectItem::Star => {
                    for column in frame.table.columns.values().filter(|c| self.readable(frame.table, c)) {
                        let field = crate::parse::ColumnPath { name: column.name.clone(), path: Vec::new() };
                        all.push(self.field_output(
                            frame,
                            &SelectField {
                                alias: None,
                                field: Some(field),
                                cast: None,
                                aggregate: None,
                                aggregate_cast: None,
                            },
                        )?);
                    }
                }
                SelectItem::Field(field) => all.push(self.field_output(frame, field)?),
                SelectItem::Embed(embed) => self.embed(frame, embed, sql, &mut all)?,
            }
        }
        Ok(all)
    }

    fn field_output(&self, frame: &Frame<'a, '_>, item: &SelectField) -> Result<Output> {
        // `contacts(count)` is how older clients ask for count().
        let bare_count = item.aggregate.is_none()
            && item.field.as_ref().is_some_and(|f| f.name == "count" && frame.table.column("count").is_none());
        let counted;
        let item = if bare_count {
            counted = SelectField {
                alias: item.alias.clone(),
                field: None,
                cast: None,
                aggregate: Some("count".into()),
                aggregate_cast: item.cast.clone(),
            };
            &counted
        } else {
            item
        };
        let (sql, shape) = self.value(frame.table, &frame.alias, item)?;
        let natural = item
            .aggregate
            .as_deref()
            .or_else(|| {
                item.field.as_ref().map(|f| {
                    f.path.iter().rev().find(|(_, k)| k.parse::<i32>().is_err()).map_or(f.name.as_str(), |(_, k)| k)
                })
            })
            .unwrap_or("count");
        Ok(Output {
            sql,
            field: Member { name: item.alias.clone().unwrap_or_else(|| natural.to_string()), shape },
            aggregate: item.aggregate.is_some(),
        })
    }

    fn embed(&self, frame: &Frame<'a, '_>, embed: &Embed, sql: &mut Sql, all: &mut Vec<Output>) -> Result<()> {
        if embed.select.is_empty() {
            return Ok(());
        }
        let relation = self.relation(frame.table, embed)?;
        let one = matches!(relation.cardinality, Cardinality::ManyToOne | Cardinality::OneToOne);
        let (body, fields) = self.rows(frame, embed, relation, sql)?;
        let text = if one { format!("({body})") } else { self.list(&body) };
        let shape = match (embed.spread, one) {
            (true, _) => Shape::Spread { fields, many: !one },
            (false, true) => Shape::Object(fields),
            (false, false) => Shape::Array(Box::new(Shape::Object(fields))),
        };
        all.push(Output { sql: text, field: Member { name: embed.name().to_string(), shape }, aggregate: false });
        Ok(())
    }

    /// The subquery of one embed: each row as a record.
    fn rows(
        &self,
        parent: &Frame<'a, '_>,
        embed: &Embed,
        relation: &Relation,
        sql: &mut Sql,
    ) -> Result<(String, Vec<Member>)> {
        let (frame, from, mut conditions) = self.step(parent, embed, relation)?;
        let outputs = self.outputs(&frame, sql)?;
        conditions.extend(self.conditions(&frame, sql)?);
        conditions.extend(self.inner_joins(&frame, sql)?);
        let grouped = outputs.iter().any(|o| o.aggregate);
        let order = self.order_by(&frame, grouped)?;
        let one = matches!(relation.cardinality, Cardinality::ManyToOne | Cardinality::OneToOne);
        let page = if one { " limit 1".to_string() } else { self.page(&frame) };
        let fields: Vec<Member> = outputs.iter().map(|o| o.field.clone()).collect();
        let tail = format!("from {from} where {}", conditions.join(" and "));
        let body = if grouped {
            let named: Vec<String> = outputs.iter().enumerate().map(|(i, o)| format!("{} as c{i}", o.sql)).collect();
            let plain = outputs.iter().enumerate().filter(|(_, o)| !o.aggregate);
            let groups: Vec<String> = plain.map(|(i, _)| (i + 1).to_string()).collect();
            let group_by = if groups.is_empty() { String::new() } else { format!(" group by {}", groups.join(", ")) };
            let values: Vec<String> = (0..outputs.len()).map(|i| format!("g.c{i}")).collect();
            let selected = named.join(", ");
            format!("select row({}) from (select {selected} {tail}{group_by}{order}{page}) g", values.join(", "))
        } else {
            let selected: Vec<&str> = outputs.iter().map(|o| o.sql.as_str()).collect();
            format!("select row({}) {tail}{order}{page}", selected.join(", "))
        };
        Ok((body, fields))
    }

    /// `exists (…)`: whether the row has a partner that passes its filters.
    pub(super) fn exists(&self, parent: &Frame<'a, '_>, embed: &Embed, sql: &mut Sql) -> Result<String> {
        let relation = self.relation(parent.table, embed)?;
        let (frame, from, mut conditions) = self.step(parent, embed, relation)?;
        conditions.extend(self.conditions(&frame, sql)?);
        conditions.extend(self.inner_joins(&frame, sql)?);
        Ok(format!("exists (select from {from} where {})", conditions.join(" and ")))
    }

    /// What `!inner` embeds demand of the parent.
    pub(super) fn inner_joins(&self, frame: &Frame<'a, '_>, sql: &mut Sql) -> Result<Vec<String>> {
        frame.embeds().filter(|e| e.inner).map(|embed| self.exists(frame, embed, sql)).collect()
    }

    fn step<'q>(
        &self,
        parent: &Frame<'a, 'q>,
        embed: &'q Embed,
        relation: &Relation,
    ) -> Result<(Frame<'a, 'q>, String, Vec<String>)> {
        let depth = parent.path.len() + 1;
        if depth > self.limits.max_depth {
            return Err(Error::new(
                400,
                "TL103",
                format!("Resources are embedded {depth} levels deep; at most {} are allowed", self.limits.max_depth),
            )
            .hint("Ask for the inner rows in a second request."));
        }
        let table = self.table(&relation.target)?;
        let alias =
            format!("{}_{}", parent.alias, parent.embeds().position(|e| std::ptr::eq(e, embed)).unwrap_or_default());
        let path = parent.path.iter().cloned().chain([embed.name().to_string()]).collect();
        let mut from = format!("{} {alias}", table.sql_name());
        let mut conditions = Vec::new();
        if let Some(junction) = &relation.junction {
            let between = format!("{alias}_j");
            let junction_table = self.table(&junction.table)?;
            let far: Vec<String> =
                junction.far.iter().map(|(j, t)| format!("{between}.{} = {alias}.{}", quote(j), quote(t))).collect();
            from = format!("{} {between} join {from} on {}", junction_table.sql_name(), far.join(" and "));
            conditions.extend(
                junction
                    .near
                    .iter()
                    .map(|(here, j)| format!("{between}.{} = {}.{}", quote(j), parent.alias, quote(here))),
            );
        } else {
            conditions.extend(
                relation
                    .on
                    .iter()
                    .map(|(here, there)| format!("{alias}.{} = {}.{}", quote(there), parent.alias, quote(here))),
            );
        }
        Ok((Frame { table, alias, query: parent.query, items: &embed.select, path }, from, conditions))
    }

    /// The one relation an embed means.
    pub(super) fn relation(&self, table: &'a Table, embed: &Embed) -> Result<&'a Relation> {
        let forward = |r: &Relation| {
            r.junction.is_none()
                && matches!(r.cardinality, Cardinality::ManyToOne | Cardinality::OneToOne)
                && r.column
                    .as_ref()
                    .is_some_and(|c| table.column(c).is_some() && r.on.iter().any(|(here, _)| here == c))
        };
        let named = |r: &&Relation| {
            r.target == embed.relation
                || r.constraint == embed.relation
                || (forward(r) && r.column.as_deref() == Some(&embed.relation))
        };
        let hinted = |r: &&Relation| {
            embed.hint.as_ref().is_none_or(|hint| {
                r.constraint == *hint
                    || r.column.as_ref() == Some(hint)
                    || r.junction.as_ref().is_some_and(|j| j.table == *hint || j.far_constraint == *hint)
                    || (r.junction.is_none() && r.target == *hint)
            })
        };
        let mut found: Vec<&Relation> =
            self.catalog.relations(&table.name).iter().filter(named).filter(hinted).collect();
        if found.len() > 1 && found.iter().any(|r| forward(r) && r.column.as_deref() == Some(&embed.relation)) {
            found.retain(|r| forward(r));
        }
        match found.as_slice() {
            [one] => Ok(one),
            [] => {
                let related = || self.catalog.relations(&table.name).iter().map(|r| r.target.as_str());
                let hint = catalog::Catalog::suggest(&embed.relation, related())
                    .map(|close| format!("Perhaps you meant '{close}' instead of '{}'.", embed.relation));
                Err(Error::new(
                    400,
                    "PGRST200",
                    format!("Could not find a relationship between '{}' and '{}'", table.name, embed.relation),
                )
                .details(format!(
                    "Searched for a foreign key relationship between '{}' and '{}'{}, but no matches were found.",
                    table.name,
                    embed.relation,
                    embed.hint.as_ref().map(|h| format!(" using the hint '{h}'")).unwrap_or_default()
                ))
                .maybe_hint(hint))
            }
            several => {
                let ways: Vec<String> = several
                    .iter()
                    .map(|r| {
                        format!(
                            "{}!{}",
                            embed.relation,
                            r.junction.as_ref().map_or(r.column.as_deref().unwrap_or(&r.constraint), |j| &j.table)
                        )
                    })
                    .collect();
                Err(Error::new(
                    300,
                    "PGRST201",
                    format!(
                        "Could not embed because more than one relationship was found for '{}' and '{}'",
                        table.name, embed.relation
                    ),
                )
                .details(
                    several
                        .iter()
                        .map(|r| format!("{} ({:?})", r.constraint, r.cardinality))
                        .collect::<Vec<_>>()
                        .join(", "),
                )
                .hint(format!(
                    "Try changing '{}' to one of the following: '{}'.",
                    embed.relation,
                    ways.join("', '")
                )))
            }
        }
    }

    /// The sort keys of one level.
    pub(super) fn orders<'q>(&self, frame: &Frame<'a, 'q>) -> &'q [Order] {
        frame.of(&frame.query.orders).map_or(&[], Vec::as_slice)
    }

    /// ` order by …`: what was asked, then the primary key, so that pages never overlap.
    pub(super) fn order_by(&self, frame: &Frame<'a, '_>, grouped: bool) -> Result<String> {
        let mut keys = Vec::new();
        for order in self.orders(frame) {
            keys.push(format!(
                "{}{}{}",
                self.order_operand(frame, order)?,
                if order.descending { " desc" } else { "" },
                match order.nulls_first {
                    Some(true) => " nulls first",
                    Some(false) => " nulls last",
                    None => "",
                }
            ));
        }
        if !grouped {
            let said = |c: &String| {
                self.orders(frame).iter().any(|o| o.relation.is_none() && o.field.path.is_empty() && o.field.name == *c)
            };
            keys.extend(
                frame.table.primary_key.iter().filter(|c| !said(c)).map(|c| format!("{}.{}", frame.alias, quote(c))),
            );
        }
        Ok(if keys.is_empty() { String::new() } else { format!(" order by {}", keys.join(", ")) })
    }

    fn order_operand(&self, frame: &Frame<'a, '_>, order: &Order) -> Result<String> {
        let Some(relation) = &order.relation else {
            if frame.table.column(&order.field.name).is_some_and(|c| c.kind.is_pii()) {
                return Err(Error::new(
                    400,
                    "TL101",
                    format!("{} is personal data and encrypted; rows can't be ordered by it", order.field.name),
                ));
            }
            return self.operand(frame.table, &frame.alias, &order.field);
        };
        let embed = frame.embeds().find(|e| e.name() == relation).ok_or_else(|| {
            Error::new(400, "PGRST108", format!("'{relation}' is not an embedded resource in this request"))
                .hint(format!("Verify that '{relation}' is included in the 'select' query parameter."))
        })?;
        let way = self.relation(frame.table, embed)?;
        if !matches!(way.cardinality, Cardinality::ManyToOne | Cardinality::OneToOne) {
            return Err(Error::new(400, "PGRST118", format!("A related order on '{relation}' is not possible"))
                .details(format!(
                    "'{}' and '{relation}' do not form a many-to-one or one-to-one relationship",
                    frame.table.name
                )));
        }
        let (inner, from, conditions) = self.step(frame, embed, way)?;
        let operand = self.operand(inner.table, &inner.alias, &order.field)?;
        Ok(format!("(select {operand} from {from} where {} limit 1)", conditions.join(" and ")))
    }

    /// ` limit … offset …` of one level.
    pub(super) fn page(&self, frame: &Frame<'a, '_>) -> String {
        let limit = frame.of(&frame.query.limits).copied().unwrap_or(self.limits.max_rows).min(self.limits.max_rows);
        let offset = frame.of(&frame.query.offsets).copied().unwrap_or(0);
        if offset > 0 { format!(" limit {limit} offset {offset}") } else { format!(" limit {limit}") }
    }
}
