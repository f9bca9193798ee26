//! Values in other units and of a lower frequency.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

use crate::market::walk::round;

/// Dates with values; `None` is missing.
pub type Values = Vec<(Date, Option<f64>)>;

/// Values of a lower frequency (`w`, `bw` as `w`, `m`, `q`, `sa`, `a`), by `avg`, `sum` or `eop`;
/// unchanged without a frequency or with `d`. `None` when the frequency has no such name.
pub fn aggregated(values: Values, frequency: Option<&str>, method: &str) -> Option<Values> {
    let key: fn(Date) -> Date = match frequency {
        None | Some("d") => return Some(values),
        Some("w" | "bw" | "wef") => friday,
        Some("m") => Date::first_of_month,
        Some("q") => |date| months_back(date, 3),
        Some("sa") => |date| months_back(date, 6),
        Some("a") => |date| months_back(date, 12),
        Some(_) => return None,
    };
    let mut groups: BTreeMap<Date, Vec<f64>> = BTreeMap::new();
    for (date, value) in values {
        groups.entry(key(date)).or_default().extend(value);
    }
    let merged = |values: Vec<f64>| match (values.last(), method) {
        (None, _) => None,
        (Some(last), "eop") => Some(*last),
        (Some(_), "sum") => Some(values.iter().sum()),
        (Some(_), _) => Some(values.iter().sum::<f64>() / values.len() as f64),
    };
    let groups = groups.into_iter();
    Some(
        groups
            .map(|(date, values)| (date, merged(values).map(|value| round(value, 5))))
            .collect(),
    )
}

fn friday(date: Date) -> Date {
    let ahead = date.weekday().until(Weekday::Friday);
    date.saturating_add(Span::new().days(i64::from(ahead)))
}

fn months_back(date: Date, length: i8) -> Date {
    let back = (date.month() - 1) % length;
    date.first_of_month()
        .saturating_sub(i64::from(back).months())
}

/// Values in other units. `None` when the units have no such name.
pub fn in_units(
    values: &Values,
    units: &str,
    own: &str,
    frequency: Option<&str>,
) -> Option<Values> {
    let per_year = match frequency.unwrap_or(own) {
        "a" | "A" => 1,
        "sa" => 2,
        "q" | "Q" => 4,
        "m" | "M" => 12,
        "d" | "D" => 260,
        _ => 52,
    };
    let back = match units {
        "ch1" | "pc1" => per_year,
        "chg" | "pch" | "pca" | "cch" | "cca" => 1,
        "lin" | "log" => 0,
        _ => return None,
    };
    let years = f64::from(per_year);
    let figure = |now: f64, then: f64| match units {
        "lin" => now,
        "log" => now.ln(),
        "chg" | "ch1" => now - then,
        "pch" | "pc1" => (now / then - 1.0) * 100.0,
        "pca" => ((now / then).powf(years) - 1.0) * 100.0,
        "cch" => (now.ln() - then.ln()) * 100.0,
        _ => (now.ln() - then.ln()) * 100.0 * years,
    };
    let places = values.iter().enumerate();
    Some(
        places
            .map(|(place, (date, now))| {
                let then = usize::try_from(back)
                    .ok()
                    .and_then(|back| place.checked_sub(back));
                let then = then.and_then(|then| values[then].1);
                let figure = now.zip(then).map(|(now, then)| figure(now, then));
                let finite = figure.filter(|value| value.is_finite());
                (*date, finite.map(|value| round(value, 5)))
            })
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_year_of_growth_is_a_percentage_of_the_year_before() {
        let values: Values = (1..=13)
            .map(|month| {
                let day = date(2020, 1, 1).saturating_add(i64::from(month - 1).months());
                (day, Some(100.0 + f64::from(month)))
            })
            .collect();
        let growth = in_units(&values, "pc1", "M", None).unwrap();
        assert_eq!(growth[11].1, None);
        assert_eq!(growth[12].1, Some(11.88119));
    }

    #[test]
    fn a_quarter_is_the_average_of_its_months() {
        let values: Values = (1..=3)
            .map(|month| (date(2020, month, 1), Some(f64::from(month))))
            .collect();
        assert_eq!(
            aggregated(values, Some("q"), "avg").unwrap(),
            [(date(2020, 1, 1), Some(2.0))]
        );
    }
}
