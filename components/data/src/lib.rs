//! The `data` component.
