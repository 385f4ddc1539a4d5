//! What PostgreSQL, or the way to it, said.

/// An error with PostgreSQL's own parts.
#[derive(Debug, Clone, Default, thiserror::Error)]
#[error("{code}: {message}")]
pub struct DbError {
    /// SQLSTATE.
    pub code: String,
    /// What happened.
    pub message: String,
    /// More about it.
    pub detail: Option<String>,
    /// What to do.
    pub hint: Option<String>,
    /// The table it is about.
    pub table: Option<String>,
    /// The column it is about.
    pub column: Option<String>,
    /// The constraint that was broken.
    pub constraint: Option<String>,
}

impl DbError {
    /// The database can't be reached, or the connection broke. SQLSTATE 08006.
    pub fn unreachable(why: impl std::fmt::Display) -> Self {
        Self {
            code: "08006".into(),
            message: format!("The database can't be reached: {why}"),
            hint: Some("Try again in a moment.".into()),
            ..Self::default()
        }
    }

    /// Every connection is busy. SQLSTATE 53300.
    pub fn saturated() -> Self {
        Self {
            code: "53300".into(),
            message: "The server is busy: every connection is in use".into(),
            hint: Some("Try again in a moment.".into()),
            ..Self::default()
        }
    }

    /// The answer is larger than an answer may be. TL108.
    pub(crate) fn too_large(bytes: usize) -> Self {
        let message = format!("The answer is larger than {} MB", bytes >> 20);
        let hint = Some("Ask for fewer rows or columns, such as with limit=100.".into());
        Self { code: "TL108".into(), message, hint, ..Self::default() }
    }

    /// The answers under way hold all the memory they may. SQLSTATE 53200.
    pub(crate) fn out_of_memory() -> Self {
        let message = "The server is busy: the answers under way hold all the memory they may".into();
        Self { code: "53200".into(), message, hint: Some("Try again in a moment.".into()), ..Self::default() }
    }

    /// A pooler stands in between. SQLSTATE 08004.
    pub(crate) fn pooled() -> Self {
        let message =
            "A connection pooler gives every transaction another backend; nothing is served through it".into();
        let hint = "Let DATABASE_URL name PostgreSQL itself, or a pool in session mode.".into();
        Self { code: "08004".into(), message, hint: Some(hint), ..Self::default() }
    }

    /// The connection broke before an answer came.
    pub fn is_broken_connection(&self) -> bool {
        (self.code.starts_with("08") && self.code != "08004")
            || matches!(self.code.as_str(), "57P01" | "57P02" | "57P03")
    }

    /// The statement was undone as a whole and may simply be sent again.
    pub fn is_retryable(&self) -> bool {
        matches!(self.code.as_str(), "40001" | "40P01")
    }

    /// A prepared statement is out of date.
    pub(crate) fn is_stale_statement(&self) -> bool {
        self.code == "0A000" && self.message.contains("cached plan")
    }

    /// A prepared statement is gone, though nobody closed it: the backend is another one.
    pub(crate) fn is_other_backend(&self) -> bool {
        self.code == "26000"
    }
}

impl From<tokio_postgres::Error> for DbError {
    fn from(e: tokio_postgres::Error) -> Self {
        match e.as_db_error() {
            Some(d) => Self {
                code: d.code().code().to_string(),
                message: d.message().to_string(),
                detail: d.detail().map(str::to_string),
                hint: d.hint().map(str::to_string),
                table: d.table().map(str::to_string),
                column: d.column().map(str::to_string),
                constraint: d.constraint().map(str::to_string),
            },
            None if e.is_closed() => Self::unreachable("the connection closed"),
            None => {
                let why = std::error::Error::source(&e).map_or_else(|| e.to_string(), |s| format!("{e}: {s}"));
                if why.contains("serializing") || why.contains("deserializing") {
                    Self { code: "22000".into(), message: why, ..Self::default() }
                } else {
                    Self::unreachable(why)
                }
            }
        }
    }
}

impl From<DbError> for records::Error {
    /// What PostgreSQL said, to somebody who is signed in.
    fn from(e: DbError) -> Self {
        records::Error::from_sqlstate(&e.code, &e.message, None, e.hint, true)
    }
}
