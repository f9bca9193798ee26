//! Laws of windows: nothing that was chosen on is judged on, and nothing is judged twice.

use super::sample::cases;
use proptest::prelude::*;
use sandbourse_kernels::walk_forward::judgement::{Stretch, efficiency};
use sandbourse_kernels::walk_forward::stitch::{Piece, stitch};
use sandbourse_kernels::walk_forward::windows::{Cut, MOST_WINDOWS, Start};

fn cuts() -> impl Strategy<Value = Cut> {
    let lengths = (1..60_usize, 1..30_usize, 0..20_usize, 0..10_usize);
    (any::<bool>(), lengths).prop_map(|(is_anchored, (in_sample, out_of_sample, more, embargo))| {
        Cut {
            start: if is_anchored {
                Start::Anchored
            } else {
                Start::Rolling
            },
            in_sample,
            out_of_sample,
            step: out_of_sample + more,
            embargo,
        }
    })
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn windows_never_see_their_future(cut in cuts(), bars in 0..900_usize) {
        let Ok(windows) = cut.windows(bars) else {
            prop_assert!(bars < cut.in_sample + cut.embargo + cut.out_of_sample);
            return Ok(());
        };
        for (at, window) in windows.iter().enumerate() {
            let (chosen, judged) = (&window.in_sample, &window.out_of_sample);
            prop_assert_eq!(chosen.end + cut.embargo, judged.start);
            prop_assert!(chosen.start < chosen.end && judged.end <= bars);
            prop_assert_eq!(judged.len(), cut.out_of_sample);
            let length = match cut.start {
                Start::Rolling => cut.in_sample,
                Start::Anchored => cut.in_sample + at * cut.step,
            };
            prop_assert_eq!(chosen.len(), length);
        }
        for pair in windows.windows(2) {
            prop_assert!(pair[0].out_of_sample.end <= pair[1].out_of_sample.start);
            prop_assert_eq!(pair[0].out_of_sample.start + cut.step, pair[1].out_of_sample.start);
        }
        // One more would not fit.
        let last = windows[windows.len() - 1].out_of_sample.end;
        prop_assert!(last + cut.step > bars);
    }

    #[test]
    fn no_cut_does_harm(
        lengths in prop::array::uniform5(any::<usize>()),
        is_anchored in any::<bool>(),
    ) {
        let [in_sample, out_of_sample, step, embargo, bars] = lengths;
        let start = if is_anchored { Start::Anchored } else { Start::Rolling };
        let cut = Cut { start, in_sample, out_of_sample, step, embargo };
        match cut.windows(bars) {
            Ok(windows) => prop_assert!(windows.len() <= MOST_WINDOWS),
            Err(refusal) => prop_assert!(!refusal.to_string().is_empty()),
        }
    }

    #[test]
    fn the_stitched_curve_ends_at_the_product_of_the_pieces(
        pieces in prop::collection::vec((1.0..1e6_f64, prop::collection::vec(0.5..2.0_f64, 1..20)), 1..9),
        capital in 1.0..1e6_f64,
    ) {
        let curves: Vec<(f64, Vec<f64>)> = pieces
            .iter()
            .map(|(before, moves)| (*before, moves.iter().map(|value| before * value).collect()))
            .collect();
        let pieces: Vec<Piece<'_>> = curves
            .iter()
            .map(|(before, equity)| Piece { before: *before, equity })
            .collect();
        let curve = stitch(&pieces, capital).unwrap();
        let growth: f64 = pieces.iter().map(|piece| piece.growth().unwrap()).product();
        let bars: usize = pieces.iter().map(|piece| piece.equity.len()).sum();
        prop_assert_eq!(curve.len(), bars);
        let end = curve[bars - 1];
        prop_assert!((end - capital * growth).abs() < 1e-9 * end);
    }

    #[test]
    fn what_went_on_as_before_has_an_efficiency_of_one(growth in 1.01..2.0_f64, bars in 1..500_usize, windows in 1..9_usize) {
        let stretches = vec![Stretch { growth, bars }; windows];
        let found = efficiency(&stretches, &stretches[..1], 252.0);
        if let Ok(ratio) = found.and_then(|found| found.ratio) {
            prop_assert!((ratio - 1.0).abs() < 1e-9);
        }
    }
}
