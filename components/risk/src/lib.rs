//! The `risk` component.
