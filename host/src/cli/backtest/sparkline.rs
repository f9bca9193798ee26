//! A curve in one line of blocks.

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The values as `width` blocks, each the last value of its part; empty for no values.
pub fn draw(values: &[f64], width: usize) -> String {
    draw_within(values, width, extent(values))
}

/// The same between two bounds, so that several curves compare.
pub fn draw_within(values: &[f64], width: usize, (least, most): (f64, f64)) -> String {
    let finite: Vec<f64> = finite(values).collect();
    let parts = width.min(finite.len());
    let block = |part: usize| {
        let value = finite[(part + 1) * finite.len() / parts - 1];
        let share = if most > least {
            (value - least) / (most - least)
        } else {
            0.5
        };
        BLOCKS[((share * 8.0) as usize).min(7)]
    };
    (0..parts).map(block).collect()
}

/// The least and the most of what is finite.
pub fn extent(values: &[f64]) -> (f64, f64) {
    let start = (f64::INFINITY, f64::NEG_INFINITY);
    finite(values).fold(start, |(least, most), value| {
        (least.min(value), most.max(value))
    })
}

fn finite(values: &[f64]) -> impl Iterator<Item = f64> {
    values.iter().copied().filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rise_climbs_and_a_constant_stays_in_the_middle() {
        let rise: Vec<f64> = (0..80).map(f64::from).collect();
        assert_eq!(draw(&rise, 8), "▁▂▃▄▅▆▇█");
        assert_eq!(draw(&[5.0; 20], 3), "▅▅▅");
        assert_eq!(draw(&[], 8), "");
    }

    proptest::proptest! {
        #[test]
        fn any_curve_fits_its_width(values in proptest::collection::vec(proptest::num::f64::ANY, 0..50), width in 0_usize..20) {
            let drawn = draw(&values, width).chars().count();
            proptest::prop_assert!(drawn <= width && drawn <= values.len());
        }
    }
}
