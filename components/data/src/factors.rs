//! What raw prices were multiplied with, for whoever wants to see it beside the bars.

use crate::cut::Cut;
use crate::history::History;

/// The factors of a history as it is kept.
pub struct Factors {
    time: Vec<i64>,
    split: Vec<f64>,
    all: Vec<f64>,
}

impl Factors {
    /// Those of a history that will be adjusted.
    pub fn of(history: &History) -> Self {
        Self {
            time: history.columns.time.clone(),
            split: history.split.clone(),
            all: history.all.clone(),
        }
    }

    /// Per bar, the factors for splits and those for splits and dividends: of joined bars those
    /// of the last bar, which closes them.
    pub fn cut(&self, cut: &Cut) -> (Vec<f64>, Vec<f64>) {
        let starts = cut.columns.time.iter().skip(1).copied();
        let ends = starts.chain([cut.last_ms.saturating_add(1)]);
        let last = ends.filter_map(|end| {
            let before = self.time.partition_point(|&time| time < end);
            before.checked_sub(1)
        });
        last.map(|row| (self.split[row], self.all[row])).unzip()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::sandbourse::platform::types::BarsQuery;
    use crate::fake::query;
    use crate::select::Selection;
    use jiff::tz::TimeZone;
    use sandbourse_kernels::calendar::DAY_MS;

    /// Ten days from Monday, 2018-01-01, whose factors tell the day.
    fn history() -> History {
        let close = vec![10.0; 10];
        let [open, high, low, volume] = [(); 4].map(|()| close.clone());
        let columns = crate::bindings::sandbourse::platform::types::Columns {
            time: (17_532..17_542).map(|day| day * DAY_MS).collect(),
            open,
            high,
            low,
            close,
            volume,
        };
        let split: Vec<f64> = (1..=10).map(f64::from).collect();
        History {
            columns,
            all: split.iter().map(|factor| factor / 100.0).collect(),
            split,
        }
    }

    fn factors(interval: &str, period: &str) -> (Vec<f64>, Vec<f64>) {
        let interval = interval.to_owned();
        let query = BarsQuery {
            interval,
            ..query("X", Some(period))
        };
        let history = history();
        let factors = Factors::of(&history);
        let selection = Selection::of(&query, i64::MAX).unwrap();
        let cut = selection.cut(history.columns, &TimeZone::UTC).unwrap();
        assert_eq!(cut.columns.time.len(), factors.cut(&cut).0.len());
        factors.cut(&cut)
    }

    #[test]
    fn each_bar_has_the_factors_of_its_day() {
        let (split, all) = factors("1d", "5d");
        assert_eq!(split, [6.0, 7.0, 8.0, 9.0, 10.0]);
        assert_eq!(all, [0.06, 0.07, 0.08, 0.09, 0.1]);
    }

    #[test]
    fn a_joined_bar_has_the_factors_of_its_last_session() {
        assert_eq!(factors("1wk", "max").0, [7.0, 10.0]);
    }
}
