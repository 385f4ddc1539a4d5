//! Comments written where a person reads them become the database's own COMMENTs.

/// What the columns every noun has are for; said once.
const STANDARD: &[(&str, &str)] = &[
    ("org_id", "Organisation the row belongs to."),
    ("id", "Identifier; grows with time."),
    ("created_at", "When it was entered."),
    ("updated_at", "When it was last changed; also the row's version."),
];

/// COMMENT statements of a `create table`: the prose above it, and the `-- …` beside each column or constraint.
pub(crate) fn of_table(prose: &str, sql: &str) -> Vec<String> {
    let table = sql.split_whitespace().nth(2).unwrap_or_default();
    let mut all = Vec::new();
    if !prose.is_empty() {
        all.push(format!("comment on table {table} is {}", quote(prose)));
    }
    let mut item = String::new();
    for line in sql.lines().skip(1) {
        if line.starts_with("  ") && !line.starts_with("   ") {
            let mut words = line.split_whitespace();
            item = match words.next().unwrap_or_default() {
                "constraint" => format!("constraint {} on {table}", words.next().unwrap_or_default()),
                "primary" | "unique" | "check" => String::new(),
                column => format!("column {table}.{column}"),
            };
        }
        let beside = line.split_once(" -- ").or_else(|| line.split_once(",-- ")).map(|(_, comment)| comment.trim());
        let standard =
            STANDARD.iter().find(|(column, _)| item == format!("column {table}.{column}")).map(|(_, comment)| *comment);
        if let Some(comment) = beside.or(standard)
            && !item.is_empty()
        {
            all.push(format!("comment on {item} is {}", quote(comment)));
            item.clear();
        }
    }
    all
}

/// The COMMENT statement of a `create type` or `create domain`.
pub(crate) fn of_type(prose: &str, sql: &str) -> Vec<String> {
    let mut words = sql.split_whitespace().skip(1);
    match (words.next(), words.next()) {
        (Some("type"), Some(name)) if !prose.is_empty() => vec![format!("comment on type {name} is {}", quote(prose))],
        _ => Vec::new(),
    }
}

fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
