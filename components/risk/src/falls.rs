//! Falls from a peak in the form of an answer.

use sandbourse_kernels::calendar::DAY_MS;
use sandbourse_kernels::drawdown::Episode;

use crate::bindings::sandbourse::platform::risk_types::Drawdown;
use crate::bindings::sandbourse::platform::values::Instant;

/// The `top` deepest falls, deepest first; of equal depth the earlier one.
pub fn deepest(episodes: &[Episode], time: &[i64], top: usize) -> Vec<Drawdown> {
    let mut order: Vec<&Episode> = episodes.iter().collect();
    order.sort_by(|one, other| one.depth.total_cmp(&other.depth));
    order.truncate(top);
    order.into_iter().map(|fall| dated(fall, time)).collect()
}

fn dated(fall: &Episode, time: &[i64]) -> Drawdown {
    let at = |index: usize| Instant {
        epoch_ms: time[index],
    };
    let days = (time[fall.end] - time[fall.start]) / DAY_MS + 1;
    Drawdown {
        start: at(fall.start),
        valley: at(fall.valley),
        end: at(fall.end),
        recovered: fall.recovered,
        depth: fall.depth,
        days: u32::try_from(days).unwrap_or(u32::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sandbourse_kernels::drawdown;

    #[test]
    fn the_deepest_fall_comes_first_with_its_days() {
        let time: Vec<i64> = (0..6).map(|day| day * DAY_MS).collect();
        let episodes = drawdown::episodes(&[-0.1, 0.0, -0.3, -0.2, 0.0, -0.1]);
        let found = deepest(&episodes, &time, 2);
        assert_eq!(
            (found[0].depth, found[0].days, found[0].recovered),
            (-0.3, 2, true)
        );
        assert_eq!((found[1].depth, found[1].start.epoch_ms), (-0.1, 0));
        assert_eq!(found.len(), 2);
    }
}
