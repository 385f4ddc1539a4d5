//! What pages know of nouns: their fields, from the catalog and the organisation; and what is special about some.

use super::data::{Row, text};
use super::visit::Visit;
use catalog::{Cardinality, Column, Kind, Table};
use records::Error;
use serde_json::Value;

/// What is special about a noun's pages.
pub(super) struct Special {
    pub(super) noun: &'static str,
    /// Singular and plural, where the table's name does not say them.
    pub(super) words: Option<(&'static str, &'static str)>,
    pub(super) icon: &'static str,
    /// In the menu.
    pub(super) menu: bool,
    /// The columns that name a row; the first that is filled does.
    pub(super) names: &'static [&'static str],
    /// The column a board stands on.
    pub(super) board: Option<&'static str>,
    /// The column a calendar stands on.
    pub(super) calendar: Option<&'static str>,
    /// Facts of a card beside the name.
    pub(super) card: &'static [&'static str],
    /// The amount columns of a board add up.
    pub(super) sum: Option<&'static str>,
    /// The letter that goes here after `g`.
    pub(super) key: Option<char>,
}

const PLAIN: Special = Special {
    noun: "",
    words: None,
    icon: "file-text",
    menu: false,
    names: &[],
    board: None,
    calendar: None,
    card: &[],
    sum: None,
    key: None,
};

/// In menu order.
const SPECIAL: &[Special] = &[
    Special {
        noun: "clients",
        icon: "building-2",
        menu: true,
        board: Some("status"),
        calendar: Some("contract_end_date"),
        card: &["industry", "owner_id", "tier"],
        key: Some('c'),
        ..PLAIN
    },
    Special {
        noun: "contacts",
        icon: "contact",
        menu: true,
        board: Some("engagement_level"),
        calendar: Some("last_contact_date"),
        card: &["title", "client_id"],
        key: Some('p'),
        ..PLAIN
    },
    Special {
        noun: "opportunities",
        words: Some(("Deal", "Deals")),
        icon: "handshake",
        menu: true,
        board: Some("stage"),
        calendar: Some("expected_close_date"),
        card: &["client_id", "value", "owner_id"],
        sum: Some("value"),
        key: Some('d'),
        ..PLAIN
    },
    Special {
        noun: "leads",
        icon: "target",
        menu: true,
        names: &["company_name", "contact_name", "last_name", "first_name", "email"],
        board: Some("status"),
        calendar: Some("next_follow_up_at"),
        card: &["contact_name", "classification", "estimated_value"],
        sum: Some("estimated_value"),
        key: Some('l'),
        ..PLAIN
    },
    Special {
        noun: "activities",
        icon: "activity",
        menu: true,
        names: &["subject"],
        board: Some("type"),
        calendar: Some("occurred_at"),
        card: &["client_id", "created_by"],
        key: Some('a'),
        ..PLAIN
    },
    Special {
        noun: "sales_tasks",
        icon: "list-todo",
        menu: true,
        calendar: Some("due_date"),
        card: &["lead_id", "due_date"],
        ..PLAIN
    },
    Special {
        noun: "market_tenders",
        icon: "radar",
        menu: true,
        calendar: Some("closing_date"),
        sum: Some("value"),
        ..PLAIN
    },
    Special {
        noun: "nudges",
        icon: "zap",
        menu: true,
        board: Some("status"),
        card: &["type", "client_id", "consultant_id"],
        ..PLAIN
    },
    Special { noun: "competitors", icon: "swords", menu: true, ..PLAIN },
    Special {
        noun: "client_health_snapshots",
        words: Some(("Health snapshot", "Health snapshots")),
        icon: "heart-pulse",
        names: &["date"],
        ..PLAIN
    },
    Special { noun: "lead_notes", icon: "sticky-note", names: &["content"], ..PLAIN },
    Special {
        noun: "client_portal_access",
        words: Some(("Client portal access", "Client portal access")),
        icon: "globe",
        ..PLAIN
    },
    Special {
        noun: "projects",
        icon: "folder-kanban",
        menu: true,
        board: Some("status"),
        calendar: Some("end_date"),
        card: &["client_id", "budget", "end_date"],
        sum: Some("budget"),
        key: Some('j'),
        ..PLAIN
    },
    Special {
        noun: "tasks",
        icon: "circle-check",
        menu: true,
        board: Some("status"),
        calendar: Some("due_date"),
        card: &["project_id", "assigned_to", "due_date"],
        key: Some('b'),
        ..PLAIN
    },
    Special {
        noun: "time_entries",
        words: Some(("Time entry", "Time")),
        icon: "timer",
        menu: true,
        names: &["description", "date"],
        calendar: Some("date"),
        sum: Some("hours"),
        key: Some('h'),
        ..PLAIN
    },
    Special {
        noun: "invoices",
        icon: "receipt",
        menu: true,
        board: Some("status"),
        calendar: Some("due_date"),
        card: &["client_id", "amount", "due_date"],
        sum: Some("amount"),
        key: Some('i'),
        ..PLAIN
    },
    Special {
        noun: "phases",
        icon: "layers",
        board: Some("status"),
        calendar: Some("end_date"),
        card: &["project_id", "end_date"],
        ..PLAIN
    },
    Special { noun: "invoice_lines", icon: "rows-3", names: &["description"], sum: Some("amount"), ..PLAIN },
    Special {
        noun: "jobs",
        icon: "briefcase",
        menu: true,
        board: Some("status"),
        calendar: Some("application_deadline"),
        card: &["client_id", "employment_type"],
        key: Some('o'),
        ..PLAIN
    },
    Special {
        noun: "candidates",
        icon: "user-check",
        menu: true,
        board: Some("status"),
        card: &["role", "trade"],
        key: Some('k'),
        ..PLAIN
    },
    Special {
        noun: "applications",
        icon: "clipboard-list",
        menu: true,
        names: &["candidate_id", "job_id"],
        board: Some("status"),
        calendar: Some("next_follow_up_date"),
        card: &["job_id", "match_score", "follow_up_status"],
        ..PLAIN
    },
    Special {
        noun: "placements",
        icon: "hard-hat",
        menu: true,
        names: &["role", "candidate_id"],
        board: Some("status"),
        calendar: Some("end_date"),
        card: &["candidate_id", "project_id"],
        ..PLAIN
    },
    Special { noun: "placement_groups", words: Some(("Crew", "Crews")), icon: "users", menu: true, ..PLAIN },
    Special {
        noun: "external_job_postings",
        words: Some(("Hot drop", "Hot drops")),
        icon: "megaphone",
        menu: true,
        calendar: Some("expires_at"),
        ..PLAIN
    },
    Special { noun: "action_queue", words: Some(("Action", "Action queue")), icon: "inbox", ..PLAIN },
    Special { noun: "chat_messages", icon: "message-square", names: &["message_text"], ..PLAIN },
    Special {
        noun: "candidate_work_history",
        words: Some(("Position held", "Work history")),
        icon: "history",
        names: &["job_title", "company_name"],
        ..PLAIN
    },
    Special { noun: "discovery_runs", icon: "scan-search", menu: true, board: Some("status"), ..PLAIN },
    Special {
        noun: "outreach_playbooks",
        words: Some(("Playbook", "Playbooks")),
        icon: "book-open",
        menu: true,
        ..PLAIN
    },
    Special {
        noun: "outreach_drafts",
        words: Some(("Draft", "Drafts")),
        icon: "send",
        menu: true,
        names: &["subject", "lead_id"],
        board: Some("status"),
        card: &["lead_id", "channel"],
        ..PLAIN
    },
    Special {
        noun: "outbound_message_log",
        words: Some(("Sent message", "Sent messages")),
        icon: "mail",
        menu: true,
        names: &["subject", "recipient"],
        ..PLAIN
    },
    Special {
        noun: "suppression_entries",
        words: Some(("Suppression", "Suppressions")),
        icon: "ban",
        menu: true,
        names: &["value"],
        ..PLAIN
    },
    Special { noun: "import_jobs", words: Some(("Import", "Imports")), icon: "upload", names: &["filename"], ..PLAIN },
    Special { noun: "documents", icon: "file-text", menu: true, ..PLAIN },
    Special { noun: "document_chunks", icon: "file-text", names: &["content"], ..PLAIN },
    Special { noun: "files", icon: "paperclip", menu: true, ..PLAIN },
    Special { noun: "threads", words: Some(("Conversation", "Conversations")), icon: "bot", menu: true, ..PLAIN },
    Special { noun: "messages", icon: "message-square", names: &["content"], ..PLAIN },
    Special { noun: "users", icon: "user", ..PLAIN },
    Special { noun: "organizations", words: Some(("Organisation", "Organisations")), icon: "building-2", ..PLAIN },
    Special { noun: "system_settings", words: Some(("Setting", "Settings")), icon: "settings", ..PLAIN },
    Special {
        noun: "audit_log",
        words: Some(("Audit entry", "Audit log")),
        icon: "shield",
        names: &["action", "resource_type"],
        calendar: Some("occurred_at"),
        ..PLAIN
    },
    Special {
        noun: "activity_logs",
        words: Some(("Event", "Activity feed")),
        icon: "activity",
        names: &["description"],
        ..PLAIN
    },
    Special {
        noun: "custom_fields",
        words: Some(("Own field", "Own fields")),
        icon: "sliders-horizontal",
        names: &["label"],
        ..PLAIN
    },
    Special { noun: "territories", icon: "map-pin", menu: true, ..PLAIN },
    Special {
        noun: "territory_members",
        words: Some(("Territory member", "Territory members")),
        icon: "users",
        names: &["user_id", "territory_id"],
        ..PLAIN
    },
    Special {
        noun: "deal_stage_history",
        words: Some(("Stage", "Stage history")),
        icon: "history",
        names: &["stage", "entered_at"],
        ..PLAIN
    },
    Special { noun: "forecast_snapshots", icon: "chart-column", names: &["date", "opportunity_id"], ..PLAIN },
    Special {
        noun: "portal_views",
        words: Some(("Portal view", "Portal views")),
        icon: "eye",
        names: &["section", "viewed_at"],
        calendar: Some("viewed_at"),
        ..PLAIN
    },
    Special {
        noun: "timesheets",
        icon: "calendar-clock",
        menu: true,
        names: &["user_id", "week_start_date"],
        board: Some("status"),
        calendar: Some("week_start_date"),
        card: &["hours"],
        sum: Some("hours"),
        ..PLAIN
    },
    Special { noun: "project_templates", icon: "layers", menu: true, ..PLAIN },
    Special { noun: "template_phases", icon: "layers", ..PLAIN },
    Special { noun: "template_tasks", icon: "list-todo", names: &["title"], ..PLAIN },
    Special { noun: "task_dependencies", icon: "link", names: &["task_id", "depends_on_id"], ..PLAIN },
    Special { noun: "timers", icon: "timer", names: &["description", "started_at"], ..PLAIN },
    Special { noun: "rates", icon: "hash", menu: true, names: &["role", "user_id", "project_id"], ..PLAIN },
    Special {
        noun: "payments",
        icon: "receipt",
        menu: true,
        names: &["paid_date", "amount"],
        calendar: Some("paid_date"),
        sum: Some("amount"),
        ..PLAIN
    },
    Special {
        noun: "number_series",
        words: Some(("Number series", "Number series")),
        icon: "hash",
        names: &["year"],
        ..PLAIN
    },
    Special {
        noun: "background_jobs",
        words: Some(("Background job", "Background jobs")),
        icon: "refresh-cw",
        names: &["verb", "run_at"],
        board: Some("status"),
        ..PLAIN
    },
    Special {
        noun: "emails",
        words: Some(("E-mail", "Outbox")),
        icon: "mail",
        names: &["subject"],
        board: Some("status"),
        card: &["recipient_name", "sent_at"],
        ..PLAIN
    },
    Special {
        noun: "webhook_endpoints",
        words: Some(("Webhook", "Webhooks")),
        icon: "globe",
        names: &["url"],
        ..PLAIN
    },
    Special {
        noun: "webhook_deliveries",
        words: Some(("Webhook delivery", "Webhook deliveries")),
        icon: "send",
        names: &["event_id", "status"],
        ..PLAIN
    },
    Special { noun: "saved_views", icon: "bookmark", ..PLAIN },
    Special { noun: "mentions", icon: "at-sign", names: &["excerpt"], ..PLAIN },
    Special { noun: "passkeys", icon: "key-round", ..PLAIN },
    Special { noun: "invitations", icon: "user-plus", names: &["email"], ..PLAIN },
    Special { noun: "erasures", icon: "trash-2", names: &["reason"], ..PLAIN },
];

/// What is special about a noun; plain for most.
pub(super) fn special(noun: &str) -> &'static Special {
    SPECIAL.iter().find(|s| s.noun == noun).unwrap_or(&PLAIN)
}

/// The nouns with a place in the menu, in its order.
pub(super) fn in_menu() -> impl Iterator<Item = &'static Special> {
    SPECIAL.iter().filter(|s| s.menu)
}

/// `opportunities` → `Deal`.
pub(super) fn singular(noun: &str) -> String {
    if let Some((one, _)) = special(noun).words {
        return one.into();
    }
    let words = sentence(noun);
    if let Some(stem) = words.strip_suffix("ies") {
        return format!("{stem}y");
    }
    words.strip_suffix('s').map_or(words.clone(), str::to_string)
}

/// `opportunities` → `Deals`.
pub(super) fn plural(noun: &str) -> String {
    special(noun).words.map_or_else(|| sentence(noun), |(_, many)| many.into())
}

/// `a_few_words` → `A few words`.
pub(super) fn sentence(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A field of a noun, wherever it comes from.
#[derive(Clone)]
pub(super) struct Field {
    /// Its name in addresses and forms: the column, or `custom->>key`.
    pub(super) key: String,
    pub(super) label: String,
    pub(super) help: Option<String>,
    pub(super) kind: Kind,
    /// It can't be left empty.
    pub(super) required: bool,
    /// This person may write it.
    pub(super) writable: bool,
    /// It holds text of several lines.
    pub(super) long: bool,
    /// For choices: value and word.
    pub(super) options: Vec<(String, String)>,
    /// For references: the noun pointed at.
    pub(super) target: Option<String>,
    /// For references: what names a row there.
    pub(super) target_names: String,
    pub(super) group: Option<String>,
    /// Shown in lists by default.
    pub(super) listed: bool,
    /// Made from the row by a function; it can be shown, not filtered.
    pub(super) computed: bool,
    /// For own fields: the key in `custom`.
    pub(super) custom: Option<String>,
}

impl Field {
    /// The key of its value in a row.
    pub(super) fn value_key(&self) -> String {
        self.custom.as_ref().map_or_else(|| self.key.clone(), |k| format!("custom_{k}"))
    }

    /// What `select` has to ask for.
    pub(super) fn select(&self) -> String {
        match (&self.custom, &self.target) {
            (Some(key), _) => format!("custom_{key}:custom->>{key}"),
            (None, Some(_)) => format!("{0},{0}_label:{0}({1})", self.key, self.target_names),
            (None, None) => self.key.clone(),
        }
    }

    /// Whether rows can be ordered by it.
    pub(super) fn sortable(&self) -> bool {
        !self.kind.is_pii() && !matches!(self.kind, Kind::Json | Kind::Vector | Kind::Bytes) && !self.computed
    }

    /// Whether its values can be added up.
    pub(super) fn summable(&self) -> bool {
        matches!(self.kind, Kind::Money | Kind::Number | Kind::Integer)
            && self.custom.is_none()
            && self.target.is_none()
    }

    /// Whether it is a number, for its place in a column.
    pub(super) fn numeric(&self) -> bool {
        matches!(self.kind, Kind::Money | Kind::Number | Kind::Integer | Kind::Percent)
    }
}

/// A noun as one person sees it.
pub(super) struct Noun<'v> {
    pub(super) table: &'v Table,
    pub(super) fields: Vec<Field>,
    pub(super) special: &'static Special,
    /// The columns that name a row; the first that is filled does.
    named_by: Vec<String>,
}

impl Visit {
    /// The nouns in this person's menu.
    pub(super) fn menu(&self) -> impl Iterator<Item = &'static Special> {
        in_menu().filter(|s| self.shows(s.noun) && self.may(s.noun, "SELECT"))
    }

    /// A noun this person may read.
    pub(super) fn noun(&self, name: &str) -> Result<Noun<'_>, super::refused::Refused> {
        let table = self.server.catalog.table(name).ok_or_else(|| {
            let hint = catalog::Catalog::suggest(name, self.server.catalog.tables.keys().map(String::as_str))
                .map(|close| format!("Perhaps you meant /{close}."));
            Error::new(404, "TL404", "There is nothing at this address").maybe_hint(hint)
        })?;
        if !table.allows(self.actor.role, "SELECT") {
            return Err(Error::new(403, "42501", format!("Your role may not see {}", plural(name).to_lowercase()))
                .hint("Ask an admin of your organisation.")
                .into());
        }
        let mut named_by = name_columns(table);
        // What belongs to a candidate is told apart by everything but the candidate.
        if self.actor.role == "candidate" && named_by.len() > 1 {
            named_by.retain(|column| column != "candidate_id");
        }
        Ok(Noun { table, fields: self.fields(table), special: special(name), named_by })
    }

    /// The fields of a table as this person sees them.
    fn fields(&self, table: &Table) -> Vec<Field> {
        let outsider = self.actor.is_outsider();
        let relations = self.server.catalog.relations(&table.name);
        let target = |c: &Column| {
            relations.iter().find(|r| {
                r.junction.is_none()
                    && matches!(r.cardinality, Cardinality::ManyToOne | Cardinality::OneToOne)
                    && r.column.as_deref() == Some(&c.name)
                    && r.on.iter().any(|(here, _)| *here == c.name)
            })
        };
        let writes = table.allows(self.actor.role, "UPDATE") || table.allows(self.actor.role, "INSERT");
        let settable = |c: &Column| ["UPDATE", "INSERT"].iter().any(|p| table.may(self.actor.role, p, c));
        let mut fields: Vec<Field> = table
            .columns
            .values()
            .filter(|c| {
                table.may(self.actor.role, "SELECT", c)
                    && c.name != "custom"
                    && !matches!(c.kind, Kind::Vector | Kind::Bytes)
                    && c.base != "tsvector"
                    && !c.name.ends_with("_index")
            })
            .map(|c| Field {
                key: c.name.clone(),
                label: c.label(),
                help: c.comment.clone(),
                kind: c.kind,
                required: c.required && !c.has_default && !c.generated,
                writable: c.name != "id" && !table.is_view && settable(c),
                long: c.tags.long,
                options: c
                    .values
                    .iter()
                    .flatten()
                    .map(|v| (v.clone(), c.labels.get(v).cloned().unwrap_or_else(|| sentence(v))))
                    .collect(),
                target: target(c).map(|r| r.target.clone()).filter(|t| self.may(t, "SELECT")),
                target_names: target(c)
                    .and_then(|r| self.server.catalog.table(&r.target))
                    .map(|t| names_of(t, self.actor.role))
                    .unwrap_or_default(),
                group: c.tags.group.clone(),
                listed: c.tags.list,
                computed: false,
                custom: None,
            })
            .collect();
        fields.extend(self.person.custom.iter().filter(|c| c.noun == table.name && !outsider).map(|c| Field {
            key: format!("custom->>{}", c.key),
            label: c.label.clone(),
            help: c.help.clone(),
            kind: match c.kind.as_str() {
                "number" => Kind::Number,
                "date" => Kind::Date,
                "boolean" => Kind::Boolean,
                "choice" => Kind::Choice,
                "url" => Kind::Url,
                _ => Kind::Text,
            },
            required: false,
            writable: writes,
            long: false,
            options: c.options.iter().map(|o| (o.clone(), o.clone())).collect(),
            target: None,
            target_names: String::new(),
            group: Some("Own fields".into()),
            listed: c.listed,
            computed: false,
            custom: Some(c.key.clone()),
        }));
        fields.extend(table.computed.values().filter(|c| table.reads_whole(self.actor.role) && c.base != "jsonb").map(
            |c| Field {
                key: c.name.clone(),
                label: sentence(&c.name),
                help: c.comment.clone(),
                kind: match c.base.as_str() {
                    "int4" | "int8" => Kind::Integer,
                    "numeric" => Kind::Money,
                    "timestamptz" => Kind::Timestamp,
                    "bool" => Kind::Boolean,
                    _ if c.values.is_some() => Kind::Choice,
                    _ => Kind::Text,
                },
                required: false,
                writable: false,
                long: false,
                options: c.values.iter().flatten().map(|v| (v.clone(), sentence(v))).collect(),
                target: None,
                target_names: String::new(),
                group: None,
                listed: false,
                computed: true,
                custom: None,
            },
        ));
        fields
    }
}

impl Noun<'_> {
    pub(super) fn name(&self) -> &str {
        &self.table.name
    }

    pub(super) fn singular(&self) -> String {
        singular(&self.table.name)
    }

    pub(super) fn plural(&self) -> String {
        plural(&self.table.name)
    }

    /// A field by its key.
    pub(super) fn field(&self, key: &str) -> Option<&Field> {
        self.fields
            .iter()
            .find(|f| f.key == key || f.custom.as_ref().is_some_and(|c| key.strip_prefix("custom.") == Some(c)))
    }

    /// Some column, where it does not matter which: views have no key.
    pub(super) fn any_column(&self) -> &str {
        self.table.columns.keys().next().map(String::as_str).unwrap_or_default()
    }

    /// The fields that name a row.
    pub(super) fn names(&self) -> Vec<&Field> {
        self.named_by.iter().filter_map(|n| self.field(n)).collect()
    }

    /// What a row is called.
    pub(super) fn title(&self, row: &Row) -> String {
        for field in self.names() {
            let label = if field.target.is_some() {
                label_of(row.get(&format!("{}_label", field.key)))
            } else {
                shown(field, row)
            };
            if !label.trim().is_empty() {
                return label.chars().take(200).collect();
            }
        }
        format!("{} {}", self.singular(), key_of(self.table, row).chars().take(8).collect::<String>())
    }

    /// The key of a row, for its address.
    pub(super) fn key(&self, row: &Row) -> String {
        key_of(self.table, row)
    }

    /// The condition that finds the row of this key.
    pub(super) fn filter(&self, key: &str) -> Result<String, Error> {
        let parts: Vec<&str> = key.split(',').collect();
        let ids = parts.iter().all(|p| uuid::Uuid::parse_str(p).is_ok());
        if parts.len() != self.table.primary_key.len() || !ids {
            return Err(Error::new(404, "TL404", "There is nothing here")
                .hint("It may have been deleted, or you may not be allowed to see it."));
        }
        Ok(self
            .table
            .primary_key
            .iter()
            .zip(parts)
            .map(|(column, value)| format!("{column}=eq.{value}"))
            .collect::<Vec<_>>()
            .join("&"))
    }

    /// What every question about rows has to select: the key and the name.
    pub(super) fn select_base(&self) -> Vec<String> {
        let mut parts: Vec<String> = self.table.primary_key.clone();
        parts.extend(self.names().iter().map(|f| f.select()));
        parts
    }

    /// `select` for these fields, the key and the name.
    pub(super) fn select(&self, fields: &[&Field]) -> String {
        let mut parts = self.select_base();
        for field in fields {
            let part = field.select();
            if !parts.contains(&part) && !parts.contains(&field.key) {
                parts.push(part);
            } else if field.target.is_some() && !parts.contains(&part) {
                parts.retain(|p| *p != field.key);
                parts.push(part);
            }
        }
        if let Some(currency) = self.field("currency").filter(|_| !parts.iter().any(|p| p == "currency")) {
            parts.push(currency.key.clone());
        }
        // A reference that is part of the key stands in its own select already.
        let doubled: Vec<String> =
            parts.iter().filter(|p| parts.iter().any(|q| q.starts_with(&format!("{p},")))).cloned().collect();
        parts.retain(|p| !doubled.contains(p));
        parts.join(",")
    }
}

/// The key of a row of a table.
pub(super) fn key_of(table: &Table, row: &Row) -> String {
    table.primary_key.iter().map(|c| text(row, c)).collect::<Vec<_>>().join(",")
}

fn name_columns(table: &Table) -> Vec<String> {
    let said = special(&table.name).names;
    if said.is_empty() {
        table.label_column().map(|c| vec![c.name.clone()]).unwrap_or_default()
    } else {
        said.iter().map(|s| (*s).to_string()).collect()
    }
}

/// What an embedded reference answers so that it can be named.
pub(super) fn names_of(target: &Table, role: &str) -> String {
    match special(&target.name).names {
        ["candidate_id", ..] => "candidate_id(name),job_id(title)".into(),
        ["role", "candidate_id"] => "role,candidate_id(name)".into(),
        _ => {
            let names: Vec<String> = name_columns(target)
                .into_iter()
                .filter(|n| !n.ends_with("_id") && target.column(n).is_some_and(|c| target.may(role, "SELECT", c)))
                .collect();
            if names.is_empty() { "id".into() } else { names.join(",") }
        }
    }
}

/// The words of an embedded reference.
pub(super) fn label_of(embedded: Option<&Value>) -> String {
    fn words(value: &Value, out: &mut Vec<String>) {
        match value {
            Value::String(s) if !s.is_empty() => out.push(s.clone()),
            Value::Object(o) => o.values().for_each(|v| words(v, out)),
            _ => {}
        }
    }
    let mut out = Vec::new();
    if let Some(Value::Object(o)) = embedded {
        // Of several names the first that is filled; of nested ones all.
        if o.values().any(Value::is_object) {
            o.values().for_each(|v| words(v, &mut out))
        } else {
            out.extend(o.values().find_map(|v| v.as_str().filter(|s| !s.is_empty()).map(str::to_string)))
        }
    }
    out.join(" · ")
}

/// A value of a row as plain text.
pub(super) fn shown(field: &Field, row: &Row) -> String {
    match row.get(&field.value_key()) {
        Some(Value::String(s)) if matches!(field.kind, Kind::Choice) => {
            field.options.iter().find(|(v, _)| v == s).map_or_else(|| s.clone(), |(_, word)| word.clone())
        }
        Some(Value::String(s)) => s.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}
