//! Which part of a database is served.

/// What is exposed and what is kept back.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// The schemas whose tables are served, in order of precedence when two tables share a name.
    pub schemas: Vec<String>,
    /// The column that separates tenants; it takes part in joins and never appears outside.
    pub tenant: Option<String>,
    /// Tables that exist but are never served.
    pub private: Vec<String>,
    /// What database roles are called before the role's own name, such as `tl_`.
    pub role_prefix: String,
}
