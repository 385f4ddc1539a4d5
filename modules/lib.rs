//! The product: every noun's `.sql` file and every verb's `.rs` file.

use platform::install::Product;

/// The schema of this version.
pub const PRODUCT: Product = Product {
    files: include!(concat!(env!("OUT_DIR"), "/files.rs")),
    migrations: include!(concat!(env!("OUT_DIR"), "/migrations.rs")),
    kit: &["kit/values.sql", "kit/context.sql", "kit/noun.sql", "access.sql", "kit/live.sql", "kit/undo.sql", "kit/merge.sql", "kit/audit.sql"],
    schemas: &["identity", "crm", "delivery", "recruiting", "outreach", "knowledge", "agent"],
    private: &["sessions", "api_keys", "idempotency_keys", "sign_in_attempts", "data_keys", "undo_entries", "calendar_feeds"],
    roles: ROLES,
};

/// What a person or program may be.
pub const ROLES: &[&str] = &["admin", "manager", "consultant", "staff", "sales", "recruiter", "viewer", "client", "candidate", "anonymous", "system"];

/// The verbs of `crm`.
pub mod crm {
    pub mod keep_client_health;
}

/// The verbs of `identity`.
pub mod identity {
    pub mod create_api_key;
    pub mod erase_person;
    pub mod merge_records;
    pub mod revoke_api_key;
    pub mod undo;
}

/// Every verb, by name.
pub fn verbs() -> Vec<platform::verb::Verb> {
    vec![
        identity::create_api_key::verb(),
        identity::revoke_api_key::list_verb(),
        identity::revoke_api_key::verb(),
        identity::undo::verb(),
        identity::merge_records::verb(),
        identity::erase_person::verb(),
        crm::keep_client_health::verb(),
    ]
}
