//! What time it is for the providers: the machine's time, or one that a test set.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serializer;

/// The value that means "follow the machine".
const FOLLOW: i64 = i64::MIN;

/// A settable source of wall time. Limits per second and minute do not follow it: they
/// count real time, because the service under test waits in real time.
#[derive(Debug)]
pub struct Clock(AtomicI64);

impl Default for Clock {
    fn default() -> Self {
        Self(AtomicI64::new(FOLLOW))
    }
}

impl Clock {
    /// Stands at `moment` from now on; `None` follows the machine again.
    pub fn set(&self, moment: Option<Timestamp>) {
        let value = moment.map_or(FOLLOW, Timestamp::as_millisecond);
        self.0.store(value, Ordering::Relaxed);
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        match self.0.load(Ordering::Relaxed) {
            FOLLOW => machine(),
            set => Timestamp::from_millisecond(set).unwrap_or_default(),
        }
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "the one place of this crate where the time of day is read"
)]
fn machine() -> Timestamp {
    Timestamp::now()
}

/// The zone of a POSIX rule, so that no time-zone files are needed. The rules of this crate are
/// those in force since 2007; its history starts after that.
pub fn zone(rule: &str) -> TimeZone {
    TimeZone::posix(rule).unwrap_or(TimeZone::UTC)
}

/// The date of `moment` in the zone of a POSIX rule.
pub fn date_in(rule: &str, moment: Timestamp) -> Date {
    zone(rule).to_datetime(moment).date()
}

/// A moment as RFC 3339, for serde.
pub fn as_text<S: Serializer>(moment: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(moment)
}

/// New York.
pub const EASTERN: &str = "EST5EDT,M3.2.0,M11.1.0";
/// Chicago, where FRED's day turns.
pub const CENTRAL: &str = "CST6CDT,M3.2.0,M11.1.0";
