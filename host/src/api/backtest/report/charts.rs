//! Lines over time, as pictures that are part of the page.

use super::escape::escaped;
use super::numbers::number;
use super::scale::{Kind, Scale};

const WIDTH: f64 = 960.0;
pub(super) const LEFT: f64 = 84.0;
pub(super) const RIGHT: f64 = 950.0;
pub(super) const TOP: f64 = 10.0;
/// Room under the axis for its labels.
pub(super) const FOOT: f64 = 24.0;
/// Points of a line beyond which a screen shows no difference.
const POINTS: usize = 900;
/// Labels of an axis of time at most.
pub(super) const DATES: usize = 14;

/// A named line; a value that is none breaks it.
pub struct Line<'a> {
    /// Shown in the key.
    pub name: &'a str,
    /// Its colour: `a`, `b`, `c` or `d`.
    pub look: &'static str,
    /// One for each time.
    pub values: Vec<Option<f64>>,
}

/// A chart over time.
pub struct Chart<'a> {
    /// What it shows, in a sentence for who cannot see it.
    pub label: &'a str,
    /// RFC 3339, ascending.
    pub time: &'a [String],
    /// At least one.
    pub lines: &'a [Line<'a>],
    /// Of the values.
    pub scale: Scale,
    /// Pixels from top to bottom.
    pub height: f64,
}

impl Chart<'_> {
    /// The figure with its key.
    pub fn figure(&self) -> String {
        let bottom = self.height - FOOT;
        let y = |value: f64| bottom - self.scale.share(value) * (bottom - TOP);
        let lines: String = self
            .lines
            .iter()
            .map(|line| drawn(line, &y, bottom))
            .collect();
        let inside = format!(
            "{}{}{lines}",
            grid(&self.scale, y),
            dates(self.time, bottom)
        );
        let note = match self.scale.kind {
            Kind::Linear => "",
            Kind::Logarithmic => "Logarithmic scale: equal distances are equal percentages.",
        };
        let keys = self.lines.iter().map(|line| {
            format!(
                "<span class=\"key {}\">{}</span>",
                line.look,
                escaped(line.name)
            )
        });
        let keys: String = keys.collect();
        let picture = svg(self.label, self.height, &inside);
        format!("<figure>{picture}<figcaption>{keys}{note}</figcaption></figure>")
    }
}

/// A picture as wide as the page.
pub(super) fn svg(label: &str, height: f64, inside: &str) -> String {
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{}\">{inside}</svg>",
        escaped(label)
    )
}

/// The ticks of an axis with their lines.
pub(super) fn grid(scale: &Scale, y: impl Fn(f64) -> f64) -> String {
    let line = |tick: &f64| {
        let (at, text) = (y(*tick), number(*tick, scale.digits));
        let label = at + 4.0;
        format!(
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>\
             <text x=\"{:.1}\" y=\"{label:.1}\" text-anchor=\"end\">{text}</text>",
            LEFT - 8.0
        )
    };
    scale.ticks.iter().map(line).collect()
}

/// Where bar number `at` of `count` stands.
fn place(at: usize, count: usize) -> f64 {
    let share = if count > 1 {
        at as f64 / (count - 1) as f64
    } else {
        0.5
    };
    LEFT + share * (RIGHT - LEFT)
}

/// The first bar of each year, or of each month of a short run; no more than fit.
fn dates(time: &[String], bottom: f64) -> String {
    let years = starts(time, 4);
    let starts = if years.len() > 2 {
        years
    } else {
        starts(time, 7)
    };
    let each = starts.len().div_ceil(DATES).max(1);
    let label = |(at, text): &(usize, &str)| {
        let (x, y) = (place(*at, time.len()), bottom + 16.0);
        let mark = bottom + 4.0;
        format!(
            "<line class=\"axis\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{bottom:.1}\" y2=\"{mark:.1}\"/>\
             <text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{}</text>",
            escaped(text)
        )
    };
    starts.iter().step_by(each).map(label).collect()
}

/// Where the first `length` characters of the time change.
fn starts(time: &[String], length: usize) -> Vec<(usize, &str)> {
    let head = |text: &'_ String| text.get(..length).map(str::len).unwrap_or_default();
    let mut starts: Vec<(usize, &str)> = Vec::new();
    for (at, text) in time.iter().enumerate() {
        let prefix = &text[..head(text)];
        if at > 0 && time[at - 1].get(..length) != Some(prefix) {
            starts.push((at, prefix));
        }
    }
    starts
}

fn drawn(line: &Line<'_>, y: &impl Fn(f64) -> f64, bottom: f64) -> String {
    let count = line.values.len();
    let mut path = String::new();
    let mut pen = 'M';
    for (at, value) in thinned(&line.values) {
        let Some(value) = value else {
            pen = 'M';
            continue;
        };
        path += &format!("{pen}{:.1} {:.1}", place(at, count), y(value));
        pen = 'L';
    }
    // The only line that is filled is the fall below the peak, from its floor at zero.
    let fill = if line.look == "d" && !path.is_empty() {
        let (first, last, floor) = (
            place(0, count),
            place(count.max(1) - 1, count),
            y(0.0).min(bottom),
        );
        format!("<path class=\"fill d\" d=\"{path}L{last:.1} {floor:.1}L{first:.1} {floor:.1}Z\"/>")
    } else {
        String::new()
    };
    format!("{fill}<path class=\"line {}\" d=\"{path}\"/>", line.look)
}

/// The lowest and the highest of every stretch, in their order, so that no extreme is lost.
fn thinned(values: &[Option<f64>]) -> Vec<(usize, Option<f64>)> {
    let each = (values.len() * 2).div_ceil(POINTS).max(1);
    if each <= 2 {
        return values.iter().copied().enumerate().collect();
    }
    let stretches = values.chunks(each).enumerate();
    stretches
        .flat_map(|(number, stretch)| extremes(number * each, stretch))
        .collect()
}

fn extremes(from: usize, stretch: &[Option<f64>]) -> Vec<(usize, Option<f64>)> {
    let points = stretch
        .iter()
        .enumerate()
        .filter_map(|(at, value)| Some((from + at, (*value)?)));
    let low = points.clone().min_by(|a, b| a.1.total_cmp(&b.1));
    let high = points.max_by(|a, b| a.1.total_cmp(&b.1));
    match (low, high) {
        (Some(low), Some(high)) if low.0 == high.0 => vec![(low.0, Some(low.1))],
        (Some(low), Some(high)) => {
            let mut pair = [(low.0, Some(low.1)), (high.0, Some(high.1))];
            pair.sort_by_key(|(at, _)| *at);
            pair.to_vec()
        }
        _ => vec![(from, None)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_keeps_its_extremes_and_its_gaps() {
        let mut values: Vec<Option<f64>> = (0..10_000).map(|n| Some(f64::from(n % 7))).collect();
        values[4_321] = Some(-50.0);
        values[7_654] = Some(99.0);
        values[..100].fill(None);
        let thin = thinned(&values);
        assert!(thin.len() < 1_000 && thin[0] == (0, None));
        assert!(thin.contains(&(4_321, Some(-50.0))) && thin.contains(&(7_654, Some(99.0))));
        assert!(thin.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn dates_stand_where_the_year_turns_and_broken_ones_break_nothing() {
        let time: Vec<String> = ["2019-12-31", "2020-01-02", "2021-01-04", "2022-01-03", "ÿ"]
            .map(str::to_owned)
            .to_vec();
        let found: Vec<&str> = starts(&time, 4).iter().map(|(_, text)| *text).collect();
        assert_eq!(found, ["2020", "2021", "2022", ""]);
        assert!(dates(&[], 100.0).is_empty());
    }
}
