//! A bar for what takes long; indicatif hides it by itself when nobody looks.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar over `length` things, whose message is the one at work.
pub fn bar(length: usize) -> ProgressBar {
    let bar = ProgressBar::new(length as u64);
    bar.set_style(
        ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar
}
