//! The `predict` component.
