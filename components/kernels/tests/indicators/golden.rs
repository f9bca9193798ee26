//! TA-Lib 0.8.2 (C library 0.8.1), `talib.<NAME>(inputs..., **params)`, and pandas 2.3.3.

use std::path::Path;

use sandbourse_kernels::indicators::catalogue;
use sandbourse_kernels::indicators::line::Line;
use serde_json::Value;

use crate::series::{self, Bars, here};

/// The peer's name of a function, ours, and its parameters in our words.
type Pair = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

const WINDOW: &[(&str, &str)] = &[("timeperiod", "window")];
const FAST_SLOW: &[(&str, &str)] = &[("fastperiod", "fast"), ("slowperiod", "slow")];

const PAIRS: &[Pair] = &[
    ("SMA", "sma", WINDOW),
    ("EMA", "ema", WINDOW),
    ("WMA", "wma", WINDOW),
    ("DEMA", "dema", WINDOW),
    ("TEMA", "tema", WINDOW),
    ("TRIMA", "trima", WINDOW),
    ("KAMA", "kama", WINDOW),
    ("RSI", "rsi", WINDOW),
    (
        "MACD",
        "macd",
        &[
            ("fastperiod", "fast"),
            ("slowperiod", "slow"),
            ("signalperiod", "signal"),
        ],
    ),
    (
        "BBANDS",
        "bollinger",
        &[("timeperiod", "window"), ("nbdevup", "deviations")],
    ),
    ("ATR", "atr", WINDOW),
    ("NATR", "natr", WINDOW),
    ("TRANGE", "true_range", &[]),
    (
        "STOCH",
        "stochastic",
        &[
            ("fastk_period", "window"),
            ("slowk_period", "k"),
            ("slowd_period", "d"),
        ],
    ),
    (
        "STOCHF",
        "stochastic_fast",
        &[("fastk_period", "window"), ("fastd_period", "d")],
    ),
    (
        "STOCHRSI",
        "stochastic_rsi",
        &[
            ("timeperiod", "window"),
            ("fastk_period", "range"),
            ("fastd_period", "d"),
        ],
    ),
    ("OBV", "obv", &[]),
    ("AD", "ad", &[]),
    ("ADOSC", "adosc", FAST_SLOW),
    ("MFI", "mfi", WINDOW),
    ("ADX", "adx", WINDOW),
    ("PLUS_DI", "plus_di", WINDOW),
    ("MINUS_DI", "minus_di", WINDOW),
    ("DX", "dx", WINDOW),
    ("CCI", "cci", WINDOW),
    ("WILLR", "williams_r", WINDOW),
    ("ROC", "roc", WINDOW),
    ("MOM", "momentum", WINDOW),
    ("CMO", "cmo", WINDOW),
    ("AROON", "aroon", WINDOW),
    ("AROONOSC", "aroon_oscillator", WINDOW),
    (
        "SAR",
        "psar",
        &[("acceleration", "step"), ("maximum", "most")],
    ),
    (
        "ULTOSC",
        "ultimate",
        &[
            ("timeperiod1", "short"),
            ("timeperiod2", "middle"),
            ("timeperiod3", "long"),
        ],
    ),
    ("TRIX", "trix", WINDOW),
    ("PPO", "ppo", FAST_SLOW),
    ("STDDEV", "standard_deviation", WINDOW),
    ("VAR", "variance", WINDOW),
    ("LINEARREG", "linear_regression", WINDOW),
    ("LINEARREG_SLOPE", "linear_regression_slope", WINDOW),
    ("MIN", "min", WINDOW),
    ("MAX", "max", WINDOW),
    ("BOP", "bop", &[]),
    ("HT_TRENDLINE", "ht_trendline", &[]),
    ("CDLENGULFING", "engulfing", &[]),
    ("CDLHAMMER", "hammer", &[]),
    ("CDLDOJI", "doji", &[]),
];

/// The peer's names of outputs, where they are more than one.
const OUTPUTS: &[(&str, &str)] = &[
    ("macd", "line"),
    ("macdsignal", "signal"),
    ("macdhist", "histogram"),
    ("upperband", "upper"),
    ("middleband", "middle"),
    ("lowerband", "lower"),
    ("slowk", "k"),
    ("slowd", "d"),
    ("fastk", "k"),
    ("fastd", "d"),
    ("aroondown", "down"),
    ("aroonup", "up"),
    ("real", "value"),
    ("integer", "value"),
];

/// Within 1e-9 of the value. Where the value is what rounding left of a difference that is 0,
/// as in the peer's `1.2e-14` for a stochastic at its bottom, 1e-13 of the line's greatest.
fn is_near(found: f64, expected: f64, greatest: f64) -> bool {
    (found - expected).abs() <= 1e-9 * expected.abs() + 1e-13 * greatest
}

#[test]
fn spx_has_the_numbers_of_talib_in_the_values_that_are_kept_here() {
    let golden = read(&here("tests/golden/indicators/SPX.json"));
    let bars = input(&golden, &here("../data/sample/bars/SPX.csv"));
    assert!(compare(&golden, &bars) > 4_000);
    pandas(&golden, &bars);
}

#[test]
fn spx_and_aapl_have_the_numbers_of_talib_in_every_value() {
    for symbol in ["SPX", "AAPL"] {
        let file = here(&format!("../../../shared/golden/indicators/{symbol}.json"));
        let data = here(&format!("../../../shared/data/bars/{symbol}.csv"));
        if !file.exists() || !data.exists() {
            println!("skipped: {} is not there", file.display());
            continue;
        }
        let golden = read(&file);
        let bars = input(&golden, &data);
        assert!(compare(&golden, &bars) > 15_000);
        pandas(&golden, &bars);
    }
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).expect("the golden file");
    serde_json::from_str(&text).expect("JSON")
}

fn input(golden: &Value, data: &Path) -> Bars {
    let day = |name: &str| golden["input"][name].as_str().expect("a day").to_owned();
    let bars = series::bars(data, &day("first"), &day("last"));
    assert_eq!(golden["input"]["rows"], bars.close.len());
    bars
}

/// Compares every function of the file; how many values were compared.
fn compare(golden: &Value, bars: &Bars) -> usize {
    let functions = golden["indicators"].as_object().expect("functions");
    assert_eq!(functions.len(), PAIRS.len());
    let mut compared = 0;
    for (peer, name, words) in PAIRS {
        let function = &functions[*peer];
        let given: Vec<(&str, f64)> = words
            .iter()
            .map(|(theirs, ours)| {
                (
                    *ours,
                    function["params"][theirs].as_f64().expect("a number"),
                )
            })
            .collect();
        let study = catalogue::start(name, &given).expect(name);
        let lines = study.batch(bars.columns());
        for (output, expected) in function["outputs"].as_object().expect("outputs") {
            let ours = OUTPUTS.iter().find(|(theirs, _)| theirs == output);
            let ours = ours.expect("a known output").1;
            let at = study.outputs().iter().position(|own| *own == ours);
            let line = &lines[at.expect(ours)];
            compared += match expected["nonzero"].as_array() {
                Some(nonzero) => compare_signals(peer, line, nonzero),
                None => compare_values(peer, line, expected),
            };
        }
    }
    compared
}

fn compare_signals(peer: &str, line: &Line, expected: &[Value]) -> usize {
    let found: Vec<(usize, f64)> = line
        .iter()
        .enumerate()
        .filter_map(|(at, value)| Some((at, value?)))
        .filter(|(_, value)| *value != 0.0)
        .collect();
    let expected: Vec<(usize, f64)> = expected.iter().map(row).collect();
    assert_eq!(found, expected, "{peer}");
    line.len()
}

fn compare_values(peer: &str, line: &Line, expected: &Value) -> usize {
    let first = expected["first_index"].as_u64().expect("an index") as usize;
    assert_eq!(line.first(), Some(first), "{peer}");
    let all = |values: &Vec<Value>| {
        let rows = values.iter().enumerate();
        rows.map(|(at, value)| (first + at, value.as_f64().expect("a number")))
            .collect()
    };
    let rows: Vec<(usize, f64)> = match expected["rows"].as_array() {
        Some(rows) => rows.iter().map(row).collect(),
        None => all(expected["values"].as_array().expect("values")),
    };
    let sizes = rows.iter().map(|(_, value)| value.abs());
    let greatest = sizes.fold(0.0, f64::max);
    for (at, expected) in &rows {
        let found = line.get(*at);
        assert!(
            found.is_some_and(|found| is_near(found, *expected, greatest)),
            "{peer}[{at}]: {found:?} instead of {expected}"
        );
    }
    rows.len()
}

fn row(pair: &Value) -> (usize, f64) {
    let at = pair[0].as_u64().expect("a row") as usize;
    (at, pair[1].as_f64().expect("a number"))
}

/// `close.ewm(span=20, adjust=False).mean()`.
fn pandas(golden: &Value, bars: &Bars) {
    let study = catalogue::start("ewm", &[("window", 20.0)]).expect("ewm");
    let line = study.batch(bars.columns()).remove(0);
    let expected = &golden["pandas_ema"];
    let last = expected["last10"].as_array().expect("the last ten");
    let tail = line.iter().skip(line.len() - last.len()).flatten();
    for (found, expected) in tail.zip(last) {
        assert!(is_near(found, expected.as_f64().expect("a number"), 0.0));
    }
    let row = expected["row50"].as_f64().expect("a number");
    assert!(line.get(50).is_some_and(|found| is_near(found, row, 0.0)));
}
