//! Ids and moments of what begins in the browser: it may have to wait there for a network.

use domain::Instant;
use uuid::{Builder, Uuid};

/// An id that nothing has yet, of version 7.
pub fn fresh() -> Uuid {
    let (one, other) = (random().to_le_bytes(), random().to_le_bytes());
    let mut bytes = [0; 10];
    bytes[..5].copy_from_slice(&one[..5]);
    bytes[5..].copy_from_slice(&other[..5]);
    Builder::from_unix_timestamp_millis(u64::try_from(now().0).unwrap_or(0), &bytes).into_uuid()
}

/// Now, by the clock of the device.
#[cfg(target_arch = "wasm32")]
pub fn now() -> Instant {
    Instant(js_sys::Date::now() as i64)
}

#[cfg(target_arch = "wasm32")]
fn random() -> u64 {
    (js_sys::Math::random() * (1_u64 << 53) as f64) as u64
}

/// Writes start in the browser only.
#[cfg(not(target_arch = "wasm32"))]
pub fn now() -> Instant {
    Instant(0)
}

#[cfg(not(target_arch = "wasm32"))]
fn random() -> u64 {
    0
}
