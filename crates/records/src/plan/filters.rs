//! Conditions → SQL.

use super::embed::Frame;
use super::{Planner, Sql, quote};
use crate::error::{Error, Result};
use crate::parse::{self, Filter, Logic, Op, Quantifier};
use catalog::{Kind, Table};
use data_encoding::HEXLOWER;

impl<'a> Planner<'a> {
    /// All conditions of one level, joined by `and`.
    pub(super) fn conditions(&self, frame: &Frame<'a, '_>, sql: &mut Sql) -> Result<Vec<String>> {
        let mut all = Vec::new();
        for (path, logic) in &frame.query.filters {
            if path.len() == frame.path.len() && frame.is_here(path) {
                all.push(self.logic(frame, logic, sql)?);
            }
        }
        Ok(all)
    }

    fn logic(&self, frame: &Frame<'a, '_>, logic: &Logic, sql: &mut Sql) -> Result<String> {
        match logic {
            Logic::Leaf(filter) => self.filter(frame, filter, sql),
            Logic::Group { all, not, items } => {
                let parts = items.iter().map(|item| self.logic(frame, item, sql)).collect::<Result<Vec<_>>>()?;
                let joined = parts.join(if *all { " and " } else { " or " });
                Ok(if *not { format!("not ({joined})") } else { format!("({joined})") })
            }
        }
    }

    fn filter(&self, frame: &Frame<'a, '_>, filter: &Filter, sql: &mut Sql) -> Result<String> {
        // `client=is.null`: rows without (or with) a partner.
        if frame.table.column(&filter.field.name).is_none()
            && let Some(embed) = frame.embeds().find(|e| e.name() == filter.field.name)
        {
            let null = filter.op == Op::Is && filter.value.eq_ignore_ascii_case("null");
            if !null {
                return Err(Error::new(
                    400,
                    "PGRST120",
                    format!("Bad operator on the '{}' embedded resource", embed.name()),
                )
                .details("Only is null or not is null filters are allowed on embedded resources"));
            }
            let exists = self.exists(frame, embed, sql)?;
            return Ok(if filter.not { exists } else { format!("not {exists}") });
        }
        let kind = frame.table.column(&filter.field.name).map(|c| c.kind);
        if kind.is_some_and(Kind::is_pii) && filter.op != Op::Is {
            return self.personal(frame.table, &frame.alias, filter, kind.unwrap_or_default(), sql);
        }
        let operand = self.operand(frame.table, &frame.alias, &filter.field)?;
        // A choice may be asked for in the words of whoever asks.
        let chosen = frame
            .table
            .column(&filter.field.name)
            .filter(|c| c.values.is_some() && c.element.is_none() && filter.field.path.is_empty());
        let ours = |word: &str| chosen.and_then(|c| c.choice(word)).unwrap_or(word).to_string();
        let tsvector = frame.table.column(&filter.field.name).is_some_and(|c| c.base == "tsvector");
        let condition = match &filter.op {
            Op::Is => format!(
                "{operand} is {}",
                match filter.value.to_lowercase().as_str() {
                    "not_null" => "not null".to_string(),
                    other => other.to_string(),
                }
            ),
            Op::In => {
                let values: Vec<String> =
                    parse::list(&filter.value[1..filter.value.len() - 1])?.iter().map(|v| ours(v)).collect();
                format!("{operand} = any ({})", sql.bind(array_literal(&values)))
            }
            Op::Search(function, language) => {
                let language = language.as_deref().map(|l| format!("{}::regconfig, ", sql.bind(l))).unwrap_or_default();
                let subject = if tsvector { operand } else { format!("to_tsvector({language}{operand})") };
                format!("{subject} @@ {function}({language}{})", sql.bind(&filter.value))
            }
            Op::Compare(operator) => {
                let pattern = matches!(*operator, "like" | "ilike");
                let starred = |v: &str| if pattern { v.replace('*', "%") } else { ours(v) };
                match filter.quantifier {
                    None => format!("{operand} {operator} {}", sql.bind(starred(&filter.value))),
                    Some(quantifier) => {
                        let inside = filter
                            .value
                            .strip_prefix('{')
                            .and_then(|v| v.strip_suffix('}'))
                            .ok_or_else(|| Error::parse("the list (write like(any).{a,b})", &filter.value))?;
                        let values: Vec<String> = parse::list(inside)?.iter().map(|v| starred(v)).collect();
                        let word = if quantifier == Quantifier::Any { "any" } else { "all" };
                        format!("{operand} {operator} {word} ({})", sql.bind(array_literal(&values)))
                    }
                }
            }
        };
        Ok(if filter.not { format!("not ({condition})") } else { condition })
    }

    /// Personal data is found by its blind index, by equality only, by those who may read it.
    fn personal(&self, table: &Table, alias: &str, filter: &Filter, kind: Kind, sql: &mut Sql) -> Result<String> {
        let name = &filter.field.name;
        let refused = |why: &str| {
            Error::new(400, "TL101", format!("{name} is personal data and encrypted; {why}"))
                .hint(format!("Filter by equality, such as {name}=eq.ada@example.com, or by {name}=is.null."))
        };
        if kind == Kind::Pii || !filter.field.path.is_empty() || filter.quantifier.is_some() {
            return Err(refused("it can't be searched that way"));
        }
        if !self.vault.may_search() {
            return Err(Error::new(403, "TL102", format!("Your role sees {name} masked and can't search it")));
        }
        let index = |text: &str| {
            self.vault
                .index(kind, text)
                .map(|bytes| format!("\\x{}", HEXLOWER.encode(&bytes)))
                .ok_or_else(|| refused("this is not a valid value"))
        };
        let column = format!("{alias}.{}", quote(&format!("{name}_index")));
        if table.every_column().all(|c| c.name != format!("{name}_index")) {
            return Err(refused("it can't be searched"));
        }
        let condition = match &filter.op {
            Op::Compare("=") => format!("{column} = {}", sql.bind(index(&filter.value)?)),
            Op::Compare("<>") => format!("{column} <> {}", sql.bind(index(&filter.value)?)),
            Op::In => {
                let values = parse::list(&filter.value[1..filter.value.len() - 1])?
                    .iter()
                    .map(|v| index(v))
                    .collect::<Result<Vec<_>>>()?;
                format!("{column} = any ({}::bytea[])", sql.bind(array_literal(&values)))
            }
            _ => return Err(refused("only eq, neq and in work on it")),
        };
        Ok(if filter.not { format!("not ({condition})") } else { condition })
    }
}

/// Values as PostgreSQL writes an array.
pub(super) fn array_literal(values: &[String]) -> String {
    let quoted: Vec<String> = values
        .iter()
        .map(|v| {
            if v == "null" {
                "null".to_string()
            } else {
                format!("\"{}\"", v.replace('\\', "\\\\").replace('"', "\\\""))
            }
        })
        .collect();
    format!("{{{}}}", quoted.join(","))
}
