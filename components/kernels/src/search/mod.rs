//! Parameter searches: which combinations there are, which are good, and what the best of many is worth.
//!
//! [`grid`] counts combinations without holding them, [`draw`] picks some of them by chance,
//! [`top`] keeps the best, [`surface`] and [`plateau`] show what lies around them. [`trials`],
//! [`spa`] and [`overfitting`] ask whether the best of many is more than luck.

pub mod axis;
pub mod candidates;
pub mod constraint;
pub mod draw;
pub mod goal;
pub mod grid;
pub mod overfitting;
pub mod plateau;
pub mod refusal;
pub mod spa;
pub mod surface;
pub mod top;
pub mod trials;
