//! `factors`: monthly returns explained by the Fama-French factors.

use std::collections::BTreeMap;

use sandbourse_kernels::calendar::civil::Date;
use sandbourse_kernels::calendar::nyse::is_session;
use sandbourse_kernels::calendar::{day_of, midnight_ms};
use sandbourse_kernels::measure::{Undefined, at_least, finite};
use sandbourse_kernels::periods::{Month, monthly};
use sandbourse_kernels::portfolio::factors::{self, Errors, Fit};

use crate::bindings::exports::sandbourse::platform::risk_group::{FactorsQuery, FactorsReport};
use crate::bindings::sandbourse::platform::risk_types::{Coefficient, Definition, Span};
use crate::bindings::sandbourse::platform::types::{Convention, Failure, Figure};
use crate::conventions::{choice, choices};
use crate::failures::{invalid, within};
use crate::figures::table;
use crate::history;
use crate::market::Market;

/// Names of the factors in answers, and of their series.
pub const FACTORS: [(&str, &str); 3] = [
    ("mkt_rf", "FF_MKT_RF"),
    ("smb", "FF_SMB"),
    ("hml", "FF_HML"),
];
const RISK_FREE: &str = "FF_RF";
/// Months of a year.
const YEAR: f64 = 12.0;
/// Months below which three slopes and an intercept are guesses.
const LEAST: usize = 12;
const MONTHS_A_YEAR: i64 = 12;

const STATED: &[(&str, &str)] = &[
    ("returns", "simple, of whole calendar months"),
    (
        "model",
        "r - rf = alpha + b1 mkt_rf + b2 smb + b3 hml (Fama and French 1993), least squares",
    ),
    (
        "factors",
        "Fama-French (FF_MKT_RF, FF_SMB, FF_HML, FF_RF), fractions a month, dividends included: the alpha of a price index lacks its dividends",
    ),
];

/// Monthly factors, by the number of the month since year 0.
pub struct Model {
    columns: [BTreeMap<i64, f64>; 3],
    risk_free: BTreeMap<i64, f64>,
}

/// A series of months beside the factors.
pub struct Months {
    /// Return less the risk-free one.
    pub excess: Vec<f64>,
    /// The factors, one column each.
    pub factors: [Vec<f64>; 3],
    months: Vec<i64>,
}

/// Answers a query.
pub fn report(market: &impl Market, query: &FactorsQuery) -> Result<FactorsReport, Failure> {
    let errors = errors(query.lags)?;
    let prices = history::prices(market, &query.scope, &query.symbol, "symbol")?;
    let found = prices.returns();
    let months =
        Model::fetch(market)?.beside(&whole_months(&found.time, &found.values, found.first_price));
    let fit = months
        .fit(errors)
        .map_err(|reason| refused(reason, months.excess.len()))?;
    let (figures, definitions) = figures(&fit);
    Ok(FactorsReport {
        symbol: prices.symbol,
        period: months.span(),
        coefficients: coefficients(&fit),
        figures,
        definitions,
        conventions: stated(query.lags),
        source: prices.source,
    })
}

/// How the errors of the coefficients are estimated.
pub fn errors(lags: u32) -> Result<Errors, Failure> {
    within("lags", lags, 0..=12, "months")?;
    Ok(Errors::NeweyWest(lags as usize))
}

/// Every choice that a regression rests on.
pub fn stated(lags: u32) -> Vec<Convention> {
    let errors = match lags {
        0 => "White (1980), normal distribution".to_owned(),
        lags => format!("Newey and West (1987), {lags} lags, normal distribution"),
    };
    let mut all: Vec<Convention> = choices(STATED).collect();
    all.push(choice("std_error", &errors));
    all
}

fn refused(reason: Undefined, months: usize) -> Failure {
    let detail = format!(
        "{months} whole months lie both in the period and in the factors, which is not enough for a regression ({}); {LEAST} are needed.",
        reason.code()
    );
    invalid("period", reason.code(), detail)
}

const fn number(month: &Month) -> i64 {
    month.year * MONTHS_A_YEAR + month.month - 1
}

/// Compounded returns of the months that the series holds from their first to their last day.
pub fn whole_months(time: &[i64], returns: &[f64], first_price: i64) -> Vec<(i64, f64)> {
    let (Some(last), first) = (time.last(), Date::of(day_of(first_price))) else {
        return Vec::new();
    };
    let last = Date::of(day_of(*last));
    let begun = first.year * MONTHS_A_YEAR + first.month - 1;
    let ended = last.year * MONTHS_A_YEAR + last.month - 1;
    let (today, ahead) = (last.day_number(), last.month_length() - last.day);
    let is_open = (1..=ahead).any(|days| is_session(today + days));
    let months = monthly(time, returns).into_iter();
    months
        .filter_map(|(month, measured)| Some((number(&month), measured.ok()?)))
        .filter(|(month, _)| *month != begun && !(is_open && *month == ended))
        .collect()
}

impl Model {
    /// The factors that the market holds.
    pub fn fetch(market: &impl Market) -> Result<Self, Failure> {
        let column = |id: &str| -> Result<BTreeMap<i64, f64>, Failure> {
            let found = market.observe(id)?;
            let months = found.time.iter().zip(&found.value);
            let month = |(time, percent): (&i64, &f64)| {
                let date = Date::of(day_of(*time));
                (date.year * MONTHS_A_YEAR + date.month - 1, percent / 100.0)
            };
            Ok(months
                .map(month)
                .filter(|(_, value)| value.is_finite())
                .collect())
        };
        Ok(Self {
            columns: [
                column(FACTORS[0].1)?,
                column(FACTORS[1].1)?,
                column(FACTORS[2].1)?,
            ],
            risk_free: column(RISK_FREE)?,
        })
    }

    /// The months that the series and all factors have.
    pub fn beside(&self, months: &[(i64, f64)]) -> Months {
        let mut found = Months {
            excess: Vec::new(),
            factors: [Vec::new(), Vec::new(), Vec::new()],
            months: Vec::new(),
        };
        for (month, r) in months {
            let factors = self.columns.each_ref().map(|column| column.get(month));
            let [Some(mkt_rf), Some(smb), Some(hml)] = factors else {
                continue;
            };
            let Some(risk_free) = self.risk_free.get(month) else {
                continue;
            };
            found.excess.push(r - risk_free);
            for (column, value) in found.factors.iter_mut().zip([mkt_rf, smb, hml]) {
                column.push(*value);
            }
            found.months.push(*month);
        }
        found
    }
}

impl Months {
    /// The regression.
    pub fn fit(&self, errors: Errors) -> Result<Fit, Undefined> {
        at_least(self.excess.len(), LEAST)?;
        let factors = self.factors.each_ref().map(Vec::as_slice);
        factors::regress(&self.excess, &factors, errors)
            .map_err(|refusal| refusal.undefined_or(Undefined::NotFinite))
    }

    /// First days of the first and the last month, and their number.
    pub fn span(&self) -> Span {
        let at = |month: Option<&i64>| {
            let month = month.copied().unwrap_or_default();
            let (year, month) = (
                month.div_euclid(MONTHS_A_YEAR),
                month.rem_euclid(MONTHS_A_YEAR),
            );
            midnight_ms(Date::new(year, month + 1, 1).day_number())
        };
        let ends = [at(self.months.first()), at(self.months.last())];
        let mut span = history::span(&ends, ends[0]);
        span.n = u32::try_from(self.months.len()).unwrap_or(u32::MAX);
        span
    }
}

/// `alpha` and one slope for each factor.
pub fn coefficients(fit: &Fit) -> Vec<Coefficient> {
    let row = |name: &str, found: &factors::Coefficient| Coefficient {
        name: name.into(),
        value: found.value,
        std_error: finite(found.error).ok(),
        t: found.t.ok(),
        p: found.p.ok(),
    };
    let slopes = FACTORS.iter().zip(&fit.betas);
    let slopes = slopes.map(|((name, _), slope)| row(name, slope));
    [row("alpha", &fit.intercept)]
        .into_iter()
        .chain(slopes)
        .collect()
}

/// What the regression explains.
pub fn figures(fit: &Fit) -> (Vec<Figure>, Vec<Definition>) {
    let rows = [
        (
            [
                "r_squared",
                "Share explained",
                "ratio",
                "1 - sum(e^2) / sum((y - mean(y))^2)",
            ],
            fit.r_squared,
        ),
        (
            [
                "adjusted_r_squared",
                "Share explained, less what chance would",
                "ratio",
                "1 - (1 - R^2)(n - 1) / (n - 4)",
            ],
            fit.adjusted_r_squared,
        ),
        (
            [
                "alpha_annual",
                "Return that the factors do not explain, a year",
                "fraction",
                "12 * alpha",
            ],
            finite(YEAR * fit.intercept.value),
        ),
        (
            [
                "residual_volatility",
                "Volatility that the factors do not explain, a year",
                "fraction",
                "sqrt(sum(e^2) / (n - 4) * 12)",
            ],
            finite(fit.residual_deviation * YEAR.sqrt()),
        ),
    ];
    table(&rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(year: i64, month: i64, day: i64) -> i64 {
        midnight_ms(Date::new(year, month, day).day_number())
    }

    #[test]
    fn a_month_that_is_not_whole_is_left_out() {
        let time = [
            at(2020, 1, 31),
            at(2020, 2, 28),
            at(2020, 3, 31),
            at(2020, 4, 15),
        ];
        let found = whole_months(&time, &[0.1, 0.2, 0.3, 0.4], at(2020, 1, 15));
        let months: Vec<f64> = found.iter().map(|(_, r)| (r * 10.0).round()).collect();
        assert_eq!(months, [2.0, 3.0]);
    }
}
