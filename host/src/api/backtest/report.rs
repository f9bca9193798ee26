//! One self-contained page about a run: figures, charts, trades, risk and what the result rests on.
//! It needs no script and nothing from elsewhere, so that a saved copy says the same for ever.

mod charts;
mod curves;
mod escape;
mod histogram;
mod numbers;
mod risk;
mod scale;
mod style;
mod tables;

#[cfg(test)]
mod tests;

use sandbourse_wit::values::Instant;
use serde_json::{Value, json};

use crate::services::backtest_runs::RunRecord;

use charts::{Chart, Line};
use curves::{Curve, below_peak, rolling_sharpe};
use escape::escaped;
use numbers::{moment, plain, statistic};
use scale::Scale;

/// What a browser may do with the page: show it with its own style, and nothing else.
pub const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

/// The figures at the top.
const TILES: [(&str, &str); 8] = [
    ("return_pct", "Return"),
    ("cagr_pct", "Yearly growth (CAGR)"),
    ("sharpe_ratio", "Sharpe ratio"),
    ("max_drawdown_pct", "Largest drawdown"),
    ("n_trades", "Trades"),
    ("win_rate_pct", "Win rate"),
    ("exposure_time_pct", "Time in the market"),
    ("commissions", "Commissions"),
];

/// The page.
pub fn page(record: &RunRecord, answer: &Value) -> String {
    let title = title(record, answer);
    let created = moment(&json!(Instant {
        epoch_ms: record.created_ms
    }));
    let id = escaped(&record.id);
    let equity = Curve::read(&answer["equity"]);
    let (style, tiles) = (style::STYLE, tiles(answer));
    let subtitle = subtitle(record, answer);
    let sections = [
        section("Findings", &tables::findings(answer)),
        section("Equity", &equity_chart(answer, &equity, &record.request)),
        section("Drawdown", &drawdown_chart(&equity)),
        section("Months and years", &tables::months(&equity)),
        rolling_section(&equity, &record.request),
        trades_section(answer),
        section("Statistics", &tables::statistics(answer)),
        risk::figures(answer),
        section("Request", &tables::request(&record.request)),
        section("Provenance", &tables::provenance(answer)),
    ];
    let sections = sections.concat();
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title><style>{style}</style></head>\
         <body><main><h1>{title}</h1><p class=\"muted\">{subtitle}</p>{tiles}{sections}</main>\
         <footer><p>Run <code>{id}</code>, computed {created} UTC by Sandbourse.</p>\
         <p>The figures describe the past of the data shown. They are not advice.</p></footer></body></html>"
    )
}

fn section(title: &str, inside: &str) -> String {
    format!("<section><h2>{title}</h2>{inside}</section>")
}

/// `sma-cross v3 on AAPL, MSFT`
fn title(record: &RunRecord, answer: &Value) -> String {
    let strategy = answer["meta"]["strategy"]["name"].as_str();
    let strategy = escaped(strategy.unwrap_or(&record.strategy));
    let symbols = plain(&record.request["symbols"]);
    format!("{strategy} v{} on {symbols}", record.version)
}

fn subtitle(record: &RunRecord, answer: &Value) -> String {
    let settings = record.request["settings"].as_object().into_iter().flatten();
    let settings = settings.map(|(name, value)| format!(" · {} {}", escaped(name), plain(value)));
    let settings: String = settings.collect();
    let (start, end) = (moment(&answer["start"]), moment(&answer["end"]));
    format!("{start} to {end}{settings}")
}

fn tiles(answer: &Value) -> String {
    let tile = |(name, title): &(&str, &str)| {
        let (class, text) = match answer["stats"][*name].as_f64() {
            Some(value) => ("", statistic(name, value)),
            None => (
                " class=\"none\"",
                tables::reason(&answer["undefined"][*name]),
            ),
        };
        format!("<div><dt>{title}</dt><dd{class}>{text}</dd></div>")
    };
    let tiles: String = TILES.iter().map(tile).collect();
    format!("<dl class=\"tiles\">{tiles}</dl>")
}

fn equity_chart(answer: &Value, equity: &Curve, request: &Value) -> String {
    let some = |curve: &Curve| curve.value.iter().copied().map(Some).collect();
    let hold = Curve::read(&answer["buy_and_hold"]);
    let benchmark = Curve::read(&answer["benchmark"]);
    let name = request["benchmark"].as_str().unwrap_or("Benchmark");
    let line = |name, look, curve: &Curve| Line {
        name,
        look,
        values: some(curve),
    };
    let mut lines = vec![
        line("Strategy", "a", equity),
        line("Buy and hold", "b", &hold),
        line(name, "c", &benchmark),
    ];
    lines.retain(|line| !line.values.is_empty());
    let values = lines
        .iter()
        .flat_map(|line| line.values.iter().flatten().copied());
    let values: Vec<f64> = values.collect();
    let chart = Chart {
        label: "Worth of the account over time, beside buying and holding",
        time: &equity.time,
        lines: &lines,
        scale: Scale::for_growth(&values),
        height: 320.0,
    };
    chart.figure()
}

fn drawdown_chart(equity: &Curve) -> String {
    let falls = below_peak(&equity.value);
    let chart = Chart {
        label: "How far the account was below its highest worth, in percent",
        time: &equity.time,
        scale: Scale::linear(falls.iter().copied(), Some(0.0)),
        lines: &[Line {
            name: "Below the highest worth so far, %",
            look: "d",
            values: falls.into_iter().map(Some).collect(),
        }],
        height: 200.0,
    };
    chart.figure()
}

/// Half a year of bars, where that is enough of them; nothing for a run that is shorter.
fn rolling_section(equity: &Curve, request: &Value) -> String {
    let (window, year) = match request["interval"].as_str() {
        None | Some("1d") => (126, 252.0),
        Some("1wk") => (26, 52.0),
        Some(_) => return String::new(),
    };
    let values = rolling_sharpe(&equity.value, window, year);
    if values.iter().all(Option::is_none) {
        return String::new();
    }
    let name =
        format!("Sharpe ratio of the last {window} bars, {year} bars a year, no risk-free rate");
    let chart = Chart {
        label: &name,
        time: &equity.time,
        scale: Scale::linear(values.iter().flatten().copied(), Some(0.0)),
        lines: &[Line {
            name: &name,
            look: "a",
            values,
        }],
        height: 200.0,
    };
    section("Rolling Sharpe ratio", &chart.figure())
}

fn trades_section(answer: &Value) -> String {
    let trades = answer["trades"].as_array().into_iter().flatten();
    let percents = trades.filter_map(|trade| trade["return_pct"].as_f64());
    let percents: Vec<f64> = percents.collect();
    let count = percents.len();
    let label = format!("Returns of {count} trades in classes");
    let classes = if count > 1 {
        histogram::histogram(&label, &percents)
    } else {
        String::new()
    };
    section(
        &format!("Trades ({count})"),
        &format!("{classes}{}", tables::trades(answer)),
    )
}
