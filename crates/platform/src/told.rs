//! What went wrong, for people at a terminal: never a statement, a secret, or PostgreSQL's own words.

use crate::DbError;

/// An error and what it was about, in our words. PostgreSQL's own are told to the debug log.
pub fn told(e: &anyhow::Error) -> String {
    let mut words = Vec::new();
    for cause in e.chain() {
        let sent = cause.downcast_ref::<tokio_postgres::Error>();
        if sent.is_some_and(|e| e.as_db_error().is_none()) {
            tracing::debug!("the connection: {cause:?}");
            words.push("the connection to the database broke; is it running?".to_string());
            break;
        }
        let said = sent.and_then(|e| e.as_db_error()).map(parts);
        if let Some(said) = said.as_ref().or(cause.downcast_ref::<DbError>()) {
            tracing::debug!("the database said: {said:?}");
            words.push(refusal(said));
            break;
        }
        words.push(cause.to_string());
    }
    words.join(": ")
}

fn parts(said: &tokio_postgres::error::DbError) -> DbError {
    let own = |text: Option<&str>| text.map(str::to_string);
    DbError {
        code: said.code().code().to_string(),
        message: said.message().to_string(),
        hint: own(said.hint()),
        table: own(said.table()),
        constraint: own(said.constraint()),
        ..DbError::default()
    }
}

fn refusal(said: &DbError) -> String {
    // Raised by the schema's own rules, in the product's words; what PostgreSQL refuses itself names the table.
    let is_rule = said.code.starts_with("23") && said.constraint.is_some() && said.table.is_none();
    if is_rule || said.code == "P0001" {
        let hint = said.hint.as_ref().map(|hint| format!(" {hint}")).unwrap_or_default();
        return format!("{}{hint}", said.message);
    }
    let known = match said.code.as_str() {
        "28P01" | "28000" => "the database refuses the login; look at the user and the password in DATABASE_URL",
        "3D000" => "there is no such database on the server; make it first, or look at the name in DATABASE_URL",
        "42501" => "the database login has no right to do this",
        "53100" => "the database's disk is full; make room",
        "53300" => "the database has no connection left; try again in a moment",
        "57P01" | "57P02" | "57P03" => "the database is starting or stopping; try again in a moment",
        // A statement this connection prepared is gone, or another's of the same name is there.
        "26000" | "42P05" => {
            "a connection pooler gives every transaction another backend; \
             let DATABASE_URL name PostgreSQL itself, or a pool in session mode"
        }
        "25006" => "the database takes no changes; it is a read-only copy",
        "40001" | "40P01" | "55P03" => "something else changes the same data; try again in a moment",
        "57014" => "it took too long and was broken off",
        code if code.starts_with("08") => "the connection to the database broke; is it running?",
        code if code.starts_with("23") => "the data breaks a rule of the database",
        _ => "the database refuses",
    };
    format!("{known} (SQLSTATE {}; -vv shows its own words)", said.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_postgresql_says_stays_inside() {
        let (code, message) = ("42601".into(), "syntax error at \"secret\"".into());
        let inner = DbError { code, message, ..DbError::default() };
        let said = told(&anyhow::Error::from(inner).context("migrations/0001.sql"));
        assert_eq!(said, "migrations/0001.sql: the database refuses (SQLSTATE 42601; -vv shows its own words)");
    }

    #[test]
    fn what_a_rule_of_ours_says_is_passed_on() {
        let (code, message) = ("23514".into(), "The address is outside the organisation's domains.".to_string());
        let constraint = Some("users_email_domain_allowed".into());
        let rule = DbError { code, message, constraint, hint: Some("Allowed: a.example".into()), ..DbError::default() };
        let said = "The address is outside the organisation's domains. Allowed: a.example";
        assert_eq!(told(&rule.clone().into()), said);
        let check = DbError { table: Some("users".into()), ..rule };
        assert!(!told(&check.into()).contains("organisation"));
    }
}
