//! The `webhook` component.
