//! Exchanges: their zone, their hours and the days on which they trade.

use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan};

use super::holidays;
use crate::clock::{self, EASTERN, Zone};

/// Which days are sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Days {
    /// Monday to Friday but New York's holidays.
    NewYork,
    /// Monday to Friday but London's holidays.
    London,
    /// Monday to Friday but the first three days of the year.
    Tokyo,
    /// Monday to Friday.
    Weekdays,
    /// Every day.
    All,
}

/// A place of trading.
#[derive(Debug)]
pub struct Exchange {
    /// Yahoo's code, name and display name.
    pub code: &'static str,
    /// Yahoo's `fullExchangeName`.
    pub full_name: &'static str,
    /// Yahoo's `exchDisp`.
    pub display: &'static str,
    /// Name of its zone.
    pub zone_name: &'static str,
    /// The zone.
    pub zone: &'static Zone,
    /// The zone's short names, outside and in summer.
    pub short_names: (&'static str, &'static str),
    /// Start of pre-market, open, close, end of post-market: minutes of the local day.
    pub hours: [i64; 4],
    /// Start and end of the lunch break, in minutes of the local day.
    pub lunch: Option<(i64, i64)>,
    /// Days of trading.
    pub days: Days,
}

const US_HOURS: [i64; 4] = [240, 570, 960, 1200];

const fn new_york(code: &'static str, full_name: &'static str, display: &'static str) -> Exchange {
    Exchange {
        code,
        full_name,
        display,
        zone_name: "America/New_York",
        zone: &EASTERN,
        short_names: ("EST", "EDT"),
        hours: US_HOURS,
        lunch: None,
        days: Days::NewYork,
    }
}

/// NASDAQ's top tier.
pub static NASDAQ: Exchange = new_york("NMS", "NasdaqGS", "NASDAQ");
/// New York Stock Exchange.
pub static NYSE: Exchange = new_york("NYQ", "NYSE", "NYSE");
/// NYSE Arca, where funds trade.
pub static ARCA: Exchange = new_york("PCX", "NYSEArca", "NYSEArca");
/// The index maker of New York.
pub static SNP: Exchange = new_york("SNP", "SNP", "SNP");
/// London.
pub static LSE: Exchange = Exchange {
    code: "LSE",
    full_name: "LSE",
    display: "London",
    zone_name: "Europe/London",
    zone: &clock::LONDON,
    short_names: ("GMT", "BST"),
    hours: [435, 480, 990, 1035],
    lunch: None,
    days: Days::London,
};
/// Tokyo.
pub static TOKYO: Exchange = Exchange {
    code: "JPX",
    full_name: "Tokyo",
    display: "Tokyo",
    zone_name: "Asia/Tokyo",
    zone: &clock::TOKYO,
    short_names: ("JST", "JST"),
    hours: [540, 540, 930, 930],
    lunch: Some((690, 750)),
    days: Days::Tokyo,
};
/// Currencies, around the clock by London's days.
pub static CURRENCIES: Exchange = Exchange {
    code: "CCY",
    full_name: "CCY",
    display: "CCY",
    zone_name: "Europe/London",
    zone: &clock::LONDON,
    short_names: ("GMT", "BST"),
    hours: [0, 0, 1439, 1439],
    lunch: None,
    days: Days::Weekdays,
};
/// Coins, around the clock by UTC days.
pub static COINS: Exchange = Exchange {
    code: "CCC",
    full_name: "CCC",
    display: "CCC",
    zone_name: "UTC",
    zone: &clock::UTC,
    short_names: ("UTC", "UTC"),
    hours: [0, 0, 1439, 1439],
    lunch: None,
    days: Days::All,
};

impl Exchange {
    /// Whether `date` is a session.
    pub fn trades_on(&self, date: Date) -> bool {
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        match self.days {
            Days::All => true,
            Days::Weekdays => !weekend,
            Days::NewYork => !weekend && !holidays::new_york(date),
            Days::London => !weekend && !holidays::london(date),
            Days::Tokyo => !weekend && (date.month() > 1 || date.day() > 3),
        }
    }

    /// Epoch seconds of a minute of a local day.
    pub fn at(&self, date: Date, minute: i64) -> i64 {
        let (hour, minute) = (minute / 60, minute % 60);
        let wall = date.at(
            i8::try_from(hour).unwrap_or(0),
            i8::try_from(minute).unwrap_or(0),
            0,
            0,
        );
        self.zone.to_timestamp(wall).map_or(0, Timestamp::as_second)
    }

    /// Epoch seconds of the session's open and close on `date`.
    pub fn session(&self, date: Date) -> (i64, i64) {
        (self.at(date, self.hours[1]), self.at(date, self.hours[2]))
    }

    /// The local date of a moment.
    pub fn date_of(&self, moment: Timestamp) -> Date {
        clock::date_in(self.zone, moment)
    }

    /// Seconds east of UTC at a moment, and the short name of the zone then.
    pub fn offset(&self, moment: Timestamp) -> (i32, &'static str) {
        let seconds = self.zone.to_offset(moment).seconds();
        let summer = self.zone.to_offset_info(moment).dst().is_dst();
        let (winter_name, summer_name) = self.short_names;
        (seconds, if summer { summer_name } else { winter_name })
    }

    /// The last session that begins on the local day of `moment` or before.
    pub fn last_session(&self, moment: Timestamp) -> Date {
        let mut date = self.date_of(moment);
        while !self.trades_on(date) {
            date = date.yesterday().unwrap_or(date);
        }
        date
    }

    /// The last session that has opened at `moment`.
    pub fn last_opened(&self, moment: Timestamp) -> Date {
        let last = self.last_session(moment);
        if self.session(last).0 <= moment.as_second() {
            return last;
        }
        self.last_session(moment - 24.hours())
    }

    /// The first session after `date`.
    pub fn next_session(&self, date: Date) -> Date {
        let mut next = date.tomorrow().unwrap_or(date);
        while !self.trades_on(next) {
            next = next.tomorrow().unwrap_or(next);
        }
        next
    }
}
