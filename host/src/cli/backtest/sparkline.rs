//! A curve in one line of blocks.

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The values as `width` blocks, each the last value of its part; empty for no values.
pub fn draw(values: &[f64], width: usize) -> String {
    let finite: Vec<f64> = values
        .iter()
        .copied()
        .filter(|value| value.is_finite())
        .collect();
    let (least, most) = finite.iter().fold(
        (f64::INFINITY, f64::NEG_INFINITY),
        |(least, most), &value| (least.min(value), most.max(value)),
    );
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
