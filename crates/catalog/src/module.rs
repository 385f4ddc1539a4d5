//! Modules: schemas, and what people call them.

use crate::tags::Tags;
use serde::Deserialize;

/// A part of the product: one schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Module {
    /// The schema.
    pub name: String,
    /// What the menu calls it: the `@label` of the schema's comment.
    pub title: String,
    /// What it is about.
    pub comment: Option<String>,
}

/// A schema as `catalog.sql` answers it.
#[derive(Deserialize)]
pub(crate) struct Schema {
    name: String,
    comment: Option<String>,
}

impl Module {
    /// Understands a schema's comment.
    ///
    /// # Errors
    /// When it carries an unknown tag.
    pub(crate) fn of(schema: Schema) -> Result<Module, String> {
        let (prose, tags) = Tags::parse(schema.comment.as_deref().unwrap_or_default())
            .map_err(|tag| format!("modules/{}/module.sql: {tag}", schema.name))?;
        Ok(Module {
            title: tags.label.unwrap_or_else(|| crate::sentence(&schema.name)),
            comment: Some(prose).filter(|p| !p.is_empty()),
            name: schema.name,
        })
    }
}
