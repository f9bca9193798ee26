//! What indicators read: bars, columns of bars, and the parts of a bar that one needs.

use crate::sum::sum_by;

/// The sizes of the numbers read from one bar may add up to this, so that no square, no
/// product with a volume and no sum over a window leaves the finite numbers.
pub const LARGEST: f64 = 1e100;

/// A number of a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// First price.
    Open,
    /// Highest price.
    High,
    /// Lowest price.
    Low,
    /// Last price.
    Close,
    /// Units traded.
    Volume,
}

impl Field {
    /// The word for it in requests and answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::High => "high",
            Self::Low => "low",
            Self::Close => "close",
            Self::Volume => "volume",
        }
    }
}

/// One bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// First price.
    pub open: f64,
    /// Highest price.
    pub high: f64,
    /// Lowest price.
    pub low: f64,
    /// Last price.
    pub close: f64,
    /// Units traded.
    pub volume: f64,
}

/// Bars as columns; the shortest of those that are read says how many there are.
#[derive(Debug, Clone, Copy)]
pub struct Columns<'a> {
    /// First prices.
    pub open: &'a [f64],
    /// Highest prices.
    pub high: &'a [f64],
    /// Lowest prices.
    pub low: &'a [f64],
    /// Last prices.
    pub close: &'a [f64],
    /// Units traded.
    pub volume: &'a [f64],
}

impl<'a> Columns<'a> {
    /// Columns of which only the close is there.
    pub fn of_closes(close: &'a [f64]) -> Self {
        Self {
            open: &[],
            high: &[],
            low: &[],
            close,
            volume: &[],
        }
    }

    /// One column.
    pub fn column(&self, field: Field) -> &'a [f64] {
        match field {
            Field::Open => self.open,
            Field::High => self.high,
            Field::Low => self.low,
            Field::Close => self.close,
            Field::Volume => self.volume,
        }
    }

    /// Bars from `start` up to, not including, `end`, as far as a column has them.
    #[must_use]
    pub fn cut(&self, start: usize, end: usize) -> Self {
        let cut = |column: &'a [f64]| column.get(start..end.min(column.len())).unwrap_or(&[]);
        Self {
            open: cut(self.open),
            high: cut(self.high),
            low: cut(self.low),
            close: cut(self.close),
            volume: cut(self.volume),
        }
    }
}

/// The part of a bar that an indicator reads.
pub trait Input: Copy {
    /// The numbers that it holds.
    const FIELDS: &'static [Field];

    /// The part of one bar.
    fn of(bar: &Bar) -> Self;

    /// How many bars have all of its numbers.
    fn count(columns: Columns<'_>) -> usize {
        let lengths = Self::FIELDS
            .iter()
            .map(|field| columns.column(*field).len());
        lengths.min().unwrap_or(0)
    }

    /// The parts of all bars.
    fn rows(columns: Columns<'_>) -> impl ExactSizeIterator<Item = Self>;

    /// The sizes of its numbers, added.
    fn size(self) -> f64;

    /// The sizes of all bars, added.
    fn total_size(columns: Columns<'_>) -> f64;

    /// Whether all its numbers are finite and none is out of all proportion.
    #[inline]
    fn is_usable(self) -> bool {
        self.size() <= LARGEST
    }
}

/// A single line of numbers: the close of each bar.
impl Input for f64 {
    const FIELDS: &'static [Field] = &[Field::Close];

    fn of(bar: &Bar) -> Self {
        bar.close
    }

    fn rows(columns: Columns<'_>) -> impl ExactSizeIterator<Item = Self> {
        columns.close.iter().copied()
    }

    #[inline]
    fn size(self) -> f64 {
        self.abs()
    }

    #[inline]
    fn total_size(columns: Columns<'_>) -> f64 {
        sum_by(columns.close, f64::abs)
    }
}

/// Sums that are carried side by side, so that none waits for another.
const LANES: usize = 8;

macro_rules! parts {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $variant:ident, $what:literal;)+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub struct $name {
            $(#[doc = $what] pub $field: f64,)+
        }

        impl Input for $name {
            const FIELDS: &'static [Field] = &[$(Field::$variant),+];

            fn of(bar: &Bar) -> Self {
                Self { $($field: bar.$field),+ }
            }

            fn rows(columns: Columns<'_>) -> impl ExactSizeIterator<Item = Self> {
                let bars = Self::count(columns);
                // Slices of one length: the compiler sees that no index is outside.
                $(let $field = &columns.$field[..bars];)+
                (0..bars).map(move |at| Self { $($field: $field[at]),+ })
            }

            #[inline]
            fn size(self) -> f64 {
                0.0 $(+ self.$field.abs())+
            }

            #[inline]
            fn total_size(columns: Columns<'_>) -> f64 {
                let bars = Self::count(columns);
                $(let ($field, _) = columns.$field[..bars].as_chunks::<LANES>();)+
                let mut lanes = [0.0; LANES];
                for chunk in 0..bars / LANES {
                    $(let $field = &$field[chunk];)+
                    for lane in 0..LANES {
                        lanes[lane] += 0.0 $(+ $field[lane].abs())+;
                    }
                }
                let rest = Self::rows(columns.cut(bars - bars % LANES, bars));
                lanes.into_iter().chain(rest.map(Self::size)).sum()
            }
        }
    )+};
}

parts! {
    /// The range of a bar.
    HighLow {
        high: High, "Highest price.";
        low: Low, "Lowest price.";
    }
    /// Range and close of a bar.
    HighLowClose {
        high: High, "Highest price.";
        low: Low, "Lowest price.";
        close: Close, "Last price.";
    }
    /// All four prices of a bar.
    Candle {
        open: Open, "First price.";
        high: High, "Highest price.";
        low: Low, "Lowest price.";
        close: Close, "Last price.";
    }
    /// Close and volume of a bar.
    CloseVolume {
        close: Close, "Last price.";
        volume: Volume, "Units traded.";
    }
    /// Range, close and volume of a bar.
    HighLowCloseVolume {
        high: High, "Highest price.";
        low: Low, "Lowest price.";
        close: Close, "Last price.";
        volume: Volume, "Units traded.";
    }
}

impl HighLowClose {
    /// `(high + low + close) / 3`, the typical price.
    #[inline]
    pub fn typical(self) -> f64 {
        (self.high + self.low + self.close) / 3.0
    }
}

impl HighLowCloseVolume {
    /// The bar without its volume.
    #[inline]
    pub fn prices(self) -> HighLowClose {
        HighLowClose {
            high: self.high,
            low: self.low,
            close: self.close,
        }
    }

    /// Where the close lies in the range: -1 at the low, 1 at the high; 0 without a range.
    #[inline]
    pub fn close_location(self) -> f64 {
        let range = self.high - self.low;
        if range > 0.0 {
            ((self.close - self.low) - (self.high - self.close)) / range
        } else {
            0.0
        }
    }
}
