//! What a strategy says about itself, as clients see it.

use sandbourse_wit::plugin::{Columns, Descriptor, Sizing};
use serde::Serialize;
use utoipa::ToSchema;

/// What a strategy says about itself.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DescriptorAnswer {
    /// The author's name for it.
    name: String,
    /// The author's version of it.
    version: String,
    summary: String,
    parameters: Vec<ParameterAnswer>,
    /// Bars before the first decision, with default settings.
    warm_up: u32,
    /// Columns that it reads.
    reads: Vec<&'static str>,
    min_symbols: u32,
    max_symbols: u32,
    /// What its targets are a multiple of: `buying_power`, `equity` or `units`.
    sizing: &'static str,
    /// Whether it is fed bar by bar, with the account.
    needs_account: bool,
    /// Its words for why it enters.
    tags: Vec<String>,
}

/// A number that a user may set.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ParameterAnswer {
    name: String,
    default: f64,
    min: f64,
    max: f64,
    /// Distance between usable values; 0 for any value.
    step: f64,
    doc: String,
}

impl From<&Descriptor> for DescriptorAnswer {
    fn from(descriptor: &Descriptor) -> Self {
        let parameters = descriptor.parameters.iter();
        Self {
            name: descriptor.name.clone(),
            version: descriptor.version.clone(),
            summary: descriptor.summary.clone(),
            parameters: parameters
                .map(|parameter| ParameterAnswer {
                    name: parameter.name.clone(),
                    default: parameter.default,
                    min: parameter.min,
                    max: parameter.max,
                    step: parameter.step,
                    doc: parameter.doc.clone(),
                })
                .collect(),
            warm_up: descriptor.warm_up,
            reads: columns(descriptor.reads),
            min_symbols: descriptor.min_symbols,
            max_symbols: descriptor.max_symbols,
            sizing: match descriptor.sizing {
                Sizing::BuyingPower => "buying_power",
                Sizing::Equity => "equity",
                Sizing::Units => "units",
            },
            needs_account: descriptor.needs_account,
            tags: descriptor.tags.clone(),
        }
    }
}

fn columns(reads: Columns) -> Vec<&'static str> {
    let words = [
        (Columns::TIME, "time"),
        (Columns::OPEN, "open"),
        (Columns::HIGH, "high"),
        (Columns::LOW, "low"),
        (Columns::CLOSE, "close"),
        (Columns::VOLUME, "volume"),
    ];
    let read = words
        .into_iter()
        .filter(|(column, _)| reads.contains(*column));
    read.map(|(_, word)| word).collect()
}
