//! What is told to people when something can't be done.

use serde::Serialize;

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
}

/// The result of anything that answers a request.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error with status, code and message.
    pub fn new(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { status, code: code.into(), message: message.into(), details: None, hint: None }
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
        if let Some(error) = crate::plan::too_much_embedded(code, message) {
            return error;
        }
        let status = match code {
            "23503" | "23505" | "23P01" | "40001" | "40P01" => 409,
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
        Self { status, code: code.to_string(), message: message.to_string(), details, hint }
    }

    /// The body of the answer.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}
