//! How a file is to be read.

use serde::{Deserialize, Serialize};

/// How a file is to be read, where what can be seen is not enough; `import_jobs.options` keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Header → column, where the guess is wrong. An empty column leaves the header out.
    pub map: Vec<(String, String)>,
    /// The column that says a row is already there; such rows are updated.
    pub key: Option<String>,
    /// The sheet of a spreadsheet; the first when none is named.
    pub sheet: Option<String>,
    /// How numbers are written, where it can't be seen.
    pub decimal: Numbers,
}

/// How the numbers of a file are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Numbers {
    /// Nobody said: what can be read two ways is set aside.
    #[default]
    Unsaid,
    /// 1,234.50
    Point,
    /// 1.234,50
    Comma,
}

impl Numbers {
    /// As people say it: `point` or `comma`.
    ///
    /// # Errors
    /// When it is neither.
    pub fn parse(word: &str) -> anyhow::Result<Numbers> {
        match word {
            "" => Ok(Numbers::Unsaid),
            "point" | "." => Ok(Numbers::Point),
            "comma" | "," => Ok(Numbers::Comma),
            other => anyhow::bail!("decimals are written with point or comma, not {other:?}"),
        }
    }
}
