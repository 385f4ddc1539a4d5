//! What is told to people when something can't be done.

use serde::Serialize;

/// What a statement says when it stops itself because the rows embedded in one row are too many.
pub(crate) const TOO_MUCH: &str = "embedded rows too large";

/// An answer that is not a result: status, and the four parts clients of the dialect expect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Error {
    /// HTTP status.
    #[serde(skip)]
    pub status: u16,
    /// `PGRST…` for the dialect's own errors, an SQLSTATE for PostgreSQL's.
    pub code: String,
    /// What happened.
    pub message: String,
    /// More about it.
    pub details: Option<String>,
    /// What to do.
    pub hint: Option<String>,
    /// The column it is about, where it is one; `custom->>key` for an own field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// In how many seconds it may go, where time helps; also told in the header Retry-After.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

/// The result of anything that answers a request.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error with status, code and message.
    pub fn new(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.into(),
            message: message.into(),
            details: None,
            hint: None,
            field: None,
            retry_after: None,
        }
    }

    /// Adds what to do.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds what to do, when there is something.
    pub fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }

    /// Adds the column it is about.
    pub fn field(mut self, column: impl Into<String>) -> Self {
        self.field = Some(column.into());
        self
    }

    /// Adds in how many seconds it may go.
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Adds more about it.
    pub fn details(mut self, details: impl Into<String>) -> Self {
        self.details = Some(details.into());
        self
    }

    /// The query string could not be understood.
    pub(crate) fn parse(what: &str, text: &str) -> Self {
        let short: String = text.chars().take(200).collect();
        Self::new(400, "PGRST100", format!("Could not understand {what}: {short:?}"))
    }

    /// What PostgreSQL said, with the status the dialect documents for its code.
    pub fn from_sqlstate(
        code: &str,
        message: &str,
        details: Option<String>,
        hint: Option<String>,
        signed_in: bool,
    ) -> Self {
        if let Some(error) = too_much_embedded(code, message) {
            return error;
        }
        let status = match code {
            "23503" | "23505" | "23P01" | "40001" | "40P01" | "TL410" => 409,
            "42883" | "42P01" => 404,
            "25006" => 405,
            "42501" if signed_in => 403,
            "42501" => 401,
            "57014" => 504,
            "57P01" | "57P02" | "57P03" => 503,
            "P0001" => 400,
            "54000" | "54001" | "54023" => 400,
            _ => match &code[..code.len().min(2)] {
                "08" | "53" => 503,
                "0L" | "0P" | "28" => 403,
                "40" => 409,
                "09" | "2D" | "38" | "39" | "3B" | "55" | "58" | "F0" | "HV" | "P0" | "XX" => 500,
                _ => 400,
            },
        };
        Self { details, hint, ..Self::new(status, code, message) }
    }

    /// The body of the answer.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// The error of a statement that stopped itself.
fn too_much_embedded(code: &str, message: &str) -> Option<Error> {
    let own = code == "22P02" && message.contains(TOO_MUCH);
    own.then(|| {
        Error::new(400, "TL108", "The rows embedded in one row are larger than one answer may hold")
            .hint("Ask for fewer of them, such as with contacts.limit=100, or for fewer columns, or for them alone.")
    })
}
