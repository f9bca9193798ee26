//! What time it is for the providers: the machine's time, or one that a test set.

use std::sync::LazyLock;
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

/// A time zone made of a POSIX rule, so that no time-zone files are needed. The rules are those in
/// force since 2007; the history of this crate starts after that.
pub type Zone = LazyLock<TimeZone>;

/// New York.
pub static EASTERN: Zone = LazyLock::new(|| zone("EST5EDT,M3.2.0,M11.1.0"));
/// Chicago, where FRED's day turns.
pub static CENTRAL: Zone = LazyLock::new(|| zone("CST6CDT,M3.2.0,M11.1.0"));
/// London.
pub static LONDON: Zone = LazyLock::new(|| zone("GMT0BST,M3.5.0/1,M10.5.0"));
/// Tokyo.
pub static TOKYO: Zone = LazyLock::new(|| zone("JST-9"));
/// No offset.
pub static UTC: Zone = LazyLock::new(|| TimeZone::UTC);

fn zone(rule: &str) -> TimeZone {
    TimeZone::posix(rule).unwrap_or(TimeZone::UTC)
}

/// The date of `moment` in a zone.
pub fn date_in(zone: &Zone, moment: Timestamp) -> Date {
    zone.to_datetime(moment).date()
}

/// A moment as RFC 3339, for serde.
pub fn as_text<S: Serializer>(moment: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_a_zone() {
        for (zone, hours) in [(&EASTERN, -4), (&CENTRAL, -5), (&LONDON, 1), (&TOKYO, 9)] {
            let summer = "2024-07-01T00:00:00Z".parse().unwrap();
            assert_eq!(zone.to_offset(summer).seconds(), hours * 3600);
        }
    }
}
