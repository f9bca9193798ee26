//! How far the price goes: ranges, spreads and channels.

pub mod atr;
pub mod bollinger;
pub mod bollinger_percent;
pub mod bollinger_width;
pub mod donchian;
pub mod historical;
pub mod keltner;
pub mod mass_index;
pub mod natr;
pub mod standard_deviation;
pub mod true_range;
pub mod variance;
pub mod z_score;
