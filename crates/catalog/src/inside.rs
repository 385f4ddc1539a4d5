//! What a structured column holds inside, as its comment says, so that people fill it in field by field.

/// `@rows(…)`, `@parts(…)` or `@several(…)` of a jsonb column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inside {
    /// `@rows(ticket=ticket_kinds, number, expires=until)`: a list of objects; the first part is what each is called.
    Rows(Vec<Part>),
    /// `@parts(gate, hours, notes=long)`: one object; what else it holds is kept.
    Parts(Vec<Part>),
    /// `@several()` or `@several(ticket_kinds)`: a list of words, with what is offered for them.
    Several(Option<String>),
}

/// One part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its key.
    pub name: String,
    /// What it holds.
    pub holds: Holds,
}

/// What a part holds; texts where nothing is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
    /// A line.
    Text,
    /// `=long`: several lines.
    Long,
    /// `=date`: a day.
    Date,
    /// `=until`: the last day it is good.
    Until,
    /// `=file`: a file kept with the record, by its id.
    File,
    /// `=<noun>`: a line, for which the names of this noun are offered.
    Offered(String),
}

impl Inside {
    /// What the tag of this name says.
    pub(crate) fn of(tag: &str, words: &[String]) -> Result<Inside, String> {
        if tag == "@several" {
            return Ok(Inside::Several(words.first().cloned()));
        }
        let parts: Vec<Part> = words.iter().map(|word| Part::of(word)).collect();
        if parts.is_empty() {
            return Err(format!("{tag} needs its parts in brackets: {tag}(name, expires=until)"));
        }
        Ok(if tag == "@rows" { Inside::Rows(parts) } else { Inside::Parts(parts) })
    }

    /// Its parts; none of a list of words.
    pub fn parts(&self) -> &[Part] {
        match self {
            Inside::Rows(parts) | Inside::Parts(parts) => parts,
            Inside::Several(_) => &[],
        }
    }

    /// The nouns whose names are offered.
    pub fn offers(&self) -> Vec<&str> {
        match self {
            Inside::Several(noun) => noun.iter().map(String::as_str).collect(),
            _ => self.parts().iter().filter_map(Part::offers).collect(),
        }
    }
}

impl Part {
    fn of(word: &str) -> Part {
        let (name, holds) = word.split_once('=').unwrap_or((word, ""));
        let holds = match holds.trim() {
            "" => Holds::Text,
            "long" => Holds::Long,
            "date" => Holds::Date,
            "until" => Holds::Until,
            "file" => Holds::File,
            noun => Holds::Offered(noun.to_string()),
        };
        Part { name: name.trim().to_string(), holds }
    }

    /// The noun whose names are offered.
    pub fn offers(&self) -> Option<&str> {
        match &self.holds {
            Holds::Offered(noun) => Some(noun),
            _ => None,
        }
    }

    /// Whether it is a day.
    pub fn is_day(&self) -> bool {
        matches!(self.holds, Holds::Date | Holds::Until)
    }
}
