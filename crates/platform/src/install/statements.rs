//! Splits a file into statements and tells what kind each is.

use super::comments;

/// One SQL statement of a file.
#[derive(Debug, Clone)]
pub struct Statement {
    /// Path inside `modules/`.
    pub file: String,
    /// Line the statement begins on, from 1.
    pub line: usize,
    /// What it makes; decides its place in the order.
    pub kind: Kind,
    /// The statement without its semicolon.
    pub sql: String,
}

/// What a statement makes. The order of the variants is the order of loading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A table or type of `kit`.
    KitStructure,
    /// Anything else of `kit`.
    KitFunction,
    /// A type or domain.
    Type,
    /// A table.
    Table,
    /// A function.
    Function,
    /// `select kit.refers(…)`.
    Reference,
    /// An index.
    Index,
    /// A view.
    View,
    /// A comment.
    Comment,
    /// `select kit.noun(…)` or `kit.private(…)`.
    Noun,
    /// What is made of all nouns: policies and grants from access.sql, triggers that keep names.
    Made,
    /// A trigger, policy, grant, `select kit.shaped(…)`, `kit.belongs(…)`, `kit.hangs_on(…)` or `kit.keep_meanings()`.
    Rule,
}

impl Kind {
    /// Whether only a migration may change it in an existing database.
    pub fn is_structural(self) -> bool {
        matches!(self, Kind::KitStructure | Kind::Type | Kind::Table | Kind::Reference | Kind::Index)
    }

    fn of(sql: &str) -> Kind {
        let words: Vec<String> = sql.split_whitespace().take(4).map(str::to_lowercase).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["create", "type" | "domain", ..] => Kind::Type,
            ["create", "table", ..] => Kind::Table,
            ["create", "index", ..] | ["create", "unique", "index", ..] => Kind::Index,
            ["create", "or", "replace", "function", ..] | ["do", ..] => Kind::Function,
            ["create", "or", "replace", "view", ..] => Kind::View,
            ["create", "or", "replace", "trigger", ..]
            | ["create", "policy", ..]
            | ["grant" | "revoke", ..]
            | ["insert" | "delete", ..] => Kind::Rule,
            ["comment", ..] => Kind::Comment,
            ["alter", "table", _, "add"] => Kind::Reference,
            ["select", call, ..] if call.starts_with("kit.refers(") => Kind::Reference,
            ["select", call, ..] if call.starts_with("kit.noun(") || call.starts_with("kit.private(") => Kind::Noun,
            ["select", call, ..]
                if ["kit.shaped(", "kit.belongs(", "kit.hangs_on(", "kit.keep_meanings("]
                    .iter()
                    .any(|rule| call.starts_with(rule)) =>
            {
                Kind::Rule
            }
            _ => panic!("don't know when to load: {}", sql.lines().next().unwrap_or_default()),
        }
    }
}

/// The statements of one file, comments beside columns made into COMMENT statements.
pub(crate) fn parse(file: &str, text: &str) -> Vec<Statement> {
    let mut all = Vec::new();
    for (line, prose, sql) in split(text) {
        let kind = Kind::of(&sql);
        let comments = match kind {
            Kind::Table => comments::of_table(&prose, &sql),
            Kind::Type => comments::of_type(&prose, &sql),
            _ => Vec::new(),
        };
        let statement = |kind, sql| Statement { file: file.to_string(), line, kind, sql };
        all.push(statement(kind, sql));
        all.extend(comments.into_iter().map(|sql| statement(Kind::Comment, sql)));
    }
    all
}

/// Splits at semicolons outside quotes, dollar quotes and comments: (line, comment block just above, statement).
fn split(text: &str) -> Vec<(usize, String, String)> {
    let mut all = Vec::new();
    let (mut statement, mut prose) = (String::new(), String::new());
    let (mut line, mut begins) = (1, 1);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let token = if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else if c == '\'' {
            rest[1..].find('\'').map_or(rest.len(), |end| end + 2)
        } else if let Some(tag) = dollar_tag(rest) {
            rest[tag.len()..].find(tag).map_or(rest.len(), |end| end + 2 * tag.len())
        } else {
            c.len_utf8()
        };
        let (now, later) = rest.split_at(token);
        let empty = statement.trim().is_empty();
        if now.starts_with("--") && empty {
            prose.push_str(now.trim_start_matches('-').trim());
            prose.push(' ');
        } else if now == ";" {
            all.push((begins, prose.trim().to_string(), statement.trim().to_string()));
            statement.clear();
            prose.clear();
        } else {
            if empty && now.trim().is_empty() {
                // A blank line parts a remark from what follows.
                if now == "\n" && later.starts_with('\n') {
                    prose.clear();
                }
            } else if empty {
                begins = line;
            }
            statement.push_str(now);
        }
        line += now.matches('\n').count();
        rest = later;
    }
    assert!(statement.trim().is_empty(), "a statement without its semicolon: {statement}");
    all
}

fn dollar_tag(rest: &str) -> Option<&str> {
    let inner = rest.strip_prefix('$')?;
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
    (inner[end..].starts_with('$') && !inner.starts_with(|c: char| c.is_ascii_digit())).then(|| &rest[..end + 2])
}
