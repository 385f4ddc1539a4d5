//! Records by what they are called.

use crate::address::encode;
use crate::nouns::{Field, Noun};
use crate::refused::Refused;
use crate::visit::Visit;
use catalog::{Kind, Table};
use platform::Step;
use records::Vault;
use std::collections::HashMap;

/// The nouns whose records this person finds by their names, in the order of the catalog.
pub(super) fn searched(visit: &Visit) -> Result<Vec<Noun<'_>>, Refused> {
    let tables = visit.catalog().tables.values().filter(|table| visit.shows(&table.name) && is_searched(visit, table));
    tables.map(|table| visit.noun(&table.name)).collect()
}

/// Whether this person finds records of a table by their names: only by what they may read.
pub(super) fn is_searched(visit: &Visit, table: &Table) -> bool {
    let reads = |name: &String| table.column(name).is_some_and(|c| table.may(visit.actor.role, "SELECT", c));
    !table.tags.searched.is_empty() && table.tags.searched.iter().all(reads)
}

/// The condition that finds what is called so, of each of the nouns; none where nothing is. Encrypted addresses and
/// numbers are found when they are typed whole.
pub(super) async fn conditions(
    visit: &Visit,
    nouns: &[Noun<'_>],
    q: &str,
    most: usize,
) -> Result<Vec<Option<String>>, Refused> {
    let names: Vec<String> = nouns.iter().map(|noun| format!("{}.{}", noun.table.schema, noun.table.name)).collect();
    let sql = "select noun, string_agg(id::text, ',') from kit.search($1::text[], $2, $3::int) group by noun";
    let params = [format!("{{{}}}", names.join(",")), q.to_string(), most.to_string()];
    let found = visit.texts(vec![Step::new(sql, params.into_iter().map(Some).collect())]).await?.swap_remove(0);
    let mut called: HashMap<String, String> = found
        .into_iter()
        .filter_map(|row| {
            let mut row = row.into_iter().flatten();
            Some((row.next()?, format!("id.in.({})", row.next()?)))
        })
        .collect();
    let vault = visit.server.vault(&visit.actor).await.map_err(|e| visit.told(&e))?;
    let ways = |noun: &Noun<'_>| called.remove(noun.name()).into_iter().chain(whole(&*vault, noun, q)).collect();
    Ok(nouns.iter().map(ways).map(any).collect())
}

/// The condition that finds rows by how their names are spelt: at the beginning, or at the beginning of a word; none
/// where no name is a text.
pub(super) async fn spelt(visit: &Visit, noun: &Noun<'_>, q: &str) -> Result<Option<String>, Refused> {
    let vault = visit.server.vault(&visit.actor).await.map_err(|e| visit.told(&e))?;
    let texts = noun.names().into_iter().filter(|f| f.target.is_none() && f.kind == Kind::Text);
    let ways = texts.flat_map(|f| [format!("{q}*"), format!("* {q}*")].map(|p| asked(f, "ilike", &p)));
    Ok(any(ways.chain(whole(&*vault, noun, q)).collect()))
}

/// The ways to find a row by an address or number that is typed whole, for who may search encrypted ones.
fn whole(vault: &dyn Vault, noun: &Noun<'_>, q: &str) -> Vec<String> {
    let email = q.contains('@') && q.contains('.');
    let phone = q.chars().filter(char::is_ascii_digit).count() >= 6
        && q.chars().all(|c| c.is_ascii_digit() || " +()/-.".contains(c));
    let sealed = |kind| vault.may_search() && vault.index(kind, q).is_some();
    let fits = |field: &&Field| match field.kind {
        Kind::Email => email,
        Kind::PiiEmail => email && sealed(field.kind),
        Kind::PiiPhone => phone && sealed(field.kind),
        _ => false,
    };
    noun.fields.iter().filter(fits).map(|field| asked(field, "eq", q)).collect()
}

fn asked(field: &Field, operator: &str, value: &str) -> String {
    format!("{}.{operator}.\"{}\"", field.key, value.replace('\\', "\\\\").replace('"', "\\\""))
}

fn any(ways: Vec<String>) -> Option<String> {
    (!ways.is_empty()).then(|| format!("or={}", encode(&format!("({})", ways.join(",")))))
}
