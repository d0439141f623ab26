//! Passwords: argon2id.

use crate::store::{Result, StoreError};
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use contract::Problem;

/// The least length of a password, in characters.
pub const SHORTEST: usize = 10;
/// The greatest: hashing takes no more than a password's time.
const LONGEST: usize = 200;

/// 19 MiB, two passes (OWASP's first choice for argon2id).
fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

fn failed(error: impl std::fmt::Display) -> StoreError {
    StoreError::Unreadable(format!("a password's hash: {error}"))
}

/// Whether a password may be used.
pub(crate) fn check(password: &str) -> std::result::Result<(), Problem> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(Problem::invalid("password", format!("Choose a password of at least {SHORTEST} characters.")));
    }
    if length > LONGEST {
        return Err(Problem::invalid("password", format!("Choose a password of at most {LONGEST} characters.")));
    }
    Ok(())
}

/// Hashes a password, on a thread that may block.
pub(crate) async fn hash(password: &str) -> Result<String> {
    let password = password.to_owned();
    let hashing = tokio::task::spawn_blocking(move || {
        let salt = SaltString::encode_b64(&rand::random::<[u8; 16]>()).map_err(failed)?;
        argon2().hash_password(password.as_bytes(), &salt).map(|hash| hash.to_string()).map_err(failed)
    });
    hashing.await.map_err(failed)?
}

/// Whether a password is the one that was hashed; without a hash it is not, and finding out takes as long.
pub(crate) async fn verify(password: &str, hash: Option<String>) -> Result<bool> {
    // Nobody's password: a hash made for it with the parameters above.
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bW90b3JlLW5vYm9keQ$k2mGXTjyqOyR6WZpJ5XWTP0gYs3UZcQ7m0i9o8JQW5c";
    let password = password.to_owned();
    let verifying = tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        let parsed = PasswordHash::new(&hash).map_err(failed)?;
        Ok(argon2().verify_password(password.as_bytes(), &parsed).is_ok() && known)
    });
    verifying.await.map_err(failed)?
}
