//! Slows down whoever guesses passwords: wrong ones fill a bucket that leaks, and a full one refuses to look.

use contract::Problem;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Wrong passwords in a row for one mail address from one place.
const PER_MAIL: u32 = 10;
/// The same for a place, where several people may sit, whatever the mail address.
const PER_PLACE: u32 = 60;
/// After this time one more may be tried.
const LEAK: Duration = Duration::from_secs(15);
/// How many buckets are kept before the empty ones are let go.
const BUCKETS: usize = 10_000;

/// Counts failed attempts to sign in, by place and mail address.
#[derive(Debug, Default)]
pub struct Throttle(Mutex<HashMap<(IpAddr, Option<String>), Bucket>>);

/// Where a bucket would be empty again, if nothing were added.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    empty_at: Instant,
}

impl Throttle {
    /// Refuses to look at a password when there were too many wrong ones.
    pub fn check(&self, place: IpAddr, mail: &str, now: Instant) -> Result<(), Problem> {
        let buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, limit) in keys(place, mail) {
            let Some(bucket) = buckets.get(&key) else { continue };
            let full = LEAK * (limit - 1);
            let level = bucket.empty_at.saturating_duration_since(now);
            if level > full {
                let wait = (level - full).as_secs() + 1;
                return Err(Problem::too_often(format!("Too many wrong passwords. Try again in {wait} seconds.")));
            }
        }
        Ok(())
    }

    /// Counts a wrong password.
    pub fn failed(&self, place: IpAddr, mail: &str, now: Instant) {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() > BUCKETS {
            buckets.retain(|_, bucket| bucket.empty_at > now);
        }
        for (key, _) in keys(place, mail) {
            let bucket = buckets.entry(key).or_insert(Bucket { empty_at: now });
            bucket.empty_at = bucket.empty_at.max(now) + LEAK;
        }
    }
}

fn keys(place: IpAddr, mail: &str) -> [((IpAddr, Option<String>), u32); 2] {
    [((place, Some(mail.trim().to_lowercase())), PER_MAIL), ((place, None), PER_PLACE)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_one_password_is_stopped_and_others_are_not() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        let here = IpAddr::from([192, 0, 2, 1]);
        for _ in 0..PER_MAIL {
            assert!(throttle.check(here, "ada@example.com", now).is_ok());
            throttle.failed(here, "ada@example.com", now);
        }
        assert_eq!(throttle.check(here, " ADA@example.com", now).unwrap_err().status, 429);
        assert!(throttle.check(here, "bob@example.com", now).is_ok());
        assert!(throttle.check(IpAddr::from([192, 0, 2, 2]), "ada@example.com", now).is_ok());
        assert!(throttle.check(here, "ada@example.com", now + LEAK).is_ok());
    }

    #[test]
    fn guessing_many_people_s_passwords_from_one_place_is_stopped_too() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        let here = IpAddr::from([192, 0, 2, 1]);
        for number in 0..PER_PLACE {
            throttle.failed(here, &format!("person{number}@example.com"), now);
        }
        assert_eq!(throttle.check(here, "another@example.com", now).unwrap_err().status, 429);
    }
}
