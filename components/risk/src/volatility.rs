//! `volatility`: estimates over the period, fitted models, and what they expect.

mod models;

use sandbourse_kernels::measure::Measure;
use sandbourse_kernels::volatility::cone::{Ring, cone};
use sandbourse_kernels::volatility::ewma::{DECAY, next_variance};
use sandbourse_kernels::volatility::ranges::{self, Bars, Estimator};
use sandbourse_kernels::{measure::finite, ratios};

use crate::bindings::exports::sandbourse::platform::risk_group::{
    ConeRing, Unfitted, VolatilityFit, VolatilityQuery, VolatilityReport,
};
use crate::bindings::sandbourse::platform::risk_types::Definition;
use crate::bindings::sandbourse::platform::types::{Columns, Failure, Figure};
use crate::conventions::{choice, choices};
use crate::failures::within;
use crate::figures::table;
use crate::history::{self, Prices};
use crate::market::Market;
use crate::terms::year_length;

/// Days of the windows of the cone: a week, a fortnight, a month, a quarter, half a year, a year.
const WINDOWS: [usize; 6] = [5, 10, 21, 63, 126, 252];

const STATED: &[(&str, &str)] = &[
    (
        "returns",
        "simple daily: r[t] = p[t] / p[t-1] - 1; models see y = 100 r",
    ),
    (
        "estimates",
        "annual: times sqrt(Y); close_to_close and ranges from logarithms of prices",
    ),
    (
        "backcast",
        "weighted mean of the first 75 squares, weights 0.94^i",
    ),
    (
        "start",
        "s[0] = omega + (alpha + gamma/2 + beta) * backcast",
    ),
    ("std_error", "robust (Bollerslev and Wooldridge 1992)"),
    (
        "forecast",
        "annual volatility of each day ahead; term_structure: of all days up to it",
    ),
];

/// Answers a query.
pub fn report(market: &impl Market, query: &VolatilityQuery) -> Result<VolatilityReport, Failure> {
    let kinds = models::chosen(&query.models)?;
    within("horizon", query.horizon, 1..=250, "the days ahead")?;
    let year = year_length(query.year_length)?;
    let series = history::bars(market, &query.scope, &query.symbol, "symbol")?;
    let bars = whole(&series.columns);
    let prices = Prices::of(series)?;
    let found = prices.returns();
    let r = &found.values;
    let mut fits = Vec::new();
    let mut unfitted = Vec::new();
    for kind in kinds {
        match models::fitted(kind, r, query.horizon as usize, year) {
            Ok(fit) => fits.push(fit),
            Err(reason) => unfitted.push(Unfitted {
                model: kind.name().into(),
                reason: reason.code().into(),
            }),
        }
    }
    let mut conventions = vec![choice("year_length", &year.to_string())];
    conventions.extend(choices(STATED));
    let (figures, definitions) = estimates(r, &bars, year);
    Ok(VolatilityReport {
        symbol: prices.symbol,
        period: found.span(),
        figures,
        definitions,
        cone: cone(r, &WINDOWS, year)
            .unwrap_or_default()
            .iter()
            .map(ring)
            .collect(),
        time: found.time,
        fits,
        unfitted,
        conventions,
        source: prices.source,
    })
}

/// Bars of which every price can be one.
struct Whole {
    open: Vec<f64>,
    high: Vec<f64>,
    low: Vec<f64>,
    close: Vec<f64>,
}

fn whole(columns: &Columns) -> Whole {
    let of = [&columns.open, &columns.high, &columns.low, &columns.close];
    let is_price = |row: usize| {
        let prices = of.iter().filter_map(|column| column.get(row));
        let usable = prices.filter(|price| price.is_finite() && **price > 0.0);
        usable.count() == of.len()
    };
    let rows: Vec<usize> = (0..columns.close.len())
        .filter(|row| is_price(*row))
        .collect();
    let pick = |column: &[f64]| rows.iter().map(|row| column[*row]).collect();
    Whole {
        open: pick(&columns.open),
        high: pick(&columns.high),
        low: pick(&columns.low),
        close: pick(&columns.close),
    }
}

fn estimates(r: &[f64], bars: &Whole, year: f64) -> (Vec<Figure>, Vec<Definition>) {
    let bars = Bars {
        open: &bars.open,
        high: &bars.high,
        low: &bars.low,
        close: &bars.close,
    };
    let mut rows: Vec<([&str; 4], Measure)> = vec![
        (
            [
                "standard_deviation",
                "Standard deviation of simple returns",
                "fraction",
                "std(r, ddof 1) * sqrt(Y)",
            ],
            ratios::volatility(r, year),
        ),
        (
            [
                "ewma",
                "Exponentially weighted, next day",
                "fraction",
                "sqrt(v * Y), v = 0.94 v + 0.06 r^2 from v[0] = r[0]^2",
            ],
            next_variance(r, DECAY).and_then(|v| finite((v * year).sqrt())),
        ),
    ];
    for estimator in Estimator::ALL {
        rows.push((about(estimator), ranges::volatility(bars, estimator, year)));
    }
    table(&rows)
}

fn about(estimator: Estimator) -> [&'static str; 4] {
    let (title, formula) = match estimator {
        Estimator::CloseToClose => (
            "Close to close",
            "std(ln(close / close before), ddof 1) * sqrt(Y)",
        ),
        Estimator::Parkinson => ("Parkinson", "sqrt(mean(ln(h / l)^2) / (4 ln 2) * Y)"),
        Estimator::GarmanKlass => (
            "Garman and Klass",
            "sqrt(mean(ln(h / l)^2 / 2 - (2 ln 2 - 1) ln(c / o)^2) * Y)",
        ),
        Estimator::RogersSatchell => (
            "Rogers and Satchell",
            "sqrt(mean(ln(h / o) ln(h / c) + ln(l / o) ln(l / c)) * Y)",
        ),
        Estimator::YangZhang => (
            "Yang and Zhang",
            "sqrt((var(overnight) + k var(ln(c / o)) + (1 - k) RS) * Y), k = 0.34 / (1.34 + (n + 1) / (n - 1))",
        ),
    };
    [estimator.name(), title, "fraction", formula]
}

fn ring(ring: &Ring) -> ConeRing {
    let [lowest, _, q25, median, q75, _, highest] = ring.quantiles;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    ConeRing {
        window: count(ring.window),
        count: count(ring.count),
        lowest,
        q25,
        median,
        q75,
        highest,
        latest: ring.current,
        rank: ring.rank,
    }
}

/// Volatilities and forecasts of a model in the unit of the answer.
struct Path {
    /// Percent, a day.
    volatilities: Vec<f64>,
    /// Percent squared, a day.
    forecast: Vec<f64>,
}

impl VolatilityFit {
    /// Annual fractions from what a model sees in percent a day.
    fn with_path(self, path: Path, year: f64) -> Self {
        let annual = |variance: f64| (variance * year).sqrt() / 100.0;
        let mut total = 0.0;
        let term = path.forecast.iter().enumerate().map(|(day, variance)| {
            total += variance;
            annual(total / (day + 1) as f64)
        });
        Self {
            term_structure: term.collect(),
            forecast: path.forecast.iter().map(|v| annual(*v)).collect(),
            volatility: path.volatilities.iter().map(|v| annual(v * v)).collect(),
            ..self
        }
    }
}
