//! Parts that several answers share: where a figure comes from, bars as columns,
//! figures as a map with reasons beside it.

mod descriptor;
mod metrics;

use std::collections::BTreeMap;

use sandbourse_wit::types::{Columns, Convention, Figure, Series, Source};
use sandbourse_wit::values::{Adjustment, Instant};
use serde::Serialize;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::sandbox::groups::Answered;

pub use descriptor::DescriptorAnswer;
pub use metrics::MetricsAnswer;

/// Bars as columns of equal length, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct BarColumns {
    /// Session dates at midnight UTC.
    pub time: Vec<Instant>,
    /// First price of the bar.
    pub open: Vec<f64>,
    /// Highest price.
    pub high: Vec<f64>,
    /// Lowest price.
    pub low: Vec<f64>,
    /// Last price.
    pub close: Vec<f64>,
    /// Units traded.
    pub volume: Vec<f64>,
}

/// Factors of adjustment, one for each bar; of weekly and monthly bars those of the last session.
#[derive(Debug, Serialize, ToSchema)]
pub struct BarFactors {
    /// For splits alone.
    pub split: Vec<f64>,
    /// For splits and dividends.
    pub adjustment: Vec<f64>,
}

/// Where an answer comes from.
#[derive(Debug, Serialize, ToSchema)]
pub struct Meta {
    #[serde(flatten)]
    source: Source,
    /// The version of the component that answered, for example `risk@3`.
    component: String,
}

impl Meta {
    /// The origin of the prices and of the answer.
    pub const fn new(source: Source, component: String) -> Self {
        Self { source, component }
    }
}

/// A price history with its origin.
#[derive(Debug, Serialize, ToSchema)]
pub struct BarsAnswer {
    /// Upper-case ticker.
    pub symbol: String,
    /// `1m`, `5m`, `15m`, `30m`, `1h`, `1d`, `1wk` or `1mo`.
    pub interval: String,
    /// How prices were corrected.
    pub adjustment: Adjustment,
    /// The bars.
    pub bars: BarColumns,
    /// What prices as traded are multiplied with; there when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub factors: Option<BarFactors>,
    /// Where they come from.
    pub meta: Meta,
}

/// A map by name with a schema of its own: the derived one would call every map
/// of whatever values `BTreeMap`.
macro_rules! by_name {
    ($(#[doc = $doc:literal])+ $name:ident, $value:ty) => {
        $(#[doc = $doc])+
        #[derive(Debug, Default, Serialize)]
        #[serde(transparent)]
        pub struct $name(BTreeMap<String, $value>);

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let values = Some(<$value as PartialSchema>::schema());
                ObjectBuilder::new().additional_properties(values).into()
            }
        }

        impl ToSchema for $name {}
    };
}

by_name!(
    /// Values by name; where one is `null`, the reason is in the map beside it.
    Values,
    Option<f64>
);
by_name!(
    /// Reason codes by name.
    Reasons,
    String
);
by_name!(
    /// Choices that values rest on, by name.
    Conventions,
    String
);

impl From<Answered<Series>> for BarsAnswer {
    fn from(
        Answered {
            value: series,
            component,
            ..
        }: Answered<Series>,
    ) -> Self {
        let asked = !series.split_factor.is_empty();
        Self {
            factors: asked.then_some(BarFactors {
                split: series.split_factor,
                adjustment: series.adjustment_factor,
            }),
            symbol: series.symbol,
            interval: series.interval,
            adjustment: series.adjustment,
            bars: series.columns.into(),
            meta: Meta::new(series.source, component),
        }
    }
}

impl From<Columns> for BarColumns {
    fn from(columns: Columns) -> Self {
        Self {
            time: instants(&columns.time),
            open: columns.open,
            high: columns.high,
            low: columns.low,
            close: columns.close,
            volume: columns.volume,
        }
    }
}

/// Epoch milliseconds as instants, which serialise as RFC 3339.
pub fn instants(epoch_ms: &[i64]) -> Vec<Instant> {
    epoch_ms
        .iter()
        .map(|&epoch_ms| Instant { epoch_ms })
        .collect()
}

/// Splits figures into values and reasons.
pub fn values(figures: Vec<Figure>) -> (Values, Reasons) {
    let mut values = Values::default();
    let mut reasons = Reasons::default();
    for figure in figures {
        let finite = figure.value.filter(|value| value.is_finite());
        if finite.is_none() {
            reasons.0.insert(
                figure.name.clone(),
                figure.undefined.unwrap_or_else(|| "not_finite".to_owned()),
            );
        }
        values.0.insert(figure.name, finite);
    }
    (values, reasons)
}

impl Values {
    /// Values that are all there.
    pub fn of(values: Vec<(String, f64)>) -> Self {
        Self(
            values
                .into_iter()
                .map(|(name, value)| (name, Some(value)))
                .collect(),
        )
    }
}

impl Reasons {
    /// Adds those of another list of figures.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }
}

/// Conventions by name.
pub fn conventions(list: Vec<Convention>) -> Conventions {
    Conventions(
        list.into_iter()
            .map(|convention| (convention.name, convention.value))
            .collect(),
    )
}
