//! The exact two-sided binomial test.

/// Relative slack when probabilities are compared, so that ties by symmetry stay ties.
const SLACK: f64 = 1e-7;

/// Probability, if each of `n` trials succeeds with probability `p`, of a count that is no
/// more likely than `successes`. 1 for no trials; `p` is clamped to [0, 1].
pub fn two_sided_p(successes: usize, n: usize, p: f64) -> f64 {
    if n == 0 || !p.is_finite() {
        return 1.0;
    }
    if p <= 0.0 || p >= 1.0 {
        let sure = if p <= 0.0 { 0 } else { n };
        return if successes == sure { 1.0 } else { 0.0 };
    }
    let masses = probabilities(n, p);
    let seen = masses[successes.min(n)] * (1.0 + SLACK);
    masses
        .iter()
        .filter(|mass| **mass <= seen)
        .sum::<f64>()
        .min(1.0)
}

/// Mass at 0, 1, …, n, through logarithms so that large `n` does not underflow early.
fn probabilities(n: usize, p: f64) -> Vec<f64> {
    let (log_p, log_q) = (p.ln(), (1.0 - p).ln());
    let mut log_mass = n as f64 * log_q;
    let mut masses = Vec::with_capacity(n + 1);
    for k in 0..=n {
        masses.push(log_mass.exp());
        log_mass += ((n - k) as f64).ln() - ((k + 1) as f64).ln() + log_p - log_q;
    }
    masses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fair_coin_gives_the_textbook_value() {
        // 2 * (1 + 10 + 45) / 1024
        assert!((two_sided_p(8, 10, 0.5) - 0.109375).abs() < 1e-12);
        assert!((two_sided_p(5, 10, 0.5) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn masses_of_many_trials_add_up_to_one() {
        let total: f64 = probabilities(4_000, 0.54).iter().sum();
        assert!((total - 1.0).abs() < 1e-9);
    }

    #[test]
    fn certainty_and_absence_are_answered() {
        assert_eq!(two_sided_p(0, 0, 0.5), 1.0);
        assert_eq!(two_sided_p(3, 3, 1.0), 1.0);
        assert_eq!(two_sided_p(2, 3, 1.0), 0.0);
    }
}
