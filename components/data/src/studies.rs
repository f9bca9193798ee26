//! `studies` and `study`: the indicators of the kernels over a price history.

use sandbourse_kernels::indicators::catalogue::{
    self, ENTRIES, Entry, Parameter, ParameterError, Settings,
};
use sandbourse_kernels::indicators::input::Columns as Inputs;
use sandbourse_kernels::indicators::line::Line;

use crate::bars;
use crate::bindings::exports::sandbourse::platform::data_group::{
    StudyColumn, StudyInfo, StudyOutput, StudyParameter, StudyQuery, StudyReport, WarmUp,
};
use crate::bindings::sandbourse::platform::types::{BarsQuery, Columns, Failure, Series};
use crate::outside::{Outside, invalid};

/// The catalogue.
pub fn list() -> Vec<StudyInfo> {
    ENTRIES.iter().map(|entry| info(entry)).collect()
}

fn info(entry: &Entry) -> StudyInfo {
    let warm_up = entry.start(&[]).map(|study| study.warm_up());
    StudyInfo {
        name: entry.name.into(),
        title: entry.title.into(),
        group: entry.group.name().into(),
        formula: entry.formula.into(),
        inputs: entry
            .shape
            .inputs
            .iter()
            .map(|field| field.name().into())
            .collect(),
        parameters: entry.parameters.iter().map(parameter).collect(),
        outputs: outputs(entry)
            .map(|(name, unit)| StudyOutput { name, unit })
            .collect(),
        warm_up: count(warm_up.unwrap_or_default()),
    }
}

fn parameter(parameter: &Parameter) -> StudyParameter {
    StudyParameter {
        name: parameter.name.into(),
        default: parameter.default,
        min: parameter.min,
        max: parameter.max,
        whole: parameter.is_whole,
        doc: parameter.doc.into(),
    }
}

fn outputs(entry: &Entry) -> impl Iterator<Item = (String, String)> + '_ {
    let units = entry.units.iter().map(|unit| unit.name().to_owned());
    entry
        .shape
        .outputs
        .iter()
        .map(|name| (*name).to_owned())
        .zip(units)
}

fn count(bars: usize) -> u32 {
    u32::try_from(bars).unwrap_or(u32::MAX)
}

/// Answers a query.
pub fn report(outside: &impl Outside, query: &StudyQuery) -> Result<StudyReport, Failure> {
    let entry = catalogue::find(&query.indicator).map_err(|error| refused(&error))?;
    let given: Vec<(&str, f64)> = query
        .settings
        .iter()
        .map(|(name, value)| (name.as_str(), *value))
        .collect();
    let settings = Settings::check(entry, &given).map_err(|error| refused(&error))?;
    let study = (entry.build)(&settings);
    let asked = bars::series(outside, &query.bars)?;
    let (from, known) = match query.warm_up {
        WarmUp::Range => (0, None),
        WarmUp::History => {
            let all = whole(outside, &query.bars)?;
            (first_of(&asked, &all), Some(all))
        }
    };
    let lines = study.batch(inputs(&known.as_ref().unwrap_or(&asked).columns));
    let named = entry.parameters.iter().zip(settings.values());
    Ok(StudyReport {
        indicator: entry.name.into(),
        title: entry.title.into(),
        formula: entry.formula.into(),
        settings: named
            .map(|(parameter, value)| (parameter.name.into(), *value))
            .collect(),
        warm_up: count(study.warm_up()),
        columns: columns(entry, &lines, from),
        time: asked.columns.time,
        symbol: asked.symbol,
        interval: asked.interval,
        adjustment: asked.adjustment,
        source: asked.source,
    })
}

/// Everything up to the end of the range.
fn whole(outside: &impl Outside, query: &BarsQuery) -> Result<Series, Failure> {
    let all = BarsQuery {
        period: Some("max".to_owned()),
        start: None,
        ..query.clone()
    };
    bars::series(outside, &all)
}

/// Where the range begins in the whole history.
fn first_of(asked: &Series, all: &Series) -> usize {
    let first = asked.columns.time.first();
    first.map_or(0, |first| {
        all.columns.time.partition_point(|time| time < first)
    })
}

fn inputs(columns: &Columns) -> Inputs<'_> {
    Inputs {
        open: &columns.open,
        high: &columns.high,
        low: &columns.low,
        close: &columns.close,
        volume: &columns.volume,
    }
}

fn columns(entry: &Entry, lines: &[Line], from: usize) -> Vec<StudyColumn> {
    let column = |((name, unit), line): ((String, String), &Line)| StudyColumn {
        name,
        unit,
        values: line.iter().skip(from).collect(),
    };
    outputs(entry).zip(lines).map(column).collect()
}

fn refused(error: &ParameterError) -> Failure {
    let code = match error {
        ParameterError::UnknownIndicator { .. } => "unknown_indicator",
        ParameterError::UnknownParameter { .. } => "unknown_parameter",
        ParameterError::Repeated { .. } => "repeated",
        _ => "out_of_range",
    };
    let text = error.to_string();
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    let detail = format!("{}{}.", first.unwrap_or_default(), letters.as_str());
    invalid(error.field(), code, detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::{Fake, query};

    const CLOSES: [f64; 6] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];

    fn asked(indicator: &str, settings: &[(&str, f64)], warm_up: WarmUp) -> StudyQuery {
        StudyQuery {
            bars: query("SPX", Some("5d")),
            indicator: indicator.to_owned(),
            settings: settings
                .iter()
                .map(|(name, value)| ((*name).to_owned(), *value))
                .collect(),
            warm_up,
        }
    }

    #[test]
    fn the_first_bars_of_a_range_have_no_value_unless_earlier_ones_warm_up() {
        let outside = Fake::default().holding("SPX", &CLOSES);
        let alone = report(&outside, &asked("sma", &[("window", 2.0)], WarmUp::Range)).unwrap();
        assert_eq!(alone.warm_up, 1);
        assert_eq!(alone.columns[0].values[..2], [None, Some(2.5)]);
        let with = report(&outside, &asked("sma", &[("window", 2.0)], WarmUp::History)).unwrap();
        assert_eq!(with.columns[0].values[..2], [Some(1.5), Some(2.5)]);
        assert_eq!(with.columns[0].values.len(), with.time.len());
    }

    #[test]
    fn what_cannot_be_started_is_named() {
        let outside = Fake::default().holding("SPX", &CLOSES);
        let refused = |indicator: &str, settings: &[(&str, f64)]| {
            let found = report(&outside, &asked(indicator, settings, WarmUp::Range));
            found.err().and_then(|failure| failure.field).unwrap()
        };
        assert_eq!(refused("magic", &[]), "indicator");
        assert_eq!(refused("sma", &[("window", 0.0)]), "window");
        assert_eq!(refused("sma", &[("window", f64::NAN)]), "window");
        assert_eq!(refused("sma", &[("length", 3.0)]), "length");
    }

    #[test]
    fn every_indicator_of_the_catalogue_answers_on_a_short_history() {
        let outside = Fake::default().holding("SPX", &CLOSES);
        let all = list();
        assert!(all.len() >= 40);
        for study in all {
            let found = report(&outside, &asked(&study.name, &[], WarmUp::Range)).unwrap();
            assert_eq!(found.columns.len(), study.outputs.len(), "{}", study.name);
        }
    }
}
