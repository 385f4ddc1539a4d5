//! Feeds: views of one shape, one for each noun that has something to say, which the machinery joins.

use crate::Table;
use indexmap::IndexMap;

/// A view that is part of a feed. It reads as the person asking.
#[derive(Debug)]
pub struct Feed {
    /// What it is for.
    pub kind: FeedKind,
    /// The nouns whose records it speaks of; any when empty.
    pub about: Vec<String>,
    /// The view. Feeds are no nouns: they have no address.
    pub view: Table,
}

/// What a feed is for, and so its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedKind {
    /// What happened to a record and around it: `about`, `about_id` the record; `user_id` who did it, or `who` in words;
    /// `changes` what an entry of the log says.
    Timeline,
    /// What waits for the person who asks, and what is planned. `weight` says how pressing it is (smaller is more) and
    /// `overdue` how pressing once its day is past; without a weight it is only planned. `ahead` is how many days before
    /// its day it comes up; without one it is there at once. `link` leads elsewhere than to the row. `acts` are the
    /// clicks that settle it: `[{"do", "word", "icon", "set": {column: value}, "told"}]`, where `@now` and `@tomorrow`
    /// are moments. Instead of `set`, `verb` and `input` are what runs; `page` is a dialog that asks first.
    Today,
    /// The dates of the person who asks, for their calendar: all day on `due_date`, or `minutes` from `starts_at` on.
    Dates,
    /// Where rows of a noun are, for maps: `lat` and `lng` in degrees, empty where it is not known. What is not
    /// `is_current`, such as what is closed or archived, stands on the map of its own noun only.
    Places,
    /// What rows of a noun may be one: each row with its key, for every way they may be alike.
    Duplicates,
}

impl FeedKind {
    fn of(tag: &str) -> FeedKind {
        match tag {
            "timeline" => FeedKind::Timeline,
            "today" => FeedKind::Today,
            "dates" => FeedKind::Dates,
            "placed" => FeedKind::Places,
            _ => FeedKind::Duplicates,
        }
    }

    /// The columns and their types, in order.
    pub fn columns(self) -> &'static [(&'static str, &'static str)] {
        match self {
            FeedKind::Timeline => &[
                ("about", "text"),
                ("about_id", "uuid"),
                ("at", "timestamptz"),
                ("kind", "text"),
                ("title", "text"),
                ("body", "text"),
                ("user_id", "uuid"),
                ("who", "text"),
                ("link", "text"),
                ("changes", "jsonb"),
            ],
            FeedKind::Today => &[
                ("noun", "text"),
                ("id", "uuid"),
                ("title", "text"),
                ("about", "text"),
                ("amount", "numeric"),
                ("currency", "text"),
                ("icon", "text"),
                ("link", "text"),
                ("weight", "int4"),
                ("overdue", "int4"),
                ("ahead", "int4"),
                ("due_date", "date"),
                ("due_at", "timestamptz"),
                ("acts", "jsonb"),
            ],
            FeedKind::Dates => &[
                ("noun", "text"),
                ("id", "uuid"),
                ("title", "text"),
                ("details", "text"),
                ("due_date", "date"),
                ("starts_at", "timestamptz"),
                ("minutes", "int4"),
                ("changed_at", "timestamptz"),
            ],
            FeedKind::Places => &[
                ("noun", "text"),
                ("id", "uuid"),
                ("title", "text"),
                ("details", "text"),
                ("lat", "float8"),
                ("lng", "float8"),
                ("is_current", "bool"),
            ],
            FeedKind::Duplicates => &[("noun", "text"), ("id", "uuid"), ("way", "text"), ("key", "text")],
        }
    }
}

impl Feed {
    /// The feed a view is, if its comment says that it is one.
    pub(crate) fn of(view: Table) -> Result<Feed, Box<Table>> {
        match view.tags.feed.clone().filter(|_| view.is_view) {
            Some((tag, about)) => Ok(Feed { kind: FeedKind::of(&tag), about, view }),
            None => Err(Box::new(view)),
        }
    }

    /// Whether it speaks of records of this noun.
    pub fn is_about(&self, noun: &str) -> bool {
        self.about.is_empty() || self.about.iter().any(|about| about == noun)
    }

    /// The tables it is made of.
    pub fn nouns(&self) -> impl Iterator<Item = &str> {
        self.view.sources.iter().map(|source| source.table.as_str())
    }

    /// Whether the role reads the view and every column behind it. One that it may not read refuses the whole view.
    pub(crate) fn is_readable(&self, tables: &IndexMap<String, Table>, role: &str) -> bool {
        self.view.allows(role, "SELECT")
            && self.view.sources.iter().all(|source| {
                let table = tables.get(&source.table).filter(|t| t.schema == source.schema);
                table.is_some_and(|t| t.all_columns.get(&source.column).is_some_and(|c| t.may(role, "SELECT", c)))
            })
    }
}
