//! The only place that asks what time it is, and the only one that turns instants into days.

use domain::{Day, Instant};
use jiff::civil;
use jiff::tz::TimeZone;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Tells the time: the computer's, or one that a test sets.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// The computer's clock.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until it is [`Clock::set`].
    pub fn fixed(at: Instant) -> Self {
        Self(Source::Set(Arc::new(AtomicI64::new(at.0))))
    }

    /// Now.
    pub fn now(&self) -> Instant {
        match &self.0 {
            Source::System => Instant(jiff::Timestamp::now().as_millisecond()),
            Source::Set(at) => Instant(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a fixed clock, and all its copies. The computer's clock stays as it is.
    pub fn set(&self, to: Instant) {
        if let Source::Set(at) = &self.0 {
            at.store(to.0, Ordering::SeqCst);
        }
    }
}

/// A time zone: what decides which day it is.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

impl Zone {
    /// Universal time: what counts until a workspace has been set up.
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// The zone with this IANA name (`Europe/Rome`), if there is one.
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    /// Its IANA name, if it has one.
    pub fn name(&self) -> Option<&str> {
        self.0.iana_name()
    }

    /// The day this moment belongs to. Moments outside of the years 1 to 9999 count as their first or last day.
    pub fn day_of(&self, at: Instant) -> Day {
        let date = self.datetime(at).date();
        Day::from_ymd(i32::from(date.year()).max(1), date.month().unsigned_abs().into(), date.day().unsigned_abs().into())
            .unwrap_or(Day(0))
    }

    /// What a clock on the wall shows at this moment: the day, and how many minutes of it have gone.
    pub fn wall(&self, at: Instant) -> (Day, u16) {
        let time = self.datetime(at).time();
        (self.day_of(at), u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs()))
    }

    /// The first millisecond of a day. (Midnight, but where clocks skip midnight, what comes after.)
    pub fn start_of(&self, day: Day) -> Instant {
        self.at(day, 0)
    }

    /// When a clock on the wall shows so many minutes of a day, up to 23:59: the first time where it shows them twice, and
    /// as much later as the clock skips where it never does.
    pub fn at(&self, day: Day, minutes: u16) -> Instant {
        let (year, month, of_month) = day.ymd();
        let (hour, minute) = (minutes.min(1_439) / 60, minutes.min(1_439) % 60);
        // All fit: a Day made by parsing or by the calendar lies in the years 1 to 9999; others count as 1970.
        let date = i16::try_from(year)
            .ok()
            .and_then(|year| civil::Date::new(year, month as i8, of_month as i8).ok())
            .unwrap_or(civil::date(1970, 1, 1));
        self.0
            .to_ambiguous_zoned(date.at(hour as i8, minute as i8, 0, 0))
            .compatible()
            .map_or(Instant(i64::from(day.0) * 86_400_000 + i64::from(minutes) * 60_000), |zoned| {
                Instant(zoned.timestamp().as_millisecond())
            })
    }

    /// The last millisecond of a day: "as of a day" means as of this.
    pub fn end_of(&self, day: Day) -> Instant {
        self.start_of(day.plus(1)).plus_ms(-1)
    }

    /// Today.
    pub fn today(&self, clock: &Clock) -> Day {
        self.day_of(clock.now())
    }

    fn datetime(&self, at: Instant) -> civil::DateTime {
        let timestamp =
            jiff::Timestamp::from_millisecond(at.0).unwrap_or(if at.0 < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX });
        self.0.to_datetime(timestamp)
    }
}
