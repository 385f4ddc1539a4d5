//! The product: every noun's `.sql` file and every verb's `.rs` file.

use platform::install::Product;

/// The schema of this version.
pub const PRODUCT: Product = Product {
    files: include!(concat!(env!("OUT_DIR"), "/files.rs")),
    migrations: include!(concat!(env!("OUT_DIR"), "/migrations.rs")),
    kit: &[
        "kit/values.sql",
        "kit/context.sql",
        "kit/shape.sql",
        "kit/noun.sql",
        "access.sql",
        "kit/live.sql",
        "kit/undo.sql",
        "kit/merge.sql",
        "kit/audit.sql",
        "kit/meaning.sql",
        "kit/names.sql",
        "kit/noted.sql",
    ],
    schemas: &["identity", "crm", "delivery", "recruiting", "outreach", "knowledge", "agent"],
    private: &[
        "sessions",
        "api_keys",
        "idempotency_keys",
        "import_rejects",
        "sign_in_attempts",
        "data_keys",
        "undo_entries",
        "calendar_feeds",
        "mailed_links",
        "second_factors",
        "recovery_codes",
        "answered_challenges",
        "file_contents",
        "person_skills",
        "busy_times",
        "file_chunks",
        "embeddings",
        "embedding_queue",
        "nudge_grades",
        "hash_keys",
        "whatsapp_conversations",
        "whatsapp_heard",
        "mail_places",
        "heard_messages",
        "calendar_meetings",
    ],
    roles: ROLES,
};

/// What a person or program may be.
pub const ROLES: &[&str] = &[
    "admin",
    "manager",
    "consultant",
    "staff",
    "sales",
    "recruiter",
    "viewer",
    "client",
    "candidate",
    "anonymous",
    "system",
];

/// What the server does every night for every organisation, in this order.
pub const NIGHTLY: &[&str] = &[
    "prune_history",
    "purge_hot_drops",
    "read_calendars",
    "fetch_hot_drops",
    "keep_placements",
    "expire_offers",
    "review_consents",
    "score_applications",
    "keep_chats",
    "mark_overdue",
    "draft_reminders",
    "score_clients",
    "score_leads",
    "keep_client_health",
    "keep_forecast",
    "keep_nudges",
    "propose_renewals",
    "send_reminders",
    "move_files",
    "prune_documents",
    "start_daily_discovery",
    "send_outreach",
    "read_mailboxes",
];

/// The verbs of `crm`.
pub mod crm {
    pub(crate) mod assign_leads;
    pub(crate) mod convert_lead;
    mod email_pattern;
    pub(crate) mod enrich_client;
    pub(crate) mod forecast;
    pub mod import_tenders;
    mod industries;
    pub(crate) mod keep_client_health;
    pub(crate) mod keep_nudges;
    pub(crate) mod lead_duplicates;
    pub(crate) mod log_activity;
    pub(crate) mod log_email;
    pub(crate) mod lose_deal;
    pub(crate) mod move_close_date;
    pub(crate) mod nudge_verbs;
    pub mod portal;
    pub(crate) mod pursue_tender;
    pub(crate) mod score_clients;
    pub(crate) mod score_leads;
    pub(crate) mod tender_clients;
    pub(crate) mod win_deal;

    /// The stages of deals nobody has decided on.
    pub const OPEN_STAGES: &[&str] = &["lead", "qualified", "discovery", "proposal", "negotiation"];
    /// Who writes on timelines.
    const WRITERS: &[&str] = &["admin", "manager", "consultant", "staff", "sales", "recruiter"];
}

/// The verbs of `delivery`.
pub mod delivery {
    pub(crate) mod apply_template;
    pub(crate) mod draft_invoice;
    pub(crate) mod invoice_document;
    pub(crate) mod invoice_verbs;
    pub(crate) mod log_time;
    pub(crate) mod open_follow_on;
    pub(crate) mod send_invoice;
    pub(crate) mod timer;
    pub(crate) mod timesheet;

    /// Who lays out projects.
    const DELIVERERS: &[&str] = &["admin", "manager", "consultant", "staff"];
    /// Who enters hours.
    const WORKERS: &[&str] = &["admin", "manager", "consultant", "staff", "sales", "recruiter"];
}

/// The verbs of `recruiting`.
pub mod recruiting {
    pub(crate) mod answer_chat;
    pub(crate) mod application_forms;
    pub(crate) mod application_link;
    pub(crate) mod apply_again;
    pub(crate) mod ask_for_erasure;
    pub(crate) mod best_people;
    pub(crate) mod booking;
    pub(crate) mod calendars;
    mod chat_bot;
    mod chat_days;
    mod chat_items;
    mod chat_job;
    pub(crate) mod chat_letters;
    mod chat_model;
    mod chat_numbers;
    mod chat_said;
    pub(crate) mod chat_verbs;
    pub(crate) mod consents;
    pub(crate) mod draft_follow_on;
    pub(crate) mod fetch_hot_drops;
    pub(crate) mod hours;
    pub(crate) mod interview_times;
    pub(crate) mod join;
    mod letters;
    pub(crate) mod match_candidates;
    pub(crate) mod moving;
    mod obstacles;
    pub(crate) mod offer_letter;
    pub(crate) mod offer_verbs;
    pub(crate) mod pipeline;
    pub(crate) mod placement_verbs;
    pub(crate) mod propose_interview;
    pub(crate) mod purge_hot_drops;
    pub mod read_resume;
    pub mod read_resumes;
    pub mod receive_application;
    pub(crate) mod receive_renewal;
    pub(crate) mod replacing;
    pub mod request_renewal;
    pub mod resume;
    pub(crate) mod resume_profile;
    pub mod resume_values;
    pub(crate) mod schedule_interview;
    pub(crate) mod score_applications;
    pub(crate) mod scorecards;
    pub mod sent_details;
    pub(crate) mod settle_renewal;
    pub mod share_crew;
    pub mod status_link;
    pub(crate) mod take_applicants;
    pub(crate) mod tell_of_interviews;

    /// Who places people and looks after them.
    const PLACERS: &[&str] = &["admin", "manager", "consultant", "staff", "recruiter"];
    /// They, and the server by itself.
    const SCORERS: &[&str] = &["admin", "manager", "consultant", "staff", "recruiter", "system"];
    /// Who may hold interviews.
    const INTERVIEWERS: &[&str] = &["admin", "manager", "consultant", "staff", "sales", "recruiter"];
    /// They, and the server by itself.
    const READERS_OF_CALENDARS: &[&str] = &["admin", "manager", "consultant", "staff", "sales", "recruiter", "system"];
}

/// The verbs of `identity`.
pub mod identity {
    pub mod api_keys;
    pub(crate) mod calendar_feed;
    pub(crate) mod create_api_key;
    pub(crate) mod erase_person;
    pub mod guest_links;
    pub(crate) mod hand_over_api_key;
    pub(crate) mod manage_email;
    pub(crate) mod manage_job;
    pub(crate) mod merge_records;
    pub(crate) mod model_verbs;
    pub(crate) mod models;
    pub mod outbox;
    pub(crate) mod prune_history;
    pub(crate) mod replay_delivery;
    pub(crate) mod revoke_api_key;
    pub(crate) mod run_import;
    pub(crate) mod send_reminders;
    pub(crate) mod tell_former_address;
    pub(crate) mod undo;
    pub mod webhook_secret;

    /// Everybody who belongs to the organisation.
    const MEMBERS: &[&str] = &["admin", "manager", "consultant", "staff", "sales", "recruiter", "viewer"];
    /// Of those, who writes.
    const WRITERS: &[&str] = &["admin", "manager", "consultant", "staff", "sales", "recruiter"];
}

/// The verbs of `knowledge`.
pub mod knowledge {
    pub mod add_documents;
    pub mod answer;
    pub(crate) mod archive;
    mod candidates;
    pub(crate) mod document_verbs;
    pub mod embed_changes;
    pub(crate) mod fetch_document;
    pub mod figures;
    pub mod file_bytes;
    pub mod meaning;
    pub(crate) mod move_files;
    pub(crate) mod read_document;
    pub mod read_file_text;
    pub mod search;
    pub mod search_by_meaning;
    pub mod spans;
    pub mod take_in;
    pub(crate) mod unpack_documents;

    /// Who adds documents, where they may.
    const ADDERS: &[&str] = &["admin", "manager", "consultant", "staff", "sales", "recruiter"];
    /// Who reads what the organisation knows.
    const READERS: &[&str] = &["admin", "manager", "consultant", "staff", "sales", "recruiter", "viewer"];
}

/// The verbs of `outreach`.
pub mod outreach {
    mod accept;
    pub(crate) mod add_search_provider;
    mod finding;
    mod known;
    mod plan;
    mod relevance;
    pub(crate) mod review;
    pub(crate) mod run_discovery;
    mod sources;
    pub(crate) mod start_discovery;

    /// Who looks for leads and writes to them.
    const REACHERS: &[&str] = &["admin", "manager", "consultant", "staff", "sales"];
    pub(crate) mod approval;
    pub(crate) mod connect_mailbox;
    pub mod draft_outreach;
    mod follow_ups;
    pub(crate) mod hear_whatsapp;
    mod heard_mail;
    pub(crate) mod hearing;
    pub(crate) mod mailbox_verbs;
    pub mod planner;
    pub(crate) mod preview_message;
    pub(crate) mod propose_opening;
    pub(crate) mod read_mailbox;
    mod reading;
    pub mod replied;
    mod route;
    pub mod send_outreach;
    pub mod template;
    pub mod unsubscribe;
    mod way;
    mod whatsapp_route;
    pub mod whatsapp_verbs;

    /// Who looks at messages.
    const READERS: &[&str] = &["admin", "manager", "consultant", "staff", "sales", "recruiter", "viewer"];
    /// Who writes messages.
    const WRITERS: &[&str] = &["admin", "manager", "consultant", "staff", "sales", "recruiter"];
    /// Who keeps what all messages leave by.
    const KEEPERS: &[&str] = &["admin", "manager"];
    /// They, and the server by itself.
    const HEARERS: &[&str] = &["admin", "manager", "consultant", "staff", "sales", "recruiter", "system"];
}

/// Every verb, module by module.
pub fn verbs() -> Vec<platform::verb::Verb> {
    let modules = [
        (
            "crm",
            vec![
                crm::convert_lead::verb(),
                crm::assign_leads::verb(),
                crm::forecast::changes_verb(),
                crm::forecast::keep_verb(),
                crm::forecast::renewals_verb(),
                crm::import_tenders::verb(),
                crm::keep_client_health::verb(),
                crm::keep_nudges::verb(),
                crm::lead_duplicates::verb(),
                crm::log_activity::verb(),
                crm::log_email::verb(),
                crm::win_deal::verb(),
                crm::lose_deal::lose_verb(),
                crm::lose_deal::reopen_verb(),
                crm::move_close_date::verb(),
                crm::nudge_verbs::act_verb(),
                crm::nudge_verbs::snooze_verb(),
                crm::nudge_verbs::dismiss_verb(),
                crm::portal::close_verb(),
                crm::portal::open_verb(),
                crm::portal::rotate_verb(),
                crm::pursue_tender::pursue_verb(),
                crm::pursue_tender::drop_verb(),
                crm::enrich_client::enrich_verb(),
                crm::enrich_client::accept_verb(),
                crm::enrich_client::run_verb(),
                crm::score_clients::verb(),
                crm::score_leads::verb(),
                crm::tender_clients::accept_verb(),
                crm::tender_clients::refuse_verb(),
            ],
        ),
        (
            "delivery",
            vec![
                delivery::apply_template::verb(),
                delivery::draft_invoice::verb(),
                delivery::invoice_document::verb(),
                delivery::invoice_verbs::issue_verb(),
                delivery::invoice_verbs::pay_verb(),
                delivery::send_invoice::send_verb(),
                delivery::invoice_verbs::cancel_verb(),
                delivery::invoice_verbs::overdue_verb(),
                delivery::log_time::verb(),
                delivery::open_follow_on::verb(),
                delivery::send_invoice::remind_verb(),
                delivery::timer::start_verb(),
                delivery::timer::stop_verb(),
                delivery::timesheet::approve_verb(),
                delivery::timesheet::reject_verb(),
                delivery::timesheet::submit_verb(),
            ],
        ),
        (
            "recruiting",
            vec![
                recruiting::pipeline::advance_verb(),
                recruiting::pipeline::reject_verb(),
                recruiting::propose_interview::verb(),
                recruiting::offer_verbs::make_verb(),
                recruiting::answer_chat::verb(),
                recruiting::application_forms::check_verb(),
                recruiting::application_forms::read_verb(),
                recruiting::application_forms::take_over_verb(),
                recruiting::apply_again::verb(),
                recruiting::ask_for_erasure::verb(),
                recruiting::best_people::verb(),
                recruiting::booking::verb(),
                recruiting::calendars::add_verb(),
                recruiting::calendars::read_verb(),
                recruiting::consents::renew_verb(),
                recruiting::consents::review_verb(),
                recruiting::chat_letters::mail_verb(),
                recruiting::chat_letters::remind_verb(),
                recruiting::chat_verbs::hand_back_verb(),
                recruiting::chat_verbs::keep_verb(),
                recruiting::chat_verbs::read_verb(),
                recruiting::chat_verbs::start_verb(),
                recruiting::chat_verbs::take_over_verb(),
                recruiting::draft_follow_on::verb(),
                recruiting::fetch_hot_drops::verb(),
                recruiting::hours::approve_verb(),
                recruiting::hours::enter_verb(),
                recruiting::hours::reopen_verb(),
                recruiting::hours::sign_verb(),
                recruiting::interview_times::verb(),
                recruiting::match_candidates::verb(),
                recruiting::moving::end_verb(),
                recruiting::moving::move_verb(),
                recruiting::join::verb(),
                recruiting::join::not_started_verb(),
                recruiting::offer_letter::verb(),
                recruiting::offer_verbs::accept_verb(),
                recruiting::offer_verbs::decline_verb(),
                recruiting::offer_verbs::expire_verb(),
                recruiting::offer_verbs::send_verb(),
                recruiting::offer_verbs::withdraw_verb(),
                recruiting::pipeline::reopen_verb(),
                recruiting::pipeline::withdraw_verb(),
                recruiting::placement_verbs::keep_verb(),
                recruiting::placement_verbs::override_verb(),
                recruiting::placement_verbs::reopen_verb(),
                recruiting::purge_hot_drops::verb(),
                recruiting::replacing::replace_verb(),
                recruiting::replacing::swap_verb(),
                recruiting::read_resume::read_verb(),
                recruiting::read_resume::compare_verb(),
                recruiting::read_resume::settle_verb(),
                recruiting::read_resumes::open_verb(),
                recruiting::read_resumes::verb(),
                recruiting::read_resumes::stop_verb(),
                recruiting::receive_application::verb(),
                recruiting::receive_renewal::verb(),
                recruiting::request_renewal::verb(),
                recruiting::schedule_interview::schedule_verb(),
                recruiting::schedule_interview::cancel_verb(),
                recruiting::schedule_interview::refuse_verb(),
                recruiting::schedule_interview::no_show_verb(),
                recruiting::schedule_interview::complete_verb(),
                recruiting::score_applications::verb(),
                recruiting::scorecards::save_verb(),
                recruiting::scorecards::reopen_verb(),
                recruiting::settle_renewal::accept_verb(),
                recruiting::settle_renewal::refuse_verb(),
                recruiting::share_crew::verb(),
                recruiting::take_applicants::verb(),
                recruiting::tell_of_interviews::verb(),
                recruiting::application_link::verb(),
            ],
        ),
        (
            "outreach",
            vec![
                outreach::approval::approve_verb(),
                outreach::approval::reject_verb(),
                outreach::approval::take_back_verb(),
                outreach::approval::approve_many_verb(),
                outreach::approval::mark_verb(),
                outreach::connect_mailbox::verb(),
                outreach::draft_outreach::verb(),
                outreach::hear_whatsapp::verb(),
                outreach::hearing::answer_verb(),
                outreach::hearing::stop_verb(),
                outreach::hearing::suppress_verb(),
                outreach::mailbox_verbs::verify_verb(),
                outreach::mailbox_verbs::secrets_verb(),
                outreach::preview_message::verb(),
                outreach::propose_opening::verb(),
                outreach::read_mailbox::verb(),
                outreach::read_mailbox::all_verb(),
                outreach::send_outreach::verb(),
                outreach::send_outreach::plan_verb(),
                outreach::unsubscribe::verb(),
                outreach::whatsapp_verbs::keys_verb(),
                outreach::whatsapp_verbs::verify_verb(),
                outreach::whatsapp_verbs::webhook_verb(),
            ],
        ),
        (
            "identity",
            vec![
                identity::calendar_feed::close_verb(),
                identity::calendar_feed::open_verb(),
                identity::create_api_key::verb(),
                identity::erase_person::verb(),
                identity::guest_links::revoke_verb(),
                identity::hand_over_api_key::verb(),
                identity::manage_email::send_verb(),
                identity::manage_email::cancel_verb(),
                identity::model_verbs::add_verb(),
                identity::model_verbs::key_verb(),
                identity::model_verbs::try_verb(),
                identity::manage_job::cancel_verb(),
                identity::manage_job::retry_verb(),
                identity::merge_records::verb(),
                identity::prune_history::verb(),
                identity::replay_delivery::verb(),
                identity::revoke_api_key::list_verb(),
                identity::revoke_api_key::verb(),
                identity::run_import::verb(),
                identity::send_reminders::verb(),
                identity::tell_former_address::verb(),
                identity::undo::verb(),
                identity::webhook_secret::rotate_verb(),
                identity::webhook_secret::show_verb(),
            ],
        ),
        (
            "knowledge",
            vec![
                knowledge::add_documents::verb(),
                knowledge::answer::verb(),
                knowledge::document_verbs::again_verb(),
                knowledge::document_verbs::stop_verb(),
                knowledge::document_verbs::prune_verb(),
                knowledge::fetch_document::verb(),
                knowledge::move_files::verb(),
                knowledge::read_document::verb(),
                knowledge::search::verb(),
                knowledge::unpack_documents::verb(),
                knowledge::read_file_text::verb(),
                knowledge::search_by_meaning::verb(),
            ],
        ),
        (
            "outreach",
            vec![
                outreach::start_discovery::start_verb(),
                outreach::start_discovery::cancel_verb(),
                outreach::start_discovery::archive_verb(),
                outreach::start_discovery::restore_verb(),
                outreach::start_discovery::daily_verb(),
                outreach::run_discovery::verb(),
                outreach::review::accept_verb(),
                outreach::review::merge_verb(),
                outreach::review::skip_verb(),
                outreach::review::suppress_verb(),
                outreach::add_search_provider::verb(),
            ],
        ),
    ];
    modules.into_iter().flat_map(|(module, verbs)| verbs.into_iter().map(move |verb| verb.of(module))).collect()
}
