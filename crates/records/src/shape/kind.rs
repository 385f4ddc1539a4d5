//! What comes back, described: the kinds of values, the row's fields, and how they are to be written.

use crate::error::{Error, Result};

/// How one value is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// `true`, `false`
    Bool,
    /// 16-bit integer
    Int2,
    /// 32-bit integer
    Int4,
    /// 64-bit integer
    Int8,
    /// 32-bit float
    Float4,
    /// 64-bit float
    Float8,
    /// Exact decimal
    Numeric,
    /// Text of any kind
    Text,
    /// JSON as text
    Json,
    /// JSON as PostgreSQL stores it
    Jsonb,
    /// UUID
    Uuid,
    /// Calendar date
    Date,
    /// Moment without zone
    Timestamp,
    /// Moment
    Timestamptz,
    /// Bytes
    Bytes,
    /// Row id (16 bytes) and ciphertext, of this table and column
    Pii {
        /// Table it belongs to.
        table: String,
        /// Column it belongs to.
        column: String,
    },
    /// A list of values
    Array(Box<Shape>),
    /// A row
    Object(Vec<Member>),
    /// A row, or rows, whose values stand among those of the row around it
    Spread {
        /// Its values.
        fields: Vec<Member>,
        /// They are rows: each value becomes a list.
        many: bool,
    },
}

/// A named value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its key in the answer.
    pub name: String,
    /// How it is written.
    pub shape: Shape,
}

/// Opens what is encrypted, or masks it, as the person asking may see it.
pub trait Reveal: Sync {
    /// The text to show for one value.
    fn reveal(&self, table: &str, column: &str, row: &[u8; 16], ciphertext: &[u8]) -> String;
}

/// For schemas without encrypted columns.
#[derive(Debug)]
pub struct Nothing;

impl Reveal for Nothing {
    fn reveal(&self, _: &str, _: &str, _: &[u8; 16], _: &[u8]) -> String {
        String::new()
    }
}

/// How values are written.
#[derive(Clone, Copy)]
pub struct Writing<'a> {
    /// Opens what is encrypted.
    pub reveal: &'a dyn Reveal,
    /// Keys whose value is null are left out.
    pub without_nulls: bool,
    /// Bytes an answer may have.
    pub most: usize,
}

impl<'a> Writing<'a> {
    /// Everything, however long.
    pub fn new(reveal: &'a dyn Reveal) -> Writing<'a> {
        Writing { reveal, without_nulls: false, most: usize::MAX }
    }

    /// What is written, if it is not too long.
    ///
    /// # Errors
    /// TL108 when it is.
    pub(crate) fn whole(&self, out: Vec<u8>) -> Result<Vec<u8>> {
        if self.is_full(out.len()) {
            let message = format!("The answer is larger than {} MB", self.most >> 20);
            return Err(
                Error::new(400, "TL108", message).hint("Ask for fewer rows or columns, such as with limit=100.")
            );
        }
        Ok(out)
    }

    pub(crate) fn is_full(&self, bytes: usize) -> bool {
        bytes > self.most
    }
}
