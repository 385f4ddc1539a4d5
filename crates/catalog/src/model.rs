//! What the catalog says about one table.

use crate::scope::Scope;
use crate::tags::Tags;
use indexmap::IndexMap;
use serde::Deserialize;

/// A table or view.
#[derive(Debug, Deserialize)]
pub struct Table {
    /// The schema it lives in: the module.
    pub schema: String,
    /// Its name in SQL and in addresses.
    pub name: String,
    /// Views can't be written.
    pub is_view: bool,
    /// The comment without its tags.
    pub comment: Option<String>,
    /// Row security is on.
    pub row_security: bool,
    /// Row security holds for the owner too.
    pub forced: bool,
    /// A view that reads as the person asking.
    pub invoker: bool,
    #[serde(rename = "columns", deserialize_with = "by_name")]
    pub(crate) all_columns: IndexMap<String, Column>,
    /// The columns people may know of, by name, in table order.
    #[serde(skip)]
    pub columns: IndexMap<String, Column>,
    /// Primary key, unique, foreign and check constraints.
    pub keys: Vec<Key>,
    /// Indexes.
    pub indexes: Vec<Index>,
    /// Values computed from a row, by name; read only when asked for.
    #[serde(deserialize_with = "computed_by_name")]
    pub computed: IndexMap<String, Computed>,
    /// Row-security policies.
    pub policies: Vec<Policy>,
    /// Database role → privileges it holds on the table or some of its columns.
    pub grants: IndexMap<String, Vec<String>>,
    /// Database role → privileges it holds on the whole table.
    pub(crate) whole_grants: IndexMap<String, Vec<String>>,
    /// For views: the columns they read.
    pub(crate) sources: Vec<Source>,
    /// The columns that identify a row, the tenant left out.
    #[serde(skip)]
    pub primary_key: Vec<String>,
    /// The tags of its comment.
    #[serde(skip)]
    pub tags: Tags,
}

/// A column.
#[derive(Debug, Clone, Deserialize)]
pub struct Column {
    /// Name.
    pub name: String,
    /// The type as SQL writes it, for casts.
    #[serde(rename = "type")]
    pub sql_type: String,
    /// The domain it is declared with, such as `kit.email`.
    pub domain: Option<String>,
    /// The type below all domains, as `pg_type` names it; arrays begin with `_`.
    pub base: String,
    /// For arrays: the element's type.
    pub element: Option<String>,
    /// For enums and arrays of enums: the values in order.
    #[serde(rename = "enum")]
    pub values: Option<Vec<String>>,
    /// For enums: the type's name.
    pub enum_name: Option<String>,
    enum_comment: Option<String>,
    /// It can't be null.
    pub required: bool,
    /// It has a default, so it may be left out.
    #[serde(rename = "default")]
    pub has_default: bool,
    /// The default as SQL.
    pub default_sql: Option<String>,
    /// The database computes it; nobody writes it.
    pub generated: bool,
    /// The comment without its tags.
    pub comment: Option<String>,
    /// The tags of its comment.
    #[serde(skip)]
    pub tags: Tags,
    /// For enums: value → the word people read.
    #[serde(skip)]
    pub labels: IndexMap<String, String>,
    /// For enums: value → how it stands: good, warn, bad or info.
    #[serde(skip)]
    pub tones: IndexMap<String, String>,
    /// What kind of field it is.
    #[serde(skip)]
    pub kind: Kind,
    /// PostgreSQL's access list of the column, as text.
    acl: Option<String>,
    /// Role → the letters of its privileges on this column: `r` select, `a` insert, `w` update.
    #[serde(skip)]
    rights: IndexMap<String, String>,
}

/// A column that a view reads.
#[derive(Debug, Clone, Deserialize, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) schema: String,
    pub(crate) table: String,
    pub(crate) column: String,
}

/// What kind of value a column holds: how it is shown, edited, checked and imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Plain text.
    #[default]
    Text,
    /// Long, lightly formatted text.
    Markdown,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A web address.
    Url,
    /// A whole number.
    Integer,
    /// A fractional number.
    Number,
    /// An amount of money.
    Money,
    /// A whole number from 0 to 100.
    Percent,
    /// Yes or no.
    Boolean,
    /// A calendar date.
    Date,
    /// A moment.
    Timestamp,
    /// One of several values.
    Choice,
    /// Several of several values.
    Choices,
    /// A list of other values.
    List,
    /// An identifier.
    Id,
    /// Structured data.
    Json,
    /// An embedding.
    Vector,
    /// Encrypted text.
    Pii,
    /// An encrypted e-mail address.
    PiiEmail,
    /// An encrypted telephone number.
    PiiPhone,
    /// Bytes.
    Bytes,
    /// Anything else, shown as PostgreSQL writes it.
    Other,
}

impl Kind {
    /// Whether the value is stored encrypted.
    pub fn is_pii(self) -> bool {
        matches!(self, Kind::Pii | Kind::PiiEmail | Kind::PiiPhone)
    }
}

/// A value computed from a row by a function.
#[derive(Debug, Deserialize)]
pub struct Computed {
    /// Name.
    pub name: String,
    /// The schema of the function.
    pub schema: String,
    /// The type as SQL writes it.
    #[serde(rename = "type")]
    pub sql_type: String,
    /// The type below all domains.
    pub base: String,
    /// For enums: the values.
    #[serde(rename = "enum")]
    pub values: Option<Vec<String>>,
    enum_comment: Option<String>,
    /// For enums: value → how it stands: good, warn, bad or info.
    #[serde(skip)]
    pub tones: IndexMap<String, String>,
    /// What it is.
    pub comment: Option<String>,
}

/// A constraint.
#[derive(Debug, Deserialize)]
pub struct Key {
    /// Name; part of the API.
    pub name: String,
    /// What it constrains.
    pub kind: KeyKind,
    /// The message people read when it is broken.
    pub comment: Option<String>,
    /// Its columns, in order.
    pub columns: Option<Vec<String>>,
    /// For references: the schema pointed at.
    pub target_schema: Option<String>,
    /// For references: the table pointed at.
    pub target: Option<String>,
    /// For references: the columns pointed at.
    pub target_columns: Option<Vec<String>>,
}

/// What a constraint constrains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum KeyKind {
    /// Identifies a row.
    #[serde(rename = "p")]
    Primary,
    /// No two rows alike.
    #[serde(rename = "u")]
    Unique,
    /// Points at a row.
    #[serde(rename = "f")]
    Foreign,
    /// A condition on the row.
    #[serde(rename = "c")]
    Check,
    /// No two rows that meet in some way.
    #[serde(rename = "x")]
    Exclusion,
}

/// An index.
#[derive(Debug, Deserialize)]
pub struct Index {
    /// Name.
    pub name: String,
    /// No two rows alike.
    pub unique: bool,
    /// Covers only some rows.
    pub partial: bool,
    /// Its columns or expressions, in order.
    pub columns: Vec<String>,
    /// What is told when it is broken.
    pub comment: Option<String>,
}

/// A row-security policy.
#[derive(Debug, Deserialize)]
pub struct Policy {
    /// Name.
    pub name: String,
    /// `r`, `a`, `w`, `d` or `*`.
    pub verb: String,
    /// The database roles it speaks of.
    pub roles: Option<Vec<String>>,
}

impl Table {
    /// A column people may know of.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.get(name)
    }

    /// Every column, the tenant and secrets included.
    pub fn every_column(&self) -> impl Iterator<Item = &Column> {
        self.all_columns.values()
    }

    /// `schema.table`, quoted for SQL.
    pub fn sql_name(&self) -> String {
        format!("{}.{}", quote(&self.schema), quote(&self.name))
    }

    /// Whether the role (without its prefix) holds the privilege on the table or some of its columns.
    pub fn allows(&self, role: &str, privilege: &str) -> bool {
        self.grants.get(role).is_some_and(|p| p.iter().any(|x| x == privilege))
    }

    /// Whether the role (without its prefix) holds `SELECT`, `INSERT` or `UPDATE` on this column.
    pub fn may(&self, role: &str, privilege: &str, column: &Column) -> bool {
        let letter = match privilege {
            "SELECT" => 'r',
            "INSERT" => 'a',
            _ => 'w',
        };
        column.rights.get(role).is_some_and(|letters| letters.contains(letter))
            || self.whole_grants.get(role).is_some_and(|p| p.iter().any(|x| x == privilege))
    }

    /// Whether the role reads every column. PostgreSQL asks for it where a function gets the whole row.
    pub fn reads_whole(&self, role: &str) -> bool {
        self.every_column().all(|c| self.may(role, "SELECT", c))
    }

    /// The column that names a row: the first of the usual ones.
    pub fn label_column(&self) -> Option<&Column> {
        ["name", "full_name", "title", "subject", "invoice_number", "company_name", "key"]
            .iter()
            .find_map(|c| self.columns.get(*c))
    }

    pub(crate) fn understand(&mut self, scope: &Scope) -> Result<(), String> {
        let place = format!("modules/{}/{}.sql", self.schema, self.name);
        let (prose, tags) =
            Tags::parse(self.comment.as_deref().unwrap_or_default()).map_err(|tag| format!("{place}: {tag}"))?;
        (self.comment, self.tags) = (Some(prose).filter(|p| !p.is_empty()), tags);
        for column in self.all_columns.values_mut() {
            column.understand(&scope.role_prefix).map_err(|tag| format!("{place}, column {}: {tag}", column.name))?;
        }
        for computed in self.computed.values_mut() {
            let (_, tags) = Tags::parse(computed.enum_comment.as_deref().unwrap_or_default())?;
            computed.tones = tags.tones;
        }
        let tenant = scope.tenant.as_deref();
        self.columns = self
            .all_columns
            .iter()
            .filter(|(name, c)| Some(name.as_str()) != tenant && !c.tags.secret && !c.is_left_out(scope))
            .map(|(n, c)| (n.clone(), c.clone()))
            .collect();
        self.primary_key =
            self.keys.iter().find(|k| k.kind == KeyKind::Primary).and_then(|k| k.columns.clone()).unwrap_or_default();
        self.primary_key.retain(|c| Some(c.as_str()) != tenant);
        if !scope.role_prefix.is_empty() {
            let bare = |role: &str| role.strip_prefix(&scope.role_prefix).unwrap_or(role).to_string();
            for grants in [&mut self.grants, &mut self.whole_grants] {
                *grants = std::mem::take(grants).into_iter().map(|(role, p)| (bare(&role), p)).collect();
            }
        }
        Ok(())
    }
}

impl Column {
    fn understand(&mut self, role_prefix: &str) -> Result<(), String> {
        let (prose, tags) = Tags::parse(self.comment.as_deref().unwrap_or_default())?;
        (self.comment, self.tags) = (Some(prose).filter(|p| !p.is_empty()), tags);
        self.kind = self.kind_of();
        self.rights = rights(self.acl.as_deref().unwrap_or_default(), role_prefix);
        if let Some(values) = &self.values {
            let (_, tags) = Tags::parse(self.enum_comment.as_deref().unwrap_or_default())?;
            self.labels = values
                .iter()
                .map(|v| (v.clone(), tags.values.get(v).cloned().unwrap_or_else(|| sentence(v))))
                .collect();
            self.tones = tags.tones;
        }
        Ok(())
    }

    /// Whether it belongs to a module that is not here.
    pub(crate) fn is_left_out(&self, scope: &Scope) -> bool {
        self.tags.of.as_ref().is_some_and(|module| !scope.schemas.contains(module))
    }

    /// What people read above the field: the `@label`, or the name in words.
    pub fn label(&self) -> String {
        self.tags.label.clone().unwrap_or_else(|| sentence(self.name.trim_end_matches("_id")))
    }

    /// The value that somebody's word stands for: the value itself, its label, or either written otherwise
    /// (`FULL_TIME`, `Int-scheduled` → `full_time`, `int_scheduled`).
    pub fn choice(&self, word: &str) -> Option<&str> {
        let plain =
            |s: &str| s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
        let wanted = plain(word);
        let found = self.labels.iter().find(|(value, label)| plain(value) == wanted || plain(label) == wanted);
        found.map(|(value, _)| value.as_str())
    }

    fn kind_of(&self) -> Kind {
        if self.values.is_some() {
            return if self.element.is_some() { Kind::Choices } else { Kind::Choice };
        }
        match self.domain.as_deref() {
            Some("kit.email") => return Kind::Email,
            Some("kit.phone") => return Kind::Phone,
            Some("kit.url") => return Kind::Url,
            Some("kit.money") => return Kind::Money,
            Some("kit.percent") => return Kind::Percent,
            Some("kit.markdown") => return Kind::Markdown,
            Some("kit.pii") => return Kind::Pii,
            Some("kit.pii_email") => return Kind::PiiEmail,
            Some("kit.pii_phone") => return Kind::PiiPhone,
            _ => {}
        }
        if self.element.is_some() {
            return Kind::List;
        }
        match self.base.as_str() {
            "text" | "varchar" | "bpchar" | "name" | "citext" => Kind::Text,
            "int2" | "int4" | "int8" => Kind::Integer,
            "numeric" | "float4" | "float8" => Kind::Number,
            "bool" => Kind::Boolean,
            "date" => Kind::Date,
            "timestamptz" | "timestamp" => Kind::Timestamp,
            "uuid" => Kind::Id,
            "json" | "jsonb" => Kind::Json,
            "vector" => Kind::Vector,
            "bytea" => Kind::Bytes,
            _ => Kind::Other,
        }
    }
}

/// `{tl_admin=arw/owner,…}` → role without prefix and its letters.
fn rights(acl: &str, role_prefix: &str) -> IndexMap<String, String> {
    let entries = acl.trim_matches(['{', '}']).split(',').filter_map(|e| e.split('/').next()?.split_once('='));
    entries
        .map(|(role, letters)| (role.strip_prefix(role_prefix).unwrap_or(role).to_string(), letters.to_string()))
        .collect()
}

/// `closed_won` → `Closed won`.
pub fn sentence(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn by_name<'de, D: serde::Deserializer<'de>>(d: D) -> Result<IndexMap<String, Column>, D::Error> {
    Ok(Vec::<Column>::deserialize(d)?.into_iter().map(|c| (c.name.clone(), c)).collect())
}

fn computed_by_name<'de, D: serde::Deserializer<'de>>(d: D) -> Result<IndexMap<String, Computed>, D::Error> {
    Ok(Vec::<Computed>::deserialize(d)?.into_iter().map(|c| (c.name.clone(), c)).collect())
}
