//! The laws of the schema. A broken one names the file and the fix; the server does not start with one broken.

use crate::{Catalog, Feed, KeyKind, Table};

/// Every broken law, as a sentence with its fix.
pub fn broken(catalog: &Catalog) -> Vec<String> {
    let mut all = Vec::new();
    let tenant = catalog.scope.tenant.as_deref().unwrap_or("org_id");
    let everything = || catalog.tables.values().chain(&catalog.private);
    for (i, table) in everything().enumerate() {
        if let Some(other) = everything().skip(i + 1).find(|o| o.name == table.name) {
            all.push(format!(
                "{}: {} has a table of the same name. Names are addresses; rename one.",
                file(table),
                file(other)
            ));
        }
        words(table, &mut all);
        look(table, &mut all);
        if table.is_view {
            invoker(table, &mut all);
            continue;
        }
        organisation(table, tenant, &mut all);
        access(table, &mut all);
        references(table, tenant, catalog, &mut all);
        values(table, &mut all);
        found(table, &mut all);
    }
    for figure in catalog.figures.iter().filter(|f| catalog.table(&f.noun).is_none()) {
        all.push(format!("the figure {}.{}: there is no noun {:?}.", figure.schema, figure.name, figure.noun));
    }
    keys(catalog, &mut all);
    for feed in &catalog.feeds {
        invoker(&feed.view, &mut all);
        shape(feed, catalog, &mut all);
    }
    for module in catalog.modules.iter().filter(|m| m.comment.is_none()) {
        let name = &module.name;
        all.push(format!("modules/{name}/module.sql: the module has no comment. Write: comment on schema {name} is …"));
    }
    for report in catalog.reports.values().filter(|r| catalog.table(&r.noun).is_none()) {
        all.push(format!("the report {}.{}: there is no noun {:?}.", report.schema, report.name, report.noun));
    }
    all
}

/// Law 1, 7: a comment on everything.
fn words(table: &Table, all: &mut Vec<String>) {
    if table.comment.is_none() {
        all.push(format!("{}: the table has no comment. Write a sentence above create table.", file(table)));
    }
    for column in table.every_column().filter(|c| c.comment.is_none()) {
        all.push(format!("{}: column {} has no comment. Write a sentence beside it.", file(table), column.name));
    }
    for computed in table.computed.values().filter(|c| c.comment.is_none()) {
        all.push(format!("{}: {} has no comment. Write: comment on function …", file(table), computed.name));
    }
}

/// A view reads as the person asking.
fn invoker(view: &Table, all: &mut Vec<String>) {
    if !view.invoker {
        all.push(format!("{}: the view reads as its owner. Add: with (security_invoker = true).", file(view)));
    }
}

/// The tags of a noun name columns that are there; the tones of an enum its values.
fn look(table: &Table, all: &mut Vec<String>) {
    let look = &table.tags.look;
    let one = |tag: &'static str, column: &Option<String>| column.clone().map(|c| (tag, c));
    let many = |tag: &'static str, columns: &[String]| columns.iter().map(|c| (tag, c.clone())).collect::<Vec<_>>();
    let mut named = many("@named", &look.named);
    named.extend(many("@card", &look.card));
    named.extend(one("@board", &look.board));
    named.extend(one("@calendar", &look.calendar));
    named.extend(one("@hides", &look.hides));
    named.extend(one("@sum", &look.sum));
    for (tag, name) in named.iter().filter(|(_, name)| !table.columns.contains_key(name)) {
        let near = Catalog::suggest(name, table.columns.keys().map(String::as_str));
        let fix =
            near.map_or_else(|| "Name one of its columns.".to_string(), |near| format!("Perhaps you meant {near}."));
        all.push(format!("{}: {tag} names {name}, and there is no such column. {fix}", file(table)));
    }
    let stored = table.every_column().map(|c| (&c.name, &c.tones, &c.values));
    let computed = table.computed.values().map(|c| (&c.name, &c.tones, &c.values));
    for (column, tones, values) in stored.chain(computed) {
        for (value, tone) in tones {
            let known = values.as_ref().is_some_and(|v| v.contains(value));
            if !known || !["good", "warn", "bad", "info"].contains(&tone.as_str()) {
                all.push(format!(
                    "{}: @tones of {column} says {value}={tone}. Name values of its type, and good, warn, bad or info.",
                    file(table)
                ));
            }
        }
    }
}

/// No two places are gone to by one letter.
fn keys(catalog: &Catalog, all: &mut Vec<String>) {
    let of = |table: &Table| {
        let look = &table.tags.look;
        look.key.into_iter().chain(look.pages.iter().filter_map(|page| page.key)).collect::<Vec<_>>()
    };
    let keyed: Vec<(char, &Table)> =
        catalog.tables.values().flat_map(|table| of(table).into_iter().map(move |key| (key, table))).collect();
    for (i, (key, table)) in keyed.iter().enumerate() {
        if let Some((_, other)) = keyed.iter().skip(i + 1).find(|(other, _)| other == key) {
            all.push(format!("{}: @key is that of {}. Choose another letter.", file(other), file(table)));
        }
    }
}

/// A feed has the columns its tag promises, and speaks of nouns that are there.
fn shape(feed: &Feed, catalog: &Catalog, all: &mut Vec<String>) {
    let (view, tag) = (&feed.view, feed.view.tags.feed.as_ref().map_or("", |(tag, _)| tag.as_str()));
    let is: Vec<(&str, &str)> = view.every_column().map(|c| (c.name.as_str(), c.base.as_str())).collect();
    if is != feed.kind.columns() {
        let wanted = feed.kind.columns().iter().map(|(name, base)| format!("{name} {base}")).collect::<Vec<_>>();
        all.push(format!("{}: a view that is @{tag} has the columns {}.", file(view), wanted.join(", ")));
    }
    for noun in feed.about.iter().filter(|noun| catalog.table(noun).is_none()) {
        all.push(format!("{}: @{tag} names {noun}, and there is no such noun.", file(view)));
    }
}

/// Law 1: the tenant leads the primary key, and uniqueness stays inside it.
fn organisation(table: &Table, tenant: &str, all: &mut Vec<String>) {
    let primary =
        table.keys.iter().find(|k| k.kind == KeyKind::Primary).and_then(|k| k.columns.as_deref()).unwrap_or_default();
    if primary.first().map(String::as_str) != Some(tenant) || primary.len() < 2 {
        all.push(format!(
            "{}: the primary key must be ({tenant}, id), for junctions ({tenant}, a_id, b_id).",
            file(table)
        ));
    }
    for key in table.keys.iter().filter(|k| k.kind == KeyKind::Unique) {
        let within = key.columns.as_ref().is_some_and(|c| c.iter().any(|c| c == tenant));
        if !within && table.name != "organizations" {
            all.push(format!("{}: {} is unique across organisations. Begin it with {tenant}.", file(table), key.name));
        }
    }
}

/// Law 1, 4: row security is on and forced, and every granted verb has its policy.
fn access(table: &Table, all: &mut Vec<String>) {
    if !table.row_security || !table.forced {
        all.push(format!(
            "{}: row security is off. End the file with: select kit.noun('{}.{}');",
            file(table),
            table.schema,
            table.name
        ));
    }
    for (role, privileges) in &table.grants {
        for privilege in privileges {
            let verb = match privilege.as_str() {
                "SELECT" => "r",
                "INSERT" => "a",
                "UPDATE" => "w",
                "DELETE" => "d",
                _ => {
                    all.push(format!(
                        "{}: {role} holds {privilege}. Only select, insert, update and delete are granted.",
                        file(table)
                    ));
                    continue;
                }
            };
            // An import by an admin goes by the admin's policies.
            let holder = if role == "importer" { "admin" } else { role.trim_start_matches("tl_") };
            let spoken = |p: &crate::Policy| {
                p.roles.as_ref().is_some_and(|r| r.iter().any(|r| r.trim_start_matches("tl_") == holder))
            };
            if !table.policies.iter().any(|p| (p.verb == verb || p.verb == "*") && spoken(p)) {
                all.push(format!(
                    "{}: {role} may {privilege} but no policy says which rows. Make the grant in access.sql.",
                    file(table)
                ));
            }
        }
    }
}

/// Law 2: references are composite and indexed.
fn references(table: &Table, tenant: &str, catalog: &Catalog, all: &mut Vec<String>) {
    for key in table.keys.iter().filter(|k| k.kind == KeyKind::Foreign) {
        let columns = key.columns.as_deref().unwrap_or_default();
        let targets = key.target_columns.as_deref().unwrap_or_default();
        if columns.first().map(String::as_str) != Some(tenant) || targets.first().map(String::as_str) != Some(tenant) {
            all.push(format!("{}: {} could point into another organisation. Use kit.refers.", file(table), key.name));
        }
        let leads = |index: &[String]| {
            index.len() >= columns.len() && columns.iter().all(|c| index[..columns.len()].contains(c))
        };
        if !table.indexes.iter().any(|i| !i.partial && leads(&i.columns)) {
            all.push(format!("{}: {} has no index. Use kit.refers.", file(table), key.name));
        }
    }
    for column in table.columns.values() {
        // The logs outlive what they speak of; an entity_id stands beside its entity_type and may point into any table.
        let free = matches!(table.name.as_str(), "audit_log" | "activity_logs" | "undo_entries" | "erasures")
            || column.name == "entity_id"
            || column.is_left_out(&catalog.scope);
        let plain_id = column.name.ends_with("_id") && column.base == "uuid" && !free;
        let refers = table
            .keys
            .iter()
            .any(|k| k.kind == KeyKind::Foreign && k.columns.as_ref().is_some_and(|c| c.contains(&column.name)));
        if plain_id && !refers {
            all.push(format!(
                "{}: {} points nowhere. Add: select kit.refers('{}.{}', '{}', …);",
                file(table),
                column.name,
                table.schema,
                table.name,
                column.name
            ));
        }
    }
}

/// Law 7: how values are written.
fn values(table: &Table, all: &mut Vec<String>) {
    for column in table.every_column() {
        let name = &column.name;
        if column.tags.inside.is_some() && column.base != "jsonb" {
            all.push(format!("{}: {name} is no jsonb; take @rows, @parts or @several out.", file(table)));
        }
        if column.base == "timestamp" {
            all.push(format!("{}: {name} has no time zone. Use timestamptz.", file(table)));
        }
        if column.base == "timestamptz" && !name.ends_with("_at") {
            all.push(format!("{}: {name} is a moment; its name should end in _at.", file(table)));
        }
        if column.base == "date"
            && !(name.ends_with("_date")
                || matches!(name.as_str(), "date" | "deadline" | "dob" | "application_deadline"))
        {
            all.push(format!("{}: {name} is a day; its name should end in _date.", file(table)));
        }
        if column.kind.is_pii()
            && column.kind != crate::Kind::Pii
            && table.every_column().all(|c| c.name != format!("{name}_index"))
        {
            all.push(format!("{}: {name} can't be found by equality. Add {name}_index bytea, @secret.", file(table)));
        }
        for value in column.values.iter().flatten() {
            if !value.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
                all.push(format!("{}: the value {value:?} of {name} should be lower snake_case; put the source's wording in @values.", file(table)));
            }
        }
    }
}

/// Law 6: nobody finds by meaning or by words what they may not read.
fn found(table: &Table, all: &mut Vec<String>) {
    let meant = table.tags.meaning.iter().map(|name| ("@meaning", name));
    for (tag, name) in meant.chain(table.tags.searched.iter().map(|name| ("@searched", name))) {
        let Some(column) = table.every_column().find(|c| c.name == *name) else {
            all.push(format!("{}: {tag} names {name}, which is no column.", file(table)));
            continue;
        };
        if column.tags.secret || column.tags.personal || column.kind.is_pii() {
            all.push(format!("{}: {name} is personal or secret; take it out of {tag}.", file(table)));
        }
    }
}

fn file(table: &Table) -> String {
    format!("modules/{}/{}.sql", table.schema, table.name)
}
