//! Files in and out: the import of rows, the export of records.

pub mod export;
pub mod import;
