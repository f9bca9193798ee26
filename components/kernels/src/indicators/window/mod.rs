//! The last so many values, and what is known of them without looking at each again.

mod cascade;
mod exact;
mod extreme;
mod mean;
mod ring;
mod runs;
mod smooth;
mod spread;
mod sum;
mod tilt;

pub use cascade::Cascade;
pub use exact::ExactSum;
pub use extreme::{Extreme, Highest, Lowest};
pub use mean::Mean;
pub use ring::Ring;
pub use runs::{Parts, Runs, Summary};
pub use smooth::Smooth;
pub use spread::{Moments, Spread};
pub use sum::WindowSum;
pub use tilt::{Fit, Tilt};
