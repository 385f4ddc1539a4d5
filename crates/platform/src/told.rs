//! What went wrong, for people at a terminal: never a statement, a secret, or PostgreSQL's own words.

use tokio_postgres::error::SqlState;

/// An error and what it was about, in our words. PostgreSQL's own are told to the debug log.
pub fn told(e: &anyhow::Error) -> String {
    let mut words = Vec::new();
    for cause in e.chain() {
        if let Some(e) = cause.downcast_ref::<tokio_postgres::Error>() {
            tracing::debug!("the database said: {e:?}");
            words.push(match e.as_db_error() {
                Some(said) => refusal(said.code(), said.message()),
                None => "the connection to the database broke; is it running?".to_string(),
            });
            break;
        }
        if let Some(e) = cause.downcast_ref::<crate::DbError>() {
            tracing::debug!("the database said: {e:?}");
            words.push(refusal(&SqlState::from_code(&e.code), &e.message));
            break;
        }
        words.push(cause.to_string());
    }
    words.join(": ")
}

fn refusal(code: &SqlState, message: &str) -> String {
    let known = match code.code() {
        // Raised by the schema's own rules, in the product's words.
        "P0001" => return message.to_string(),
        "28P01" | "28000" => "the database refuses the login; look at the user and the password in DATABASE_URL",
        "3D000" => "there is no such database on the server; make it first, or look at the name in DATABASE_URL",
        "42501" => "the database login has no right to do this",
        "53100" => "the database's disk is full; make room",
        "53300" => "the database has no connection left; try again in a moment",
        "57P01" | "57P02" | "57P03" => "the database is starting or stopping; try again in a moment",
        "25006" => "the database takes no changes; it is a read-only copy",
        "40001" | "40P01" | "55P03" => "something else changes the same data; try again in a moment",
        "57014" => "it took too long and was broken off",
        code if code.starts_with("08") => "the connection to the database broke; is it running?",
        code if code.starts_with("23") => "the data breaks a rule of the database",
        _ => "the database refuses",
    };
    format!("{known} (SQLSTATE {}; -vv shows its own words)", code.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_postgresql_says_stays_inside() {
        let (code, message) = ("42601".into(), "syntax error at \"secret\"".into());
        let inner = crate::DbError { code, message, ..Default::default() };
        let said = told(&anyhow::Error::from(inner).context("migrations/0001.sql"));
        assert_eq!(said, "migrations/0001.sql: the database refuses (SQLSTATE 42601; -vv shows its own words)");
    }
}
