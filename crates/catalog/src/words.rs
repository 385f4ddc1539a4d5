//! What people read of a noun: its words, its sign, its place in the menu.

use crate::{Catalog, Table, sentence};

/// The sign of a noun that names none.
const PLAIN: &str = "file-text";

impl Table {
    /// `opportunities` → `Deal`.
    pub fn singular(&self) -> String {
        self.tags.look.words.as_ref().map_or_else(|| one(&self.name), |(one, _)| one.clone())
    }

    /// `opportunities` → `Deals`.
    pub fn plural(&self) -> String {
        self.tags.look.words.as_ref().map_or_else(|| sentence(&self.name), |(_, many)| many.clone())
    }

    /// The noun's icon.
    pub fn icon(&self) -> &str {
        self.tags.look.icon.as_deref().unwrap_or(PLAIN)
    }

    /// The columns that name a row; the first that is filled does.
    pub fn named_by(&self) -> Vec<&str> {
        if self.tags.look.named.is_empty() {
            self.label_column().map(|c| c.name.as_str()).into_iter().collect()
        } else {
            self.tags.look.named.iter().map(String::as_str).collect()
        }
    }
}

impl Catalog {
    /// What one row of a noun is called, also where the noun is not there.
    pub fn singular(&self, noun: &str) -> String {
        self.table(noun).map_or_else(|| one(noun), Table::singular)
    }

    /// What rows of a noun are called, also where the noun is not there.
    pub fn plural(&self, noun: &str) -> String {
        self.table(noun).map_or_else(|| sentence(noun), Table::plural)
    }

    /// A noun's icon.
    pub fn icon(&self, noun: &str) -> &str {
        self.table(noun).map_or(PLAIN, Table::icon)
    }

    /// How a value of a column stands: good, warn, bad or info; empty when it says nothing.
    pub fn tone(&self, noun: &str, column: &str, value: &str) -> &str {
        let table = self.table(noun);
        let stored = table.and_then(|t| t.column(column)).map(|c| &c.tones);
        let tones = stored.or_else(|| table.and_then(|t| t.computed.get(column)).map(|c| &c.tones));
        tones.and_then(|t| t.get(value)).map_or("", String::as_str)
    }

    /// The nouns with a place in the menu, in its order: module by module.
    pub fn menu(&self) -> impl Iterator<Item = &Table> {
        self.menu.iter().filter_map(|noun| self.table(noun))
    }

    /// What the menu calls a module.
    pub fn module_title(&self, module: &str) -> String {
        let known = self.modules.iter().find(|m| m.name == module);
        known.map_or_else(|| sentence(module), |m| m.title.clone())
    }
}

fn one(noun: &str) -> String {
    let words = sentence(noun);
    if let Some(stem) = words.strip_suffix("ies") {
        return format!("{stem}y");
    }
    words.strip_suffix('s').map_or(words.clone(), str::to_string)
}
