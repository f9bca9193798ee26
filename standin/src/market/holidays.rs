//! Days without trading in New York and London.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// Whether New York rests on a weekday.
pub fn new_york(date: Date) -> bool {
    let year = date.year();
    let fixed = [(1, 1, 0), (6, 19, 2022), (7, 4, 0), (12, 25, 0)];
    let on_fixed = fixed
        .iter()
        .filter(|(_, _, since)| year >= *since)
        .any(|(month, day, _)| observed(year, *month, *day) == Some(date));
    let floating = [
        nth(year, 1, 3, Weekday::Monday),
        nth(year, 2, 3, Weekday::Monday),
        nth(year, 5, -1, Weekday::Monday),
        nth(year, 9, 1, Weekday::Monday),
        nth(year, 11, 4, Weekday::Thursday),
        easter(year).map(|sunday| sunday.saturating_sub(2.days())),
    ];
    on_fixed || floating.contains(&Some(date))
}

/// Whether London rests on a weekday (its bank holidays, without those moved by its new year).
pub fn london(date: Date) -> bool {
    let year = date.year();
    let days = [
        Date::new(year, 1, 1).ok(),
        Date::new(year, 12, 25).ok(),
        Date::new(year, 12, 26).ok(),
        nth(year, 5, 1, Weekday::Monday),
        nth(year, 5, -1, Weekday::Monday),
        nth(year, 8, -1, Weekday::Monday),
        easter(year).map(|sunday| sunday.saturating_sub(2.days())),
        easter(year).map(|sunday| sunday.saturating_add(1.days())),
    ];
    days.contains(&Some(date))
}

/// A Sunday's holiday is kept on Monday, a Saturday's on Friday; but a new year's on a Saturday
/// is not kept at all.
fn observed(year: i16, month: i8, day: i8) -> Option<Date> {
    let date = Date::new(year, month, day).ok()?;
    match date.weekday() {
        Weekday::Sunday => date.tomorrow().ok(),
        Weekday::Saturday if month == 1 => None,
        Weekday::Saturday => date.yesterday().ok(),
        _ => Some(date),
    }
}

fn nth(year: i16, month: i8, nth: i8, weekday: Weekday) -> Option<Date> {
    Date::new(year, month, 1)
        .ok()?
        .nth_weekday_of_month(nth, weekday)
        .ok()
}

/// Easter Sunday, by the anonymous Gregorian computus.
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let month = (h + l - 7 * m + 114) / 31;
    let day = (h + l - 7 * m + 114) % 31 + 1;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn new_york_rests_on_the_days_of_its_published_calendar() {
        let rest = [
            date(2021, 12, 24),
            date(2023, 1, 2),
            date(2024, 3, 29),
            date(2025, 6, 19),
            date(2026, 7, 3),
            date(2026, 11, 26),
        ];
        assert!(rest.into_iter().all(new_york));
        let open = [date(2021, 12, 31), date(2021, 6, 18), date(2026, 11, 27)];
        assert!(!open.into_iter().any(new_york));
    }
}
