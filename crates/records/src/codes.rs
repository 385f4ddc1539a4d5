//! The register of error codes: what each means and what to do. `/docs/errors` shows it; a law test keeps it complete.

/// One code: its name, what it means, what to do.
pub type Code = (&'static str, &'static str, &'static str);

/// Codes of our own.
pub const OWN: &[Code] = &[
    (
        "TL100",
        "An input of a verb, form or command can't be understood or is not allowed.",
        "Send what the message asks for.",
    ),
    (
        "TL101",
        "Encrypted personal data can only be compared whole.",
        "Use eq, in or is; e-mail and telephone have a blind index.",
    ),
    ("TL102", "The role sees this column masked and can't search it.", "Ask somebody whose role reads personal data."),
    ("TL103", "More is embedded or asked for at once than one request may.", "Ask in two requests."),
    (
        "TL104",
        "The cursor in after= belongs to another request.",
        "Begin without after=; keep order and filters while paging.",
    ),
    ("TL105", "A write can't answer computed values.", "Read them in a second request."),
    ("TL106", "Personal data is written one row at a time, or merged by id.", "Name one row."),
    (
        "TL107",
        "A value is nested too deep or too large.",
        "Send a flatter or smaller value; keep large contents as a file.",
    ),
    (
        "TL108",
        "The answer, or the rows embedded in one row, is larger than one answer may be.",
        "Ask for fewer rows or columns.",
    ),
    ("TL120", "A file or its order can't be read: format, header, mapping, sheet.", "The message names what is wrong."),
    (
        "TL121",
        "There is no such upload or import of this person.",
        "Upload the file again; finished imports are in import_jobs.",
    ),
    ("TL130", "There is no such API key, or it ended.", "See rpc/list_api_keys."),
    ("TL300", "Several things fit the words.", "Say which; the message names them."),
    ("TL301", "There is something like it already.", "Choose one of those named, or say that it is meant."),
    ("TL404", "What was named is not there, or not visible.", "Check the id."),
    ("TL405", "This is done in the background only.", "Send Prefer: respond-async and look at the job it answers."),
    (
        "TL409",
        "The state of a record does not allow this now.",
        "The message says which state, the hint what to do first.",
    ),
    (
        "TL410",
        "What must hold before a record moves on does not hold yet.",
        "See to what the message names, then move it.",
    ),
    ("TL412", "Somebody changed the record since it was read.", "Read it again, with its ETag."),
    ("TL413", "The body or file is larger than allowed.", "Send less at once, or use the import."),
    ("TL422", "The Idempotency-Key is not good, or was used with another request.", "Use a new key for a new request."),
    (
        "TL429",
        "Too much at once: requests of a minute, open streams, unread answers, waiting uploads.",
        "Wait as many seconds as retry_after says.",
    ),
    ("TL499", "Somebody asked to stop it.", "Nothing; what was done stays or was undone as the message says."),
    ("TL500", "Something inside failed; nothing was changed.", "Try again; the server's log says more."),
    ("TL501", "This server was built without what it needs for this.", "Use one that has it; the hint names the part."),
    (
        "TL502",
        "A service outside, such as a model, did not answer as it should.",
        "Try again; an admin looks at its address and key.",
    ),
    ("TL503", "The organisation is closed for maintenance.", "Try again later; admins can open it in the settings."),
];

/// Codes of the dialect, as PostgREST gives them.
pub const DIALECT: &[Code] = &[
    ("PGRST100", "The query string can't be understood.", "See the part the message quotes."),
    ("PGRST101", "A verb is called with POST, or GET where it only reads.", "Use that method."),
    ("PGRST102", "The body can't be understood.", "Send a JSON object, a list of objects with equal keys, or CSV."),
    ("PGRST103", "The range begins behind the last row.", "Ask for an earlier one."),
    ("PGRST105", "PUT needs the primary key in its filter, and nothing else.", "Filter by eq on every key column."),
    ("PGRST106", "There is no such schema.", "Leave Accept-Profile and Content-Profile out."),
    ("PGRST107", "The media type is not one that is given or taken here.", "Use application/json or text/csv."),
    ("PGRST108", "A filter or order names a resource that is not embedded.", "Embed it in select."),
    ("PGRST114", "PUT takes no limit and offset.", "Leave them out."),
    ("PGRST115", "The key in the body is not the key in the address.", "Send the same."),
    ("PGRST116", "One object was asked for, and it was not exactly one row.", "Filter by a key, or ask for a list."),
    ("PGRST117", "The method is not possible here.", "The Allow header lists those that are."),
    ("PGRST118", "A to-many resource can't order the rows around it.", "Order by a to-one resource."),
    ("PGRST120", "An embedded resource is only compared with null.", "Use is.null or not.is.null."),
    ("PGRST122", "A preference is unknown or says nothing here.", "Leave it out."),
    ("PGRST124", "More rows would be touched than max-affected allows.", "Narrow the filter."),
    ("PGRST125", "There is nothing at this address.", "See /docs."),
    ("PGRST200", "The two resources are not related.", "See /docs for what refers to what."),
    ("PGRST201", "The two resources are related in several ways.", "Name the reference, as the hint shows."),
    ("PGRST202", "There is no such verb.", "See /docs."),
    ("PGRST204", "There is no such column.", "See /docs, or the hint."),
    ("PGRST205", "There is no such table.", "See /docs, or the hint."),
    ("PGRST301", "The token or key is wrong, expired or revoked, or the session ended.", "Sign in again."),
    ("PGRST302", "Nobody is signed in, and no organisation is named.", "Sign in, or name the organisation."),
];

/// Codes of PostgreSQL (SQLSTATE) that are met most.
pub const POSTGRESQL: &[Code] = &[
    ("08006", "The database can't be reached.", "Try again in a moment."),
    ("21000", "A change without a filter would touch every row.", "Filter."),
    ("22007", "A text is no date or time.", "Send it as 2026-12-01, or 2026-12-01T09:00:00Z."),
    ("22P02", "A value is not of the column's type.", "The message says which."),
    ("23001", "Something still hangs on the row.", "Move or remove what hangs on it first."),
    ("23502", "A required value is missing.", "Send it; field names it."),
    ("23503", "A reference points at nothing, or something still hangs on the row.", "Check the id."),
    ("23505", "There is such a row already.", "Change that one, or send Prefer: resolution=merge-duplicates."),
    ("23514", "A rule does not allow the value.", "The message is the rule; field names the column where it is one."),
    ("25006", "A read can't write.", "Use POST."),
    (
        "42501",
        "The role may not do this, with this row or column.",
        "Ask an admin; the roles page lists what each may.",
    ),
    ("53100", "The server's disk is full; nothing was changed.", "Make room; it goes on by itself."),
    ("53200", "The server holds too much for everybody at once.", "Try again in a moment."),
    ("53300", "Every connection to the database is in use.", "Try again in a moment."),
    ("57014", "It took too long and was stopped; nothing was changed.", "Narrow the request."),
];
