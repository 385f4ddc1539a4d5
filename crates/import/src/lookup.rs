//! References by name: the client called Acme, the owner with this e-mail address.

use catalog::{Catalog, Kind};
use platform::vault::OrgKeys;
use platform::{DbError, Tx};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Names that were looked up: (table, lower-case name) → id; none means there is no such row, or several.
#[derive(Default)]
pub(super) struct Lookup(HashMap<(String, String), Result<Uuid, &'static str>>);

/// Names remembered before the memory is cleared.
const KEPT: usize = 100_000;

impl Lookup {
    /// Looks up all names of a batch at once, as the actor sees them.
    pub(super) async fn fill(
        &mut self,
        tx: &Tx,
        catalog: &Catalog,
        keys: &OrgKeys,
        table: &str,
        names: HashSet<String>,
    ) -> Result<(), DbError> {
        if self.0.len() > KEPT {
            self.0.clear();
        }
        let wanted: Vec<String> = names
            .into_iter()
            .map(|n| n.trim().to_lowercase())
            .filter(|n| !n.is_empty() && !self.0.contains_key(&(table.to_string(), n.clone())))
            .collect();
        let Some(table) = catalog.table(table).filter(|_| !wanted.is_empty()) else { return Ok(()) };
        let mut found: HashMap<String, Vec<Uuid>> = HashMap::new();
        for column in table.columns.values() {
            let natural = matches!(column.kind, Kind::Email | Kind::PiiEmail)
                || matches!(
                    column.name.as_str(),
                    "name" | "full_name" | "title" | "company_name" | "internal_job_id" | "invoice_number"
                );
            if !natural {
                continue;
            }
            if column.kind == Kind::PiiEmail {
                let by_index: HashMap<Vec<u8>, &String> =
                    wanted.iter().filter_map(|w| Some((keys.index(column.kind, w)?, w))).collect();
                let indexes: Vec<&Vec<u8>> = by_index.keys().collect();
                let sql = format!(
                    "select \"{0}_index\", id from {1} where \"{0}_index\" = any ($1)",
                    column.name,
                    table.sql_name()
                );
                if table.every_column().any(|c| c.name == format!("{}_index", column.name)) {
                    for row in tx.query(&sql, &[&indexes]).await? {
                        if let Some(word) = by_index.get(&row.get::<_, Vec<u8>>(0)) {
                            found.entry((*word).clone()).or_default().push(row.get(1));
                        }
                    }
                }
                continue;
            }
            let sql = format!(
                "select lower(\"{0}\"::text), id from {1} where lower(\"{0}\"::text) = any ($1)",
                column.name,
                table.sql_name()
            );
            for row in tx.query(&sql, &[&wanted]).await? {
                let ids = found.entry(row.get(0)).or_default();
                let id = row.get(1);
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
        }
        for word in wanted {
            let id = match found.get(&word).map(Vec::as_slice) {
                Some([one]) => Ok(*one),
                Some(_) => Err("several rows have this name; use the id"),
                None => Err("there is no such row"),
            };
            self.0.insert((table.name.clone(), word), id);
        }
        Ok(())
    }

    /// The id of a name.
    pub(super) fn id(&self, table: &str, name: &str) -> Result<Uuid, &'static str> {
        self.0.get(&(table.to_string(), name.trim().to_lowercase())).copied().unwrap_or(Err("there is no such row"))
    }
}
