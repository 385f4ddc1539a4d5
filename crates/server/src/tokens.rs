//! Access tokens: short-lived signed JWTs.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use uuid::Uuid;

/// What an access token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    /// The user.
    pub sub: Uuid,
    /// The organisation.
    pub org: Uuid,
    /// The session.
    pub session_id: Uuid,
    /// The role at the time; the server looks at the present one.
    pub role: String,
    /// The sign-in address.
    pub email: String,
    /// Always `authenticated`.
    pub aud: String,
    /// When it was made, in seconds since 1970.
    pub iat: i64,
    /// When it stops being good, in seconds since 1970.
    pub exp: i64,
}

/// Makes and reads access tokens.
pub struct Tokens {
    signing: EncodingKey,
    reading: DecodingKey,
    validation: Validation,
    lifetime: Duration,
}

impl Tokens {
    /// Tokens signed with this secret (HMAC-SHA-256).
    pub fn new(secret: &[u8; 32], lifetime: Duration) -> Tokens {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&["authenticated"]);
        validation.leeway = 5;
        Tokens {
            signing: EncodingKey::from_secret(secret),
            reading: DecodingKey::from_secret(secret),
            validation,
            lifetime,
        }
    }

    /// How long a token is good, in seconds.
    pub fn lifetime(&self) -> i64 {
        self.lifetime.as_secs() as i64
    }

    /// Signs a token.
    ///
    /// # Errors
    /// When signing fails.
    pub fn sign(&self, claims: &Claims) -> anyhow::Result<String> {
        Ok(encode(&Header::new(Algorithm::HS256), claims, &self.signing)?)
    }

    /// Reads a token; the error says what is wrong with it.
    ///
    /// # Errors
    /// When the token is expired, forged or malformed.
    pub fn read(&self, token: &str) -> Result<Claims, &'static str> {
        decode::<Claims>(token, &self.reading, &self.validation).map(|t| t.claims).map_err(|e| match e.kind() {
            jsonwebtoken::errors::ErrorKind::ExpiredSignature => "JWT expired",
            jsonwebtoken::errors::ErrorKind::InvalidSignature => "JWT signature does not match",
            _ => "JWT is not valid",
        })
    }
}
